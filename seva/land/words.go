package land

import "duar/seva"

// Text says the class.
func (c Class) Text() seva.Text { return seva.Say("class." + string(c)) }

// Text says who holds the khatian.
func (o OwnerType) Text() seva.Text { return seva.Say("owner." + string(o)) }

// Text says how the guardian is related.
func (r Relation) Text() seva.Text { return seva.Say("relation." + string(r)) }

// Text says by what right the land is held.
func (p Possession) Text() seva.Text { return seva.Say("possession." + string(p)) }

// Text says the warning.
func (f Flag) Text() seva.Text { return seva.Say("flag." + string(f)) }

// Text names the settlement.
func (s Survey) Text() seva.Text { return seva.Say("survey." + string(s)) }

// FlagTexts says each of the warnings; as one value of a sentence they become a list.
func FlagTexts(flags []Flag) []seva.Text {
	texts := make([]seva.Text, len(flags))
	for i, f := range flags {
		texts[i] = f.Text()
	}
	return texts
}
