package i18n

import (
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// form is a plural form of CLDR. Most languages have two: one and other.
type form int

const (
	zero form = iota
	one
	two
	few
	many
	other
	forms // how many there are
)

var formNames = [forms]string{"zero", "one", "two", "few", "many", "other"}

// counted is a message whose every form is its own name: asking go-i18n to say it
// tells which form a count takes.
var counted = &i18n.Message{
	ID: "\x00counted", Zero: "zero", One: "one", Two: "two", Few: "few", Many: "many", Other: "other",
}

// plurals knows which form a count takes in one language. The rules are go-i18n's
// (from CLDR), so that a new language needs none written here.
type plurals struct {
	localizer *i18n.Localizer
	low       [128]form // go-i18n's answers for the counts that most sentences have
}

func newPlurals(l *i18n.Localizer) *plurals {
	p := &plurals{localizer: l}
	for n := range p.low {
		p.low[n] = p.ask(n)
	}
	return p
}

// form gives the form for n.
func (p *plurals) form(n int) form {
	if n >= 0 && n < len(p.low) {
		return p.low[n]
	}
	return p.ask(n)
}

func (p *plurals) ask(n int) form {
	name, err := p.localizer.Localize(&i18n.LocalizeConfig{
		DefaultMessage: counted, PluralCount: n, TemplateParser: template.IdentityParser{},
	})
	if err != nil {
		return other
	}
	for f, known := range formNames {
		if name == known {
			return form(f)
		}
	}
	return other
}

// needed gives the forms that the language uses, other always among them.
func (p *plurals) needed() [forms]bool {
	var used [forms]bool
	used[other] = true
	for _, f := range p.low {
		used[f] = true
	}
	return used
}
