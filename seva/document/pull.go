package document

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

// Claim is how somebody's digital locker asks for a paper: who they are, as the locker has
// proved it, and the numbers that they typed.
type Claim struct {
	Locker string // the organisation that asks, as it proved itself
	Txn    string // its name for this request; one that was seen before is refused
	Kind   Kind
	Name   string
	Born   seva.Date // none where the locker does not know
	Fields []string  // a paper's number or a case's, among whatever else was typed
}

// Grant is what a locker is given.
type Grant struct {
	ID      string // ten letters and digits, random: of the address under which the locker knows the paper
	View    View
	Name    string // as the record or the application writes it
	Office  string
	Content []byte
}

// ErrPending says that the paper is asked for, and is not made yet.
var ErrPending = errors.New("document: the paper is not made yet")

// ErrReplayed says that a request was seen before.
var ErrReplayed = errors.New("document: this request was seen before")

// lockerLetters write an ID: no 0 and O, no 1 and I, for whoever reads it aloud.
const lockerLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// lockerID draws ten of them: 50 bits.
func lockerID(w seva.World) string {
	b := w.Bytes(10)
	for i := range b {
		b[i] = lockerLetters[b[i]&31]
	}
	return string(b)
}

// Pull gives a paper to the locker of the person whose name it bears: of a khatian its
// holder, else the applicant. Nobody learns whether there is such a paper from whom the name
// is not: every refusal is NotFound under error.document.unknown. ErrPending is a paper that
// is on its way, ErrReplayed a request that was seen before. Each grant is in the audit log.
func (d *Desk) Pull(ctx context.Context, k Claim) (Grant, error) {
	if err := d.once(ctx, k); err != nil {
		return Grant{}, err
	}
	p, c, err := d.claimed(ctx, k)
	if err != nil {
		return Grant{}, err
	}
	g := Grant{Office: c.Office}
	if g.Name, err = d.bearer(ctx, k, p, c); err != nil {
		return Grant{}, err
	}
	if p.Number == "" {
		return Grant{}, ErrPending
	}
	if g.View, err = d.view(ctx, p); err != nil {
		return Grant{}, err
	}
	if g.View.Status == Revoked {
		return Grant{}, unknown(nil)
	}
	if g.Content, err = d.Book.Content(ctx, p.File); err != nil {
		return Grant{}, broken(err)
	}
	now, fresh := d.World.Now(), lockerID(d.World)
	err = d.Book.Change(ctx, func(tx Tx) error {
		// As it stands now: it may have been taken back since it was found.
		if p, err := tx.PaperOf(ctx, p.Case); err != nil {
			return err
		} else if !p.Revoked.IsZero() {
			return unknown(nil)
		}
		if g.ID, err = tx.Locate(ctx, p.Number, fresh); err != nil {
			return err
		}
		return tx.Audit(ctx, leaf("locker:"+k.Locker, "locker", "pull", p.Number, []any{g.ID, k.Txn, now.UnixMicro()}, now))
	})
	if err != nil {
		return Grant{}, broken(err)
	}
	return g, nil
}

// once remembers a request: whoever has overheard one gets nothing with it.
func (d *Desk) once(ctx context.Context, k Claim) error {
	now, scope := d.World.Now(), "locker "+k.Locker
	err := d.Book.Change(ctx, func(tx Tx) error {
		_, _, seen, err := tx.Done(ctx, scope, k.Txn)
		if err != nil {
			return err
		}
		if seen {
			return ErrReplayed
		}
		return tx.Do(ctx, scope, k.Txn, "", nil, now)
	})
	if errors.Is(err, ErrReplayed) {
		return ErrReplayed
	}
	return broken(err)
}

// claimed finds the paper that one of the fields names, or the case that will have one.
func (d *Desk) claimed(ctx context.Context, k Claim) (p Paper, c casework.Case, err error) {
	for _, text := range k.Fields {
		if number, bad := ParseNumber(text); bad == nil {
			p, err = d.Book.Paper(ctx, number)
		} else if number, bad := casework.ParseNumber(text); bad == nil {
			if p, err = d.Book.PaperOf(ctx, number); errors.Is(err, ErrNone) {
				p, err = Paper{Case: number}, nil
			}
		} else {
			continue
		}
		if errors.Is(err, ErrNone) {
			continue
		}
		if err != nil {
			return p, c, seva.Broken(err)
		}
		c, err = d.Book.Case(ctx, p.Case)
		if errors.Is(err, casework.ErrNone) {
			continue
		}
		if err != nil {
			return p, c, seva.Broken(err)
		}
		kind, ends := d.Kinds[c.Service]
		open := p.Number != "" || c.State == ToSign || c.State == SignedState
		if ends && kind == k.Kind && open {
			return p, c, nil
		}
	}
	return p, c, unknown(nil)
}

// bearer gives the name that a paper bears, where it is the claim's.
func (d *Desk) bearer(ctx context.Context, k Claim, p Paper, c casework.Case) (string, error) {
	name := c.Applicant.Name
	names := []string{name}
	if k.Kind == RoR {
		at, o := land.At{}, order{mouza: p.Mouza, numbers: p.Subjects}
		if p.Number == "" {
			asked, err := d.asked(c)
			if err != nil {
				return "", err
			}
			o = asked
		} else {
			at.Known = p.AsOn.Recorded // as it was when it was printed
		}
		folio, err := d.Register.Khatian(ctx, o.mouza, o.numbers[0], at)
		if errors.Is(err, land.ErrNone) {
			return "", unknown(err)
		}
		if err != nil {
			return "", seva.Broken(err)
		}
		names, name = folio.Owner.Name.All(), folio.Owner.Name.In(seva.English)
	}
	if !slices.ContainsFunc(names, func(n string) bool { return sameName(n, k.Name) }) {
		return "", unknown(nil)
	}
	// The day of birth is known of the applicant, and counts where that is the same person.
	if born := c.Applicant.Born; sameName(c.Applicant.Name, k.Name) && !agree(born, k.Born) {
		return "", unknown(nil)
	}
	return name, nil
}

// agree tells whether two days, each perhaps known in part or not at all, may be one.
func agree(x, y seva.Date) bool {
	differ := func(a, b int) bool { return a != 0 && b != 0 && a != b }
	return !differ(x.Year, y.Year) && !differ(x.Month, y.Month) && !differ(x.Day, y.Day)
}

// sameName tells whether two names are the same words, whatever their order, case, stops
// and spaces. A name that is only alike is another person's.
func sameName(x, y string) bool {
	words := func(s string) []string {
		s, err := seva.Clean("name", s) // NFC, without what cannot be seen
		if err != nil {
			return nil
		}
		all := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == ',' })
		slices.Sort(all)
		return all
	}
	a, b := words(x), words(y)
	return len(a) > 0 && slices.Equal(a, b)
}
