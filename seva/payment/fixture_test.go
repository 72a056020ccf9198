package payment_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/payment"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

// noon is a Tuesday, 12:00 in India.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, seva.IST).UTC() }

// calendar has a holiday on Friday, 27 November 2026.
func calendar() casework.Calendar {
	return casework.Calendar{Sundays: true, Holidays: map[seva.Date]bool{{Year: 2026, Month: 11, Day: 27}: true}}
}

// charged is a procedure that waits for a fee and then is done.
func charged() casework.Track {
	return casework.Track{
		Service: "certified_copy", Department: "lr", Series: "caf", By: "mouza", Fee: "copy",
		Limit: casework.Limit{Policy: casework.Pause, Source: "a test"},
		Procedure: casework.Procedure{
			ID: "charged", Version: 1, Start: "fee_due",
			States: []casework.State{
				{ID: "fee_due", Court: casework.CitizenCourt, Owes: true, Remedy: &casework.Remedy{Who: "applicant", Where: "app_or_bsk", Days: 30}},
				{ID: "paid", Court: casework.OfficeCourt},
				{ID: "done", Court: casework.NoCourt, Good: true, End: true},
				{ID: "withdrawn", Court: casework.NoCourt, End: true},
			},
			Actions: []casework.Action{
				{ID: casework.PaidAction, From: []string{"fee_due"}, To: "paid", Roles: []casework.Role{casework.System}},
				{ID: casework.WaiveAction, From: []string{"fee_due"}, To: "paid", Roles: []casework.Role{casework.System}},
				{ID: "finish", From: []string{"paid"}, To: "done", Roles: []casework.Role{casework.Clerk}, Tells: "decided"},
				{ID: "withdraw", From: []string{"fee_due", "paid"}, To: "withdrawn", Roles: []casework.Role{casework.Citizen}, Tells: "withdrawn"},
			},
		},
	}
}

// hall is a desk of payments in a test: a store, a treasury that can misbehave, a clock.
type hall struct {
	*payment.Desk
	t        testing.TB
	store    *sqlstore.Store
	cases    *casework.Desk
	treasury *grips.StandIn
	client   *grips.Client
	mu       sync.Mutex
	now      time.Time
	alarms   []payment.Alarm
	mute     bool            // the log of cases does not say which demand was made
	does     casework.Effect // of the money's coming; nil for nothing
	entered  string          // by which operator cases are
	n        int
}

func (h *hall) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hall) wait(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *hall) until(t time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = t
}

// urls names each engine and how a test gets an empty one.
func urls() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{
		"sqlite":   func(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "duar.db") },
		"postgres": storetest.Postgres,
	}
}

func newHall(t testing.TB) *hall { return openHall(t, urls()["sqlite"](t)) }

func openHall(t testing.TB, url string) *hall {
	t.Helper()
	h := &hall{t: t, now: noon()}
	world := seva.RealWorld().At(h.clock)
	var err error
	if h.store, err = sqlstore.Open(context.Background(), url, sqlstore.WithWorld(world)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.store.Close() })
	if err := h.store.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	key, _ := hex.DecodeString("000102030405060708090a0b0c0d0e0f")
	if h.treasury, err = grips.NewStandIn("DUAR", key, grips.CBC, world); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h.treasury)
	t.Cleanup(server.Close)
	h.client, err = grips.New(grips.Settings{Page: server.URL + "/pay", Ask: server.URL + "/ask", Return: "https://duar.example.in/v1/payments/return",
		Key: key, Source: "DUAR", User: "duar", Department: "046", Service: "306", World: world})
	if err != nil {
		t.Fatal(err)
	}
	h.Desk, h.cases = h.desk(world)
	return h
}

// desk makes the desks anew, as another server or the same after a crash has them.
func (h *hall) desk(world seva.World) (*payment.Desk, *casework.Desk) {
	h.t.Helper()
	track := charged()
	effects := map[string]casework.Effect{"record": h.does}
	if h.does != nil {
		track.Procedure.Actions[0].Does = "record"
	}
	cases, err := casework.NewDesk(casework.Parts{
		Book: h.store.Cases(), Tracks: map[string]casework.Track{track.Service: track}, Calendar: calendar(), World: world,
		Series:    map[string]casework.Series{"caf": {Prefix: "CAF", Yearly: true}},
		Fees:      map[string]casework.FeeRule{"copy": func(context.Context, casework.Tx, casework.Case) (fee.Estimate, error) { return fee.Estimate{}, nil }},
		Observers: []casework.Observer{payment.Heed}, Effects: effects,
		Say: func(_ seva.Lang, t seva.Text) string { return t.Key },
	})
	if err != nil {
		h.t.Fatal(err)
	}
	d, err := payment.NewDesk(payment.Parts{Book: h.store.Payments(), Cases: cases, Treasury: h.client, Calendar: calendar(), World: world,
		Alarm: func(a payment.Alarm) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.alarms = append(h.alarms, a)
		}})
	if err != nil {
		h.t.Fatal(err)
	}
	return d, cases
}

