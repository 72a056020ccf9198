package screens

import (
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/form"
	"duar/tui/parts"
)

func (f *filling) Lines() []parts.Line {
	v := f.g.voice()
	head := f.head(v)
	pages := f.app.pages(f.row)
	room := max(3, f.g.Height-len(head))
	var body []parts.Line
	from, to := 0, 0
	if len(pages) > 0 {
		for _, q := range pages[f.section(pages)].asks {
			if q.at != f.at {
				body = append(body, f.seen(v, q)...)
				continue
			}
			from = len(body)
			body = append(body, f.opened(v, q, room-1)...)
			to = len(body)
		}
	}
	lines := slices.Concat(head, around(f.g, body, from, to, room))
	return lines[:min(len(lines), f.g.Height)]
}

// around gives the part of a long page in which some of its lines are all seen, and tells
// which part that is.
func around(g *Ground, body []parts.Line, from, to, room int) []parts.Line {
	if len(body) <= room {
		return body
	}
	room = max(1, room-1)
	top := max(0, min(from-(room-(to-from))/2, len(body)-room))
	if to-from >= room {
		top = min(from, len(body)-room)
	}
	seen := append([]parts.Line{}, body[top:top+room]...)
	return append(seen, parts.Line{Text: g.more(top+1, top+room, len(body)), Tone: parts.Dim})
}

// head says which section it is, how far the form has come, and what stands in its way.
func (f *filling) head(v voice) []parts.Line {
	var lines []parts.Line
	if f.row != "" {
		_, n, _, _ := f.row.Split()
		roster, _ := f.app.draft.Form.Field(f.row)
		lines = append(lines, parts.Line{Text: "▌ " + v.say("kiosk.form.row", seva.Args{
			"Row": n + 1, "Roster": seva.Say(roster.Key()),
		}), Tone: parts.Strong})
	} else {
		pages := f.app.pages("")
		at := f.section(pages)
		name := seva.Text{}
		if len(pages) > 0 {
			name = seva.Say("section." + pages[at].section)
		}
		lines = append(lines,
			parts.Line{Text: "▌ " + v.say("kiosk.form.section", seva.Args{"At": at + 1, "Of": len(pages), "Section": name}), Tone: parts.Strong},
			parts.Line{Text: "▌ " + f.progress(v), Tone: parts.Dim})
	}
	if verdicts := f.app.verdicts(v); len(verdicts) <= max(2, f.g.Height/4) {
		lines = append(lines, verdicts...)
	} else if len(verdicts) > 0 { // the questions must stay in sight; the review has them all
		lines = append(lines, f.g.warned([]string{v.say("kiosk.form.unfit_many")})...)
	}
	lines = append(lines, f.news(v)...)
	return append(lines, parts.Line{})
}

// progress is a bar of the answered questions, in front, where nothing moves it.
func (f *filling) progress(v voice) string {
	all, left := 0, 0
	for _, q := range f.asks() {
		if q.field.Optional && q.value.IsZero() {
			continue
		}
		all++
		if f.app.missing(q.at) {
			left++
		}
	}
	return bar(all-left, all, 20) + " " + v.say("kiosk.form.progress", seva.Args{"Left": left, "ID": f.app.draft.ID})
}

// bar shows a part of a whole; a part that is more than the whole fills it.
func bar(part, whole, wide int) string {
	full := 0
	if whole > 0 {
		full = max(0, min(wide, part*wide/whole))
	}
	return strings.Repeat("█", full) + strings.Repeat("░", wide-full)
}

// seen draws a question that is not open: its answer beside it, or that it lacks one.
func (f *filling) seen(v voice, q ask) []parts.Line {
	tone := parts.Plain
	said := f.g.answerIn(v, q.field, q.value, f.app.draft.Files)
	if said == "" {
		said, tone = "…", parts.Dim
	}
	lines := []parts.Line{{Text: "  " + beside(f.short(v, q), said), Tone: tone}}
	return append(lines, f.flaw(v, q)...)
}

// opened draws the open question with its editor, and what was wrong with the answer.
func (f *filling) opened(v voice, q ask, room int) []parts.Line {
	lines := parts.Lines(parts.Strong, f.labelled(v, q)...)
	lines = append(lines, help(f.g, v, q.field)...)
	flaw := f.flaw(v, q)
	lines = append(lines, f.edit.lines(v, max(3, room-len(lines)-len(flaw)))...)
	return append(lines, flaw...)
}

// short is the label of a question; that of a declaration is its text, which its editor shows.
func (f *filling) short(v voice, q ask) string {
	if q.field.Kind == form.Declaration {
		return v.say("kiosk.form.declaration")
	}
	return label(v, q.field)
}

// labelled breaks a long question into lines.
func (f *filling) labelled(v voice, q ask) []string {
	lines := parts.Wrap(f.short(v, q), f.g.Width-2)
	for i, l := range lines {
		lines[i] = "▌ " + l
	}
	return lines
}

// flaw says what is wrong with an answer and what to do.
func (f *filling) flaw(v voice, q ask) []parts.Line {
	text, ok := f.app.wrong(q)
	if !ok {
		return nil
	}
	var lines []parts.Line
	for _, l := range marked(f.g.Width-4, []string{v.tell(text)}) {
		lines = append(lines, parts.Line{Text: "    " + l, Tone: parts.Alert})
	}
	return append(lines, f.g.wrapped(parts.Plain, 7, v.say("kiosk.form.correct"))...)
}

// Typing: any letter may be part of an answer where one is typed.
func (f *filling) Typing() bool { return f.edit != nil && f.edit.letters() }

func (f *filling) Title() string {
	return f.g.voice().say("kiosk.form.title", seva.Args{"Services": serviceNames(f.app.draft.Services)})
}

// serviceNames are what is applied for.
func serviceNames(ids []string) []seva.Text {
	names := make([]seva.Text, len(ids))
	for i, id := range ids {
		names[i] = seva.Say("service." + id)
	}
	return names
}

func (f *filling) Keys() []parts.Key {
	var keys []parts.Key
	if f.edit != nil {
		keys = f.edit.keys()
	}
	keys = append(keys, parts.Next, parts.Before, parts.Clear)
	if f.row == "" {
		keys = append(keys, parts.Section, parts.Review)
	}
	return append(keys, parts.Back)
}
