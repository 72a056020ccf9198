package walks

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/api/wire"
	"duar/store/sqlstore"
)

// How many submit at once.
const (
	manyCitizens = 10   // each can be shown a hundred cases
	manyPapers   = 1000 // of all of them together
)

// TestAThousandSubmitAtOnce begins a thousand applications, and then hands all of them in
// at the same moment: on the demo, which sends its SMS meanwhile, and on PostgreSQL.
func TestAThousandSubmitAtOnce(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		data := t.TempDir()
		addr, said := started(t, "demo", "--data", data, "--plots", "300")
		submitMany(t, addr, shownCode(said), fileOf(data))
	})
	t.Run("postgres", func(t *testing.T) {
		url := freshDatabase(t)
		t.Setenv("DUAR_SECRET", strings.Repeat("5eed", 16))
		addr, _ := started(t, "serve", "--database", url, "--data", t.TempDir(), "--metrics", "", "--log", "error")
		submitMany(t, addr, takenCode(t, storeAt(t, url)), url)
	})
}

func submitMany(t *testing.T, addr string, code func(string) string, database string) {
	client := crowd(t)
	papers := make([]*paper, manyPapers)
	people := crowded(t, client, addr, manyCitizens, code)
	for i := range papers {
		papers[i] = &paper{by: people[i%manyCitizens], key: fmt.Sprintf("many-%d", i), i: i}
	}
	eachAtOnce(t, papers, 32, (*paper).fill)

	// Everybody at once, and every fifth presses the button twice.
	start := make(chan struct{})
	var at sync.WaitGroup
	told := make([][2]string, manyPapers)
	for i, p := range papers {
		for hand := range 1 + (i%5)/4 {
			at.Go(func() {
				<-start
				number, err := insist(p)
				if err != nil {
					t.Error(err)
				}
				told[i][hand] = number
			})
		}
	}
	begun := time.Now()
	close(start)
	at.Wait()
	t.Logf("%d applications in %v", manyPapers, time.Since(begun).Round(time.Millisecond))

	var numbers []string
	for i, t2 := range told {
		numbers = append(numbers, t2[0])
		if t2[1] != "" && t2[1] != t2[0] {
			t.Errorf("paper %d was told %s and %s", i, t2[0], t2[1])
		}
	}
	ledger(t, numbered(t, database), numbers)
	// And everybody is shown exactly their own.
	for i, c := range people {
		r, err := c.send(http.MethodGet, "/v1/cases", "")
		page, err := toldOf[wire.Page[wire.Glance]](r, err, http.StatusOK)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, g := range page.Items {
			got = append(got, g.Number)
		}
		for j := i; j < manyPapers; j += manyCitizens {
			want = append(want, told[j][0])
		}
		alike(t, fmt.Sprintf("what citizen %d is shown", i), got, want)
	}
	takenBack(t, papers[:40], numbers)
}

// takenBack withdraws cases, each by two requests with one key at the same moment: both are
// answered with the case as it then is, and it was withdrawn once.
func takenBack(t *testing.T, papers []*paper, numbers []string) {
	t.Helper()
	var at sync.WaitGroup
	for i, p := range papers {
		for range 2 {
			at.Go(func() {
				r, err := p.by.send(http.MethodPost, "/v1/cases/"+numbers[i]+"/actions", `{"version":1,"action":"withdraw"}`, "Idempotency-Key: back-"+numbers[i])
				v, err := toldOf[wire.View](r, err, http.StatusOK)
				if err != nil || len(v.Timeline) != 2 {
					t.Errorf("%s: %d steps, %v", numbers[i], len(v.Timeline), err)
				}
			})
		}
	}
	at.Wait()
}

// insist submits until there is an answer: a server that is too busy says so, and the key
// makes asking again harmless.
func insist(p *paper) (number string, err error) {
	for range 20 {
		if number, err = p.submit(); err == nil || !strings.Contains(err.Error(), "503") {
			return number, err
		}
		time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
	}
	return number, err
}

