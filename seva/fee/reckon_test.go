package fee

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"duar/seva"
)

func day(s string) seva.Date {
	d, err := seva.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func rate(service string, per Per, rupees int64) Rate {
	return Rate{Service: service, Per: per, Amount: seva.Rupees(rupees), From: day("2017-02-02"), Head: "0029", Source: "an order", Sure: true}
}

// with changes a rate.
func (r Rate) with(change func(*Rate)) Rate {
	change(&r)
	return r
}

func table(t testing.TB, rates ...Rate) Table {
	t.Helper()
	made, err := NewTable(rates)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestReckon(t *testing.T) {
	small := rate("mutation", PerDecimal, 500).with(func(r *Rate) { r.Use, r.Zone, r.UpTo = "commercial", "rural", 1000 })
	large := rate("mutation", PerDecimal, 1000).with(func(r *Rate) { r.Use, r.Zone, r.Over, r.Sure = "commercial", "rural", 1000, false })
	old := rate("mutation", PerDecimal, 10).with(func(r *Rate) {
		r.Use, r.Zone, r.From, r.Until = "homestead", "rural", day("2000-01-01"), day("2017-02-01")
	})
	home := rate("mutation", PerDecimal, 101).with(func(r *Rate) { r.Use, r.Zone = "homestead", "rural" })
	free := rate("mutation", PerDecimal, 0).with(func(r *Rate) { r.Use = "agricultural" })
	form := rate("conversion", Flat, 10)
	by := rate("conversion", PerDecimal, 15).with(func(r *Rate) { r.Use, r.Zone = "idle_to_homestead", "rural" })
	copies := rate("copy", PerItem, 20).with(func(r *Rate) { r.Amount += 30 })
	all := table(t, small, large, old, home, free, form, by, copies)
	on := day("2026-11-24")
	for name, c := range map[string]struct {
		ask   Ask
		total seva.Money // paise
		lines int
		sure  bool
		key   string
	}{
		"at the end of a band":       {Ask{Service: "mutation", Use: "commercial", Zone: "rural", Area: 1000, On: on}, seva.Rupees(5000), 1, true, ""},
		"the whole at the next":      {Ask{Service: "mutation", Use: "commercial", Zone: "rural", Area: 1001, On: on}, seva.Rupees(10010), 1, false, ""},
		"a part of a decimal":        {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: 550, On: on}, seva.Rupees(556), 1, true, ""}, // 555.50
		"rounded down":               {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: 549, On: on}, seva.Rupees(554), 1, true, ""}, // 554.49
		"under the old rate":         {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: 500, On: day("2017-02-01")}, seva.Rupees(50), 1, true, ""},
		"its first day":              {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: 500, On: day("2017-02-02")}, seva.Rupees(505), 1, true, ""},
		"before every rate":          {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: 500, On: day("1999-12-31")}, 0, 0, false, "error.fee.unknown"},
		"waived, in any zone":        {Ask{Service: "mutation", Use: "agricultural", Zone: "kmda", Area: 500, On: on}, 0, 1, true, ""},
		"no rate for the zone":       {Ask{Service: "mutation", Use: "homestead", Zone: "kmda", Area: 500, On: on}, 0, 0, false, "error.fee.unknown"},
		"no rate for the use":        {Ask{Service: "mutation", Use: "mining", Zone: "rural", Area: 500, On: on}, 0, 0, false, "error.fee.unknown"},
		"no service":                 {Ask{Service: "marriage", On: on}, 0, 0, false, "error.fee.unknown"},
		"no area":                    {Ask{Service: "mutation", Use: "homestead", Zone: "rural", On: on}, 0, 0, false, "error.fee.area"},
		"less than no area":          {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: -1, On: on}, 0, 0, false, "error.fee.area"},
		"more than there is":         {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: maxArea + 1, On: on}, 0, 0, false, "error.fee.area"},
		"two parts":                  {Ask{Service: "conversion", Use: "idle_to_homestead", Zone: "rural", Area: 500, On: on}, seva.Rupees(85), 2, true, ""},
		"one part known, one not":    {Ask{Service: "conversion", Use: "idle_to_homestead", Zone: "kmda", Area: 500, On: on}, 0, 0, false, "error.fee.unknown"},
		"items with paise":           {Ask{Service: "copy", Count: 3, On: on}, seva.Rupees(61), 1, true, ""}, // 60.90
		"no items":                   {Ask{Service: "copy", On: on}, 0, 0, false, "error.fee.count"},
		"more items than there are":  {Ask{Service: "copy", Count: maxCount + 1, On: on}, 0, 0, false, "error.fee.count"},
		"less than no items":         {Ask{Service: "copy", Count: -3, On: on}, 0, 0, false, "error.fee.count"},
		"the smallest area there is": {Ask{Service: "mutation", Use: "homestead", Zone: "rural", Area: 1, On: on}, seva.Rupees(1), 1, true, ""},
	} {
		e, err := all.Reckon(c.ask)
		key := ""
		if refused := (*seva.Error)(nil); errors.As(err, &refused) {
			key = refused.Text.Key
		}
		if key != c.key || e.Total != c.total || len(e.Lines) != c.lines || key == "" && e.Sure() != c.sure {
			t.Errorf("%s: %d paise in %d lines, sure %v, %v", name, e.Total, len(e.Lines), e.Sure(), err)
		}
	}
	if _, err := (Table{}).Reckon(Ask{Service: "mutation", Area: 1, On: on}); seva.KindOf(err) != seva.NotFound {
		t.Errorf("a table of nothing: %v", err)
	}
}

