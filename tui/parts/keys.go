package parts

import "strings"

// Key is something the operator can press here: the names Bubble Tea gives it, how it is
// shown, and the message that says what it does.
type Key struct {
	Names []string
	Shown string
	Word  string
}

// Is tells whether the named key is this one.
func (k Key) Is(name string) bool {
	for _, n := range k.Names {
		if n == name {
			return true
		}
	}
	return false
}

// The keys of the kiosk, the same on every screen. A letter has a function key beside
// it, because with a Bengali or Hindi keyboard layout the letter is another one.
var (
	Quit     = Key{[]string{"ctrl+c"}, "Ctrl+C", "kiosk.key.quit"}
	Language = Key{[]string{"f2", "ctrl+l"}, "F2", "kiosk.key.language"}
	Help     = Key{[]string{"f1", "?"}, "?", "kiosk.key.help"}
	Home     = Key{[]string{"f4"}, "F4", "kiosk.key.home"}
	Back     = Key{[]string{"esc"}, "Esc", "kiosk.key.back"}
	Enter    = Key{[]string{"enter"}, "Enter", "kiosk.key.open"}
	Mouza    = Key{[]string{"f3"}, "F3", "kiosk.key.mouza"}
	Turn     = Key{[]string{"tab"}, "Tab", "kiosk.key.turn"}
	Move     = Key{[]string{"up", "down", "pgup", "pgdown", "home", "end"}, "↑↓", "kiosk.key.move"}
	Map      = Key{[]string{"m", "M", "f5"}, "m", "kiosk.key.map"}
	Aloud    = Key{[]string{"a", "A", "f6"}, "a", "kiosk.key.aloud"}
	Print    = Key{[]string{"p", "P", "f7"}, "p", "kiosk.key.print"}
)

// The keys of forms and cases. Where a person's own words are typed no letter can be a
// key, so each is a key that types nothing.
var (
	Next    = Key{[]string{"tab"}, "Tab", "kiosk.key.next"}
	Before  = Key{[]string{"shift+tab"}, "Shift+Tab", "kiosk.key.before"}
	Section = Key{[]string{"pgdown", "pgup"}, "PgUp PgDn", "kiosk.key.section"}
	Pick    = Key{[]string{"f3"}, "F3", "kiosk.key.pick"}
	Review  = Key{[]string{"f8"}, "F8", "kiosk.key.review"}
	Clear   = Key{[]string{"f9"}, "F9", "kiosk.key.clear"}
	Mark    = Key{[]string{" "}, "␣", "kiosk.key.mark"}
	Pages   = Key{[]string{"left", "right"}, "←→", "kiosk.key.pages"}
	Reload  = Key{[]string{"f5"}, "F5", "kiosk.key.reload"}
)

// The keys of trust: covering the screen, handing it to somebody else, what is known about
// the citizen at the desk, and the accounts of staff.
var (
	Lock    = Key{[]string{"f10", "ctrl+k"}, "F10", "kiosk.key.lock"}
	NotMe   = Key{[]string{"f8"}, "F8", "kiosk.key.not_me"}
	Looked  = Key{[]string{"w", "W", "f8"}, "w", "kiosk.key.looked"}
	Agreed  = Key{[]string{"c", "C", "f9"}, "c", "kiosk.key.agreed"}
	File    = Key{[]string{"o", "O", "f8"}, "o", "kiosk.key.case"}
	Number  = Key{[]string{"n", "N", "f8"}, "n", "kiosk.key.by_number"}
	Enrol   = Key{[]string{"n", "N", "f8"}, "n", "kiosk.key.enrol"}
	Barring = Key{[]string{"b", "B", "f9"}, "b", "kiosk.key.bar"}
	Confirm = Key{[]string{"f8"}, "F8", "kiosk.key.confirm"}
)

// The keys of money, signed papers and cases about land.
var (
	Pay     = Key{[]string{"r", "R", "f3"}, "r", "kiosk.key.pay"}
	GiveUp  = Key{[]string{"x", "X", "f8"}, "x", "kiosk.key.give_up"}
	Told    = Key{[]string{"t", "T", "f9"}, "t", "kiosk.key.told"}
	Paper   = Key{[]string{"d", "D", "f8"}, "d", "kiosk.key.paper"}
	Hearing = Key{[]string{"h", "H", "f9"}, "h", "kiosk.key.hearing"}
	Link    = Key{[]string{"l", "L", "f8"}, "l", "kiosk.key.link"}
	Revoke  = Key{[]string{"v", "V", "f9"}, "v", "kiosk.key.revoke"}
	Cases   = Key{[]string{"c", "C", "f9"}, "c", "kiosk.key.cases"}
	Watch   = Key{[]string{"w", "W", "f8"}, "w", "kiosk.key.watch"}
	Office  = Key{[]string{"o", "O", "f3"}, "o", "kiosk.key.office"}
	Object  = Key{[]string{"b", "B", "f8"}, "b", "kiosk.key.object"}
	All     = Key{[]string{"a", "A", "f6"}, "a", "kiosk.key.mark_all"}
	SignAll = Key{[]string{"s", "S", "f8"}, "s", "kiosk.key.sign_all"}
)

// HelpOnly is Help where letters are typed: there a question mark is only that.
var HelpOnly = Key{[]string{"f1"}, "F1", "kiosk.key.help"}

// As gives the key with another word for what it does here.
func (k Key) As(word string) Key { k.Word = word; return k }

// Only gives the key with fewer names: where the others mean something else.
func (k Key) Only(names ...string) Key { k.Names = names; return k }

// HelpLines sets out what can be pressed, in as few lines as the width allows. A key and
// its word are never parted. say turns a key's message into words.
func HelpLines(keys []Key, width int, say func(word string) string) []Line {
	var lines []Line
	line := ""
	for _, k := range keys {
		item := k.Shown + " " + say(k.Word)
		joined := line + "  " + item
		if line == "" {
			joined = " " + item
		}
		if line != "" && Width(joined) > width {
			lines = append(lines, Line{Text: line, Tone: Dim})
			joined = " " + strings.TrimSpace(item)
		}
		line = joined
	}
	return append(lines, Line{Text: line, Tone: Dim})
}
