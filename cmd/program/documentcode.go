package program

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"duar/i18n"
	"duar/paper/seal"
	"duar/paper/token"
	"duar/seva"
	"duar/seva/document"
)

type codeFound struct {
	Says     string `json:"says"` // genuine, changed, unknown, unread
	File     string `json:"file"` // same, other, untold: whether it is the code of this file
	Number   string `json:"number,omitempty"`
	Kind     string `json:"kind,omitempty"`
	Mouza    string `json:"mouza,omitempty"`
	Subject  string `json:"subject,omitempty"`
	Name     string `json:"name,omitempty"`
	Plots    int    `json:"plots,omitempty"`
	Area     string `json:"area_acre,omitempty"`
	AsOn     string `json:"as_on,omitempty"`
	Issued   string `json:"issued_on,omitempty"`
	Specimen bool   `json:"specimen,omitempty"`
	facts    document.Facts
}

// Whether a code is that of a file.
const (
	same   = "same"
	other  = "other"
	untold = "untold" // the file does not say which paper it is, or nothing of it can be believed
)

// code proves a code, and holds it against what the file says of itself. Only what is said in a
// genuine file counts; without a code in hand, the one that such a file carries is read.
func (v *verdict) code(ring *seal.Keyring, report seal.Report, pdf []byte, given string) (err error) {
	var own string
	if v.Genuine {
		v.Number, own = seal.Says(pdf)
		// Papers made before files carried their code have the number as what they were signed for.
		if v.Number == "" && len(report.Signatures) > 0 {
			v.Number = report.Signatures[0].Reason
		}
		if n, err := document.ParseNumber(v.Number); err != nil || n != v.Number {
			v.Number = ""
		}
	}
	switch {
	case given == "" && own == "":
		return nil
	case given == "":
		if v.Code, err = readCode(ring, own); err == nil && v.Code.Says == "genuine" {
			v.Code.File = same
		} else {
			v.Code = nil // its key is not known here: nothing was asked, and nothing is said
		}
		return err
	}
	if v.Code, err = readCode(ring, given); err != nil {
		return err
	}
	switch {
	case own != "" && strings.EqualFold(token.Payload(given), token.Payload(own)):
		v.Code.File = same
	case own != "":
		v.Code.File = other
	case v.Number != "" && v.Code.Says == "genuine":
		if v.Code.File = other; v.Code.Number == v.Number {
			v.Code.File = same
		}
	}
	v.Genuine = v.Genuine && v.Code.Says == "genuine" && v.Code.File != other
	return nil
}

func readCode(ring *seal.Keyring, code string) (*codeFound, error) {
	codes, err := codeSeal("https://duar.invalid", ring, time.Time{})
	if err != nil {
		return nil, err
	}
	f, err := codes.Read(code)
	switch {
	case errors.Is(err, token.ErrKey):
		return &codeFound{Says: "unknown", File: untold}, nil
	case errors.Is(err, token.ErrChanged):
		return &codeFound{Says: "changed", File: untold}, nil
	case err != nil:
		return &codeFound{Says: "unread", File: untold}, nil //nolint:nilerr // that it cannot be read is what was found
	}
	return &codeFound{"genuine", untold, f.Number, string(f.Kind), f.Mouza.String(), f.Subject, f.Name, f.Plots, f.Area.String(),
		f.AsOn.String(), f.Issued.String(), f.Specimen, f}, nil
}

// say tells what a code says in the words of the page that checks papers.
func (c codeFound) say(out io.Writer, l seva.Lang) {
	word := func(key string) string { return i18n.Say(l, seva.Say("verify."+key)) }
	row := func(key, value string) {
		if value != "" {
			fmt.Fprintf(out, "  %s: %s\n", word(key), value)
		}
	}
	kind := c.Kind
	if i18n.Has(l, "verify."+kind) {
		kind = word(kind)
	}
	row("number", i18n.Digits(l, c.Number))
	row("kind", kind)
	row("mouza", i18n.Digits(l, c.Mouza))
	row("khatian", i18n.Digits(l, subject(c.Subject, "khatian")))
	row("plot", i18n.Digits(l, subject(c.Subject, "plot")))
	row("owner", c.Name)
	if c.facts.Area > 0 {
		row("area", i18n.Digits(l, c.Area)+" "+word("acre")+" = "+i18n.Digits(l, c.facts.Area.In(seva.InDecimal).String())+" "+word("decimal"))
	}
	row("as_on", i18n.Digits(l, c.AsOn))
	row("issued", i18n.Digits(l, c.Issued))
	if c.Specimen {
		fmt.Fprintln(out, "  "+word("specimen"))
	}
}

func subject(text, thing string) string {
	if len(text) > len(thing)+1 && text[:len(thing)+1] == thing+" " {
		return text[len(thing)+1:]
	}
	return ""
}
