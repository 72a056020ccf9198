package grips

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
	"duar/seva/fee"
	"duar/seva/payment"
)

var key = []byte("0123456789abcdef")

func world() seva.World {
	return seva.FrozenWorld(time.Date(2026, 11, 24, 6, 30, 0, 0, time.UTC), 1)
}

func treasury(t *testing.T, mode Cipher) (*StandIn, *Client) {
	t.Helper()
	s, err := NewStandIn("DUAR", key, mode, world())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c, err := New(Settings{Page: server.URL + "/pay", Ask: server.URL + "/ask", Return: "https://duar.example.in/back", Key: key,
		Cipher: mode, Source: "DUAR", Department: "046", Service: "306", Services: map[string]string{"mutation_sale": "307"}, World: world()})
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

func cart() payment.Order {
	return payment.Order{Payer: "Rahima Bewa", Phone: "919831012345", Payment: payment.Payment{
		DPR: "PABCDEFGHIJKLMNOPQRS1", Amount: 35050, Made: world().Now(), Lines: []payment.Line{
			{DRN: "DABCDEFGHIJKLMNOPQRS1", Case: "CAF2026000001", Service: "mutation_sale", Amount: 10050,
				Dues: []fee.Due{{Head: "0029-00-800-001-27", Amount: 10000}, {Head: "0029-00-800-002-27", Amount: 50}}},
			{DRN: "DABCDEFGHIJKLMNOPQRS2", Case: "CAF2026000002", Service: "copy", Amount: 25000, Dues: []fee.Due{{Head: "0029", Amount: 25000}}},
		}}}
}

// The message of a payment is what GRIPS 2.0 has: the names of its fields are public API of
// somebody else.
func TestMessage(t *testing.T) {
	_, c := treasury(t, CBC)
	form, err := c.Handoff(cart())
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.seal.open(envelope{Data: form.Fields["encData"], Sum: form.Fields["cs"]})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"req":{"dpr":"PABCDEFGHIJKLMNOPQRS1","src":"DUAR","respUrl":"https://duar.example.in/back","action":"PMT","paymentAmt":350.50,` +
		`"depMob":"9831012345","paymentDtls":[{"pmtCategory":"G","deptCode":"046","svcCode":"307","drn":"DABCDEFGHIJKLMNOPQRS1",` +
		`"identificationNo":"CAF2026000001","depName":"Rahima Bewa","depAddress":"","depEmail":"","onBehalfOf":"Rahima Bewa","depType":"Citizen",` +
		`"periodFrom":"24/11/2026","periodTo":"24/11/2026","remarks":"mutation_sale","totalAmt":100.50,` +
		`"hoaDtls":[{"hoa":"0029-00-800-001-27","amt":100},{"hoa":"0029-00-800-002-27","amt":0.50}],"additionalParamDtls":[]},` +
		`{"pmtCategory":"G","deptCode":"046","svcCode":"306","drn":"DABCDEFGHIJKLMNOPQRS2","identificationNo":"CAF2026000002",` +
		`"depName":"Rahima Bewa","depAddress":"","depEmail":"","onBehalfOf":"Rahima Bewa","depType":"Citizen","periodFrom":"24/11/2026",` +
		`"periodTo":"24/11/2026","remarks":"copy","totalAmt":250,"hoaDtls":[{"hoa":"0029","amt":250}],"additionalParamDtls":[]}]},` +
		`"src":{"srcId":"DUAR","userId":"","ip":"","mac":"","sysTimeStamp":"24/11/2026 12:00:00"}}`
	if string(text) != want {
		t.Errorf("\n%s\n%s", text, want)
	}
	if form.Fields["src"] != "DUAR" || len(form.Fields) != 3 {
		t.Errorf("%v", form.Fields)
	}
}

// What the treasury says comes through whole, in both ciphers.
func TestAnswers(t *testing.T) {
	for _, mode := range []Cipher{CBC, GCM} {
		s, c := treasury(t, mode)
		o := cart()
		if a, err := c.Verify(t.Context(), o.DPR); err != nil || a.Status != payment.SaysUnknown {
			t.Fatalf("%s: %+v, %v", mode, a, err)
		}
		form, err := c.Handoff(o)
		if err != nil {
			t.Fatal(err)
		}
		if dpr, err := s.Bring(form.Fields); err != nil || dpr != o.DPR {
			t.Fatal(dpr, err)
		}
		if a, err := c.Verify(t.Context(), o.DPR); err != nil || a.Status != payment.SaysPending || a.Amount != o.Amount || len(a.Lines) != 2 {
			t.Fatalf("%+v, %v", a, err)
		}
		s.Press(o.DPR, Pay)
		a, err := c.Verify(t.Context(), o.DPR)
		if err != nil || a.Status != payment.SaysPaid || a.GPR == "" || a.Lines[0].GRN == "" || a.Lines[1].BRN == "" || a.Lines[0].Amount != 10050 || a.Lines[0].At != world().Now() {
			t.Fatalf("%+v, %v", a, err)
		}
		if dpr, err := c.Returned(s.Back(o.DPR)); err != nil || dpr != o.DPR {
			t.Fatal(dpr, err)
		}
	}
}

// However it fails, there is an error in time and no answer.
func TestFaults(t *testing.T) {
	for _, f := range []Fault{Slow, Noise, Partial, Huge, Broken, Moved, DiesBefore, DiesAfter, WrongSum} {
		s, c := treasury(t, CBC)
		o := cart()
		if _, err := c.Challan(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		s.Misbehave(f)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		a, err := c.Verify(ctx, o.DPR)
		cancel()
		if err == nil || a.DPR != "" {
			t.Errorf("%s: %+v, %v", f, a, err)
		}
		if want := map[Fault]error{Noise: payment.ErrGarbled, Partial: payment.ErrGarbled, Huge: payment.ErrGarbled, WrongSum: payment.ErrChecksum}[f]; want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v", f, err)
		}
		if strings.Contains(err.Error(), o.Payer) {
			t.Errorf("%s: the error names a person", f)
		}
	}
}

// A treasury that is away is left alone for a while.
func TestRests(t *testing.T) {
	s, c := treasury(t, CBC)
	s.Misbehave(Broken)
	for range 20 {
		if _, err := c.Verify(t.Context(), "P1"); err == nil {
			t.Fatal("an answer")
		}
	}
	if s.Asked() != failsMost {
		t.Errorf("asked %d times", s.Asked())
	}
}

func TestAddress(t *testing.T) {
	for _, c := range []struct {
		page, ask string
		hosts     []string
		ok        bool
	}{
		{"https://t.example.in/pay", "https://t.example.in/ask", nil, true},
		{"https://t.example.in/pay", "https://t.example.in/ask", []string{"t.example.in"}, true},
		{"https://t.example.in/pay", "https://u.example.in/ask", []string{"t.example.in"}, false},
		{"http://127.0.0.1:1/pay", "http://localhost:1/ask", nil, true},
		{"http://t.example.in/pay", "https://t.example.in/ask", nil, false},
		{"https://t.example.in/pay", "http://t.example.in/ask", nil, false},
		{"https://u:p@t.example.in/pay", "https://t.example.in/ask", nil, false},
		{"javascript:alert(1)", "https://t.example.in/ask", nil, false},
		{"https://t.example.in/pay?x=1", "https://t.example.in/ask", nil, false},
		{"", "", nil, false},
	} {
		_, err := New(Settings{Page: c.page, Ask: c.ask, Hosts: c.hosts, Return: "https://d/", Key: key, Source: "S", World: world()})
		if (err == nil) != c.ok {
			t.Errorf("%s and %s: %v", c.page, c.ask, err)
		}
	}
	for _, s := range []Settings{{Key: key[:15]}, {Key: key, Cipher: "ecb"}, {Key: key}} {
		s.Page, s.Ask, s.World = "https://t.example.in/pay", "https://t.example.in/ask", world()
		if _, err := New(s); err == nil {
			t.Errorf("%+v is taken", s)
		}
	}
}

// Whatever is sealed comes out, and of what was changed on the way nothing does.
func TestSealProperty(t *testing.T) {
	for _, mode := range []Cipher{CBC, GCM} {
		s, err := newSeal(key, mode, seva.RealWorld())
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			text := rapid.SliceOf(rapid.Byte()).Draw(t, "text")
			e := s.close(text)
			got, err := s.open(e)
			if err != nil || !bytes.Equal(got, text) {
				t.Fatalf("%q, %v", got, err)
			}
			bad := []byte(e.Data)
			i := rapid.IntRange(0, len(bad)-1).Draw(t, "at")
			bad[i] = 'A' + (bad[i]+1)%26
			if got, err := s.open(envelope{Data: string(bad), Sum: e.Sum}); err == nil && (!bytes.Equal(got, text)) {
				t.Fatalf("%q came out of what was changed", got)
			}
		})
	}
}

func TestRupees(t *testing.T) {
	for s, want := range map[string]rupees{"0": 0, "500": 50000, "500.5": 50050, "500.05": 50005, "999999999999": 99999999999900} {
		if got, err := parseRupees(s); err != nil || got != want {
			t.Errorf("%s: %d, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "-1", "+1", "1.", ".5", "1.005", "1e3", "1,000", "NaN", "0x1", "1000000000000", " 1", "১"} {
		if got, err := parseRupees(s); err == nil {
			t.Errorf("%q: %d", s, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		m := rupees(rapid.Int64Range(0, 99999999999999).Draw(t, "paise"))
		if got, err := parseRupees(m.String()); err != nil || got != m {
			t.Fatalf("%d became %s became %d", m, m, got)
		}
	})
}

func TestFile(t *testing.T) {
	const good = "date,dpr,gpr,drn,grn,brn,amount,status\n24/11/2026,P1,G1,D1,19,B1,500,S\n24/11/2026,P1,G1,D2,,,7.50,F\n"
	f, err := ReadFile(strings.NewReader("\ufeff"+good), nil)
	if err != nil || len(f.Lines) != 2 || f.Day != (seva.Date{Year: 2026, Month: 11, Day: 24}) || f.Lines[1].Amount != 750 || f.Lines[0].Line != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	if g, _ := ReadFile(strings.NewReader(good), nil); g.Digest == f.Digest || len(g.Digest) != 64 {
		t.Error("two files with one digest")
	}
	for name, text := range map[string]string{
		"nothing": "", "a heading only": strings.SplitAfter(good, "\n")[0], "another heading": strings.Replace(good, "brn", "urn", 1),
		"a column less": strings.Replace(good, ",500,S", ",500", 1), "another day": good + "25/11/2026,P1,G1,D1,20,B1,500,S\n",
		"no day": strings.Replace(good, "24/11/2026,P1,G1,D1", "2026-11-24,P1,G1,D1", 1), "no amount": strings.Replace(good, "500", "Rs 500", 1),
		"no such status": strings.Replace(good, ",S", ",OK", 1), "money without a number": strings.Replace(good, ",19,", ",,", 1),
		"odd letters": strings.Replace(good, "B1", "B\x011", 1), "a quote": good + "\"", "negative": strings.Replace(good, "500", "-500", 1),
		"a space behind a number": strings.Replace(good, ",19,", ",19 ,", 1), "a formula": strings.Replace(good, ",B1,", ",=1+2,", 1),
		"a formula as payment":        strings.Replace(good, ",P1,", ",@SUM(A1),", 1),
		"a sum that nobody ever paid": strings.Replace(good, ",500,", ",100000000000,", 1),
	} {
		if _, err := ReadFile(strings.NewReader(text), nil); err == nil {
			t.Errorf("%s is taken", name)
		} else if _, bad := errors.AsType[Bad](err); !bad {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The page of the demo, as a browser walks through it; nothing that comes back is believed,
// so it need only lead there.
func TestPage(t *testing.T) {
	s, c := treasury(t, CBC)
	s.Words = func(l seva.Lang, k string) string { return string(l) + ":" + k + "<b>" }
	form, err := c.Handoff(cart())
	if err != nil {
		t.Fatal(err)
	}
	post := func(path string, fields map[string]string) *httptest.ResponseRecorder {
		v := url.Values{}
		for name, value := range fields {
			v.Set(name, value)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(v.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	w := post("/pay", form.Fields)
	for _, want := range []string{"SPECIMEN", "350.50", "bn:treasury.pay&lt;b&gt;", "hi:treasury.fail", `value="counter"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if strings.Contains(w.Body.String(), "<script") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Error("the page may run something")
	}
	if w := post("/press", map[string]string{"dpr": cart().DPR, "choice": "pay"}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "https://duar.example.in/back") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if a, err := c.Verify(t.Context(), cart().DPR); err != nil || a.Status != payment.SaysPaid {
		t.Errorf("%+v, %v", a, err)
	}
	for path, fields := range map[string]map[string]string{"/pay": {"encData": "x"}, "/press": {"dpr": "P9", "choice": "pay"}} {
		if w := post(path, fields); w.Code < 400 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

// No answer, whatever it is, brings the client down or is anything but an answer.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"res":{"dpr":"P1","gpr":"G","paymentStatus":"S","paymentAmt":500,"paymentDtls":[{"drn":"D1","grn":"19","grnStatus":"S","totalAmt":"500.00","brn":"B","brnTime":"24/11/2026 12:00:00"}]}}`))
	f.Add([]byte(`{"res":{"paymentStatus":"N"}}`))
	f.Add([]byte(`{"res":{"paymentAmt":1e3}}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := readAnswer(text, Words())
		if err != nil {
			if a.DPR != "" || len(a.Lines) > 0 {
				t.Errorf("an error and %+v", a)
			}
			return
		}
		for _, l := range a.Lines {
			if l.Amount < -1 || !short(l.GRN, l.DRN, l.BRN, l.Bank) {
				t.Errorf("%+v", l)
			}
		}
	})
}

// No envelope, whatever it is, brings the client down.
func FuzzOpen(f *testing.F) {
	f.Add("AAAA", "00")
	f.Add("", "")
	var seals []seal
	for _, mode := range []Cipher{CBC, GCM} {
		s, err := newSeal(key, mode, world())
		if err != nil {
			f.Fatal(err)
		}
		e := s.close([]byte("{}"))
		f.Add(e.Data, e.Sum)
		seals = append(seals, s)
	}
	f.Fuzz(func(t *testing.T, data, sum string) {
		for _, s := range seals {
			if text, err := s.open(envelope{Data: data, Sum: sum}); err == nil && string(text) != "{}" {
				t.Errorf("%q was sealed by nobody", text)
			}
		}
	})
}

// No file, whatever it is, brings the reader down, and what is read of one is bounded.
func FuzzFile(f *testing.F) {
	f.Add("date,dpr,gpr,drn,grn,brn,amount,status\n24/11/2026,P1,G1,D1,19,B1,500,S\n")
	f.Add("\ufeffdate,dpr")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ReadFile(strings.NewReader(text), nil)
		if err != nil {
			return
		}
		for i, e := range got.Lines {
			if e.Line != i+1 || e.Amount < 0 || e.Status == payment.SaysPaid && e.GRN == "" || !short(e.DPR, e.DRN, e.GRN, e.BRN) {
				t.Errorf("%+v", e)
			}
		}
		if _, err := io.WriteString(io.Discard, got.Digest); err != nil {
			t.Error(err)
		}
	})
}
