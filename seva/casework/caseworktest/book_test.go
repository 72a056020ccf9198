package caseworktest_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/casework/caseworktest"
	"duar/seva/form"
	"duar/seva/notice"
)

func TestBookKeepsAllOrNothing(t *testing.T) {
	b, ctx := caseworktest.NewBook(), t.Context()
	c := casework.Case{Number: "CAF2026000001", Version: 1, State: "a", Answers: form.Answers{"x": {List: []string{"1"}}}}
	event := []casework.Event{{Seq: 1, To: "a", Given: map[string]string{"s": "1"}}}
	all := func(tx casework.Tx) error {
		n, err := tx.Number(ctx, "caf", 2026)
		if err != nil || n != 1 {
			t.Errorf("number %d, %v", n, err)
		}
		if tries, _ := tx.Try(ctx, "check", 20260101); tries != 1 {
			t.Errorf("%d tries", tries)
		}
		return errors.Join(tx.Put(ctx, c, event), tx.Audit(ctx, audit.Leaf{}), tx.Tell(ctx, notice.Message{Ref: "r"}),
			tx.Tell(ctx, notice.Message{Ref: "r"}), tx.Do(ctx, "s", "k", "f", []byte("a"), time.Time{}))
	}
	stop := errors.New("no")
	if err := b.Change(ctx, func(tx casework.Tx) error { return errors.Join(all(tx), stop) }); !errors.Is(err, stop) {
		t.Error(err)
	}
	if _, err := b.Case(ctx, c.Number); !errors.Is(err, casework.ErrNone) || len(b.Leaves())+len(b.Told()) != 0 {
		t.Error("something was kept")
	}
	if err := b.Change(ctx, all); err != nil {
		t.Fatal(err)
	}
	c.Answers["x"].List[0], event[0].Given["s"] = "2", "2"
	kept, _ := b.Case(ctx, c.Number)
	events, _ := b.Events(ctx, c.Number)
	if kept.Answers["x"].List[0] != "1" || events[0].Given["s"] != "1" || len(b.Told()) != 1 {
		t.Errorf("%+v, %+v", kept, events)
	}
	err := b.Change(ctx, func(tx casework.Tx) error {
		if f, a, found, _ := tx.Done(ctx, "s", "k"); !found || f != "f" || string(a) != "a" {
			t.Error("the key is not kept")
		}
		return tx.Put(ctx, c, event) // of version 1, which is there
	})
	if !errors.Is(err, casework.ErrMoved) {
		t.Error(err)
	}
	c.Wake = time.Unix(1, 0)
	if err := b.Change(ctx, func(tx casework.Tx) error { return tx.Put(ctx, c, nil) }); err != nil {
		t.Errorf("the same version without events: %v", err)
	}
}

func TestBookRunsOneAfterTheOther(t *testing.T) {
	b, ctx := caseworktest.NewBook(), t.Context()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			b.Change(ctx, func(tx casework.Tx) error { _, err := tx.Number(ctx, "caf", 2026); return err })
		})
	}
	wg.Wait()
	b.Change(ctx, func(tx casework.Tx) error {
		if n, err := tx.Number(ctx, "caf", 2026); n != 51 || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		return nil
	})
}

func TestBookFinds(t *testing.T) {
	b, ctx := caseworktest.NewBook(), t.Context()
	put := func(number, office string, due seva.Date, wake time.Time) {
		c := casework.Case{Number: number, Version: 1, Office: office, State: "s", Due: due, Wake: wake}
		if err := b.Change(ctx, func(tx casework.Tx) error { return tx.Put(ctx, c, []casework.Event{{Seq: 1}}) }); err != nil {
			t.Fatal(err)
		}
	}
	put("A2026000001", "lr.1", seva.Date{}, time.Unix(30, 0))
	put("A2026000002", "lr.2", seva.Date{Year: 2026, Month: 2, Day: 1}, time.Unix(10, 0))
	put("A2026000003", "lr.1", seva.Date{Year: 2026, Month: 1, Day: 1}, time.Time{})
	put("A2026000004", "wb.1", seva.Date{Year: 2026, Month: 1, Day: 1}, time.Unix(20, 0))
	for name, c := range map[string]struct {
		find casework.Find
		want string
	}{
		"one office": {casework.Find{Offices: []string{"lr.1"}}, "3 1 "},
		"department": {casework.Find{Offices: []string{"lr.*"}}, "3 2 1 "},
		"a page":     {casework.Find{Offices: []string{"lr.*"}, After: "20260101|A2026000003", Limit: 1}, "2 "},
		"no state":   {casework.Find{Offices: []string{"lr.*"}, States: []string{"t"}}, ""},
		"woken":      {casework.Find{Woken: time.Unix(20, 0)}, "2 4 "},
	} {
		found, err := b.Find(ctx, c.find)
		got := ""
		for _, one := range found {
			got += one.Number[len(one.Number)-1:] + " "
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
		}
	}
}
