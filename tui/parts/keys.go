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

// As gives the key with another word for what it does here.
func (k Key) As(word string) Key { k.Word = word; return k }

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
