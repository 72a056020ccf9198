package paper

import (
	"strings"

	"duar/i18n"
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
)

// Hearing draws the notice of a hearing or an inspection: who is asked to come, when, where,
// about which land, and what to bring. at is the office that holds it; of one that is not
// known its department is named. An error is one of the program.
func Hearing(h casework.Hearing, at office.Office, p Print) ([]byte, error) {
	department, _, _ := strings.Cut(h.Office, ".")
	s, rest, err := p.leaf("leaf.title.hearing", h.Number, at, department)
	if err != nil {
		return nil, err
	}
	defer rest()
	s.fields(
		field{s.say("leaf.hearing.to"), plainly(h.Applicant)},
		field{s.say("leaf.case"), plainly(h.Number)},
		field{s.say("leaf.service"), s.say("service." + h.Service)},
		field{s.say("leaf.hearing.applied"), s.date(seva.DateOf(h.Submitted))},
	)
	s.y += 5
	s.together(s.say("leaf.hearing.when", seva.Args{"Date": h.Day}), s.whereabouts(at, department))
	s.land(h.Land)
	s.y += 3
	for _, key := range []string{"leaf.hearing.call", "leaf.hearing.bring", "leaf.hearing.unable", "leaf.hearing.absent", "leaf.hearing.free"} {
		s.block(10, false, pdf.Black, -1, s.say(key))
		s.y += 4
	}
	s.y += 4
	if set := s.date(seva.DateOf(h.Set)); !h.Set.IsZero() {
		s.field(s.say("leaf.hearing.set"), set, bodyWidth)
	}
	s.block(8.5, false, pdf.Black, -1, s.say("leaf.hearing.check", seva.Args{"Number": h.Number}))
	return s.done()
}

// whereabouts say where a hearing is, and when the office is open.
func (s *sheet) whereabouts(at office.Office, department string) []saying {
	ways := []saying{s.say("leaf.hearing.where", seva.Args{"Place": s.office(at, department)})}
	if at.Address != (seva.Names{}) {
		ways = append(ways, s.names(at.Address))
	}
	if at.Opens != "" {
		ways = append(ways, s.each(func(l seva.Lang) string {
			return say(l, "leaf.hearing.hours", seva.Args{"Opens": i18n.Digits(l, at.Opens), "Closes": i18n.Digits(l, at.Closes)})
		}))
	}
	return ways
}

// office is an office as a word of a sentence.
func (s *sheet) office(o office.Office, department string) seva.Text {
	if o.ID == "" {
		return seva.Say("department." + department)
	}
	return seva.Say("office."+string(o.Level), seva.Args{"Place": o.Place})
}

// land lists the plots and khatians that a case is about.
func (s *sheet) land(keys []casework.Key) {
	var rows [][]saying
	for _, k := range keys {
		idn, number, ok := k.Land()
		if !ok {
			continue
		}
		rows = append(rows, []saying{s.word("leaf.land", k.Kind), s.digits(idn.String()), s.digits(number.String())})
	}
	if len(rows) == 0 {
		return
	}
	s.y += 4
	s.write(pdf.Subheading, captionSize, true, pdf.Black, -1, saying{s.say("leaf.hearing.land").line()})
	t := s.table(s.say("leaf.hearing.land"), []column{
		{"leaf.col.land", 160, false}, {"leaf.col.mouza", 180, false}, {"leaf.col.number", bodyWidth - 340, false},
	})
	for _, r := range rows {
		t.row(false, r...)
	}
	t.end()
	s.y += 6
}
