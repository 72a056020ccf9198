package screens

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"duar/i18n"
	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// TestEveryKindHasAnEditor: a new kind of field must be learnt by the kiosk too.
func TestEveryKindHasAnEditor(t *testing.T) {
	table := editors()
	for _, k := range form.Kinds() {
		if table[k] == nil {
			t.Errorf("nobody can answer a field of kind %s", k)
		}
	}
	if len(table) != len(form.Kinds()) {
		t.Error("an editor for a kind that is none")
	}
}

// bench is a ground for editors without desks.
func bench(l seva.Lang) *Ground {
	g := NewGround()
	g.World = seva.FrozenWorld(time.Date(2026, 11, 23, 5, 30, 0, 0, time.UTC), 1)
	g.Lang, g.Width, g.Height, g.Patience = l, 60, 11, time.Second
	g.Later = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	return g
}

// sample is a field of a kind, with words that exist.
func sample(k form.Kind) form.Field {
	f := form.Field{ID: "gender", Kind: k, Options: []string{"female", "male", "other"}}
	if k == form.Roster {
		f.Fields = []form.Field{{ID: "name", Kind: form.Person}}
	}
	return f
}

// TestEditorsHold: whatever is pressed, an editor draws safe lines within its width, gives
// nothing before anything is pressed, and never loses Enter.
func TestEditorsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := bench(rapid.SampledFrom(seva.Langs()).Draw(t, "lang"))
		k := rapid.SampledFrom(form.Kinds()).Draw(t, "kind")
		e := editorFor(setting{
			ask: ask{field: sample(k), at: "gender"}, g: g,
			give: func(form.Input) tea.Cmd { return nil }, attach: func(string) tea.Cmd { return nil },
			roster: func() Screen { return NewHelp(g) },
		})
		if _, given := e.given(); given {
			t.Fatalf("%s gives an answer that nobody gave", k)
		}
		for range rapid.IntRange(0, 20).Draw(t, "presses") {
			key := tea.KeyMsg{Type: rapid.SampledFrom([]tea.KeyType{tea.KeyRunes, tea.KeyRunes, tea.KeyEnter, tea.KeyUp, tea.KeyDown,
				tea.KeySpace, tea.KeyBackspace, tea.KeyTab, tea.KeyLeft, tea.KeyF3, tea.KeyEsc}).Draw(t, "key")}
			if key.Type == tea.KeyRunes {
				key.Runes = []rune(rapid.SampledFrom([]string{"1", "২", "क", "\x1b[2J", "/", "9", "x", "\u202e"}).Draw(t, "rune"))
			}
			if key.Type == tea.KeySpace {
				key.Runes = []rune{' '}
			}
			effect := e.press(key)
			if key.Type == tea.KeyEnter && effect.unused {
				t.Fatalf("%s does not know Enter", k)
			}
			for _, l := range e.lines(g.voice(), 5) {
				if parts.Width(l.Text) > g.Width || strings.Contains(l.Text, "⟪") || strings.ContainsAny(l.Text, "\x1b\u202e") {
					t.Fatalf("%s draws %q", k, l.Text)
				}
			}
		}
	})
}

// TestAnswersAreShown: an accepted answer of every kind is said in every language, and
// what is secret is not.
func TestAnswersAreShown(t *testing.T) {
	for _, l := range seva.Langs() {
		g := bench(l)
		g.named["2786"], g.named["337630"] = seva.Names{En: "Ghatal"}, seva.Names{En: "Kuthi Para"}
		for _, c := range []struct {
			kind form.Kind
			val  form.Value
			want string
		}{
			{form.Number, form.Value{Text: "1200"}, i18n.Number(l, 1200)},
			{form.Money, form.Value{Text: "150050"}, "₹"},
			{form.Area, form.Value{Text: "0.7500"}, i18n.Digits(l, "0.7500")},
			{form.Share, form.Value{Text: "0.2500"}, i18n.Digits(l, "0.2500")},
			{form.Date, form.Value{Text: "1961-07"}, i18n.Say(l, seva.Say("month.7"))},
			{form.Choice, form.Value{Text: "female"}, i18n.Say(l, seva.Say("option.gender.female"))},
			{form.YesNo, form.Value{Text: "yes"}, i18n.Say(l, seva.Say("kiosk.answer.yes"))},
			{form.Mobile, form.Value{Text: "919831012345"}, i18n.Digits(l, "+919831012345")},
			{form.Place, form.Value{Text: "2786/337630"}, "Kuthi Para, Ghatal"},
			{form.Place, form.Value{Text: "2799"}, i18n.Digits(l, "2799")},
			{form.Plot, form.Value{Text: "1027001/165/1201"}, i18n.Digits(l, "165/1201")},
			{form.Account, form.Value{Text: "123456789012"}, i18n.Digits(l, "9012")},
			{form.Roster, form.Value{Rows: []form.Answers{{}, {}}}, i18n.Number(l, 2)},
			{form.Person, form.Value{Text: "রবি\x1b[2J"}, "রবি"},
		} {
			said := g.answerIn(g.voice(), sample(c.kind), c.val, nil)
			if !strings.Contains(said, parts.Compose(c.want)) || strings.Contains(said, "\x1b") {
				t.Errorf("%s in %s: %q lacks %q", c.kind, l, said, c.want)
			}
		}
		secret := sample(form.Text)
		secret.Secret = true
		if said := g.answerIn(g.voice(), secret, form.Value{Text: "swordfish"}, nil); strings.Contains(said, "fish") {
			t.Errorf("a secret is shown: %q", said)
		}
		if said := g.answerIn(g.voice(), sample(form.Account), form.Value{Text: "123456789012"}, nil); strings.Contains(said, "5678") {
			t.Errorf("an account is shown: %q", said)
		}
	}
}

// TestTypeable: an accepted answer comes back as it may be typed again.
func TestTypeable(t *testing.T) {
	for _, c := range []struct {
		kind       form.Kind
		kept, want string
	}{
		{form.Money, "150000", "1500"}, {form.Money, "150005", "1500.05"},
		{form.Date, "1961-07-16", "16/07/1961"}, {form.Date, "1961-07", "07/1961"}, {form.Date, "1961", "1961"},
		{form.Mobile, "919831012345", "9831012345"}, {form.Account, "123456789012", ""}, {form.Aadhaar, "reference", ""},
		{form.Person, "রবি দাস", "রবি দাস"},
	} {
		if got := typeable(sample(c.kind), form.Value{Text: c.kept}); got != c.want {
			t.Errorf("%s %q is typed %q, not %q", c.kind, c.kept, got, c.want)
		}
	}
}

func TestCaseNumbersAsPeopleCopyThem(t *testing.T) {
	for _, typed := range []string{"CAF2026000123/2", "caf 2026 000123/2", "CAF২০২৬০০০১২৩/২"} {
		if got := caseNumber(typed); got != "CAF2026000123/2" {
			t.Errorf("%q is %q", typed, got)
		}
	}
}
