package paper

import (
	"strings"

	"duar/i18n"
	"duar/seva"
)

// rupees writes a sum in words, as a cheque and a challan have it: crore, lakh, thousand,
// hundred. The words of 0 to 99 are a table in each language (leaf.counting), for in Bengali
// and Hindi no rule makes them. A sum below nothing is none that is paid, and has no words.
func rupees(l seva.Lang, m seva.Money) string {
	if m < 0 {
		return ""
	}
	words := strings.Fields(i18n.Say(l, seva.Say("leaf.counting")))
	if len(words) != 100 {
		return "" // a message file that a test refuses
	}
	whole, paise := int64(m)/100, int64(m)%100
	args := seva.Args{"Words": counted(l, words, whole)}
	if paise == 0 {
		return say(l, "leaf.rupees", args)
	}
	args["Paise"] = words[paise]
	return say(l, "leaf.rupees.paise", args)
}

// counted puts a whole number into words. Crores have no end: a lakh of them is a lakh crore.
func counted(l seva.Lang, words []string, n int64) string {
	if n < 100 {
		return words[n]
	}
	var out []string
	for _, step := range []struct {
		size int64
		key  string
	}{{1_00_00_000, "leaf.crore"}, {1_00_000, "leaf.lakh"}, {1000, "leaf.thousand"}, {100, "leaf.hundred"}} {
		if n >= step.size {
			out = append(out, counted(l, words, n/step.size)+" "+i18n.Say(l, seva.Say(step.key)))
			n %= step.size
		}
	}
	if n > 0 {
		out = append(out, words[n])
	}
	return strings.Join(out, " ")
}
