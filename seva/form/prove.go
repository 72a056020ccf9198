package form

import (
	"fmt"
	"slices"
	"strings"
)

// mostShort is how many questions a phone asks one at a time before people hang up.
const mostShort = 12

// Prove gives everything that is wrong with a definition, in English, for whoever writes
// definitions; none means that it can be filled in by any face it is meant for.
func (f Form) Prove() []string {
	p := prover{form: f}
	p.ids()
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			p.field(field, "field "+field.ID, false)
		}
	}
	p.wrong = append(p.wrong, f.order()...)
	p.conditions()
	p.checks()
	p.short()
	return p.wrong
}

type prover struct {
	form  Form
	wrong []string
}

func (p *prover) say(format string, args ...any) {
	p.wrong = append(p.wrong, fmt.Sprintf(format, args...))
}

// sayIf reports when it is so.
func (p *prover) sayIf(so bool, format string, args ...any) {
	if so {
		p.say(format, args...)
	}
}

// ids: every id is one, and there once.
func (p *prover) ids() {
	f := p.form
	p.sayIf(!isID(f.ID), "form: the id %q must be small letters, digits and underscores", f.ID)
	p.sayIf(f.Version < 1, "form: the version must be 1 or more")
	p.sayIf(len(f.Sections) == 0, "form: it asks nothing")
	seen, count := map[string]bool{}, 0
	once := func(what, id string) {
		p.sayIf(!isID(id), "%s %s: the id must be small letters, digits and underscores", what, id)
		p.sayIf(seen[what+id], "%s %s: the id is there twice", what, id)
		seen[what+id] = true
	}
	for _, s := range f.Sections {
		once("section", s.ID)
		p.sayIf(len(s.Fields) == 0, "section %s: it has no fields", s.ID)
		for _, field := range s.Fields {
			once("field", field.ID)
			count += 1 + len(field.Fields)
			for _, column := range field.Fields {
				once("field "+field.ID+", column", column.ID)
			}
		}
	}
	for _, c := range f.Checks {
		once("check", c.ID)
	}
	p.sayIf(count > MaxFields, "form: %d fields are more than %d", count, MaxFields)
}

// field looks at one definition by itself; where says which, column that it is in a roster.
func (p *prover) field(f Field, where string, column bool) {
	if !slices.Contains(Kinds(), f.Kind) {
		p.say("%s: there is no kind %q", where, f.Kind)
		return
	}
	p.sayIf(column && f.Kind == Roster, "%s: a roster cannot stand in a roster", where)
	chosen := f.Kind == Choice || f.Kind == Choices
	p.sayIf(chosen && len(f.Options) == 0, "%s: a %s needs options", where, f.Kind)
	p.sayIf(!chosen && len(f.Options) > 0, "%s: a %s has no options", where, f.Kind)
	for i, option := range f.Options {
		p.sayIf(!isID(option), "%s: the option %q must be small letters, digits and underscores", where, option)
		p.sayIf(slices.Contains(f.Options[:i], option), "%s: the option %s is there twice", where, option)
	}
	p.sayIf(f.Kind == Roster && len(f.Fields) == 0, "%s: a roster needs columns", where)
	p.sayIf(f.Kind != Roster && len(f.Fields) > 0, "%s: a %s has no columns", where, f.Kind)
	p.sayIf(f.Kind == File && len(f.Accept) == 0, "%s: a file must accept some media type", where)
	p.sayIf(f.Kind != File && len(f.Accept) > 0, "%s: a %s accepts no media types", where, f.Kind)
	for _, t := range f.Accept {
		p.sayIf(mediaTypes[t] == "", "%s: the media type %q is not one we take", where, t)
	}
	p.sayIf(f.Kind == Declaration && f.Optional, "%s: a declaration cannot be optional", where)
	p.sayIf(f.Secret && slices.Contains([]Kind{Roster, File, Declaration}, f.Kind), "%s: a %s cannot be secret", where, f.Kind)
	p.bounds(f, where)
	p.dates(f, where)
	if !column && f.Kind == Roster {
		for _, c := range f.Fields {
			p.field(c, where+", column "+c.ID, true)
		}
	}
}

