package grips

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"duar/seva"
)

// Fault is how a stand-in answers servers wrongly.
type Fault string

// Faults that a treasury has shown, or could.
const (
	Sound       Fault = ""             // it does not
	Slow        Fault = "slow"         // no answer while the caller waits
	Noise       Fault = "noise"        // no JSON
	Partial     Fault = "partial"      // an answer that is cut off
	Huge        Fault = "huge"         // a megabyte
	Broken      Fault = "broken"       // 500
	Moved       Fault = "moved"        // sent elsewhere
	DiesBefore  Fault = "dies_before"  // the line breaks before it has done anything
	DiesAfter   Fault = "dies_after"   // and when it has done what was asked
	WrongSum    Fault = "wrong_sum"    // the checksum of something else
	WrongTotal  Fault = "wrong_total"  // another amount of the whole
	WrongLine   Fault = "wrong_line"   // another amount of a line
	NoAmounts   Fault = "no_amounts"   // none at all
	WrongNumber Fault = "wrong_number" // another payment's number
	ShortOne    Fault = "short_one"    // a line is left out
	ForeignLine Fault = "foreign_line" // a line that nobody asked for
	Denies      Fault = "denies"       // failed, also of what is paid
	Forgets     Fault = "forgets"      // knows no payment
)

// Faults lists those after which nothing may count as money.
func Faults() []Fault {
	return []Fault{Slow, Noise, Partial, Huge, Broken, Moved, DiesBefore, DiesAfter, WrongSum, WrongTotal, WrongLine, NoAmounts,
		WrongNumber, ShortOne, ForeignLine, Denies, Forgets}
}

// Choice is what somebody does at the treasury's page.
type Choice string

const (
	Pay      Choice = "pay"
	PayTwice Choice = "pay_twice" // the bank takes the money twice, each time under another GRN
	Fail     Choice = "fail"
	Later    Choice = "later"   // it stays pending
	AtBank   Choice = "counter" // chooses to pay at a counter
)

// Credit is money that the stand-in has really taken, or a challan without money (BRN "").
type Credit struct {
	DPR, DRN, GRN, BRN string
	Amount             seva.Money
	Taken              time.Time
	Reported           bool // the bank has said so: only then does the treasury know
}

// account is one payment in the stand-in's books.
type account struct {
	order  demand
	gpr    string
	status string // "P", "S", "F"
	lines  []Credit
}

// StandIn plays the treasury over HTTP, with books of its own. It is safe for concurrent use.
type StandIn struct {
	Source string
	World  seva.World
	// Words says what its page says, under the keys of standinpage.go; nil for the keys.
	Words func(seva.Lang, string) string

	seal  seal
	mu    sync.Mutex
	books map[string]*account
	order []string
	fault Fault
	count int
	asked int

	file   string // of its book; "" where it is kept in memory only
	key    []byte
	listen string
	lost   error // why the book could not be written
}

// NewStandIn makes a stand-in for a department with this source id and key.
func NewStandIn(src string, key []byte, mode Cipher, w seva.World) (*StandIn, error) {
	s, err := newSeal(key, mode, w)
	return &StandIn{Source: src, World: w, seal: s, key: key, books: map[string]*account{}}, err
}

