package walks

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/api/client"
	"duar/api/wire"
	"duar/cmd/program"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/service"
	"duar/tui"
)

// booth is a kiosk that asks the town's server, as `duar kiosk --server` makes it, with
// somebody at its keys.
type booth struct {
	t      *testing.T
	town   *town
	lang   seva.Lang
	server *client.Server
	screen *watched
	p      *tea.Program
}

// sit opens a kiosk and puts it away when done is called.
func (tn *town) sit(l seva.Lang) (b *booth, done func()) {
	tn.t.Helper()
	server, err := client.New("http://"+tn.addr, nil)
	if err != nil {
		tn.t.Fatal(err)
	}
	b = &booth{t: tn.t, town: tn, lang: l, server: server}
	b.screen = &watched{Model: tui.New(tui.Config{
		Places: server.Places(), Land: server.Land(), World: tn.world, Lang: l, Out: io.Discard, Idle: -1, Door: server.Door(),
		Services: func(s identity.Session) service.Counter { return server.Services(s.Token) },
		Cases:    func(s identity.Session) casework.Counter { return server.Cases(s.Token) },
	})}
	b.p = tea.NewProgram(b.screen, tea.WithInput(strings.NewReader("")), tea.WithOutput(io.Discard),
		tea.WithoutRenderer(), tea.WithoutSignalHandler())
	ended := make(chan error, 1)
	go func() { _, err := b.p.Run(); ended <- err }()
	b.p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
	return b, func() { b.p.Kill(); <-ended }
}

var keysNamed = map[string]tea.KeyType{
	"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "down": tea.KeyDown, "end": tea.KeyEnd, "pgdown": tea.KeyPgDown,
	"f3": tea.KeyF3, "f8": tea.KeyF8, "space": tea.KeySpace,
}

