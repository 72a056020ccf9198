package program

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"duar/i18n"
	"duar/paper/seal"
	"duar/seva"
)

// documentCommand proves signed papers, and keeps the keys that they are signed with.
type documentCommand struct {
	Verify documentVerify `cmd:"" help:"Say whether a signed PDF is genuine, who signed it and when; exit 1 when it is not."`
	Keys   documentKeys   `cmd:"" help:"List the keys that papers are and were signed with."`
	Renew  documentRenew  `cmd:"" help:"Make the next SPECIMEN keys in the data folder; papers signed with the old ones go on proving."`
}

type documentVerify struct {
	engines
	documentSettings
	File  string `arg:"" help:"The PDF file; - reads standard input."`
	Roots string `help:"Certificates (PEM) that are believed, instead of those in the folder of keys." placeholder:"FILE" env:"-"`
	Code  string `help:"What the QR code on the paper in hand says: it is proved too, and that it is of this file. Without it, the code that the file carries is shown." placeholder:"LINK" env:"-"`
	CRL   string `name:"crl" help:"Lists (DER or PEM) of certificates that were taken back, besides those in the file and in the folder of keys." placeholder:"FILE" env:"-"`
	Lang  string `help:"Language of what is said." enum:"bn,en,hi" default:"en"`
	JSON  bool   `name:"json" help:"Say it as one JSON object." env:"-"`
}

// verdict is what verify says with --json.
type verdict struct {
	Genuine    bool             `json:"genuine"`
	Number     string           `json:"number,omitempty"` // of the paper, by a genuine file
	Signatures []signatureFound `json:"signatures"`
	Code       *codeFound       `json:"code,omitempty"`
}

type signatureFound struct {
	Signer    string      `json:"signer"`
	Key       string      `json:"key"`
	Level     string      `json:"level"` // B-B, B-T or B-LT
	Claimed   *time.Time  `json:"claimed,omitempty"`
	Stamped   *time.Time  `json:"stamped,omitempty"`
	Authority string      `json:"authority,omitempty"`
	Covered   int         `json:"covered"` // bytes
	Whole     bool        `json:"whole"`
	Specimen  bool        `json:"specimen"`
	Flaws     []seal.Flaw `json:"flaws"`
}

// Run proves a file. A paper is genuine when its signature and, where one was given, its
// code are, and the code is that of the file: a sound code beside a sound file of another paper
// is a forgery that each of the two would pass.
func (c documentVerify) Run(s *streams) error {
	pdf, err := c.read(s)
	if err != nil {
		return err
	}
	ring, err := c.known()
	if err != nil {
		return err
	}
	defer func() { _ = ring.Close() }() // keys in tokens; nothing was written
	if c.CRL != "" {
		lists, err := seal.ReadLists(c.CRL)
		if err != nil {
			return err
		}
		ring.Lists = append(ring.Lists, lists...)
	}
	report, err := ring.Verify(pdf)
	if c.Roots != "" { // whoever names roots decides whom they stand for
		report, err = seal.Verify(pdf, ring.Roots, ring.Lists...)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	v := verdict{Genuine: report.Genuine(), Signatures: []signatureFound{}}
	for _, f := range report.Signatures {
		v.Signatures = append(v.Signatures, signatureFound{f.Signer, f.Key, f.Level(), timeOr(f.Claimed), timeOr(f.Stamped),
			f.Authority, f.Covered, f.Whole, f.Specimen, append([]seal.Flaw{}, f.Flaws...)})
	}
	if err := v.code(ring, report, pdf, c.Code); err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(s.out).Encode(v)
	} else {
		v.say(s.out, seva.Lang(c.Lang), len(pdf))
	}
	if err == nil && !v.Genuine {
		err = errSaid
	}
	return err
}

func (c documentVerify) read(s *streams) ([]byte, error) {
	in := s.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, seal.Most+1)) // what is longer is refused by its length
}

// known gives the keys that are believed: those of a file, or those of the folder. Where
// there are none, every signer is a stranger.
func (c documentVerify) known() (*seal.Keyring, error) {
	ring, err := seal.Open(c.keyFolder(c.engines), c.password())
	if errors.Is(err, fs.ErrNotExist) {
		ring, err = &seal.Keyring{}, nil
	}
	if err == nil && c.Roots != "" {
		ring.Roots, err = seal.ReadRoots(c.Roots)
	}
	return ring, err
}

func timeOr(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// say tells a person, the verdict first.
func (v verdict) say(out io.Writer, l seva.Lang, size int) {
	line := func(key string, args ...seva.Args) { fmt.Fprintln(out, i18n.Say(l, seva.Say(key, args...))) }
	switch {
	case v.Genuine:
		line("seal.genuine")
	case len(v.Signatures) == 0:
		line("seal.none")
	default:
		line("seal.not")
	}
	for _, f := range v.Signatures {
		if f.Specimen {
			line("seal.specimen")
		}
		if f.Signer == "" {
			line("seal.nobody")
		} else {
			line("seal.signer", seva.Args{"Name": f.Signer})
		}
		if f.Stamped != nil {
			line("seal.stamped", seva.Args{"Name": f.Authority, "Time": clockTime(*f.Stamped)})
		} else if f.Claimed != nil {
			line("seal.claimed", seva.Args{"Time": clockTime(*f.Claimed)})
		}
		if f.Whole {
			line("seal.whole")
		} else {
			line("seal.part", seva.Args{"Count": f.Covered, "All": size})
		}
		for _, flaw := range f.Flaws {
			fmt.Fprintln(out, "  "+i18n.Say(l, seva.Say("seal."+string(flaw))))
		}
	}
	if v.Code == nil {
		return
	}
	line("seal.code." + v.Code.Says)
	if v.Code.Says == "genuine" {
		v.Code.say(out, l)
	}
	if v.Code.Says == "genuine" || v.Code.File != untold {
		line("seal.code."+v.Code.File, seva.Args{"Number": v.Number})
	}
}

// clockTime is a code to i18n: only its digits are localised.
type clockTime time.Time

func (t clockTime) String() string {
	return time.Time(t).In(seva.IST).Format("2006-01-02 15:04:05 MST")
}

type documentKeys struct {
	engines
	documentSettings
}

// Run lists keys, the newest first. Public keys only: private ones are never said.
func (c documentKeys) Run(s *streams) error {
	ring, err := seal.Open(c.keyFolder(c.engines), c.password())
	if err != nil {
		return err
	}
	defer func() { _ = ring.Close() }()
	now := s.world.Now()
	for _, role := range []struct {
		name string
		keys []seal.Key
	}{{"seal", ring.Seals}, {"code", ring.Codes}} {
		newest, _ := seal.Newest(role.keys, now) // none is shown as none
		for _, k := range role.keys {
			use := "proves"
			if k.ID == newest.ID {
				use = "signs"
			}
			fmt.Fprintf(s.out, "%s %s %-6s %s to %s %s\n", role.name, k.ID, use, seva.DateOf(k.From()), seva.DateOf(k.Until()), seal.Name(k.Chain[0]))
		}
	}
	return nil
}

type documentRenew struct{ engines }

// Run makes the demo's next keys. Real ones come from a certifying authority and are put
// into the folder of --document-keys.
func (c documentRenew) Run(s *streams) error {
	folder := filepath.Join(c.Data, keyFolder)
	if err := seal.Renew(folder, s.world.Now()); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "new SPECIMEN keys are in %s; a server signs with them once it is started anew\n", folder)
	return nil
}