// Misbehave makes all answers to servers from now on faulty; Sound ends it.
func (s *StandIn) Misbehave(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Asked tells how many questions of servers there were.
func (s *StandIn) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Credits gives all money that was really taken, in the order of payments.
func (s *StandIn) Credits() []Credit {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Credit
	for _, dpr := range s.order {
		for _, l := range s.books[dpr].lines {
			if l.BRN != "" {
				all = append(all, l)
			}
		}
	}
	return all
}

// Bring is what a browser does with a payment.Form: it posts its fields. It gives the number
// of the payment.
func (s *StandIn) Bring(fields map[string]string) (dpr string, err error) {
	text, err := s.seal.open(envelope{Data: fields["encData"], Sum: fields["cs"]})
	if err != nil {
		return "", err
	}
	var q request
	if err := strictly(text, &q); err != nil || q.Req.DPR == "" || fields["src"] != s.Source {
		return "", fmt.Errorf("grips: not a payment of %s", s.Source)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.know(q.Req)
	s.keep()
	return q.Req.DPR, s.lost
}

// know enters a payment once; of one that it knows it keeps what was asked first.
func (s *StandIn) know(d demand) *account {
	if a, ok := s.books[d.DPR]; ok {
		return a
	}
	s.count++
	a := &account{order: d, gpr: fmt.Sprintf("GPR%010d", s.count), status: "P"}
	s.books[d.DPR] = a
	s.order = append(s.order, d.DPR)
	return a
}

// Press does what somebody chose; it tells whether there is such a payment, with no money
// for it yet.
func (s *StandIn) Press(dpr string, c Choice) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.keep()
	a, ok := s.books[dpr]
	if !ok || a.status == "S" || a.status == "F" && c == Fail {
		return false
	}
	switch c {
	case Pay, PayTwice:
		s.charge(a)
		if c == PayTwice {
			for _, i := range a.order.Payments {
				a.lines = append(a.lines, s.credit(a, i, true))
			}
		}
		a.status = "S"
	case Fail:
		a.status = "F"
	case AtBank:
		s.challan(a)
	case Later:
	}
	return true
}

// charge takes the money of every line.
func (s *StandIn) charge(a *account) {
	s.challan(a)
	for i := range a.lines {
		if l := &a.lines[i]; l.BRN == "" {
			s.count++
			l.BRN, l.Taken, l.Reported = fmt.Sprintf("BRN%09d", s.count), s.World.Now(), true
		}
	}
}

// challan gives every line a GRN.
func (s *StandIn) challan(a *account) {
	for _, i := range a.order.Payments {
		if !slices.ContainsFunc(a.lines, func(l Credit) bool { return l.DRN == i.DRN }) {
			a.lines = append(a.lines, s.credit(a, i, false))
		}
	}
}

func (s *StandIn) credit(a *account, i item, paid bool) Credit {
	s.count++
	c := Credit{DPR: a.order.DPR, DRN: i.DRN, GRN: fmt.Sprintf("19202627%010d", s.count), Amount: seva.Money(i.Amount)}
	if paid {
		c.BRN, c.Taken, c.Reported = fmt.Sprintf("BRN%09d", s.count), s.World.Now(), true
	}
	return c
}

// Counter pays the challans of a payment at a bank's counter: the money is taken, and the
// treasury does not know of it until Report.
func (s *StandIn) Counter(dpr string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.keep()
	a, ok := s.books[dpr]
	if !ok || len(a.lines) == 0 {
		return false
	}
	for i := range a.lines {
		if l := &a.lines[i]; l.BRN == "" {
			s.count++
			l.BRN, l.Taken = fmt.Sprintf("BRN%09d", s.count), s.World.Now()
		}
	}
	return true
}

// Report brings what banks took over their counters into the treasury's books, as they do by
// noon of the next working day.
func (s *StandIn) Report() {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.keep()
	for _, a := range s.books {
		all := len(a.lines) > 0
		for i := range a.lines {
			if a.lines[i].BRN != "" {
				a.lines[i].Reported = true
			}
			all = all && a.lines[i].Reported
		}
		if all {
			a.status = "S"
		}
	}
}

// Back is what the browser carries back to us.
func (s *StandIn) Back(dpr string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := json.Marshal(s.answer(dpr))
	if err != nil {
		return nil
	}
	e := s.seal.close(text)
	return map[string]string{"encData": e.Data, "cs": e.Sum, "src": s.Source}
}

// answer says what is known of a payment.
func (s *StandIn) answer(dpr string) answer {
	var out answer
	out.Res.DPR, out.Res.Status = dpr, "N"
	a, ok := s.books[dpr]
	if !ok {
		return out
	}
	total := a.order.Amount
	out.Res.GPR, out.Res.Status, out.Res.Amount = a.gpr, a.status, &total
	for _, i := range a.order.Payments {
		amount, said := i.Amount, false
		for _, l := range a.lines {
			if l.DRN != i.DRN {
				continue
			}
			said = true
			one := settled{DRN: l.DRN, Number: i.Number, GRN: l.GRN, Status: "P", Amount: &amount, Mode: "NB"}
			if l.Reported {
				one.Status, one.BRN, one.Bank, one.Taken = "S", l.BRN, "SPECIMEN BANK", l.Taken.In(seva.IST).Format(clock)
			}
			out.Res.Payments = append(out.Res.Payments, one)
		}
		if !said {
			out.Res.Payments = append(out.Res.Payments, settled{DRN: i.DRN, Number: i.Number, Status: a.status, Amount: &amount})
		}
	}
	if out.Res.Status == "F" {
		for i := range out.Res.Payments {
			out.Res.Payments[i].Status = "F"
		}
	}
	return out
}

// File writes the daily file of all credits that banks have reported on a day, from the
// stand-in's own books.
func (s *StandIn) File(w io.Writer, on seva.Date) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	when := time.Date(on.Year, time.Month(on.Month), on.Day, 0, 0, 0, 0, seva.IST).Format(day)
	for _, dpr := range s.order {
		a := s.books[dpr]
		for _, l := range a.lines {
			if !l.Reported || seva.DateOf(l.Taken) != on {
				continue
			}
			if err := out.Write([]string{when, l.DPR, a.gpr, l.DRN, l.GRN, l.BRN, rupees(l.Amount).String(), "S"}); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// ServeHTTP answers servers at /ask, and browsers at /pay and /press.
func (s *StandIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Method == http.MethodPost && r.URL.Path == "/ask" && r.URL.RawQuery == "":
		s.serveAsk(w, r)
	case r.Method == http.MethodPost && r.URL.Path == "/pay":
		s.servePage(w, r)
	case r.Method == http.MethodPost && r.URL.Path == "/press":
		s.servePress(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *StandIn) serveAsk(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(io.LimitReader(r.Body, longest))
	var e envelope
	if err != nil || strictly(text, &e) != nil || e.Source != s.Source {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	clear, err := s.seal.open(e)
	var q request
	if err != nil || strictly(clear, &q) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked++
	fault := s.fault
	if q.Req.Action == actChallan && fault != DiesBefore && fault != Broken && fault != Slow {
		s.challan(s.know(q.Req))
		s.keep()
	}
	a := s.answer(q.Req.DPR)
	s.mu.Unlock()
	s.reply(w, r, a, fault)
}
