package gatewaytest

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/notice"
)

// Message is one that has all a carrier may ask for, in Bengali, with letters that are
// written apart in NFC.
var Message = notice.Message{
	Ref: "r-1", To: "919831000001", Lang: seva.Bengali, Body: "দাগ ১৬৫: বড় জমি।", Key: "sms.plot",
	Registration: notice.Registration{
		Entity: "1101234567890123456", Template: "1107654321098765432", Header: "WBDUAR",
		Category: notice.Government, Unicode: true,
	},
}

// Toward sends every request to another address, whatever its own.
func Toward(address string) http.RoundTripper {
	transport := &http.Transport{}
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host = "http", address
		return transport.RoundTrip(r)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Answering is a provider that always gives the same answer.
func Answering(status int, body string) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	})
}

// Asked is a request that a provider was sent, and its body.
type Asked struct {
	*http.Request
	Sent string
}

// Recording is Answering that also gives the requests that came.
func Recording(status int, body string) (http.RoundTripper, *[]Asked) {
	var all []Asked
	answer := Answering(status, body)
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		var sent []byte
		if r.Body != nil {
			var err error
			if sent, err = io.ReadAll(r.Body); err != nil {
				return nil, err
			}
		}
		all = append(all, Asked{r, string(sent)})
		return answer.RoundTrip(r)
	}), &all
}

// Carry proves what must hold of every carrier over HTTP, whatever its dialect: it follows
// no redirect, minds the context, says of a request that may have arrived that nobody knows
// (so that no other carrier sends it again), sends each once, and tells nobody's number,
// text or secret in an error. good is an answer by which the provider takes a message.
func Carry(t *testing.T, open func(http.RoundTripper) (notice.Carrier, error), good string, secrets ...string) {
	t.Helper()
	secrets = append(secrets, string(Message.To), string(Message.To)[2:], Message.Body, url.QueryEscape(Message.Body))
	send := func(t *testing.T, address string, patience time.Duration) *notice.Failure {
		t.Helper()
		carrier, err := open(Toward(address))
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		began := time.Now()
		_, err = carrier.Send(ctx, Message)
		if err == nil {
			return nil
		}
		if took := time.Since(began); took > patience+2*time.Second {
			t.Errorf("it took %v", took)
		}
		failure, ok := errors.AsType[*notice.Failure](err)
		if !ok {
			t.Fatalf("no failure: %v", err)
		}
		for _, secret := range secrets {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error tells %q: %v", secret, err)
			}
		}
		return failure
	}

	t.Run("redirect", func(t *testing.T) {
		var elsewhere atomic.Int32
		other := provider(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
		here := provider(t, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		})
		if f := send(t, address(here), 5*time.Second); f == nil || elsewhere.Load() > 0 {
			t.Errorf("failure %v, asked elsewhere %d times", f, elsewhere.Load())
		}
	})
	t.Run("silence", func(t *testing.T) {
		release := make(chan struct{})
		silent := provider(t, func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		})
		defer close(release)
		if f := send(t, address(silent), 50*time.Millisecond); f == nil || f.Why != notice.TimedOut {
			t.Errorf("failure %v", f)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		if f := send(t, "127.0.0.1:1", 5*time.Second); f == nil || f.Why != notice.Unreachable {
			t.Errorf("failure %v", f)
		}
	})
	t.Run("cut off after the request", func(t *testing.T) {
		var asked atomic.Int32
		server := provider(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			if asked.Add(1) == 1 { // the second comes on the same connection
				_, _ = io.WriteString(w, good)
				return
			}
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				conn.Close()
			}
		})
		carrier, err := open(Toward(address(server)))
		if err != nil {
			t.Fatal(err)
		}
		first, second := Message, Message
		second.Ref = "r-2"
		if _, err := carrier.Send(t.Context(), first); err != nil {
			t.Fatalf("the first: %v", err)
		}
		_, err = carrier.Send(t.Context(), second)
		if notice.ReasonOf(err) != notice.TimedOut || asked.Load() != 2 {
			t.Errorf("%v, and the provider was asked %d times", err, asked.Load())
		}
	})
	t.Run("an endless answer", func(t *testing.T) {
		endless := provider(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("x", 4096)); err != nil {
					return
				}
			}
		})
		_ = send(t, address(endless), 5*time.Second) // what counts is that it comes back
	})
}

func address(s *httptest.Server) string { return s.Listener.Addr().(*net.TCPAddr).String() }

func provider(t *testing.T, handle http.HandlerFunc) *httptest.Server {
	s := httptest.NewServer(handle)
	t.Cleanup(s.Close)
	return s
}
