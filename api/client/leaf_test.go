package client_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"duar/api/client"
	"duar/seva"
)

// Leaves come as PDF in the language that was asked for, a case's number being written as in
// an address; a refusal is the desk's own, and what is no PDF is not taken for one.
func TestLeavesComeAsPDF(t *testing.T) {
	var got *http.Request
	answer := func(w http.ResponseWriter) { _, _ = io.WriteString(w, "%PDF-1.7 a leaf") }
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		answer(w)
	}))
	defer s.Close()
	c, err := client.New(s.URL, s.Client())
	if err != nil {
		t.Fatal(err)
	}
	leaves := c.Leaves("secret-token")
	of := map[string]string{"/v1/cases/CAF2026000001-2/hearing": "CAF2026000001/2", "/v1/payments/PQ2W": "PQ2W", "/v1/receipts/1920": "1920"}
	for path, draw := range map[string]func(ctx context.Context, of string, l seva.Lang) ([]byte, error){
		"/v1/cases/CAF2026000001-2/hearing": leaves.Hearing,
		"/v1/payments/PQ2W":                 leaves.Challan,
		"/v1/receipts/1920":                 leaves.Receipt,
	} {
		pdf, err := draw(t.Context(), of[path], seva.Hindi)
		if err != nil || string(pdf) != "%PDF-1.7 a leaf" {
			t.Errorf("%s: %q, %v", path, pdf, err)
		}
		if got.URL.Path != path || got.Header.Get("Accept-Language") != "hi" || got.Header.Get("Authorization") != "Bearer secret-token" || !strings.HasPrefix(got.Header.Get("Accept"), "application/pdf") {
			t.Errorf("%s: asked %s with %v", path, got.URL, got.Header)
		}
	}
	answer = func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"code":"payment.challan","kind":"not_found"}`)
	}
	if _, err := leaves.Challan(t.Context(), "P1", seva.English); seva.KindOf(err) != seva.NotFound || seva.Broken(err).Code() != "payment.challan" {
		t.Errorf("%v", err)
	}
	for _, body := range []string{"", "<html>", `{"dpr":"P1"}`} {
		answer = func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/pdf")
			_, _ = io.WriteString(w, body)
		}
		if pdf, err := leaves.Receipt(t.Context(), "1", seva.English); err == nil {
			t.Errorf("%q was taken for a PDF", pdf)
		}
	}
	s.Close()
	if _, err := leaves.Receipt(t.Context(), "1", seva.English); seva.KindOf(err) != seva.Unavailable {
		t.Errorf("of a server that is away: %v", err)
	}
}
