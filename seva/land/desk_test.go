package land

import (
	"context"
	"errors"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/place"

	"github.com/google/go-cmp/cmp"
)

// shelf is a register of one plot and one khatian in one mouza.
type shelf struct {
	broken error
}

const here place.IDN = 1027001

func (s shelf) find(idn place.IDN, n, want Number) error {
	switch {
	case s.broken != nil:
		return s.broken
	case idn != here || n != want:
		return ErrNone
	}
	return nil
}

func (s shelf) Summary(_ context.Context, idn place.IDN) (Summary, error) {
	return Summary{Mouza: here, Plots: 1}, s.find(idn, Number{}, Number{})
}

// The record of the shelf begins in 2026.
func (s shelf) Plot(_ context.Context, idn place.IDN, n Number, at At) (Plot, error) {
	if s.broken == nil && !at.IsNow() && at.Day().Year < 2026 {
		return Plot{}, ErrNone
	}
	return heldPlot(Individual), s.find(idn, n, Number{165, 0})
}

func (s shelf) Khatian(_ context.Context, idn place.IDN, n Number, at At) (Khatian, error) {
	if s.broken == nil && !at.IsNow() && at.Day().Year < 2026 {
		return Khatian{}, ErrNone
	}
	return Khatian{Owner: owner(Individual), Holdings: heldPlot(Individual).Holdings}, s.find(idn, n, Number{12, 0})
}

func (s shelf) Crosswalk(_ context.Context, idn place.IDN, _ Survey, n Number) ([]Pair, error) {
	if s.broken != nil {
		return nil, s.broken
	}
	if s.find(idn, n, Number{165, 0}) != nil {
		return nil, nil // a register may answer nothing instead of ErrNone
	}
	return []Pair{{RS: Number{9, 0}, LR: n}}, nil
}

func (s shelf) Sheet(_ context.Context, idn place.IDN, n Number) (Sheet, error) {
	return Sheet{}, s.find(idn, n, Number{165, 0})
}

// every asks all five questions about a mouza and a number.
func every(c Counter, idn place.IDN, n Number) map[string]error {
	ctx := context.Background()
	answers := map[string]error{}
	_, answers["mouza"] = c.Mouza(ctx, idn)
	_, answers["plot"] = c.Plot(ctx, idn, n, At{})
	_, answers["khatian"] = c.Khatian(ctx, idn, n, At{})
	_, answers["crosswalk"] = c.Crosswalk(ctx, idn, RS, n)
	_, answers["map"] = c.Map(ctx, idn, n)
	return answers
}

