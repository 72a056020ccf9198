package tui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

// TestFlawsAppearWhereTheyAre: an answer that is refused stays to be corrected, and says
// under its question what is wrong.
func TestFlawsAppearWhereTheyAre(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "tab", "tab", "tab", "12345", "enter")
	p.sees("▌ 12345▏", "!!", "Correct it and press Enter")
	p.press("backspace", "backspace", "backspace", "backspace", "backspace", "9831012345", "enter")
	p.seesNot("!!")
	if got := p.counter.answered("draft1")["mobile"].Text; got != "919831012345" {
		t.Fatal(got)
	}
	p.press("shift+tab", "f9")
	p.press("shift+tab")
	if _, there := p.counter.answered("draft1")["mobile"]; there {
		t.Fatal("F9 does not take the answer away")
	}
}

func TestQuestionsAppearAndVanish(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "pgdown", "pgdown", "tab")
	percent := i18n.Say(seva.English, seva.Say("field.disability_percent"))
	p.seesNot(percent)
	p.press("1")
	p.sees("▌ " + percent)
	p.press("40", "enter", "shift+tab", "shift+tab", "2")
	p.seesNot(percent)
	if _, there := p.counter.answered("draft1")["disability_percent"]; there {
		t.Fatal("what is no longer asked is still kept")
	}
}

func TestWhoDoesNotQualifyIsTold(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "pgdown", "pgdown", "12000", "enter")
	p.sees(said("service.old_age_pension")+": does not qualify.", "You may go on; the office decides.")
	p.press("shift+tab", "200000", "enter")
	p.sees("It cannot be submitted like this.")
}

// TestSomebodyElseChangedTheDraft: it is read again, the operator is told, and what was
// typed is not lost.
func TestSomebodyElseChangedTheDraft(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kamala")
	d := p.counter.drafts["draft1"]
	d.Version, d.Answers["pin"] = 7, form.Value{Text: "700001"}
	p.press("enter")
	p.sees("changed elsewhere", "▌ Kamala▏")
	p.press("enter")
	p.seesNot("changed elsewhere")
	if got := p.counter.answered("draft1"); got["name"].Text != "Kamala" || got["pin"].Text != "700001" {
		t.Fatal(got)
	}
}

// TestKeysPressedWhileSaving are not lost.
func TestKeysPressedWhileSaving(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kamala")
	p.hold = true
	p.press("enter", "1960", "enter", "1")
	p.release()
	got := p.counter.answered("draft1")
	if got["name"].Text != "Kamala" || got["birth_date"].Text != "1960" || got["gender"].Text != "female" {
		t.Fatal(got)
	}
}

func TestReviewLeadsToWhatIsMissing(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "Kamala", "enter", "f8")
	p.sees("Still missing or wrong")
	p.press("f8")
	p.sees("It cannot be submitted yet")
	p.press("tab")
	p.sees("▌ "+i18n.Say(seva.English, seva.Say("field.birth_date")), "Kamala")
	p.press("f8", "down", "down", "down", "enter")
	p.sees("Ten digits")
}

func TestRowsOfARoster(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "jai", "enter", "tab", "tab", "1", "pgdown", "pgdown", "pgdown", "enter")
	p.sees("Rows so far: 0", "▸ + Add a row")
	p.press("enter", "Ratan", "enter", "2")
	p.sees("Rows so far: 1", "1. Ratan")
	p.press("down", "enter", "Mala", "enter", "1")
	p.sees(i18n.Say(seva.English, seva.Say("field.applying"))) // a condition inside the row
	p.press("1")
	p.sees("Rows so far: 2", "2. Mala")
	p.press("up", "enter", "Ratan Kumar", "enter", "esc")
	p.sees("1. Ratan Kumar")
	p.press("f9")
	p.sees("Press F9 again")
	p.press("down", "up", "f9", "f9")
	p.sees("Rows so far: 1", "1. Mala")
}

