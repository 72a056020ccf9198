package walks

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/ussd/page"
)

// The secrets of the operators in these tests.
const (
	operatorKey    = "key-of-the-talking-operator-in-tests"
	operatorSecret = "secret-of-the-generic-operator-in-tests"
	twilioAccount  = "AC00000000000000000000000000000000"
	twilioToken    = "tokentokentokentoken"
	twilioURL      = "https://duar.example.org"
)

// operators is a server to which four operators are connected, as an administrator
// would configure it. What it sends by Twilio goes nowhere.
func operators(t testing.TB, more ...string) *process {
	t.Helper()
	return spawn(t, append([]string{"serve", "--data", stocked(t), "--listen", "127.0.0.1:0", "--log", "debug", "--notice", "0s",
		"--africastalking-secret", operatorKey, "--generic-secrets", operatorSecret,
		"--twilio-account-sid", twilioAccount, "--twilio-auth-token", twilioToken, "--twilio-public-url", twilioURL, "--twilio-from", "+15005550006",
		"--cdac-networks", "10.8.0.0/16"}, more...)...).serving()
}

// post sends a callback and gives the answer.
func (p *process) post(path, kind, body string, headers map[string]string) (int, string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, "http://"+p.addr+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for k, v := range headers {
		r.Header.Set(k, v)
	}
	status, answer, err := answered(http.DefaultClient.Do(r))
	if err != nil {
		p.t.Error(err)
	}
	return status, answer
}

const genericPath, twilioPath, talkingPath = "/gateways/generic/ussd", "/gateways/twilio/sms", "/gateways/africastalking/ussd"

// signedBy signs as docs/adding-a-gateway.md and the dialect's own package describe it,
// with nothing of ours: HMAC-SHA256 over method, path, time, nonce and body.
func signedBy(secret, path, nonce string, at time.Time, body string) map[string]string {
	stamp := fmt.Sprint(at.Unix())
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("POST\n" + path + "\n" + stamp + "\n" + nonce + "\n" + body))
	return map[string]string{"X-Duar-Timestamp": stamp, "X-Duar-Nonce": nonce, "X-Duar-Signature": hex.EncodeToString(mac.Sum(nil))}
}

// generic is one hop in our own dialect.
func generic(session, number, kind, text string, seq int) string {
	b, _ := json.Marshal(map[string]any{"sessionId": session, "msisdn": number, "type": kind, "text": text, "seq": seq})
	return string(b)
}

// twilioSigned signs a form as Twilio does: HMAC-SHA1 over the URL and the sorted fields.
func twilioSigned(token, url string, form url.Values) map[string]string {
	text := url
	for _, k := range slices.Sorted(maps.Keys(form)) {
		text += k + form.Get(k)
	}
	mac := hmac.New(sha1.New, []byte(token))
	mac.Write([]byte(text))
	return map[string]string{"X-Twilio-Signature": base64.StdEncoding.EncodeToString(mac.Sum(nil))}
}

const formKind = "application/x-www-form-urlencoded"

