package document_test

import (
	"errors"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
)

func TestPull(t *testing.T) {
	d := newDesk(t, 20)
	number := d.signed(t)
	claim := document.Claim{Locker: "in.gov.wb.test", Kind: document.RoR, Name: " subrata  MONDAL ", Fields: []string{"junk", number},
		Born: seva.Date{Year: 1990, Month: 12, Day: 31}}
	txns := 0
	pull := func(change func(*document.Claim)) (document.Grant, error) {
		c := claim
		txns++
		c.Txn = string(rune('a' + txns))
		change(&c)
		return d.Pull(t.Context(), c)
	}
	same := func(*document.Claim) {}
	if _, err := pull(same); !errors.Is(err, document.ErrPending) {
		t.Errorf("before it is made: %v", err)
	}
	paper, err := d.Make(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	g, err := pull(same)
	if err != nil || g.View.Number != paper || len(g.ID) != 10 || g.Name != "Subrata Mondal" || len(g.Content) == 0 {
		t.Fatalf("%+v, %v", g, err)
	}
	again, err := pull(func(c *document.Claim) {
		c.Fields, c.Name = []string{document.Spaced(paper)}, "সুব্রত মণ্ডল"
	})
	if err != nil || again.ID != g.ID {
		t.Errorf("by its own number: %s for %s, %v", again.ID, g.ID, err)
	}
	for name, change := range map[string]func(*document.Claim){
		"another name":   func(c *document.Claim) { c.Name = "Subrata Mandal" },
		"no name":        func(c *document.Claim) { c.Name = "" },
		"another birth":  func(c *document.Claim) { c.Born.Year = 1991 },
		"another kind":   func(c *document.Claim) { c.Kind = document.PlotMap },
		"no number":      func(c *document.Claim) { c.Fields = nil },
		"nobody's":       func(c *document.Claim) { c.Fields = []string{"DC2026999999", "1000000000007"} },
		"a number wrong": func(c *document.Claim) { c.Fields = []string{"4829103847565"} },
	} {
		_, err := pull(change)
		wants(t, name, err, seva.NotFound, "document.unknown")
	}
	if _, err := pull(func(c *document.Claim) { c.Txn = "twice" }); err != nil {
		t.Error(err)
	}
	if _, err := pull(func(c *document.Claim) { c.Txn = "twice" }); !errors.Is(err, document.ErrReplayed) {
		t.Errorf("a request again: %v", err)
	}
	if _, err := d.For(officer).Revoke(t.Context(), paper, "spoiled", "k"); err != nil {
		t.Fatal(err)
	}
	_, err = pull(same)
	wants(t, "a paper that is void", err, seva.NotFound, "document.unknown")
	pulls := 0
	for _, l := range d.book.Cases.Leaves() {
		if l.Act == "document.pull" && l.Actor == "locker:in.gov.wb.test" && l.Role != string(casework.System) {
			pulls++
		}
	}
	if pulls != 3 {
		t.Errorf("%d grants in the log", pulls)
	}
}
