package program

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"duar/api"
	"duar/catalogue"
	"duar/i18n"
	"duar/outside/grips"
	"duar/seva"
	"duar/seva/payment"
	"duar/store/queue"
)

// treasurySettings are what the treasury gave the department. Without an address nothing can
// be paid. The key is a secret and comes from DUAR_GRIPS_KEY only.
type treasurySettings struct {
	GripsURL        string        `name:"grips-url" help:"Where browsers go to pay (GRIPS); none: nothing can be paid." placeholder:"URL"`
	GripsAsk        string        `name:"grips-ask" help:"Where this server asks the treasury." placeholder:"URL"`
	GripsReturn     string        `name:"grips-return" help:"Where browsers come back to: this server's /v1/payments/return, from outside." placeholder:"URL"`
	GripsHosts      []string      `name:"grips-hosts" help:"Hosts that may be talked to about money; none: those of the two addresses." sep:","`
	GripsCipher     string        `name:"grips-cipher" help:"Mode of AES." enum:"cbc,gcm" default:"cbc"`
	GripsSource     string        `name:"grips-source" help:"Source id (srcId)."`
	GripsUser       string        `name:"grips-user" help:"User id (userId)."`
	GripsIP         string        `name:"grips-ip" help:"This server's IP as the treasury knows it."`
	GripsMAC        string        `name:"grips-mac" help:"This server's MAC as the treasury knows it."`
	GripsDepartment string        `name:"grips-department" help:"Department code (deptCode)."`
	GripsService    string        `name:"grips-service" help:"Service code (svcCode)."`
	PayLifetime     time.Duration `name:"pay-lifetime" help:"How long an online payment keeps its demands from another; a challan is good for 7 days by rule." default:"30m"`
	PayLanding      string        `name:"pay-landing" help:"Where a browser goes on to after the treasury; ?dpr=NUMBER is added. None: it is shown JSON." placeholder:"URL"`
}

// gripsKey is where the key of the treasury comes from.
const gripsKey = "DUAR_GRIPS_KEY"

// treasury makes the way to the treasury; nil where none is set.
func (t treasurySettings) treasury(w seva.World) (payment.Treasury, error) {
	if t.GripsURL == "" {
		if t.GripsAsk+t.GripsReturn+t.PayLanding+os.Getenv(gripsKey) != "" {
			return nil, errors.New("the treasury is half set: without --grips-url nothing can be paid. Set it, or take away the other settings and " + gripsKey)
		}
		return nil, nil
	}
	key, err := hex.DecodeString(os.Getenv(gripsKey))
	if err != nil || len(key) == 0 {
		return nil, errors.New("with --grips-url " + gripsKey + " must be the treasury's key in hexadecimal digits")
	}
	c, err := grips.New(grips.Settings{Page: t.GripsURL, Ask: t.GripsAsk, Return: t.GripsReturn, Hosts: t.GripsHosts, Key: key,
		Cipher: grips.Cipher(t.GripsCipher), Source: t.GripsSource, User: t.GripsUser, IP: t.GripsIP, MAC: t.GripsMAC,
		Department: t.GripsDepartment, Service: t.GripsService, World: w})
	if err != nil {
		return nil, err
	}
	return c, nil
}

// landing gives where a payer goes on to; nil for nowhere.
func (t treasurySettings) landing() func(string) string {
	if t.PayLanding == "" {
		return nil
	}
	return func(dpr string) string { return t.PayLanding + "?dpr=" + url.QueryEscape(dpr) }
}

// money puts the desk of payments before the API where there is a treasury: the one that is
// set, or in a demo one that moves no money.
func (f *front) money(ctx context.Context, c serveCommand, cfg *api.Config) error {
	treasury, err := c.treasury(f.house.world)
	if treasury == nil && err == nil && c.Demo {
		var stop func() error
		if treasury, stop, err = specimen(ctx, f.house.world, filepath.Join(c.Data, specimenBook), "http://"+c.Listen+"/v1/payments/return"); err == nil {
			f.house.closers = append(f.house.closers, stop)
		}
	}
	if err != nil {
		return err
	}
	if treasury == nil {
		f.log.Warn("treasury.none", "mend", "set --grips-url and the others (docs/payment.md): without a treasury nobody can pay what a case owes, and after its days it ends unpaid")
		return nil
	}
	if f.purse, err = f.house.purse(treasury, c.PayLifetime, f.house.alarms(f.registry)); err != nil {
		return err
	}
	cfg.Payments, cfg.Returned, cfg.Landing, cfg.Accounts = f.purse.For, f.purse.Returned, c.landing(), f.purse.Accounts
	return nil
}

