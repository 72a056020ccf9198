package tui

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/land"
	"duar/tui/parts"
)

// asKiosk, in the environment, makes this test binary the kiosk that the tests of a real
// terminal look at.
const asKiosk = "DUAR_TEST_AS_KIOSK"

func TestMain(m *testing.M) {
	folder := os.Getenv(asKiosk)
	if folder == "" {
		os.Exit(m.Run())
	}
	k := New(Config{
		Places: &atlas{}, Land: land.NewDesk(&book{}).For(land.Public), World: seva.FrozenWorld(now, 1),
		Lang: seva.Bengali, Helpline: "1800-000-0000", Print: PrintTo(folder),
	})
	if _, err := tea.NewProgram(k, tea.WithAltScreen()).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// terminal is a tmux of its own with the kiosk in it.
type terminal struct {
	t      *testing.T
	socket string // its own, so that no other tmux is touched
	prints string
}

func openTerminal(t *testing.T, width, height int) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
			t.Fatal("tmux is required: ", err)
		}
		t.Skip("no tmux")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t, filepath.Join(t.TempDir(), "tmux"), t.TempDir()}
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", term.socket, "kill-server").Run() })
	term.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height),
		"-e", asKiosk+"="+term.prints, "-e", "LC_ALL=C.UTF-8", self)
	return term
}

func (m *terminal) tmux(args ...string) string {
	m.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", m.socket}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		m.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

func (m *terminal) types(text string) { m.t.Helper(); m.tmux("send-keys", "-l", text) }
func (m *terminal) press(keys ...string) {
	m.t.Helper()
	m.tmux(append([]string{"send-keys"}, keys...)...)
}

// sees waits until all texts are on the terminal.
func (m *terminal) sees(texts ...string) {
	m.t.Helper()
	m.await(func(pane string) bool {
		for _, text := range texts {
			if !strings.Contains(pane, parts.Compose(text)) {
				return false
			}
		}
		return true
	}, strings.Join(texts, ", "))
}

// shows waits until the terminal shows exactly what the golden view has.
func (m *terminal) shows(golden string) {
	m.t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata", golden+".golden"))
	if err != nil {
		m.t.Fatal(err)
	}
	strip := func(s string) string { return strings.TrimRight(trailing.ReplaceAllString(s, ""), "\n") }
	m.await(func(pane string) bool { return strip(pane) == strip(string(want)) }, string(want))
}

func (m *terminal) await(good func(pane string) bool, want string) {
	m.t.Helper()
	var pane string
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		if pane = m.tmux("capture-pane", "-p"); good(pane) {
			return
		}
	}
	m.t.Fatalf("the terminal shows\n%s\nand never\n%s", pane, want)
}

// TestARealTerminal plays one citizen's visit with real keystrokes: a mouza by a name
// typed in Bengali, a plot in Bengali digits, all three languages, the map, the printout.
func TestARealTerminal(t *testing.T) {
	m := openTerminal(t, 80, 24)
	m.shows("home.bn")
	m.types("১")
	m.sees("আলিপুরদুয়ার")
	m.types("কুঠিঘাট")
	m.sees("▸ ১০২৭০০১  কুঠিঘাট")
	m.press("Enter")
	m.sees("দাগ নম্বর লিখে", "১,২০৩টি দাগ")
	m.types("১৬৫")
	m.press("Enter")
	m.shows("plot.bn")
	m.press("F2")
	m.shows("plot.en")
	m.press("C-l")
	m.shows("plot.hi")
	m.press("a")
	m.shows("plot-aloud.hi")
	m.press("Escape")
	m.sees("दाग की जानकारी")
	m.press("F5")
	m.shows("plot-map.hi")
	m.press("Escape")
	m.sees("दाग की जानकारी")
	m.press("p")
	m.sees("छापने के लिए रखा गया")
	printed, err := os.ReadFile(filepath.Join(m.prints, "plot-1027001-165-hi.txt"))
	if err != nil || !strings.Contains(string(printed), "सुब्रत मंडल") {
		t.Fatal(err, string(printed))
	}
	m.tmux("resize-window", "-x", "60", "-y", "15")
	m.sees("दाग 165")
	m.tmux("resize-window", "-x", "40", "-y", "10")
	m.sees("स्क्रीन बहुत छोटी है")
	m.tmux("resize-window", "-x", "80", "-y", "24")
	m.sees("सुब्रत मंडल")
	m.press("F4")
	m.sees("क्या काम है?")
}
