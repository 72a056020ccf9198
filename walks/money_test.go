package walks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"duar/api/wire"
	"duar/outside/grips"
	"duar/seva"
)

// TestTroubleWithMoney: whatever the treasury does, a case goes on when the money of exactly
// what it owes is there, once; and the books say where every rupee is.
func TestTroubleWithMoney(t *testing.T) {
	onEitherEngine(t, func(t *testing.T, lt *landTown) {
		asked := 0
		var received int64 // paise
		owing := func() (app, string) {
			t.Helper()
			w := walkOf(t, "a certified khatian: paid, signed, made")
			w.Mobile = fmt.Sprintf("98310002%02d", asked)
			asked++
			a := lt.citizen(w.Mobile)
			_, r := a.apply(w)
			return a, r.Number
		}
		paid := func(a app, number, dpr string) {
			t.Helper()
			received += 2000
			if p := lt.asksAgain(a, dpr); p.State.Key != "paid" || p.Check {
				t.Errorf("%s of %s: %+v", dpr, number, p)
			}
			if v := a.view(number); v.State.Key != "to_sign" || len(v.Timeline) != 2 {
				t.Errorf("%s stands in %s after %d acts", number, v.State.Key, len(v.Timeline))
			}
		}

		for _, f := range []grips.Fault{grips.WrongTotal, grips.WrongLine, grips.WrongSum, grips.ForeignLine, grips.NoAmounts} {
			a, number := owing()
			h := a.begins(number, "online", "pay")
			back := pressed(t, h.Form, "pay")
			lt.treasury.Misbehave(f)
			a.returns(back)
			if p := lt.asksAgain(a, h.DPR); p.State.Key == "paid" || !p.Check {
				t.Errorf("%s: the payment is %+v", f, p)
			}
			if v := a.view(number); v.State.Key != "fee_due" {
				t.Errorf("%s: the case stands in %s", f, v.State.Key)
			}
			lt.treasury.Misbehave(grips.Sound)
			paid(a, number, h.DPR)
		}
		if said := lt.run(append([]string{"payment", "held"}, lt.engines...)...); said != "" {
			t.Errorf("what was put right is still held: %s", said)
		}

		// The bank takes the money twice: it is paid once, and the rest is to go back.
		a, number := owing()
		h := a.begins(number, "online", "pay")
		if _, err := lt.treasury.Bring(h.Form.Fields); err != nil {
			t.Fatal(err)
		}
		lt.treasury.Press(h.DPR, grips.PayTwice)
		back := lt.treasury.Back(h.DPR)
		for range 3 {
			a.returns(map[string][]string{"encData": {back["encData"]}, "cs": {back["cs"]}, "src": {back["src"]}})
		}
		paid(a, number, h.DPR)
		received += 2000
		if said := lt.run(append([]string{"payment", "refunds"}, lt.engines...)...); strings.Count(said, "refund_due") != 1 {
			t.Errorf("to go back: %s", said)
		}

		lt.overTheCounter(owing, paid)
		lt.treasuryAway(owing, paid)
		lt.byTheFile(owing, func() { received += 2000 })
		lt.balances(received)
	})
}

// asksAgain asks for a payment once the treasury may be asked again.
func (lt *landTown) asksAgain(a app, dpr string) wire.Payment {
	lt.t.Helper()
	lt.days.move(30 * time.Second)
	return into[wire.Payment](a, a.ask("GET", "/v1/payments/"+dpr, nil), 200)
}

