package tui

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/payment"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/tui/parts"
	"duar/tui/screens"
)

var update = flag.Bool("update", false, "write the golden views anew")

// pilot sits at a kiosk: it presses keys and sees the screen. Commands run at once,
// except while hold is set; then they are kept until release.
type pilot struct {
	t       *testing.T
	k       *kiosk
	atlas   *atlas
	book    *book
	door    *door
	counter *counterDesk
	cases   *caseDesk
	bureau  *bureauDesk
	consent *registryDesk
	purse   *purse
	cabinet *cabinet
	guard   *guard
	teller  *teller
	printed map[string]string
	hold    bool
	held    []tea.Cmd
	later   []tea.Msg // what was to come after a while: beats and the end of patience
	quit    bool
}

func newPilot(t *testing.T, l seva.Lang) *pilot { return newPilotAt(t, l, func(*pilot, *Config) {}) }

// newStaff is a pilot at a kiosk where staff can sign in.
func newStaff(t *testing.T, l seva.Lang) *pilot { return newPilotAt(t, l, staffed) }

// staffed puts the desks of staff into a kiosk.
func staffed(p *pilot, c *Config) {
	p.door, p.cases = newDoor(), newCaseDesk()
	p.counter = newCounterDesk(c.Land, c.Places, c.World)
	p.counter.cases = p.cases
	c.Door = p.door
	c.Services = func(identity.Session) service.Counter { return p.counter }
	c.Cases = func(identity.Session) casework.Counter { return p.cases }
	p.bureau, p.consent = newBureau(), newRegistry()
	c.Own, c.Bureau = p.door, p.bureau.of
	c.Registry = func(identity.Session) registry.Counter { return p.consent }
}

// newLand is a pilot at a kiosk that also has the desks of money, papers and land cases.
func newLand(t *testing.T, l seva.Lang) *pilot { return newPilotAt(t, l, landed) }

// landed puts those desks in.
func landed(p *pilot, c *Config) {
	staffed(p, c)
	p.cases.addLand()
	p.door.staff["dutta"] = identity.Principal{Kind: identity.Staff, ID: "of2", Name: "S. Dutta", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.2786"}}
	p.purse, p.cabinet, p.guard, p.teller = newPurse(), &cabinet{}, &guard{}, &teller{}
	c.Payments = func(identity.Session) payment.Counter { return p.purse }
	c.Documents = func(identity.Session) document.Counter { return p.cabinet }
	c.Watches = p.guard.of
	c.Objections = func(identity.Session) Objector { return p.guard }
	c.Fees, c.Offices = p.teller, directory{}
	c.Leaves = func(identity.Session) Leaves { return printery{} }
}

func newPilotAt(t *testing.T, l seva.Lang, with func(*pilot, *Config)) *pilot {
	t.Helper()
	p := &pilot{t: t, atlas: &atlas{}, book: &book{}, printed: map[string]string{}}
	c := Config{
		Places: p.atlas, Land: land.NewDesk(p.book).For(land.Public), World: seva.FrozenWorld(now, 1),
		Lang: l, Helpline: "1800-000-0000", Out: io.Discard,
		Print: func(name, text string) (string, error) {
			p.printed[name] = text
			return "/prints/" + name, nil
		},
	}
	with(p, &c)
	p.k = New(c).(*kiosk)
	p.k.ground.Pause = 0
	p.k.ground.Later = func(_ time.Duration, m tea.Msg) tea.Cmd {
		p.later = append(p.later, m)
		return nil
	}
	p.do(p.k.Init())
	p.size(80, 24)
	return p
}

func (p *pilot) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if p.hold {
		p.held = append(p.held, cmd)
		return
	}
	p.send(cmd())
}

func (p *pilot) send(msg tea.Msg) {
	switch msg := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			p.do(cmd)
		}
	case tea.QuitMsg:
		p.quit = true
	default:
		_, cmd := p.k.Update(msg)
		p.check()
		p.do(cmd)
	}
}

func (p *pilot) release() {
	held := p.held
	p.hold, p.held = false, nil
	for _, cmd := range held {
		p.do(cmd)
	}
}

func (p *pilot) size(w, h int) { p.send(tea.WindowSizeMsg{Width: w, Height: h}) }

var named = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "end": tea.KeyEnd,
	"backspace": tea.KeyBackspace, "f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5,
	"f6": tea.KeyF6, "f7": tea.KeyF7, "f8": tea.KeyF8, "f9": tea.KeyF9, "f10": tea.KeyF10, "shift+tab": tea.KeyShiftTab, "space": tea.KeySpace,
	"ctrl+l": tea.KeyCtrlL, "ctrl+c": tea.KeyCtrlC,
}

// press presses named keys and types everything else letter by letter.
func (p *pilot) press(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		if kind, ok := named[k]; ok {
			key := tea.KeyMsg{Type: kind}
			if kind == tea.KeySpace {
				key.Runes = []rune{' '}
			}
			p.send(key)
			continue
		}
		for _, r := range k {
			p.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
}

// check is what must hold after every single message: no line wider or lower than the
// terminal by the terminal's own rule, and nothing in it that could steer the terminal.
func (p *pilot) check() {
	p.t.Helper()
	view := p.k.View()
	lines := strings.Split(view, "\n")
	if len(lines) > p.k.height {
		p.t.Fatalf("%d lines on a terminal of %d:\n%s", len(lines), p.k.height, view)
	}
	for i, l := range lines {
		if w := parts.Width(l); w > p.k.width {
			p.t.Fatalf("line %d is %d wide on a terminal of %d: %q", i, w, p.k.width, l)
		}
		if l != parts.Compose(l) {
			p.t.Fatalf("line %d is not inert: %q", i, l)
		}
		if strings.Contains(l, "⟪") {
			p.t.Fatalf("line %d lacks words: %q", i, l)
		}
	}
}

func (p *pilot) sees(texts ...string) {
	p.t.Helper()
	view := strings.Join(strings.Fields(p.k.View()), " ")
	for _, text := range texts {
		if !strings.Contains(view, parts.Compose(text)) {
			p.t.Fatalf("%q is not on the screen:\n%s", text, p.k.View())
		}
	}
}

func (p *pilot) seesNot(text string) {
	p.t.Helper()
	if strings.Contains(p.k.View(), text) {
		p.t.Fatalf("%q is on the screen:\n%s", text, p.k.View())
	}
}

// trailing spaces would be lost in any editor.
var trailing = regexp.MustCompile(`(?m) +$`)

// golden compares the screen with the kept one.
func (p *pilot) golden(name string) {
	p.t.Helper()
	compare(p.t, name+"."+string(p.k.ground.Lang), p.k.View()+"\n")
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	got = trailing.ReplaceAllString(got, "")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if that is meant, go test ./tui -update\n--- want\n%s--- got\n%s", path, want, got)
	}
}

// beat gives the message that moves the sign, as a timer would.
func (p *pilot) beat() tea.Msg { return screens.Beat{} }
