package mutation_test

import (
	"fmt"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/mutation"
)

// convert does what a clerk's record of a conversion does, after what an enquiry has found.
func (b *bench) convert(t *testing.T, number, found string, a form.Answers) (casework.Done, error) {
	t.Helper()
	var done casework.Done
	err := b.store.Cases().Change(t.Context(), func(tx casework.Tx) (err error) {
		w := casework.Work{Case: casework.Case{Number: number, Answers: a}, Event: casework.Event{At: b.clock.Now(), Action: "record"}}
		if found != "" {
			w.Events = []casework.Event{{Action: "enquire", Found: "yes"}, {Action: "enquire", Found: found}, {Action: "approve"}}
		}
		done, err = b.parts.Effects()["amend_class"](t.Context(), tx, w)
		return err
	})
	return done, err
}

// corners writes an outline as a surveyor does.
func corners(r land.Ring) string {
	var all []string
	for _, p := range r {
		all = append(all, fmt.Sprintf("%d.%06d, %d.%06d", p.Lat/1e6, p.Lat%1e6, p.Lon/1e6, p.Lon%1e6))
	}
	return strings.Join(all, "; ")
}

// A part of a plot is converted: it gets a number, the class and its piece of the map, and
// everybody holds what they held.
func TestConvertPart(t *testing.T) {
	b, v := small(t)
	p, h, _ := plain(v)
	sheet, err := b.store.Sheet(t.Context(), v.Mouza, p.Number)
	if err != nil {
		t.Fatal(err)
	}
	r := sheet.Parcel.Ring
	box := land.Bounds(r)
	east := (box.Min.Lon + 3*box.Max.Lon) / 4 // a quarter of the field
	quarter := land.Ring{{Lon: east, Lat: box.Min.Lat}, {Lon: box.Max.Lon, Lat: box.Min.Lat}, box.Max, {Lon: east, Lat: box.Max.Lat}}
	at := v.Mouza.String() + "/"
	answers := func(area seva.Area, outline string) form.Answers {
		return form.Answers{"khatian": {Text: at + h.Khatian.String()}, "plot": {Text: at + p.Number.String()}, "class_wanted": {Text: "bastu"},
			"area_converted": {Text: area.String()}, "part_outline": {Text: outline}}
	}
	good := answers(p.Area/4, corners(quarter))
	stranger := answers(p.Area/4, corners(quarter))
	stranger["khatian"] = form.Value{Text: at + "999"}
	vested := answers(p.Area/4, corners(quarter))
	vested["plot"], vested["khatian"] = form.Value{Text: at + v.Plots[0].Number.String()}, form.Value{Text: at + "1"}
	for name, c := range map[string]struct {
		found string
		a     form.Answers
		code  string
	}{
		"no enquiry":               {"", good, "record.survey"},
		"the last one found wrong": {"no", good, "record.survey"},
		"no outline":               {"yes", answers(p.Area/4, ""), "record.outline"},
		"no numbers":               {"yes", answers(p.Area/4, "the eastern side, up to the tank"), "record.outline"},
		"another field":            {"yes", answers(p.Area/4, "22.1 87.1; 22.2 87.1; 22.2 87.2"), "record.outline"},
		"the whole field":          {"yes", answers(p.Area/4, corners(r)), "record.outline"},
		"a larger piece":           {"yes", answers(p.Area/2, corners(quarter)), "record.drawn"},
		"of somebody else":         {"yes", stranger, "record.holds"},
		"of the state":             {"yes", vested, "record.vested"},
	} {
		if _, err := b.convert(t, "CN2026000001", c.found, c.a); code(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := b.plot(t, v.Mouza, p.Number); got.Area != p.Area || got.Class != p.Class {
		t.Fatalf("%+v", got)
	}
	before, err := b.store.Khatian(t.Context(), v.Mouza, h.Khatian, land.At{})
	if err != nil {
		t.Fatal(err)
	}
	done, err := b.convert(t, "CN2026000001", "yes", good)
	if err != nil {
		t.Fatal(err)
	}
	fresh := land.Number{Main: p.Number.Main, Bata: 1202} // the highest there was is 1/1201
	if done.Marks["plot"] != "1027001/"+fresh.Path() || len(done.Keys) != 1 || done.Keys[0] != casework.PlotKey(v.Mouza, fresh) {
		t.Errorf("%+v", done)
	}
	rest, part := b.plot(t, v.Mouza, p.Number), b.plot(t, v.Mouza, fresh)
	if part.Class != "bastu" || rest.Class != p.Class || part.Area != p.Area/4 || rest.Area+part.Area != p.Area || part.Shares() != seva.Whole || !part.HasMap {
		t.Errorf("%+v\n%+v", rest, part)
	}
	after, err := b.store.Khatian(t.Context(), v.Mouza, h.Khatian, land.At{})
	if err != nil || after.Area != before.Area || len(after.Holdings) != len(before.Holdings)+1 {
		t.Errorf("%+v, %v", after, err)
	}
	// The part is bought and sold like any other plot, and the order of the part is behind it.
	d := selling(v, 1000)
	d.Schedule[0].Plot, d.Schedule[0].Class, d.Schedule[0].Area = fresh, "bastu", max(part.Holdings[0].Recorded/6, 1)
	if got := b.receive(t, d); got.State != "hearing_due" && got.State != "recorded" {
		t.Errorf("%+v", got)
	}
	// A deed of before that gives all of the old area says more than there is by now.
	d = selling(v, h.Share)
	if got := b.receive(t, d); got.Course != mutation.Hearing {
		t.Errorf("%s: %v", got.Course, keysOf(got))
	}
}

func TestParseOutline(t *testing.T) {
	want := land.Ring{{Lon: 87_741_200, Lat: 22_668_100}, {Lon: 87_741_201, Lat: 22_668_300}, {Lon: 87_741_500, Lat: 22_668_300}}
	for _, text := range []string{
		"22.6681 87.7412; 22.6683 87.7412005; 22.6683 87.7415",
		"87.7412,22.6681 87.7412006,22.6683 87.7415,22.6683",
		"২২.৬৬৮১ ৮৭.৭৪১২ ; ২২.৬৬৮৩,৮৭.৭৪১২০১; 22.6683000 87.741500000",
	} {
		if r, err := mutation.ParseOutline("part_outline", text); err != nil || fmt.Sprint(r) != fmt.Sprint(want) {
			t.Errorf("%q: %v, %v", text, r, err)
		}
	}
	for _, text := range []string{"", "22.6681 87.7412", "22.6681 87.7412; 22.6683 87.7412; 22.6683", "22.6681 22.6682; 22.6683 87.7412; 22.6683 87.7415",
		"1e1 87.7; 22.6683 87.7412; 22.6683 87.7415", "-22.6681 87.7412; 22.6683 87.7412; 22.6683 87.7415", strings.Repeat("22.6681 87.7412;", 61),
		"48.2082 16.3738; 48.2083 16.3738; 48.2083 16.3739"} {
		if r, err := mutation.ParseOutline("part_outline", text); seva.KindOf(err) != seva.Invalid || err == nil {
			t.Errorf("%q: %v, %v", text, r, err)
		}
	}
}

// FuzzParseOutline: whatever is typed, it is corners in the state or it is refused.
func FuzzParseOutline(f *testing.F) {
	f.Add("22.6681 87.7412; 22.6683 87.7412; 22.6683 87.7415")
	f.Add("87.999999999 27.9999999, 22.6 87.7, 0.0 0.0")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := mutation.ParseOutline("part_outline", text)
		for _, p := range r {
			if p.Lat <= 21_000_000 || p.Lat >= 28_000_001 || p.Lon <= 85_000_000 || p.Lon >= 90_000_001 {
				t.Fatalf("%q: %v", text, p)
			}
		}
		if (err == nil) != (len(r) >= 3) {
			t.Fatalf("%q: %v, %v", text, r, err)
		}
	})
}
