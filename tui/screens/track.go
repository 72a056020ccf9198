package screens

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
	"duar/seva/place"
	"duar/tui/parts"
)

// newTrack finds cases about land for who has no number: by the deed, and for who has signed
// in also by a name and the days between which it was filed. The desk counts the latter.
func newTrack(g *Ground) Screen {
	by := []string{"deed"}
	if g.in() && g.Offices != nil {
		by = append(by, "name")
	}
	is := func(way string) func(*blank) bool { return func(b *blank) bool { return b.given("by") == way } }
	deed, name := is("deed"), is("name")
	mouza := slot{id: "mouza", word: "kiosk.track.mouza", input: parts.Input{Limit: 7}, only: name}
	if g.mouza != nil {
		mouza = filled(mouza, g.mouza.Mouza.IDN.String())
	}
	b := &blank{g: g, title: "kiosk.track.title", ask: "kiosk.track.ask", hint: "kiosk.track.hint", enter: "kiosk.key.track",
		slots: []slot{
			{id: "by", word: "kiosk.track.by", ids: by, words: func(v voice, id string) string { return v.say("kiosk.track.by." + id) }},
			{id: "office", word: "kiosk.track.office", input: parts.Input{Limit: 8}, only: deed},
			{id: "year", word: "kiosk.track.year", input: parts.Input{Limit: 4}, only: deed},
			{id: "number", word: "kiosk.track.number", input: parts.Input{Limit: 14}, only: deed},
			mouza,
			{id: "level", word: "kiosk.track.level", ids: levels(), words: func(v voice, id string) string { return v.say("kiosk.track.level." + id) }, only: name},
			{id: "name", word: "kiosk.track.name", input: parts.Input{Limit: 100}, only: name},
			{id: "from", word: "kiosk.track.from", input: parts.Input{Limit: 20}, only: name},
			{id: "until", word: "kiosk.track.until", input: parts.Input{Limit: 20}, only: name},
		}, send: track}
	if !b.asked(0) {
		b.at = 1
	}
	return b
}

// levels are the offices that a case may lie with, the nearest first.
func levels() []string {
	var all []string
	for _, l := range office.Levels() {
		all = append(all, string(l))
	}
	return all
}

// track asks for the cases.
func track(b *blank) (Screen, tea.Cmd) {
	if b.given("by") == "name" {
		return trackName(b)
	}
	key, err := casework.DeedKey(b.given("office"), b.given("year"), b.given("number"))
	if err != nil {
		return b.refuse(err)
	}
	about := func(v voice) string { return v.say("kiosk.track.of_deed", seva.Args{"Deed": key.Value}) }
	return b, toCases(&b.road, b.g, casework.Trace{Key: key}, about)
}

// trackName asks by a name in one of the offices of a mouza: an office sees its own cases.
func trackName(b *blank) (Screen, tea.Cmd) {
	q := casework.Trace{Name: b.given("name")}
	idn, err := place.ParseIDN(b.given("mouza"))
	if err != nil {
		return b.refuse(seva.Refuse("mouza", seva.Broken(err).Text))
	}
	for _, day := range []struct {
		id string
		of *seva.Date
	}{{"from", &q.From}, {"until", &q.Until}} {
		if *day.of, err = b.g.readDay(b.given(day.id)); err != nil {
			return b.refuse(seva.Refuse(day.id, seva.Broken(err).Text))
		}
	}
	g, desk, offices, level := b.g, b.g.desk(), b.g.Offices, office.Level(b.given("level"))
	about := func(v voice) string {
		return v.say("kiosk.track.of_name", seva.Args{"Name": q.Name, "From": q.From, "Until": q.Until})
	}
	return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
		all, err := offices.Of(ctx, idn)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(all, func(o office.Office) bool { return o.Level == level })
		if at < 0 {
			return nil, &seva.Error{Kind: seva.NotFound, Field: "level", Text: seva.Say("error.office.unknown")}
		}
		q.Office = all[at].ID
		found, err := desk.Track(ctx, q)
		return &landCases{printer: printer{g: g}, g: g, about: about, found: found}, err
	})
}
