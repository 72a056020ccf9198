package program

import (
	"bytes"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/office"
	"duar/seva/payment"
)

// A server draws every leaf; without an authority's keys each is a specimen.
func TestLeavesOfAServer(t *testing.T) {
	world := seva.RealWorld()
	s, err := documentSettings{}.sealing(engines{Data: t.TempDir()}, world, "http://127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() })
	if !s.ring.Specimen() {
		t.Error("the keys of the demo are somebody's")
	}
	day := seva.DateOf(world.Now())
	dues := []fee.Due{{Head: "0029-00-800-001-27", Amount: 50000}}
	line := payment.Line{DRN: "D1", Case: "MN2026000001", Service: "mutation_sale", Office: "lr.2984", Amount: 50000, Dues: dues, GRN: "1"}
	for _, seals := range []*sealing{nil, s} {
		leaves := (&front{seals: seals}).leaves(world)
		for name, draw := range map[string]func() ([]byte, error){
			"hearing": func() ([]byte, error) {
				return leaves.Hearing(casework.Hearing{Number: "MN2026000001", Service: "mutation_sale", Office: "lr.2984", Day: day, Set: time.Now(), Applicant: "Subrata Mondal", Submitted: time.Now()}, office.Office{}, []seva.Lang{seva.Bengali})
			},
			"challan": func() ([]byte, error) {
				return leaves.Challan(payment.View{DPR: "P1", Mode: payment.ByChallan, Made: time.Now(), Until: day, Lines: []payment.LineView{{Line: line}}},
					func(string) office.Office { return office.Office{} }, []seva.Lang{seva.Hindi, seva.English})
			},
			"receipt": func() ([]byte, error) {
				return leaves.Receipt(payment.Slip{Receipt: payment.Receipt{GRN: "1", Amount: 50000, Place: payment.Settled, At: time.Now(), Noted: time.Now()}, Dues: dues, Service: "mutation_sale", Office: "lr.2984"},
					office.Office{}, []seva.Lang{seva.English})
			},
		} {
			pdf, err := draw()
			if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) || !bytes.Contains(pdf, []byte("/XObject<</M")) {
				t.Errorf("%s: %v, or no mark across it", name, err)
			}
		}
	}
}
