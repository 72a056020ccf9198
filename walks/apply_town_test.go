package walks

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/cmd/program"
	"duar/outside/grips"
	"duar/seva"
	"duar/seva/identity"
	"duar/seva/notice"
	"duar/store/sqlstore"
)

// opening is when every walk begins: a Tuesday morning.
var opening = time.Date(2026, 11, 24, 10, 30, 0, 0, seva.IST)

// patience is how long anything is waited for before it counts as not coming.
const patience = 15 * time.Second

// calendar is a clock that goes as the real one does, on other days, and can be moved on.
type calendar struct {
	start time.Time // on the real clock
	ahead atomic.Int64
}

func (c *calendar) now() time.Time {
	return opening.Add(time.Since(c.start) + time.Duration(c.ahead.Load()))
}

func (c *calendar) move(d time.Duration) { c.ahead.Add(int64(d)) }

// town is the program, started in a world whose clock the walk moves, with everybody who
// takes part in the walk.
type town struct {
	t       *testing.T
	addr    string
	days    *calendar
	world   seva.World
	engines []string // what points a command at the same stores
	post    post
	bank    *grips.StandIn // where the walk holds one in its hand
	people  map[string]*person
	coded   map[string]int // one-time codes that were typed so far, by mobile
	text    func(number, body string) string
	dear    bool // an SMS is a program started and ended: they are asked in the citizen's language only
}

// person is somebody who signs in: staff with a password and a secret, a citizen with a
// mobile.
type person struct {
	login, password, secret string
	mobile                  string
	token                   string
	until                   time.Time
}

// letter is an SMS that left: to whom, as far as the carrier shows it, and its words.
type letter struct{ to, body string }

// post gives the SMS that have left so far.
type post interface{ letters() []letter }

// desks are the staff of every town, made with `duar staff add`. Officers work for every
// office of every department, so that one person can walk a case through.
var desks = map[string][]string{
	"clerk": {"department_clerk", "*"}, "verifier": {"verifying_officer", "*"}, "officer": {"sanctioning_officer", "*"},
	"collector": {"sanctioning_officer", "*"}, "operator": {"bsk_operator"}, "school": {"institution"},
}

var departments = []string{"lr", "wcd", "labour", "fire", "udma", "cmo", "bcw"}

// model is a data folder with demo records and staff, made once and copied for each town:
// numbers begin anew and no town hears of another's people.
var model = sync.OnceValues(func() (m modelTown, err error) {
	defer func() {
		if failed := recover(); failed != nil {
			err = fmt.Errorf("no model of a town: %v", failed)
		}
	}()
	dir, err := shared()
	if err != nil {
		return m, err
	}
	m.folder = filepath.Join(dir, "town")
	world := seva.RealWorld().At((&calendar{start: time.Now()}).now)
	must := func(args ...string) string {
		var out output
		args = append(args, "--data", m.folder)
		if code := program.RunIn(context.Background(), world, args, strings.NewReader(""), &out, &out); code != 0 {
			panic(fmt.Sprintf("duar %s: %d\n%s", args, code, &out))
		}
		return out.String()
	}
	must("load", "demo", "--plots", "3000")
	m.staff = enrolled(must)
	return m, nil
})

type modelTown struct {
	folder string
	staff  map[string]*person
}

// enrolled makes the staff and remembers what each was handed.
func enrolled(run func(args ...string) string) map[string]*person {
	people := map[string]*person{}
	for login, has := range desks {
		args := []string{"staff", "add", "--login", login, "--name", "The " + login, "--role", has[0]}
		if len(has) > 1 {
			for _, d := range departments {
				args = append(args, "--office", d+"."+has[1])
			}
		}
		people[login] = enrolledAs(login, run(args...))
	}
	return people
}

// enrolledAs reads what somebody new on the staff is handed.
func enrolledAs(login, shown string) *person {
	of := func(word string) string {
		m := regexp.MustCompile(`(?m)^` + word + ` +(\S+)$`).FindStringSubmatch(shown)
		if m == nil {
			panic("no " + word + " in\n" + shown)
		}
		return m[1]
	}
	return &person{login: login, password: of("password"), secret: of("secret")}
}

// newTown starts the demo on a copy of the model: SQLite, and SMS shown where it runs.
func newTown(t *testing.T) *town {
	t.Helper()
	m, err := model()
	if err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(data, os.DirFS(m.folder)); err != nil {
		t.Fatal(err)
	}
	if err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.Chmod(path, 0o600) // keys are for their owner only
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	tn := &town{t: t, days: &calendar{start: time.Now()}, engines: []string{"--data", data}, people: map[string]*person{}}
	for login, p := range m.staff {
		one := *p
		tn.people[login] = &one
	}
	said := tn.start(append([]string{"demo", "--plots", "3000"}, tn.engines...)...)
	tn.post = shownPost{said}
	tn.text = func(number, body string) string { return texted(t, tn.addr, said, number, body) }
	return tn
}

