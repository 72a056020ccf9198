package payment_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/payment"
)

// prompt is a treasury in this process that has always been paid: what is measured is ours.
type prompt struct{ orders map[string]payment.Order }

func (p prompt) Handoff(o payment.Order) (payment.Form, error) {
	p.orders[o.DPR] = o
	return payment.Form{URL: "https://treasury.example.in", Fields: map[string]string{}}, nil
}

func (p prompt) Challan(context.Context, payment.Order) (payment.Answer, error) {
	return payment.Answer{}, nil
}

func (p prompt) Returned(fields map[string]string) (string, error) { return fields["dpr"], nil }

func (p prompt) Verify(_ context.Context, dpr string) (payment.Answer, error) {
	o := p.orders[dpr]
	a := payment.Answer{DPR: dpr, GPR: "GPR1", Status: payment.SaysPaid, Amount: o.Amount}
	for _, l := range o.Lines {
		a.Lines = append(a.Lines, payment.Said{DRN: l.DRN, GRN: "19" + l.DRN, BRN: "B1", Amount: l.Amount, Status: payment.SaysPaid, At: o.Made})
	}
	return a, nil
}

// BenchmarkPay begins a payment of one demand, verifies it and settles it, its case moved and
// the citizen told: two durable transactions and the reading between. BenchmarkFloor is one
// durable transaction that writes one small row, on the same engine in the same run.
func BenchmarkPay(b *testing.B) {
	for engine, url := range urls() {
		b.Run(engine, func(b *testing.B) {
			h := openHall(b, url(b))
			parts := h.Desk.Parts
			parts.Treasury = prompt{map[string]payment.Order{}}
			d, err := payment.NewDesk(parts)
			if err != nil {
				b.Fatal(err)
			}
			demands := make([]fee.Demand, 0, b.N)
			for range b.N {
				demands = append(demands, h.owe(100))
			}
			ctx := context.Background()
			b.ResetTimer()
			for i, one := range demands {
				p, err := d.For(citizen).Begin(ctx, []string{one.ID}, payment.Online, fmt.Sprint("k", i))
				if err != nil {
					b.Fatal(err)
				}
				h.wait(time.Minute)
				v, err := d.Returned(ctx, map[string]string{"dpr": p.DPR})
				if err != nil || v.State != payment.Paid {
					b.Fatalf("%+v, %v", v, err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "payments/s")
			if sum := h.balanced(); sum.Paid != seva.Rupees(100*int64(b.N)) {
				b.Fatalf("%+v", sum)
			}
		})
	}
}

// BenchmarkFloor is what BenchmarkPay is held against.
func BenchmarkFloor(b *testing.B) {
	for engine, url := range urls() {
		b.Run(engine, func(b *testing.B) {
			h := openHall(b, url(b))
			b.ResetTimer()
			for i := range b.N {
				err := h.store.Cases().Change(context.Background(), func(tx casework.Tx) error {
					return tx.Do(context.Background(), "floor", fmt.Sprint(i), "", nil, h.clock())
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
		})
	}
}

// BenchmarkPayOfFloor takes turns between the two, and gives the ratio of their medians: on a busy
// machine what is measured one after the other is of two machines.
func BenchmarkPayOfFloor(b *testing.B) {
	for engine, url := range urls() {
		b.Run(engine, func(b *testing.B) {
			h := openHall(b, url(b))
			parts := h.Desk.Parts
			parts.Treasury = prompt{map[string]payment.Order{}}
			d, err := payment.NewDesk(parts)
			if err != nil {
				b.Fatal(err)
			}
			var pays, floors []time.Duration
			ctx := context.Background()
			for i := range b.N {
				one := h.owe(100)
				start := time.Now()
				p, err := d.For(citizen).Begin(ctx, []string{one.ID}, payment.Online, fmt.Sprint("r", i))
				if err != nil {
					b.Fatal(err)
				}
				h.wait(time.Minute)
				if v, err := d.Returned(ctx, map[string]string{"dpr": p.DPR}); err != nil || v.State != payment.Paid {
					b.Fatalf("%+v, %v", v, err)
				}
				pays = append(pays, time.Since(start))
				start = time.Now()
				err = h.store.Cases().Change(ctx, func(tx casework.Tx) error {
					return tx.Do(ctx, "floor", fmt.Sprint("r", i), "", nil, h.clock())
				})
				if err != nil {
					b.Fatal(err)
				}
				floors = append(floors, time.Since(start))
			}
			slices.Sort(pays)
			slices.Sort(floors)
			b.ReportMetric(float64(floors[len(floors)/2])/float64(pays[len(pays)/2]), "of-floor")
			b.ReportMetric(pays[len(pays)/2].Seconds()*1000, "ms/payment")
		})
	}
}
