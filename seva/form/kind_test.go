package form

import (
	"strings"
	"testing"

	"duar/i18n"
	"duar/seva"
)

// bad are answers that a field of wide refuses, and the code they are refused with.
var bad = map[Kind]map[string]string{
	Text: {
		"": "field.missing", "x": "text.short", strings.Repeat("ক", 61): "text.long", strings.Repeat("x", 10_000): "text.long",
		strings.Repeat("x", 100_000): "text.long", "a\x00b": "text.control", "a\nb": "text.control", "\x1b[2J": "text.control",
		"\xff\xfe": "text.encoding", "\u202e\u200b": "field.missing",
		"my number is 9999 4105 7058": "text.aadhaar", "আধার ৯৯৯৯৪১০৫৭০৫৮": "text.aadhaar", "9999-4105-7058": "text.aadhaar",
	},
	Number: {
		"": "field.missing", "0": "number.least", "41": "number.most", "-1": "number.whole", "1.5": "number.whole",
		"1e3": "number.whole", "twelve": "number.whole", "1,50": "number.whole", "0x1F": "number.whole", "٣": "number.whole",
		"99999999999999999999": "number.whole", "1\u202e2\x00": "text.control", "--1": "number.whole", "+1": "number.whole",
	},
	Money: {
		"99.99": "money.least", "1000001": "money.most", "1.234": "money.form", "1.": "money.form", ".5": "money.form", "-5": "money.form",
		"₹": "money.form", "1,50": "money.form", "1 500": "money.form", "NaN": "money.form", "$5": "money.form", "-0": "money.form",
	},
	Area:  {"24.2201": "area.most", "0.12345": "area.form", "1,5": "area.form", "-1": "area.form", "এক": "area.form"},
	Share: {"0": "share.least", "1.0001": "share.form", "1/4": "share.form", "25%": "share.form"},
	Date: {
		"31/02/2001": "day.none", "2001-13-01": "day.none", "29-2-2023": "day.none", "00/07/2001": "day.none", "16/07/01": "day.partial", "16 July 2001": "day.partial",
		"2027": "day.until", "24-11-2026": "day.until", "2026-12": "day.until", "31/12/1899": "day.since", "1849": "day.partial",
		"1899": "day.since", "3001": "day.partial", "16//07/2001": "day.partial", "7/16/2001": "day.none", "": "field.missing", "2001-7-16T00": "day.partial",
	},
	Choice:  {"obc": "choice.unknown", "sc,st": "choice.unknown", "১": "choice.unknown", strings.Repeat("x", 100_000): "text.long"},
	Choices: {"": "field.missing", "a,b,c,d": "choices.many", "a,x": "choices.unknown", strings.Repeat("a,", 5000): "choices.unknown"},
	YesNo:   {"1": "yes_no.form", "maybe": "yes_no.form"},
	Mobile: {
		"5831012345": "mobile.form", "+915831012345": "mobile.form", "983101234": "mobile.form", "+8801712345678": "mobile.form", "98310123456": "mobile.form",
		"033 2214 5555": "mobile.form", "nine": "mobile.form",
	},
	Email: {
		"a": "email.form", "a@b": "email.form", "a b@example.org": "email.form", "a@@example.org": "email.form",
		"a@example.org\n": "text.control", ".a@example.org": "email.form", "\"a\"@example.org": "email.form",
		strings.Repeat("a", 65) + "@example.org": "email.form", "a@-x.org": "email.form", "ক@example.org": "email.form",
	},
	PIN:     {"021212": "pin.form", "72121": "pin.form", "7212123": "pin.form", "72l212": "pin.form"},
	IFSC:    {"SBIN1001234": "ifsc.form", "SBI00012345": "ifsc.form", "SBIN000123": "ifsc.form", "SBIN00012é4": "ifsc.form"},
	Account: {"12345678": "account.form", "1234567890123456789": "account.form", "000000000": "account.form", "12345678X": "account.form", "123456789": "account.again"},
	Aadhaar: {
		"123456789012": "aadhaar.form", "99994105705": "aadhaar.form", "999941057059": "aadhaar.check", "999914057058": "aadhaar.check",
		"9999410570581": "aadhaar.form", "v-0123456789abcdef/7058": "aadhaar.form", "199941057058": "aadhaar.form",
	},
	Person: {
		"R2D2": "person.form", "রাম ১": "person.form", "=cmd": "person.form", "<b>": "person.form", "'x": "person.form",
		strings.Repeat("ক", 101): "text.long", "\u0301a": "person.form", "Ram😀": "person.form",
	},
	Place: {
		"Ghatal": "place.form", "2981/": "", "2981/337696/1": "place.form", "9999": "block.unknown", "2981/999999": "village.unknown",
		"2980/337696": "village.block", "2981/12": "place.form",
	},
	Plot:        {"165/1201": "plot.form", "1027001/166": "plot.unknown", "1027001/x": "number.form", "1027001/": "plot.form", "102700x/1": "mouza.number"},
	Khatian:     {"12": "khatian.form", "1027001/13": "khatian.unknown", "1027001/0": "number.form"},
	File:        {"none": "not_found", "large": "file.large", "picture": "file.type", "../etc/passwd": "file.form", "a b": "file.form"},
	Roster:      {"x": "roster.input", "": "roster.input"},
	Declaration: {"no": "declaration.no", "": "field.missing"},
}

