package dialogue

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva/land"
)

// A line is what somebody types in one go, as an SMS or at a question: "LAND 1027001
// Plot 165", "1027001-165", "দাগ ১৬৫ বাটা ১২০১ মৌজা ১০২৭০০১". What must hold: no word of
// it is passed over that could have meant another plot.

// split cuts a line into its words: at spaces and the signs that people put between
// things, where letters meet digits (LAND1027001, plot165), and behind a mouza's number
// (1027001-165).
func split(s string) []string {
	var words []string
	from := 0
	lettered, numbered := false, false // what the word has so far
	cut := func(at, next int) {
		if at > from {
			words = append(words, s[from:at])
		}
		from, lettered, numbered = next, false, false
	}
	for i, r := range s {
		digit := r >= '0' && r <= '9'
		letter := unicode.IsLetter(r) || unicode.IsMark(r)
		switch {
		case unicode.IsSpace(r) || strings.ContainsRune("*#,;:", r),
			strings.ContainsRune("-–/\\.", r) && isIDN(s[from:i]):
			cut(i, i+utf8.RuneLen(r))
			continue
		case digit && lettered, letter && numbered:
			cut(i, i)
		}
		lettered, numbered = lettered || letter, numbered || digit
	}
	cut(len(s), len(s))
	return words
}

// numeric tells whether a word belongs to a number: digits, or the stroke of a bata.
func numeric(word string) bool {
	return strings.ContainsAny(word, "0123456789") || strings.Trim(word, stray) == ""
}

// parts tells a line's mouza, by its number or by name and before or behind the rest,
// from the number that is asked there.
func parts(words []string) (idn string, name, digits []string) {
	last := len(words) - 1
	switch {
	case last < 0:
		return "", nil, nil
	case isIDN(words[0]):
		return words[0], nil, words[1:]
	case isIDN(words[last]) && numeric(words[0]):
		return words[last], nil, words[:last]
	}
	first, end := 0, len(words)
	for first < end && numeric(words[first]) {
		first++
	}
	for end > first && numeric(words[end-1]) {
		end--
	}
	if first > 0 && end < len(words) { // "165 Ranjapur 7" is whatever it is
		return "", words, nil
	}
	return "", words[first:end], append(words[:first:first], words[end:]...)
}

// lookup is what is asked of a mouza.
type lookup struct {
	goal Goal
	from uint8
}

func lookups() map[string]lookup {
	return map[string]lookup{
		"land":       {goalPlot, 0},
		"plot":       {goalPlot, 0},
		"khatian":    {goalKhatian, 0},
		"rs":         {goalCrosswalk, fromRS},
		"lr":         {goalCrosswalk, fromLR},
		"crosswalk":  {goalCrosswalk, 0},
		"mouza":      {goalPlace, 0},
		"fee":        {goalFee, 0},
		"watch":      {goalWatchPlot, 0},
		watchKhatian: {goalWatchKhatian, 0},
		"office":     {goalOffice, 0},
	}
}

// asks names what a state at the mouza's question is there for.
func (s *State) asks() string {
	switch {
	case s.Goal == goalKhatian:
		return "khatian"
	case s.Goal == goalPlace:
		return "mouza"
	case s.Goal == goalFee:
		return "fee"
	case s.Goal == goalWatchPlot:
		return "watch"
	case s.Goal == goalWatchKhatian:
		return watchKhatian
	case s.Goal == goalOffice:
		return "office"
	case s.Goal == goalCrosswalk && s.From == fromRS:
		return "rs"
	case s.Goal == goalCrosswalk && s.From == fromLR:
		return "lr"
	case s.Goal == goalCrosswalk:
		return "crosswalk"
	}
	return "plot"
}

// Words that ask for nothing by themselves: "number" or "of", and ways to say the
// stroke of a bata.
const (
	intentNoun   = "noun"
	intentBata   = "bata"
	intentPlease = "please" // beside a word that is only heard alone: see Machine.lone
)

// nouns takes out of a line the words that only say what its numbers are, and gives
// what is asked after them: asked, unless a noun is more particular. It is not clear
// when they contradict each other: a number said to be of a khatian and of a plot must
// show neither. Beside no number such a word is part of a name.
func (m *Machine) nouns(asked string, words []string) (rest []string, now string, clear bool) {
	clear = true
	for i := 0; i < len(words); {
		end := i
		for end < len(words) && m.noun(words[end]) != "" {
			end++
		}
		if end == i {
			rest = append(rest, words[i])
			i++
			continue
		}
		beside := i > 0 && numeric(words[i-1]) || end < len(words) && numeric(words[end])
		for ; i < end; i++ {
			switch intent := m.noun(words[i]); {
			case intent == "mouza" || intent == "land" || intent == intentNoun && (beside || len(rest) == 0):
			case !beside:
				rest = append(rest, words[i])
			case intent == intentBata:
				rest = append(rest, "/")
			default:
				narrowed, ok := narrow(asked, intent)
				asked, clear = narrowed, clear && ok
			}
		}
	}
	return rest, asked, clear
}

// noun gives the intent of a word that may stand beside a number, or "".
func (m *Machine) noun(word string) string {
	switch k := m.keywords[fold(strings.Trim(word, stray))]; k.Intent {
	case intentNoun, intentBata, "land", "mouza", "plot", "khatian", "rs", "lr":
		return k.Intent
	}
	return ""
}

// narrow takes what a noun says into what is asked. LR only says that a number is the
// present one, as any is that is not called RS.
func narrow(asked, noun string) (string, bool) {
	switch {
	case noun == "lr", noun == asked:
		return asked, true
	case asked == "land", asked == "mouza":
		return noun, true
	case noun == "rs" && (asked == "plot" || asked == "crosswalk"):
		return noun, true
	case asked == "watch" && noun == "khatian":
		return watchKhatian, true
	case asked == watchKhatian && noun == "khatian", noun == "plot" && (asked == "watch" || asked == "fee"):
		return asked, true
	case noun == "plot" && (asked == "rs" || asked == "lr" || asked == "crosswalk"):
		return asked, true
	}
	return asked, false
}

// numberIn reads words as one number, in any of the ways its bata is written. A word
// that is no part of a number refuses the whole, and so does a stroke with nothing behind.
func numberIn(words []string) (land.Number, error) {
	if last := len(words) - 1; last > 0 && words[last] == "/" {
		return land.ParseNumber("number", "/")
	}
	return number(strings.Join(words, " "))
}

// number reads what a keypad makes of 165/1201: there the stroke is often a star.
func number(s string) (land.Number, error) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "#", ""), "*", "/")
	return land.ParseNumber("number", strings.ToLower(strings.Trim(s, stray)))
}
