package walks

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"duar/api/wire"
	"duar/seva"
)

// dues gives what a case owes.
func (a app) dues(number string) []wire.Due {
	a.t.Helper()
	return into[wire.Page[wire.Due]](a, a.ask("GET", "/v1/dues?number="+number, nil), 200).Items
}

// begins begins to pay what a case owes, twice with one key as after a lost answer.
func (a app) begins(number, mode, key string) wire.Handoff {
	a.t.Helper()
	dues := a.dues(number)
	if len(dues) != 1 {
		a.t.Fatalf("%s owes %d sums: %+v", number, len(dues), dues)
	}
	body := map[string]any{"demands": []string{dues[0].ID}, "mode": mode}
	h := into[wire.Handoff](a, a.ask("POST", "/v1/payments", body, "Idempotency-Key: "+key), 200)
	if again := into[wire.Handoff](a, a.ask("POST", "/v1/payments", body, "Idempotency-Key: "+key), 200); again.DPR != h.DPR {
		a.t.Errorf("begun twice with one key, it is %s and %s", h.DPR, again.DPR)
	}
	return h
}

// pays pays what a case owes as a browser does: to the treasury, there the button, and back.
func (a app) pays(number string, rupees int) {
	a.t.Helper()
	h := a.begins(number, "online", "pay-"+number)
	if due := a.dues(number); len(due) != 1 || due[0].Payment != h.DPR {
		a.t.Errorf("what is being paid says so: %+v", due)
	}
	if rupees >= 0 && h.Amount.Paise != int64(rupees)*100 {
		a.t.Errorf("%s costs %d paise, want %d rupees", number, h.Amount.Paise, rupees)
	}
	back := pressed(a.t, h.Form, "pay")
	if h := a.returns(back); h.status != 200 {
		a.t.Fatalf("the browser came back: %d %s", h.status, h.body)
	}
	p := into[wire.Payment](a, a.ask("GET", "/v1/payments/"+h.DPR, nil), 200)
	if p.State.Key != "paid" || len(p.Lines) != 1 || p.Lines[0].GRN == "" {
		a.t.Fatalf("%s is not paid: %+v", number, p)
	}
	slip := into[wire.Slip](a, a.ask("GET", "/v1/receipts/"+p.Lines[0].GRN, nil), 200)
	if slip.Number != number || slip.Amount != h.Amount || slip.BRN == "" {
		a.t.Errorf("the receipt says %+v", slip)
	}
	if due := a.dues(number); len(due) != 0 {
		a.t.Errorf("%s owes %+v although it was paid", number, due)
	}
}

// returns is a browser that comes back from the treasury; it shows no token.
func (a app) returns(fields url.Values) heard {
	a.t.Helper()
	res, err := http.PostForm("http://"+a.addr+"/v1/payments/return", fields)
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return heard{res.StatusCode, res.Header, body}
}

var (
	formTags  = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)">(.*?)</form>`)
	fieldTags = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// formsOf gives what the buttons of a page post, and where to.
func formsOf(page string) (actions []string, fields []url.Values) {
	for _, f := range formTags.FindAllStringSubmatch(page, -1) {
		v := url.Values{}
		for _, in := range fieldTags.FindAllStringSubmatch(f[2], -1) {
			v.Set(in[1], html.UnescapeString(in[2]))
		}
		actions, fields = append(actions, html.UnescapeString(f[1])), append(fields, v)
	}
	return actions, fields
}

// pressed brings a browser to the treasury, presses a button of its page and gives the form
// that leads back.
func pressed(t interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}, f wire.PaymentForm, choice string) url.Values {
	t.Helper()
	post := func(at string, v url.Values) string {
		t.Helper()
		res, err := http.PostForm(at, v)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("the treasury's page: %d %v", res.StatusCode, err)
		}
		return string(body)
	}
	bring := url.Values{}
	for name, value := range f.Fields {
		bring.Set(name, value)
	}
	page := post(f.URL, bring)
	if !strings.Contains(page, "SPECIMEN") {
		t.Fatalf("a page of a treasury that does not say SPECIMEN:\n%s", page)
	}
	actions, fields := formsOf(page)
	for i := range fields {
		if fields[i].Get("choice") != choice {
			continue
		}
		at, err := url.Parse(f.URL)
		if err != nil {
			t.Fatal(err)
		}
		at.Path = actions[i]
		back, carried := formsOf(post(at.String(), fields[i]))
		if len(back) != 1 || carried[0].Get("encData") == "" {
			t.Fatalf("no way back from the treasury: %v", back)
		}
		return carried[0]
	}
	t.Fatalf("no button %q on\n%s", choice, page)
	return nil
}

// comes waits until a case has come to a state by itself.
func (s *story) comes(number, state string) {
	s.t.Helper()
	officer := s.app(s.people["officer"], seva.English)
	for deadline := time.Now().Add(2 * patience); officer.view(number).State.Key != state; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			return // what it is instead is said where it is looked at
		}
	}
}
