package casework

import (
	"fmt"
	"slices"
	"strings"
)

// Mermaid draws the procedure as a Mermaid stateDiagram-v2, always the same for the same
// definition. An arrow says the action and who takes it; what the clock does by itself is
// dotted, as far as a state diagram can be: "┄ no_reply, 15 days ┄". States are coloured by
// whose move it is there, and the ends by what was decided; one that owes says so. What an
// action does to the record stands behind it: "record ⇒ mutate".
func (p Procedure) Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range p.States {
		said := s.ID
		if s.Owes {
			said += " (owes a fee)"
		}
		fmt.Fprintf(&b, "    state %q as %s\n", said, drawn(s.ID))
	}
	fmt.Fprintf(&b, "    [*] --> %s: %s\n", drawn(p.Start), p.label(p.entry(), ""))
	for _, a := range p.Actions {
		for _, from := range a.From {
			fmt.Fprintf(&b, "    %s --> %s: %s\n", drawn(from), drawn(a.target(from)), p.label(a, from))
		}
	}
	for _, s := range p.States {
		if s.End {
			fmt.Fprintf(&b, "    %s --> [*]\n", drawn(s.ID))
		}
	}
	b.WriteString("    classDef office fill:#e8f0fe\n    classDef citizen fill:#fff4ce\n    classDef none fill:#f1f1f1\n" +
		"    classDef good fill:#dff3e0\n    classDef bad fill:#fbe3e1\n")
	for _, s := range p.States {
		class := string(s.Court)
		switch {
		case s.Good:
			class = "good"
		case s.Bad:
			class = "bad"
		}
		fmt.Fprintf(&b, "    class %s %s\n", drawn(s.ID), class)
	}
	return b.String()
}

// drawn is a state's name in the drawing: some ids are words of Mermaid.
func drawn(state string) string { return "s_" + state }

// label says an action, who takes it, and of the clock's when.
func (p Procedure) label(a Action, from string) string {
	var who []string
	for _, r := range a.Roles {
		if r != System {
			who = append(who, string(r))
		}
	}
	var parts []string
	if len(who) > 0 {
		parts = append(parts, a.ID+" ("+strings.Join(who, ", ")+")")
	} else if !slices.Contains(a.Roles, System) {
		parts = append(parts, a.ID)
	}
	if slices.Contains(a.Roles, System) {
		parts = append(parts, "┄ "+a.ID+p.when(a, from)+" ┄")
	}
	said := strings.Join(parts, "; ")
	if a.Does != "" {
		said += " ⇒ " + a.Does
	}
	return said
}

// when says which timers take an action from a state; one that none takes is the limit's.
func (p Procedure) when(a Action, from string) string {
	for _, t := range p.Timers {
		if t.Action != a.ID || !slices.Contains(t.In, from) {
			continue
		}
		switch {
		case t.Days == 0:
			return " (" + t.ID + ", at once)"
		case t.Working:
			return fmt.Sprintf(" (%s, after %d working days)", t.ID, t.Days)
		}
		return fmt.Sprintf(" (%s, after %d days)", t.ID, t.Days)
	}
	switch a.ID {
	case PaidAction:
		return " (the fee is paid)"
	case WaiveAction:
		return " (nothing is owed, at once)"
	case StuckAction:
		return " (what the clock would do is refused)"
	}
	return " (legal limit)"
}
