package wire

import (
	"time"

	"duar/seva/casework"
	"duar/seva/identity"
)

// Account is identity.Account of staff, without anything that proves who somebody is.
type Account struct {
	Login     string    `json:"login"`
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Roles     []Label   `json:"roles"`
	Offices   []string  `json:"offices"`
	Made      time.Time `json:"made"`
	Suspended time.Time `json:"suspended,omitzero"`
}

// NewAccount spells an account for an administrator.
func NewAccount(v Voice, a identity.Account) Account {
	return Account{
		Login: a.Handle, ID: a.ID, Name: a.Name, Roles: labels(v, a.Roles, under("api.role.")), Offices: list(a.Offices),
		Made: a.Made.UTC(), Suspended: a.Suspended.UTC(),
	}
}

// Facts gives the account back.
func (a Account) Facts() (identity.Account, error) {
	return identity.Account{
		ID: a.ID, Kind: identity.Staff, Handle: a.Login, Name: a.Name, Roles: keys[casework.Role](a.Roles), Offices: some(a.Offices),
		Made: a.Made, Suspended: a.Suspended,
	}, nil
}

// Enrolment is identity.Enrolment: shown once.
type Enrolment struct {
	Password string `json:"password"`
	Secret   string `json:"secret"`
	URL      string `json:"url"`
}

// Facts gives the enrolment back.
func (e Enrolment) Facts() (identity.Enrolment, error) { return identity.Enrolment(e), nil }
