package service_test

import (
	"context"
	"slices"
	"testing"

	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/service"
)

// old are cases of a program that knew no keys, as a store gives those that have none.
type old struct {
	book  casework.Book
	cases []casework.Case
}

func (o old) Unkeyed(ctx context.Context, after string, limit int) ([]casework.Case, error) {
	var some []casework.Case
	for _, c := range o.cases {
		keys, err := o.book.Keys(ctx, c.Number)
		if err != nil {
			return nil, err
		}
		if len(keys) == 0 && c.Number > after && len(some) < min(limit, 2) {
			some = append(some, c)
		}
	}
	return some, nil
}

// What an earlier program took in is found by its land and its name afterwards, open or
// ended as it is; what was emptied stays unfound, and once is as good as twice.
func TestOldCasesAreFound(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	answers := form.Answers{"plots": {Rows: []form.Answers{{"plot": {Text: "1027001/165"}}, {"plot": {Text: "1027001/166"}}}}}
	o := old{book: h.book.Cases}
	for i, c := range []casework.Case{
		{State: "received"}, {State: "granted"}, {State: "received"}, {State: "granted"},
	} {
		c.Number, c.Version = "MUT202600000"+string(rune('1'+i)), 1
		c.Service, c.Procedure, c.Revision, c.Office = "mutation_sale", procedure.ID, procedure.Version, "lr.2984"
		if i < 3 {
			c.Answers, c.Applicant = answers, casework.Applicant{Name: "Subrata Mandal"}
		}
		o.cases = append(o.cases, c)
		err := h.book.Change(ctx, func(tx service.Tx) error { return tx.Put(ctx, c, []casework.Event{{Seq: 1, To: c.State}}) })
		if err != nil {
			t.Fatal(err)
		}
	}
	for round, want := range []int{3, 0} {
		if n, err := h.desk.Index(ctx, o); err != nil || n != want {
			t.Fatalf("round %d: %d cases, %v", round, n, err)
		}
	}
	var live []string
	err := h.book.Change(ctx, func(tx service.Tx) (err error) {
		live, err = tx.Open(ctx, casework.Key{Kind: casework.KeyPlot, Value: "1027001/166"})
		return err
	})
	if err != nil || !slices.Equal(live, []string{"MUT2026000001", "MUT2026000003"}) {
		t.Errorf("open: %v, %v", live, err)
	}
	name, _ := casework.NameKey("সুব্রত মণ্ডল")
	if keys, err := h.book.Cases.Keys(ctx, "MUT2026000002"); err != nil || len(keys) != 3 || !slices.Contains(keys, name) {
		t.Errorf("%v, %v", keys, err)
	}
	if keys, _ := h.book.Cases.Keys(ctx, "MUT2026000004"); len(keys) != 0 {
		t.Errorf("of an emptied case: %v", keys)
	}
}
