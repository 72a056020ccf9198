package walks

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/BurntSushi/toml"
	"golang.org/x/text/unicode/norm"

	"duar/api/wire"
	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
)

// walk is one conversation, as land.toml describes it.
type walk struct {
	Name, API, Code    string
	Shows, USSD, Kiosk []string
	SMS                map[string]string
}

func walksIn(t *testing.T, file string) []walk {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Walk []walk }
	meta, err := toml.Decode(string(text), &all)
	if err != nil {
		t.Fatal(err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 || len(all.Walk) == 0 {
		t.Fatalf("%s: %d walks, unknown keys %v", file, len(all.Walk), extra)
	}
	return all.Walk
}

// TestTheSameFactsOnEveryFace is what the house is for: it starts the program as a
// newcomer does, asks the API, and then holds the same conversation by USSD, by direct
// code, by SMS and at the kiosk, in every language each of them speaks.
func TestTheSameFactsOnEveryFace(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	addr, said := started(t, "demo", "--data", data, "--plots", "3000")
	playAll(t, addr, func(t *testing.T, number, body string) string { return texted(t, addr, said, number, body) })
}

// TestTheSameFactsOnRealEngines plays the same on PostgreSQL and Redis, to which the
// same program is pointed by two URLs.
func TestTheSameFactsOnRealEngines(t *testing.T) {
	shareKey(t)
	for _, redis := range []string{"DUAR_TEST_REDIS", "DUAR_TEST_REDIS_CLUSTER"} {
		t.Run(redis, func(t *testing.T) {
			t.Parallel()
			engines := []string{"--database", freshDatabase(t), "--redis", engine(t, redis), "--data", t.TempDir()}
			ran(t, append([]string{"load", "demo", "--plots", "3000"}, engines...)...)
			addr, _ := started(t, append([]string{"serve", "--metrics", "", "--log", "warn",
				"--africastalking-networks", "127.0.0.1/32"}, engines...)...)
			playAll(t, addr, func(t *testing.T, number, body string) string {
				return ran(t, append([]string{"phone", "--number", number, "--sms", body}, engines...)...)
			})
		})
	}
}

// playAll plays every walk in every language against a running server. sms sends a
// message from a number and gives what comes back.
func playAll(t *testing.T, addr string, sms func(t *testing.T, number, body string) string) {
	for i, w := range walksIn(t, "land.toml") {
		for j, l := range seva.PhoneLangs() {
			t.Run(w.Name+"/"+string(l), func(t *testing.T) {
				phone, desk := ask(t, addr, w, l)
				if len(phone) == 0 || len(desk) == 0 {
					t.Fatal("a walk that shows nothing proves nothing")
				}
				number := func(n int) string { return fmt.Sprintf("+9198%02d%02d%04d", i, j, n) }
				if len(w.USSD) > 0 {
					seen(t, "ussd", phone, dialled(t, addr, number(1), l, w.USSD))
				}
				if w.Code != "" {
					seen(t, "direct code", phone, dialledCode(t, addr, number(2), l, w.Code))
				}
				if body := w.SMS[string(l)]; body != "" {
					seen(t, "sms", inASCII(phone), seva.Digits(sms(t, number(3), body)))
				}
				if len(w.Kiosk) > 0 && !strings.Contains(string(l), "Latn") {
					seen(t, "kiosk", desk, typed(t, addr, l, w.Kiosk))
				}
			})
		}
	}
}

// fact is something that must be seen: text, or, when whole is set, a number that
// stands by itself and is no menu key.
type fact struct {
	text  string
	whole bool
}

// inASCII gives facts as an SMS may write them: its digits are ASCII in every language
// (ADR 0019), those of a screen sent as an answer are the reader's.
func inASCII(facts []fact) []fact {
	all := slices.Clone(facts)
	for i := range all {
		all[i].text = seva.Digits(all[i].text)
	}
	return all
}

// ask reads the facts of a walk from the API, said as a reader of l is told them on
// the phone and at a desk. They differ in names: the phone masks them.
func ask(t *testing.T, addr string, w walk, l seva.Lang) (phone, desk []fact) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+w.API, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Language", string(l.Base()))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || res.Header.Get("Content-Language") != string(l.Base()) {
		t.Fatalf("%s: %d %q %v\n%s", w.API, res.StatusCode, res.Header.Get("Content-Language"), err, body)
	}
	var got struct {
		Area     wire.Area
		Class    wire.Label
		Flags    []wire.Label
		Holdings []wire.Holding
		Pairs    []wire.Pair
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if want := i18n.Say(l.Base(), seva.Say("class."+got.Class.Key)); got.Class.Key != "" && got.Class.Name != want {
		t.Errorf("api: class %q is %q, want %q", got.Class.Key, got.Class.Name, want)
	}
	both := func(text string, whole bool) {
		phone, desk = append(phone, fact{text, whole}), append(desk, fact{text, whole})
	}
	for _, show := range w.Shows {
		switch show {
		case "area":
			// A desk shows four places, as the record does; a phone has no room for zeros.
			desk = append(desk, fact{i18n.Digits(l, got.Area.Acre), false})
			phone = append(phone, fact{i18n.Digits(l, strings.TrimRight(strings.TrimRight(got.Area.Acre, "0"), ".")), false})
		case "class":
			both(i18n.Say(l, seva.Say("class."+got.Class.Key)), false)
		case "count":
			both(i18n.Number(l, len(got.Holdings)), true)
		case "flags":
			for _, f := range got.Flags {
				both(i18n.Say(l, seva.Say("flag."+f.Key)), false)
			}
		case "shares":
			for _, h := range got.Holdings {
				both(i18n.Digits(l, h.Share), false)
			}
		case "numbers":
			for _, p := range got.Pairs {
				both(i18n.Digits(l, p.RS), true)
			}
		case "owners":
			for _, h := range got.Holdings {
				name := h.Owner.Names.Facts().In(l)
				desk = append(desk, fact{name, false})
				phone = append(phone, fact{land.Mask(name), false})
			}
		default:
			t.Fatalf("no such fact: %s", show)
		}
	}
	return phone, desk
}

