package wire

import (
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// Principal is identity.Principal: who is signed in. Phone is a citizen's own.
type Principal struct {
	Kind    string   `json:"kind"`
	ID      string   `json:"id"`
	Phone   string   `json:"phone,omitempty"`
	Name    string   `json:"name,omitempty"`
	Roles   []Label  `json:"roles"`
	Offices []string `json:"offices"`
	Lang    string   `json:"lang,omitempty"`
}

// NewPrincipal spells who is signed in, to themselves.
func NewPrincipal(v Voice, p identity.Principal) Principal {
	return Principal{
		Kind: string(p.Kind), ID: p.ID, Phone: string(p.Phone), Name: p.Name, Roles: labels(v, p.Roles, under("api.role.")),
		Offices: list(p.Offices), Lang: string(p.Lang),
	}
}

// Facts gives the principal back.
func (p Principal) Facts() (identity.Principal, error) {
	return identity.Principal{
		Kind: identity.Kind(p.Kind), ID: p.ID, Phone: seva.Phone(p.Phone), Name: p.Name, Roles: keys[casework.Role](p.Roles),
		Offices: some(p.Offices), Lang: seva.Lang(p.Lang),
	}, nil
}

// Session is identity.Session. Token goes into "Authorization: Bearer …"; Refresh, which is
// there for a device that gave its key, goes nowhere but to its renewal.
type Session struct {
	Token          string    `json:"token"`
	Expires        time.Time `json:"expires"`
	Refresh        string    `json:"refresh,omitempty"`
	RefreshExpires time.Time `json:"refresh_expires,omitzero"`
	Who            Principal `json:"who"`
}

// NewSession spells a session to whoever signed in.
func NewSession(v Voice, s identity.Session) Session {
	return Session{
		Token: s.Token, Expires: s.Expires.UTC(), Refresh: s.Refresh, RefreshExpires: s.RefreshExpires.UTC(),
		Who: NewPrincipal(v, s.Who),
	}
}

// Facts gives the session back.
func (s Session) Facts() (identity.Session, error) {
	who, err := s.Who.Facts()
	return identity.Session{Token: s.Token, Expires: s.Expires, Who: who, Refresh: s.Refresh, RefreshExpires: s.RefreshExpires}, err
}

// Challenge is identity.Challenge.
type Challenge struct {
	ID      string    `json:"challenge"`
	Expires time.Time `json:"expires"`
	Again   time.Time `json:"again"`
}

// NewChallenge spells a challenge.
func NewChallenge(c identity.Challenge) Challenge {
	return Challenge{ID: c.ID, Expires: c.Expires.UTC(), Again: c.Again.UTC()}
}

// Facts gives the challenge back.
func (c Challenge) Facts() (identity.Challenge, error) { return identity.Challenge(c), nil }
