package demo

import (
	"bytes"
	"fmt"
	"testing"

	"duar/seva/land"
	"duar/seva/land/extract"

	"github.com/google/go-cmp/cmp"
)

func TestRoundTrip(t *testing.T) {
	for _, format := range []extract.Format{extract.CSV, extract.JSONL} {
		t.Run(string(format), func(t *testing.T) {
			want := collect(t, plan(t, 5, 2000))
			raw := written(t, format, want)
			got, faults := read(t, raw, format, extract.Options{})
			if len(faults) > 0 {
				t.Fatalf("%d faults, the first %+v", len(faults), faults[0])
			}
			if format == extract.CSV {
				for i := range want {
					want[i].Parcels = nil
				}
			}
			if len(got) != len(want) {
				t.Fatalf("%d volumes read, %d written", len(got), len(want))
			}
			for i := range want {
				if diff := cmp.Diff(want[i], got[i].Volume); diff != "" {
					t.Fatalf("volume %d: %s", i, diff)
				}
			}
			if last := got[len(got)-1].Mark; last.Offset != int64(len(raw)) {
				t.Errorf("the last mark is at %d of %d", last.Offset, len(raw))
			}
			if !bytes.Equal(written(t, format, volumes(got)), written(t, format, want)) {
				t.Error("written again, it differs")
			}
		})
	}
}

func TestResume(t *testing.T) {
	for _, format := range []extract.Format{extract.CSV, extract.JSONL} {
		raw := written(t, format, collect(t, plan(t, 6, 300)))
		all, _ := read(t, raw, format, extract.Options{})
		for i, e := range all {
			rest, faults := read(t, raw, format, extract.Options{From: e.Mark})
			if diff := cmp.Diff(volumes(all[i+1:]), volumes(rest)); diff != "" || len(faults) > 0 {
				t.Fatalf("%s from mark %d: %v %s", format, i, faults, diff)
			}
			for k := range rest {
				if rest[k].Mark != all[i+1+k].Mark {
					t.Errorf("mark %v, was %v", rest[k].Mark, all[i+1+k].Mark)
				}
			}
		}
	}
}

func volumes(entries []extract.Entry) []land.Volume {
	var all []land.Volume
	for _, e := range entries {
		all = append(all, e.Volume)
	}
	return all
}

func written(t testing.TB, f extract.Format, all []land.Volume) []byte {
	t.Helper()
	var b bytes.Buffer
	w := extract.NewWriter(&b, f)
	for _, v := range all {
		if err := w.Write(v); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, raw []byte, f extract.Format, o extract.Options) ([]extract.Entry, []extract.Fault) {
	t.Helper()
	var faults []extract.Fault
	o.Fault = func(f extract.Fault) { faults = append(faults, f) }
	var all []extract.Entry
	for e, err := range extract.NewReader(bytes.NewReader(raw), f, o).All() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all, faults
}

// Rows a second, a row being a holding.
func BenchmarkRead(b *testing.B) {
	p := plan(b, 10, 10_000)
	p.Maps = false
	all := collect(b, p)
	rows := 0
	for _, v := range all {
		for _, q := range v.Plots {
			rows += len(q.Holdings)
		}
	}
	for _, format := range []extract.Format{extract.CSV, extract.JSONL} {
		b.Run(fmt.Sprint(format), func(b *testing.B) {
			raw := written(b, format, all)
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				read(b, raw, format, extract.Options{})
			}
			b.ReportMetric(float64(b.N*rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}