// Callbacks that nobody signed, that somebody else signed, that are old, or that were
// there before: none gets a menu.
func TestForgedCallbacks(t *testing.T) {
	p := operators(t, "--metrics", "")
	now := time.Now()
	body := generic("forged", "919800000070", "new", "", 0)
	sms := url.Values{"AccountSid": {twilioAccount}, "MessageSid": {"SM" + strings.Repeat("1", 32)}, "From": {"+919800000071"}, "Body": {"LAND 1027001 165"}}
	hop := form("forged", "+919800000072", "")
	type vector struct {
		name, path, body string
		header           map[string]string
		want             int
	}
	json := func(name string, want int, body string, header map[string]string) vector {
		return vector{name, genericPath, body, header, want}
	}
	used := signedBy(operatorSecret, genericPath, "nonce-used-twice-here", now, body)
	another := signedBy(operatorSecret, genericPath, "nonce-of-another-body", now, body)
	without := func(h map[string]string, key string) map[string]string {
		h = maps.Clone(h)
		delete(h, key)
		return h
	}
	good := signedBy(operatorSecret, genericPath, "nonce-never-delivered", now, body)
	for _, c := range []vector{
		json("good", 200, body, used),
		json("replayed", 401, body, used),
		json("unsigned", 401, body, nil),
		json("no signature", 401, body, without(good, "X-Duar-Signature")),
		json("no time", 401, body, without(good, "X-Duar-Timestamp")),
		json("no nonce", 401, body, without(good, "X-Duar-Nonce")),
		json("a stranger's secret", 401, body, signedBy(strings.Repeat("x", 40), genericPath, "nonce-of-a-stranger-1", now, body)),
		json("another path", 401, body, signedBy(operatorSecret, talkingPath, "nonce-of-another-path", now, body)),
		json("another body", 401, generic("forged", "919800000079", "new", "", 0), another),
		json("stale", 401, body, signedBy(operatorSecret, genericPath, "nonce-from-long-before", now.Add(-6*time.Minute), body)),
		json("from the future", 401, body, signedBy(operatorSecret, genericPath, "nonce-from-long-after", now.Add(6*time.Minute), body)),
		json("the key of another dialect", 401, body, map[string]string{"X-Duar-Key": operatorKey}),
		{"talking without the key", talkingPath, hop, nil, 401},
		{"talking with a wrong key", talkingPath, hop, map[string]string{"X-Duar-Key": operatorKey + "x"}, 401},
		{"talking with a wrong key in the address", talkingPath + "?key=" + operatorKey[1:], hop, nil, 401},
		{"talking with the key", talkingPath, hop, map[string]string{"X-Duar-Key": operatorKey}, 200},
		{"talking with the key in the address", talkingPath + "?key=" + operatorKey, hop, nil, 200},
		{"twilio unsigned", twilioPath, sms.Encode(), nil, 403},
		{"twilio with another token", twilioPath, sms.Encode(), twilioSigned("x"+twilioToken, twilioURL+twilioPath, sms), 403},
		{"twilio for another host", twilioPath, sms.Encode(), twilioSigned(twilioToken, "https://evil.example.org"+twilioPath, sms), 403},
		{"twilio with another body", twilioPath, strings.Replace(sms.Encode(), "165", "166", 1), twilioSigned(twilioToken, twilioURL+twilioPath, sms), 403},
		{"twilio with a repeated key", twilioPath, sms.Encode() + "&Body=LAND+1027001+1", twilioSigned(twilioToken, twilioURL+twilioPath, sms), 400},
		{"twilio with a query", twilioPath + "?Body=x", sms.Encode(), twilioSigned(twilioToken, twilioURL+twilioPath, sms), 400},
		{"twilio", twilioPath, sms.Encode(), twilioSigned(twilioToken, twilioURL+twilioPath, sms), 200},
	} {
		kind := formKind
		if c.path == genericPath {
			kind = "application/json"
		}
		status, answer := p.post(c.path, kind, c.body, c.header)
		if status != c.want {
			t.Errorf("%s: %d %q, want %d", c.name, status, answer, c.want)
		}
		if menu := strings.Contains(answer, "English") || strings.Contains(answer, "Ranjapur"); menu != (c.want == 200) {
			t.Errorf("%s: %d %q", c.name, status, answer)
		}
	}
	// Twilio signs no time: the same message again is answered alike and causes nothing.
	_, first := p.post(twilioPath, formKind, sms.Encode(), twilioSigned(twilioToken, twilioURL+twilioPath, sms))
	_, second := p.post(twilioPath, formKind, sms.Encode(), twilioSigned(twilioToken, twilioURL+twilioPath, sms))
	if first != second || !strings.Contains(first, "<Message>") {
		t.Errorf("twilio again: %q and %q", first, second)
	}
	status, answer, _ := get("http://" + p.addr + "/gateways/cdac/sms?mobileNumber=919800000073&timeStamp=1&message=WB+HELP")
	if status != 403 || strings.Contains(answer, "LAND") {
		t.Errorf("cdac from somewhere else: %d %q", status, answer)
	}
	// A proxy that nobody trusts cannot lend its caller an address.
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.addr+"/gateways/cdac/sms?mobileNumber=919800000073&timeStamp=1&message=WB+HELP", nil)
	r.Header.Set("X-Forwarded-For", "10.8.0.1")
	if status, answer, err := answered(http.DefaultClient.Do(r)); status != 403 || err != nil {
		t.Errorf("cdac with a borrowed address: %d %q %v", status, answer, err)
	}
}

// What people type that is no answer: each gets a screen that fits and goes on.
func TestOddAnswers(t *testing.T) {
	addr, _ := started(t, "demo", "--data", stocked(t))
	for i, typed := range []string{"", " ", "#", "1#", "*", "1*2", strings.Repeat("9", 500), strings.Repeat("ক", 500), "１", "১", "१", "1.", "(1)", "+1", "-1",
		"1027001#165", "১৬৫/১২০১", "0", "00", "98", "99", "97", "000", "জমি", "\u200b1", "🙂", "'; --"} {
		for _, before := range [][]string{{}, {"2"}, {"2", "1"}, {"2", "1", "1"}, {"2", "1", "1", "1027001"}, {"2", "1", "1", "1027001", "165"}} {
			c := &caller{t: t, addr: addr, number: fmt.Sprintf("+9198001%02d%03d", i, len(before))}
			c.dial(fmt.Sprint("odd", i, "-", len(before)))
			for _, answer := range before {
				c.hop(answer)
			}
			got := c.hop(typed)
			text, goesOn := strings.CutPrefix(got, "CON ")
			if !goesOn || text == "" || !page.Fits(text, page.USSD) {
				t.Errorf("after %v %.20q shows %q", before, typed, got)
			}
		}
	}
}

