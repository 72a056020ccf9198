package identity

import (
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost of a password by argon2id: the second of the settings that OWASP's Password Storage
// Cheat Sheet gives as equal. It is written into each hash, so that old ones can still be
// checked after it has gone up.
const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	argonSalt   = 16 // bytes
	argonKey    = 32 // bytes
	// longestPassword bounds what is hashed; ours have 19 letters.
	longestPassword = 256
)

// encodePassword gives the hash of a password in the form that argon2's own tools write:
// $argon2id$v=19$m=19456,t=2,p=1$SALT$KEY.
func encodePassword(password string, salt []byte) string {
	key := argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, argonKey)
	return encoded(salt, key)
}

func encoded(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// nobodys stands for the hash of a login that does not exist: as dear to check as any, and
// no password is known that fits it.
var nobodys = encoded(make([]byte, argonSalt), make([]byte, argonKey))

// checkPassword tells whether a password is that of the hash. The error is of a hash that
// cannot be read.
func checkPassword(hash, password string) (bool, error) {
	// "", argon2id, v=19, m=…,t=…,p=…, salt, key
	part := strings.Split(hash, "$")
	var version int
	var memory, time uint32
	var lanes uint8
	bad := fmt.Errorf("identity: a password's hash cannot be read")
	if len(part) != 6 || part[1] != "argon2id" {
		return false, bad
	}
	if _, err := fmt.Sscanf(part[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, bad
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil || time < 1 || lanes < 1 {
		return false, bad
	}
	salt, err := base64.RawStdEncoding.DecodeString(part[4])
	if err != nil {
		return false, bad
	}
	key, err := base64.RawStdEncoding.DecodeString(part[5])
	if err != nil || len(key) == 0 {
		return false, bad
	}
	if len(password) > longestPassword {
		password = "" // no password of ours is as long; it costs what any other costs
	}
	got := argon2.IDKey([]byte(password), salt, time, memory, lanes, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}
