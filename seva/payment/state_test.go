package payment

import (
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

// Every state with every fact: what is not listed is refused and leaves the state alone.
func TestEveryEdge(t *testing.T) {
	want := map[[2]string]State{
		{"created", "begun"}: Started, {"created", "awaited"}: Pending, {"created", "succeeded"}: Paid,
		{"created", "refused"}: Failed, {"created", "dropped"}: Expired, {"created", "lapsed"}: Expired,
		{"started", "begun"}: Started, {"started", "awaited"}: Pending, {"started", "succeeded"}: Paid,
		{"started", "refused"}: Failed, {"started", "dropped"}: Expired, {"started", "lapsed"}: Expired,
		{"pending", "awaited"}: Pending, {"pending", "succeeded"}: Paid, {"pending", "refused"}: Failed,
		{"pending", "dropped"}: Expired, {"pending", "lapsed"}: Expired,
		{"paid", "succeeded"}: Paid,
		{"failed", "awaited"}: Pending, {"failed", "succeeded"}: Paid, {"failed", "refused"}: Failed,
		{"expired", "awaited"}: Expired, {"expired", "succeeded"}: Paid, {"expired", "refused"}: Expired,
	}
	n := 0
	for _, s := range append(States(), "", "refunded") {
		for _, f := range append(Facts(), "") {
			to, ok := Next(s, f)
			expected, edge := want[[2]string{string(s), string(f)}]
			if ok != edge || ok && to != expected || !ok && to != s {
				t.Errorf("%s and %s: %s, %v", s, f, to, ok)
			}
			if edge {
				n++
			}
		}
	}
	if n != len(want) {
		t.Errorf("%d edges of %d were tried", n, len(want))
	}
	for _, s := range States() {
		if to, ok := Next(s, Succeeded); !ok || to != Paid {
			t.Errorf("money is not taken from %s", s)
		}
	}
}

// Every way that money can go, and no other.
func TestEveryWay(t *testing.T) {
	want := [][2]Place{{Nowhere, Settled}, {Nowhere, RefundDue}, {Nowhere, Suspense}, {Settled, RefundDue}, {RefundDue, RefundSent},
		{RefundSent, Refunded}, {RefundSent, RefundDue}, {Suspense, RefundDue}, {Suspense, Settled}}
	all := append(Places(), Nowhere)
	for _, from := range all {
		for _, to := range all {
			if Moves(from, to) != slices.Contains(want, [2]Place{from, to}) {
				t.Errorf("%q to %q: %v", from, to, Moves(from, to))
			}
		}
	}
}

func order() Payment {
	return Payment{DPR: "P1", State: Started, Amount: 300, Lines: []Line{{DRN: "D1", Amount: 100}, {DRN: "D2", Amount: 200}}}
}

func said(status Status, lines ...Said) Answer {
	return Answer{DPR: "P1", Status: status, Amount: 300, Lines: lines}
}

func TestJudge(t *testing.T) {
	one, two := Said{DRN: "D1", GRN: "G1", Amount: 100, Status: SaysPaid}, Said{DRN: "D2", GRN: "G2", Amount: 200, Status: SaysPaid}
	with := func(s Said, change func(*Said)) Said { change(&s); return s }
	waiting := func(s Said) Said { s.Status = SaysPending; return s }
	failed := func(s Said) Said { s.Status, s.GRN = SaysFailed, ""; return s }
	again := with(one, func(s *Said) { s.GRN = "G3" })
	other := said(SaysPaid, one, two)
	other.DPR = "P2"
	less := said(SaysPaid, one, two)
	less.Amount = 299
	for name, c := range map[string]struct {
		answer Answer
		fact   Fact
		money  int
		held   Held
	}{
		"all is there":                    {said(SaysPaid, one, two), Succeeded, 2, ""},
		"in another order":                {said(SaysPaid, two, one), Succeeded, 2, ""},
		"one is charged twice":            {said(SaysPaid, one, again, two), Succeeded, 3, ""},
		"one is told twice":               {said(SaysPaid, one, one, two), Succeeded, 2, ""},
		"one GRN for two lines":           {said(SaysPaid, one, with(two, func(s *Said) { s.GRN = "G1" })), "", 0, Numbers},
		"another payment":                 {other, "", 0, Numbers},
		"a smaller sum":                   {less, "", 0, Amounts},
		"a smaller line":                  {said(SaysPaid, with(one, func(s *Said) { s.Amount = 99 }), two), "", 0, Amounts},
		"a line is missing":               {said(SaysPaid, one), "", 0, Numbers},
		"a line is not ours":              {said(SaysPaid, one, two, with(two, func(s *Said) { s.DRN = "D9" })), "", 0, Numbers},
		"money without a GRN":             {said(SaysPaid, one, with(two, func(s *Said) { s.GRN = "" })), "", 0, Numbers},
		"a GRN that is none":              {said(SaysPaid, one, with(two, func(s *Said) { s.GRN = "G 2" })), "", 0, Numbers},
		"paid, but a line is not":         {said(SaysPaid, one, waiting(two)), "", 0, Standing},
		"failed, but a line is paid":      {said(SaysFailed, one, failed(two)), "", 0, Standing},
		"failed":                          {said(SaysFailed, failed(one), failed(two)), Refused, 0, ""},
		"awaited":                         {said(SaysPending, waiting(one), waiting(two)), Awaited, 0, ""},
		"one of two challans is paid":     {said(SaysPending, one, waiting(two)), Awaited, 1, ""},
		"both are, and it says so late":   {said(SaysPending, one, two), Succeeded, 2, ""},
		"not known":                       {Answer{DPR: "P1", Status: SaysUnknown}, "", 0, ""},
		"not known, and yet lines":        {Answer{DPR: "P1", Status: SaysUnknown, Lines: []Said{one}}, "", 0, Standing},
		"a status that is none":           {said("maybe", one, two), "", 0, Garbled},
		"no lines at all":                 {said(SaysPaid), "", 0, Numbers},
		"awaited, a smaller line is paid": {said(SaysPending, with(one, func(s *Said) { s.Amount = 1 }), waiting(two)), "", 0, Amounts},
	} {
		v := judge(order(), c.answer)
		money := len(v.money)
		if c.held != "" {
			money = 0 // of what is held nothing counts
		}
		if v.fact != c.fact || v.held != c.held || money != c.money || c.held != "" && v.fact != "" {
			t.Errorf("%s: %+v", name, v)
		}
		if c.held != "" && len(v.money) > 0 {
			t.Errorf("%s: money of what is held: %+v", name, v.money)
		}
	}
}

func ist(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, seva.IST).UTC()
}