// Nobody who reads the log or the metrics learns who called and what was asked.
func TestNothingPersonalInLogsAndMetrics(t *testing.T) {
	metrics := port(t)
	p := operators(t, "--metrics", metrics)
	key := map[string]string{"X-Duar-Key": operatorKey}
	// A citizen on the phone, to an SMS that cannot be sent.
	text := ""
	for _, answer := range []string{"", "2", "1", "1", "1027001", "165", "2"} {
		if text != "" {
			answer = "*" + answer
		}
		text += answer
		if status, got := p.post(talkingPath, formKind, form("private", "+919876543210", text), key); status != 200 {
			t.Errorf("hop %q: %d %q", text, status, got)
		}
	}
	sms := url.Values{"AccountSid": {twilioAccount}, "MessageSid": {"SM" + strings.Repeat("2", 32)}, "From": {"+919876543211"}, "Body": {"KHATIAN 1027001 12"}}
	p.post(twilioPath, formKind, sms.Encode(), twilioSigned(twilioToken, twilioURL+twilioPath, sms))
	body := generic("private-2", "919876543212", "new", "1027001*165", 0)
	p.post(genericPath, "application/json", body, signedBy(operatorSecret, genericPath, "nonce-of-a-citizen-1", time.Now(), body))
	// One with an app, with everything that goes wrong.
	for _, question := range []string{
		"/v1/land/mouzas/1027001/plots/165?as_on=2026-11-01", "/v1/land/mouzas/1027001/khatians/12", "/v1/land/mouzas/1027001/plots/471193",
		"/v1/land/mouzas/1027001/plots/gopal-das", "/v1/places/search?q=Haradhan+Mondal", "/v1/places/search?q=x&q=Haradhan", "/v1/places/search?Haradhan=1",
		"/v1/land/owner/Haradhan", "/v1/land/mouzas/1027001/crosswalk?lr=471193", "/gateways/cdac/sms?mobileNumber=919876543213&message=Haradhan&timeStamp=471193",
		talkingPath + "?phoneNumber=919876543214",
	} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.addr+question, nil)
		r.Header.Set("User-Agent", "Haradhans-own-phone/1.0")
		r.Header.Set("Cookie", "who=Haradhan")
		if _, _, err := answered(http.DefaultClient.Do(r)); err != nil {
			t.Error(err)
		}
	}
	for _, broken := range []string{form("private", "+91987654321", "Haradhan"), form("private", "+919876543215", "Haradhan\x00"), "text=Haradhan&text=x&phoneNumber=+919876543216"} {
		p.post(talkingPath, formKind, broken, key)
		p.post(talkingPath+"?phoneNumber=919876543217", formKind, broken, nil)
		p.post(genericPath, "application/json", broken, nil)
	}
	_, counted, err := get("http://" + metrics + "/metrics")
	if err != nil || !strings.Contains(counted, "http_server_request_duration_seconds_count") {
		t.Fatalf("metrics: %v %.200s", err, counted)
	}
	said := p.errs.String() + p.out.String()
	if !strings.Contains(said, "sms not sent") || !strings.Contains(said, "gateway.refused") || !strings.Contains(said, `"route":"none"`) {
		t.Fatalf("the log does not show what went wrong:\n%s", said)
	}
	// Of metrics the names and labels: a size of memory may hold any digits.
	named := regexp.MustCompile(`(?m) \S+$`).ReplaceAllString(counted, "")
	for where, text := range map[string]string{"log": said, "metrics": named} {
		for _, secret := range []string{
			"9876543", "Haradhan", "haradhan", "gopal", "471193", "1027001", "KHATIAN", "as_on", "q=", "phoneNumber=", "own-phone", "private",
			operatorKey, operatorSecret, twilioToken, i18n.Say(seva.English, seva.Say("phone.home.land")),
		} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("the %s tells %q: %s", where, secret, text[max(0, at-150):min(len(text), at+50)])
			}
		}
	}
	for line := range strings.Lines(p.errs.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("a line of the log is not JSON: %s", line)
		}
	}
}
