package payment_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/payment"
)

// filed reads the treasury's file of today, after some lines were changed.
func (h *hall) filed(change func(string) string) payment.File {
	h.t.Helper()
	var b bytes.Buffer
	if err := h.treasury.File(&b, seva.DateOf(h.clock())); err != nil {
		h.t.Fatal(err)
	}
	f, err := grips.ReadFile(strings.NewReader(change(b.String())), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

// A daily file: what agrees, what was missed, what is theirs only, what is another sum, and
// what we were told of and their books do not have; dealt with once, however often it comes.
func TestReconcile(t *testing.T) {
	h := newHall(t)
	var pays []payment.Handoff
	for i := range 4 {
		p := h.begin(payment.Online, h.owe(int64(100*(i+1))))
		h.treasury.Press(p.DPR, grips.Pay)
		pays = append(pays, p)
	}
	h.back(pays[0].DPR) // agrees
	h.back(pays[3].DPR) // and will not be in the file
	f := h.filed(func(text string) string {
		var out []string
		for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
			switch {
			case strings.Contains(line, pays[3].DPR):
				continue
			case strings.Contains(line, pays[2].DPR):
				line = strings.Replace(line, ",300,", ",299,", 1)
			}
			out = append(out, line)
		}
		out = append(out, "24/11/2026,PNOBODYKNOWSTHISNUMBE,GPR9,D9,192026279999999999,BRN9,77.50,S",
			"24/11/2026,"+pays[1].DPR+",GPR9,D9,,,77,F")
		return strings.Join(out, "\n") + "\n"
	})
	for i := range 2 {
		r, err := h.Reconcile(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		want := map[payment.Outcome]int{payment.Agrees: 1, payment.Missed: 1, payment.Differs: 1, payment.Unknown: 1, payment.NotMoney: 1}
		if fmt.Sprint(r.Counts) != fmt.Sprint(want) || r.Again != (i > 0) || len(r.Lines) != 5 {
			t.Fatalf("%v, again %v", r.Counts, r.Again)
		}
		if len(r.Missing) != 1 || r.Missing[0].DPR != pays[3].DPR {
			t.Fatalf("missing: %+v", r.Missing)
		}
		b := h.balanced()
		if b.Paid != seva.Rupees(100+200+400) || b.Suspense != seva.Rupees(299)+7750 || b.Owed != seva.Rupees(300) {
			t.Fatalf("%+v", b)
		}
	}
	if len(h.alarms) != 2 {
		t.Errorf("%+v", h.alarms)
	}
	// The same lines in another file change nothing either.
	f.Digest = strings.Repeat("0", 64)
	before := h.balanced()
	r, err := h.Reconcile(t.Context(), f)
	if err != nil || r.Counts[payment.Agrees] != 4 || fmt.Sprint(h.balanced()) != fmt.Sprint(before) {
		t.Errorf("%v, %v", r.Counts, err)
	}
	// The file is a fact, too: a payment that it settled is paid.
	if v, err := h.For(citizen).Payment(t.Context(), pays[1].DPR); err != nil || v.State != payment.Paid {
		t.Errorf("%+v, %v", v, err)
	}
	// Money of another sum is given back by hand, and what was owed is still owed.
	suspended, err := h.Book.Receipts(t.Context(), payment.Suspense, "", 10)
	if err != nil || len(suspended) != 2 {
		t.Fatalf("%+v, %v", suspended, err)
	}
	h.gives(suspended[0].GRN, payment.Give, "order 7")
	if b := h.balanced(); b.ToRefund != suspended[0].Amount || b.Owed != seva.Rupees(300) {
		t.Errorf("%+v", b)
	}
}

// Who may see and pay what.
func TestRights(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	ctx := t.Context()
	for name, c := range map[string]struct {
		who  payment.Counter
		sees bool
		code string // of beginning; "" for the conflict that whoever may gets
	}{
		"whose it is": {h.For(citizen), true, ""},
		"a stranger":  {h.For(stranger), false, "payment.unknown"},
		"an operator": {h.For(operator), false, "payment.present"},
		"the office":  {h.For(clerk), true, ""},
		"another":     {h.For(afar), false, "payment.unknown"},
		"asserted":    {h.For(asserted), true, "payment.prove"},
	} {
		_, err := c.who.Payment(ctx, p.DPR)
		if (err == nil) != c.sees {
			t.Errorf("%s sees: %v", name, err)
		}
		dues, err := c.who.Dues(ctx, d.Case)
		if (err != nil) != (name == "an operator") || (len(dues) == 1) != c.sees {
			t.Errorf("%s: %+v, %v", name, dues, err)
		}
		_, err = c.who.Begin(ctx, []string{d.ID}, payment.Online, "k-"+strings.ReplaceAll(name, " ", "-"))
		want := c.code
		if want == "" {
			want = "payment.pending"
		}
		if err == nil || seva.Broken(err).Code() != want {
			t.Errorf("%s begins: %v", name, err)
		}
	}
	if dues, err := h.For(citizen).Dues(ctx, ""); err != nil || len(dues) != 1 || dues[0].DPR != p.DPR {
		t.Errorf("%+v, %v", dues, err)
	}
	if dues, err := h.For(asserted).Dues(ctx, ""); err != nil || len(dues) != 1 {
		t.Errorf("%+v, %v", dues, err)
	}
	for _, ids := range [][]string{nil, {"x"}, {"' OR 1=1 --"}, {d.ID + "0"}, {"D\x0000000000000000000001"}} {
		_, err := h.For(citizen).Begin(ctx, ids, payment.Online, "k")
		if seva.KindOf(err) != seva.Invalid {
			t.Errorf("%q: %v", ids, err)
		}
	}
	for _, bad := range []string{"", "x", "P'", strings.Repeat("P", 21) + "\x00", "PAAAAAAAAAAAAAAAAAAAA"} {
		if _, err := h.For(operator).Payment(ctx, bad); err == nil {
			t.Errorf("%q is a payment", bad)
		}
	}
}

// A treasury that never says anything that can be believed: a person gives the payment up,
// and the demand can be paid anew.
func TestGiveUp(t *testing.T) {
	h := newHall(t)
	d := h.owe(100)
	p := h.begin(payment.Online, d)
	h.treasury.Misbehave(grips.WrongTotal)
	for range 10 {
		h.wait(25 * time.Hour)
		if _, err := h.Poll(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := h.For(citizen).Payment(t.Context(), p.DPR); err != nil || v.State.Live() != true || !v.Check {
		t.Fatalf("%+v, %v", v, err)
	}
	for _, who := range []casework.Caller{clerk, operator, citizen} {
		_, err := h.GiveUp(t.Context(), who, p.DPR)
		refusedWith(t, err, seva.Forbidden, "forbidden")
	}
	if _, err := h.GiveUp(t.Context(), maker, p.DPR); err != nil {
		t.Fatal(err)
	}
	_, err := h.GiveUp(t.Context(), maker, p.DPR)
	refusedWith(t, err, seva.Conflict, "payment.place")
	h.treasury.Misbehave(grips.Sound)
	q := h.begin(payment.Online, d)
	h.treasury.Press(q.DPR, grips.Pay)
	h.back(q.DPR)
	if b := h.balanced(); b.Paid != d.Amount {
		t.Errorf("%+v", b)
	}
}