func TestDeskExplains(t *testing.T) {
	counter := NewDesk(shelf{}).For(Public)
	type told struct{ Code, Field string }
	for _, c := range []struct {
		name   string
		mouza  place.IDN
		number Number
		want   map[string]told
	}{
		{"the plot", here, Number{165, 0}, map[string]told{"khatian": {"khatian.unknown", "khatian"}}},
		{"another number", here, Number{166, 0}, map[string]told{
			"plot": {"plot.unknown", "plot"}, "khatian": {"khatian.unknown", "khatian"},
			"crosswalk": {"crosswalk.none", "plot"}, "map": {"map.none", "plot"}}},
		{"another mouza", 1027002, Number{165, 0}, map[string]told{
			"mouza": {"mouza.unknown", "mouza"}, "plot": {"mouza.unknown", "mouza"}, "khatian": {"mouza.unknown", "mouza"},
			"crosswalk": {"mouza.unknown", "mouza"}, "map": {"mouza.unknown", "mouza"}}},
	} {
		got := map[string]told{}
		for question, err := range every(counter, c.mouza, c.number) {
			if err == nil {
				continue
			}
			e, ok := errors.AsType[*seva.Error](err)
			if !ok || e.Kind != seva.NotFound || e.Text.Args["Mouza"] != c.mouza {
				t.Errorf("%s, %s: %#v", c.name, question, err)
				continue
			}
			if n, named := e.Text.Args["Number"]; named != (e.Field != "mouza") || named && n != c.number {
				t.Errorf("%s, %s: number %v", c.name, question, n)
			}
			got[question] = told{e.Code(), e.Field}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// What is in the record now but was not then is not called unknown; what never was, is.
func TestDeskTellsThenFromNever(t *testing.T) {
	counter := NewDesk(shelf{}).For(Public)
	then := seva.Date{Year: 2020, Month: 1, Day: 1}
	for _, c := range []struct {
		number Number
		at     At
		want   map[string]string
	}{
		{Number{165, 0}, At{Valid: then}, map[string]string{"plot": "record.not_then", "khatian": "khatian.unknown"}},
		{Number{12, 0}, At{Known: time.Date(2020, 1, 1, 0, 0, 0, 0, seva.IST)}, map[string]string{"plot": "plot.unknown", "khatian": "record.not_then"}},
		{Number{165, 0}, At{Valid: seva.Date{Year: 2026, Month: 11, Day: 1}}, map[string]string{"plot": "", "khatian": "khatian.unknown"}},
	} {
		got := map[string]string{}
		for field, ask := range map[string]func() error{
			"plot":    func() error { _, err := counter.Plot(t.Context(), here, c.number, c.at); return err },
			"khatian": func() error { _, err := counter.Khatian(t.Context(), here, c.number, c.at); return err },
		} {
			got[field] = ""
			e, failed := errors.AsType[*seva.Error](ask())
			if !failed {
				continue
			}
			got[field] = e.Code()
			if e.Field != field || e.Text.Args["Number"] != c.number {
				t.Errorf("%s at %v: %#v", field, c.at, e)
			}
			if day := e.Text.Args["Date"]; e.Code() == "record.not_then" && day != then {
				t.Errorf("%s at %v: said to be missing on %v", field, c.at, day)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s at %v: %s", c.number, c.at, diff)
		}
	}
}

func TestTomorrowIsNotAsked(t *testing.T) {
	today := seva.Date{Year: 2026, Month: 11, Day: 23}
	for at, refused := range map[At]bool{
		{}:             false,
		{Valid: today}: false,
		{Valid: seva.Date{Year: 2026, Month: 11, Day: 24}}:   true,
		{Valid: seva.Date{Year: 2027, Month: 1, Day: 1}}:     true,
		{Known: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}: false,
	} {
		err := at.Check(today)
		if e, ok := errors.AsType[*seva.Error](err); ok != refused || ok && (e.Field != "as_on" || e.Text.Args["Today"] != today) {
			t.Errorf("%v: %v", at, err)
		}
	}
}

func TestDeskWhenTheRegisterIsAway(t *testing.T) {
	for want, broken := range map[seva.Kind]error{
		seva.Internal:    errors.New("disk"),
		seva.Unavailable: context.DeadlineExceeded,
		seva.TooMany:     seva.Fail(seva.TooMany, seva.Say("error.busy")),
	} {
		for question, err := range every(NewDesk(shelf{broken}).For(Public), here, Number{165, 0}) {
			if seva.KindOf(err) != want || !errors.Is(err, broken) {
				t.Errorf("%s: %v, want %s", question, err, want)
			}
		}
	}
}

// The counter masks what the register gives; that each right masks rightly is
// another test.
func TestDeskKeepsToTheRight(t *testing.T) {
	desk := NewDesk(shelf{})
	for right, want := range map[Right]string{Glance: "S** M**", Public: "Subrata Mondal", Office: "Subrata Mondal"} {
		p, err := desk.For(right).Plot(t.Context(), here, Number{165, 0}, At{})
		if err != nil || p.Holdings[0].Owner.Name.En != want {
			t.Errorf("right %d: plot of %q, %v", right, p.Holdings[0].Owner.Name.En, err)
		}
		k, err := desk.For(right).Khatian(t.Context(), here, Number{12, 0}, At{})
		if err != nil || k.Owner.Name.En != want || k.Holdings[0].Owner.Name.En != want {
			t.Errorf("right %d: khatian of %q, %v", right, k.Owner.Name.En, err)
		}
		if hidden := p.Holdings[0].Owner.Guardian.En == ""; hidden != (right != Office) {
			t.Errorf("right %d: guardian hidden is %v", right, hidden)
		}
	}
}

func TestAtIsNow(t *testing.T) {
	if !(At{}).IsNow() || (At{Valid: seva.Date{Year: 2020}}).IsNow() {
		t.Error("only the zero At is now")
	}
}
