// Package document issues signed papers about records: it knows what one says, its number,
// whether it still holds, and how it is checked.
//
// It does not know how a paper looks or how it is signed (a Press does that), how it is paid
// for (seva/payment) or any sentence.
package document

import (
	"context"
	"time"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Kind of paper; words under "document.<kind>". Kinds are public API.
type Kind string

const (
	RoR       Kind = "ror"        // certified copy of a khatian
	PlotIndex Kind = "plot_index" // of a plot: everybody who holds a share
	PlotMap   Kind = "plot_map"
)

// Content is all that a paper says. Exactly one of Khatian, Plots and Sheet is there, as its
// kind wants.
type Content struct {
	Kind     Kind
	Number   string // thirteen digits, the last a check digit
	Case     string // the application it was made for
	Langs    []seva.Lang
	Mouza    place.Mouza
	Block    seva.Names
	District seva.Names
	Khatian  *land.Khatian
	Plots    []land.Plot
	Sheet    *land.Sheet
	AsOn     land.AsOn
	Issued   time.Time
	Office   string // "lr.2412"
	Signer   string // name on the certificate that signs
	Link     string // what the QR code says: an upper-case URL with the signed facts
	Specimen bool   // of made-up records: it claims no issuer
}

// Press makes the file of a paper: drawn, and signed over all of its bytes.
type Press interface {
	Print(ctx context.Context, c Content) ([]byte, error)
}

// Facts are what the QR code of a paper says by itself, without asking anybody.
type Facts struct {
	Number   string
	Kind     Kind
	Mouza    place.IDN
	Subject  string // "khatian 12", "plot 165/1201"
	Name     string // of the owner, in the script of the paper; "" on a map and an index
	Plots    int
	Area     seva.Area
	AsOn     seva.Date
	Issued   seva.Date
	Digest   [16]byte // the first half of SHA-256 over the canonical record
	Specimen bool
}

// Seal signs facts for a QR code and reads them back.
type Seal interface {
	// Link gives the upper-case URL that a QR code says.
	Link(f Facts) (string, error)
	// Read proves the payload of a link; keys of old papers go on proving them.
	Read(payload string) (Facts, error)
}
