package tui

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
)

// Every screen for staff in every language, by the keys that lead to it from home. An
// operator has signed in, or an officer where the name begins with case or inbox.
var staffViews = []struct {
	name string
	keys []string
}{
	{"staff-home", nil},
	{"sign-out", []string{"9"}},
	{"apply", []string{"6"}},
	{"apply-typed", []string{"6", "jai"}},
	{"apply-together", []string{"6", "tab", "down", "tab"}},
	{"draft-by-id", []string{"6", "f8", "draft1"}},
	{"form-text", []string{"6", "jai", "enter", "কমলা"}},
	{"form-date", []string{"6", "jai", "enter", "কমলা", "enter"}},
	{"form-choice", []string{"6", "jai", "enter", "tab", "tab"}},
	{"form-flaw", []string{"6", "jai", "enter", "tab", "tab", "tab", "12345", "enter"}},
	{"form-aadhaar", []string{"6", "jai", "enter", "tab", "tab", "tab", "tab"}},
	{"form-place", []string{"6", "jai", "enter", "pgdown"}},
	{"form-place-pick", []string{"6", "jai", "enter", "pgdown", "enter", "down", "enter", "enter"}},
	{"form-place-chosen", []string{"6", "jai", "enter", "pgdown", "enter", "kuth", "down", "enter", "shift+tab"}},
	{"form-choices", []string{"6", "jai", "enter", "pgdown", "pgdown", "tab", "2", "1", "down", "space"}},
	{"form-unfit", []string{"6", "jai", "enter", "pgdown", "pgdown", "12000", "enter"}},
	{"form-account", []string{"6", "jai", "enter", "pgdown", "pgdown", "pgdown", "123456789", "enter", "1234"}},
	{"form-file", []string{"6", "jai", "enter", "pgdown", "pgdown", "pgdown", "tab", "tab"}},
	{"form-declaration", []string{"6", "jai", "enter", "pgdown", "pgdown", "pgdown", "pgdown"}},
	{"form-plot", []string{"6", "sale", "enter", "tab", "enter", "1027001", "165"}},
	{"rows", []string{"6", "jai", "enter", "tab", "tab", "1", "pgdown", "pgdown", "pgdown", "enter", "enter", "রতন", "enter", "esc"}},
	{"row", []string{"6", "jai", "enter", "tab", "tab", "1", "pgdown", "pgdown", "pgdown", "enter", "enter", "রতন", "enter"}},
	{"review-missing", []string{"6", "jai", "enter", "কমলা", "enter", "f8"}},
	{"review", append(append([]string{"6", "jai", "enter"}, woman...), "end")},
	{"consent", append(append([]string{"6", "jai", "enter"}, woman...), "f8")},
	{"receipt", append(append([]string{"6", "jai", "enter"}, woman...), "f8", "1")},
	{"receipt-aloud", append(append([]string{"6", "jai", "enter"}, woman...), "f8", "1", "a")},
	{"status-ask", []string{"7", "OP2026"}},
	{"status", []string{"7", "OP2026000106", "enter", "1960", "enter"}},
	{"status-aloud", []string{"7", "OP2026000106", "enter", "1960", "enter", "a"}},
	{"status-looked", []string{"7", "OP2026000106", "enter", "1960", "enter", "w"}},
	{"status-agreed", []string{"7", "OP2026000106", "enter", "1960", "enter", "c"}},
	{"status-agreed-sure", []string{"7", "OP2026000106", "enter", "1960", "enter", "c", "1"}},
	{"status-agreed-done", []string{"7", "OP2026000106", "enter", "1960", "enter", "c", "1", "1"}},
	{"locked", []string{"7", "OP2026000106", "enter", "1960", "enter", "f10", "abc"}},
	{"locked-wrong", []string{"6", "jai", "enter", "f10", "abc", "enter"}},
	{"consent-end", append(append([]string{"6", "jai", "enter"}, woman...), "f8", "end")},
	{"admin-home", nil},
	{"admin-list", []string{"s"}},
	{"admin-card", []string{"s", "down", "down", "enter"}},
	{"admin-sure", []string{"s", "down", "enter", "4"}},
	{"admin-done", []string{"s", "down", "enter", "4", "1"}},
	{"admin-self", []string{"s", "enter", "2", "1"}},
	{"admin-posts", []string{"s", "down", "enter", "1", "wcd.2786", "tab", "tab", "tab", "tab", "space"}},
	{"admin-enrol", []string{"s", "n", "rina", "tab", "Rina Pal"}},
	{"admin-enrol-sure", []string{"s", "n", "rina", "tab", "Rina Pal", "tab", "tab", "space", "f8"}},
	{"admin-refused", []string{"s", "n", "rina", "f8", "1"}},
	{"admin-handed", []string{"s", "n", "rina", "tab", "Rina Pal", "tab", "tab", "space", "f8", "1"}},
	{"admin-bar", []string{"s", "b", "9831012345"}},
	{"admin-bar-sure", []string{"s", "b", "9831012345", "enter"}},
	{"requests", []string{"0"}},
	{"requests-one", []string{"0", "enter"}},
	{"requests-sure", []string{"0", "enter", "4"}},
	{"requests-done", []string{"0", "enter", "4", "1"}},
	{"audit-home", nil},
	{"audit-inbox", []string{"8"}},
	{"audit-all", []string{"8", "tab"}},
	{"audit-ask", []string{"8", "n", "OP2026"}},
	{"audit-case", []string{"8", "n", "OP2026000130", "enter"}},
	{"data-home", nil},
	{"data-status", []string{"7", "OP2026"}},
	{"inbox", []string{"8"}},
	{"inbox-all", []string{"8", "tab", "end"}},
	{"case", []string{"8", "enter"}},
	{"case-end", []string{"8", "enter", "end"}},
	{"case-asked", []string{"8", "tab", "down", "down", "down", "down", "down", "enter", "pgdown"}},
	{"case-items", []string{"8", "enter", "1", "down", "space", "3"}},
	{"case-why", []string{"8", "enter", "1", "space"}},
	{"case-day", []string{"8", "enter", "3", "15/02/2027"}},
	{"case-reason", []string{"8", "enter", "4"}},
	{"case-sure", []string{"8", "enter", "2", "দেখা হয়েছে", "enter"}},
	{"case-done", []string{"8", "enter", "2", "দেখা হয়েছে", "enter", "1"}},
}

