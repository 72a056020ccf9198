package walks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"duar/api/wire"
	"duar/outside/grips"
	"duar/outside/registration"
	"duar/seva"
	"duar/store/sqlstore"
)

// TestKilledWithMoneyAndDeedsUnderWay kills the server outright while citizens pay and the
// registration office sends deeds, three times over. Nothing is lost and nothing happens
// twice: the record says what the deeds say, and the books have every sum that the treasury
// took, once.
func TestKilledWithMoneyAndDeedsUnderWay(t *testing.T) {
	landKeys(t)
	lt, serve := newProcessTown(t)
	server := serve()
	before := volume(t, seva.DateOf(lt.days.now()))
	office := lt.registrar()
	letters, want := lettersOver(t, before, seva.DateOf(lt.days.now()), 36)
	var all []*payer
	for i := range 6 {
		w := walkOf(t, "a certified khatian: paid, signed, made")
		w.Mobile = fmt.Sprintf("98310005%02d", i)
		a := lt.citizen(w.Mobile)
		_, r := a.apply(w)
		all = append(all, &payer{app: a, number: r.Number, demand: a.dues(r.Number)[0].ID, token: a.signedIn()})
	}
	const rounds = 3
	answered := 0
	for round := range rounds {
		var at sync.WaitGroup
		at.Go(func() {
			for _, l := range letters[len(letters)*round/rounds:] {
				if r, err := office.Send(t.Context(), l.Body); err != nil {
					return
				} else if r.Status < 300 {
					answered++
				}
			}
		})
		for _, p := range all[round*2 : round*2+2] {
			at.Go(func() { p.pays() })
		}
		time.Sleep(time.Duration(10+rand.IntN(120)) * time.Millisecond)
		_ = server.cmd.Process.Kill()
		if code := server.code(5 * time.Second); code != -1 {
			t.Fatalf("it ended by itself with %d:\n%s", code, server.errs)
		}
		at.Wait()
		sound(t, lt.engines[1])
		server = serve()
	}
	t.Logf("%d answers to deeds before a kill, %d sums taken", answered, len(lt.treasury.Credits()))
	for _, l := range letters {
		if l.Fate == registration.Refused {
			continue
		}
		if r, err := office.Send(t.Context(), l.Body); err != nil || r.Status >= 500 {
			t.Fatalf("%s %s sent again: %d %s %v", l.Name, l.ID, r.Status, r.Body, err)
		}
	}
	for _, l := range letters {
		if l.Fate == registration.Recorded {
			eventually(t, 2*patience, l.ID+" is recorded", func() bool { return lt.became(office, l).State.Key == "recorded" })
		}
	}
	lt.holds(before, want)
	for _, p := range all {
		p.pays() // with the key it had: what was begun goes on
		eventually(t, patience, p.number+" is paid", func() bool { return p.app.view(p.number).State.Key == "to_sign" })
		if v := p.app.view(p.number); len(v.Timeline) != 2 {
			t.Errorf("%s was paid in %d acts", p.number, len(v.Timeline)-1)
		}
	}
	if n := len(lt.treasury.Credits()); n != len(all) {
		t.Errorf("%d sums were taken for %d cases", n, len(all))
	}
	lt.balances(int64(len(all)) * 2000)
}

// payer pays one case, each step again as often as needed.
type payer struct {
	app                   app
	number, demand, token string
}

// pays goes as far as the server lives: it begins, presses the button and comes back.
func (p *payer) pays() {
	body, _ := json.Marshal(map[string]any{"demands": []string{p.demand}, "mode": "online"})
	req, err := http.NewRequest(http.MethodPost, "http://"+p.app.addr+"/v1/payments", bytes.NewReader(body)) //nolint:noctx // it ends with its server
	if err != nil {
		return
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+p.token)
	req.Header.Set("Idempotency-Key", "kill-"+p.number)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return
	}
	defer res.Body.Close()
	var h wire.Handoff
	if json.NewDecoder(res.Body).Decode(&h) != nil || h.DPR == "" {
		return
	}
	bank := p.app.town.bank
	if h.Form.URL != "" {
		if _, err := bank.Bring(h.Form.Fields); err != nil {
			return
		}
		bank.Press(h.DPR, grips.Pay)
	}
	form := url.Values{}
	for name, value := range bank.Back(h.DPR) {
		form.Set(name, value)
	}
	if back, err := http.PostForm("http://"+p.app.addr+"/v1/payments/return", form); err == nil { //nolint:noctx // as above
		back.Body.Close()
	}
}

// newProcessTown is a land town on SQLite whose server is a process of its own, on the real
// clock; each call of serve starts it once more, at the same address.
func newProcessTown(t *testing.T) (*landTown, func() *process) {
	t.Helper()
	data, listen := t.TempDir(), port(t)
	tn := &town{t: t, addr: listen, days: &calendar{start: time.Now()}, engines: []string{"--data", data}, people: map[string]*person{}}
	tn.days.move(time.Since(opening))
	tn.world = seva.RealWorld().At(tn.days.now)
	lt := &landTown{town: tn, keys: filepath.Join(data, "document-keys")}
	tn.run("load", "demo", "--mouzas", "1", "--plots", "300", "--data", data)
	tn.people = enrolled(func(args ...string) string { return tn.run(append(args, tn.engines...)...) })
	bank := lt.opensTreasury()
	tn.bank = lt.treasury
	store, err := sqlstore.Open(t.Context(), "file:"+filepath.Join(data, "duar.db"), sqlstore.WithWorld(tn.world))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	lt.store, tn.dear, tn.post = store, true, &takenPost{town: tn, outbox: store.Outbox()}
	return lt, func() *process {
		return spawn(t, "serve", "--data", data, "--listen", listen, "--metrics", "", "--log", "info", "--notice", "0s",
			"--grips-url", bank.URL+"/pay", "--grips-ask", bank.URL+"/ask", "--grips-return", "http://127.0.0.1/v1/payments/return",
			"--grips-source", "DUAR", "--grips-user", "duar", "--grips-department", "046", "--grips-service", "306").serving()
	}
}
