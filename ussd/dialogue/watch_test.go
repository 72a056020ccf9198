package dialogue

import (
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/watch"
)

// WATCH STOP alone ends the only watch; of several it shows which there are, and of none that.
func TestWatchStopOfTheOnlyOne(t *testing.T) {
	for _, sms := range []string{"WATCH STOP", "watch quit", "নজর বন্ধ", "निगरानी बंद", "WATCH STOP NO"} {
		for have, left := range map[int]int{0: 0, 1: 0, 2: 2} {
			p, d := newLandPhone(t)
			for i := range have {
				d.watches = append(d.watches, watch.Watch{No: i + 3, Key: casework.PlotKey(1027001, land.Number{Main: int32(i + 1)})})
			}
			screen := p.message(t, sms)
			ended := keys(screen) == "phone.watch.ended"
			if len(d.watches) != left || ended != (have == 1) || !ended && p.Node != nodeWatches || !p.out.Reason.IsZero() {
				t.Errorf("%s of %d: %d left, %s says %s", sms, have, len(d.watches), p.Node.Name(), keys(screen))
			}
		}
	}
}

// By its number a watch is shown; another year is begun by its notice, as the first was, and the
// way back leads to the list.
func TestAnotherYear(t *testing.T) {
	for _, way := range []func(p *phone){
		func(p *phone) { p.message(t, "WATCH 2") },
		func(p *phone) { p.message(t, "নজর নং ২") },
		func(p *phone) { p.answers(t, "1", "5", "2") },
	} {
		p, d := newLandPhone(t)
		d.watches = []watch.Watch{{No: 1, Key: casework.PlotKey(1027001, land.Number{Main: 165})}, {No: 2, Key: casework.KhatianKey(1027001, land.Number{Main: 539, Bata: 1})}}
		if way(p); p.Node != nodeWatch || p.Line != "2" {
			t.Fatalf("%s %q", p.Node.Name(), p.Line)
		}
		if screen := p.answers(t, "2"); p.Node != nodeNotice || p.Goal != goalWatchKhatian || keys(screen) != "phone.watch.notice" || d.begun != 0 {
			t.Fatalf("%s, %d begun: %s", p.Node.Name(), d.begun, keys(screen))
		}
		if p.answers(t, "0"); p.Node != nodeWatches || p.Number != (land.Number{}) || !p.out.Reason.IsZero() {
			t.Errorf("back is %s of %v, %s", p.Node.Name(), p.Number, p.out.Reason.Key)
		}
		if p.answers(t, "2", "2", "1"); p.Node != nodeBegun || d.begun != 1 || len(d.watches) != 2 && d.watches[1].No != 2 {
			t.Errorf("%s, %d begun, %+v", p.Node.Name(), d.begun, d.watches)
		}
		p.answers(t, "0", "2")
		d.watches = nil // ended meanwhile, from another phone of the same person
		if p.answers(t, "2"); p.Node != nodeWatches || p.out.Reason.Key != "phone.wrong.watch" {
			t.Errorf("of one that is gone: %s, %s", p.Node.Name(), p.out.Reason.Key)
		}
	}
	p, d := newLandPhone(t)
	d.fault = &seva.Error{Kind: seva.Conflict, Field: "phone", Text: seva.Say("error.watch.stopped")}
	if p.answers(t, "1", "1", "1027001", "165", "6", "1"); p.Node != nodeNotice || p.out.Reason.Key != "phone.wrong.stopped" {
		t.Errorf("who wants no SMS: %s, %s", p.Node.Name(), p.out.Reason.Key)
	}
}
