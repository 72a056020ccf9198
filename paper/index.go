package paper

import (
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/land"
)

// plots is certified plot information: each plot with everybody who holds a share of it.
func (s *sheet) plots(all []land.Plot) {
	for _, p := range all {
		caption := saying{s.say("leaf.plot", seva.Args{"Plot": p.Number}).line()}
		s.plotHead(caption, p)
		t := s.table(caption, []column{
			{"leaf.col.khatian", 54, false}, {"leaf.col.owner", 154, false}, {"leaf.col.share", 50, true},
			{"leaf.col.recorded", 54, true}, {"leaf.col.computed", 54, true},
			{"leaf.col.possession", 70, false}, {"leaf.col.remark", bodyWidth - 436, false},
		})
		var recorded, computed seva.Area
		for _, h := range p.Holdings {
			recorded, computed = recorded+h.Recorded, computed+h.Computed
		}
		total := []saying{s.say("leaf.total"), nil, s.digits(p.Shares().String()), s.digits(recorded.String()), s.digits(computed.String())}
		for i, h := range p.Holdings {
			if i == len(p.Holdings)-1 {
				t.with(total)
			}
			t.row(false, s.digits(h.Khatian.String()), s.holder(h.Owner), s.digits(h.Share.String()),
				s.digits(h.Recorded.String()), s.digits(h.Computed.String()), s.possession(h), s.remark(h.Remark))
		}
		t.row(true, total...)
		t.end()
		s.y += 8
	}
	s.block(8, false, pdf.Black, -1, s.say("leaf.quantum"))
}

// plotHead is what is said of a plot as a whole. It stands on the page of the first of
// its holders.
func (s *sheet) plotHead(caption saying, p land.Plot) {
	facts := []field{
		{s.say("leaf.field.class"), s.word("class", string(p.Class))},
		{s.say("leaf.field.area"), s.acres(p.Area)},
		{s.say("leaf.field.sharers"), s.say("leaf.held", seva.Args{"Count": len(p.Holdings), "Sum": p.Shares()})},
	}
	if len(p.Flags) > 0 {
		var flags []seva.Text
		for _, f := range p.Flags {
			flags = append(flags, seva.Say("flag."+string(f)))
		}
		facts = append(facts, field{s.say("leaf.field.flags"), s.say("leaf.list", seva.Args{"Items": flags})})
	}
	if p.ULPIN != "" {
		facts = append(facts, field{s.say("leaf.field.ulpin"), saying{p.ULPIN}})
	}
	const heading = 11
	s.room(leading(heading) + float64(len(facts)+1)*leading(fieldSize) + height(4) + height(2))
	s.write(pdf.Subheading, heading, true, pdf.Black, -1, caption)
	for _, f := range facts {
		s.field(f.label, f.value, bodyWidth)
	}
	s.y += 3
}

// holder is an owner in a table: name and kind, and whose child or wife.
func (s *sheet) holder(o land.Owner) saying {
	out := s.each(func(l seva.Lang) string {
		if o.Type == "" || o.Type == land.Individual {
			return o.Name.In(l) // nearly all are, and to say so fills the page
		}
		return say(l, "leaf.owner", seva.Args{"Name": o.Name, "Type": seva.Say("owner." + string(o.Type))})
	})
	if o.Guardian != (seva.Names{}) && o.Relation != "" {
		out = append(out, s.say("leaf.guardian", seva.Args{"Relation": seva.Say("relation." + string(o.Relation)), "Name": o.Guardian})...)
	}
	return out
}
