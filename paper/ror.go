package paper

import (
	"fmt"

	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/land"
)

// folio are the facts of a khatian's head, as the record of rights has them.
func (s *sheet) folio(k land.Khatian) []field {
	return []field{
		{s.say("leaf.field.khatian"), s.digits(k.Number.String())},
		{s.say("leaf.field.owner"), s.names(k.Owner.Name)},
		{s.guardianLabel(k.Owner), s.names(k.Owner.Guardian)},
		{s.say("leaf.field.type"), s.word("owner", string(k.Owner.Type))},
		{s.say("leaf.field.address"), s.names(k.Owner.Address)},
		{s.say("leaf.field.area"), s.acres(k.Area)},
		{s.say("leaf.field.plots"), s.digits(fmt.Sprint(plotsOf(k)))},
	}
}

// guardianLabel says how the guardian is related, where the record says so.
func (s *sheet) guardianLabel(o land.Owner) saying {
	if o.Relation == "" {
		return s.say("leaf.field.guardian")
	}
	return s.say("relation." + string(o.Relation))
}

func (s *sheet) acres(a seva.Area) saying {
	return s.say("leaf.measure", seva.Args{"Measure": a.In(seva.InAcre)})
}

// plotsOf counts plots, of which a khatian may hold two shares.
func plotsOf(k land.Khatian) int {
	seen := map[land.Number]bool{}
	for _, h := range k.Holdings {
		seen[h.Plot] = true
	}
	return len(seen)
}

// khatianLine is said again where the table goes on.
func (s *sheet) khatianLine(k land.Khatian) saying {
	return saying{s.say("leaf.khatian", seva.Args{"Khatian": k.Number}).line()}
}

// khatian is the table of a certified copy: every share of a plot that the khatian holds.
func (s *sheet) khatian(k land.Khatian) {
	t := s.table(s.khatianLine(k), []column{
		{"leaf.col.plot", 54, false}, {"leaf.col.class", 104, false}, {"leaf.col.share", 46, true},
		{"leaf.col.recorded", 54, true}, {"leaf.col.computed", 54, true},
		{"leaf.col.possession", 98, false}, {"leaf.col.remark", bodyWidth - 410, false},
	})
	var recorded seva.Area
	for _, h := range k.Holdings {
		recorded += h.Recorded
	}
	total := []saying{s.say("leaf.total"), nil, nil, s.digits(recorded.String())}
	for i, h := range k.Holdings {
		if i == len(k.Holdings)-1 {
			t.with(total)
		}
		t.row(false, s.digits(h.Plot.String()), s.word("class", string(h.Class)), s.digits(h.Share.String()),
			s.digits(h.Recorded.String()), s.digits(h.Computed.String()), s.possession(h), s.remark(h.Remark))
	}
	t.row(true, total...)
	t.end()
	s.y += 5
	s.block(8, false, pdf.Black, -1, s.say("leaf.quantum"))
}

// possession says who other than the owner holds the land, and by what right.
func (s *sheet) possession(h land.Holding) saying {
	if h.Possession == "" {
		return s.say("leaf.none")
	}
	if h.Possessor == (seva.Names{}) {
		return s.word("possession", string(h.Possession))
	}
	return s.say("leaf.possession.named", seva.Args{
		"Possession": seva.Say("possession." + string(h.Possession)), "Name": h.Possessor})
}

// remark says a note of the record and the section of law it rests on.
func (s *sheet) remark(r land.Remark) saying {
	switch {
	case r.Text == (seva.Names{}) && r.Rule == "":
		return s.say("leaf.none")
	case r.Rule == "":
		return s.names(r.Text)
	case r.Text == (seva.Names{}):
		return s.say("leaf.rule", seva.Args{"Rule": r.Rule})
	}
	return s.say("leaf.remark.rule", seva.Args{"Remark": r.Text, "Rule": r.Rule})
}
