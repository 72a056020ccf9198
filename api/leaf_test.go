package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"duar/api"
	"duar/seva"
	"duar/seva/casework"
	where "duar/seva/office"
	"duar/seva/payment"
)

// What is printed is given to whoever reads the same as JSON, kept by nobody on the way, and
// drawn of what the desk told, in the reader's languages.
func TestLeavesArePrinted(t *testing.T) {
	var drawn string
	draw := func(what string, of any, langs []seva.Lang) ([]byte, error) {
		drawn = fmt.Sprint(what, " ", of, " ", langs)
		return []byte("%PDF-1.7 " + what), nil
	}
	w := newWorld(t, func(c *api.Config) {
		c.Leaves = api.Leaves{
			Hearing: func(h casework.Hearing, o where.Office, l []seva.Lang) ([]byte, error) {
				return draw("hearing", h.Number, l)
			},
			Challan: func(v payment.View, from func(string) where.Office, l []seva.Lang) ([]byte, error) {
				if from("moon.1").ID != "" {
					t.Error("an office that there is not")
				}
				return draw("challan", v.DPR, l)
			},
			Receipt: func(s payment.Slip, o where.Office, l []seva.Lang) ([]byte, error) { return draw("receipt", s.GRN, l) },
		}
	})
	for path, want := range map[string]string{
		"/v1/cases/MN2026000123/hearing": "hearing MN2026000123 [bn]",
		"/v1/payments/" + chitID:         "challan " + chitID + " [bn en]",
		"/v1/receipts/" + paidGRN:        "receipt " + paidGRN + " [bn en]",
	} {
		what, _, _ := strings.Cut(want, " ")
		r := w.get(t, path+"?lang=bn", asCitizen, "Accept: application/pdf")
		if r.StatusCode != http.StatusOK || drawn != want || r.Body != "%PDF-1.7 "+what || r.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: %d %s, drew %q", path, r.StatusCode, r.Body, drawn)
		}
		if r.Header.Get("Cache-Control") != "private, no-store" || !strings.HasPrefix(r.Header.Get("Content-Disposition"), `attachment; filename="`+what+"-") || !strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", path, r.Header)
		}
		for accept, status := range map[string]int{"application/json": 200, "*/*": 200, "application/json, application/pdf": 200, "image/png": 406} {
			r := w.get(t, path, asCitizen, "Accept: "+accept)
			if r.StatusCode != status || status == 200 && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
				t.Errorf("%s as %s: %d %s", path, accept, r.StatusCode, r.Header.Get("Content-Type"))
			}
		}
		if r := w.get(t, path, "Accept: application/pdf"); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s to nobody: %d", path, r.StatusCode)
		}
	}
	if r := w.get(t, "/v1/receipts/"+paidGRN+"?lang=en", asCitizen, "Accept: application/pdf"); r.StatusCode != 200 || !strings.HasSuffix(drawn, "[en]") {
		t.Errorf("in English: %d %s", r.StatusCode, drawn)
	}
	if r := w.get(t, "/v1/payments/"+onlineID, asCitizen, "Accept: application/pdf"); r.StatusCode != http.StatusNotFound || !strings.Contains(r.Body, "payment.challan") {
		t.Errorf("a challan of what is paid online: %d %s", r.StatusCode, r.Body)
	}
	// Where nothing is drawn there is no PDF.
	if r := newWorld(t).get(t, "/v1/receipts/"+paidGRN, asCitizen, "Accept: application/pdf"); r.StatusCode != http.StatusNotAcceptable {
		t.Errorf("without leaves: %d", r.StatusCode)
	}
}
