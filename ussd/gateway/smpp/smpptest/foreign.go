package smpptest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// Foreign is a message centre of another maker: node-smpp, run by testdata/smsc.js.
type Foreign struct {
	t      testing.TB
	in     io.WriteCloser
	events chan Event
	kept   []Event // that nobody has asked for yet
	port   int
}

// Event is what the foreign centre tells. Which fields it has depends on its kind.
type Event struct {
	Event, Status, ID, Tag      string
	Port                        int
	From, To, Service, Text     string
	Coding, Op                  int
	Info                        string // hexadecimal
	Reference, Ref, Total, Part int
	Entity, Template, Chain     string
	Mark                        string
}

// UnmarshalJSON reads an event; the status of an answer is a number, that of a submit a word.
func (e *Event) UnmarshalJSON(b []byte) error {
	type bare Event
	var raw struct {
		bare
		Status any
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*e = Event(raw.bare)
	switch s := raw.Status.(type) {
	case string:
		e.Status = s
	case float64:
		e.Status = strconv.Itoa(int(s))
	}
	return nil
}

// StartForeign starts smsc.js. Without the folder of foreign peers the test is skipped, unless
// real ones are required.
func StartForeign(t testing.TB, script, password string) *Foreign {
	t.Helper()
	peers := os.Getenv("DUAR_TEST_PEERS")
	if peers == "" {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatal("no foreign message centre: DUAR_TEST_PEERS is unset, and real peers are required")
		}
		t.Skip("no foreign message centre: set DUAR_TEST_PEERS (scripts/with-engines.sh does)")
	}
	script, err := filepath.Abs(script)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", script, peers, password) //nolint:gosec // a test's own script
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	f := &Foreign{t: t, in: in, events: make(chan Event, 4096)}
	go func() {
		defer close(f.events)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var e Event
			if json.Unmarshal(lines.Bytes(), &e) == nil {
				f.events <- e
			}
		}
	}()
	t.Cleanup(func() { _ = in.Close(); _ = cmd.Wait() })
	f.port = f.Await("listening").Port
	return f
}

// Addr is where it listens.
func (f *Foreign) Addr() string { return "127.0.0.1:" + strconv.Itoa(f.port) }

// Do gives a command of smsc.js: "do" names it.
func (f *Foreign) Do(command map[string]any) {
	f.t.Helper()
	b, err := json.Marshal(command)
	if err == nil {
		_, err = f.in.Write(append(b, '\n'))
	}
	if err != nil {
		f.t.Fatal(err)
	}
}

// errGone is that the foreign centre has ended.
var errGone = errors.New("smpptest: the foreign centre has ended")

// Await gives the next event of a kind; what else comes is kept for who asks for it.
func (f *Foreign) Await(kind string) Event {
	f.t.Helper()
	for i, e := range f.kept {
		if e.Event == kind {
			f.kept = append(f.kept[:i:i], f.kept[i+1:]...)
			return e
		}
	}
	timeout := time.After(10 * time.Second)
	for {
		select {
		case e, ok := <-f.events:
			switch {
			case !ok:
				f.t.Fatal(errGone)
			case e.Event == kind:
				return e
			}
			f.kept = append(f.kept, e)
		case <-timeout:
			f.t.Fatalf("the foreign centre never told of %q; it told of %+v", kind, f.kept)
		}
	}
}
