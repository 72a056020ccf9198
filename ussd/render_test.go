package ussd

import (
	"strings"
	"testing"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/ussd/dialogue"
	"duar/ussd/page"
)

func samples(t testing.TB) []dialogue.Sample {
	t.Helper()
	var far dialogue.Far
	var names []seva.Names
	for _, m := range atlas().Mouzas {
		names = append(names, m.Name)
	}
	far.Mouza = dialogue.Longest(names...)
	names = nil
	for _, b := range atlas().Blocks {
		names = append(names, b.Name)
	}
	far.Block = dialogue.Longest(names...)
	names = nil
	for _, d := range atlas().Districts {
		names = append(names, d.Name)
	}
	far.District = dialogue.Longest(names...)
	far.Owner = seva.Names{Bn: land.Mask("শ্রীমতী কৃষ্ণেন্দুপ্রসাদ মুখোপাধ্যায়"), En: land.Mask("Krishnendu Prasad Mukhopadhyay")}
	far.Owners = 40
	classes, err := catalogue.Classes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range classes {
		far.Classes = append(far.Classes, c.Key)
	}
	services, err := catalogue.Services()
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range services {
		if v.Number > 0 {
			far.Services = append(far.Services, v)
			far.Cases = append(far.Cases, casework.Glance{Number: "GR2026000001", Service: v.ID, State: "submitted", Next: casework.Next{Text: seva.Say("next.submitted")}})
		}
	}
	far.Purposes = []string{"news", "prefill"}
	all, err := machine(t, &register{}).Every(far)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Everything there is to be shown fits, in every language, on the smallest screen and
// on the largest, and everything sent is at most three parts.
func TestEverythingFits(t *testing.T) {
	all := samples(t)
	for _, l := range seva.PhoneLangs() {
		for _, s := range all {
			if !s.SMS.IsZero() {
				text := i18n.Say(l, s.SMS)
				if parts := len(page.Segments(text)); parts > 3 || strings.Contains(text, "⟪") {
					t.Errorf("%s: %s: %d parts: %s", l, s.Name, parts, text)
				}
				continue
			}
			for _, budget := range []page.Budget{page.USSD, page.Hard} {
				pages, err := Render(l, USSD, budget, s.Screen, s.Reason)
				if err != nil {
					t.Errorf("%s: %s: %v", l, s.Name, err)
				}
				for i, p := range pages {
					if !page.Fits(p, budget) || strings.Contains(p, "⟪") {
						t.Errorf("%s: %s, page %d: %d: %q", l, s.Name, i, page.Measure(p).Units, p)
					}
				}
				// Where 98 may be the answer it must not be a key. Questions of forms have reasons
				// of their own, and nobody answers them with two digits.
				if alone := len(s.Screen.Items) == 0 && !strings.HasPrefix(s.Name, "question, ") && !strings.HasPrefix(s.Name, "fact, "); s.Screen.Question && alone && len(pages) > 1 {
					t.Errorf("%s: the question %s takes %d pages: %q", l, s.Name, len(pages), pages)
				}
			}
			if _, err := Render(l, SMS, page.Budget{}, s.Screen, s.Reason); err != nil {
				t.Errorf("%s: %s as SMS: %v", l, s.Name, err)
			}
		}
	}
}

// Whoever reads no further than the first screen has been warned.
func TestWarningsAreOnTheFirstScreen(t *testing.T) {
	seen := 0
	for _, s := range samples(t) {
		if !strings.HasPrefix(s.Name, "plot answer") || !s.Reason.IsZero() {
			continue
		}
		seen++
		for _, l := range seva.PhoneLangs() {
			pages, err := Render(l, USSD, page.USSD, s.Screen, s.Reason)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range land.Flags() {
				if want := i18n.Say(l, seva.Say("flag."+string(f))); !strings.Contains(pages[0], want) {
					t.Errorf("%s: %s: %q does not say %q", l, s.Name, pages[0], want)
				}
			}
		}
	}
	if seen < 40 {
		t.Errorf("only %d samples", seen)
	}
}

// What a person must decide in one glance is one screen in every language.
func TestMenusAreOneScreen(t *testing.T) {
	for _, s := range samples(t) {
		switch s.Name {
		case "home", "first", "land", "mouza", "survey", "resume", "script", "sent", "away", "plot", "khatian", "former",
			"barred", "barred, without a helpline", "hurried", "looks, with an account", "pin, with an account",
			"wish, on", "wish, off", "wished, on", "wished, off", "withdrawn, news", "consent, news", "consent, prefill":
		default:
			continue
		}
		for _, l := range seva.PhoneLangs() {
			if pages, err := Render(l, USSD, page.USSD, s.Screen, s.Reason); err != nil || len(pages) > 1 {
				t.Errorf("%s: %s: %d pages: %q, %v", l, s.Name, len(pages), pages, err)
			}
		}
	}
}

func TestFirstContactIsOneScreen(t *testing.T) {
	p := newLine(t).dial(t, "1", "")
	if want := "1 বাংলা\n2 English\n3 हिन्दी\n4 Bangla (Roman)"; p.Text != want || !page.Fits(p.Text, page.USSD) {
		t.Errorf("%q", p.Text)
	}
}
