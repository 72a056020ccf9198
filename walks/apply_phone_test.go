package walks

import (
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
)

// dialledForm is an application on a phone: what is answered screen by screen, and what the
// office then has.
type dialledForm struct {
	Name, Mobile, State, Mark string
	Lang                      seva.Lang
	USSD                      []string
	Answers                   map[string]string
}

// TestShortFormsByPhone applies for what a phone can apply for, on the applicant's own
// phone: the number is on the last screen and in one SMS, and the office has the answers.
func TestShortFormsByPhone(t *testing.T) {
	t.Parallel()
	var all struct{ Walk []dialledForm }
	meta, err := toml.DecodeFile("apply_phone.toml", &all)
	if err != nil || len(all.Walk) == 0 || len(meta.Undecoded()) > 0 {
		t.Fatalf("%d walks, unknown keys %v, %v", len(all.Walk), meta.Undecoded(), err)
	}
	for _, w := range all.Walk {
		t.Run(w.Name, func(t *testing.T) {
			t.Parallel()
			newTown(t).dial(w)
		})
	}
}

func (tn *town) dial(w dialledForm) {
	t := tn.t
	c := &call{t: t, addr: tn.addr, number: "+91" + w.Mobile, session: "form-" + w.Mobile}
	c.hop("")
	c.hop(languageKey(w.Lang))
	for _, answer := range w.USSD {
		for strings.Contains(c.page[strings.LastIndex(c.page, "\n")+1:], "98 ") {
			c.hop("98") // it is read to its end before it is answered
		}
		c.hop(answer)
	}
	number := caseNumbers.FindString(seva.Digits(c.readOn()))
	if number == "" {
		t.Fatalf("no number at the end of\n%s", c.page)
	}
	v := tn.app(tn.people["officer"], seva.English).view(number)
	if v.State.Key != w.State || v.Applicant.Channel != "phone" || w.Mark != "" && v.Marks[w.Mark] == "" {
		t.Errorf("%s is %s, entered on %q, marks %v", number, v.State.Key, v.Applicant.Channel, v.Marks)
	}
	for at, want := range w.Answers {
		if at == "mobile" && v.Applicant.Name == "" { // nobody is named to the office by a number
			want = seva.Phone(want).Masked()
		}
		if v.Answers[at].Text != want {
			t.Errorf("%s is %q, and %q was answered", at, v.Answers[at].Text, want)
		}
	}
	for at, got := range v.Answers {
		if _, answered := w.Answers[at]; !answered && !got.IsZero() {
			t.Errorf("%s is %v, which nobody answered", at, got)
		}
	}
	s := &story{town: tn, walk: applied{Mobile: w.Mobile, Lang: w.Lang, Services: []string{v.Service.Key}}, number: number, lines: []string{v.Number}}
	s.told()
	time.Sleep(1200 * time.Millisecond) // a round of the worker that sends SMS: none comes twice
	s.told()
	// The applicant's own phone needs no second fact, and need not type the number.
	c = &call{t: t, addr: tn.addr, number: c.number, session: "again-" + w.Mobile}
	c.hop("") // its language is known by now
	c.hop("5")
	mine := pageKeys.ReplaceAllString(c.readOn(), "")
	seen(t, "the phone's own list", []fact{{number, false}, {i18n.Say(w.Lang, seva.Say("service."+v.Service.Key)), false}}, mine)
	facts := spoken(w.Lang, wire.Glance{Service: v.Service, State: v.State, Next: v.Next})
	seen(t, "sms", facts, tn.text(c.number, statusWords[w.Lang]+" "+number))
}
