package document_test

import (
	"context"
	"testing"

	"duar/seva"
	"duar/seva/document"
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
