package document_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
)

// A fresh link is sent when the first has run out, to the phone of the application alone, once
// for a key, and a few times a day.
func TestSendLink(t *testing.T) {
	d := newDesk(t, 31)
	number := d.made(t)
	first := d.token(t)
	d.now = d.now.Add(document.LinkLife + time.Hour)
	if _, err := d.For(nobody).Linked(t.Context(), first); seva.Broken(orNil(err)).Code() != "document.link" {
		t.Errorf("after its time: %v", err)
	}
	phone := casework.Caller{Phone: applicant.Phone, Channel: "sms"}
	for i, c := range []casework.Caller{citizen, phone, officer} {
		until, err := d.For(c).SendLink(t.Context(), number, "", "key1")
		if err != nil || !until.Equal(d.now.Add(document.LinkLife)) {
			t.Fatalf("%d: until %v, %v", i, until, err)
		}
		told := d.book.Cases.Told()
		if last := told[len(told)-1]; last.Key != "sms.document.link" || last.To != applicant.Phone || !strings.Contains(last.Body, number) {
			t.Errorf("%d: told %+v", i, last)
		}
		if f, err := d.For(nobody).Linked(t.Context(), d.token(t)); err != nil || f.Number != number {
			t.Errorf("%d: the link gives %v", i, err)
		}
		was := len(told)
		if _, err := d.For(c).SendLink(t.Context(), number, "", "key1"); err != nil || len(d.book.Cases.Told()) != was {
			t.Errorf("%d: the same key sent again: %v", i, err)
		}
	}
	_, err := d.For(citizen).SendLink(t.Context(), number, "", "key2")
	wants(t, "the fourth of a day", err, seva.TooMany, "document.links")
	d.now = d.now.Add(24*time.Hour + time.Second)
	if _, err = d.For(citizen).SendLink(t.Context(), number, "", "key2"); err != nil {
		t.Errorf("the next day: %v", err)
	}
	links := 0
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.link" && l.Subject == number {
			links++
		}
	}
	if links != 4 {
		t.Errorf("%d links are in the log", links)
	}
}

// Who may not have the file has no link sent either, and nothing is kept of the asking.
func TestSendLinkRefused(t *testing.T) {
	d := newDesk(t, 32)
	number := d.made(t)
	told := len(d.book.Cases.Told())
	for name, c := range map[string]struct {
		who         casework.Caller
		number, key string
		kind        seva.Kind
		code        string
	}{
		"nobody":            {nobody, number, "k", seva.Unauthenticated, "unauthenticated"},
		"another":           {other, number, "k", seva.Forbidden, "document.yours"},
		"another's phone":   {casework.Caller{Phone: other.Phone}, number, "k", seva.Unauthenticated, "unauthenticated"},
		"an office afar":    {afar, number, "k", seva.Forbidden, "document.yours"},
		"no key":            {citizen, number, "", seva.Invalid, "key.missing"},
		"no such paper":     {citizen, "1000000000007", "k", seva.NotFound, "document.unknown"},
		"a slip of a digit": {citizen, number[:12] + string('0'+(number[12]-'0'+1)%10), "k", seva.Invalid, "document.digit"},
	} {
		_, err := d.For(c.who).SendLink(t.Context(), c.number, "", c.key)
		wants(t, name, err, c.kind, c.code)
	}
	// The number went to somebody else, whose account it is now.
	stranger := casework.Caller{ID: "citizen9", Phone: applicant.Phone, Proved: true, Roles: []casework.Role{casework.Citizen}}
	if _, err := d.For(stranger).SendLink(t.Context(), number, "", "k"); err == nil {
		t.Error("whoever has the number by now had a link sent")
	}
	if _, err := d.For(officer).Revoke(t.Context(), number, "fraud", "key1"); err != nil {
		t.Fatal(err)
	}
	told++ // that it is void
	_, err := d.For(citizen).SendLink(t.Context(), number, "", "k")
	wants(t, "a paper that was taken back", err, seva.Conflict, "document.revoked")
	if n := len(d.book.Cases.Told()); n != told {
		t.Errorf("%d messages, want %d", n, told)
	}
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.link" {
			t.Error("a link is in the log")
		}
	}
}

// A paper that says what the record does not say any more is not handed around anew.
func TestSendLinkSuperseded(t *testing.T) {
	d := newDesk(t, 33)
	number := d.made(t)
	for n, k := range d.register.Khatians {
		k.Area++
		d.register.Khatians[n] = k
	}
	_, err := d.For(citizen).SendLink(t.Context(), number, "", "k")
	wants(t, "an old record", err, seva.Conflict, "document.superseded")
}

// Cut off at any step it sends nothing or all, and two who ask at once are two links at most.
func TestSendLinkKilled(t *testing.T) {
	for step := range 12 {
		d := newDesk(t, 34)
		number := d.made(t)
		told := len(d.book.Cases.Told())
		var mu sync.Mutex
		left := step
		cut := func() error {
			mu.Lock()
			defer mu.Unlock()
			if left--; left == -1 {
				return errors.New("killed")
			}
			return nil
		}
		d.book.Fault = func(string) error { return cut() }
		d.book.Cases.Fault = func(string, string) error { return cut() }
		_, err := d.For(citizen).SendLink(t.Context(), number, "", "k")
		d.book.Fault, d.book.Cases.Fault = nil, nil
		if sent := len(d.book.Cases.Told()) > told; sent == (err != nil) {
			t.Errorf("step %d: sent %v, %v", step, sent, err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() { _, _ = d.For(citizen).SendLink(t.Context(), number, "", "k") })
		}
		wg.Wait()
		if n := len(d.book.Cases.Told()) - told; n != 1 {
			t.Errorf("step %d: sent %d times", step, n)
		}
	}
}
