package dialogue

import (
	"context"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/fee"
	"duar/seva/office"
	"duar/seva/place"
	"duar/seva/watch"
)

// farLand is everything about land besides its record, as long as it gets. What no dialogue
// asks is left to the nil interface inside it.
type farLand struct {
	watch.Counter
	paper    document.View
	kind     string // of what is watched
	estimate fee.Estimate
	block    seva.Names
}

func (f *farLand) Document(context.Context, string) (document.View, error) { return f.paper, nil }

func (f *farLand) Watches(context.Context) ([]watch.Watch, error) {
	all := make([]watch.Watch, watch.MostPhone)
	for i := range all {
		key := casework.PlotKey(farIDN, farNumber)
		if f.kind == casework.KeyKhatian {
			key = casework.KhatianKey(farIDN, farNumber)
		}
		all[i] = watch.Watch{No: i + 1, Key: key, Until: farDay}
	}
	return all, nil
}

func (f *farLand) Estimate(context.Context, charge.Query) (fee.Estimate, error) {
	return f.estimate, nil
}

func (f *farLand) Office(context.Context, string) (office.Office, error) {
	return office.Office{}, closed()
}

// Of gives an office of every level about which everything is known.
func (f *farLand) Of(context.Context, place.IDN) ([]office.Office, error) {
	var all []office.Office
	for _, level := range office.Levels() {
		all = append(all, office.Office{ID: "lr.2984", Level: level, Place: f.block, Contact: office.Contact{
			Officer: f.block, Phone: "03222-123456", Address: f.block, Days: office.Weekdays, Opens: "10:30", Closes: "17:30", Source: "far",
		}})
	}
	return all, nil
}

func (f *farLand) land() Land {
	return Land{Papers: f, Watches: f, Fees: f, Offices: f, Notice: func() string { return "0123456789abcdef" }}
}

// land is all of it with one paper and one fee.
func (far Far) land() Land {
	f := &farLand{paper: farPapers()[0], estimate: farEstimates()[0], block: far.Block}
	return f.land()
}

// farPapers are papers of every kind and standing, about as many plots as are named.
func farPapers() []document.View {
	day := seva.DateOf(farDay)
	var all []document.View
	for _, kind := range []document.Kind{document.RoR, document.PlotIndex, document.PlotMap} {
		for _, status := range document.Statuses() {
			v := document.View{
				Number: "4829103847566", Kind: kind, Status: status, Mouza: farIDN, Issued: day, AsOn: day, Void: day,
				Subject: "plot " + strings.TrimSuffix(strings.Repeat(farNumber.String()+", ", 20), ", "),
			}
			all = append(all, v)
			v.Newer = "4829103847566"
			all = append(all, v)
			v.Specimen = true
			all = append(all, v)
		}
	}
	return all
}

// farEstimates are an estimate for every use, of one that is waived, and of a flat rate.
func farEstimates() []fee.Estimate {
	var all []fee.Estimate
	for _, use := range append(uses(), "") {
		for _, amount := range []seva.Money{0, 99_999_00} {
			rate := fee.Rate{Use: use, From: seva.DateOf(farDay), Per: fee.PerDecimal, Amount: amount}
			all = append(all, fee.Estimate{
				Lines: []fee.Line{{Rate: rate, Area: 99_999_999, Amount: amount}}, Total: amount * 9_999, On: seva.DateOf(farDay),
			})
		}
	}
	return all
}

// lands samples what a phone is shown of papers, watches, fees, offices, and of cases that
// are found by their land. show shows a room with something in play.
func (far Far) lands(show func(name string, node Node, line string, g Goal, asked casework.Glance, many bool, l Land) error) error {
	f := &farLand{paper: farPapers()[0], estimate: farEstimates()[0], block: far.Block}
	none := casework.Glance{}
	for _, n := range []Node{nodeLand, nodePlace, nodePlotAnswer, nodeKhatianAnswer, nodePapers, nodeDeed, nodeUse, nodePart, nodeOffice} {
		if err := show(n.Name()+", with all about land", n, "", goalPlot, none, false, f.land()); err != nil {
			return err
		}
	}
	for _, f.paper = range farPapers() {
		if err := show("paper, "+string(f.paper.Kind)+" "+string(f.paper.Status), nodePaper, "", goalPlot, none, false, f.land()); err != nil {
			return err
		}
	}
	for goal, kind := range map[Goal]string{goalWatchPlot: casework.KeyPlot, goalWatchKhatian: casework.KeyKhatian} {
		f.kind = kind
		for _, n := range []Node{nodeWatches, nodeNotice, nodeWatch, nodeBegun, nodeEnded} {
			if err := show(n.Name()+", "+kind, n, "10", goal, none, false, f.land()); err != nil {
				return err
			}
		}
	}
	for _, f.estimate = range farEstimates() {
		if err := show("fee, "+f.estimate.Lines[0].Rate.Use, nodeFee, "", goalFee, none, false, f.land()); err != nil {
			return err
		}
	}
	for _, id := range append(elsewhere(), "") {
		n := nodeThere
		if id == "" {
			n = nodeElsewhere
		}
		if err := show(n.Name()+", "+id, n, id, goalPlot, none, false, f.land()); err != nil {
			return err
		}
	}
	key := casework.PlotKey(farIDN, farNumber)
	trace := key.Kind + ":" + key.Value
	if err := show("traces, several", nodeTraces, trace, goalPlot, none, true, f.land()); err != nil {
		return err
	}
	for _, g := range far.Cases {
		g.Number = farFile
		for _, n := range []Node{nodeTraces, nodeTrace} {
			if err := show(n.Name()+", "+g.Service+" in "+g.State, n, trace, goalPlot, g, false, f.land()); err != nil {
				return err
			}
		}
	}
	return nil
}
