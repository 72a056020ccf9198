package seva

import (
	"crypto/rand"
	"encoding/base32"
	"io"
	mathrand "math/rand/v2"
	"sync"
	"time"
)

// World is where the clock and chance come from. It is handed to whoever needs one,
// as a field, so that a test can freeze both. The zero World is not usable.
type World struct {
	now    func() time.Time
	chance io.Reader
}

// RealWorld is the system's clock and its random source.
func RealWorld() World { return World{now: time.Now, chance: rand.Reader} }

// FrozenWorld stands still at t and draws chance from seed; for tests and demo data.
func FrozenWorld(t time.Time, seed uint64) World {
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	return World{now: func() time.Time { return t }, chance: &lockedChance{r: mathrand.NewChaCha8(key)}}
}

type lockedChance struct {
	mu sync.Mutex
	r  *mathrand.ChaCha8
}

func (l *lockedChance) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// At gives the same world with another clock, for tests that move time.
func (w World) At(now func() time.Time) World { w.now = now; return w }

// Now is the present, to the microsecond, which is what both stores keep.
func (w World) Now() time.Time { return w.now().UTC().Truncate(time.Microsecond) }

// Today is the present day in IST.
func (w World) Today() Date { return DateOf(w.now()) }

// Bytes draws n random bytes.
func (w World) Bytes(n int) []byte {
	b := make([]byte, n)
	if _, err := io.ReadFull(w.chance, b); err != nil {
		panic("seva: no randomness: " + err.Error()) // crypto/rand never fails; nothing safe is left to do
	}
	return b
}

// small is RFC 4648's base32 in small letters.
var small = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ID makes a new 128-bit identifier: 26 letters and digits.
func (w World) ID() string { return small.EncodeToString(w.Bytes(16)) }
