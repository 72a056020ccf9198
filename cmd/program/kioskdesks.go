package program

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"time"

	"duar/api/client"
	"duar/seva/casework"
	"duar/seva/document"
	people "duar/seva/identity"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/payment"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/tui"
	"duar/worker"
)

// behind gives a kiosk the desks of a server. What that server does not offer its answers say.
func (c kioskCommand) behind(_ context.Context, _ *streams, cfg *tui.Config) (leave func(), err error) {
	server, err := client.New(c.Server, &http.Client{Timeout: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	cfg.Places, cfg.Land, cfg.Door, cfg.Own = server.Places(), server.Land(), server.Door(), server.Own()
	cfg.LandOf = func(s people.Session) land.Counter { return server.LandOf(s.Token) }
	cfg.Services = func(s people.Session) service.Counter { return server.Services(s.Token) }
	cfg.Cases = func(s people.Session) casework.Counter { return server.Cases(s.Token) }
	cfg.Bureau = func(s people.Session) people.Bureau { return server.Bureau(s.Token) }
	cfg.Registry = func(s people.Session) registry.Counter { return server.Registry(s.Token) }
	cfg.Payments = func(s people.Session) payment.Counter { return server.Payments(s.Token) }
	cfg.Documents = func(s people.Session) document.Counter { return server.Documents(s.Token) }
	cfg.Watches = func(s people.Session) watch.Counter { return server.Watches(s.Token) }
	cfg.Objections = func(s people.Session) tui.Objector { return server.Objections(s.Token) }
	cfg.Leaves = func(s people.Session) tui.Leaves { return server.Leaves(s.Token) }
	cfg.Fees, cfg.Offices = server.Fees(), server.Offices()
	return func() {}, nil
}

// within gives a kiosk the desks in this process. Without a treasury nothing is paid, and
// without keys no papers are signed.
func (c kioskCommand) within(ctx context.Context, s *streams, cfg *tui.Config) (leave func(), err error) {
	h, err := c.open(ctx, s.quiet())
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	pressed := make(chan struct{})
	close(pressed)
	leave = func() {
		stop()
		<-pressed
		_ = h.close() // the kiosk has ended, and says nothing any more
	}
	at := func(s people.Session) casework.Caller { return s.Who.Caller(kioskChannel) }
	cfg.Places, cfg.Land, cfg.Door, cfg.Own, cfg.Within = h.places, h.land.For(land.Public), h.door, h.door, true
	cfg.Services = func(s people.Session) service.Counter { return h.services.For(at(s)) }
	cfg.Cases = func(s people.Session) casework.Counter { return h.cases.For(at(s)) }
	cfg.Bureau = func(s people.Session) people.Bureau { return h.door.For(s.Who) }
	cfg.Registry = func(s people.Session) registry.Counter { return h.registry.For(at(s)) }
	cfg.Watches = func(s people.Session) watch.Counter { return h.watches.For(at(s)) }
	cfg.Objections = func(s people.Session) tui.Objector { return objector{h.deeds, at(s)} }
	cfg.Fees, cfg.Offices = h.fees, h.offices
	if err := c.till(ctx, h, cfg); err != nil {
		leave()
		return nil, err
	}
	done, seals, err := c.desk(ctx, h, cfg)
	if err != nil {
		leave()
		return nil, err
	}
	if done != nil {
		pressed = done
	}
	draw := (&front{seals: seals}).leaves(h.world)
	cfg.Leaves = func(s people.Session) tui.Leaves {
		leaves := KioskLeaves{Draw: draw, Cases: h.cases.For(at(s)), Offices: h.offices}
		if cfg.Payments != nil {
			leaves.Money = cfg.Payments(s)
		}
		return leaves
	}
	return leave, nil
}

// objector takes objections with the right of somebody.
type objector struct {
	desk *mutation.Desk
	who  casework.Caller
}

// Object is tui.Objector.
func (o objector) Object(ctx context.Context, number, words string) (string, error) {
	c, err := o.desk.Object(ctx, o.who, number, words)
	return c.State, err
}

// till opens the desk of payments, where there is a treasury.
func (c kioskCommand) till(ctx context.Context, h *house, cfg *tui.Config) error {
	treasury, err := c.treasury(h.world)
	if treasury == nil && err == nil && c.Demo {
		var stop func() error
		if treasury, stop, err = specimen(ctx, h.world, filepath.Join(c.Data, specimenKiosk), "http://127.0.0.1/"); err == nil {
			h.closers = append(h.closers, stop)
		}
	}
	if err != nil || treasury == nil {
		return err
	}
	purse, err := h.purse(treasury, c.PayLifetime, func(a payment.Alarm) {
		h.log.Error("payment.held", "dpr", a.DPR, "grn", a.GRN, "held", string(a.Held))
	})
	if err != nil {
		return err
	}
	cfg.Payments = func(s people.Session) payment.Counter { return purse.For(s.Who.Caller(kioskChannel)) }
	return nil
}

// desk opens the desk of papers, and makes those that are signed for as long as the kiosk is
// open: on a machine that runs nothing else a paper would wait for ever. done tells that no
// more are made; it and the keys are nil where none are.
func (c kioskCommand) desk(ctx context.Context, h *house, cfg *tui.Config) (done chan struct{}, seals *sealing, err error) {
	link := ownLink("127.0.0.1:8080") // of a server on this machine, as it listens when nothing else is said
	if c.DocumentLink != "" {
		link = c.DocumentLink
	}
	seals, err = c.sealing(c.engines, h.world, link)
	switch {
	case errors.Is(err, errNoDocumentKeys):
		return nil, nil, nil
	case err != nil:
		return nil, nil, err
	}
	h.closers = append(h.closers, seals.close)
	if err := h.documentDesk(seals, link); err != nil {
		return nil, nil, err
	}
	cfg.Documents = func(s people.Session) document.Counter { return h.documents.For(s.Who.Caller(kioskChannel)) }
	press := worker.Press{Maker: h.documents, World: h.world, Log: h.log}
	done = make(chan struct{})
	go func() {
		defer close(done)
		for tick := time.NewTicker(pressEvery); ; {
			select {
			case <-ctx.Done():
				tick.Stop()
				return
			case <-tick.C:
				_ = press.Run(ctx) // what fails is tried again, and stands in the case
			}
		}
	}()
	return done, seals, nil
}
