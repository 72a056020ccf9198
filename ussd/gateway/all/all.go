// Package all is the one list of gateways and carriers.
//
// It knows which there are and when each is on. It does not know how any of them works.
package all

import (
	"errors"
	"io"
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/africastalking"
	"duar/ussd/gateway/cdac"
	"duar/ussd/gateway/comviva"
	"duar/ussd/gateway/generic"
	"duar/ussd/gateway/imimobile"
	"duar/ussd/gateway/infobip"
	"duar/ussd/gateway/kannel"
	"duar/ussd/gateway/nic"
	"duar/ussd/gateway/smpp"
	"duar/ussd/gateway/twilio"
)

// Config is what an administrator sets; the tags are kong's. A gateway is on when
// something of its own is set.
type Config struct {
	AfricasTalking africastalking.Config `embed:"" prefix:"africastalking-" envprefix:"DUAR_AFRICASTALKING_"`
	Generic        generic.Config        `embed:"" prefix:"generic-" envprefix:"DUAR_GENERIC_"`
	IMImobile      imimobile.Config      `embed:"" prefix:"imimobile-" envprefix:"DUAR_IMIMOBILE_"`
	Comviva        comviva.Config        `embed:"" prefix:"comviva-" envprefix:"DUAR_COMVIVA_"`
	Infobip        infobip.Config        `embed:"" prefix:"infobip-" envprefix:"DUAR_INFOBIP_"`
	Kannel         kannel.Config         `embed:"" prefix:"kannel-" envprefix:"DUAR_KANNEL_"`
	Twilio         twilio.Config         `embed:"" prefix:"twilio-" envprefix:"DUAR_TWILIO_"`
	Cdac           cdac.Config           `embed:"" prefix:"cdac-" envprefix:"DUAR_CDAC_"`
	NIC            nic.Config            `embed:"" prefix:"nic-" envprefix:"DUAR_NIC_"`
	SMPP           smpp.Config           `embed:"" prefix:"smpp-" envprefix:"DUAR_SMPP_"`

	SMSCarriers []string `name:"sms-carriers" help:"Which of the carriers that are set up send SMS, the first choice first; all of them, in the order of docs/gateways.md, when empty." env:"DUAR_SMS_CARRIERS" sep:","`

	// Demo turns on what needs no account, open to anybody: synthetic data only.
	Demo bool `kong:"-"`
}

// DemoSecret signs generic requests in the demo. It is no secret.
const DemoSecret = "duar-demo-secret-known-to-everyone" //nolint:gosec // printed in the README

const (
	nonces   = 1 << 20 // ten minutes at 1,700 hops a second
	receipts = 1 << 14
)

// Carrier gives the first choice of Carriers, or nil when there is none.
func Carrier(c Config, w io.Writer) (notice.Carrier, error) {
	list, err := Carriers(c, w, nil)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list[0].Carrier, nil
}

// Ports is what gateways hand on to. Reports and Stops may be nil: then nobody is told how a
// message fared, or who has opted out at a provider.
type Ports struct {
	Carrier notice.Carrier // takes answers of dialects that cannot answer; nil when there is none
	Reports notice.Reports
	Stops   notice.Stops
	Now     func() time.Time // the world's clock
}

// All gives the gateways that are on, without callbacks of delivery.
func All(c Config, carrier notice.Carrier, now func() time.Time) ([]gateway.Gateway, error) {
	return Gateways(c, Ports{Carrier: carrier, Now: now})
}

// Gateways gives the gateways that are on, callbacks among them. The error says for each
// unsafe configuration how to mend it.
func Gateways(c Config, p Ports) ([]gateway.Gateway, error) {
	if c.Demo && len(c.Generic.Secrets) == 0 {
		c.Generic.Secrets = []string{DemoSecret}
	}
	var list []gateway.Gateway
	var errs []error
	if c.Twilio.On() && !c.Twilio.Receives() && !c.Twilio.Sends() {
		errs = append(errs, errors.New("twilio: set from to send SMS, or the public URL to receive them, or both"))
	}
	if c.Kannel.On() && !c.Kannel.Receives() && !c.Kannel.Sends() {
		errs = append(errs, errors.New("kannel: set its url to send SMS, or the networks or secret it calls with to receive them, or both"))
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
	add(c.Generic.On(), func() (gateway.Gateway, error) { return generic.New(c.Generic, gateway.NewMemory(nonces, p.Now)) })
	add(c.IMImobile.On(), func() (gateway.Gateway, error) { return imimobile.New(c.IMImobile, c.Demo) })
	add(c.Comviva.On(), func() (gateway.Gateway, error) { return comviva.New(c.Comviva, c.Demo) })
	add(c.Infobip.On(), func() (gateway.Gateway, error) { return infobip.New(c.Infobip, c.Demo) })
	add(c.Infobip.On(), func() (gateway.Gateway, error) { return infobip.NewEnd(c.Infobip, c.Demo) })
	add(c.Kannel.Receives(), func() (gateway.Gateway, error) { return kannel.New(c.Kannel, c.Demo) })
	add(c.Kannel.Reported() && p.Reports != nil, func() (gateway.Gateway, error) { return kannel.NewReports(c.Kannel, p.Reports) })
	add(c.Twilio.Receives(), func() (gateway.Gateway, error) {
		g, err := twilio.New(c.Twilio, c.Demo)
		if err == nil {
			g.Stops = p.Stops
		}
		return g, err
	})
	add(c.Twilio.Reported() && p.Reports != nil, func() (gateway.Gateway, error) { return twilio.NewReports(c.Twilio, p.Reports, p.Stops) })
	add(c.Cdac.On() || c.Demo, func() (gateway.Gateway, error) { return cdac.New(c.Cdac, p.Carrier, c.Demo) })
	return list, errors.Join(errs...)
}