// When the treasury is asked, step by step, as if it always said that it waits.
func TestSchedule(t *testing.T) {
	cal := casework.Calendar{Sundays: true, Holidays: map[seva.Date]bool{{Year: 2026, Month: 11, Day: 27}: true, {Year: 2026, Month: 12, Day: 2}: true}}
	steps := func(p Payment, until time.Time) (all []string) {
		for now := p.Made; now.Before(until); {
			now = schedule(p, now, cal)
			if now.IsZero() {
				break
			}
			all = append(all, now.In(seva.IST).Format("02 15:04"))
		}
		return all
	}
	made := ist(24, 17, 0) // a Tuesday
	online := Payment{Mode: Online, State: Pending, Made: made, Until: made.Add(DefaultLifetime)}
	// It ends with its lifetime, and is watched on as long as money may come.
	if got, want := steps(online, closing(online, cal)), []string{"24 17:15", "24 17:30"}; !slices.Equal(got, want) {
		t.Errorf("online:\n%q\n%q", got, want)
	}
	online.State, online.Ended = Expired, online.Until
	if got, want := steps(online, ist(24, 17, 0).AddDate(1, 0, 0)), []string{"24 17:15", "24 17:30", "24 18:00", "24 19:00", "24 21:00", "25 01:00", "25 09:00",
		"25 17:00", "26 17:00", "27 17:00", "28 17:00", "29 17:00", "30 17:00", "01 17:00", "03 12:15", "04 12:15", "05 12:15", "07 12:15"}; !slices.Equal(got, want) {
		t.Errorf("online, ended:\n%q\n%q", got, want)
	}
	challan := Payment{Mode: ByChallan, State: Pending, Made: made, Until: lastDay(made)}
	if got, want := steps(challan, closing(challan, cal)), []string{"25 12:15", "26 12:15", "28 12:15", "30 12:15", "01 12:15", "03 12:15"}; !slices.Equal(got, want) {
		t.Errorf("counter:\n%q\n%q", got, want)
	}
	if at := schedule(Payment{Mode: ByChallan, State: Created, Made: made, Until: lastDay(made)}, made, cal); at != made.Add(soon) {
		t.Errorf("a challan nobody answered for: %v", at)
	}
	for failed, want := range map[int]time.Duration{1: 2 * time.Minute, 4: 16 * time.Minute, 9: longest, 60: longest} {
		online.Failed = failed
		if got := schedule(online, made, cal).Sub(made); got != want {
			t.Errorf("after %d failures: %s", failed, got)
		}
	}
	for _, s := range []State{Failed, Expired} {
		ended := Payment{Mode: ByChallan, State: s, Made: made, Until: lastDay(made), Ended: ist(26, 18, 0)}
		if got := schedule(ended, ist(26, 18, 0), cal); got != ist(28, 12, 15) { // over a holiday
			t.Errorf("%s: %v", s, got)
		}
		end := watched(ended, cal)
		if got := schedule(ended, end.Add(-time.Minute), cal); got != end || end.Before(lastDay(made).Add(late)) {
			t.Errorf("%s, the last time: %v", s, got)
		}
		if got := schedule(ended, end, cal); !got.IsZero() {
			t.Errorf("%s, and again: %v", s, got)
		}
	}
	if got := schedule(Payment{State: Paid, Made: made, Failed: 3}, made, cal); !got.IsZero() {
		t.Errorf("paid: %v", got)
	}
	all := casework.Calendar{Sundays: true, Holidays: map[seva.Date]bool{}}
	for d := range 400 {
		all.Holidays[seva.DateOf(made.AddDate(0, 0, d))] = true
	}
	if at := reports(made, all); at.Sub(made) > 70*24*time.Hour {
		t.Errorf("a year of holidays: %v", at)
	}
}

