package sqlstore

import (
	"fmt"
	"testing"
)

// LimitPages lets an embedded database grow by 200 pages more, as a nearly full disk
// would, or without limit again.
func LimitPages(t *testing.T, s *Store, limited bool) {
	t.Helper()
	e := s.engine.(*embedded)
	e.turn <- struct{}{}
	defer func() { <-e.turn }()
	for eff := range e.pens {
		p, err := e.pen(t.Context(), effort(eff))
		if err != nil {
			t.Fatal(err)
		}
		var pages int
		if err := p.conn.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
			t.Fatal(err)
		}
		most := 1 << 30
		if limited {
			most = pages + 200
		}
		if _, err := p.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count=%d", most)); err != nil {
			t.Fatal(err)
		}
	}
}

// SpoilMessage makes a message one that cannot be read, in an embedded database.
func SpoilMessage(t *testing.T, s *Store, ref string) {
	t.Helper()
	e := s.engine.(*embedded)
	e.turn <- struct{}{}
	defer func() { <-e.turn }()
	p, err := e.pen(t.Context(), sound)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.conn.ExecContext(t.Context(), "UPDATE notice_outbox SET message = x'ff' WHERE ref = ?", ref); err != nil {
		t.Fatal(err)
	}
}
