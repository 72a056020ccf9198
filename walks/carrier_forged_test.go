package walks

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Operators whose dialects sign nothing: nobody gets a menu without the key, and none of
// what was refused stands in the log.
func TestForgedDialects(t *testing.T) {
	const key = "key-of-an-operator-in-tests"
	p := operators(t, "--metrics", "",
		"--imimobile-secret", key, "--imimobile-code", "*384*7#",
		"--comviva-user-id", "flares", "--comviva-password", key, "--comviva-code", "*384*7#",
		"--infobip-secret", key, "--kannel-secret", key, "--kannel-url", "http://127.0.0.1:1/cgi-bin/sendsms",
		"--kannel-username", "duar", "--kannel-password", key+"2", "--kannel-public-url", "http://127.0.0.1:8080", "--sms-carriers", "twilio")
	const (
		dial    = "/gateways/imimobile/ussd?msisdn=919800008101&msg=*384*7%23&tid=1&code=x&dcs=0"
		comviva = "/gateways/comviva/ussd?SessionID=1&MSISDN=919800008100&MSC=1&input=384*7"
		infobip = "/gateways/infobip/session/1/start"
		sms     = "/gateways/kannel/sms?from=919800008103&id=1&coding=0&text=LAND+1027001+165"
		report  = "/gateways/kannel/report?ref=ci0x&type=1&answer="
	)
	object := `{"msisdn":"919800008102","text":"","shortCode":"*384*7#"}`
	for _, c := range []struct {
		name, method, path, body string
		header                   map[string]string
		want                     int
		menu                     bool
	}{
		{"imimobile", "GET", dial, "", map[string]string{"X-Duar-Key": key}, 200, true},
		{"imimobile, key in the address", "GET", dial + "&key=" + key, "", nil, 200, true},
		{"imimobile, no key", "GET", dial, "", nil, 401, false},
		{"imimobile, another's", "GET", dial, "", map[string]string{"X-Duar-Key": operatorKey}, 401, false},
		{"imimobile, a number twice", "GET", dial + "&msisdn=919800008104", "", map[string]string{"X-Duar-Key": key}, 400, false},
		{"comviva", "GET", comviva + "&userid=flares&password=" + key, "", nil, 200, true},
		{"comviva, nobody", "GET", comviva, "", nil, 401, false},
		{"comviva, the key as a header", "GET", comviva, "", map[string]string{"X-Duar-Key": key}, 401, false},
		{"infobip", "POST", infobip, object, map[string]string{"X-Duar-Key": key}, 200, true},
		{"infobip, no key", "POST", infobip, object, nil, 401, false},
		{"infobip, the end put", "PUT", "/gateways/infobip/session/1/end", `{"exitCode":0}`, map[string]string{"X-Duar-Key": key}, 200, false},
		{"infobip, the end by nobody", "PUT", "/gateways/infobip/session/1/end", `{"exitCode":0}`, nil, 401, false},
		{"infobip, another method", "DELETE", infobip, "", map[string]string{"X-Duar-Key": key}, 405, false},
		{"kannel", "GET", sms + "&key=" + key, "", nil, 200, true},
		{"kannel, no key", "GET", sms, "", nil, 401, false},
		{"a report that nobody asked for", "GET", report, "", nil, 401, false},
		{"a report with the key", "GET", report + "&sign=" + key, "", map[string]string{"X-Duar-Key": key}, 401, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+p.addr+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			for name, value := range c.header {
				r.Header.Set(name, value)
			}
			r.Host = "evil.example" // it counts for nothing
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			headers := response.Header
			status, answer, err := answered(response, nil)
			menu := strings.Contains(answer, "English") || strings.Contains(answer, "Ranjapur")
			if status != c.want || menu != c.menu || err != nil {
				t.Errorf("%d %q %v, want %d", status, answer, err, c.want)
			}
			if c.name == "comviva" && (headers.Get("Freeflow") != "FC" || headers.Get("charge") != "N") ||
				c.name == "imimobile" && headers.Get("X-USSD-SESSION") != "1" ||
				c.name == "kannel" && headers.Get("X-Kannel-Coding") != "0" {
				t.Errorf("headers %v", headers)
			}
		})
	}
	said := p.errs.String() + p.out.String()
	for _, secret := range []string{key, url.QueryEscape("*384*7#"), "98000081", "1027001", "SessionID"} {
		if at := strings.Index(said, secret); at >= 0 {
			t.Errorf("the log tells %q: %s", secret, said[max(0, at-150):min(len(said), at+50)])
		}
	}
}
