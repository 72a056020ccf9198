package screens

import (
	"maps"
	"slices"

	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
)

// chapter is a part of a case file that is read and not chosen from.
type chapter struct {
	heading string
	lines   []string
}

// chapters are what a case file says below where the case stands; empty ones are left out.
func (c *casefile) chapters(v voice) []chapter {
	all := []chapter{
		{v.say("kiosk.case.asked"), c.items(v, c.view.Asked)},
		{v.say("kiosk.case.applicant"), c.applicant(v)},
		{v.say("kiosk.case.findings"), c.findings(v)},
		{v.say("kiosk.case.answers"), c.answers(v)},
		{v.say("kiosk.case.timeline"), c.timeline(v)},
	}
	return slices.DeleteFunc(all, func(c chapter) bool { return len(c.lines) == 0 })
}

// applicant says who it is about, as far as the caller's right reaches.
func (c *casefile) applicant(v voice) []string {
	var lines []string
	if a := c.view.Applicant; a.Name != "" {
		lines = append(lines, v.shape(a.Name))
	}
	if phone := c.view.Applicant.Phone; phone != "" {
		shown := string(phone) // masked, unless the caller's right reaches it
		if whole, err := seva.ParsePhone(shown); err == nil {
			shown = whole.E164()
		}
		lines = append(lines, v.say("kiosk.case.phone", seva.Args{"Phone": code(shown)}))
	}
	return append(lines, v.say("kiosk.case.submitted", seva.Args{"When": c.view.Submitted}))
}

// findings are the rules that failed when it was submitted and that the office judges.
func (c *casefile) findings(v voice) []string {
	var lines []string
	for _, rule := range c.view.Findings.Failed {
		key := "eligible." + c.view.Service + "." + rule
		if !i18n.Has(v.lang, key) {
			key = "eligible." + rule
		}
		// The values of such a sentence are not kept with the case; one that has any says
		// only which rule it was.
		if i18n.Has(v.lang, key) && len(i18n.Placeholders(v.lang, key)) == 0 {
			lines = append(lines, "!! "+v.say(key))
			continue
		}
		lines = append(lines, "!! "+v.say("kiosk.case.rule", seva.Args{"Rule": rule, "Rules": c.view.Findings.Rules}))
	}
	return lines
}

// items are what is asked of the citizen, each with its reason.
func (c *casefile) items(v voice, items []casework.Item) []string {
	lines := make([]string, len(items))
	for i, item := range items {
		lines[i] = v.say("kiosk.case.item", seva.Args{"Field": c.fieldText(item.Field), "Reason": reasonText(item.Reason)})
		if item.Note != "" {
			lines[i] += " · " + v.shape(item.Note)
		}
	}
	return lines
}

// ours are the acts that no procedure names: the beginning, and what only the clock does.
var ours = []string{casework.SubmitAction, casework.Warn80, casework.WarnTwo, casework.BreachAction}

// actionText names an act.
func actionText(action string) seva.Text {
	if slices.Contains(ours, action) {
		return seva.Say("kiosk.did." + action)
	}
	return seva.Say("action." + action)
}

// reasonText says a reason; one that is no key is said as it is.
func reasonText(reason string) any {
	if i18n.Has(seva.English, reason) {
		return seva.Say(reason)
	}
	return reason
}

// fieldText names a place in the form; in a row it says which.
func (c *casefile) fieldText(at form.Pointer) any {
	f, ok := c.form.Field(at)
	if !ok {
		id, _, _, _ := at.Split()
		f = form.Field{ID: id}
	}
	if !i18n.Has(seva.English, f.Key()) {
		return string(at)
	}
	if _, row, _, _ := at.Split(); row >= 0 {
		return seva.Say("kiosk.form.row", seva.Args{"Row": row + 1, "Roster": seva.Say(f.Key())})
	}
	return seva.Say(f.Key())
}

// answers are in the order of the form, what it does not know last.
func (c *casefile) answers(v voice) []string {
	var lines []string
	left := maps.Clone(c.view.Answers)
	for _, section := range c.form.Sections {
		for _, f := range section.Fields {
			val, there := left[f.ID]
			delete(left, f.ID)
			if !there || val.IsZero() {
				continue
			}
			lines = append(lines, beside(v.say(f.Key()), c.g.answerIn(v, f, val, nil)))
			for i, row := range val.Rows {
				lines = append(lines, c.rowAnswers(v, f, i, row))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(left)) {
		lines = append(lines, v.shape(id+": "+left[id].Text))
	}
	return lines
}

func (c *casefile) rowAnswers(v voice, roster form.Field, i int, row form.Answers) string {
	text := "  " + v.figure(number(i+1)) + "."
	for _, column := range roster.Fields {
		if said := c.g.answerIn(v, column, row[column.ID], nil); said != "" {
			text += " " + beside(v.say(column.Key()), said) + ";"
		}
	}
	return text
}

// timeline is what has happened, the first act first: a day, what was done, by whom, why.
func (c *casefile) timeline(v voice) []string {
	var lines []string
	for _, step := range c.view.Timeline {
		line := v.say("kiosk.case.step", seva.Args{
			"When": seva.DateOf(step.At), "Action": actionText(step.Action), "Role": seva.Say("kiosk.role." + string(step.Role)),
		})
		if step.Reason != "" {
			line += " · " + v.say("kiosk.answer", seva.Args{"Value": reasonText(step.Reason)})
		}
		if step.Found != "" {
			line += " · " + v.say("kiosk.answer."+step.Found)
		}
		if !step.Day.IsZero() {
			line += " · " + v.say("kiosk.case.on", seva.Args{"Day": step.Day})
		}
		if step.Note != "" {
			line += " · " + v.shape(step.Note)
		}
		for _, series := range slices.Sorted(maps.Keys(step.Given)) {
			line += " · " + v.say("kiosk.case.mark", seva.Args{"Number": step.Given[series]})
		}
		lines = append(lines, line)
		for _, item := range c.items(v, step.Items) {
			lines = append(lines, "  "+item)
		}
	}
	return lines
}
