package program

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"

	"duar/seva"
	"duar/seva/audit"
	people "duar/seva/identity"
)

// stoppedWaiting is how many of those who were stopped may wait for their leaf. When there
// are more the house is flooded, the log says so, and who comes after them is not noted: a
// flood must not become one of the audit log too.
const stoppedWaiting = 256

// stopped leaves a leaf for everybody whose budget of requests was used up: who goes through
// a mouza number by number is to be found later, and not only stopped. It is told in the
// middle of a request, and must not keep it waiting for a transaction.
type stopped struct {
	register people.Register
	world    seva.World
	log      *slog.Logger
	key      []byte
	waiting  chan audit.Leaf
}

func newStopped(r people.Register, w seva.World, log *slog.Logger, secret []byte) (*stopped, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "duar stopped", sha256.Size)
	if err != nil {
		return nil, err
	}
	return &stopped{register: r, world: w, log: log, key: key, waiting: make(chan audit.Leaf, stoppedWaiting)}, nil
}

// tell is api.Config's Stopped. Who it was stands in the leaf as a keyed hash: the same for
// the same account, machine or network, and nobody's address.
func (s *stopped) tell(_ context.Context, who, class, area string) {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(who))
	name := "stopped:" + hex.EncodeToString(h.Sum(nil)[:16])
	subject := class
	if area != "" {
		subject += " " + area
	}
	sum := sha256.Sum256([]byte(`{"area":"` + area + `","class":"` + class + `"}`)) // digits, and words of ours
	leaf := audit.Leaf{At: s.world.Now(), Actor: name, Role: "caller", Act: "request.stopped", Subject: subject, Digest: hex.EncodeToString(sum[:])}
	select {
	case s.waiting <- leaf:
	default:
		s.log.Warn("stopped.unaudited", "class", class)
	}
}

// run writes the leaves until ctx ends, and then those that still wait.
func (s *stopped) run(ctx context.Context) {
	for {
		select {
		case leaf := <-s.waiting:
			s.write(ctx, leaf)
		case <-ctx.Done():
			last, cancel := draining()
			defer cancel()
			for {
				select {
				case leaf := <-s.waiting:
					s.write(last, leaf)
				default:
					return
				}
			}
		}
	}
}

// write writes a leaf. One that a server being closed interrupts is written with the last.
func (s *stopped) write(ctx context.Context, leaf audit.Leaf) {
	err := s.register.Change(context.WithoutCancel(ctx), func(tx people.Tx) error { return tx.Audit(ctx, leaf) })
	if err != nil {
		s.log.Error("stopped.unaudited", "class", leaf.Subject, "error", err.Error())
	}
}