// purse puts a person behind the desk of payments, where an online one is good for lifetime (0
// for the usual). alarm is told what a person must look at.
func (h *house) purse(treasury payment.Treasury, lifetime time.Duration, alarm func(payment.Alarm)) (*payment.Desk, error) {
	defined, err := catalogue.Define()
	if err != nil {
		return nil, err
	}
	return payment.NewDesk(payment.Parts{Book: h.store.Payments(), Cases: h.cases, Treasury: treasury, Calendar: defined.Calendar,
		World: h.world, Lifetime: lifetime, Alarm: alarm})
}

// alarms count and log what a person must look at about money. They name no person.
func (h *house) alarms(r prometheus.Registerer) func(payment.Alarm) {
	count := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "duar_payment_alarms_total",
		Help: "Answers of the treasury, and money, that a person must look at: duar payment held, duar payment suspense."}, []string{"held"})
	r.MustRegister(count)
	for _, held := range payment.Helds() {
		count.WithLabelValues(string(held))
	}
	return func(a payment.Alarm) {
		count.WithLabelValues(string(a.Held)).Inc()
		h.log.Error("payment.held", "dpr", a.DPR, "grn", a.GRN, "held", string(a.Held))
	}
}

const (
	pollEvery = time.Minute
	pollBatch = 200 // payments in one round
)

// polling is the task that finds out what became of payments.
func polling(d *payment.Desk) queue.Task {
	return queue.Task{Name: "payments", Next: queue.Every(pollEvery), Limit: 30 * time.Minute, Run: func(ctx context.Context) error {
		for {
			n, err := d.Poll(ctx, pollBatch)
			if err != nil || n < pollBatch {
				return err
			}
		}
	}}
}

// Books of the treasuries that move no money, in the demo's folder: the server's, and that of
// a kiosk which runs by itself.
const (
	specimenBook  = "demo-treasury.json"
	specimenKiosk = "demo-treasury-kiosk.json"
)

// specimen starts a treasury that moves no money, for the demo: it listens on this machine,
// where it did the last time if it can, and goes on with its book. It gives the settings of a
// client of it, and ends with stop.
func specimen(ctx context.Context, w seva.World, book, returns string) (t payment.Treasury, stop func() error, err error) {
	s, err := grips.OpenStandIn(book, "DUAR", grips.CBC, w)
	if err != nil {
		return nil, nil, err
	}
	s.Words = func(l seva.Lang, k string) string { return i18n.Say(l, seva.Say(k)) }
	listener, err := listenAgain(ctx, s.Listened())
	if err != nil {
		return nil, nil, err
	}
	if err := s.Listens(listener.Addr().String()); err != nil {
		return nil, nil, errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: s, ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	at := "http://" + listener.Addr().String()
	c, err := grips.New(grips.Settings{Page: at + "/pay", Ask: at + "/ask", Return: returns, Key: s.Key(), Source: "DUAR", User: "duar",
		Department: "046", Service: "306", World: w})
	if err != nil {
		return nil, nil, errors.Join(err, server.Close())
	}
	return c, server.Close, nil
}

// listenAgain listens on this machine, where something did before if that is free still.
func listenAgain(ctx context.Context, before string) (net.Listener, error) {
	var l net.ListenConfig
	if loopback(before) {
		if again, err := l.Listen(ctx, "tcp", before); err == nil {
			return again, nil
		}
	}
	return l.Listen(ctx, "tcp", "127.0.0.1:0")
}

// noTreasury stands where a command keeps the books and asks nobody.
type noTreasury struct{}

var errNoTreasury = errors.New("no treasury is set up: see --grips-url")

// Handoff is payment.Treasury, as the other three.
func (noTreasury) Handoff(payment.Order) (payment.Form, error) { return payment.Form{}, errNoTreasury }

func (noTreasury) Challan(context.Context, payment.Order) (payment.Answer, error) {
	return payment.Answer{}, errNoTreasury
}

func (noTreasury) Verify(context.Context, string) (payment.Answer, error) {
	return payment.Answer{}, errNoTreasury
}

func (noTreasury) Returned(map[string]string) (string, error) { return "", errNoTreasury }

// rupees writes a sum for whoever keeps the books.
func rupees(m seva.Money) string { return fmt.Sprintf("%d.%02d", m/100, m%100) }
