package tui

import (
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/i18n"
	"duar/seva"
	"duar/tui/parts"
	"duar/tui/screens"
)

// The smallest terminal that a screen can be laid out on.
const (
	leastWidth  = 60
	leastHeight = 15
)

// deepest is how many screens Esc leads back through.
const deepest = 32

// kiosk is the router: the screens the operator came through, the one in front last.
type kiosk struct {
	ground        *screens.Ground
	style         parts.Style
	stack         []screens.Screen
	width, height int

	touched time.Time // when the last key was pressed

	cover   *screens.Cover // over everything, while whoever signed in is away
	covered time.Time      // since when
	away    time.Duration  // how long until nobody comes back to it
}

// anybody is the message that asks whether anybody is still there.
type anybody struct{}

func (k *kiosk) Init() tea.Cmd {
	k.fit()
	k.touched = k.ground.World.Now()
	return tea.Batch(k.front().Init(), k.watch(k.ground.Idle))
}

// watch asks after a while whether anybody is still there.
func (k *kiosk) watch(d time.Duration) tea.Cmd {
	if k.ground.Idle < 0 {
		return nil
	}
	return k.ground.Later(d, anybody{})
}

// rest goes back to the start when no key has been pressed for as long as Config.Idle
// says, and forgets everything: what one citizen asked is not for the next one to read.
// Where somebody has signed in the screen is covered first, and all is kept under it until
// they come back or stay away too long.
func (k *kiosk) rest() tea.Cmd {
	now := k.ground.World.Now()
	since, span := &k.touched, k.ground.Idle
	if k.cover != nil {
		since, span = &k.covered, k.away
	}
	if now.Before(*since) { // the clock was put back
		*since = now
	}
	if left := span - now.Sub(*since); left > 0 {
		return k.watch(min(left, k.ground.Idle)) // a cover may be taken away any time
	}
	if k.cover == nil && k.ground.Locks() {
		k.lock()
		return k.watch(k.ground.Idle)
	}
	return tea.Batch(k.forget(""), k.watch(k.ground.Idle))
}

// forget signs out, hands over what was typed, and begins anew: at the start, or at signing
// in when there is something to be told there.
func (k *kiosk) forget(why string) tea.Cmd {
	k.cover = nil
	k.front().Leave()
	cmd := k.ground.Forget(k.kept(0)...)
	k.stack = []screens.Screen{screens.NewHome(k.ground)}
	if why == "" {
		return cmd
	}
	return tea.Batch(cmd, k.goTo(screens.NewSignIn(k.ground, why)))
}

// kept gathers, from the screens that are about to be closed, what has been typed there
// and no desk has yet.
func (k *kiosk) kept(from int) []screens.Keep {
	var all []screens.Keep
	for _, s := range k.stack[from:] {
		if s, ok := s.(screens.Keeper); ok {
			all = append(all, s.Keep()...)
		}
	}
	return all
}

func (k *kiosk) front() screens.Screen { return k.stack[len(k.stack)-1] }

func (k *kiosk) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := k.update(msg)
	k.fit()
	return k, cmd
}

// update handles one message; Update then fits the screens to what came of it.
func (k *kiosk) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		k.width, k.height = msg.Width, msg.Height
		return nil
	case tea.KeyMsg:
		if k.cover != nil {
			return k.pressCovered(msg)
		}
		k.touched = k.ground.World.Now()
		return k.press(msg)
	case anybody:
		return k.rest()
	}
	// Anything else may be an answer. The screen that asked may be covered by another; it
	// may keep the answer but cannot lead on, because Leave took its road away.
	// What comes while the screen is covered is kept in the same way, and seen by nobody.
	cmds := []tea.Cmd{k.ground.Hear(msg)}
	if k.ground.Ended() {
		return tea.Batch(append(cmds, k.forget("kiosk.sign.ended"))...)
	}
	if k.cover != nil {
		cmds = append(cmds, k.uncover(msg))
	}
	for _, s := range slices.Clone(k.stack) {
		next, cmd := s.Update(msg)
		cmds = append(cmds, cmd)
		if s == k.front() {
			cmds = append(cmds, k.goTo(next))
		}
	}
	return tea.Batch(cmds...)
}

// press does what a key does everywhere, and leaves the rest to the screen in front.
// Pasted text is never taken for a key: Bubble Tea puts its name in brackets.
func (k *kiosk) press(msg tea.KeyMsg) tea.Cmd {
	name := msg.String()
	switch {
	case parts.Quit.Is(name):
		return k.close()
	case parts.Language.Is(name):
		k.turn()
		return nil
	case parts.Lock.Is(name) && k.ground.Locks():
		k.lock()
		return nil
	case parts.Home.Is(name):
		k.front().Leave()
		cmd := k.ground.Save(k.kept(1)...)
		k.stack = slices.Delete(k.stack, 1, len(k.stack)) // and forget what they showed
		return cmd
	case k.helpKey().Is(name):
		if _, already := k.front().(*screens.Help); !already {
			return k.goTo(screens.NewHelp(k.ground))
		}
	}
	next, cmd := k.front().Update(msg)
	return tea.Batch(cmd, k.goTo(next))
}

