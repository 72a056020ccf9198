package tui

import (
	"fmt"
	"slices"
	"strings"

	"duar/tui/parts"
	"duar/tui/screens"
)

// keys are those that do something now.
func (k *kiosk) keys() []parts.Key {
	if k.cover != nil {
		return append(k.cover.Keys(), parts.Language)
	}
	keys := k.front().Keys()
	if len(k.stack) > 1 {
		keys = append(keys, parts.Home)
	}
	keys = append(keys, parts.Language)
	if _, already := k.front().(*screens.Help); !already {
		keys = append(keys, k.helpKey())
	}
	// Locking and closing work anywhere, and are offered where nothing is under way.
	if len(k.stack) == 1 {
		if k.ground.Locks() {
			keys = append(keys, parts.Lock)
		}
		keys = append(keys, parts.Quit)
	}
	return keys
}

// Offers names what is seen and every action that it offers to whoever sits there, by the
// messages that name them: the keys of the help line, and the rows that are deeds. It is for
// whoever checks that everybody is offered what is theirs, and nothing else.
func (k *kiosk) Offers() (screen string, actions []string) {
	var seen any = k.front()
	if k.cover != nil {
		seen = k.cover
	}
	_, screen, _ = strings.Cut(fmt.Sprintf("%T", seen), ".")
	for _, key := range k.keys() {
		actions = append(actions, key.Word)
	}
	if o, ok := seen.(screens.Offerer); ok {
		actions = append(actions, o.Offers()...)
	}
	slices.Sort(actions)
	return screen, slices.Compact(actions)
}

// Asking tells whether a desk has been asked and has not answered yet.
func (k *kiosk) Asking() bool { return k.ground.Asking() }
