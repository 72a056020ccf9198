package screens

import (
	"fmt"

	"duar/i18n"
	"duar/seva"
)

// voice says things in one language and hands every result through shape, which makes
// it safe and fit for where it goes: parts.Compose for the screen, parts.Inert for paper.
type voice struct {
	lang  seva.Lang
	shape func(string) string
}

// tell says a text that a desk gave.
func (v voice) tell(t seva.Text) string { return v.shape(i18n.Say(v.lang, t)) }

// say says a message of the kiosk's own.
func (v voice) say(key string, args ...seva.Args) string { return v.tell(seva.Say(key, args...)) }

// name gives the form of a name that this reader can read best.
func (v voice) name(n seva.Names) string { return v.shape(n.In(v.lang)) }

// figure writes a number, share or area in the language's digits.
func (v voice) figure(n fmt.Stringer) string { return v.shape(i18n.Digits(v.lang, n.String())) }