// staffAt is a pilot that has signed in as whoever sees the view.
func staffAt(t *testing.T, l seva.Lang, view string) *pilot {
	p := newStaff(t, l)
	p.press("9")
	p.press(signsIn(loginFor(view))...)
	return p
}

// loginFor is who sees a view, by how its name begins; the operator sees all others.
func loginFor(view string) string {
	for _, of := range [][2]string{{"case", "verma"}, {"inbox", "verma"}, {"admin", "admin"}, {"requests", "sahu"}, {"audit", "audit"}, {"data", "entry"}} {
		if strings.HasPrefix(view, of[0]) {
			return of[1]
		}
	}
	return "mina"
}

func TestStaffViews(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range staffViews {
			t.Run(v.name+"/"+string(l), func(t *testing.T) {
				p := staffAt(t, l, v.name)
				p.press(v.keys...)
				p.golden(v.name)
			})
		}
		t.Run("sign-in/"+string(l), func(t *testing.T) {
			p := newStaff(t, l)
			p.press("6", "mina", "tab", "secret")
			p.golden("sign-in")
			p.press("tab", "000000", "enter")
			p.golden("sign-in-refused")
			p.press("f4", "?")
			p.golden("staff-help")
		})
		t.Run("inbox-nobody/"+string(l), func(t *testing.T) {
			p := newStaff(t, l)
			p.press("8")
			p.press(signsIn("mina")...)
			p.golden("inbox-nobody")
		})
		t.Run("case-moved/"+string(l), func(t *testing.T) {
			p := staffAt(t, l, "case")
			p.press("8", "enter", "2", "x", "enter")
			p.cases.views["OP2026000101"].Version++
			p.press("1")
			p.golden("case-moved")
		})
		t.Run("form-moved/"+string(l), func(t *testing.T) {
			p := staffAt(t, l, "form")
			p.press("6", "jai", "enter", "Kamala")
			p.counter.drafts["draft1"].Version++
			p.press("enter")
			p.golden("form-moved")
		})
		t.Run("consent-again/"+string(l), func(t *testing.T) {
			p := staffAt(t, l, "consent")
			p.press("6", "jai", "enter")
			p.press(woman...)
			p.press("f8")
			p.counter.lose = true
			p.press("1")
			p.golden("consent-again")
		})
	}
}

// TestStaffSizes walks every screen for staff on the smallest terminal, a wide one and one
// that is too small; what must hold of each is in pilot.check.
func TestStaffSizes(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range staffViews {
			p := staffAt(t, l, v.name)
			p.size(60, 15)
			p.press(v.keys...)
			for _, size := range [][2]int{{200, 60}, {61, 15}, {59, 24}, {80, 14}, {20, 3}, {1, 1}, {80, 24}} {
				p.size(size[0], size[1])
			}
		}
	}
}

// TestStaffPrintouts: what the citizen takes away, in every language.
func TestStaffPrintouts(t *testing.T) {
	for _, l := range seva.Langs() {
		for _, v := range staffViews {
			if !slices.Contains([]string{"receipt", "status", "case", "status-looked", "status-agreed"}, v.name) {
				continue
			}
			p := staffAt(t, l, v.name)
			p.press(append(v.keys, "p")...)
			if len(p.printed) != 1 {
				t.Fatalf("%s: %d printouts", v.name, len(p.printed))
			}
			for name, text := range p.printed {
				compare(t, "print-"+v.name+"."+string(l), name+"\n"+text)
			}
		}
	}
}

// TestSwitchingLanguageAnywhere: on every screen F2 shows just what the screen would show
// had it been reached in that language, so nothing is lost and nothing is left behind. A
// page that was scrolled stays at its line, and languages take more lines or fewer.
func TestSwitchingLanguageAnywhere(t *testing.T) {
	scrolled := map[string]bool{"case-end": true, "case-asked": true, "consent-end": true, "admin-posts": true}
	for _, v := range staffViews {
		p := staffAt(t, seva.Bengali, v.name)
		p.press(v.keys...)
		before := p.k.View()
		for range seva.Langs() {
			p.press("f2")
			if !scrolled[v.name] {
				p.golden(v.name)
			}
		}
		if p.k.View() != before {
			t.Errorf("%s is another after all languages:\n%s", v.name, p.k.View())
		}
	}
}
