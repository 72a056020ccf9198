package api_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"duar/api"
	"duar/api/wire"
	"duar/seva/budget"
	"duar/seva/land"
)

const mouzaMap = "/v1/land/mouzas/1027001/map"

func TestAMapHasThreeForms(t *testing.T) {
	w := newWorld(t)
	for _, path := range []string{plotPath + "/map", mouzaMap} {
		for accept, want := range map[string]string{
			"": "application/geo+json; charset=utf-8", "application/json": "application/geo+json; charset=utf-8",
			"image/svg+xml": "image/svg+xml; charset=utf-8", "image/png": "image/png", "image/png, image/svg+xml;q=0.5": "image/png",
		} {
			r := w.get(t, path, "Accept: "+accept)
			if got := r.Header.Get("Content-Type"); r.StatusCode != 200 || got != want || r.Header.Get("Vary") != "Accept, Accept-Language" {
				t.Errorf("%s, Accept %q: %d %s, Vary %q", path, accept, r.StatusCode, got, r.Header.Get("Vary"))
			}
			again := w.get(t, path, "Accept: "+accept, "If-None-Match: "+r.Header.Get("ETag"))
			if again.StatusCode != http.StatusNotModified || again.Body != "" {
				t.Errorf("%s, Accept %q: held and yet %d %q", path, accept, again.StatusCode, again.Body)
			}
			head := w.ask(t, http.MethodHead, path, "Accept: "+accept)
			if head.StatusCode != 200 || head.Body != "" || head.Header.Get("ETag") != r.Header.Get("ETag") || head.Header.Get("Content-Length") != strconv.Itoa(len(r.Body)) {
				t.Errorf("%s, Accept %q: HEAD says %d, %v", path, accept, head.StatusCode, head.Header)
			}
		}
		if r := w.get(t, path+"?size=800", "Accept: image/png"); !strings.HasSuffix(r.Body, " 800") {
			t.Errorf("%s: a picture of 800 is %q", path, r.Body)
		}
		for _, size := range []string{"0", "255", "2049", "-1", "1e3", "", "99999999999999999999"} {
			if p := problem(t, w.get(t, path+"?size="+size, "Accept: image/png")); p.Status != 400 || p.Code != "map.size" {
				t.Errorf("%s: size %q: %+v", path, size, p)
			}
		}
	}
}

// The map of a mouza, sent piece by piece, is whole, and what RFC 7946 wants.
func TestTheMapOfAMouza(t *testing.T) {
	w := newWorld(t)
	var got wire.Sheet
	r := w.get(t, mouzaMap+"?lang=bn")
	if err := json.Unmarshal([]byte(r.Body), &got); err != nil || len(got.Features) != 2 {
		t.Fatalf("%v: %s", err, r.Body)
	}
	if strings.Contains(r.Body, "crs") || got.Notes.En == "" || got.Notes.Hi == "" || got.Note != got.Notes.Bn {
		t.Errorf("%s", r.Body)
	}
	sheet, err := got.Facts()
	if err != nil || sheet.Parcel.Area != 7500 || sheet.Parcel.Class != "sali" {
		t.Fatalf("%+v, %v", sheet.Parcel, err)
	}
	for _, p := range append(sheet.Neighbours, sheet.Parcel) {
		if p.Ring.Twice() <= 0 {
			t.Errorf("%v runs clockwise", p.Number)
		}
	}
	for path, code := range map[string]string{"/v1/land/mouzas/1027002/map": "mouza.unknown", "/v1/land/mouzas/x/map": "mouza.number"} {
		if p := problem(t, w.get(t, path)); p.Code != code {
			t.Errorf("%s: %+v", path, p)
		}
	}
	bare := newWorld(t, func(c *api.Config) { c.Maps, c.Pictures = nil, api.Pictures{} })
	if p := problem(t, bare.get(t, mouzaMap)); p.Status != 404 {
		t.Errorf("without the desk: %+v", p)
	}
	if p := problem(t, bare.get(t, plotPath+"/map", "Accept: image/png")); p.Status != 406 {
		t.Errorf("without a draughtsman: %+v", p)
	}
}

// A whole mouza counts as ten look-ups.
func TestTheMapOfAMouzaCostsMore(t *testing.T) {
	w := newWorld(t, func(c *api.Config) {
		c.Meter = budget.NewLocal(c.World, 1000)
		c.Limits.Network.Near = budget.Rate{Most: 25, Span: 600e9}
	})
	for i, want := range []int{200, 200, 429} {
		if r := w.get(t, mouzaMap); r.StatusCode != want {
			t.Errorf("question %d: %d", i+1, r.StatusCode)
		}
	}
	if r := w.get(t, plotPath+"/map"); r.StatusCode != 200 {
		t.Errorf("there is room for a plot: %d", r.StatusCode)
	}
}

var _ land.Shapes = (*register)(nil)
