package twilio

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/seva"
	"duar/seva/notice"
	. "duar/ussd/gateway/gatewaytest"
)

// book keeps what was noted, or fails. It is both ports.
type book struct {
	noted []notice.Report
	said  []string
	err   error
}

func (b *book) Note(_ context.Context, r notice.Report) error {
	if b.err == nil {
		b.noted = append(b.noted, r)
	}
	return b.err
}

func (b *book) Stop(_ context.Context, to seva.Phone, at time.Time) error {
	return b.say("stop ", to, at)
}

func (b *book) Start(_ context.Context, to seva.Phone, at time.Time) error {
	return b.say("start ", to, at)
}

func (b *book) Stopped(context.Context, seva.Phone) (bool, error) { return false, b.err }

func (b *book) say(what string, to seva.Phone, at time.Time) error {
	if b.err == nil {
		b.said = append(b.said, what+string(to)+at.Format(" 15:04"))
	}
	return b.err
}

// status is a report as Twilio posts it (twilio.com/docs/messaging/guides/track-outbound-message-status).
func status(changes ...string) url.Values {
	v := url.Values{
		"AccountSid": {sid}, "MessageSid": {msg}, "SmsSid": {msg}, "ApiVersion": {"2010-04-01"},
		"From": {"+15005550006"}, "To": {"+919831000001"}, "MessageStatus": {"delivered"}, "SmsStatus": {"delivered"},
	}
	for i := 0; i < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func reported(c Case, form url.Values) Case {
	c.Body = form.Encode()
	c.Header = map[string]string{"X-Twilio-Signature": sign(token, public+statusRoute, form)}
	return c
}

func TestReports(t *testing.T) {
	for _, c := range []struct {
		status, code string
		want         notice.Report
	}{
		{"queued", "", notice.Report{State: notice.Accepted, Code: "queued"}},
		{"sending", "", notice.Report{State: notice.Accepted, Code: "sending"}},
		{"sent", "", notice.Report{State: notice.Dispatched, Code: "sent"}},
		{"delivered", "", notice.Report{State: notice.Delivered, Code: "delivered"}},
		{"undelivered", "30003", notice.Report{State: notice.Undelivered, Why: notice.Away, Code: "30003"}},
		{"undelivered", "30007", notice.Report{State: notice.Undelivered, Why: notice.Rejected, Code: "30007"}},
		{"failed", "30034", notice.Report{State: notice.Undelivered, Why: notice.Unregistered, Code: "30034"}},
		{"failed", "39999", notice.Report{State: notice.Undelivered, Why: notice.Unknown, Code: "39999"}},
		{"failed", "", notice.Report{State: notice.Undelivered, Why: notice.Unknown, Code: "failed"}},
		{"canceled", "", notice.Report{State: notice.Undelivered, Why: notice.Rejected, Code: "canceled"}},
	} {
		t.Run(c.status+c.code, func(t *testing.T) {
			b := &book{}
			g, err := NewReports(config(), b, nil)
			if err != nil {
				t.Fatal(err)
			}
			form := status("MessageStatus", c.status, "ErrorCode", c.code)
			Play(t, g, []Case{reported(Case{Name: "once"}, form), reported(Case{Name: "again"}, form)})
			c.want.Provider, c.want.ID, c.want.At = "twilio", msg, Now
			if diff := cmp.Diff([]notice.Report{c.want}, b.noted); diff != "" {
				t.Errorf("noted (-want +got):\n%s", diff)
			}
		})
	}
}

// Who has opted out at Twilio is asked no more.
func TestReportOptedOut(t *testing.T) {
	b := &book{}
	g, err := NewReports(config(), b, b)
	if err != nil {
		t.Fatal(err)
	}
	form := status("MessageStatus", "failed", "ErrorCode", "21610")
	Play(t, g, []Case{reported(Case{Name: "once"}, form), reported(Case{Name: "again"}, form)})
	if len(b.noted) != 1 || b.noted[0].Why != notice.OptedOut {
		t.Errorf("noted %v", b.noted)
	}
	if diff := cmp.Diff([]string{"stop 919831000001 04:30"}, b.said); diff != "" {
		t.Error(diff)
	}
}

func TestForgedReports(t *testing.T) {
	b := &book{}
	g, err := NewReports(config(), b, b)
	if err != nil {
		t.Fatal(err)
	}
	unsigned := reported(Case{Name: "unsigned", Status: 403}, status())
	unsigned.Header = nil
	changed := reported(Case{Name: "changed after signing", Status: 403}, status("MessageStatus", "sent"))
	changed.Body = status().Encode()
	elsewhere := reported(Case{Name: "signed for an SMS that comes in", Status: 403}, status())
	elsewhere.Header["X-Twilio-Signature"] = sign(token, public+route, status())
	stranger := reported(Case{Name: "signed with another token", Status: 403}, status())
	stranger.Header["X-Twilio-Signature"] = sign("x"+token, public+statusRoute, status())
	host := reported(Case{Name: "another Host", Status: 403}, status())
	host.Header["Host"], host.Header["X-Twilio-Signature"] = "evil.example", sign(token, "https://evil.example"+statusRoute, status())
	repeated := reported(Case{Name: "repeated key", Status: 400}, status("MessageStatus", "sent"))
	repeated.Body += "&MessageStatus=delivered" // the signature still holds for the first value
	Play(t, g, []Case{
		unsigned, changed, elsewhere, stranger, host, repeated,
		reported(Case{Name: "unsigned query", Status: 400, Query: "MessageStatus=failed"}, status()),
		reported(Case{Name: "another account", Status: 403}, status("AccountSid", "AC00000000000000000000000000000000")),
		reported(Case{Name: "no message", Status: 400}, status("MessageSid", "")),
		reported(Case{Name: "of a message that came in"}, status("MessageStatus", "received")),
		{Name: "nothing", Status: 403},
	})
	if len(b.noted)+len(b.said) > 0 {
		t.Errorf("noted %v %v", b.noted, b.said)
	}
}

func TestReportNotNoted(t *testing.T) {
	b := &book{err: errors.New("away")}
	g, err := NewReports(config(), b, nil)
	if err != nil {
		t.Fatal(err)
	}
	Play(t, g, []Case{reported(Case{Name: "away", Status: 503}, status())})
	b.err = nil
	Play(t, g, []Case{reported(Case{Name: "back"}, status())})
	if len(b.noted) != 1 {
		t.Errorf("noted %v", b.noted)
	}
}

// A STOP that Twilio acts on itself is noted, and answered by Twilio alone.
func TestOptOutType(t *testing.T) {
	const silent = `<?xml version="1.0" encoding="UTF-8"?><Response/>`
	for _, c := range []struct {
		kind string
		want []string
	}{
		{"STOP", []string{"stop 919831000001 04:30"}}, {"START", []string{"start 919831000001 04:30"}}, {"HELP", nil},
	} {
		b := &book{}
		g, err := New(config(), false)
		if err != nil {
			t.Fatal(err)
		}
		g.Stops = b
		Play(t, g, []Case{signed(Case{Name: c.kind, Reply: silent}, values("Body", c.kind, "OptOutType", c.kind))})
		if diff := cmp.Diff(c.want, b.said); diff != "" {
			t.Errorf("%s: %s", c.kind, diff)
		}
		b.err = errors.New("away")
		if c.want != nil {
			Play(t, g, []Case{signed(Case{Name: c.kind + " not noted", Status: 503}, values("Body", c.kind, "OptOutType", c.kind))})
		}
		g.Stops = nil
		Play(t, g, []Case{signed(Case{Name: c.kind + " with nobody to tell", Reply: silent}, values("Body", c.kind, "OptOutType", c.kind))})
	}
}

func TestWhereReportsGo(t *testing.T) {
	for _, c := range []struct {
		name, public, callback, from string
		want                         string
		on                           bool
	}{
		{"of the public URL", public + "/", "", "+15005550006", public + statusRoute, true},
		{"set by itself", public, "https://other.example.org/x", "+15005550006", "https://other.example.org/x", true},
		{"nowhere without TLS", "http://127.0.0.1:8080", "", "+15005550006", "", false},
		{"nowhere", "", "", "+15005550006", "", false},
		{"nothing is sent", public, "", "", public + statusRoute, false},
	} {
		config := Config{AccountSID: sid, AuthToken: token, PublicURL: c.public, StatusCallback: c.callback, From: c.from}
		if got := config.callback(); got != c.want || config.Reported() != c.on {
			t.Errorf("%s: %q, %v", c.name, got, config.Reported())
		}
	}
	if _, err := NewReports(Config{AccountSID: sid, AuthToken: token, From: "x", StatusCallback: "https://d.example/x?a=b"}, nil, nil); err == nil {
		t.Error("a callback with a query was accepted")
	}
}
