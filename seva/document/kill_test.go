package document_test

import (
	"errors"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/document"
	"duar/seva/document/documenttest"
)

// Wherever making a paper is cut off, by a press that fails, a store that fails at any step,
// a record that is gone for a moment or two workers at once: a case has one paper or none,
// it is issued if and only if it has, the file is whole, and in the end it is made.
func TestMakeKilled(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := newDesk(t, rapid.Uint64().Draw(r, "seed"))
		number := d.signed(t)
		var mu sync.Mutex
		left := -1 // calls until the next is cut off; less than none for never
		cut := func() error {
			mu.Lock()
			defer mu.Unlock()
			if left--; left == -1 {
				return errors.New("killed")
			}
			return nil
		}
		d.press.Fault = cut
		d.book.Fault = func(string) error { return cut() }
		d.book.Cases.Fault = func(string, string) error { return cut() }
		for range rapid.IntRange(1, 12).Draw(r, "tries") {
			mu.Lock()
			left = rapid.IntRange(0, 20).Draw(r, "calls")
			mu.Unlock()
			var wg sync.WaitGroup
			for range rapid.IntRange(1, 2).Draw(r, "workers") {
				wg.Go(func() { _, _ = d.Make(t.Context(), number) })
			}
			wg.Wait()
			mu.Lock()
			left = -1
			mu.Unlock()
			d.whole(r, t, number)
		}
		paper, err := d.Make(t.Context(), number)
		if err != nil || d.state(t, number).State != "issued" {
			r.Fatalf("in the end it is %s, %v", d.state(t, number).State, err)
		}
		if c := d.state(t, number); c.Marks[document.Mark] != paper || d.book.Papers() != 1 {
			r.Fatalf("the case says %v, the paper is %s of %d", c.Marks, paper, d.book.Papers())
		}
	})
}

// whole fails unless a case and its paper go together.
func (d *desk) whole(r *rapid.T, t *testing.T, number string) {
	r.Helper()
	c := d.state(t, number)
	p, err := d.book.PaperOf(t.Context(), number)
	issued := c.State == "issued"
	if issued != (err == nil) {
		r.Fatalf("the case is %s and its paper %v", c.State, err)
	}
	if !issued {
		return
	}
	if _, err := d.book.Content(t.Context(), p.File); err != nil {
		r.Fatalf("issued without its file: %v", err)
	}
	links := 0
	for _, m := range d.book.Cases.Told() {
		if m.Key == "sms.case.paper" {
			links++
		}
	}
	if links != 1 {
		r.Fatalf("told %d times", links)
	}
}

// The record's bytes are the same for the same facts, and other for other facts.
func TestRecord(t *testing.T) {
	c := document.Content{Kind: document.RoR}
	k := documenttest.NewRegister().Khatians
	for _, one := range k {
		c.Khatian = &one
	}
	was := document.Digest(c)
	if document.Digest(c) != was {
		t.Error("the same facts have two digests")
	}
	c.Number, c.Langs = "4829103847566", []seva.Lang{seva.Hindi}
	if document.Digest(c) != was {
		t.Error("the number or the languages of the paper are in the record's digest")
	}
	c.Khatian.Owner.Name.Hi = "सुब्रत मंडल"
	if document.Digest(c) == was {
		t.Error("another name has the same digest")
	}
	// What moves from one fact into the next makes other bytes.
	c.Khatian.Owner.Name = seva.Names{Bn: "ab", En: "c"}
	one := document.Digest(c)
	c.Khatian.Owner.Name = seva.Names{Bn: "a", En: "bc"}
	if document.Digest(c) == one {
		t.Error("two records have the same bytes")
	}
}
