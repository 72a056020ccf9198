package notice

import (
	"context"
	"time"

	"duar/seva"
)

// Outcome is one try to send, for whoever counts spending. Nothing of it is of a person.
type Outcome struct {
	Key      string
	Lang     string
	Category Category
	Carrier  string // "" where no carrier was asked
	Why      Reason // "" when it was taken
	Segments int
}

// Meter counts what goes out.
type Meter interface {
	// Tried counts a try; Lost a message that is given up, as its last code says.
	Tried(o Outcome)
	Lost(key, code string)
	// Held tells how much waits, every so often.
	Held(d Depth)
}

// Through is the way out of the house: a message is registered, then handed on, and each
// try is counted. meter may be nil.
func Through(r Registry, meter Meter, c Carrier) Carrier { return through{r, meter, c} }

type through struct {
	registry Registry
	meter    Meter
	carrier  Carrier
}

// Send implements Carrier.
func (t through) Send(ctx context.Context, m Message) (Receipt, error) {
	registration, err := t.registry.Register(ctx, m)
	var receipt Receipt
	if err == nil {
		m.Registration = registration
		receipt, err = t.carrier.Send(ctx, m)
	}
	if t.meter == nil {
		return receipt, err
	}
	o := Outcome{Key: m.Key, Lang: string(m.Lang), Category: registration.Category, Carrier: receipt.Provider, Segments: registration.Segments}
	if err != nil {
		o.Why, o.Carrier = ReasonOf(err), ViaOf(err)
	}
	t.meter.Tried(o)
	return receipt, err
}

// Heeding notes a STOP of whom a carrier says that they have opted out there, so that we
// ask it no more. The provider's word is the person's own: they wrote STOP to its number.
func Heeding(c Carrier, stops Stops, w seva.World) Carrier { return heeding{c, stops, w} }

// heed is how long noting it may take: whoever sends waits for it.
const heed = 2 * time.Second

type heeding struct {
	carrier Carrier
	stops   Stops
	world   seva.World
}

// Send implements Carrier.
func (h heeding) Send(ctx context.Context, m Message) (Receipt, error) {
	receipt, err := h.carrier.Send(ctx, m)
	if err != nil && ReasonOf(err) == OptedOut {
		// What cannot be noted now is said by the carrier again the next time.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heed)
		defer cancel()
		_ = h.stops.Stop(ctx, m.To, h.world.Now())
	}
	return receipt, err
}
