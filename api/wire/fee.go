package wire

import (
	"duar/seva"
	"duar/seva/fee"
)

// FeeLine is fee.Line: one rate, and what it comes to.
type FeeLine struct {
	Amount Sum    `json:"amount"`
	Per    Label  `json:"per"`
	Rate   Sum    `json:"rate"`
	Area   *Area  `json:"area,omitempty"`
	Count  int    `json:"count,omitempty"`
	Use    string `json:"use,omitempty"`
	Zone   string `json:"zone,omitempty"`
	Over   string `json:"over,omitempty"`  // acres
	UpTo   string `json:"up_to,omitempty"` // acres
	From   string `json:"from"`
	Until  string `json:"until,omitempty"`
	Head   string `json:"head"`
	Source string `json:"source"`
	Sure   bool   `json:"sure"`
}

// FeeEstimate is fee.Estimate. Sure tells whether every rate is proven to be in force.
type FeeEstimate struct {
	Total    Sum       `json:"total"`
	On       string    `json:"on"`
	Sure     bool      `json:"sure"`
	Sentence string    `json:"sentence"`
	Lines    []FeeLine `json:"lines"`
}

// NewFeeEstimate spells an estimate for a reader.
func NewFeeEstimate(v Voice, e fee.Estimate) FeeEstimate {
	out := FeeEstimate{Total: newSum(v, e.Total), On: e.On.String(), Sure: e.Sure(), Lines: make([]FeeLine, len(e.Lines)), Sentence: v.Say(feeSentence(e))}
	for i, l := range e.Lines {
		r := l.Rate
		line := FeeLine{
			Amount: newSum(v, l.Amount), Per: v.label(string(r.Per), "per."+string(r.Per)), Rate: newSum(v, r.Amount), Count: l.Count,
			Use: r.Use, Zone: r.Zone, From: r.From.String(), Until: r.Until.String(), Head: r.Head, Source: r.Source, Sure: r.Sure,
		}
		if l.Area > 0 {
			area := NewArea(v, l.Area)
			line.Area = &area
		}
		if r.Over > 0 {
			line.Over = r.Over.String()
		}
		if r.UpTo > 0 {
			line.UpTo = r.UpTo.String()
		}
		out.Lines[i] = line
	}
	return out
}

// feeSentence says an estimate in one sentence: the sum, of which rates, and whether to rely
// on it. The day is that of the latest rate.
func feeSentence(e fee.Estimate) seva.Text {
	var from seva.Date
	for _, l := range e.Lines {
		if l.Rate.From.Number() > from.Number() || from.IsZero() {
			from = l.Rate.From
		}
	}
	args := seva.Args{"Total": e.Total, "Date": from}
	switch {
	case e.Total == 0 && e.Sure():
		return seva.Say("api.fee.none")
	case e.Sure():
		return seva.Say("api.fee", args)
	}
	return seva.Say("api.fee.unsure", args)
}

// Facts gives the estimate back.
func (e FeeEstimate) Facts() (fee.Estimate, error) {
	var r reading
	out := fee.Estimate{Total: e.Total.money(), On: r.date(e.On)}
	for _, l := range e.Lines {
		line := fee.Line{Amount: l.Amount.money(), Count: l.Count, Rate: fee.Rate{
			Per: fee.Per(l.Per.Key), Amount: l.Rate.money(), Use: l.Use, Zone: l.Zone, From: r.date(l.From), Until: r.date(l.Until),
			Head: l.Head, Source: l.Source, Sure: l.Sure,
		}}
		if l.Area != nil {
			line.Area = r.area(*l.Area)
		}
		for text, to := range map[string]*seva.Area{l.Over: &line.Rate.Over, l.UpTo: &line.Rate.UpTo} {
			if text != "" {
				a, err := seva.ParseArea(text)
				if err != nil {
					return fee.Estimate{}, err
				}
				*to = a
			}
		}
		out.Lines = append(out.Lines, line)
	}
	return out, r.err
}
