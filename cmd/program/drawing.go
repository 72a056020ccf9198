package program

import (
	"fmt"
	"strings"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/service"
)

// drawing is the page of a procedure for whoever reads documents: which services go by it
// and under which limits, the drawing, and tables of its states, actions, clocks and
// reasons. It is in English with the Bengali name beside, and always the same for the
// same definitions.
func drawing(p casework.Procedure, services []service.Service) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("# The procedure %s\n\nDrawn by `duar check --draw` from `catalogue/procedure/%s.toml`, version %d. Not edited by hand.", p.ID, p.ID, p.Version)
	line("\n| service | | limit | when the citizen is asked | when the limit is over | source |\n|---|---|---|---|---|---|")
	for _, s := range services {
		if s.Track.Procedure.ID == p.ID {
			line("| `%s` | %s | %s | %s | %s | %s |", s.ID, titled("service."+s.ID), limitSaid(s.Track.Limit), policies[s.Track.Limit.Policy],
				dueSaid(s.Track.Limit), cell(s.Track.Limit.Source))
		}
	}
	line("\n```mermaid\n%s```", p.Mermaid())
	line("\n## States\n\n| state | name | whose move | legal clock | what it is |\n|---|---|---|---|---|")
	for _, s := range p.States {
		line("| `%s` | %s | %s | %s | %s |", s.ID, titled("state."+s.ID), s.Court, clockSaid(s), stateSaid(s))
	}
	line("\n## Actions\n\n| action | name | from | to | who | needs | leaves behind |\n|---|---|---|---|---|---|---|")
	for _, a := range p.Actions {
		line("| `%s` | %s | %s | %s | %s | %s | %s |", a.ID, titled("action."+a.ID), codes(a.From), codes([]string{a.To}),
			rolesSaid(a), needsSaid(a), leftBehind(a))
	}
	if len(p.Timers) > 0 {
		line("\n## Clocks of its own\n\n| timer | name | in | after | action |\n|---|---|---|---|---|")
		for _, t := range p.Timers {
			line("| `%s` | %s | %s | %s | `%s` |", t.ID, titled("timer."+t.ID), codes(t.In), daysSaid(t.Days, t.Working), t.Action)
		}
	}
	if len(p.Reasons) > 0 {
		line("\n## Reasons\n\n| list | reasons |\n|---|---|")
		for _, l := range p.Reasons {
			var all []string
			for _, r := range l.Reasons {
				all = append(all, i18n.Say(seva.English, seva.Say("reason."+l.ID+"."+r)))
			}
			line("| `%s` | %s |", l.ID, cell(strings.Join(all, "; ")))
		}
	}
	return b.String()
}

// policies says what the legal clock does when the citizen is asked.
var policies = map[casework.Policy]string{
	casework.Pause:   "it stops, and goes on where it was",
	casework.Restart: "it begins again with the reply",
	casework.Run:     "it runs on",
}

// titled gives a thing's English name and its Bengali one.
func titled(key string) string {
	return cell(i18n.Say(seva.English, seva.Say(key)) + " · " + i18n.Say(seva.Bengali, seva.Say(key)))
}

// cell keeps text from ending its cell.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

func limitSaid(l casework.Limit) string {
	if l.Days == 0 {
		return "none, or at once"
	}
	return daysSaid(l.Days, l.Working)
}

func dueSaid(l casework.Limit) string {
	switch {
	case l.Days == 0:
		return ""
	case l.OnDue == "":
		return "the authority is told"
	}
	return "`" + l.OnDue + "`"
}

func daysSaid(n int, working bool) string {
	switch {
	case n == 0:
		return "at once"
	case working:
		return fmt.Sprintf("%d working days", n)
	}
	return fmt.Sprintf("%d days", n)
}

func clockSaid(s casework.State) string {
	if s.Runs {
		return "runs"
	}
	return ""
}

// stateSaid says what a state is to the citizen, and the way out of one against them.
func stateSaid(s casework.State) string {
	var parts []string
	if s.Good {
		parts = append(parts, "for the citizen")
	}
	if s.Bad {
		parts = append(parts, "against the citizen")
	}
	if s.End {
		parts = append(parts, "an end")
	}
	if s.Owes {
		parts = append(parts, "a fee is owed; where it is nothing, the case goes on at once")
	}
	if r := s.Remedy; r != nil {
		en := func(key string) string { return i18n.Say(seva.English, seva.Say(key)) }
		out := en("who."+r.Who) + " acts " + en("where."+r.Where)
		if r.Days > 0 {
			out += fmt.Sprintf(" within %d days", r.Days)
		}
		parts = append(parts, out)
	}
	return cell(strings.Join(parts, "; "))
}

func codes(ids []string) string {
	var all []string
	for _, id := range ids {
		if id != "" {
			all = append(all, "`"+id+"`")
		}
	}
	return strings.Join(all, ", ")
}

func rolesSaid(a casework.Action) string {
	var all []string
	for _, r := range a.Roles {
		all = append(all, strings.ReplaceAll(string(r), "_", " "))
	}
	who := strings.Join(all, ", ")
	if a.FourEyes {
		who += "; not who acted last"
	}
	return who
}

func needsSaid(a casework.Action) string {
	var all []string
	for _, n := range a.Needs {
		all = append(all, string(n))
	}
	if a.Reasons != "" {
		all = append(all, "a reason of `"+a.Reasons+"`")
	}
	for _, d := range a.Documents {
		all = append(all, "document `"+d+"`")
	}
	return strings.Join(all, ", ")
}

func leftBehind(a casework.Action) string {
	var all []string
	if a.Gives != "" {
		all = append(all, "a number of `"+a.Gives+"`")
	}
	if a.Does != "" {
		all = append(all, "what `"+a.Does+"` does")
	}
	if a.Tells != "" {
		all = append(all, "SMS `"+a.Tells+"`")
	}
	return strings.Join(all, ", ")
}