func TestAFileFromTheFolder(t *testing.T) {
	folder := t.TempDir()
	for name, body := range map[string]string{"passbook.pdf": "%PDF-1.4 page", "photo.pdf": "MZ not a paper"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := newStaff(t, seva.English)
	p.k.ground.Uploads = folder
	p.press("6")
	p.press(signsIn("mina")...)
	p.press("jai", "enter", "pgdown", "pgdown", "pgdown", "tab", "tab")
	p.sees("None of these", "passbook.pdf", "photo.pdf")
	p.press("photo.pdf", "enter")
	p.sees(i18n.Say(seva.English, seva.Say("error.file.type", seva.Args{"Types": "PDF"})))
	p.press("backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace", "backspace")
	p.press("down", "enter") // whichever was scanned last
	if len(p.counter.bytes) != 1 {
		p.press("down", "enter")
	}
	p.press("shift+tab")
	p.sees("passbook.pdf (1 KB)")
	p.press("/nowhere/at-all.pdf", "enter")
	p.sees("cannot be opened")
	for _, body := range p.counter.bytes {
		if string(body) != "%PDF-1.4 page" {
			t.Fatalf("%q", body)
		}
	}
}

func TestPlotAndKhatianOfAForm(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "sale", "enter")
	p.sees("Press Enter to choose the mouza")
	p.press("enter", idn.String())
	p.sees("Mouza Kuthighat")
	p.press("১২", "enter")
	p.press("166 bata 2", "enter", "0.5", "enter")
	got := p.counter.answered("draft1")
	if got["khatian"].Text != "1027001/12" || got["plot"].Text != "1027001/166/2" || got["area_sold"].Text != "0.5000" {
		t.Fatal(got)
	}
	p.press("shift+tab", "shift+tab", "999", "enter")
	p.sees("!!")
}

func TestJointServicesStandUnderOneNumber(t *testing.T) {
	p := operator(t, seva.English)
	p.press("6", "tab", "down", "tab")
	p.sees("Together under one number", "[x]")
	p.press("enter")
	if got := p.counter.drafts["draft1"].Services; len(got) != 2 {
		t.Fatal(got)
	}
}

// TestALongDeclarationOnALowScreen: the options stay in sight in the form, and before it is
// agreed to all of it can be read.
func TestALongDeclarationOnALowScreen(t *testing.T) {
	for _, l := range seva.Langs() {
		p := operator(t, l)
		p.size(60, 15)
		p.press("6", "jai", "enter")
		p.press(woman...)
		p.press("f8")
		whole := strings.ReplaceAll(p.k.View(), "▌", "")
		for range 60 { // the notice stands before it
			p.press("down")
			whole += strings.ReplaceAll(p.k.View(), "▌", "")
		}
		for _, word := range strings.Fields(i18n.Say(l, seva.Say("field.declaration")) + " " + i18n.Say(l, seva.Say("kiosk.consent.ask"))) {
			if !strings.Contains(whole, parts.Compose(word)) {
				t.Fatalf("%q cannot be read", word)
			}
		}
	}
}

// TestHostileNamesOfFiles: a scanner, or whoever made the stick, cannot steer the terminal.
func TestHostileNamesOfFiles(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"\x1b[2Jowned.pdf", "\u202egnp.exe", ".hidden", strings.Repeat("ক্ষ", 25) + ".pdf"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("%PDF-1.4"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	p := operator(t, seva.Bengali)
	p.k.ground.Uploads = folder
	p.press("6", "jai", "enter", "pgdown", "pgdown", "pgdown", "tab", "tab")
	p.sees("[2Jowned.pdf", "gnp.exe")
	p.seesNot("hidden")
	p.seesNot("folder")
	p.press(folder, "enter") // not a file at all
	p.sees("খোলা গেল না")
	p.k.ground.Uploads = filepath.Join(folder, "gone")
	p.press("shift+tab", "tab")
	p.sees("ফোল্ডার পড়া গেল না")
}