// TestEveryKind: every kind of the registry has a good example and bad ones, what is good
// comes out canonical, and putting that again changes nothing.
func TestEveryKind(t *testing.T) {
	f := wide()
	whole := filled(t)
	for _, kind := range Kinds() {
		at := Pointer(kind)
		if field, there := f.Field(at); !there || field.Kind != kind {
			t.Fatalf("%s: the form asks no question of this kind", kind)
		}
		if len(bad[kind]) == 0 {
			t.Errorf("%s: no bad example", kind)
		}
		if e, single := examples[kind]; single {
			a, code := put(t, f, Answers{}, at, e.in)
			if code != "" || a[string(kind)].Text != e.want {
				t.Errorf("%s: %+q is %+q, %s; want %+q", kind, e.in.Text, a[string(kind)].Text, code, e.want)
			}
			field, _ := f.Field(at)
			inputs := []Input{field.Typed(a[string(kind)])}
			if kind != Money { // kept in paise, typed in rupees
				inputs = append(inputs, Input{Text: e.want, Again: againOf(kind, e.want)})
			}
			for _, in := range inputs {
				again, code := put(t, f, a, at, in)
				if code != "" || !same(again, a) {
					t.Errorf("%s: put again as %q: %v, %s", kind, in.Text, again, code)
				}
			}
		} else if whole[string(kind)].IsZero() {
			t.Errorf("%s: no good example", kind)
		}
		if field, _ := f.Field(at); !field.sound(whole[string(kind)]) {
			t.Errorf("%s: %v is not sound", kind, whole[string(kind)])
		}
	}
}

func againOf(kind Kind, text string) string {
	if kind == Account {
		return text
	}
	return ""
}

// TestRefusals: each refusal has its own code, keeps the answer that stood, and is said in
// every language with every value filled in.
func TestRefusals(t *testing.T) {
	f := wide()
	whole := filled(t)
	for kind, table := range bad {
		for text, want := range table {
			at := Pointer(kind)
			got, flaws, err := f.Put(t.Context(), desks(t), whole, nil, Entry{at, Input{Text: text}})
			if err != nil {
				t.Fatalf("%s: %.40q: %v", kind, text, err)
			}
			if want == "" {
				if len(flaws) != 0 {
					t.Errorf("%s: %.40q: %v", kind, text, flaws)
				}
				continue
			}
			if len(flaws) != 1 || flaws[0].At != at || flaws[0].Text.Key != "error."+want {
				t.Errorf("%s: %.40q: %v, want %s", kind, text, flaws, want)
				continue
			}
			if !same(got, whole) {
				t.Errorf("%s: %.40q changed the answers", kind, text)
			}
			for _, l := range seva.PhoneLangs() {
				if said := i18n.Say(l, flaws[0].Text); strings.ContainsAny(said, "⟪{") || said == flaws[0].Text.Key {
					t.Errorf("%s: %.40q: in %s: %s", kind, text, l, said)
				}
			}
		}
	}
}

// Digits in three scripts and full width, mixed, are the same number everywhere.
func TestDigitsOfAllScripts(t *testing.T) {
	f := wide()
	for kind, text := range map[Kind]string{
		Number: "39", Money: "2345.67", Area: "1.2345", Share: "0.9876", Date: "16-07-1985", Mobile: "9876543210", PIN: "734001",
		Account: "123456789", Aadhaar: aadhaars[0], Place: "2981/337696", Plot: "1027001/165/1201", Khatian: "1027001/12", IFSC: "SBIN0123456",
	} {
		want, code := put(t, f, Answers{}, Pointer(kind), Input{Text: text, Again: againOf(kind, text)})
		if code != "" {
			t.Errorf("%s: %s", kind, code)
		}
		for _, zero := range []rune{'০', '०', '０'} {
			other := strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r - '0' + zero
				}
				return r
			}, text)
			got, code := put(t, f, Answers{}, Pointer(kind), Input{Text: " \u200e" + other + " ", Again: againOf(kind, text)})
			if code != "" || !same(got, want) {
				t.Errorf("%s: %s is %v, %s", kind, other, got, code)
			}
		}
	}
}

