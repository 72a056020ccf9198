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

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/tui/parts"
)

// asKiosk, in the environment, makes this test binary the kiosk that the tests of a real
// terminal look at.
const asKiosk = "DUAR_TEST_AS_KIOSK"

// withStaff, beside it, makes that a kiosk where staff can sign in.
const withStaff = "DUAR_TEST_WITH_STAFF"

func TestMain(m *testing.M) {
	folder := os.Getenv(asKiosk)
	if folder == "" {
		os.Exit(m.Run())
	}
	c := Config{
		Places: &atlas{}, Land: land.NewDesk(&book{}).For(land.Public), World: seva.FrozenWorld(now, 1),
		Lang: seva.Bengali, Helpline: "1800-000-0000", Print: PrintTo(folder),
	}
	if os.Getenv(withStaff) != "" {
		cases := newCaseDesk()
		counter := newCounterDesk(c.Land, c.Places, c.World)
		counter.cases = cases
		door, consent := newDoor(), newRegistry()
		c.Door, c.Own, c.Uploads, c.Bureau = door, door, folder, newBureau().of
		c.Registry = func(identity.Session) registry.Counter { return consent }
		c.Services = func(identity.Session) service.Counter { return counter }
		c.Cases = func(identity.Session) casework.Counter { return cases }
	}
	k := New(c)
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

func openTerminal(t *testing.T, width, height int, env ...string) *terminal {
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
	args := []string{"-f", "/dev/null", "-u", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height),
		"-e", asKiosk + "=" + term.prints, "-e", "LC_ALL=C.UTF-8"}
	for _, e := range env {
		args = append(args, "-e", e)
	}
	term.tmux(append(args, self)...)
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

// TestAnApplicationOnARealTerminal plays an operator's entry for a citizen: signing in, the
// form in Bengali with a switch of language and of size in the middle, a scanned paper, the
// consent, the acknowledgement on paper, and the status with the number that it gave.
func TestAnApplicationOnARealTerminal(t *testing.T) {
	m := openTerminal(t, 80, 24, withStaff+"=1")
	if err := os.WriteFile(filepath.Join(m.prints, "passbook.pdf"), []byte("%PDF-1.4 page"), 0o600); err != nil {
		t.Fatal(err)
	}
	m.sees("কী দরকার?")
	m.types("৬")
	m.sees("অপারেটর ও আধিকারিকদের জন্য")
	m.types("mina")
	m.press("Tab")
	m.types(password)
	m.press("Tab")
	m.types(passcode)
	m.press("Enter")
	m.shows("apply.bn")
	m.types("বার্ধক্য")
	m.sees("▸   " + i18n.Say(seva.Bengali, seva.Say("service.old_age_pension")))
	m.press("Enter")
	m.sees("৫টির মধ্যে ১ নম্বর ভাগ")
	m.types("কমলা")
	m.shows("form-text.bn")
	m.press("F2")
	m.sees("Section 1 of 5", "▌ কমলা▏")
	m.press("F2")
	m.sees("5 में से भाग 1", "▌ কমলা▏")
	m.press("F2", "Enter")
	m.shows("form-date.bn")
	m.tmux("resize-window", "-x", "60", "-y", "15")
	m.sees("৫টির মধ্যে ১ নম্বর ভাগ", "জন্ম তারিখ")
	m.tmux("resize-window", "-x", "80", "-y", "24")
	m.shows("form-date.bn")
	m.types("১৯৬০")
	m.press("Enter")
	m.types("২")
	m.sees("দশটি সংখ্যা")
	m.types("৯৮৩১০১২৩৪৫")
	m.press("Enter", "Enter")
	m.sees("৫টির মধ্যে ২ নম্বর ভাগ") // a man: the family is not asked about
	m.press("Enter")
	m.types("কুঠিঘাট")
	m.sees("Kuthi Para")
	m.press("Enter")
	m.sees("ছয়টি সংখ্যা")
	m.types("721212")
	m.press("Enter")
	m.sees("টাকায়")
	m.types("৯০০")
	m.press("Enter")
	m.sees("▸   ১  হ্যাঁ")
	m.types("2")
	m.sees("[ ]")
	m.press("Enter")
	m.sees("দুবার লিখতে হবে")
	m.types("123456789012")
	m.press("Enter")
	m.sees("••••••••••••", "আরেকবার লিখুন")
	m.types("123456789012")
	m.press("Enter")
	m.sees("SBIN0001234")
	m.types("SBIN0001234")
	m.press("Enter")
	m.sees("passbook.pdf")
	m.press("Down", "Enter")
	m.sees("এটি নাগরিককে পড়ে শোনান")
	m.types("1")
	m.sees("সব লেখা হয়েছে")
	m.press("F8")
	m.sees("আপনি যা বলছেন তা দিয়ে কী হবে")
	m.press("End")
	m.sees("নাগরিক কি শুনে রাজি হয়েছেন?")
	m.types("1")
	m.sees("O P 2 0 2 6 0 0 0 0 0 1")
	m.types("p")
	m.sees("ছাপার জন্য রাখা হল")
	printed, err := os.ReadFile(filepath.Join(m.prints, "acknowledgement-OP2026000001-bn.txt"))
	if err != nil || !strings.Contains(string(printed), "OP2026000001") {
		t.Fatal(err, string(printed))
	}
	m.press("F4")
	m.sees("সাইন ইন করা আছে: Mina Das")
	m.types("9")
	m.sees("সাইন আউট করতে Enter")
	m.press("Enter")
	m.await(func(pane string) bool {
		return strings.Contains(pane, "কী দরকার?") && !strings.Contains(pane, "Mina Das")
	}, "home, with nobody signed in")
	m.types("7")
	m.sees("আবেদন নম্বর") // what comes in one read is one key
	m.types("OP2026000106")
	m.press("Enter")
	m.types("1960")
	m.press("Enter")
	m.sees(i18n.Say(seva.Bengali, seva.Say("state.sent_back")), "২১ ফেব্রুয়ারি ২০২৭")
}