// seen demands every fact in what a face has shown. Line breaks and spaces are a
// face's own business, and so is whether a letter is composed.
func seen(t *testing.T, face string, facts []fact, shown string) {
	t.Helper()
	plain := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || r == '│' {
				return -1
			}
			return r
		}, norm.NFC.String(s))
	}
	for _, f := range facts {
		if f.whole && !slices.Contains(numbers(shown), f.text) || !strings.Contains(plain(shown), plain(f.text)) {
			t.Errorf("%s does not show %q:\n%s", face, f.text, shown)
		}
	}
}

// keyed is a line that may be a choice: a key to press, then words.
var keyed = regexp.MustCompile(`^[\s│]*(\d{1,2}) `)

// numbers gives every number that stands by itself, but for the keys of choices. A
// choice's key is one more than that of the line above, or 1 above a 2 or above the
// line of keys 0 and 00; so "4 owners." over "1 Owners and shares" is none.
func numbers(shown string) []string {
	lines := strings.Split(shown, "\n")
	key := func(i int) int {
		if i < 0 || i >= len(lines) {
			return -1
		}
		n := -1
		if m := keyed.FindStringSubmatch(lines[i]); m != nil {
			n, _ = strconv.Atoi(m[1])
		}
		return n
	}
	var text strings.Builder
	choice := -1 // the last line's key, if it was a choice
	for i, line := range lines {
		n := key(i)
		if n > 0 && (n == choice+1 && choice > 0 || n == 1 && (key(i+1) == 2 || key(i+1) == 0)) {
			choice = n
			line = keyed.ReplaceAllString(line, "")
		} else {
			choice = -1
		}
		text.WriteString(line + "\n")
	}
	all := strings.FieldsFunc(text.String(), func(r rune) bool {
		return !unicode.IsDigit(r) && r != '.' && r != '/'
	})
	for i := range all {
		all[i] = strings.Trim(all[i], "./") // the end of a sentence is not part of a number
	}
	return all
}

// texted sends an SMS in by the gateway that pulls it, and waits for the answer, which
// in the demo is printed instead of sent.
func texted(t *testing.T, addr string, said *output, number, body string) string {
	t.Helper()
	before := len(said.String())
	res, err := http.Get("http://" + addr + "/gateways/cdac/sms?" + url.Values{
		"mobileNumber": {number}, "timeStamp": {"2026-11-23 13:30:20"}, "operatorName": {""}, "areaCode": {""},
		"message": {"WB " + body}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("the SMS was refused: %d", res.StatusCode)
	}
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if answer := said.String()[before:]; strings.Contains(answer, "SMS to ") && strings.HasSuffix(answer, "\n") {
			return answer
		}
	}
	t.Fatal("no SMS came back")
	return ""
}

// dialled walks the menus as Africa's Talking reports it: everything typed so far,
// joined by stars. The first screen of a stranger asks the language.
func dialled(t *testing.T, addr, number string, l seva.Lang, answers []string) string {
	t.Helper()
	c := &call{t: t, addr: addr, number: number, session: "walk-" + number}
	c.hop("")
	c.hop(languageKey(l))
	for _, a := range answers {
		c.hop(a)
	}
	return c.readOn()
}

// dialledCode dials the service code with the question behind it.
func dialledCode(t *testing.T, addr, number string, l seva.Lang, code string) string {
	t.Helper()
	c := &call{t: t, addr: addr, number: number, session: "code-" + number}
	c.hop(code)
	c.hop(languageKey(l))
	return c.readOn()
}

// languageKey is the permanent number of a language on the first screen.
func languageKey(l seva.Lang) string {
	return map[seva.Lang]string{seva.Bengali: "1", seva.English: "2", seva.Hindi: "3", seva.BengaliRoman: "4", seva.HindiRoman: "5"}[l]
}

// call is one USSD session through the gateway's door.
type call struct {
	t                     *testing.T
	addr, number, session string
	text, page            string
}

func (c *call) hop(answer string) {
	c.t.Helper()
	if c.text != "" {
		c.text += "*"
	}
	c.text += answer
	res, err := http.PostForm("http://"+c.addr+"/gateways/africastalking/ussd", url.Values{
		"sessionId": {c.session}, "phoneNumber": {c.number}, "serviceCode": {"*384*7#"}, "text": {c.text}})
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		c.t.Fatalf("hop %q: %d %v %s", c.text, res.StatusCode, err, body)
	}
	page, goesOn := strings.CutPrefix(string(body), "CON ")
	if !goesOn {
		c.t.Fatalf("after %q the session ended: %s", c.text, body)
	}
	c.page = page
}

// readOn turns the pages of an answer until there is no more, and gives them all.
func (c *call) readOn() string {
	c.t.Helper()
	all := c.page
	for range 20 {
		if !strings.Contains(c.page[strings.LastIndex(c.page, "\n")+1:], "98 ") {
			return all
		}
		c.hop("98")
		all += "\n" + c.page
	}
	c.t.Fatalf("the answer does not end:\n%s", all)
	return ""
}
