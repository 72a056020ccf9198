package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"duar/api"
	"duar/api/client"
	"duar/seva"
	"duar/seva/payment"
)

// A remote kiosk cannot tell that the desk of payments is remote.
func TestClientIsTheDeskOfPayments(t *testing.T) {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	server, err := client.New("http://"+listen(t, newWorld(t)), &http.Client{Transport: transport, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{citizenToken, operatorToken, officerToken} {
		near, far := newPurse(people()[token].Caller(channelOf(token))), server.Payments(token)
		for name, do := range map[string]func(context.Context, payment.Counter) (any, error){
			"dues":       func(ctx context.Context, c payment.Counter) (any, error) { return c.Dues(ctx, "") },
			"of a case":  func(ctx context.Context, c payment.Counter) (any, error) { return c.Dues(ctx, "GR2026000001") },
			"of no case": func(ctx context.Context, c payment.Counter) (any, error) { return c.Dues(ctx, "x") },
			"online": func(ctx context.Context, c payment.Counter) (any, error) {
				return c.Begin(ctx, []string{demandID}, payment.Online, "k1")
			},
			"at a counter": func(ctx context.Context, c payment.Counter) (any, error) {
				return c.Begin(ctx, []string{demandID}, payment.ByChallan, "k2")
			},
			"in no way": func(ctx context.Context, c payment.Counter) (any, error) {
				return c.Begin(ctx, []string{demandID}, "cash", "k3")
			},
			"what is taken": func(ctx context.Context, c payment.Counter) (any, error) {
				return c.Begin(ctx, []string{"D1", "D2"}, payment.Online, "k4")
			},
			"a payment":  func(ctx context.Context, c payment.Counter) (any, error) { return c.Payment(ctx, onlineID) },
			"no payment": func(ctx context.Context, c payment.Counter) (any, error) { return c.Payment(ctx, "a/b?c") },
			"told":       func(ctx context.Context, c payment.Counter) (any, error) { return c.Told(ctx, chitID) },
			"at the desk": func(ctx context.Context, c payment.Counter) (any, error) {
				return c.Present(ctx, "GR2026000001", "0345")
			},
			"with a wrong fact": func(ctx context.Context, c payment.Counter) (any, error) {
				return c.Present(ctx, "GR2026000001", "0000")
			},
			"going on":         func(ctx context.Context, c payment.Counter) (any, error) { return c.Resume(ctx, onlineID) },
			"going on nowhere": func(ctx context.Context, c payment.Counter) (any, error) { return c.Resume(ctx, chitID) },
			"giving up":        func(ctx context.Context, c payment.Counter) (any, error) { return c.Abandon(ctx, onlineID) },
			"a receipt":        func(ctx context.Context, c payment.Counter) (any, error) { return c.Receipt(ctx, paidGRN) },
			"no receipt":       func(ctx context.Context, c payment.Counter) (any, error) { return c.Receipt(ctx, "1") },
		} {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			want, werr := do(ctx, near)
			got, gerr := do(ctx, far)
			cancel()
			if diff := cmp.Diff(want, got); diff != "" && werr == nil {
				t.Errorf("%s: near (-) and far (+) differ:\n%s", name, diff)
			}
			if (werr == nil) != (gerr == nil) || werr != nil && werr.Error() != strings.Split(gerr.Error(), ": client")[0] {
				t.Errorf("%s: near %v, far %v", name, werr, gerr)
			}
		}
	}
}

// Nor that the desk of money that goes back is.
func TestClientIsTheDeskOfRefunds(t *testing.T) {
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	server, err := client.New("http://"+listen(t, newWorld(t)), &http.Client{Transport: transport, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	near, far := newCashbook(people()[accountsToken].Caller("app")), server.Accounts(accountsToken)
	for name, do := range map[string]func(context.Context, payment.Cashbook) (any, error){
		"what is due": func(ctx context.Context, c payment.Cashbook) (any, error) {
			return c.Refunds(ctx, payment.Heap{In: payment.RefundDue})
		},
		"what was sent": func(ctx context.Context, c payment.Cashbook) (any, error) {
			return c.Refunds(ctx, payment.Heap{In: payment.RefundSent, After: paidGRN, Limit: 5})
		},
		"asked": func(ctx context.Context, c payment.Cashbook) (any, error) {
			return c.Ask(ctx, paidGRN, payment.Send, "REF 17")
		},
		"asked for no why": func(ctx context.Context, c payment.Cashbook) (any, error) {
			return c.Ask(ctx, paidGRN, payment.Send, "")
		},
		"approved":      func(ctx context.Context, c payment.Cashbook) (any, error) { return c.Approve(ctx, paidGRN) },
		"declined":      func(ctx context.Context, c payment.Cashbook) (any, error) { return c.Decline(ctx, paidGRN) },
		"arrived":       func(ctx context.Context, c payment.Cashbook) (any, error) { return c.Arrived(ctx, paidGRN, false) },
		"came back":     func(ctx context.Context, c payment.Cashbook) (any, error) { return c.Arrived(ctx, paidGRN, true) },
		"no such money": func(ctx context.Context, c payment.Cashbook) (any, error) { return c.Approve(ctx, "a/b") },
	} {
		want, werr := do(t.Context(), near)
		got, gerr := do(t.Context(), far)
		if diff := cmp.Diff(want, got); diff != "" && werr == nil {
			t.Errorf("%s: near (-) and far (+) differ:\n%s", name, diff)
		}
		if (werr == nil) != (gerr == nil) || werr != nil && werr.Error() != strings.Split(gerr.Error(), ": client")[0] {
			t.Errorf("%s: near %v, far %v", name, werr, gerr)
		}
	}
	for _, token := range []string{citizenToken, operatorToken, officerToken, auditorToken, adminToken} {
		if _, err := server.Accounts(token).Refunds(t.Context(), payment.Heap{In: payment.RefundDue}); seva.KindOf(err) != seva.Forbidden {
			t.Errorf("%s: %v", token, err)
		}
	}
}

// A browser from the treasury is sent on to where the department says, or shown how the
// payment stands; whatever it brings, no token is asked for and nothing of it comes back.
func TestBackFromTheTreasury(t *testing.T) {
	const good = "encData=AAECAwQFBgc%3D&cs=00&src=DUAR"
	form := "Content-Type: application/x-www-form-urlencoded"
	plain := newWorld(t)
	landed := newWorld(t, func(c *api.Config) {
		c.Landing = func(dpr string) string { return "https://app.example.in/paid?dpr=" + dpr }
	})
	for _, c := range []struct {
		w      world
		kind   string
		body   string
		status int
		say    string
	}{
		{plain, form, good, http.StatusOK, onlineID},
		{plain, form, good + "&evil=1&cs=2", http.StatusOK, onlineID},
		{plain, form, "encData=x", http.StatusNotFound, "payment.unknown"},
		{plain, form, "encData=%zz", http.StatusBadRequest, "request.malformed"},
		{plain, "Content-Type: application/json", "{}", http.StatusUnsupportedMediaType, "type.form"},
		{landed, form, good, http.StatusSeeOther, ""},
		{landed, form, "encData=x", http.StatusNotFound, "payment.unknown"},
	} {
		r := c.w.send(t, http.MethodPost, "/v1/payments/return", c.body, c.kind)
		if r.StatusCode != c.status || !strings.Contains(r.Body, c.say) || strings.Contains(r.Body, "evil") {
			t.Errorf("%q: %d %s", c.body, r.StatusCode, r.Body)
		}
		if to := r.Header.Get("Location"); (to == "https://app.example.in/paid?dpr="+onlineID) != (c.status == http.StatusSeeOther) {
			t.Errorf("sent to %q", to)
		}
	}
}
