package document

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
)

// Fields of the forms that ask for a paper.
const (
	fieldKhatian = "khatian"  // kind khatian
	fieldPlot    = "plot"     // kind plot
	fieldPlots   = "plots"    // a roster with a plot in each row
	fieldLang    = "language" // "bn", "en", "hi" or two of them with a stroke: "bn_en"
)

// order is which paper a case asks for.
type order struct {
	kind    Kind
	mouza   place.IDN
	numbers []land.Number
	langs   []seva.Lang
}

// asked reads the order out of the answers. The form has seen to it that they name what is
// in the record; an application that does not is broken, and not the citizen's to mend.
func (d *Desk) asked(c casework.Case) (order, error) {
	kind, known := d.Kinds[c.Service]
	if !known {
		return order{}, seva.Broken(fmt.Errorf("document: %s is of %s, which ends in no paper", c.Number, c.Service))
	}
	o := order{kind: kind, langs: languages(c.Answers[fieldLang], c.Applicant.Lang)}
	var names []string
	switch rows := c.Answers[fieldPlots].Rows; {
	case kind == RoR:
		names = []string{c.Answers[fieldKhatian].Text}
	case kind == PlotIndex && len(rows) > 0:
		for _, row := range rows {
			names = append(names, row[fieldPlot].Text)
		}
	default:
		names = []string{c.Answers[fieldPlot].Text}
	}
	for _, name := range names {
		mouza, number, _ := strings.Cut(name, "/")
		idn, err := place.ParseIDN(mouza)
		if err == nil && o.mouza != 0 && o.mouza != idn {
			err = fmt.Errorf("document: %s asks about two mouzas", c.Number)
		}
		if err != nil {
			return order{}, seva.Broken(fmt.Errorf("document: the answers of %s: %w", c.Number, err))
		}
		n, err := land.ParseNumber("number", number)
		if err != nil {
			return order{}, seva.Broken(fmt.Errorf("document: the answers of %s: %w", c.Number, err))
		}
		o.mouza = idn
		if !slices.Contains(o.numbers, n) {
			o.numbers = append(o.numbers, n)
		}
	}
	slices.SortFunc(o.numbers, func(x, y land.Number) int {
		if x.Main != y.Main {
			return int(x.Main - y.Main)
		}
		return int(x.Bata - y.Bata)
	})
	return o, nil
}

// languages reads in which languages a paper is wanted: the applicant's own where nothing
// was said.
func languages(v form.Value, own seva.Lang) []seva.Lang {
	words := v.List
	if len(words) == 0 {
		words = strings.Split(v.Text, "_")
	}
	var all []seva.Lang
	for _, w := range words {
		if l := seva.Lang(w); slices.Contains(seva.Langs(), l) && !slices.Contains(all, l) && len(all) < 2 {
			all = append(all, l)
		}
	}
	if all == nil {
		own = own.Base()
		if !slices.Contains(seva.Langs(), own) {
			own = seva.Bengali
		}
		all = []seva.Lang{own}
	}
	return all
}

// record reads what a paper of this kind says now, whole, as an office may see it.
// land.ErrNone is what is not there.
func (d *Desk) record(ctx context.Context, kind Kind, idn place.IDN, numbers []land.Number) (Content, error) {
	c := Content{Kind: kind, Mouza: place.Mouza{IDN: idn}}
	switch kind {
	case RoR:
		k, err := d.Register.Khatian(ctx, idn, numbers[0], land.At{})
		c.Khatian, c.AsOn = &k, k.AsOn
		return c, err
	case PlotMap:
		s, err := d.Register.Sheet(ctx, idn, numbers[0])
		c.Sheet, c.AsOn = &s, s.AsOn
		return c, err
	}
	for _, n := range numbers {
		p, err := d.Register.Plot(ctx, idn, n, land.At{})
		if err != nil {
			return c, err
		}
		c.Plots, c.AsOn = append(c.Plots, p), p.AsOn
	}
	return c, nil
}

// specimen tells whether any of what a paper says is made up.
func (c Content) specimen() bool {
	made := c.AsOn.Specimen()
	for _, p := range c.Plots {
		made = made || p.AsOn.Specimen()
	}
	return made
}

// longestSubject is what a QR code has room for, in bytes.
const longestSubject = 48

// facts are what the QR code of a content says.
func (c Content) facts(o order, digest [32]byte) Facts {
	f := Facts{
		Number: c.Number, Kind: c.Kind, Mouza: c.Mouza.IDN, Subject: fitted(subject(c.Kind, o.numbers), longestSubject), AsOn: c.AsOn.Valid,
		Issued: seva.DateOf(c.Issued), Digest: [16]byte(digest[:16]), Specimen: c.Specimen, Plots: len(o.numbers),
	}
	if c.Khatian != nil {
		f.Name, f.Plots, f.Area = said(c.Khatian.Owner.Name.In(c.Langs[0])), len(c.Khatian.Holdings), c.Khatian.Area
	}
	for _, p := range c.Plots {
		f.Area += p.Area
	}
	return f
}

// said is a name without what cannot be seen: a mark that turns it around on the page would
// have a sound code say another name than the paper. One that is no text at all is none.
func said(name string) string {
	clean, err := seva.Clean("name", name)
	if err != nil {
		return ""
	}
	return clean
}