// shareKey sets the key that servers on one database share, for a test and those in it.
func shareKey(t *testing.T) {
	t.Helper()
	t.Setenv("DUAR_SECRET", strings.Repeat("5eed", 16))
}

// newEngineTown starts the server on PostgreSQL and Redis, with the key that shareKey has set.
// It has no carrier: what would be sent stays in the outbox, and the test takes it from there.
func newEngineTown(t *testing.T, redis string) *town {
	t.Helper()
	tn := &town{t: t, days: &calendar{start: time.Now()}, engines: []string{"--database", freshDatabase(t), "--redis", engine(t, redis), "--data", t.TempDir()}}
	tn.world = seva.RealWorld().At(tn.days.now)
	tn.run(append([]string{"load", "demo", "--plots", "3000"}, tn.engines...)...)
	tn.people = enrolled(func(args ...string) string { return tn.run(append(args, tn.engines...)...) })
	tn.start(append([]string{"serve", "--metrics", "", "--log", "error", "--africastalking-networks", "127.0.0.1/32"}, tn.engines...)...)
	store, err := sqlstore.Open(t.Context(), tn.engines[1], sqlstore.WithWorld(tn.world))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	tn.dear = true
	tn.post = &takenPost{town: tn, outbox: store.Outbox()}
	tn.text = func(number, body string) string {
		return tn.run(append([]string{"phone", "--number", number, "--sms", body}, tn.engines...)...)
	}
	return tn
}

// start runs a server until the test ends and waits until it answers.
func (tn *town) start(args ...string) *output {
	tn.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tn.t.Fatal(err)
	}
	tn.addr = ln.Addr().String()
	ln.Close()
	tn.world = seva.RealWorld().At(tn.days.now)
	ctx, stop := context.WithCancel(context.Background())
	said, code := &output{}, make(chan int, 1)
	go func() {
		code <- program.RunIn(ctx, tn.world, append(args, "--listen", tn.addr), strings.NewReader(""), said, said)
	}()
	tn.t.Cleanup(func() {
		stop()
		if c := <-code; c != 0 || tn.t.Failed() {
			tn.t.Logf("duar %s ended with code %d:\n%s", args[0], c, said)
		}
	})
	eventually(tn.t, 30*time.Second, "an answer of "+args[0], func() bool {
		r, err := http.Get("http://" + tn.addr + "/readyz")
		if err == nil {
			r.Body.Close()
		}
		return err == nil && r.StatusCode == http.StatusOK
	})
	return said
}

// run does one command of duar in the town's world.
func (tn *town) run(args ...string) string {
	tn.t.Helper()
	var out output
	if code := program.RunIn(tn.t.Context(), tn.world, args, strings.NewReader(""), &out, &out); code != 0 {
		tn.t.Fatalf("duar %s ended with code %d:\n%s", strings.Join(args, " "), code, &out)
	}
	return out.String()
}

// wait moves the clock on and lets its job run, as a server does by itself every minute.
func (tn *town) wait(d time.Duration) {
	tn.t.Helper()
	tn.days.move(d)
	tn.run(append([]string{"tick"}, tn.engines...)...)
}

// code gives the six digits that a person has on their phone or in their authenticator.
func (tn *town) code(p *person) string { return identity.CodeAt(p.secret, tn.days.now()) }

// callers are the phones that have asked so far, in all towns: some share a Redis.
var callers atomic.Int64

// stranger is the number of a phone that has not asked before; no applicant's ends like it.
func (tn *town) stranger() string { return fmt.Sprintf("+9197%05d999", callers.Add(1)) }

// shownPost reads SMS off the terminal of a demo, which shows them instead of sending.
type shownPost struct{ said *output }

func (p shownPost) letters() []letter {
	var all []letter
	for line := range strings.Lines(p.said.String()) {
		line, whole := strings.CutSuffix(line, "\n")
		if to, is := strings.CutPrefix(line, "SMS to "); is {
			to, _, _ = strings.Cut(to, " · ")
			all = append(all, letter{to: to})
		} else if words, inside := strings.CutPrefix(line, "    "); inside && whole && len(all) > 0 {
			last := &all[len(all)-1]
			last.body = strings.TrimPrefix(last.body+"\n"+words, "\n")
		}
	}
	return all
}

// takenPost is the carrier of a server that has none.
type takenPost struct {
	town   *town
	outbox notice.Outbox
	all    []letter
}

func (p *takenPost) letters() []letter {
	now := p.town.days.now()
	waiting, err := p.outbox.Take(p.town.t.Context(), now, now.Add(time.Minute), 100)
	if err != nil {
		p.town.t.Fatal(err)
	}
	for _, w := range waiting {
		p.all = append(p.all, letter{w.To.Masked(), w.Body})
		if err := p.outbox.Sent(p.town.t.Context(), w.Ref, notice.Receipt{Provider: "walk", ID: w.Ref}, now); err != nil {
			p.town.t.Fatal(err)
		}
	}
	return p.all
}
