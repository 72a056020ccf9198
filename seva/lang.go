package seva

// Lang names the language and script a person reads. The values are BCP 47 tags
// and are stored, so they never change.
type Lang string

// The three languages every sentence exists in, and the two romanised scripts that
// exist for the phone only, because a GSM-7 screen holds twice what a UCS-2 one does.
const (
	Bengali      Lang = "bn"
	English      Lang = "en"
	Hindi        Lang = "hi"
	BengaliRoman Lang = "bn-Latn"
	HindiRoman   Lang = "hi-Latn"
)

// Langs are the languages of every sentence, in the order they are offered.
func Langs() []Lang { return []Lang{Bengali, English, Hindi} }

// PhoneLangs are the languages of the phone: Langs and the romanised two.
func PhoneLangs() []Lang {
	return []Lang{Bengali, English, Hindi, BengaliRoman, HindiRoman}
}

// ParseLang takes a tag such as "bn", "hi-IN" or "bn-Latn" and gives the language
// it asks for; false when we do not speak it.
func ParseLang(tag string) (Lang, bool) {
	for _, l := range PhoneLangs() {
		if tag == string(l) {
			return l, true
		}
	}
	if len(tag) > 2 && (tag[2] == '-' || tag[2] == '_') {
		return ParseLang(tag[:2])
	}
	return "", false
}

// Base gives the language without its script: bn-Latn is bn.
func (l Lang) Base() Lang {
	switch l {
	case BengaliRoman:
		return Bengali
	case HindiRoman:
		return Hindi
	}
	return l
}

// Roman tells whether the language is written in Latin letters that fit GSM-7.
func (l Lang) Roman() bool { return l == English || l == BengaliRoman || l == HindiRoman }

// InScript gives the romanised or the own-script form of the same language.
// English has only one script.
func (l Lang) InScript(roman bool) Lang {
	switch {
	case roman && l == Bengali:
		return BengaliRoman
	case roman && l == Hindi:
		return HindiRoman
	case !roman:
		return l.Base()
	}
	return l
}

// Names is one name in the three scripts. A form that is not known is empty and
// is never guessed; whoever shows the name decides with In.
type Names struct {
	Bn, En, Hi string
}

// In gives the name for a reader of l: in l's own script when that form is known,
// otherwise in the script it is recorded in (Bengali for people, English for
// census places). Empty only when no form is known.
func (n Names) In(l Lang) string {
	var order [3]string
	switch {
	case l.Roman():
		order = [3]string{n.En, n.Bn, n.Hi}
	case l == Hindi:
		order = [3]string{n.Hi, n.En, n.Bn}
	default:
		order = [3]string{n.Bn, n.En, n.Hi}
	}
	for _, form := range order {
		if form != "" {
			return form
		}
	}
	return ""
}

// All gives the known forms, Bengali first.
func (n Names) All() []string {
	var all []string
	for _, form := range []string{n.Bn, n.En, n.Hi} {
		if form != "" {
			all = append(all, form)
		}
	}
	return all
}