// overTheCounter: a challan is good for seven days; that somebody says they paid keeps it
// from being paid another way, and counts as money when the bank has reported.
func (lt *landTown) overTheCounter(owing func() (app, string), paid func(app, string, string)) {
	t := lt.t
	t.Helper()
	a, number := owing()
	h := a.begins(number, "counter", "challan")
	if len(h.Challans) != 1 || h.Challans[0].GRN == "" || h.Challans[0].Amount.Paise != 2000 || h.Challans[0].Until != seva.DateOf(lt.days.now().AddDate(0, 0, 6)).String() &&
		h.Challans[0].Until != seva.DateOf(lt.days.now().AddDate(0, 0, 7)).String() {
		t.Fatalf("a challan: %+v", h.Challans)
	}
	if !lt.treasury.Counter(h.DPR) {
		t.Fatal("the counter does not know the challan")
	}
	told := into[wire.Payment](a, a.ask("POST", "/v1/payments/"+h.DPR+"/told", nil), 200)
	if told.Told.IsZero() || told.State.Key != "pending" || !told.Asked.After(lt.days.now()) {
		t.Errorf("paid, and not yet reported: %+v", told)
	}
	if p := lt.asksAgain(a, h.DPR); p.State.Key != "pending" {
		t.Errorf("before the report it is %s", p.State.Key)
	}
	if due := a.dues(number); len(due) != 1 || due[0].Payment != h.DPR {
		t.Fatalf("owed still: %+v", due)
	}
	other := a.ask("POST", "/v1/payments", map[string]any{"demands": []string{a.dues(number)[0].ID}, "mode": "online"}, "Idempotency-Key: another")
	var p wire.Problem
	if err := json.Unmarshal(other.body, &p); err != nil || other.status != http.StatusConflict || !strings.Contains(p.Detail, h.DPR) {
		t.Errorf("another way to pay meanwhile: %d %s", other.status, other.body)
	}
	lt.days.move(24 * time.Hour)
	lt.treasury.Report()
	paid(a, number, h.DPR)
}

// treasuryAway: while the treasury does not answer people are told so in words, and the same
// key goes on later.
func (lt *landTown) treasuryAway(owing func() (app, string), paid func(app, string, string)) {
	t := lt.t
	t.Helper()
	a, number := owing()
	demand := a.dues(number)[0].ID
	body := map[string]any{"demands": []string{demand}, "mode": "counter"}
	for _, f := range []grips.Fault{grips.Broken, grips.Noise, grips.DiesAfter} {
		lt.treasury.Misbehave(f)
		h := a.ask("POST", "/v1/payments", body, "Idempotency-Key: away")
		var p wire.Problem
		if err := json.Unmarshal(h.body, &p); err != nil || h.status != http.StatusServiceUnavailable || p.Detail == "" || bytes.Contains(h.body, []byte("127.0.0.1")) {
			t.Errorf("%s: %d %s", f, h.status, h.body)
		}
		lt.days.move(30 * time.Second)
	}
	lt.treasury.Misbehave(grips.Sound)
	h := into[wire.Handoff](a, a.ask("POST", "/v1/payments", body, "Idempotency-Key: away"), 200)
	if len(h.Challans) != 1 {
		t.Fatalf("once it answers: %+v", h)
	}
	lt.treasury.Press(h.DPR, grips.Pay)
	paid(a, number, h.DPR)
}

// byTheFile: of one the browser never came back, and nobody asked. The treasury's daily file
// settles it, once.
func (lt *landTown) byTheFile(owing func() (app, string), counted func()) {
	t := lt.t
	t.Helper()
	a, number := owing()
	h := a.begins(number, "online", "pay")
	pressed(t, h.Form, "pay")
	counted()
	file := filepath.Join(t.TempDir(), "day.csv")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := lt.treasury.File(f, seva.DateOf(lt.days.now())); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	said := lt.run(append([]string{"payment", "reconcile", file}, lt.engines...)...)
	if strings.Contains(said, "dealt with before") || strings.Contains(said, "in no file: grn ,") {
		t.Errorf("the file: %s", said)
	}
	if v := a.view(number); v.State.Key != "to_sign" {
		t.Errorf("after the file %s stands in %s:\n%s", number, v.State.Key, said)
	}
	if again := lt.run(append([]string{"payment", "reconcile", file}, lt.engines...)...); !strings.Contains(again, "dealt with before") {
		t.Errorf("the file again: %s", again)
	}
	if v := a.view(number); len(v.Timeline) != 2 {
		t.Errorf("after the file twice %d acts", len(v.Timeline))
	}
}

// balances: the books hold what the treasury took, to the paisa, and contradict nothing.
func (lt *landTown) balances(received int64) {
	t := lt.t
	t.Helper()
	said := lt.run(append([]string{"payment", "balance"}, lt.engines...)...)
	var took seva.Money
	for _, c := range lt.treasury.Credits() {
		took += c.Amount
	}
	want := fmt.Sprintf("received   %15s", fmt.Sprintf("%d.%02d", received/100, received%100))
	if int64(took) != received || !strings.Contains(said, want) || strings.Contains(said, "WRONG") {
		t.Errorf("the treasury took %d paise, %d were counted, and the books say\n%s", took, received, said)
	}
}
