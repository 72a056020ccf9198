package grips

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/payment"
)

// Cipher is the mode in which AES is used: which one GRIPS 2.0 has is not written down.
type Cipher string

const (
	CBC Cipher = "cbc" // PKCS #7, a random IV in front
	GCM Cipher = "gcm" // a random nonce in front, the tag behind
)

// envelope is a message on its way.
type envelope struct {
	Data   string `json:"encData"`       // base64 of the encrypted message
	Sum    string `json:"cs"`            // SHA-256 of the clear message, in hex
	Source string `json:"src,omitempty"` // whose key it is under
}

// seal closes and opens envelopes.
type seal struct {
	block cipher.Block
	gcm   cipher.AEAD // nil under CBC
	world seva.World
}

func newSeal(key []byte, mode Cipher, w seva.World) (seal, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return seal{}, errors.New("grips: the key must be 16, 24 or 32 bytes")
	}
	s := seal{block: block, world: w}
	switch mode {
	case "", CBC:
	case GCM:
		s.gcm, err = cipher.NewGCM(block)
	default:
		err = fmt.Errorf("grips: the cipher is %s or %s", CBC, GCM)
	}
	return s, err
}

func (s seal) close(text []byte) envelope {
	sum := sha256.Sum256(text)
	var data []byte
	if s.gcm != nil {
		nonce := s.world.Bytes(s.gcm.NonceSize())
		data = s.gcm.Seal(nonce, nonce, text, nil)
	} else {
		iv := s.world.Bytes(aes.BlockSize)
		pad := aes.BlockSize - len(text)%aes.BlockSize
		body := make([]byte, 0, len(text)+pad)
		body = append(body, text...)
		for range pad {
			body = append(body, byte(pad))
		}
		cipher.NewCBCEncrypter(s.block, iv).CryptBlocks(body, body)
		data = slices.Concat(iv, body)
	}
	return envelope{Data: base64.StdEncoding.EncodeToString(data), Sum: hex.EncodeToString(sum[:])}
}

// open gives the clear message of an envelope: payment.ErrGarbled when it is none,
// payment.ErrChecksum when it is not what was sealed. Under CBC nothing else tells a message
// that was changed on the way.
func (s seal) open(e envelope) ([]byte, error) {
	data, err := base64.StdEncoding.DecodeString(e.Data)
	if err != nil || len(data) > longest {
		return nil, payment.ErrGarbled
	}
	var text []byte
	if s.gcm != nil {
		n := s.gcm.NonceSize()
		if len(data) < n {
			return nil, payment.ErrGarbled
		}
		if text, err = s.gcm.Open(nil, data[:n], data[n:], nil); err != nil {
			return nil, payment.ErrChecksum
		}
	} else {
		if len(data) < 2*aes.BlockSize || len(data)%aes.BlockSize != 0 {
			return nil, payment.ErrGarbled
		}
		text = make([]byte, len(data)-aes.BlockSize)
		cipher.NewCBCDecrypter(s.block, data[:aes.BlockSize]).CryptBlocks(text, data[aes.BlockSize:])
		pad := int(text[len(text)-1])
		if pad == 0 || pad > aes.BlockSize {
			return nil, payment.ErrChecksum
		}
		for _, b := range text[len(text)-pad:] {
			if int(b) != pad {
				return nil, payment.ErrChecksum
			}
		}
		text = text[:len(text)-pad]
	}
	sum := sha256.Sum256(text)
	if subtle.ConstantTimeCompare([]byte(hex.EncodeToString(sum[:])), []byte(strings.ToLower(e.Sum))) != 1 {
		return nil, payment.ErrChecksum
	}
	return text, nil
}