func TestProve(t *testing.T) {
	good := rate("mutation", PerDecimal, 100).with(func(r *Rate) { r.Use, r.Zone, r.UpTo = "homestead", "rural", 1000 })
	for name, c := range map[string]struct {
		change func(*Rate)
		want   string // "" for sound
	}{
		"another use":       {func(r *Rate) { r.Use = "commercial" }, ""},
		"another zone":      {func(r *Rate) { r.Zone = "kmda" }, ""},
		"the next band":     {func(r *Rate) { r.Over, r.UpTo = 1000, 0 }, ""},
		"later":             {func(r *Rate) { r.From = day("2030-01-01") }, "it applies where row 1 does"},
		"another service":   {func(r *Rate) { r.Service = "conversion" }, ""},
		"counted otherwise": {func(r *Rate) { r.Per = Flat }, ""},
		"itself again":      {func(*Rate) {}, "it applies where row 1 does"},
		"any use":           {func(r *Rate) { r.Use = "" }, "it applies where row 1 does"},
		"any zone":          {func(r *Rate) { r.Zone = "" }, "it applies where row 1 does"},
		"a band across":     {func(r *Rate) { r.Over, r.UpTo = 999, 2000 }, "it applies where row 1 does"},
		"no per":            {func(r *Rate) { r.Per = "acre" }, "per \"acre\""},
		"a band upside down": {func(r *Rate) {
			r.Over, r.UpTo = 2000, 1000
		}, "holds no land"},
		"paise by the decimal": {func(r *Rate) { r.Amount++ }, "whole rupees"},
		"less than nothing":    {func(r *Rate) { r.Amount = -100 }, "between 0"},
		"no order":             {func(r *Rate) { r.Source = "" }, "on what it rests"},
		"no head":              {func(r *Rate) { r.Head = "" }, "which head"},
		"no first day":         {func(r *Rate) { r.From = seva.Date{} }, "from a whole day"},
		"over before it is":    {func(r *Rate) { r.Until = day("2016-01-01") }, "until none before"},
	} {
		found := Prove([]Rate{good, good.with(c.change)})
		said := ""
		for _, f := range found {
			said += f.What
		}
		if c.want == "" && len(found) > 0 || !strings.Contains(said, c.want) {
			t.Errorf("%s: %v", name, found)
		}
		if _, err := NewTable([]Rate{good, good.with(c.change)}); (err != nil) != (c.want != "") {
			t.Errorf("%s: %v", name, err)
		}
	}
	ended := good.with(func(r *Rate) { r.Until = day("2029-12-31") })
	if found := Prove([]Rate{ended, good.with(func(r *Rate) { r.From = day("2030-01-01") })}); len(found) > 0 {
		t.Errorf("one rate after the other: %v", found)
	}
}

// Whatever is asked, the lines add up to the total before it is rounded, more land of one
// band never costs less, and one day has one answer.
func TestReckonPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		per := rapid.Int64Range(0, 100_000).Draw(t, "rupees")
		flat := rapid.Int64Range(0, 1_000_000).Draw(t, "paise")
		edge := seva.Area(rapid.Int64Range(1, 100_000).Draw(t, "edge"))
		more := rapid.Int64Range(0, 100_000).Draw(t, "more")
		all, err := NewTable([]Rate{
			rate("s", PerDecimal, per).with(func(r *Rate) { r.UpTo = edge }),
			rate("s", PerDecimal, more).with(func(r *Rate) { r.Over = edge }),
			rate("s", Flat, 0).with(func(r *Rate) { r.Amount = seva.Money(flat) }),
		})
		if err != nil {
			t.Fatal(err)
		}
		a := seva.Area(rapid.Int64Range(1, int64(maxArea)).Draw(t, "a"))
		b := seva.Area(rapid.Int64Range(1, int64(maxArea)).Draw(t, "b"))
		a, b = min(a, b), max(a, b)
		less, err1 := all.Reckon(Ask{Service: "s", Area: a, On: day("2026-11-24")})
		whole, err2 := all.Reckon(Ask{Service: "s", Area: b, On: day("2026-11-24")})
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		for _, e := range []Estimate{less, whole} {
			sum := seva.Money(0)
			for _, l := range e.Lines {
				sum += l.Amount
			}
			if e.Total%100 != 0 || e.Total-sum > 50 || sum-e.Total >= 50 {
				t.Fatalf("lines of %d make %d", sum, e.Total)
			}
		}
		if (a > edge) == (b > edge) && less.Total > whole.Total {
			t.Fatalf("%s costs %d and %s costs %d", a, less.Total, b, whole.Total)
		}
	})
}
