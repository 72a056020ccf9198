package page

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// The checksums are of the compared copy of the annexes, written as four hexadecimal digits
// a position with blanks between: 0020 where nothing is named, ffff for the escape.
func TestNationalTablesAreTheComparedOnes(t *testing.T) {
	for _, c := range []struct {
		name    string
		table   *[128]rune
		locking bool
		sum     string
		named   int // characters, the escape not among them
	}{
		{"bengali locking", &bengaliLocking, true, "5480f8724034feaaf1dfc9395e71300b1937afb95039781b26fc2bdbaa1a74e8", 114},
		{"bengali single", &bengaliSingle, false, "858effc0656c20e5e776b5ccfce556d6d4c62aebe84d7feb3d1decbd38f8c7eb", 82},
		{"hindi locking", &hindiLocking, true, "5548b0394b5eae6c006d1694c51744d94e5e379495c25cc98fba0c3891611250", 127},
		{"hindi single", &hindiSingle, false, "7659c0a000cab1f6ef0ea261862315d536622695a65c1303155d582fe03fb13f", 88},
	} {
		t.Run(c.name, func(t *testing.T) {
			var words []string
			named := 0
			for i, r := range c.table {
				switch {
				case r != 0:
					named++
				case c.locking && i == escape:
					r = 0xffff
				default:
					r = ' '
				}
				words = append(words, fmt.Sprintf("%04x", r))
			}
			if got := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(words, " ")))); got != c.sum {
				t.Errorf("checksum %s", got)
			}
			if named != c.named {
				t.Errorf("%d characters", named)
			}
		})
	}
}

func TestStandardAlphabetIsWhatIsCounted(t *testing.T) {
	c := codecs()[Tables{}]
	for r := range rune(0x10000) {
		if got, want := int(c.cell(r).size), septets(r); got != want {
			t.Errorf("%U is written in %d septets and counted as %d", r, got, want)
		}
	}
}

// Every character of every pair of tables, through both directions; alone and as a text.
func TestEveryCharacterComesBack(t *testing.T) {
	for tables, c := range codecs() {
		n := 0
		for escaped, table := range map[bool]*[128]rune{false: c.plain, true: c.escaped} {
			for at, r := range table {
				if r == 0 {
					continue
				}
				n++
				out, ok := c.write(string(r))
				if back := c.read(out); !ok || back != string(r) {
					t.Errorf("%v: %U comes back as %+q (septets %x)", tables, r, back, out)
				}
				// As it stands in the table, unless a cheaper or a lower place has it too.
				if escaped && (len(out) == 2 && int(out[1]) > at || len(out) == 1 && c.plain[out[0]] != r) ||
					!escaped && (len(out) != 1 || int(out[0]) != at) {
					t.Errorf("%v: %U at %#x is written %x", tables, r, at, out)
				}
				s, err := Encode(string(r), []Scheme{{GSM7, tables}})
				if err != nil || len(s.Segments) != 1 {
					t.Fatalf("%v: %U: %v", tables, r, err)
				}
				if got := unpacked(t, s.Segments[0]); got.Text != norm.NFC.String(string(r)) {
					t.Errorf("%v: %U is shown as %+q", tables, r, got.Text)
				}
			}
		}
		if n < 114+10 { // Bengali's locking table with the standard extension
			t.Errorf("%v: only %d characters", tables, n)
		}
	}
}

// What a phone does with septets that nobody should send (TS 23.038 6.2.1.1).
func TestOddSeptets(t *testing.T) {
	for _, c := range []struct {
		name    string
		tables  Tables
		septets []byte
		want    string
	}{
		{"an escape and what only the other table has", Tables{}, []byte{escape, 'A'}, "A"},
		{"the same with a locking table", Tables{Bengali, 0}, []byte{escape, 0x00}, "\u0981"},
		{"the standard extension stays when only the lock is named", Tables{Bengali, 0}, []byte{escape, 0x65}, "€"},
		{"two escapes", Tables{Bengali, Hindi}, []byte{escape, escape, 0x15}, " ক"},
		{"an escape at the end", Tables{}, []byte{'a', escape}, "a "},
		{"a septet that is not named", Tables{Bengali, 0}, []byte{0x0c}, " "},
		{"the danda", Tables{Bengali, Hindi}, []byte{escape, 0x19}, "।"},
		{"the second asterisk", Tables{0, Bengali}, []byte{escape, 0x18}, "*"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := codecs()[c.tables].read(c.septets); got != c.want {
				t.Errorf("%+q, want %+q", got, c.want)
			}
		})
	}
}

// A letter with a nukta written as one must never cost more than written as two.
func TestFormNeverCostsMore(t *testing.T) {
	for tables, c := range codecs() {
		for p, whole := range composed {
			apart, together := c.weigh(string([]rune{p.first, p.second})), c.weigh(string(whole))
			if !apart.wide && !together.wide && together.septets > apart.septets {
				t.Errorf("%v: %U costs %d, its parts %d", tables, whole, together.septets, apart.septets)
			}
			if form := c.form(normal(string(whole))); !together.wide && form != string(whole) {
				t.Errorf("%v: %U is written %+q", tables, whole, form)
			}
		}
	}
}

// indicRunes draws what normal promises to know, and plain letters between.
func indicRunes() *rapid.Generator[string] {
	r := rapid.OneOf(rapid.Int32Range(0x900, 0x9ff), rapid.SampledFrom([]int32{
		'a', ' ', 0xe9, 0x93c, 0x9bc, 0x9be, 0x9c7, 0x9d7, 0x951, 0x952, 0x9fe, 0x94d, 0x9cd, 0x928, 0x9df, 0x9a1, 0x958, 0x1f600,
	}))
	return rapid.Map(rapid.SliceOfN(r, 0, 12), func(all []int32) string { return string(all) })
}

func TestNormalIsNFC(t *testing.T) {
	for r := rune(0x900); r <= 0x9ff; r++ {
		if got, want := normal(string(r)), norm.NFC.String(string(r)); got != want {
			t.Errorf("%U: %+q, want %+q", r, got, want)
		}
		if got, want := class(r), int(norm.NFD.PropertiesString(string(r)).CCC()); got != want && apart[r].first == 0 {
			t.Errorf("%U: class %d, want %d", r, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := indicRunes().Draw(t, "text")
		if got, want := normal(s), norm.NFC.String(s); got != want {
			t.Fatalf("%+q: %+q, want %+q", s, got, want)
		}
	})
}

func TestNormalLeavesOtherMarks(t *testing.T) {
	for in, want := range map[string]string{
		"":                    "",
		"e\u0301":             "e\u0301",
		"\u0928\u0301\u093c":  "\u0928\u0301\u093c",
		"a\xffক":              "a\ufffdক",
		"\u09af\u09bc":        "\u09af\u09bc",
		"\u09df":              "\u09af\u09bc",
		"\u09c7\u09be":        "\u09cb",
		"\u0915\u094d\u093c":  "\u0915\u093c\u094d",
		"\u09c7\u09bc\u09be":  "\u09c7\u09bc\u09be",
		"\u0928\u0951\u093c.": "\u0929\u0951.",
	} {
		got := normal(in)
		if got != want {
			t.Errorf("%+q: %+q, want %+q", in, got, want)
		}
		if normal(got) != got || !utf8.ValidString(got) {
			t.Errorf("%+q is not settled", got)
		}
	}
}
