package sqlstore

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What happened stays: no statement changes or removes an event, a leaf or a consent, but
// for three. An event of a case that was emptied loses what was written in somebody's own
// words; a consent that stands is withdrawn; and one that a number gave with an application goes
// to the account that had the number, when the number goes to somebody else.
func TestLogsOnlyGrow(t *testing.T) {
	changes := regexp.MustCompile(`(?i)\b(UPDATE|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE)\s+(case_event|audit_leaf|ledger_consent)\b`)
	only := map[string]string{
		"registry.event.empty": "case_now.emptied <> 0", "ledger.consent.withdraw": "SET withdrawn = $2, withdrawn_channel = $3 WHERE id = $1 AND withdrawn = 0",
		"ledger.consent.rekey": "SET citizen = $1, phone = '' WHERE phone = $2 AND phone <> '' AND citizen = '' AND number <> ''",
	}
	if !changes.MatchString("DELETE  FROM case_event WHERE seq = 1") {
		t.Fatal("the pattern finds nothing")
	}
	for _, d := range []dialect{sqliteDialect, postgresDialect} {
		all, err := d.statements()
		if err != nil {
			t.Fatal(err)
		}
		adds := 0
		for name, text := range all {
			if must := only[name]; changes.MatchString(text) && (must == "" || !strings.Contains(text, must)) {
				t.Errorf("%s: %s", name, text)
			}
			if strings.Contains(text, "INTO case_event") || strings.Contains(text, "INTO audit_leaf") {
				adds++
				if strings.Contains(strings.ToUpper(text), "ON CONFLICT") {
					t.Errorf("%s may write over one: %s", name, text)
				}
			}
		}
		if adds != 2 {
			t.Errorf("%s: %d statements add to the logs", d.Name, adds)
		}
	}
}

// Where others may write at the same time, what is read to be changed is kept from them.
func TestHeldRows(t *testing.T) {
	for _, d := range []dialect{sqliteDialect, postgresDialect} {
		all, err := d.statements()
		if err != nil {
			t.Fatal(err)
		}
		for name, ending := range map[string]string{"case.hold": "FOR UPDATE", "case.hold.all": "FOR UPDATE", "draft.hold": "FOR UPDATE", "outbox.take": "FOR UPDATE SKIP LOCKED"} {
			if strings.Contains(all[name], ending) != (d.Name == "postgres") || strings.Contains(all[name], ":") {
				t.Errorf("%s: %s: %s", d.Name, name, all[name])
			}
		}
	}
}

// Every question about cases is answered along an index, in its order, and none sorts.
func TestCasePlans(t *testing.T) {
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "duar.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	e := s.engine.(*embedded)
	for name, want := range map[string]string{
		"case":                  "SEARCH case_now USING INDEX sqlite_autoindex_case_now_1 (number=?)",
		"case.lines":            "SEARCH case_now USING INDEX sqlite_autoindex_case_now_1 (number>? AND number<?)",
		"case.events":           "SEARCH case_event USING PRIMARY KEY (number=?)",
		"case.citizen":          "SEARCH case_now USING INDEX case_citizen (citizen=?)",
		"case.phone":            "SEARCH case_now USING INDEX case_phone (phone=?)",
		"case.woken":            "SEARCH case_now USING INDEX case_wake (wake>? AND wake<?)",
		"case.inbox.office":     "SEARCH case_now USING INDEX case_office (office=? AND state=? AND (due,number)>(?,?))",
		"case.inbox.department": "SEARCH case_now USING INDEX case_department (department=? AND state=? AND (due,number)>(?,?))",
		"draft.open":            "SEARCH apply_draft USING INDEX apply_draft_open (owner=?)",
		"outbox.waiting":        "SEARCH notice_outbox USING COVERING INDEX notice_waiting (due<?)",
		"once.done":             "SEARCH once_done USING INDEX sqlite_autoindex_once_done_1 (scope=? AND key=?)",
		"file":                  "SEARCH apply_file USING PRIMARY KEY (id=?)",
	} {
		if plan := explained(t, e, name, e.texts[name]); len(plan) != 1 || plan[0] != want {
			t.Errorf("%s: %q, want %q", name, plan, want)
		}
	}
	// The different values are found by seeks in the covering index, never by reading it all.
	// And so are the rows of several cases, or of several kinds.
	for _, name := range []string{"case.states.office", "case.states.department", "case.offices", "case.file", "case.files", "case.hold.all", "case.events.all"} {
		for _, step := range explained(t, e, name, e.texts[name]) {
			if strings.HasPrefix(step, "SCAN case_") || strings.HasPrefix(step, "SCAN n") {
				t.Errorf("%s: %s", name, step)
			}
		}
	}
}
