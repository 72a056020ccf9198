package program

import (
	"fmt"

	"duar/seva"
	"duar/seva/notice"
	"duar/store/sqlstore"
)

// smsSettings are how messages leave, whoever carries them.
type smsSettings struct {
	Registered string         `name:"sms-registered" help:"The templates that operators have registered: the list of 'duar sms templates export' with its ids. Without it, carriers that demand a registration refuse every message." type:"existingfile" placeholder:"FILE"`
	AtOnce     int            `name:"sms-at-once" help:"Messages in carriers' hands at the same time, and so the most that a killed server may send twice." default:"64"`
	PerSecond  map[string]int `name:"sms-per-second" help:"The most messages a second for a carrier, as twilio=10." placeholder:"CARRIER=N"`
}

// wellAlone never takes a lone carrier for ill by counting: there is no other to spare it for.
const wellAlone = 1 << 30

// way makes the way out of the house: the registry with who said STOP, then the carriers
// in their order, each with its own throttle. Refs that were taken before are the routes'
// business (gateway.Once). The Switch tells how the carriers are.
func (c smsSettings) way(st *sqlstore.Store, w seva.World, meter notice.Meter, routes ...notice.Route) (notice.Carrier, *notice.Switch, error) {
	if c.AtOnce < 1 || c.AtOnce > 1000 {
		return nil, nil, fmt.Errorf("--sms-at-once %d: write a number from 1 to 1000", c.AtOnce)
	}
	templates, _, err := smsTemplates()
	if err != nil {
		return nil, nil, err
	}
	registered, err := registration(c.Registered)
	if err != nil {
		return nil, nil, fmt.Errorf("--sms-registered: %w", err)
	}
	book, err := notice.NewBook(notice.BookParts{
		Templates: templates, Registered: registered, Measure: smsMeasure, Stops: st.Stops(), World: w,
	})
	if err != nil {
		return nil, nil, err
	}
	named := map[string]bool{}
	for i, r := range routes {
		named[r.Name] = true
		routes[i].Carrier = notice.Throttle(notice.Heeding(r.Carrier, st.Stops(), w), c.PerSecond[r.Name], w)
	}
	for name, n := range c.PerSecond {
		if !named[name] || n < 1 {
			return nil, nil, fmt.Errorf("--sms-per-second %s=%d: there is no such carrier here, or no such speed", name, n)
		}
	}
	health := notice.GoodHealth()
	if len(routes) == 1 {
		health.Ill = wellAlone
	}
	all := notice.NewSwitch(w, health, routes...)
	return notice.Through(book, meter, all), all, nil
}
