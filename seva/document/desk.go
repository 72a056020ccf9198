package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/place"
)

// States and actions of a procedure that ends in a paper. Any procedure that has them can.
const (
	ToSign       = "to_sign" // an officer must sign
	SignedState  = "signed"  // and has: the paper is made next
	SignAction   = "sign"    // the officer's
	IssueAction  = "issue"   // the System's, with the paper
	ReturnAction = "return"  // the System's, where the record cannot be printed: back to ToSign with a reason
)

// Reasons of ReturnAction, of the procedure's reason list.
const (
	RecordGone = "record_gone" // there is no such khatian or plot any more
	NoMap      = "no_map"      // the plot has no parcel on the map
)

// Services gives which kind of paper each service ends in.
func Services() map[string]Kind {
	return map[string]Kind{"ror_copy": RoR, "plot_information": PlotIndex, "plot_map_copy": PlotMap}
}

// Mark is under which a case has the number of its paper, IssuedEffect the effect of the
// System's IssueAction that leaves it there (Desk.Issued).
const (
	Mark         = "document"
	IssuedEffect = "document_issued"
)

// Parts is what the desk works with. All but Kinds, Signer and Say are required.
type Parts struct {
	Book     Book
	Cases    *casework.Desk
	Register land.Register
	Places   place.Desk
	Press    Press
	Seal     Seal
	World    seva.World
	// Kinds is which kind of paper a service ends in: Services, where nil.
	Kinds map[string]Kind
	// Signer is the name on the certificate that signs now; nil names nobody.
	Signer func() string
	// Say puts a text into words, for the SMS that a paper is void; nil tells nobody.
	Say func(seva.Lang, seva.Text) string
	// Base is the address of the links that are sent: "https://duar.example".
	Base string
}

// Desk makes papers and tells of them. It is safe for concurrent use.
type Desk struct{ Parts }

// NewDesk makes the desk.
func NewDesk(p Parts) (*Desk, error) {
	if p.Book == nil || p.Cases == nil || p.Register == nil || p.Places == nil || p.Press == nil || p.Seal == nil || p.Base == "" {
		return nil, errors.New("document: the desk needs a book, cases, the register, places, a press, a seal and the address of its links")
	}
	if p.Kinds == nil {
		p.Kinds = Services()
	}
	if p.Signer == nil {
		p.Signer = func() string { return "" }
	}
	return &Desk{p}, nil
}

// For gives the desk's counter for a caller.
func (d *Desk) For(c casework.Caller) Counter { return counter{d, c} }

type counter struct {
	desk   *Desk
	caller casework.Caller
}

// names gives what a mouza, its block and its district are called. A block that the
// directory does not know has no name.
func (d *Desk) names(ctx context.Context, idn place.IDN) (m place.Mouza, block, district seva.Names, err error) {
	if m, err = d.Places.Mouza(ctx, idn); err != nil {
		return m, block, district, err
	}
	all, err := d.Places.Districts(ctx)
	if err != nil {
		return m, block, district, err
	}
	portal := idn.String()[:2]
	for _, one := range all {
		if one.Portal == portal {
			district = one.Name
		}
	}
	blocks, err := d.Places.Blocks(ctx, portal)
	for _, one := range blocks {
		if one.Code == m.Block {
			block = one.Name
		}
	}
	return m, block, district, err
}

// status tells whether a paper holds. What the record says is asked of the record itself,
// now: a change that nobody told this desk of (a register that was loaded anew) counts too.
func (d *Desk) status(ctx context.Context, p Paper) (Status, error) {
	if !p.Revoked.IsZero() {
		return Revoked, nil
	}
	now, err := d.record(ctx, p.Kind, p.Mouza, p.Subjects)
	switch {
	case errors.Is(err, land.ErrNone):
		return Superseded, nil
	case err != nil:
		return "", seva.Broken(err)
	case Digest(now) != p.Digest:
		return Superseded, nil
	}
	return Valid, nil
}

// view tells of a paper what anybody may hear.
func (d *Desk) view(ctx context.Context, p Paper) (View, error) {
	status, err := d.status(ctx, p)
	if err != nil {
		return View{}, err
	}
	v := View{
		Number: p.Number, Kind: p.Kind, Status: status, Mouza: p.Mouza, Subject: p.Subject(),
		Issued: seva.DateOf(p.Issued), AsOn: p.AsOn.Valid, Digest: [16]byte(p.Digest[:16]), Specimen: p.Specimen,
	}
	if status != Valid && p.Newer != "" {
		// Only one that holds itself is named: the record may have changed again since it was issued.
		newer, err := d.Book.Paper(ctx, p.Newer)
		if err != nil {
			return View{}, seva.Broken(err)
		}
		if holds, err := d.status(ctx, newer); err != nil {
			return View{}, err
		} else if holds == Valid {
			v.Newer = p.Newer
		}
	}
	if status == Revoked {
		v.Void = seva.DateOf(p.Revoked)
	}
	return v, nil
}

// actor names a caller in the audit log.
func (c counter) actor() string {
	if c.caller.ID != "" {
		return c.caller.ID
	}
	return "phone:" + c.desk.Cases.Keyed(c.caller.Phone)
}

// role is the one that counts here.
func (c counter) role() string {
	for _, r := range []casework.Role{casework.Sanctioner, casework.Verifier, casework.Clerk, casework.Auditor, casework.Operator, casework.Entry} {
		if c.caller.Is(r) {
			return string(r)
		}
	}
	return string(casework.Citizen)
}

// leaf is an act at this desk. What is hashed is ids and moments.
func leaf(actor, role, act, number string, of any, at time.Time) audit.Leaf {
	return audit.Leaf{At: at, Actor: actor, Role: role, Act: "document." + act, Subject: number, Digest: hashed(of)}
}

// hashed is the hex of SHA-256 over a value's JSON.
func hashed(of any) string {
	b, err := json.Marshal(of)
	if err != nil {
		panic("document: " + err.Error()) // only values that have a JSON form get here
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func unknown(err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.document.unknown"), Err: err}
}

// broken explains what a book answers; nil stays an untyped nil.
func broken(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNone):
		return unknown(err)
	}
	return seva.Broken(err)
}