func TestAccountIsTypedTwice(t *testing.T) {
	f := wide()
	for _, c := range []struct{ text, again, code string }{
		{"123456789", "123456789", ""}, {"123456789", "123-456 789", ""}, {"123456789", "১২৩৪৫৬৭৮৯", ""},
		{"123456789", "", "account.again"}, {"123456789", " ", "account.again"}, {"123456789", "123456788", "account.differs"},
		{"123456789", "0123456789", "account.differs"}, {"12", "12", "account.form"},
	} {
		if _, code := put(t, f, Answers{}, "account", Input{Text: c.text, Again: c.again}); code != c.code {
			t.Errorf("%q and %q: %s, want %s", c.text, c.again, code, c.code)
		}
	}
}

func TestChoices(t *testing.T) {
	f := wide()
	for _, c := range []struct {
		in   Input
		want string
		code string
	}{
		{Input{List: []string{"d", "a", "d"}}, "a d", ""},
		{Input{Text: "c, A b"}, "a b c", ""},
		{Input{List: []string{"a", "nothing"}}, "", "choices.unknown"},
		{Input{List: make([]string, 5000)}, "", "choices.unknown"},
		{Input{}, "", "field.missing"},
	} {
		got, code := put(t, f, Answers{}, "choices", c.in)
		if joined := strings.Join(got["choices"].List, " "); code != c.code || joined != c.want {
			t.Errorf("%v: %q, %s", c.in, joined, code)
		}
	}
	if _, code := put(t, f, Answers{}, "text", Input{List: []string{"one", "two"}}); code != "field.single" {
		t.Errorf("a list for one answer: %s", code)
	}
}

// Bounds of 0 bind nothing; the others bind to the last unit.
func TestBounds(t *testing.T) {
	for _, c := range []struct {
		field Field
		text  string
		code  string
	}{
		{Field{Kind: Number}, "0", ""}, {Field{Kind: Number}, "123456789012345", ""}, {Field{Kind: Number}, "1234567890123456", "number.whole"},
		{Field{Kind: Number}, "-1", "number.whole"}, {Field{Kind: Number, Min: -5}, "-5", ""}, {Field{Kind: Number, Min: -5}, "-6", "number.least"},
		{Field{Kind: Number}, "12,34,567", ""}, {Field{Kind: Number}, "1,234,567", ""}, {Field{Kind: Number}, "12,34", "number.whole"},
		{Field{Kind: Money}, "0", ""}, {Field{Kind: Money}, "0.01", ""}, {Field{Kind: Money, Min: 2}, "0.01", "money.least"},
		{Field{Kind: Area}, "0", ""}, {Field{Kind: Area, Min: 1}, "0", "area.least"}, {Field{Kind: Area, Min: 1}, "0.0001", ""},
		{Field{Kind: Share}, "0", ""}, {Field{Kind: Share, Max: 5000}, "0.5001", "share.most"}, {Field{Kind: Share, Max: 5000}, "0.5", ""},
		{Field{Kind: Text}, "x", ""}, {Field{Kind: Text, Max: 3}, "কখগ", ""}, {Field{Kind: Text, Max: 3}, "কখগঘ", "text.long"},
		{Field{Kind: Text}, strings.Repeat("ক", MaxText), ""}, {Field{Kind: Text}, strings.Repeat("x", MaxText+1), "text.long"},
		{Field{Kind: Person, Max: 5}, "Rahima", "text.long"},
		{Field{Kind: "colour"}, "red", "field.unknown"},
	} {
		v, err := c.field.read(Input{Text: c.text})
		code := ""
		if err != nil {
			code = seva.Broken(err).Code()
		}
		if code != c.code || err == nil && !c.field.sound(v) {
			t.Errorf("%+v: %.20q is %v, %s", c.field, c.text, v, code)
		}
	}
}

func TestFreeTextKeepsNoAadhaar(t *testing.T) {
	free, numbered := Field{ID: "x", Kind: Text}, Field{ID: "x", Kind: Text, Max: 20}
	for text, want := range map[string]bool{
		"call 919831012345 please": false, // a mobile with its country code
		"account 1999941057058":    false, // thirteen digits
		"CAF2026000123":            false,
		"card 999941057058, mine":  true,
		"99999941057058":           false,
		"a 1234 9999 4105 7058":    true,
		"1111 2222 3333 and ৯৯৯৯ ৪১০৫ ৭০৫৮": true,
	} {
		if got := free.tellsAadhaar(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if numbered.tellsAadhaar(aadhaars[0]) {
		t.Error("a question for a number of its own refuses a number")
	}
	if !numbered.tellsAadhaar("9999 4105 7058") || !free.tellsAadhaar(aadhaars[0]) {
		t.Error("an Aadhaar number was let pass")
	}
}
