package walks

import (
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/store/session"
	"duar/store/sqlstore"
	"duar/ussd"
	"duar/ussd/gateway/smpp"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
)

// networks is a message centre with many people who hold conversations over one bind: each
// dials, and answers as soon as a screen has come.
type networks struct {
	answers []string
	hops    atomic.Int64
	stop    atomic.Bool
	refused atomic.Int64
}

// spoken is what a person says at a step: the first is dialled.
func (n *networks) spoken(person, step int) pdu.PDU {
	op, text := byte(18), n.answers[step%len(n.answers)]
	if step%len(n.answers) == 0 {
		op, text = 1, "*384*7#"
	}
	session := uint16(person)<<1 | uint16(step/len(n.answers)%2)<<15
	return pdu.PDU{Command: pdu.DeliverSM, Message: pdu.Message{ServiceType: "USSD", Text: []byte(text),
		Source: pdu.Address{TON: 1, NPI: 1, Addr: fmt.Sprintf("9198%08d", person)}, Dest: pdu.Address{TON: 3, Addr: "3847"}},
		TLVs: []pdu.TLV{pdu.Octet(pdu.UssdServiceOp, op), pdu.Short(pdu.ItsSessionInfo, session)}}
}

// talk lets people talk for a while over a bind and gives the hops a second.
func (n *networks) talk(b *testing.B, bind func(centre *smpptest.Centre) (stop func()), people int, d time.Duration) float64 {
	b.Helper()
	steps := make([]atomic.Int64, people)
	next := func(c *smpptest.Conn, person int) {
		if n.stop.Load() {
			return
		}
		p := n.spoken(person, int(steps[person].Add(1)-1))
		if _, err := c.Ask(p); err != nil {
			n.refused.Add(1)
		}
	}
	centre, err := smpptest.Start(smpptest.Options{Password: "secret", Submit: func(c *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
		var person int
		if _, err := fmt.Sscanf(p.Message.Dest.Addr, "9198%08d", &person); err != nil {
			n.refused.Add(1)
			return smpptest.Verdict{Status: pdu.InvalidDest}
		}
		n.hops.Add(1)
		next(c, person)
		return smpptest.Verdict{ID: "1"}
	}})
	if err != nil {
		b.Fatal(err)
	}
	defer centre.Close()
	n.stop.Store(false)
	stop := bind(centre)
	c, err := centre.Bound(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	before, began := n.hops.Load(), time.Now()
	for person := range people {
		next(c, person)
	}
	time.Sleep(d)
	done := n.hops.Load() - before
	took := time.Since(began)
	n.stop.Store(true)
	stop()
	if n.refused.Load() > 0 {
		b.Fatalf("%d hops went wrong", n.refused.Load())
	}
	return float64(done) / took.Seconds()
}

// BenchmarkSMPPHop is whole USSD hops over one SMPP bind: an answer comes in, is acknowledged,
// goes through the real exchange and its sessions, and a screen goes out and is acknowledged.
// The floor is a client that answers each delivery with a screen that is ready.
func BenchmarkSMPPHop(b *testing.B) {
	const people, long = 256, 3 * time.Second
	store, err := sqlstore.Open(b.Context(), "file:"+b.TempDir()+"/duar.db")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	if err := store.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	sessions := map[string]ussd.Sessions{"memory": newMemory(), "table": session.NewTable(store)}
	if address := os.Getenv("DUAR_TEST_REDIS"); address != "" {
		redis, err := session.OpenRedis(b.Context(), address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = redis.Close() })
		sessions["redis"] = redis
	}
	for name, kept := range sessions {
		b.Run(name, func(b *testing.B) {
			preferences := newMemory()
			n := &networks{answers: []string{"", "1", "1", "0", "0", "4", "0", "3"}}
			for b.Loop() {
				floor := n.talk(b, bareScreens(b), people, long)
				whole := n.talk(b, func(centre *smpptest.Centre) func() {
					_, stop := bindTo(b, smpp.Config{Address: centre.Addr(), Window: 1024, Profile: "6d"}, func(l *smpp.Line) ussd.Taker {
						x := exchanged(b, kept, preferences, l)
						for person := range people {
							if err := x.Remember(b.Context(), seva.Phone(fmt.Sprintf("9198%08d", person)), seva.Bengali); err != nil {
								b.Fatal(err)
							}
						}
						return x
					})
					return stop
				}, people, long)
				b.Logf("bare %.0f/s, hop %.0f/s, %.2f of bare", floor, whole, whole/floor)
				b.ReportMetric(whole, "hops/s")
				b.ReportMetric(whole/floor, "hop/bare")
			}
		})
	}
}

// bareScreens is a client that knows nothing: for each delivery an answer and a screen.
func bareScreens(b *testing.B) func(*smpptest.Centre) func() {
	return func(centre *smpptest.Centre) func() {
		conn, err := net.Dial("tcp", centre.Addr())
		if err != nil {
			b.Fatal(err)
		}
		var mu sync.Mutex
		var out []byte
		wake, done := make(chan struct{}, 1), make(chan struct{})
		put := func(list ...pdu.PDU) {
			mu.Lock()
			for _, p := range list {
				if out, err = p.Append(out); err != nil {
					b.Error(err)
				}
			}
			mu.Unlock()
			select {
			case wake <- struct{}{}:
			default:
			}
		}
		go func() {
			var spare []byte
			for {
				select {
				case <-wake:
				case <-done:
					return
				}
				mu.Lock()
				ready := out
				out = spare[:0]
				mu.Unlock()
				if _, err := conn.Write(ready); err != nil {
					return
				}
				spare = ready
			}
		}()
		put(pdu.PDU{Command: pdu.BindTransceiver, Sequence: 1, Bind: pdu.Bind{SystemID: "duar", Password: "secret"}})
		go func() {
			defer close(done)
			r, seq := pdu.NewReader(conn), uint32(1)
			screen := make([]byte, 120)
			for {
				p, err := r.Read()
				if err != nil {
					return
				}
				if p.Command != pdu.DeliverSM {
					continue
				}
				seq++
				put(pdu.PDU{Command: pdu.DeliverSM.Answer(), Sequence: p.Sequence},
					pdu.PDU{Command: pdu.SubmitSM, Sequence: seq, Message: pdu.Message{ServiceType: "USSD", Source: p.Message.Dest,
						Dest: p.Message.Source, DataCoding: 8, Text: screen}, TLVs: p.TLVs})
			}
		}()
		return func() { _ = conn.Close() }
	}
}
