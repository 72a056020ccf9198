package wire

import (
	"duar/seva/land"
	"duar/seva/place"
)

// Register is land.Summary: what is held of one mouza.
type Register struct {
	Plots    int  `json:"plots"`
	Khatians int  `json:"khatians"`
	Area     Area `json:"area"`
	Maps     int  `json:"maps"`
	AsOn     AsOn `json:"as_on"`
}

// MouzaRecord is a mouza and its register. Register is absent where the mouza is known
// but nothing of its record has been loaded; Names are absent where there is a register
// of a mouza that the atlas does not know.
type MouzaRecord struct {
	Mouza
	Register *Register `json:"register,omitempty"`
}

// NewMouzaRecord spells a mouza and, when there is one, its register.
func NewMouzaRecord(v Voice, m place.Mouza, s *land.Summary) MouzaRecord {
	out := MouzaRecord{Mouza: NewMouza(v, m)}
	if s != nil {
		out.Register = &Register{
			Plots: s.Plots, Khatians: s.Khatians, Area: NewArea(v, s.Area), Maps: s.Maps, AsOn: NewAsOn(v, s.AsOn),
		}
	}
	return out
}

// Summary gives the register back; false when there is none.
func (m MouzaRecord) Summary() (land.Summary, bool, error) {
	if m.Register == nil {
		return land.Summary{}, false, nil
	}
	var r reading
	out := land.Summary{
		Mouza: r.idn(m.IDN), Plots: m.Register.Plots, Khatians: m.Register.Khatians, Area: r.area(m.Register.Area),
		Maps: m.Register.Maps, AsOn: r.asOn(m.Register.AsOn),
	}
	return out, true, r.err
}

// Pair is land.Pair: a former (rs) and a present (lr) plot that overlap.
type Pair struct {
	RS string `json:"rs"`
	LR string `json:"lr"`
}

// Crosswalk answers which plots of the other settlement a plot corresponds to.
type Crosswalk struct {
	Mouza Mouza  `json:"mouza"`
	From  Label  `json:"from"` // the settlement whose number was asked about
	Plot  string `json:"plot"`
	Pairs []Pair `json:"pairs"`
}

// NewCrosswalk spells the pairs of one plot for a reader.
func NewCrosswalk(v Voice, m place.Mouza, from land.Survey, plot land.Number, pairs []land.Pair) Crosswalk {
	out := Crosswalk{Mouza: NewMouza(v, m), From: labelOf(v, from), Plot: plot.String(), Pairs: make([]Pair, len(pairs))}
	for i, p := range pairs {
		out.Pairs[i] = Pair{RS: p.RS.String(), LR: p.LR.String()}
	}
	return out
}

// Facts gives the pairs back.
func (c Crosswalk) Facts() ([]land.Pair, error) {
	var r reading
	var out []land.Pair
	for _, p := range c.Pairs {
		out = append(out, land.Pair{RS: r.number(p.RS), LR: r.number(p.LR)})
	}
	return out, r.err
}
