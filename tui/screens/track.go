package screens

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/casework"
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
	return &blank{g: g, title: "kiosk.track.title", ask: "kiosk.track.ask", hint: "kiosk.track.hint", enter: "kiosk.key.track",
		slots: []slot{
			{id: "by", word: "kiosk.track.by", ids: by, words: func(v voice, id string) string { return v.say("kiosk.track.by." + id) }},
			{id: "office", word: "kiosk.track.office", input: parts.Input{Limit: 8}, only: deed},
			{id: "year", word: "kiosk.track.year", input: parts.Input{Limit: 4}, only: deed},
			{id: "number", word: "kiosk.track.number", input: parts.Input{Limit: 10}, only: deed},
			mouza,
			{id: "name", word: "kiosk.track.name", input: parts.Input{Limit: 100}, only: name},
			{id: "from", word: "kiosk.track.from", input: parts.Input{Limit: 20}, only: name},
			{id: "until", word: "kiosk.track.until", input: parts.Input{Limit: 20}, only: name},
		}, send: track}
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

// trackName asks by a name in the office that keeps a mouza's record.
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
	g, desk, offices := b.g, b.g.desk(), b.g.Offices
	about := func(v voice) string {
		return v.say("kiosk.track.of_name", seva.Args{"Name": q.Name, "From": q.From, "Until": q.Until})
	}
	return b, b.road.ask(g, func(ctx context.Context) (Screen, error) {
		all, err := offices.Of(ctx, idn)
		if err != nil || len(all) == 0 {
			return nil, err
		}
		q.Office = all[0].ID
		found, err := desk.Track(ctx, q)
		return &landCases{printer: printer{g: g}, g: g, about: about, found: found}, err
	})
}