// limits are the kinds that Min and Max bound, and the most that Max may say; 0 for no end.
var limits = map[Kind]int64{
	Text: MaxText, Person: maxName, Number: 0, Money: 0, Area: 0, Share: 10_000, Choices: 0,
	Roster: MaxRows, File: MaxUpload,
}

func (p *prover) bounds(f Field, where string) {
	if f.Min == 0 && f.Max == 0 {
		return
	}
	most, bounded := limits[f.Kind]
	if f.Kind == Choices {
		most = int64(len(f.Options))
	}
	p.sayIf(!bounded, "%s: a %s has no min and max", where, f.Kind)
	p.sayIf(f.Kind == File && f.Min != 0, "%s: a file has no min", where)
	p.sayIf(f.Max != 0 && f.Min > f.Max, "%s: min %d is above max %d", where, f.Min, f.Max)
	p.sayIf((f.Min < 0 || f.Max < 0) && f.Kind != Number, "%s: min and max of a %s cannot be negative", where, f.Kind)
	p.sayIf(most != 0 && max(f.Min, f.Max) > most, "%s: min and max of this %s can be at most %d", where, f.Kind, most)
}

func (p *prover) dates(f Field, where string) {
	since, until := f.Since, f.Until
	if f.Kind != Date {
		p.sayIf(since != "" || until != "" || f.Partial, "%s: only a date has since, until and partial", where)
		return
	}
	for _, bound := range []string{since, until} {
		_, ok := dayOn(bound, proofDay)
		p.sayIf(bound != "" && !ok, `%s: the bound %q must be a full date, "today", or like "today-60y"`, where, bound)
	}
	from, one := dayOn(since, proofDay)
	to, other := dayOn(until, proofDay)
	// Of bounds that move alike, or not at all, the order is the same on every day.
	alike := moving.MatchString(since) == moving.MatchString(until)
	p.sayIf(one && other && alike && from.Number() > to.Number(), "%s: since %s is after until %s", where, since, until)
}

// checks: each is about a field that is there, and decided by one thing that can be.
func (p *prover) checks() {
	for _, c := range p.form.Checks {
		where := "check " + c.ID
		if _, there := p.form.top(c.About); !there {
			p.say("%s: it is about the field %q, which is not there", where, c.About)
			continue
		}
		if (c.Must == nil) == (c.Rule == "") {
			p.say("%s: it needs either must or rule", where)
			continue
		}
		if c.Must != nil {
			continue // proved with the other conditions
		}
		r, there := rules[c.Rule]
		if !there {
			p.say("%s: there is no rule %q; there are %s", where, c.Rule, strings.Join(Rules(), ", "))
			continue
		}
		if lacks := r.fits(p.form, c); lacks != "" {
			p.say("%s: the rule %s %s", where, c.Rule, lacks)
		}
	}
}

// short: a form that a phone asks has few questions, and none that must be answered is
// one that a phone cannot ask.
func (p *prover) short() {
	if !p.form.Short {
		return
	}
	p.sayIf(!p.form.asks12(), "form: a short form has at most %d questions", mostShort)
	for _, s := range p.form.Sections {
		for _, field := range s.Fields {
			if field.On(OnPhone) || field.Optional {
				continue
			}
			why := "is asked only where somebody helps"
			if field.Kind == Roster || field.Kind == File {
				why = "cannot be asked on a phone"
			}
			p.say("field %s: the form is short, and this must be answered but %s", field.ID, why)
		}
	}
}

// asks12 tells whether a phone has few enough questions to ask.
func (f Form) asks12() bool {
	n := 0
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.On(OnPhone) {
				n++
			}
		}
	}
	return n <= mostShort
}
