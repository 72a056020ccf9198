package walks

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"duar/api/wire"
)

// TestTwoOfficersAtOnce: of two orders on the same version of a case one stands, and the
// other officer is told why not.
func TestTwoOfficersAtOnce(t *testing.T) {
	onEitherEngine(t, func(t *testing.T, lt *landTown) {
		w := walkOf(t, "a mutation after sale, to which nobody objects")
		for round := range 4 {
			w.Mobile = fmt.Sprintf("98310003%02d", round)
			_, r := lt.citizen(w.Mobile).apply(w)
			lt.as("clerk").act(r.Number, step{Do: "take_up"})
			version := lt.as("clerk").view(r.Number).Version
			officers := []app{lt.as("clerk"), lt.as("verifier")}
			bodies := []map[string]any{
				{"version": version, "action": "issue_notice"},
				{"version": version, "action": "ask", "items": []item{{Field: "deed_file", Reason: "unreadable"}}},
			}
			for _, a := range officers {
				a.signedIn()
			}
			heard := make([]heard, 2)
			var at sync.WaitGroup
			start := make(chan struct{})
			for i := range officers {
				at.Go(func() {
					<-start
					heard[i] = officers[i].ask("POST", casePath(r.Number)+"/actions", bodies[i], fmt.Sprintf("Idempotency-Key: both-%d-%d", round, i))
				})
			}
			close(start)
			at.Wait()
			first, second := heard[0], heard[1]
			if first.status != 200 {
				first, second = second, first
			}
			var p wire.Problem
			if err := json.Unmarshal(second.body, &p); err != nil || first.status != 200 || second.status != http.StatusConflict || p.Detail == "" {
				t.Fatalf("round %d: %d %s and %d %s", round, first.status, first.body, second.status, second.body)
			}
			if v := lt.as("clerk").view(r.Number); v.Version != version+1 {
				t.Errorf("round %d: version %d, then %d", round, version, v.Version)
			}
		}
	})
}

// TestConversionGoesByArea: up to ten decimals the block's office decides, above it the
// subdivision's, and from an acre the district's; who serves another office sees nothing.
func TestConversionGoesByArea(t *testing.T) {
	landKeys(t)
	lt := newLandTown(t, "")
	lt.people["block"] = lt.enrols("block", "sanctioning_officer", "lr.2984")
	for i, c := range []struct{ area, level string }{
		{"0.1000", "block"}, {"0.1001", "subdivision"}, {"0.1100", "subdivision"}, {"0.9999", "subdivision"}, {"1.0000", "district"}, {"1.6200", "district"},
	} {
		w := walkOf(t, "conversion of farm land to homestead, with the word of another authority")
		w.Mobile = fmt.Sprintf("98310004%02d", i)
		w.Answers["area_converted"], w.Answers["mobile"], w.Refused = c.area, w.Mobile, nil
		a := lt.citizen(w.Mobile)
		_, r := a.apply(w)
		v := lt.as("officer").view(r.Number)
		if office := into[wire.Office](a, a.ask("GET", "/v1/offices/"+v.Office.Key, nil), 200); office.Level != c.level {
			t.Errorf("%s acres go to %s, an office of a %s; want one of a %s", c.area, v.Office.Key, office.Level, c.level)
		}
		for login, sees := range map[string]bool{"officer": true, "block": v.Office.Key == "lr.2984"} {
			if h := lt.as(login).ask("GET", casePath(r.Number), nil); (h.status == 200) != sees {
				t.Errorf("%s acres, with %s: %s sees %d", c.area, v.Office.Key, login, h.status)
			}
		}
	}
}
