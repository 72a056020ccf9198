package ussd

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// What a store of sessions holds tells nobody's number, hides what was typed, and cannot be
// forged by whoever can write there: a conversation says who was proved by a PIN.

// sealSize is how many bytes of a keyed hash stand behind a record.
const sealSize = 16

// keyed hashes some parts under the secret, each with its end marked.
func (x *Exchange) keyed(parts ...string) (sum [sha256.Size]byte) {
	h := x.macs.Get().(hash.Hash)
	defer x.macs.Put(h)
	h.Reset()
	for i, part := range parts {
		if i > 0 {
			h.Write([]byte{0})
		}
		h.Write([]byte(part))
	}
	h.Sum(sum[:0])
	return sum
}

// hash is the keyed name of something that must not be readable in a store.
func (x *Exchange) hash(prefix, what string) string {
	sum := x.keyed(what)
	var text [2 * sha256.Size]byte
	hex.Encode(text[:], sum[:])
	return prefix + string(text[:])
}

// mark is the same as a number, for telling the hops of one phone apart. Where a gateway
// names a hop by all that was typed there is a PIN of few digits in it: without the key
// it cannot be tried out.
func (x *Exchange) mark(what string) uint64 {
	if what == "" {
		return 0
	}
	sum := x.keyed("mark", what)
	return binary.BigEndian.Uint64(sum[:])
}

// seal puts behind a record that it is ours and of this phone.
func (x *Exchange) seal(key string, b []byte) []byte {
	sum := x.keyed("seal", key, string(b))
	return append(b, sum[:sealSize]...)
}

// unseal gives a record whose seal is good; nothing for any other.
func (x *Exchange) unseal(key string, b []byte) []byte {
	at := len(b) - sealSize
	if at < 0 {
		return nil
	}
	sum := x.keyed("seal", key, string(b[:at]))
	if !hmac.Equal(sum[:sealSize], b[at:]) {
		return nil
	}
	return b[:at]
}
