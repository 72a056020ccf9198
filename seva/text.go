package seva

// Args are the values a sentence names. The closed set of value types, each
// formatted for the reader by i18n: string (shown as it is), int (digits and Indian
// grouping), Area, Share, Money, Date, Names, Lang, Text (said first, then put in),
// []Text (said and joined with commas), and anything with a String method
// (codes such as plot numbers: only the digits are localised).
// "Count", when present, is an int and chooses the plural form.
type Args map[string]any

// Text is something to be said to a person: a message key and its values. It is
// the only way seva speaks; the words are in i18n/messages.
type Text struct {
	Key  string
	Args Args
}

// Say makes a Text. Args may be omitted; several are merged.
func Say(key string, args ...Args) Text {
	switch len(args) {
	case 0:
		return Text{Key: key}
	case 1:
		return Text{Key: key, Args: args[0]}
	}
	all := Args{}
	for _, some := range args {
		for name, value := range some {
			all[name] = value
		}
	}
	return Text{Key: key, Args: all}
}

// IsZero tells whether there is nothing to say.
func (t Text) IsZero() bool { return t.Key == "" }
