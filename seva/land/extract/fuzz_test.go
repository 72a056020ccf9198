package extract

import (
	"bytes"
	"errors"
	"testing"

	"duar/seva"
	"duar/seva/land"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func FuzzCSV(f *testing.F) {
	f.Add([]byte(table(goodRow)))
	f.Add([]byte(table(`1027002,1/2,sali,"0,75",12,"a ""b""",0.25`)))
	f.Add([]byte("\ufeffmouza,plot,class,plot_area,khatian,owner_en,share,flags,rs,ulpin\r\n1027001,১,sali,1,2,X,1,court,7|8,\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, raw, CSV) })
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(objects(goodLine)))
	f.Add([]byte(objects(`{"parcel":"1","ring":[[-1,-1],[1,-1],[0,1]]}`)))
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, raw, JSONL) })
}

// check proves what must hold of any input: only sound volumes come out, each mouza
// once; marks grow, and reading goes on from each; faults are counted; and what came
// out can be written and read back.
func check(t *testing.T, raw []byte, format Format) {
	g := read(string(raw), format, Options{})
	if g.err != nil {
		if _, ours := errors.AsType[*seva.Error](g.err); !ours {
			t.Fatalf("error %v", g.err)
		}
	}
	if len(g.faults) != g.report.Faults || len(g.all) != g.report.Volumes || g.report.Left > g.report.Faults+1 {
		t.Fatalf("%d faults, %d volumes, report %+v", len(g.faults), len(g.all), g.report)
	}
	var before Mark
	seen := map[any]bool{}
	for i, e := range g.all {
		if flaws := e.Volume.Flaws(func(land.Class) bool { return true }); len(flaws) > 0 || seen[e.Volume.Mouza] {
			t.Fatalf("mouza %s came out with %v", e.Volume.Mouza, flaws)
		}
		seen[e.Volume.Mouza] = true
		if e.Mark.Offset <= before.Offset || e.Mark.Line <= before.Line || e.Mark.Offset > int64(len(raw)) {
			t.Fatalf("mark %v after %v", e.Mark, before)
		}
		before = e.Mark
		rest := read(string(raw), format, Options{From: e.Mark})
		if diff := cmp.Diff(g.all[i+1:], rest.all, cmpopts.EquateEmpty()); diff != "" || rest.err != nil {
			t.Fatalf("from %v: %v %s", e.Mark, rest.err, diff)
		}
		reread(t, e.Volume)
	}
}

func reread(t *testing.T, v land.Volume) {
	for _, format := range []Format{JSONL, CSV} {
		want := v
		if format == CSV {
			want.Parcels = nil
		}
		var b bytes.Buffer
		w := NewWriter(&b, format)
		if err := errors.Join(w.Write(v), w.Flush()); err != nil {
			t.Fatalf("%s: %v", format, err)
		}
		back := read(b.String(), format, Options{})
		// A mouza without plots has no row in CSV.
		if len(want.Plots) == 0 && format == CSV {
			continue
		}
		if len(back.all) != 1 {
			t.Fatalf("%s: %v, %v of\n%s", format, back.err, back.faults, b.String())
		}
		if diff := cmp.Diff(want, back.all[0].Volume, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s: %s", format, diff)
		}
	}
}
