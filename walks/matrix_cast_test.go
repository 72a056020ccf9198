package walks

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// The columns of the matrix, in its order.
const (
	asOwner    = iota // the citizen whose it is
	asOther           // another citizen
	asEnterer         // the operator who entered it
	asOperator        // another operator, at another desk
	asOfficer         // clerk and verifying officer of the case's office
	asFarOff          // the same of another district's
	asMachine         // the department's own system
	asFarMach         // another department's
	asAuditor         // of the case's office
	asAdmin
	asEntry     // data entry for the case's office
	asNobody    // signed in as nobody
	asSuspended // a citizen whose number was suspended since
	asEnded     // the owner, signed out
	columns
)

// figure is somebody in the matrix. Who signs in has an account and may have any number of
// sessions.
type figure struct {
	account  string
	phone    seva.Phone
	login    string
	password string
	secret   string
	who      identity.Principal
	session  string // where only one will do

	machine string
	key     ed25519.PrivateKey
}

// signedIn gives a session of an account, made as the door makes one.
func (e *estate) signedIn(account string) string {
	e.t.Helper()
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		e.t.Fatal(err)
	}
	token := base64.RawURLEncoding.EncodeToString(secret)
	sum := sha256.Sum256([]byte(token))
	now := e.world.Now()
	err := e.store.Accounts().Change(context.Background(), func(tx identity.Tx) error {
		return tx.PutSitting(context.Background(), identity.Sitting{Hash: hex.EncodeToString(sum[:]), Account: account, Made: now, Expires: now.Add(15 * time.Minute)})
	})
	if err != nil {
		e.t.Fatal(err)
	}
	return token
}

var mobiles int

// newMobile gives a mobile that nobody has; prefixes differ, as each has a budget of codes.
func newMobile() seva.Phone {
	mobiles++
	return seva.Phone(fmt.Sprintf("91%d%07d", 700+mobiles%200, 1000000+mobiles))
}

// citizen lets a new citizen in by a code, with a device where a key is given.
func (e *estate) citizen(device ...ed25519.PrivateKey) *figure {
	e.t.Helper()
	return e.enters(newMobile(), device...)
}

// enters lets a citizen in with a number.
func (e *estate) enters(p seva.Phone, device ...ed25519.PrivateKey) *figure {
	e.t.Helper()
	ctx := context.Background()
	challenge, err := e.people.Ask(ctx, p, seva.English)
	if err != nil {
		e.t.Fatal(err)
	}
	var key identity.Device
	if len(device) > 0 {
		der, err := x509.MarshalPKIXPublicKey(device[0].Public())
		if err != nil {
			e.t.Fatal(err)
		}
		key = identity.Device(base64.RawURLEncoding.EncodeToString(der))
	}
	s, err := e.people.Enter(ctx, challenge.ID, e.lastCode(), key)
	if err != nil {
		e.t.Fatal(err)
	}
	return &figure{account: s.Who.ID, phone: p, who: s.Who, session: s.Token, secret: s.Refresh}
}

// member makes an account of staff.
func (e *estate) member(login string, roles []casework.Role, offices ...string) *figure {
	e.t.Helper()
	ctx := context.Background()
	enrolled, err := e.people.Enrol(ctx, identity.NewStaff{Login: login, Name: "The " + login, Roles: roles, Offices: offices})
	if err != nil {
		e.t.Fatal(err)
	}
	all, err := e.people.Staff(ctx)
	if err != nil {
		e.t.Fatal(err)
	}
	f := &figure{login: login, password: enrolled.Password, secret: enrolled.Secret}
	for _, a := range all {
		if a.Handle == login {
			f.account = a.ID
			f.who = identity.Principal{Kind: identity.Staff, ID: a.ID, Name: a.Name, Roles: roles, Offices: offices, Lang: seva.English}
		}
	}
	return f
}

// system makes a department's own system known, with a key.
func (e *estate) system(id string, roles []casework.Role, offices ...string) *figure {
	e.t.Helper()
	ctx := context.Background()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		e.t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		e.t.Fatal(err)
	}
	if err := e.people.AddClient(ctx, identity.Client{ID: id, Name: id, Roles: roles, Offices: offices}); err != nil {
		e.t.Fatal(err)
	}
	if err := e.people.AddClientKey(ctx, id, identity.ClientKey{ID: "k1", Public: der, From: e.world.Now()}); err != nil {
		e.t.Fatal(err)
	}
	return &figure{machine: id, key: key}
}

var jtis int

// bearer gives what somebody shows: a session of their own each time, or a token that is
// signed anew; "" nobody.
func (e *estate) bearer(f *figure) string {
	e.t.Helper()
	switch {
	case f == nil:
		return ""
	case f.machine != "":
		jtis++
		now := e.world.Now()
		token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
			"iss": f.machine, "aud": "duar", "iat": now.Unix(), "exp": now.Add(30 * time.Second).Unix(), "jti": fmt.Sprintf("jti-%d", jtis),
		})
		token.Header["kid"] = "k1"
		signed, err := token.SignedString(f.key)
		if err != nil {
			e.t.Fatal(err)
		}
		return signed
	case f.account == "":
		return f.session
	}
	return e.signedIn(f.account)
}

// troupe fills the columns for an office of a department; the owner changes from row to row.
func (e *estate) troupe(office, department string) [columns]*figure {
	e.t.Helper()
	ctx := context.Background()
	officers := []casework.Role{casework.Clerk, casework.Verifier}
	var all [columns]*figure
	all[asOwner], all[asOther] = e.citizen(), e.citizen()
	all[asEnterer], all[asOperator] = e.member("enterer2", []casework.Role{casework.Operator}), e.member("operator", []casework.Role{casework.Operator})
	all[asOfficer], all[asFarOff] = e.member("officer", officers, office), e.member("far", officers, department+".999")
	all[asMachine], all[asFarMach] = e.system("cmo-desk", officers, department+".*"), e.system("lr-register", officers, "lr.*")
	all[asAuditor] = e.member("auditor", []casework.Role{casework.Auditor}, office)
	all[asAdmin] = e.member("admin", []casework.Role{casework.Administrator})
	all[asEntry] = e.member("entry", []casework.Role{casework.Entry}, office)
	suspended := e.citizen()
	if err := e.people.Bar(ctx, suspended.phone, true); err != nil {
		e.t.Fatal(err)
	}
	all[asSuspended] = suspended
	left := e.signedIn(all[asOwner].account)
	if err := e.people.Leave(ctx, left); err != nil {
		e.t.Fatal(err)
	}
	all[asEnded] = &figure{session: left}
	return all
}
