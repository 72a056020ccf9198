package sqlstore_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/document/documenttest"
	"duar/seva/form"
	"duar/store/sqlstore"
	"duar/store/storetest"
)

func TestPapers(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			storetest.Papers(t, func(t *testing.T) storetest.PaperStore { return open(t, url(t)) })
			t.Run("bytes of old papers go", func(t *testing.T) { storetest.OldPapers(t, open(t, url(t))) })
			t.Run("links are shut by a restore", func(t *testing.T) { restoredLinks(t, open(t, url(t))) })
		})
	}
}

// A link that was ended after a backup was made must not open again out of it.
func restoredLinks(t *testing.T, s *sqlstore.Store) {
	now := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	key := sha256.Sum256([]byte("a token"))
	opens := func() (opened bool) {
		t.Helper()
		err := s.Documents().Change(t.Context(), func(tx document.Tx) (err error) {
			opened, err = tx.UseLink(t.Context(), "2600000000125", key, now, 9)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return opened
	}
	err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
		return tx.PutLink(t.Context(), document.Link{Key: key, Number: "2600000000125", Made: now, Until: now.Add(time.Hour)})
	})
	if err != nil || !opens() {
		t.Fatalf("before: %v", err)
	}
	if _, err := s.Restored(t.Context()); err != nil || opens() {
		t.Errorf("a link opens after a restore, %v", err)
	}
}

// paperDesk is the desk of documents over a real store, with a press that draws nothing.
type paperDesk struct {
	*document.Desk
	cases *casework.Desk
	book  document.Book
	press *documenttest.Press
}

func newPaperDesk(t testing.TB, s *sqlstore.Store) *paperDesk {
	t.Helper()
	d := &paperDesk{book: s.Documents(), press: &documenttest.Press{}}
	world := seva.RealWorld()
	effect := casework.Effect(func(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
		return d.Issued(ctx, tx, w)
	})
	var err error
	d.cases, err = casework.NewDesk(casework.Parts{
		Book: s.Cases(), World: world, Tracks: map[string]casework.Track{"ror_copy": documenttest.Track("ror_copy")},
		Series: map[string]casework.Series{"DC": {Prefix: "DC", Yearly: true}}, Effects: map[string]casework.Effect{document.IssuedEffect: effect},
		Say: func(_ seva.Lang, t seva.Text) string { return t.Key },
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Desk, err = document.NewDesk(document.Parts{
		Book: d.book, Cases: d.cases, Register: documenttest.NewRegister(), Places: documenttest.Places(),
		Press: d.press, Seal: documenttest.Seal{}, World: world, Base: "https://duar.example",
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// signed files so many cases and has them signed.
func (d *paperDesk) signed(t testing.TB, n int) []string {
	t.Helper()
	var all []string
	for range n {
		number, err := documenttest.File(t.Context(), d.book, d.cases, "ror_copy", form.Answers{"khatian": {Text: "1027001/12"}},
			casework.Applicant{Name: "Subrata Mondal", Phone: "919831012345", Lang: seva.Bengali, Citizen: "citizen1"})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, number)
	}
	officer := casework.Caller{ID: "officer1", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.1027"}}
	for at := 0; at < len(all); at += 100 {
		done, err := d.For(officer).SignAll(t.Context(), all[at:min(at+100, len(all))], fmt.Sprint("key", at))
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range done {
			if one.Err != nil {
				t.Fatal(one.Err)
			}
		}
	}
	return all
}

// On a real store: workers at one case make one paper, which the case, its log and the audit
// log name, and of which one SMS tells.
func TestPaperIsMade(t *testing.T) {
	for engine, url := range urls() {
		t.Run(engine, func(t *testing.T) {
			s := open(t, url(t))
			d := newPaperDesk(t, s)
			number := d.signed(t, 1)[0]
			var wg sync.WaitGroup
			got := make([]string, 6)
			for i := range got {
				wg.Go(func() {
					paper, err := d.Make(t.Context(), number)
					if err != nil {
						t.Error(err)
					}
					got[i] = paper
				})
			}
			wg.Wait()
			for _, one := range got {
				if one != got[0] || one == "" {
					t.Fatalf("papers %v", got)
				}
			}
			c, err := s.Cases().Case(t.Context(), number)
			if err != nil || c.State != "issued" || c.Marks[document.Mark] != got[0] {
				t.Errorf("the case is %s with %v, %v", c.State, c.Marks, err)
			}
			v, err := d.For(casework.Caller{}).Document(t.Context(), got[0])
			if err != nil || v.Status != document.Valid {
				t.Errorf("%+v, %v", v, err)
			}
			if due, err := d.Take(t.Context(), time.Minute, 9); err != nil || len(due) != 0 {
				t.Errorf("there waits %v, %v", due, err)
			}
		})
	}
}

// Papers a second with a press that takes no time: what the desk and the store cost.
func BenchmarkPapers(b *testing.B) {
	for engine, url := range urls() {
		for _, workers := range []int{1, 2, 4} {
			b.Run(fmt.Sprintf("%s/%d", engine, workers), func(b *testing.B) {
				d := newPaperDesk(b, open(b, url(b)))
				all := d.signed(b, b.N)
				work := make(chan string, len(all))
				for _, number := range all {
					work <- number
				}
				close(work)
				b.ResetTimer()
				var wg sync.WaitGroup
				for range workers {
					wg.Go(func() {
						for number := range work {
							if _, err := d.Make(context.Background(), number); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "papers/s")
			})
		}
	}
}

// Where a paper stands: the paper, and what its record says by now.
func BenchmarkPaperStands(b *testing.B) {
	for engine, url := range urls() {
		b.Run(engine, func(b *testing.B) {
			d := newPaperDesk(b, open(b, url(b)))
			var paper string
			for _, number := range d.signed(b, 200) {
				var err error
				if paper, err = d.Make(b.Context(), number); err != nil {
					b.Fatal(err)
				}
			}
			counter := d.For(casework.Caller{})
			b.ResetTimer()
			for range b.N {
				if _, err := counter.Document(b.Context(), paper); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