const mobile = seva.Phone("919831012345")

var (
	citizen  = casework.Caller{ID: "c1", Phone: mobile, Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
	stranger = casework.Caller{ID: "c2", Phone: "919831099999", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
	operator = casework.Caller{ID: "o1", Roles: []casework.Role{casework.Operator}, Channel: "kiosk"}
	clerk    = casework.Caller{ID: "k1", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.1027"}}
	afar     = casework.Caller{ID: "k2", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.9999"}}
	maker    = casework.Caller{ID: "a1", Roles: []casework.Role{casework.Accounts}, Offices: []string{"lr.*"}}
	checker  = casework.Caller{ID: "a2", Roles: []casework.Role{casework.Accounts}, Offices: []string{"lr.*"}}
	asserted = casework.Caller{Phone: mobile, Channel: "phone"}
)

// owe files a case that owes so many rupees and gives the demand.
func (h *hall) owe(rupees int64) fee.Demand {
	h.t.Helper()
	h.n++
	number := fmt.Sprintf("CAF2026%06d", h.n)
	d := fee.Demand{ID: fmt.Sprintf("D%020d", h.n), Case: number, Service: "certified_copy", Office: "lr.1027", Citizen: "c1",
		Phone: mobile, Payer: "Rahima Bewa", Lang: seva.Bengali, Amount: seva.Rupees(rupees), Raised: h.clock(),
		Lines: []fee.Due{{Head: "0029-00-800-001-27", Amount: seva.Rupees(rupees), Source: "a test"}}}
	c := casework.Case{Number: number, Service: d.Service, Procedure: "charged", Revision: 1, Office: d.Office, State: "fee_due", Version: 1,
		Since: h.clock(), Submitted: h.clock(), Applicant: casework.Applicant{Name: d.Payer, Phone: mobile, Lang: seva.Bengali, Citizen: "c1", Entered: h.entered}}
	given := map[string]string{"demand": d.ID, "owed": fmt.Sprint(int64(d.Amount))}
	if h.mute {
		given = nil
	}
	err := h.store.Cases().Change(context.Background(), func(tx casework.Tx) error {
		if err := tx.Put(context.Background(), c, []casework.Event{{Given: given, Seq: 1, At: h.clock(), Noted: h.clock(), Action: casework.SubmitAction, To: c.State, Actor: "c1", Role: casework.Citizen}}); err != nil {
			return err
		}
		return tx.Owe(context.Background(), d)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return d
}

// begin begins a payment and brings it to the treasury's page.
func (h *hall) begin(m payment.Mode, demands ...fee.Demand) payment.Handoff {
	h.t.Helper()
	h.n++
	got, err := h.For(citizen).Begin(context.Background(), idsOf(demands), m, fmt.Sprint("key-", h.n))
	if err != nil {
		h.t.Fatal(err)
	}
	if m == payment.Online {
		if _, err := h.treasury.Bring(got.Form.Fields); err != nil {
			h.t.Fatal(err)
		}
	}
	return got
}

func idsOf(demands []fee.Demand) []string {
	ids := make([]string, len(demands))
	for i, d := range demands {
		ids[i] = d.ID
	}
	return ids
}

// back is a browser that comes back from the treasury.
func (h *hall) back(dpr string) payment.View {
	h.t.Helper()
	h.wait(time.Minute)
	v, err := h.Returned(context.Background(), h.treasury.Back(dpr))
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// state gives where a case stands and how often it was moved.
func (h *hall) state(number string) (string, int64) {
	h.t.Helper()
	c, err := h.store.Cases().Case(context.Background(), number)
	if err != nil {
		h.t.Fatal(err)
	}
	return c.State, c.Version
}

// balanced holds the books against themselves and against what the treasury really took.
func (h *hall) balanced() payment.Balance {
	h.t.Helper()
	b, err := h.Balance(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	if len(b.Faults) > 0 {
		h.t.Fatalf("the books are wrong: %s", strings.Join(b.Faults, "; "))
	}
	return b
}

func (h *hall) taken() (sum seva.Money) {
	for _, c := range h.treasury.Credits() {
		sum += c.Amount
	}
	return sum
}
