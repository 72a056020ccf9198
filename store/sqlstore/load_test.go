package sqlstore_test

import (
	"errors"
	"fmt"
	"iter"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

func volumes(n, plots int) iter.Seq2[land.Volume, error] {
	return func(yield func(land.Volume, error) bool) {
		for i := range n {
			if !yield(storetest.Volume(place.IDN(1027001+i), plots), nil) {
				return
			}
		}
	}
}

func TestBindAll(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			tally, err := s.BindAll(t.Context(), volumes(60, 300))
			if err != nil || tally.Volumes != 60 {
				t.Fatalf("%+v, %v", tally, err)
			}
			for _, idn := range []place.IDN{1027001, 1027030, 1027060} {
				sum, err := s.Summary(t.Context(), idn)
				if err != nil || sum.Plots != 300 {
					t.Errorf("%s: %+v, %v", idn, sum, err)
				}
				if p, err := s.Plot(t.Context(), idn, land.Number{Main: 300}, land.At{}); err != nil || p.Shares() != seva.Whole {
					t.Errorf("%s: %+v, %v", idn, p, err)
				}
			}
			// Once more changes nothing, in bulk too.
			before, _ := s.Plot(t.Context(), 1027001, land.Number{Main: 3}, land.At{})
			if _, err := s.BindAll(t.Context(), volumes(2, 300)); err != nil {
				t.Fatal(err)
			}
			if after, _ := s.Plot(t.Context(), 1027001, land.Number{Main: 3}, land.At{}); after.AsOn != before.AsOn {
				t.Errorf("as on %+v, was %+v", after.AsOn, before.AsOn)
			}
		})
	}
}

// A mouza that comes twice is bound twice, in its order.
func TestBindAllOfOneMouzaTwice(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			first, second := storetest.Volume(1027001, 5), storetest.Volume(1027001, 5)
			second.Plots[0].Class = "bastu"
			tally, err := s.BindAll(t.Context(), func(yield func(land.Volume, error) bool) {
				_ = yield(first, nil) && yield(second, nil)
			})
			if err != nil || tally.Volumes != 2 {
				t.Fatalf("%+v, %v", tally, err)
			}
			if p, err := s.Plot(t.Context(), 1027001, land.Number{Main: 1}, land.At{}); err != nil || p.Class != "bastu" {
				t.Errorf("%+v, %v", p, err)
			}
		})
	}
}

// A load that is stopped goes on from its mark and ends as if it had never been stopped.
func TestLoadingResumes(t *testing.T) {
	broken := errors.New("the disk of the extract is broken")
	entries := func(from int64, stop int) iter.Seq2[sqlstore.Entry, error] {
		return func(yield func(sqlstore.Entry, error) bool) {
			for i := int(from); i < 40; i++ {
				if i == stop {
					yield(sqlstore.Entry{}, broken)
					return
				}
				e := sqlstore.Entry{Volume: storetest.Volume(place.IDN(1027001+i), 300), Mark: sqlstore.Mark{Pos: int64(i + 1), Line: int64(10 * (i + 1))}}
				if !yield(e, nil) {
					return
				}
			}
		}
	}
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			l := sqlstore.Loading{Store: s, Source: "extract.jsonl"}
			if m, err := l.Mark(t.Context()); m != (sqlstore.Mark{}) || err != nil {
				t.Fatalf("before: %+v, %v", m, err)
			}
			tally, err := l.BindAll(t.Context(), entries(0, 33))
			if !errors.Is(err, broken) {
				t.Fatalf("%v, want %v", err, broken)
			}
			m, err := l.Mark(t.Context())
			if err != nil || m.Pos != int64(tally.Volumes) || m.Line != 10*m.Pos || m.Pos != 33 {
				t.Fatalf("mark %+v after %+v, %v", m, tally, err)
			}
			if _, err := l.BindAll(t.Context(), entries(m.Pos, -1)); err != nil {
				t.Fatal(err)
			}
			for i := range 40 {
				if sum, err := s.Summary(t.Context(), place.IDN(1027001+i)); err != nil || sum.Plots != 300 {
					t.Errorf("%d: %+v, %v", i, sum, err)
				}
			}
			if err := l.Bind(t.Context(), storetest.Volume(1027041, 3), sqlstore.Mark{Pos: 99}); err != nil {
				t.Fatal(err)
			}
			if m, err := l.Mark(t.Context()); m.Pos != 99 || err != nil {
				t.Errorf("mark %+v, %v", m, err)
			}
			if err := s.SetMark(t.Context(), "extract.jsonl", sqlstore.Mark{}); err != nil {
				t.Fatal(err)
			}
			if m, err := l.Mark(t.Context()); m.Pos != 0 || err != nil {
				t.Errorf("mark %+v, %v", m, err)
			}
		})
	}
}

// An unsound volume in the middle stops a bulk load behind the ones before it.
func TestBindAllStopsAtAFlaw(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			bad := storetest.Volume(1027002, 3)
			bad.Plots[0].Area = 0
			tally, err := s.BindAll(t.Context(), func(yield func(land.Volume, error) bool) {
				_ = yield(storetest.Volume(1027001, 3), nil) && yield(bad, nil) && yield(storetest.Volume(1027003, 3), nil)
			})
			if seva.KindOf(err) != seva.Invalid || tally.Volumes != 1 {
				t.Fatalf("%+v, %v", tally, err)
			}
			for i, want := range []error{nil, land.ErrNone, land.ErrNone} {
				if _, err := s.Summary(t.Context(), place.IDN(1027001+i)); !errors.Is(err, want) {
					t.Errorf("volume %d: %v, want %v", i, err, want)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for engine, url := range urls() {
		b.Run(engine, func(b *testing.B) {
			var all []land.Volume
			for v := range volumes(400, 300) {
				all = append(all, v)
			}
			rows := 0
			for range b.N {
				b.StopTimer()
				s := open(b, url(b))
				b.StartTimer()
				tally, err := s.BindAll(b.Context(), func(yield func(land.Volume, error) bool) {
					for _, v := range all {
						if !yield(v, nil) {
							return
						}
					}
				})
				if err != nil {
					b.Fatal(err)
				}
				rows += tally.Rows
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(rows)/float64(b.N), "rows")
		})
	}
}

func BenchmarkPlot(b *testing.B) {
	for engine, url := range urls() {
		s := func(b *testing.B) *sqlstore.Store {
			s := open(b, url(b))
			if _, err := s.BindAll(b.Context(), volumes(50, 300)); err != nil {
				b.Fatal(err)
			}
			return s
		}
		look := func(b *testing.B, s *sqlstore.Store, i int) {
			_, err := s.Plot(b.Context(), place.IDN(1027001+i%50), land.Number{Main: int32(3 + i*7%290)}, land.At{})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.Run(fmt.Sprintf("%s/alone", engine), func(b *testing.B) {
			s := s(b)
			i := 0
			for b.Loop() {
				look(b, s, i)
				i++
			}
		})
		b.Run(fmt.Sprintf("%s/together", engine), func(b *testing.B) {
			s := s(b)
			b.SetParallelism(32)
			b.ResetTimer()
			b.RunParallel(func(p *testing.PB) {
				for i := 0; p.Next(); i++ {
					look(b, s, i)
				}
			})
		})
	}
}
