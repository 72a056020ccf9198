package all

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/cdac"
	"duar/ussd/gateway/console"
	"duar/ussd/gateway/kannel"
	"duar/ussd/gateway/nic"
	"duar/ussd/gateway/twilio"
)

// Carriers gives the ways SMS leave that are set up, by their folders' names, the first
// choice first; in the demo, when there is no other, w. lines are those of Lines: one that
// carries SMS is a carrier too. The error says for each flaw how to mend it.
//
// None of the providers over HTTP knows a reference of ours in a way that keeps it from
// sending twice, so each of them is wrapped in gateway.Once.
func Carriers(c Config, w io.Writer, lines []gateway.Line) ([]notice.Route, error) {
	var list []notice.Route
	var errs []error
	for _, line := range lines {
		if carrier, ok := line.(notice.Carrier); ok && sends(c, line) {
			list = append(list, notice.Route{Name: line.Name(), Carrier: carrier})
		}
	}
	add := func(name string, on bool, open func() (notice.Carrier, error)) {
		if !on {
			return
		}
		carrier, err := open()
		if err != nil {
			errs = append(errs, err)
			return
		}
		list = append(list, notice.Route{Name: name, Carrier: gateway.Once(carrier, receipts)})
	}
	add("kannel", c.Kannel.Sends(), func() (notice.Carrier, error) { return kannel.NewCarrier(c.Kannel, http.DefaultTransport) })
	add("cdac", c.Cdac.Sends(), func() (notice.Carrier, error) { return cdac.NewCarrier(c.Cdac, http.DefaultTransport) })
	add("nic", c.NIC.On(), func() (notice.Carrier, error) { return nic.NewCarrier(c.NIC, http.DefaultTransport) })
	add("twilio", c.Twilio.Sends(), func() (notice.Carrier, error) { return twilio.NewCarrier(c.Twilio, http.DefaultTransport) })
	add("console", c.Demo && len(list) == 0 && len(errs) == 0, func() (notice.Carrier, error) { return console.New(w), nil })
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return chosen(list, c.SMSCarriers)
}

// chosen puts the carriers into the order that an administrator has set.
func chosen(list []notice.Route, order []string) ([]notice.Route, error) {
	if len(order) == 0 {
		return list, nil
	}
	var all []notice.Route
	seen := map[string]bool{}
next:
	for _, name := range order {
		name = strings.TrimSpace(name)
		if seen[name] {
			return nil, fmt.Errorf("sms-carriers: %q stands there twice", name)
		}
		seen[name] = true
		for _, r := range list {
			if r.Name == name {
				all = append(all, r)
				continue next
			}
		}
		return nil, fmt.Errorf("sms-carriers: %q is not a carrier that is set up", name)
	}
	return all, nil
}