// The books say when they contradict themselves.
func TestBalanceFindsFaults(t *testing.T) {
	sound := func() Totals {
		return Totals{Debts: map[Of]seva.Money{Open: 5, Met: 100, Cancelled: 7},
			Receipts: map[Place]seva.Money{Settled: 100, RefundDue: 20, RefundSent: 3, Refunded: 4, Suspense: 1},
			Moves:    map[Place]seva.Money{Nowhere: -128, Settled: 100, RefundDue: 20, RefundSent: 3, Refunded: 4, Suspense: 1}}
	}
	b := sound().balance()
	if len(b.Faults) > 0 || b.Owed != 5 || b.Paid != 100 || b.ToRefund != 23 || b.Refunded != 4 || b.Suspense != 1 || b.Received != 128 {
		t.Fatalf("%+v", b)
	}
	for name, spoil := range map[string]func(*Totals){
		"a receipt more":       func(t *Totals) { t.Receipts[Settled]++ },
		"a demand more":        func(t *Totals) { t.Debts[Met]++ },
		"moved by hand":        func(t *Totals) { t.Receipts[Suspense]--; t.Receipts[RefundDue]++ },
		"a move more":          func(t *Totals) { t.Moves[Nowhere]--; t.Moves[Refunded]++ },
		"paid by nothing":      func(t *Totals) { t.Unpaid = 1 },
		"receipts gone astray": func(t *Totals) { t.Astray = 1 },
		"a place that is none": func(t *Totals) { t.Receipts["pocket"] = 1 },
		"came without a trace": func(t *Totals) { t.Moves[Nowhere] = 0 },
	} {
		all := sound()
		spoil(&all)
		if len(all.balance().Faults) == 0 {
			t.Errorf("%s: nothing is found", name)
		}
	}
}
