package twilio

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	. "duar/ussd/gateway/gatewaytest"
)

var message = notice.Message{Ref: "r-1", To: "919831000001", Body: "দাগ ১৬৫ & [Shali]"}

// to sends everything to a stand-in, whatever its host.
type to struct{ stand *httptest.Server }

func (t to) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	u, _ := url.Parse(t.stand.URL)
	r.URL.Scheme, r.URL.Host = u.Scheme, u.Host
	return t.stand.Client().Transport.RoundTrip(r)
}

// stand answers as Twilio would and keeps the last request.
func stand(t *testing.T, status int, body string) (*Carrier, *http.Request) {
	last := &http.Request{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		*last = *r
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	c := config()
	c.StatusCallback = public + "/gateways/twilio/status"
	carrier, err := NewCarrier(c, to{server})
	if err != nil {
		t.Fatal(err)
	}
	return carrier, last
}

func TestSend(t *testing.T) {
	carrier, last := stand(t, http.StatusCreated, `{"sid":"`+msg+`","status":"queued"}`)
	receipt, err := carrier.Send(t.Context(), message)
	if err != nil {
		t.Fatal(err)
	}
	if receipt != (notice.Receipt{Provider: "twilio", ID: msg}) {
		t.Errorf("receipt %+v", receipt)
	}
	user, password, _ := last.BasicAuth()
	if last.Method != "POST" || last.URL.Path != "/2010-04-01/Accounts/"+sid+"/Messages.json" || user != sid || password != token {
		t.Errorf("%s %s as %s", last.Method, last.URL.Path, user)
	}
	want := url.Values{"To": {"+919831000001"}, "From": {"+15005550006"}, "Body": {message.Body},
		"StatusCallback": {public + "/gateways/twilio/status"}}
	if diff := cmp.Diff(want, last.PostForm); diff != "" {
		t.Errorf("form (-want +got):\n%s", diff)
	}
}

func TestMessagingService(t *testing.T) {
	carrier, last := stand(t, http.StatusCreated, `{"sid":"`+msg+`"}`)
	carrier.config.From = "MG0123456789abcdef0123456789abcdef"
	if _, err := carrier.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if last.PostForm.Get("MessagingServiceSid") != carrier.config.From || last.PostForm.Has("From") {
		t.Errorf("form %v", last.PostForm)
	}
}

func TestAnswers(t *testing.T) {
	const withNumber = `"message":"The number +919831000001 …","more_info":"https://www.twilio.com/docs/errors/","status":400}`
	for _, c := range []struct {
		name   string
		status int
		body   string
		code   string // empty: taken
		retry  bool
	}{
		{"taken, answer garbled", 201, `{"sid":`, "", false},
		{"opted out", 400, `{"code":21610,` + withNumber, "21610", false},
		{"no such number", 400, `{"code":21211,` + withNumber, "21211", false},
		{"wrong token", 401, `{"code":20003,"status":401}`, "20003", true},
		{"too many", 429, `{"code":20429,"status":429}`, "20429", true},
		{"queue full", 400, `{"code":21611,"status":400}`, "21611", true},
		{"down", 500, `{"code":20500,"status":500}`, "20500", true},
		{"down, in HTML", 503, `<html>`, "http 503", true},
		{"a proxy's refusal in HTML", 403, `<html>`, "http 403", true},
		{"moved", 307, ``, "http 307", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			carrier, _ := stand(t, c.status, c.body)
			receipt, err := carrier.Send(t.Context(), message)
			if c.code == "" {
				if err != nil || receipt.Provider != "twilio" {
					t.Errorf("receipt %v, error %v", receipt, err)
				}
				return
			}
			failure, ok := errors.AsType[*notice.Failure](err)
			if !ok || failure.Code != c.code || notice.Retryable(err) != c.retry {
				t.Fatalf("error %v, retryable %v", err, notice.Retryable(err))
			}
			if strings.Contains(err.Error(), "9831000001") || strings.Contains(err.Error(), "১৬৫") {
				t.Errorf("the error tells who or what: %v", err)
			}
		})
	}
}

// A gateway that gave up waiting says nothing of the message: no other carrier may have it.
func TestGatewayTimeout(t *testing.T) {
	for _, status := range []int{http.StatusRequestTimeout, http.StatusGatewayTimeout} {
		carrier, _ := stand(t, status, `<html>`)
		if _, err := carrier.Send(t.Context(), message); notice.ReasonOf(err) != notice.TimedOut {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// The library knows no context; the carrier does.
func TestContextEnds(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	carrier, err := NewCarrier(config(), to{server})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err = carrier.Send(ctx, message)
	if err == nil || !notice.Retryable(err) || time.Since(began) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	if strings.Contains(err.Error(), sid) {
		t.Errorf("the error tells the account: %v", err)
	}
}

// description is Twilio's own, from github.com/twilio/twilio-oai, beside the project.
const description = "../../../../shared/specs/twilio_api_v2010.json"

func TestRequestIsWhatTwilioDescribes(t *testing.T) {
	if _, err := os.Stat(description); err != nil {
		t.Skip("Twilio's API description is not here")
	}
	spec, err := openapi3.NewLoader().LoadFromFile(description)
	if err != nil {
		t.Fatal(err)
	}
	const path = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
	item := spec.Paths.Find(path)
	check := func(transport http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			known := item.Post.RequestBody.Value.Content["application/x-www-form-urlencoded"].Schema.Value.Properties
			form, _ := url.ParseQuery(string(body))
			for key := range form {
				if known[key] == nil {
					t.Errorf("Twilio knows no field %s", key)
				}
			}
			err := openapi3filter.ValidateRequest(r.Context(), &openapi3filter.RequestValidationInput{
				Request:    r,
				PathParams: map[string]string{"AccountSid": sid},
				Route:      &routers.Route{Spec: spec, Path: path, PathItem: item, Method: "POST", Operation: item.Post},
				Options:    &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc},
			})
			if err != nil {
				t.Error(err)
			}
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			return transport.RoundTrip(r)
		})
	}
	carrier, last := stand(t, http.StatusCreated, `{"sid":"`+msg+`"}`)
	carrier.transport = check(carrier.transport)
	if _, err := carrier.Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	if last.Method != "POST" {
		t.Error("nothing arrived")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestCarry(t *testing.T) {
	Carry(t, func(transport http.RoundTripper) (notice.Carrier, error) { return NewCarrier(config(), transport) },
		`{"sid":"`+msg+`","status":"queued"}`, token, sid)
}
