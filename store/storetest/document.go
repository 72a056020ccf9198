package storetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/land"
)

// PaperStore is what the suite of papers asks of an engine.
type PaperStore interface {
	CaseStore
	Documents() document.Book
}

// Papers holds a store to the contract of document.Book. open gives an empty one, migrated,
// closed by the test's end.
func Papers(t *testing.T, open func(t *testing.T) PaperStore) {
	for _, c := range []struct {
		name string
		test func(*testing.T, PaperStore)
	}{
		{"a paper comes back as it was put, with every byte", paperRound},
		{"what is not there is none", noPaper},
		{"a paper that fails leaves nothing", paperNothing},
		{"a case has one paper", paperOnce},
		{"a later one of the same subject is named, until it is revoked", paperNewer},
		{"a paper is revoked once", paperRevoked},
		{"a link counts its downloads, ends, and is cut", paperLinks},
		{"two at the last download", paperLastDownload},
		{"cases that wait are taken once, in their order", papersTaken},
		{"two workers take no case twice", papersTakenTogether},
		{"what was put off rests, and counts", paperPutOff},
		{"a locker's id stays", paperLocated},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// aPaper is a sound one, of the nth case.
func aPaper(n int) (document.Paper, []byte) {
	content := fmt.Appendf(nil, "%%PDF-1.7 paper %d \x00\xff", n)
	return document.Paper{
		Number: fmt.Sprintf("48291038475%02d", n), Case: fmt.Sprintf("DC2026%06d", n), Kind: document.RoR, Office: "lr.1027",
		Mouza: 1027001, Subjects: []land.Number{{Main: 12}}, Langs: []seva.Lang{seva.Bengali, seva.English},
		Digest: sha256.Sum256([]byte("record")), Issued: caseDay().Add(time.Duration(n) * time.Hour), Signer: "Officer (SPECIMEN)", Specimen: true,
		AsOn: land.AsOn{Valid: seva.DateOf(caseDay()), Recorded: caseDay(), Source: land.DemoSource},
		File: sha256.Sum256(content), Size: int64(len(content)),
	}, content
}

func putPaper(t *testing.T, s PaperStore, p document.Paper, content []byte) {
	t.Helper()
	if err := s.Documents().Change(t.Context(), func(tx document.Tx) error { return tx.PutPaper(t.Context(), p, content) }); err != nil {
		t.Fatal(err)
	}
}

func paperRound(t *testing.T, s PaperStore) {
	p, content := aPaper(1)
	p.Kind, p.Subjects = document.PlotIndex, []land.Number{{Main: 165, Bata: 1201}, {Main: 999_999}}
	putPaper(t, s, p, content)
	got, err := s.Documents().Paper(t.Context(), p.Number)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the paper", got, p)
	of, err := s.Documents().PaperOf(t.Context(), p.Case)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "the paper of its case", of, p)
	bytes, err := s.Documents().Content(t.Context(), p.File)
	if err != nil || !slices.Equal(bytes, content) {
		t.Errorf("the file is %q, %v", bytes, err)
	}
	err = s.Documents().Change(t.Context(), func(tx document.Tx) error {
		held, err := tx.PaperOf(t.Context(), p.Case)
		equal(t, "the paper in a transaction", held, p)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func noPaper(t *testing.T, s PaperStore) {
	b := s.Documents()
	_, err1 := b.Paper(t.Context(), "4829103847566")
	_, err2 := b.PaperOf(t.Context(), "DC2026000001")
	_, err3 := b.Content(t.Context(), sha256.Sum256(nil))
	_, err4 := b.Linked(t.Context(), sha256.Sum256(nil))
	for i, err := range []error{err1, err2, err3, err4} {
		if !errors.Is(err, document.ErrNone) {
			t.Errorf("%d: %v, want ErrNone", i, err)
		}
	}
	if _, err := b.Case(t.Context(), "DC2026000001"); !errors.Is(err, casework.ErrNone) {
		t.Errorf("no case: %v", err)
	}
	err := b.Change(t.Context(), func(tx document.Tx) error {
		_, err := tx.PaperOf(t.Context(), "DC2026000001")
		if !errors.Is(err, document.ErrNone) {
			t.Errorf("in a transaction: %v", err)
		}
		return nil // and it goes on
	})
	if err != nil {
		t.Error(err)
	}
}

func paperNothing(t *testing.T, s PaperStore) {
	p, content := aPaper(1)
	failure := errors.New("killed")
	err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
		if err := tx.PutPaper(t.Context(), p, content); err != nil {
			return err
		}
		if err := tx.PutLink(t.Context(), document.Link{Key: sha256.Sum256([]byte("a")), Number: p.Number, Made: p.Issued, Until: p.Issued.Add(time.Hour)}); err != nil {
			return err
		}
		return failure
	})
	if !errors.Is(err, failure) {
		t.Fatal(err)
	}
	// Bytes that are not those that were signed are never kept, minded or not.
	err = s.Documents().Change(t.Context(), func(tx document.Tx) error {
		_ = tx.PutPaper(t.Context(), p, append(content, 'x'))
		return nil
	})
	if err == nil {
		t.Error("other bytes were kept")
	}
	noPaper(t, s)
}

func paperOnce(t *testing.T, s PaperStore) {
	p, content := aPaper(1)
	putPaper(t, s, p, content)
	second, other := aPaper(2)
	second.Case = p.Case
	if err := s.Documents().Change(t.Context(), func(tx document.Tx) error { return tx.PutPaper(t.Context(), second, other) }); err == nil {
		t.Error("a second paper of one case was kept")
	}
	if _, err := s.Documents().Content(t.Context(), second.File); !errors.Is(err, document.ErrNone) {
		t.Errorf("its file: %v", err)
	}
}

func paperNewer(t *testing.T, s PaperStore) {
	first, content := aPaper(1)
	putPaper(t, s, first, content)
	for n, change := range map[int]func(*document.Paper){
		2: func(*document.Paper) {}, 3: func(*document.Paper) {},
		4: func(p *document.Paper) { p.Subjects = []land.Number{{Main: 13}} },
		5: func(p *document.Paper) { p.Mouza++ },
		6: func(p *document.Paper) { p.Kind = document.PlotMap },
	} {
		p, content := aPaper(n)
		change(&p)
		putPaper(t, s, p, content)
	}
	newer := func(want int) {
		t.Helper()
		got, err := s.Documents().Paper(t.Context(), first.Number)
		last, _ := aPaper(want)
		if err != nil || got.Newer != last.Number {
			t.Errorf("newer is %s, want %s, %v", got.Newer, last.Number, err)
		}
	}
	newer(3)
	third, _ := aPaper(3)
	revoke(t, s, third.Number, true)
	newer(2)
}

func revoke(t *testing.T, s PaperStore, number string, want bool) {
	t.Helper()
	err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
		fresh, err := tx.Revoke(t.Context(), number, "officer1", "fraud", caseDay())
		if fresh != want {
			t.Errorf("revoked anew: %v, want %v", fresh, want)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func paperRevoked(t *testing.T, s PaperStore) {
	p, content := aPaper(1)
	putPaper(t, s, p, content)
	revoke(t, s, p.Number, true)
	revoke(t, s, p.Number, false)
	got, err := s.Documents().Paper(t.Context(), p.Number)
	if err != nil || !got.Revoked.Equal(caseDay()) {
		t.Errorf("revoked %v, %v", got.Revoked, err)
	}
}

// use tries a link, and tells whether it was good.
func use(t *testing.T, s PaperStore, number, token string, at time.Time, most int) (ok bool) {
	t.Helper()
	err := s.Documents().Change(t.Context(), func(tx document.Tx) (err error) {
		ok, err = tx.UseLink(t.Context(), number, sha256.Sum256([]byte(token)), at, most)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return ok
}

func link(t *testing.T, s PaperStore, number, token string) {
	t.Helper()
	err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
		return tx.PutLink(t.Context(), document.Link{Key: sha256.Sum256([]byte(token)), Number: number, Made: caseDay(), Until: caseDay().Add(time.Hour)})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func paperLinks(t *testing.T, s PaperStore) {
	link(t, s, "4829103847566", "good")
	link(t, s, "1000000000007", "other")
	now := caseDay()
	if n, err := s.Documents().Linked(t.Context(), sha256.Sum256([]byte("good"))); err != nil || n != "4829103847566" {
		t.Errorf("it leads to %s, %v", n, err)
	}
	for i, want := range []bool{true, true, false} {
		if got := use(t, s, "4829103847566", "good", now, 2); got != want {
			t.Errorf("download %d: %v", i+1, got)
		}
	}
	if use(t, s, "4829103847566", "other", now, 9) || use(t, s, "4829103847566", "none", now, 9) || use(t, s, "1000000000007", "other", now.Add(time.Hour), 9) {
		t.Error("a link of another paper, of none, or one that has run out was good")
	}
	err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
		for since, want := range map[time.Duration]int{-time.Microsecond: 1, 0: 0} {
			if n, err := tx.Links(t.Context(), "4829103847566", caseDay().Add(since)); n != want || err != nil {
				t.Errorf("%d links since %s, %v", n, since, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	err = s.Documents().Change(t.Context(), func(tx document.Tx) error { return tx.CutLinks(t.Context(), "1000000000007") })
	if err != nil || use(t, s, "1000000000007", "other", now, 9) {
		t.Errorf("a link that was cut is good, %v", err)
	}
}

func paperLastDownload(t *testing.T, s PaperStore) {
	link(t, s, "4829103847566", "good")
	var mu sync.Mutex
	var wg sync.WaitGroup
	good := 0
	for range 10 {
		wg.Go(func() {
			if use(t, s, "4829103847566", "good", caseDay(), 3) {
				mu.Lock()
				good++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if good != 3 {
		t.Errorf("%d downloads of three", good)
	}
}

// waits puts a case that waits for its paper, submitted so many hours later.
func waits(t *testing.T, s PaperStore, n int, state string) string {
	t.Helper()
	number := fmt.Sprintf("DC2026%06d", n)
	with(t, s, number, "lr.1027", func(c *casework.Case) { c.State, c.Submitted = state, caseDay().Add(time.Duration(-n)*time.Hour) })
	return number
}

func papersTaken(t *testing.T, s PaperStore) {
	one, two, three := waits(t, s, 1, document.SignedState), waits(t, s, 2, document.SignedState), waits(t, s, 3, document.SignedState)
	waits(t, s, 4, document.ToSign)
	now := caseDay()
	take := func(at time.Time, limit int, want ...string) {
		t.Helper()
		due, err := s.Documents().Take(t.Context(), at, at.Add(time.Minute), limit)
		var got []string
		for _, d := range due {
			got = append(got, d.Case)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("taken %v, want %v, %v", got, want, err)
		}
	}
	take(now, 2, three, two) // the longest waiting first
	take(now, 9, one)
	take(now, 9)
	take(now.Add(time.Minute), 9, three, two, one) // whoever had them died
}

func papersTakenTogether(t *testing.T, s PaperStore) {
	for n := range 20 {
		waits(t, s, n+1, document.SignedState)
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	seen := map[string]int{}
	for range 4 {
		wg.Go(func() {
			for range 10 {
				due, err := s.Documents().Take(t.Context(), caseDay(), caseDay().Add(time.Minute), 3)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				for _, d := range due {
					seen[d.Case]++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	for number, n := range seen {
		if n != 1 {
			t.Errorf("%s was taken %d times", number, n)
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d taken of 20", len(seen))
	}
}

func paperPutOff(t *testing.T, s PaperStore) {
	number := waits(t, s, 1, document.SignedState)
	now := caseDay()
	for range 2 {
		if err := s.Documents().PutOff(t.Context(), number, now.Add(time.Hour), "internal"); err != nil {
			t.Fatal(err)
		}
	}
	if due, err := s.Documents().Take(t.Context(), now, now.Add(time.Minute), 9); err != nil || len(due) != 0 {
		t.Errorf("taken %v, %v", due, err)
	}
	due, err := s.Documents().Take(t.Context(), now.Add(time.Hour), now.Add(2*time.Hour), 9)
	if err != nil || !slices.Equal(due, []document.Due{{Case: number, Tries: 2}}) {
		t.Errorf("after its rest %v, %v", due, err)
	}
}

func paperLocated(t *testing.T, s PaperStore) {
	at := func(number, fresh, want string) {
		t.Helper()
		err := s.Documents().Change(t.Context(), func(tx document.Tx) error {
			id, err := tx.Locate(t.Context(), number, fresh)
			if id != want {
				t.Errorf("%s is %s, want %s", number, id, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	at("4829103847566", "ABCDEFGH23", "ABCDEFGH23")
	at("4829103847566", "ZZZZZZZZ99", "ABCDEFGH23")
	at("1000000000007", "ZZZZZZZZ99", "ZZZZZZZZ99")
}
