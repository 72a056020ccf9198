package walks

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"duar/api/wire"
)

// F30: fifty hold the button down at the same moment. All who are answered hear one number,
// the others are told that it is under way (409) or to come back (503); there is one case.
func TestF30FiftyAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hall) {
		h.enter(2)
		const papers = 6
		for i := range papers {
			p := h.paper(fmt.Sprint("once-", i), i)
			if err := p.fill(); err != nil {
				t.Fatal(err)
			}
		}
		for _, p := range h.papers {
			var mu sync.Mutex
			heard := map[string]int{}
			bodies := map[string]bool{}
			start := make(chan struct{})
			var at sync.WaitGroup
			for range 50 {
				at.Go(func() {
					<-start
					r, err := p.by.send(http.MethodPost, p.path+"/submit", `{"lang":"en"}`, "If-Match: "+p.tag, "Idempotency-Key: "+p.key+"-submit")
					mu.Lock()
					defer mu.Unlock()
					switch {
					case err != nil:
						t.Error(err)
					case r.status == http.StatusCreated:
						receipt, err := toldOf[wire.Receipt](r, nil, http.StatusCreated)
						if err != nil {
							t.Error(err)
						}
						heard[receipt.Number]++
						bodies[string(r.body)] = true
					case r.status != http.StatusConflict && r.status != http.StatusServiceUnavailable:
						t.Errorf("%d %.300s", r.status, r.body)
					}
				})
			}
			close(start)
			at.Wait()
			if len(heard) != 1 || len(bodies) != 1 {
				t.Errorf("%s: numbers %v, %d different answers", p.key, heard, len(bodies))
			}
			for number := range heard {
				p.number = number
			}
		}
		h.ledger(told(h.papers))

		// The same key with another body is refused; of another person it is another key.
		p := h.papers[0]
		r, err := p.by.send(http.MethodPost, p.path+"/submit", `{"lang":"hi"}`, "If-Match: "+p.tag, "Idempotency-Key: "+p.key+"-submit")
		if err != nil || r.status != http.StatusUnprocessableEntity {
			t.Errorf("another body: %d %v %.300s", r.status, err, r.body)
		}
		r, err = p.by.send(http.MethodPost, p.path+"/submit", `{"lang":"en"}`, "If-Match: "+p.tag)
		if err != nil || r.status != http.StatusBadRequest {
			t.Errorf("no key: %d %v %.300s", r.status, err, r.body)
		}
		other := &paper{by: h.people[1], key: p.key, i: 100}
		if err := other.fill(); err != nil {
			t.Fatal(err)
		}
		if other.path == p.path {
			t.Errorf("another person's key led to the same draft, %s", p.path)
		}
		if number, err := other.submit(); err != nil || number == p.number {
			t.Errorf("another person with the same key: %s %v", number, err)
		}
	})
}

// handed is one thing done to a paper: handed in, or looked at. number is what was heard; ""
// of a look is that it has not been handed in.
type handed struct {
	paper  int
	submit bool
}

// onePaper is a register that is written once: what porcupine holds a history against.
var onePaper = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		by := map[int][]porcupine.Operation{}
		for _, o := range history {
			n := o.Input.(handed).paper
			by[n] = append(by[n], o)
		}
		var parts [][]porcupine.Operation
		for _, p := range by {
			parts = append(parts, p)
		}
		return parts
	},
	Init: func() any { return "" },
	Step: func(state, input, output any) (bool, any) {
		kept, heard := state.(string), output.(string)
		if input.(handed).submit && kept == "" {
			return heard != "", heard
		}
		return heard == kept, kept
	},
}

// F30: handing in and looking, by many at once, is as if one did after the other: nobody who
// looks after a number was told finds the paper open, and no two numbers are ever told.
func TestF30AsIfOneByOne(t *testing.T) {
	onBoth(t, func(t *testing.T, h *hall) {
		h.enter(3)
		const papers, hands = 12, 6
		for i := range papers {
			p := h.paper(fmt.Sprint("linear-", i), i)
			if err := p.fill(); err != nil {
				t.Fatal(err)
			}
		}
		begun := time.Now()
		var mu sync.Mutex
		var history []porcupine.Operation
		var at sync.WaitGroup
		for hand := range hands {
			at.Go(func() {
				for i, p := range h.papers {
					for _, submit := range []bool{hand%2 == 0, true, false} {
						call := time.Since(begun)
						heard, err := look(p)
						if submit {
							heard, err = p.submit()
						}
						if err != nil {
							if !strings.Contains(err.Error(), "409") && !strings.Contains(err.Error(), "503") {
								t.Error(err)
							}
							continue // unknown, and it changed nothing that was heard
						}
						mu.Lock()
						history = append(history, porcupine.Operation{ClientId: hand, Input: handed{i, submit}, Call: int64(call), Output: heard, Return: int64(time.Since(begun))})
						mu.Unlock()
					}
				}
			})
		}
		at.Wait()
		if len(history) < papers*hands {
			t.Fatalf("only %d steps", len(history))
		}
		if !porcupine.CheckOperations(onePaper, history) {
			t.Error("the history is not that of papers handed in once")
		}
		t.Logf("%d steps", len(history))
	})
}

// look gives the number that a draft became, "" while it is open.
func look(p *paper) (string, error) {
	r, err := p.by.send(http.MethodGet, p.path, "")
	d, err := toldOf[wire.Draft](r, err, http.StatusOK)
	return d.Number, err
}
