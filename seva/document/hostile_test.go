package document_test

import (
	"context"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/document"
	"duar/seva/document/documenttest"
)

// late is a book in which something happens between finding a paper and handing it out.
type late struct {
	document.Book
	first func()
}

func (b *late) Change(ctx context.Context, fn func(document.Tx) error) error {
	if first := b.first; first != nil {
		b.first = nil
		first()
	}
	return b.Book.Change(ctx, fn)
}

// A paper that is taken back while somebody asks for its file is not handed out.
func TestRevokedMeanwhile(t *testing.T) {
	d := newDesk(t, 21)
	number := d.made(t)
	b := &late{Book: d.Book}
	d.Desk.Book = b
	b.first = func() {
		if _, err := d.For(officer).Revoke(t.Context(), number, "fraud", "key1"); err != nil {
			t.Error(err)
		}
	}
	_, err := d.For(citizen).File(t.Context(), number)
	wants(t, "the file", err, seva.Conflict, "document.revoked")
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.download" {
			t.Error("a download is in the log")
		}
	}
}

// A record that changes while its paper is drawn and signed is printed anew: nobody is given a
// paper that is void before they have it. One that never rests is left for later.
func TestRecordChangesWhilePrinting(t *testing.T) {
	for changes, want := range map[int]bool{0: true, 1: true, 2: true, 9: false} {
		d := newDesk(t, 23)
		number := d.signed(t)
		left := changes
		d.press.Fault = func() error {
			if left--; left >= 0 {
				d.register.Amend(func(r *documenttest.Register) {
					for n, k := range r.Khatians {
						k.Area++
						r.Khatians[n] = k
					}
				})
			}
			return nil
		}
		paper, err := d.Make(t.Context(), number)
		if (err == nil) != want {
			t.Fatalf("%d changes: %v", changes, err)
		}
		if !want {
			if c := d.state(t, number); seva.KindOf(err) != seva.Unavailable || c.State != document.SignedState || d.book.Papers() != 0 {
				t.Errorf("%d changes: %v, %s", changes, err, c.State)
			}
			continue
		}
		if v, err := d.For(nobody).Document(t.Context(), paper); err != nil || v.Status != document.Valid || d.book.Papers() != 1 {
			t.Errorf("%d changes: the paper is %s, %v", changes, v.Status, err)
		}
	}
}

// A paper is not sent on to one that does not hold either.
func TestNewerHolds(t *testing.T) {
	d := newDesk(t, 24)
	amend := func() {
		d.register.Amend(func(r *documenttest.Register) {
			for n, k := range r.Khatians {
				k.Area++
				r.Khatians[n] = k
			}
		})
		d.now = d.now.Add(time.Hour)
	}
	first := d.made(t)
	amend()
	second := d.made(t)
	if v, err := d.For(nobody).Document(t.Context(), first); err != nil || v.Newer != second {
		t.Fatalf("newer is %q, %v", v.Newer, err)
	}
	amend()
	if v, err := d.For(nobody).Document(t.Context(), first); err != nil || v.Status != document.Superseded || v.Newer != "" {
		t.Errorf("it is %s, newer is %q, %v", v.Status, v.Newer, err)
	}
}

// A paper that is taken back while a locker asks for it is not given, nor is that it was in the log.
func TestRevokedWhilePulled(t *testing.T) {
	d := newDesk(t, 25)
	number := d.made(t)
	b := &late{Book: d.Book}
	d.Desk.Book = b
	revoke := func() {
		if _, err := d.For(officer).Revoke(t.Context(), number, "fraud", "key1"); err != nil {
			t.Error(err)
		}
	}
	b.first = func() { b.first = revoke } // the first notes the request, the second gives
	g, err := d.Pull(t.Context(), document.Claim{Locker: "l", Txn: "1", Kind: document.RoR, Name: "Subrata Mondal", Fields: []string{number}})
	wants(t, "a pull", err, seva.NotFound, "document.unknown")
	if len(g.Content) > 0 {
		t.Error("its bytes are given")
	}
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.pull" {
			t.Error("it is in the log")
		}
	}
}

// A file whose time is over is no download: it is neither counted nor in the log.
func TestNoDownloadOfNothing(t *testing.T) {
	d := newDesk(t, 26)
	number := d.made(t)
	d.Desk.Book = empty{d.Book}
	_, err := d.For(citizen).File(t.Context(), number)
	wants(t, "the file", err, seva.NotFound, "document.kept")
	_, err = d.For(citizen).SendLink(t.Context(), number, "", "k")
	wants(t, "a link to it", err, seva.NotFound, "document.kept")
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.download" || l.Act == "document.link" {
			t.Errorf("%s is in the log", l.Act)
		}
	}
}

// empty is a book whose files are gone.
type empty struct{ document.Book }

func (empty) Content(context.Context, [32]byte) ([]byte, error) { return nil, document.ErrNone }

// heard keeps what a code says.
type heard struct {
	document.Seal
	facts document.Facts
}

func (h *heard) Link(f document.Facts) (string, error) {
	h.facts = f
	return h.Seal.Link(f)
}

// A code says the name that the paper shows: what turns letters around on a page is not in it.
func TestCodeSaysWhatIsSeen(t *testing.T) {
	for name, want := range map[string]string{"\u202eRahim\u202c Sk": "Rahim Sk", "Rahim\x00Sk": "", "\u2067সুব্রত\u200b": "সুব্রত"} {
		d := newDesk(t, 22)
		h := &heard{Seal: d.Seal}
		d.Desk.Seal = h
		for n, k := range d.register.Khatians {
			k.Owner.Name = seva.Names{Bn: name, En: name, Hi: name}
			d.register.Khatians[n] = k
		}
		if _, err := d.Make(t.Context(), d.signed(t)); err != nil || h.facts.Name != want {
			t.Errorf("%q is said as %q, %v", name, h.facts.Name, err)
		}
	}
}
