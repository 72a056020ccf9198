package program

import (
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/place"
)

func TestCheckPasses(t *testing.T) {
	r := duar(t, "check")
	if r.code != 0 || r.err != "" {
		t.Fatalf("%d\n%s", r.code, r.err)
	}
	for _, want := range []string{"messages in bn, en and hi", "23 districts", "menu numbers", "all fit"} {
		if !strings.Contains(r.out, want) {
			t.Errorf("no %q in\n%s", want, r.out)
		}
	}
	if strings.Count(r.out, "ok ") != strings.Count(r.out, "\n") {
		t.Errorf("a line is not a proof:\n%s", r.out)
	}
}

// What check is for: each kind of fault, planted, is found and named.
func TestCheckFindsPlantedFaults(t *testing.T) {
	for name, c := range map[string]struct {
		plant func(*checking)
		says  []string
	}{
		"a definition without words": {
			func(c *checking) { c.sayable("class.moonland") },
			[]string{"class.moonland", "active.bn.toml", "active.en.toml", "active.hi.toml"},
		},
		"an SMS in too many parts": {
			func(c *checking) { c.message(seva.Bengali, "sms.plot", strings.Repeat("জমি ", 100)) },
			[]string{"sms.plot", "bn", "6 parts"},
		},
		"a romanised SMS in other letters": {
			func(c *checking) { c.message(seva.BengaliRoman, "sms.plot", "Jomi ৫ katha") },
			[]string{"sms.plot", "bn-Latn", "GSM-7"},
		},
		"a place with an endless name": {
			func(c *checking) {
				endless := strings.Repeat("ঘাটাল", 60)
				c.screens(place.Atlas{Mouzas: []place.Mouza{{IDN: 1027001, Name: seva.Names{Bn: endless, En: endless, Hi: endless}}}})
			},
			[]string{"SMS", "parts"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			found := &checking{}
			c.plant(found)
			said := strings.Join(found.faults, "\n")
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in %.2000q", want, said)
				}
			}
			found.prove(0, "all is well")
			if done := strings.Join(found.done, "\n"); strings.Contains(done, "all") {
				t.Errorf("proved over a fault: %s", done)
			}
		})
	}
}
