package casework

import (
	"context"
	"slices"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/ledger"
)

// look is the line that a caller leaves who opens a case with a right to it; false of a
// citizen at their own, of a phone, which is told no more than where it stands, and of the
// clock.
func (d *Desk) look(r right, caller Caller, c Case, why string, now time.Time) (ledger.Look, bool) {
	own := slices.Contains(r.roles, Citizen) || caller.ID == c.Applicant.Citizen || caller.Proved && caller.owns(c.Applicant)
	if caller.ID == "" || own || caller.Is(System) {
		return ledger.Look{}, false
	}
	l := ledger.Look{
		Citizen: c.Applicant.Citizen, Number: c.Number, Who: caller.ID, Why: why, Channel: caller.Channel, At: now,
	}
	if l.Citizen == "" {
		l.Phone = d.Keyed(c.Applicant.Phone)
	}
	// The role that opens the case. An operator who looks after an answer was lost has none.
	as := append(append(r.roles[:len(r.roles):len(r.roles)], r.withheld...), Operator)[0]
	if l.Role = string(as); as != Operator && as != Institution {
		l.Office = c.Office
	}
	if as == Auditor {
		l.Why = ledger.Audits
	}
	return l, true
}

// noted writes a look that has not been written in the last hour. Who cannot be noted does
// not look: a case is shown to nobody unseen.
func (d *Desk) noted(ctx context.Context, l ledger.Look) error {
	if d.looks.fresh(l) {
		return nil
	}
	if err := d.parts.Book.Change(ctx, func(tx Tx) error { return tx.PutLook(ctx, l) }); err != nil {
		return explain(err, l.Number)
	}
	d.looks.keep(l)
	return nil
}

// Noted writes the looks that somebody leaves who is shown words about cases, and not the
// cases: all of them, or an error and nothing may be shown.
func (d *Desk) Noted(ctx context.Context, looks []ledger.Look) error {
	looks = slices.DeleteFunc(slices.Clone(looks), d.looks.fresh)
	if len(looks) == 0 {
		return nil
	}
	err := d.parts.Book.Change(ctx, func(tx Tx) error {
		for _, l := range looks {
			if err := tx.PutLook(ctx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return seva.Broken(err)
	}
	for _, l := range looks {
		d.looks.keep(l)
	}
	return nil
}

// mostSeen is how many looks of this hour a desk remembers, so that an officer who reads
// one case ten times writes once. The book knows all of them; this only spares it asking.
const mostSeen = 20_000

// seen remembers which looks are in the book.
type seen struct {
	mu sync.Mutex
	at map[[2]string]time.Time // by viewer and case
}

func (s *seen) fresh(l ledger.Look) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, known := s.at[[2]string{l.Who, l.Number}]
	return known && l.At.Sub(at) < ledger.OneLook
}

func (s *seen) keep(l ledger.Look) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.at == nil || len(s.at) >= mostSeen {
		s.at = map[[2]string]time.Time{}
	}
	s.at[[2]string{l.Who, l.Number}] = l.At
}