// close ends the kiosk, when what was typed has been handed over.
func (k *kiosk) close() tea.Cmd {
	leave := k.ground.Forget(k.kept(0)...)
	return func() tea.Msg {
		if leave != nil {
			leave()
		}
		return tea.Quit()
	}
}

// turn goes on to the next language.
func (k *kiosk) turn() {
	langs := seva.Langs()
	k.ground.Lang = langs[(slices.Index(langs, k.ground.Lang)+1)%len(langs)]
}

// helpKey is the key that explains the others: a question mark is not one where people's
// own words are typed.
func (k *kiosk) helpKey() parts.Key {
	if t, ok := k.front().(screens.Typist); ok && t.Typing() {
		return parts.HelpOnly
	}
	return parts.Help
}

// goTo puts the next screen in front: the same, another on top, or the one before.
func (k *kiosk) goTo(next screens.Screen) tea.Cmd {
	switch {
	case next == k.front():
		return nil
	case next == nil:
		if len(k.stack) > 1 {
			k.front().Leave()
			k.stack = slices.Delete(k.stack, len(k.stack)-1, len(k.stack))
			k.pass()
		}
		if r, ok := k.front().(screens.Returner); ok {
			return r.Returned()
		}
		return nil
	}
	k.front().Leave()
	k.pass()
	if n, ok := next.(screens.Anew); ok && n.Anew() {
		k.stack = slices.Delete(k.stack, 1, len(k.stack)) // what lies behind is done with
	}
	k.stack = append(k.stack, next)
	if len(k.stack) > deepest {
		k.stack = slices.Delete(k.stack, 1, 2) // the way home stays
	}
	k.fit()
	return next.Init()
}

// pass takes away, from the front, what has led on and is not come back to.
func (k *kiosk) pass() {
	for len(k.stack) > 1 {
		if p, ok := k.front().(screens.Passing); !ok || !p.Passed() {
			return
		}
		k.stack = k.stack[:len(k.stack)-1]
	}
}

// fit tells the screens how much room there is between title and help.
func (k *kiosk) fit() {
	k.ground.Width = max(k.width, leastWidth)
	k.ground.Height = max(1, max(k.height, leastHeight)-2-len(k.help()))
}

// help is the line that is always there.
func (k *kiosk) help() []parts.Line {
	return parts.HelpLines(k.keys(), max(k.width, leastWidth), func(word string) string {
		return parts.Compose(i18n.Say(k.ground.Lang, seva.Say(word)))
	})
}

// View draws the lines. Cutting, making safe and colouring happen in Draw and nowhere else.
func (k *kiosk) View() string {
	lines := k.lines()
	drawn := make([]string, len(lines))
	for i, l := range lines {
		drawn[i] = k.style.Draw(l, k.width)
	}
	return strings.Join(drawn, "\n")
}

// lines is the whole screen: title, rule, what the screen shows, help at the bottom.
func (k *kiosk) lines() []parts.Line {
	if k.width < leastWidth || k.height < leastHeight {
		text := i18n.Say(k.ground.Lang, seva.Say("kiosk.small", seva.Args{"Width": leastWidth, "Height": leastHeight}))
		lines := parts.Lines(parts.Alert, parts.Wrap(parts.Compose(text), k.width)...)
		return lines[:min(len(lines), max(1, k.height))]
	}
	lines := []parts.Line{k.title(), {Text: strings.Repeat("─", k.width), Tone: parts.Dim}}
	body := k.face().Lines()
	lines = append(lines, body[:min(len(body), k.ground.Height)]...)
	help := k.help()
	for len(lines)+len(help) < k.height {
		lines = append(lines, parts.Line{})
	}
	return append(lines, help...)
}

// title says where the operator is, and shows every language by its own name so that the
// key beside it needs no words.
func (k *kiosk) title() parts.Line {
	brand := parts.Compose(i18n.Say(k.ground.Lang, seva.Say("kiosk.brand")))
	langs := ""
	for _, l := range seva.Langs() {
		name := parts.Compose(i18n.Say(l, seva.Say("lang."+string(l))))
		if l == k.ground.Lang {
			name = "[" + name + "]"
		}
		langs += " " + name
	}
	left := " " + brand + " · " + k.face().Title()
	room := k.width - parts.Width(langs) - 4
	return parts.Line{Text: parts.Pad(left, room) + " " + parts.Language.Shown + langs, Tone: parts.Bar}
}
