package walks

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/seva/notice"
	"duar/ussd/gateway/gatewaytest"
	"duar/ussd/gateway/twilio"
)

// twilioSpec is Twilio's own description of its API (github.com/twilio/twilio-oai). It is
// not ours to copy: it lies beside the project, or the test is skipped.
const twilioSpec = "../../shared/specs/twilio_api_v2010.json"

// judge starts Prism over Twilio's description: it refuses what Twilio's description does
// not allow.
func judge(t *testing.T) (address string) {
	t.Helper()
	spec, err := filepath.Abs(twilioSpec)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(spec); err != nil {
		t.Skip("Twilio's API description is not here")
	}
	prism := filepath.Join(peerFolder(t), "node_modules", ".bin", "prism")
	address = port(t)
	_, p, _ := strings.Cut(address, ":")
	run(t, nil, prism, "mock", "-h", "127.0.0.1", "-p", p, "--errors", spec)
	listening(t, address)
	return address
}

// What we send Twilio is what Twilio describes, and the judge is one that refuses.
func TestTwilioAsDescribed(t *testing.T) {
	const account, token = "AC0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"
	to := gatewaytest.Toward(judge(t))
	config := twilio.Config{AccountSID: account, AuthToken: token, From: "+15005550006"}
	with := func(change func(*twilio.Config)) twilio.Config { c := config; change(&c); return c }
	long, odd := gatewaytest.Message, gatewaytest.Message
	long.Body = strings.Repeat("দাগ ১৬৫: ব্যাংকের কাছে বন্ধক আছে। ", 20)
	odd.Body = "a=b&To=+15005550009\r\n<Say>&#2470;%00"
	for _, c := range []struct {
		name   string
		config twilio.Config
		m      notice.Message
	}{
		{"from a number", config, gatewaytest.Message},
		{"from a header", with(func(c *twilio.Config) { c.From = "WBDUAR" }), gatewaytest.Message},
		{"by a messaging service", with(func(c *twilio.Config) { c.From = "MG0123456789abcdef0123456789abcdef" }), gatewaytest.Message},
		{"with a callback", with(func(c *twilio.Config) { c.StatusCallback = "https://duar.example.org/x" }), gatewaytest.Message},
		{"with a callback of its own", with(func(c *twilio.Config) { c.PublicURL = "https://duar.example.org" }), gatewaytest.Message},
		{"long", config, long},
		{"with letters that mean something elsewhere", config, odd},
	} {
		t.Run(c.name, func(t *testing.T) {
			carrier, err := twilio.NewCarrier(c.config, to)
			if err != nil {
				t.Fatal(err)
			}
			receipt, err := carrier.Send(t.Context(), c.m)
			if err != nil || receipt.Provider != "twilio" || !strings.HasPrefix(receipt.ID, "SM") {
				t.Errorf("receipt %v, %v", receipt, err)
			}
		})
	}

	good := url.Values{"To": {"+919831000001"}, "From": {"+15005550006"}, "Body": {"x"}}
	without := func(key string) url.Values {
		v := url.Values{}
		for k, values := range good {
			if k != key {
				v[k] = values
			}
		}
		return v
	}
	for _, c := range []struct {
		name    string
		account string
		signed  bool
		form    url.Values
		want    int
	}{
		{"good", account, true, good, http.StatusCreated},
		{"nobody to send to", account, true, without("To"), http.StatusUnprocessableEntity},
		{"an account that is none", "AC1", true, good, http.StatusUnprocessableEntity},
		{"a callback that is no address", account, true, url.Values{"To": good["To"], "From": good["From"], "Body": good["Body"], "StatusCallback": {"not a url"}}, http.StatusUnprocessableEntity},
		{"nobody asks", account, false, good, http.StatusUnauthorized},
	} {
		t.Run("judged: "+c.name, func(t *testing.T) {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.twilio.com/2010-04-01/Accounts/"+c.account+"/Messages.json", strings.NewReader(c.form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if c.signed {
				r.SetBasicAuth(account, token)
			}
			if status, answer, err := answered(to.RoundTrip(r)); status != c.want || err != nil {
				t.Errorf("%d %.200s %v, want %d", status, answer, err, c.want)
			}
		})
	}
}
