package land

import (
	"context"
	"errors"
	"testing"

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

func (s shelf) Plot(_ context.Context, idn place.IDN, n Number, _ At) (Plot, error) {
	return heldPlot(Individual), s.find(idn, n, Number{165, 0})
}

func (s shelf) Khatian(_ context.Context, idn place.IDN, n Number, _ At) (Khatian, error) {
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
			got[question] = told{e.Code(), e.Field}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
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