// eachAtOnce does something with every paper, so many at a time.
func eachAtOnce(t testing.TB, papers []*paper, hands int, do func(*paper) error) {
	t.Helper()
	var at sync.WaitGroup
	var next atomic.Int64
	for range hands {
		at.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(papers); i = next.Add(1) - 1 {
				if err := do(papers[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	at.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// TestKilledWhileSubmitting kills the program outright while people submit, five times
// over. What was told before is told again for the same key; what was not is there whole
// or not at all; and everything that anybody had begun comes to its end afterwards.
func TestKilledWhileSubmitting(t *testing.T) {
	t.Parallel()
	data := stocked(t)
	var people []citizen
	var papers []*paper
	client := crowd(t)
	start := func() *process {
		p := spawn(t, "serve", "--data", data, "--listen", "127.0.0.1:0", "--metrics", "", "--log", "info", "--notice", "0s").serving()
		for i := range people {
			people[i].addr = p.addr
		}
		for _, one := range papers {
			one.by.addr = p.addr
		}
		return p
	}
	server := start()
	s := storeAt(t, "file:"+filepath.Join(data, "duar.db"))
	people = crowded(t, client, server.addr, 4, takenCode(t, s))
	if err := s.Close(); err != nil { // the file is the program's own from here on
		t.Fatal(err)
	}
	for round, hands := range []int{8, 12, 12, 40, 200} {
		before := len(papers)
		papers = append(papers, disturbed(t, server, people, hands, round)...)
		told := 0
		for _, p := range papers[before:] {
			if p.number != "" {
				told++
			}
		}
		// Between the kill and the next start: no case by half, and each that was told.
		sound(t, data)
		db := numbered(t, fileOf(data))
		cases := ledger(t, db, nil)
		_ = db.Close()
		for _, p := range papers {
			if p.number != "" && !slices.Contains(cases, p.number) {
				t.Fatalf("round %d: %s was told %s, which is not there", round, p.key, p.number)
			}
		}
		server = start()
		eachAtOnce(t, papers, 8, func(p *paper) error {
			if err := p.fill(); err != nil {
				return err
			}
			number, err := p.submit()
			if err == nil && p.number != "" && number != p.number {
				err = fmt.Errorf("%s was told %s and then %s", p.key, p.number, number)
			}
			p.number = number
			return err
		})
		t.Logf("round %d: %d begun, %d told, %d cases there before they asked again", round, len(papers)-before, told, len(cases)-before)
	}
	var numbers []string
	for _, p := range papers {
		numbers = append(numbers, p.number)
	}
	ledger(t, numbered(t, fileOf(data)), numbers)
	if drafts := column[int](t, numbered(t, fileOf(data)), "SELECT count(*) FROM apply_draft"); drafts[0] != len(papers) {
		t.Errorf("%d drafts for %d papers", drafts[0], len(papers))
	}
}

// disturbed has many hands hand in papers until the server is killed, which is at some
// moment after some were told their number. It gives the papers, those with a number that
// were told it.
func disturbed(t *testing.T, server *process, people []citizen, hands, round int) []*paper {
	t.Helper()
	enough := int64(10 + rand.IntN(80))
	var told atomic.Int64
	var at sync.WaitGroup
	reached := make(chan struct{})
	all := make([][]*paper, hands)
	for hand := range hands {
		at.Go(func() {
			for n := 0; n < 500; n++ {
				p := &paper{by: people[hand%len(people)], key: fmt.Sprintf("kill-%d-%d-%d", round, hand, n), i: n}
				all[hand] = append(all[hand], p)
				if p.fill() != nil {
					return
				}
				number, err := p.submit()
				if err != nil {
					return
				}
				p.number = number
				if told.Add(1) == enough {
					close(reached)
				}
			}
		})
	}
	select {
	case <-reached:
	case <-time.After(20 * time.Second):
		t.Fatalf("%d numbers in 20 s", told.Load())
	}
	time.Sleep(time.Duration(rand.IntN(5000)) * time.Microsecond)
	_ = server.cmd.Process.Kill()
	if code := server.code(5 * time.Second); code != -1 {
		t.Fatalf("it ended by itself with %d:\n%s", code, server.errs)
	}
	at.Wait()
	return slices.Concat(all...)
}

// storeAt opens a store beside a program that runs on it.
func storeAt(t testing.TB, url string) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
