package gateway

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
)

// Refusal is why a request is not taken. The reason is for the administrators on both
// ends: plain English without a value from the request. No person with a phone sees it.
type Refusal struct {
	Status int
	Reason string
}

func (r *Refusal) Error() string { return "gateway: " + strconv.Itoa(r.Status) + ": " + r.Reason }

// Bad refuses a request that breaks the dialect.
func Bad(reason string) error { return &Refusal{http.StatusBadRequest, reason} }

// Unknown refuses a caller who has not shown who they are.
func Unknown(reason string) error { return &Refusal{http.StatusUnauthorized, reason} }

// Forbidden refuses a caller who is not allowed here.
func Forbidden(reason string) error { return &Refusal{http.StatusForbidden, reason} }

// Equal compares two secrets in a time that tells nothing of either.
func Equal(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