// press presses keys by their names and types everything else letter by letter. When it
// returns the kiosk has taken them all.
func (b *booth) press(keys ...string) {
	for _, k := range keys {
		if kind, named := keysNamed[k]; named {
			b.p.Send(tea.KeyMsg{Type: kind})
			continue
		}
		for _, r := range k {
			b.p.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
	b.p.Send(taken{}) // is read after those before it, and when it is taken their work is done
	b.p.Send(taken{})
}

type taken struct{}

// sees waits until the screen shows a text, lines joined.
func (b *booth) sees(text string) {
	b.t.Helper()
	if !b.comes(func(view string) bool { return strings.Contains(bare(view), bare(text)) }) {
		b.t.Fatalf("%q does not come on the screen:\n%s", text, b.screen.shown())
	}
}

func (b *booth) comes(is func(view string) bool) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(2 * time.Millisecond) {
		if is(b.screen.shown()) {
			return true
		}
	}
	return false
}

func (b *booth) say(key string, args ...seva.Args) string {
	return i18n.Say(b.lang, seva.Say(key, args...))
}

// signIn opens an errand of the first screen by its key, and signs in for it.
func (b *booth) signIn(errand string, who *person) {
	b.t.Helper()
	b.press(errand)
	b.sees(b.say("kiosk.sign.ask"))
	b.press(who.login, "enter", who.password, "enter", b.town.code(who), "enter")
}

var caseNumbers = regexp.MustCompile(`\b[A-Z]{2,5}20\d{8}\b`)

// apply fills in the form of a walk with keys alone, and gives the number on the
// acknowledgement. like is the same application as an app made it: it tells which
// questions are asked.
func (b *booth) apply(w applied, like wire.Draft, who *person) (number string) {
	b.t.Helper()
	facts, err := like.Facts()
	if err != nil {
		b.t.Fatal(err)
	}
	whole := b.form(w.Services)
	b.signIn("6", who)
	b.sees(b.say("kiosk.apply.ask"))
	b.sees("▸") // the list is there; it is longer than the screen
	for _, id := range w.Services {
		b.press(b.say("service." + id))
		b.sees(b.say("service."+id) + " · ")
		if len(w.Services) > 1 {
			b.press("tab", "esc")
		}
	}
	b.press("enter")
	r := robot{booth: b, walk: w, form: whole, answers: facts.Answers, facts: facts.Facts, folder: b.t.TempDir()}
	for _, section := range whole.Asked(r.answers, r.facts) {
		for _, field := range section.Fields {
			r.answer(field, field.ID)
		}
	}
	b.sees(b.say("kiosk.review.complete"))
	b.press("f8")
	b.sees(b.say("kiosk.consent.ask"))
	b.press("1")
	b.sees(b.say("kiosk.receipt.title"))
	b.comes(func(view string) bool {
		number = caseNumbers.FindString(seva.Digits(view))
		return number != ""
	})
	if number == "" {
		b.t.Fatalf("no number on the acknowledgement:\n%s", b.screen.shown())
	}
	return number
}

// compareWithKiosk applies once more, with keys, and holds the two against each other as
// an officer sees them: answers, office, days and findings are the same.
func (tn *town) compareWithKiosk(s *story, d wire.Draft) {
	tn.t.Helper()
	l := s.walk.Lang.Base() // a kiosk has no Latin letters for Bengali and Hindi
	who := tn.people["operator"]
	if s.walk.By == "school" {
		who = tn.people["school"]
	}
	b, done := tn.sit(l)
	defer done()
	tn.days.move(time.Minute) // a code of the authenticator is good for one signing in
	number := b.apply(s.walk, d, who)
	officer := tn.app(tn.people["officer"], seva.English)
	for i, line := range s.lines {
		other := strings.Replace(line, s.number, number, 1)
		app, kiosk := officer.view(line), officer.view(other)
		if app.Office != kiosk.Office || app.State != kiosk.State || app.Standing != kiosk.Standing || app.FormOf != kiosk.FormOf ||
			app.Applicant.Name != kiosk.Applicant.Name || app.Applicant.Phone != kiosk.Applicant.Phone || app.Applicant.Born != kiosk.Applicant.Born ||
			app.Findings.Rules != kiosk.Findings.Rules || !slices.Equal(app.Findings.Failed, kiosk.Findings.Failed) {
			tn.t.Errorf("line %d: by API %+v, at the kiosk %+v", i+1, app, kiosk)
		}
		if kiosk.Applicant.Channel != "kiosk" || kiosk.Applicant.Entered == "" {
			tn.t.Errorf("line %d: entered by %q on %q", i+1, kiosk.Applicant.Entered, kiosk.Applicant.Channel)
		}
		one, other2 := s.comparable(app), s.comparable(kiosk)
		for at := range one {
			if one[at] != other2[at] {
				tn.t.Errorf("line %d: %s is %q by API and %q at the kiosk", i+1, at, one[at], other2[at])
			}
		}
		if len(one) == 0 || len(one) != len(other2) {
			tn.t.Errorf("line %d: %d answers by API, %d at the kiosk:\n%v\n%v", i+1, len(one), len(other2), one, other2)
		}
	}
}

// comparable gives the answers of a case by pointer. Files have ids of their own: that
// there is one is what counts. What was left open is as good as not asked.
func (s *story) comparable(v wire.View) map[string]string {
	all := map[string]string{}
	for id, value := range v.Answers {
		if len(value.Rows) > 0 {
			for i, row := range value.Rows {
				for column, cell := range row {
					all[id+"/"+string(rune('0'+i))+"/"+column] = cell.Text
				}
			}
			continue
		}
		all[id] = strings.Join(append(value.List, value.Text), " ")
	}
	for at, text := range all {
		if s.walk.Files[at] != "" && text != "" {
			all[at] = "a file"
		}
		if strings.TrimSpace(text) == "" {
			delete(all, at)
		}
	}
	return all
}

// atKiosk asks at the kiosk, where nobody signs in, and reads all that it shows.
func (s *story) atKiosk(l seva.Lang, glances []wire.Glance) {
	s.t.Helper()
	b, done := s.sit(l)
	defer done()
	b.press("7")
	b.sees(b.say("kiosk.status.ask"))
	b.press(s.number, "enter", s.walk.Fact, "enter")
	b.sees(b.say("service." + glances[0].Service.Key))
	shown := ""
	for range 10 {
		before := b.screen.shown()
		shown += before
		b.press("pgdown")
		if b.screen.shown() == before {
			break
		}
	}
	for _, g := range glances {
		seen(s.t, "kiosk in "+string(l), append(append(spoken(l, g), dated(s.t, l, g)...), fact{g.Number, false}), shown)
	}
}

// byCommand asks the same of `duar kiosk --server` itself, with bytes for keys, and finds
// the same in what it draws on the terminal.
func (s *story) byCommand(l seva.Lang) {
	s.t.Helper()
	ctx, stop := context.WithCancel(s.t.Context())
	keys, press := io.Pipe()
	drawn, code := &output{}, make(chan int, 1)
	go func() {
		code <- program.RunIn(ctx, s.world, []string{"kiosk", "--server", "http://" + s.addr, "--lang", string(l), "--prints", s.t.TempDir()}, keys, drawn, drawn)
	}()
	shows := func(text string) {
		s.t.Helper()
		eventually(s.t, patience, text, func() bool {
			return strings.Contains(bare(escapes.ReplaceAllString(drawn.String(), "")), bare(text))
		})
	}
	shows(i18n.Say(l, seva.Say("kiosk.home.ask")))
	fmt.Fprint(press, "7")
	shows(i18n.Say(l, seva.Say("kiosk.status.ask")))
	for _, typed := range []string{s.number, "\r", s.walk.Fact, "\r"} {
		fmt.Fprint(press, typed)
	}
	for _, g := range s.check(l) {
		shows(i18n.Say(l, seva.Say("state."+g.State.Key)))
	}
	stop()
	press.Close()
	if c := <-code; c != 0 {
		s.t.Errorf("duar kiosk ended with code %d", c)
	}
}

// escapes are what steers a terminal.
var escapes = regexp.MustCompile(`\x1b\[[0-9;?]*[a-zA-Z]`)

// sheetAt puts a file where a scanner would.
func sheetAt(t *testing.T, folder, name, kind string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, sheets[kind], 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
