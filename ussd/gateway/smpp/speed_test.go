package smpp

import (
	"context"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva/notice"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
)

// speedWindow is for a machine of our own; an operator grants 10 to 100.
const speedWindow = 400

// counter is Reports that counts what was delivered.
type counter struct{ delivered atomic.Int64 }

func (c *counter) Note(_ context.Context, r notice.Report) error {
	if r.State == notice.Delivered {
		c.delivered.Add(1)
	}
	return nil
}

// BenchmarkSend is messages through Carrier.Send, each with its receipt noted and answered, to
// a message centre in the same process; the floor is a bare client that writes ready octets to
// the same centre and reads their answers, without receipts.
func BenchmarkSend(b *testing.B) {
	for name, body := range map[string]string{"one SMS": "Application OP2026000101 has arrived.", "two in Bengali": bengali[:len(bengali)/2]} {
		b.Run(name, func(b *testing.B) {
			floor := bare(b, 2*time.Second)
			centre, err := smpptest.Start(smpptest.Options{Password: "secret", Receipts: true})
			if err != nil {
				b.Fatal(err)
			}
			defer centre.Close()
			c := config(centre.Addr())
			c.Window = speedWindow
			l, err := New(c, time.Now)
			if err != nil {
				b.Fatal(err)
			}
			ctx, stop := context.WithCancel(b.Context())
			ended, noted := make(chan struct{}), &counter{}
			go func() { defer close(ended); _ = l.Run(ctx, &menu{}, noted, nil) }()
			eventually(b, "the line is up", l.Up)
			var next atomic.Int64
			var all sync.WaitGroup
			b.ResetTimer()
			began := time.Now()
			for range speedWindow {
				all.Go(func() {
					for {
						i := next.Add(1)
						if i > int64(b.N) {
							return
						}
						if _, err := l.Send(ctx, registered(strconv.FormatInt(i, 10), body)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			eventually(b, "every receipt is noted", func() bool { return noted.delivered.Load() >= int64(b.N) })
			took := time.Since(began).Seconds()
			b.StopTimer()
			stop()
			<-ended
			b.ReportMetric(float64(b.N)/took, "messages/s")
			b.ReportMetric(float64(centre.Taken())/took, "SMS/s")
			b.ReportMetric(floor, "bare/s")
			b.ReportMetric(float64(centre.Taken())/took/floor, "SMS/bare")
		})
	}
}

// bare gives how many submits a second a client takes through that knows nothing.
func bare(b *testing.B, d time.Duration) float64 {
	b.Helper()
	centre, err := smpptest.Start(smpptest.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer centre.Close()
	conn, err := net.Dial("tcp", centre.Addr())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	p := pdu.PDU{Command: pdu.SubmitSM, Message: pdu.Message{Source: address("WBDUAR"), Dest: pdu.Address{TON: 1, NPI: 1, Addr: string(caller)},
		Text: []byte("Application OP2026000101 has arrived."), RegisteredDelivery: 1},
		TLVs: []pdu.TLV{{Tag: 0x1400, Value: []byte(entity)}, {Tag: 0x1401, Value: []byte(form)}}}
	slots := make(chan struct{}, speedWindow)
	out := make(chan []byte, speedWindow)
	done := make(chan struct{})
	go func() { // as the line does, what is ready is written together
		for first := range out {
			batch := first
			for more := true; more; {
				select {
				case b, ok := <-out:
					if more = ok; ok {
						batch = append(batch, b...)
					}
				default:
					more = false
				}
			}
			if _, err := conn.Write(batch); err != nil {
				return
			}
		}
	}()
	n := 0
	go func() {
		defer close(done)
		r := pdu.NewReader(conn)
		for {
			if _, err := r.Read(); err != nil {
				return
			}
			n++
			<-slots
		}
	}()
	began := time.Now()
	for seq := uint32(1); time.Since(began) < d; seq++ {
		slots <- struct{}{}
		p.Sequence = seq
		octets, err := p.Append(make([]byte, 0, 256))
		if err != nil {
			b.Fatal(err)
		}
		out <- octets
	}
	took := time.Since(began)
	close(out)
	conn.Close()
	<-done
	return float64(n) / took.Seconds()
}
