package tui

import (
	"io"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
)

// TestIdle: whoever leaves the desk leaves nothing on it.
func TestIdle(t *testing.T) {
	clock := now
	p := newPilot(t, seva.English)
	p.k.ground.World = p.k.ground.World.At(func() time.Time { return clock })
	after := func(d time.Duration) { clock = clock.Add(d); p.send(anybody{}) }
	p.press("1", idn.String(), "165", "enter", "a")
	after(90 * time.Second)
	p.sees("Plot 165 in Kuthighat", "Read aloud")
	p.press("esc") // somebody is there
	after(90 * time.Second)
	p.sees("Subrata Mondal")
	p.later = nil
	after(30 * time.Second)
	p.sees("What has the citizen come for?")
	p.seesNot("Kuthighat") // not the last mouza either
	if len(p.k.stack) != 1 || len(p.later) != 1 {
		t.Fatalf("%d screens are kept, %d messages to come", len(p.k.stack), len(p.later))
	}
	p.press("esc")
	p.sees("What has the citizen come for?")

	// An answer that comes after that leads nowhere.
	p.press("1", idn.String(), "165")
	p.hold = true
	p.press("enter")
	after(3 * time.Minute)
	p.release()
	p.sees("What has the citizen come for?")
	p.seesNot("Looking…")

	// A clock that is put back does not keep a record in sight for longer.
	p.press("1", idn.String(), "165", "enter")
	after(-time.Hour)
	p.sees("Plot 165")
	after(3 * time.Minute)
	p.sees("What has the citizen come for?")
}

func TestIdleNever(t *testing.T) {
	asked := 0
	k := New(Config{World: seva.FrozenWorld(now, 1), Idle: -1, Out: io.Discard}).(*kiosk)
	k.ground.Later = func(time.Duration, tea.Msg) tea.Cmd { asked++; return nil }
	k.Init()
	if asked != 0 {
		t.Fatal("asks whether anybody is there")
	}
	if k = New(Config{World: seva.FrozenWorld(now, 1), Out: io.Discard}).(*kiosk); k.ground.Idle != 2*time.Minute {
		t.Fatal(k.ground.Idle)
	}
}
