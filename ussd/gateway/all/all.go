// Package all is the one list of gateways and carriers.
//
// It knows which there are and when each is on. It does not know how any of them works.
package all

import (
	"errors"
	"io"
	"net/http"
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/africastalking"
	"duar/ussd/gateway/cdac"
	"duar/ussd/gateway/console"
	"duar/ussd/gateway/generic"
	"duar/ussd/gateway/twilio"
)

// Config is what an administrator sets; the tags are kong's. A gateway is on when
// something of its own is set.
type Config struct {
	AfricasTalking africastalking.Config `embed:"" prefix:"africastalking-" envprefix:"DUAR_AFRICASTALKING_"`
	Generic        generic.Config        `embed:"" prefix:"generic-" envprefix:"DUAR_GENERIC_"`
	Twilio         twilio.Config         `embed:"" prefix:"twilio-" envprefix:"DUAR_TWILIO_"`
	Cdac           cdac.Config           `embed:"" prefix:"cdac-" envprefix:"DUAR_CDAC_"`

	// Demo turns on what needs no account, open to anybody: synthetic data only.
	Demo bool `kong:"-"`
}

// DemoSecret signs generic requests in the demo. It is no secret.
const DemoSecret = "duar-demo-secret-known-to-everyone" //nolint:gosec // printed in the README

const (
	nonces   = 1 << 20 // ten minutes at 1,700 hops a second
	receipts = 1 << 14
)

// Carrier gives the way SMS leave: Twilio when it may send, w in the demo, nil when
// there is none.
func Carrier(c Config, w io.Writer) (notice.Carrier, error) {
	switch {
	case c.Twilio.Sends():
		t, err := twilio.NewCarrier(c.Twilio, http.DefaultTransport)
		if err != nil {
			return nil, err
		}
		return gateway.Once(t, receipts), nil
	case c.Demo:
		return gateway.Once(console.New(w), receipts), nil
	}
	return nil, nil
}

// All gives the gateways that are on. The error says for each unsafe configuration how
// to mend it. carrier is Carrier's; now is the world's clock.
func All(c Config, carrier notice.Carrier, now func() time.Time) ([]gateway.Gateway, error) {
	if c.Demo && len(c.Generic.Secrets) == 0 {
		c.Generic.Secrets = []string{DemoSecret}
	}
	var list []gateway.Gateway
	var errs []error
	if c.Twilio.On() && !c.Twilio.Receives() && !c.Twilio.Sends() {
		errs = append(errs, errors.New("twilio: set from to send SMS, or the public URL to receive them, or both"))
	}
	add := func(on bool, open func() (gateway.Gateway, error)) {
		if !on {
			return
		}
		g, err := open()
		if err != nil {
			errs = append(errs, err)
			return
		}
		list = append(list, g)
	}
	add(c.AfricasTalking.On() || c.Demo, func() (gateway.Gateway, error) { return africastalking.New(c.AfricasTalking, c.Demo) })
	add(c.Generic.On(), func() (gateway.Gateway, error) { return generic.New(c.Generic, gateway.NewMemory(nonces, now)) })
	add(c.Twilio.Receives(), func() (gateway.Gateway, error) { return twilio.New(c.Twilio, c.Demo) })
	add(c.Cdac.On() || c.Demo, func() (gateway.Gateway, error) { return cdac.New(c.Cdac, carrier, c.Demo) })
	return list, errors.Join(errs...)
}
