package gateway

import (
	"errors"
	"fmt"
)

// Guard protects a dialect that carries no signature: by where the caller calls from,
// by a shared key, or by both, and then both must hold.
type Guard struct {
	Networks []string `help:"Addresses or networks (CIDR) the operator calls from." env:"NETWORKS" sep:","`
	Secret   string   `help:"Key the operator sends in the header X-Duar-Key or as ?key=; at least 16 characters." env:"SECRET"`
}

// KeyHeader carries the shared key.
const KeyHeader = "X-Duar-Key"

const leastSecret = 16

// On tells whether an administrator has set anything.
func (g Guard) On() bool { return len(g.Networks) > 0 || g.Secret != "" }

// Check makes the function that lets a request in or gives the Refusal. A guard
// that guards nothing is an error unless open allows it.
func (g Guard) Check(open bool) (func(Request) error, error) {
	networks, err := ParseNetworks(g.Networks)
	if err != nil {
		return nil, fmt.Errorf("networks: %w", err)
	}
	if g.Secret != "" && len(g.Secret) < leastSecret {
		return nil, errors.New("make the secret at least 16 characters long")
	}
	if !g.On() && !open {
		return nil, errors.New("anybody could call it: set the networks the operator calls from, or a secret it sends, or both")
	}
	return func(r Request) error {
		if len(networks) > 0 && !networks.Contains(r.RemoteIP) {
			return Forbidden("the caller's address is not on the list")
		}
		if g.Secret != "" && !Equal(g.Secret, key(r)) {
			return Unknown("the key is missing or wrong")
		}
		return nil
	}, nil
}

// key prefers the header: a query is written to the logs of every proxy on the way.
func key(r Request) string {
	if k := r.Header(KeyHeader); k != "" {
		return k
	}
	q, err := r.Query()
	if err != nil {
		return ""
	}
	return q["key"]
}
