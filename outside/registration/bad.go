package registration

import (
	"bytes"
	"encoding/json"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/mutation"
)

// fraud is a deed that can be read and must not change the record.
func (m *maker) fraud() {
	s := m.spots[m.r.IntN(len(m.spots))] // whose owner may sell it as well
	in := m.deed(s, s.hold.Share)
	switch m.r.IntN(9) {
	case 0: // more than is held
		if s.hold.Share == seva.Whole {
			return
		}
		in.Schedule[0].Share = min(s.hold.Share+1+seva.Share(m.r.IntN(100)), seva.Whole).String()
		m.post("more than held", Heard, in, -1)
	case 1: // land of the state
		if len(m.vested) == 0 {
			return
		}
		v := m.vested[m.r.IntN(len(m.vested))]
		in = m.deed(v, v.hold.Share)
		m.post("vested", Heard, in, -1)
	case 2:
		in.Sellers[0].Khatian, in.Schedule[0].Khatian = "999999", "999999"
		m.post("unknown khatian", Heard, in, -1)
	case 3:
		in.Schedule[0].Plot = "999999/999999"
		m.post("unknown plot", Heard, in, -1)
	case 4:
		in.Sellers[0].Name, in.Sellers[0].Guardian = "জাকির হোসেন মোল্লা", "ইয়াসিন মোল্লা"
		m.post("a stranger sells", Waits, in, -1)
	case 5: // the office does not register deeds there
		in.Schedule[0].Mouza, in.Sellers[0].Mouza = m.Far.String(), m.Far.String()
		m.post("out of reach", Heard, in, -1)
	case 6: // signed by the wrong office
		in.Office = "9999"
		m.post("another office's", Barred, in, -1)
	case 7: // altered after it was sent
		at := m.r.IntN(max(len(m.letters), 1))
		if at >= len(m.letters) || m.letters[at].Fate != Recorded {
			return
		}
		altered := m.letters[at].Deed
		altered.Buyers = append([]mutation.InputBuyer(nil), altered.Buyers...)
		altered.Buyers[0].Name = "জাকির হোসেন মোল্লা"
		m.post("altered", Clashes, altered, at)
	case 8: // to themselves, for a khatian that says of no past
		in.Buyers[0].Name, in.Buyers[0].Guardian = in.Sellers[0].Name, in.Sellers[0].Guardian
		m.post("to themselves", Heard, in, -1)
	}
}

// garble is what cannot be read as a deed.
func (m *maker) garble() {
	in := m.deed(m.spots[m.r.IntN(len(m.spots))], 1)
	fields := []func(*mutation.Input){
		func(in *mutation.Input) { in.Buyers[0].Share = "0.9999" },
		func(in *mutation.Input) { in.Schedule[0].Share = "1.5" },
		func(in *mutation.Input) { in.Schedule[0].Share = "0" },
		func(in *mutation.Input) { in.Schedule[0].Area = "-1" },
		func(in *mutation.Input) { in.Schedule[0].Plot = "165/" },
		func(in *mutation.Input) { in.Schedule[0].Mouza = "12" },
		func(in *mutation.Input) { in.Schedule = nil },
		func(in *mutation.Input) { in.Sellers = nil },
		func(in *mutation.Input) { in.Buyers = nil },
		func(in *mutation.Input) { in.Buyers[0].Name = "করিম\u202eকশ" },
		func(in *mutation.Input) { in.Buyers[0].Name = "=HYPERLINK(1)" },
		func(in *mutation.Input) { in.Buyers[0].Name = "Subrata M\u043endal" }, // a letter of another script
		func(in *mutation.Input) { in.Sellers[0].Name = "" },
		func(in *mutation.Input) { in.Registered = "2026-13-01" },
		func(in *mutation.Input) { in.Registered = "2099-01-01"; in.Year = 2099 },
		func(in *mutation.Input) { in.Presented = "2099-01-01" },
		func(in *mutation.Input) { in.Kind = "theft" },
		func(in *mutation.Input) { in.Book = "IX" },
		func(in *mutation.Input) { in.Number = -4 },
		func(in *mutation.Input) { in.Fee = -100 },
		func(in *mutation.Input) { in.GRN = "GRN" },
		func(in *mutation.Input) { in.Buyers[0].Mobile = "12" },
		func(in *mutation.Input) { in.Schedule = append(in.Schedule, in.Schedule[0]) },
		func(in *mutation.Input) { in.Sellers[0].Khatian = "77" },
	}
	fields[m.r.IntN(len(fields))](&in)
	at := m.post("garbled", Refused, in, -1)
	if m.r.IntN(3) > 0 {
		return
	}
	l := &m.letters[at]
	l.Name = "garbled bytes"
	switch m.r.IntN(4) {
	case 0:
		l.Body = l.Body[:1+m.r.IntN(len(l.Body)-1)] // cut off on the way
	case 1:
		l.Body = bytes.ReplaceAll(l.Body, []byte{0xe0}, []byte{0xff}) // another encoding
	case 2:
		l.Body = append(l.Body, l.Body...)
	case 3:
		var all map[string]any
		if json.Unmarshal(l.Body, &all) == nil {
			all["land_class"] = land.Class("sali") // a member that nobody knows
			l.Body, _ = json.Marshal(all)
		}
	}
}
