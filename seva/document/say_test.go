package document_test

import (
	"fmt"
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
	"duar/seva/document"
)

// Every standing of a paper, and every reason why there is none, has its words in every
// language, of which none is left open.
func TestSentences(t *testing.T) {
	day := seva.Date{Year: 2026, Month: 11, Day: 23}
	views := map[string]document.View{}
	for _, kind := range []document.Kind{document.RoR, document.PlotIndex, document.PlotMap} {
		for _, s := range document.Statuses() {
			for _, newer := range []string{"", "5000000000004"} {
				for _, specimen := range []bool{false, true} {
					v := document.View{Number: "4829103847566", Kind: kind, Status: s, Mouza: 1027001, Subject: "plot 165/1201", Issued: day, AsOn: day,
						Void: day, Newer: newer, Specimen: specimen}
					views[fmt.Sprint(kind, s, newer, specimen)] = v
				}
			}
		}
	}
	for _, room := range []document.Room{document.OnSMS, document.OnPhone} {
		for _, l := range seva.PhoneLangs() {
			whole := func(what string, said []seva.Text) {
				t.Helper()
				for _, one := range said {
					if words := i18n.Say(l, one); words == "" || strings.ContainsAny(words, "⟪{}") || strings.Contains(words, "document.") {
						t.Errorf("%s %s %s: %q", room, l, what, words)
					}
				}
			}
			for what, v := range views {
				said := document.Sentences(v, room)
				whole(what, said)
				all := ""
				for _, one := range said {
					all += i18n.Say(l, one)
				}
				if !v.Specimen && !strings.Contains(all, "4829103847566") || v.Status == document.Superseded && v.Newer != "" && !v.Specimen && !strings.Contains(all, v.Newer) {
					t.Errorf("%s %s %s: %q", room, l, what, all)
				}
			}
			for _, code := range []string{"digit", "number", "unknown"} {
				said, ok := document.Refusal(seva.Refuse("number", seva.Say("error.document."+code)), room)
				if whole(code, said); !ok || len(said) != 1 {
					t.Errorf("%s %s: %v", room, code, said)
				}
			}
			if _, ok := document.Refusal(seva.Fail(seva.Unavailable, seva.Say("error.unavailable")), room); ok {
				t.Error("a failure passes for a refusal")
			}
		}
	}
}

// A paper of twenty plots is named in as much room as an SMS and a QR code have.
func TestManyPlots(t *testing.T) {
	var numbers []string
	for n := range 20 {
		numbers = append(numbers, fmt.Sprintf("%d/%d", 100_000+n, n+1))
	}
	v := document.View{Subject: "plot " + strings.Join(numbers, ", ")}
	if about := v.About(); len(about) > 40 || !strings.HasPrefix(about, "100000/1, 100001/2") || !strings.HasSuffix(about, " ...(17)") {
		t.Errorf("it is about %q", about)
	}
	if all, err := v.Numbers(); err != nil || len(all) != 20 {
		t.Errorf("%d numbers, %v", len(all), err)
	}
}
