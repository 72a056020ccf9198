package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"duar/seva/notice"
)

// Out is the way out of a carrier whose provider is called over HTTP. It follows no
// redirect, because that would hand a message and our password to somebody else; it reads
// no more than maxAnswer; it sends each request once; and its errors are *notice.Failure
// without the address, in whose query some dialects put a number, a text and a password.
type Out struct {
	transport http.RoundTripper
	wait      time.Duration
}

const (
	// OutWait is for one call to a provider; they answer in well under a second.
	OutWait   = 10 * time.Second
	maxAnswer = 64 << 10
)

// NewOut makes the way out. transport is http.DefaultTransport in service.
func NewOut(transport http.RoundTripper) *Out { return &Out{transport: transport, wait: OutWait} }

// Answer is what a provider said.
type Answer struct {
	Status int
	Body   string
}

// Do calls the provider once. Any answer is an Answer, whatever its status; what ended
// without one is Unreachable when nothing was sent, and TimedOut when it may have arrived:
// then nobody else may be handed the message.
func (o *Out) Do(ctx context.Context, r *http.Request) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, o.wait)
	defer cancel()
	ctx, sent := Sending(ctx)
	r = r.WithContext(ctx)
	if r.Body == nil {
		// The standard transport sends a GET again when a connection that was kept breaks;
		// here a GET may be a message. One with a body that cannot be had twice it lets be.
		r.Body, r.GetBody = io.NopCloser(empty{}), nil
	}
	answer, err := o.transport.RoundTrip(r)
	if err != nil {
		return Answer{}, Lost(err, sent())
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil && len(body) == 0 {
		return Answer{}, Lost(err, true)
	}
	return Answer{Status: answer.StatusCode, Body: string(body)}, nil
}

type empty struct{}

func (empty) Read([]byte) (int, error) { return 0, io.EOF }

// Sending tells afterwards whether a request made with the context began to be sent.
func Sending(ctx context.Context) (context.Context, func() bool) {
	var began atomic.Bool
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaders: func() { began.Store(true) },
	}), began.Load
}

// Lost is the failure of a request without an answer; sent is Sending's word.
func Lost(err error, sent bool) *notice.Failure {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err // without the address
	}
	if sent {
		return notice.Fail(notice.TimedOut, "", err)
	}
	return notice.Fail(notice.Unreachable, "", err)
}

// ReasonOfStatus goes by the status of an answer that says nothing else. What an address
// that is not the provider's would say (a redirect, 404, 405) is for an administrator to
// mend, so that a slip in the configuration loses no message.
func ReasonOfStatus(status int) notice.Reason {
	switch status {
	case http.StatusTooManyRequests:
		return notice.Busy
	case http.StatusRequestTimeout, http.StatusGatewayTimeout:
		return notice.TimedOut
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusProxyAuthRequired:
		return notice.Locked
	case http.StatusPaymentRequired:
		return notice.Credit
	}
	switch {
	case status >= 500:
		return notice.Broken
	case status >= 300 && status < 400:
		return notice.Locked
	case status >= 200 && status < 300:
		return notice.Unknown // taken or not: these words nobody has translated
	}
	return notice.Rejected
}

// Address reads the address of a provider as an administrator writes it: a whole URL
// without a query. It must be https, unless the provider stands on this machine or in the
// same private network, as a gateway of one's own does.
func Address(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("must be a whole address without a password or a query: https://sms.example.org/send")
	}
	if u.Scheme == "https" || u.Scheme == "http" && near(u.Hostname()) {
		return u, nil
	}
	return nil, fmt.Errorf("must begin with https://, because %s is not in a private network", u.Hostname())
}

func near(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && (a.IsLoopback() || a.IsPrivate())
}
