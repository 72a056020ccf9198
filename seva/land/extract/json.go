package extract

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// jsonRows reads JSON Lines. The first key of a line says what the line is.
type jsonRows struct {
	kind string
	line []byte
	open openLine
}

// figure is a number as it is written, in quotes or without: it never becomes a float.
type figure []byte

func (f *figure) UnmarshalJSON(b []byte) error {
	switch {
	case b[0] == '"' && bytes.IndexByte(b, '\\') < 0: // as good as always
		*f = append(figure(nil), b[1:len(b)-1]...)
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*f = figure(s)
	case b[0] == '-' || b[0] >= '0' && b[0] <= '9':
		*f = append(figure(nil), b...)
	case string(b) == "null":
		*f = nil
	default:
		return errors.New("extract: a number is wanted")
	}
	return nil
}

func (f figure) MarshalJSON() ([]byte, error) { return json.Marshal(string(f)) }

type nameObject struct {
	Bn string `json:"bn,omitempty"`
	En string `json:"en,omitempty"`
	Hi string `json:"hi,omitempty"`
}

type (
	openLine struct {
		Mouza  figure `json:"mouza"`
		Valid  string `json:"valid,omitempty"`
		Source string `json:"source,omitempty"`
	}
	folioLine struct {
		Khatian  figure     `json:"khatian"`
		Owner    nameObject `json:"owner"`
		Type     string     `json:"type,omitempty"`
		Guardian nameObject `json:"guardian,omitzero"`
		Relation string     `json:"relation,omitempty"`
		Address  nameObject `json:"address,omitzero"`
	}
	plotLine struct {
		Plot     figure          `json:"plot"`
		Class    string          `json:"class"`
		Area     figure          `json:"area"`
		Flags    []string        `json:"flags,omitempty"`
		ULPIN    string          `json:"ulpin,omitempty"`
		Holdings []holdingObject `json:"holdings"`
	}
	holdingObject struct {
		Khatian    figure     `json:"khatian"`
		Share      figure     `json:"share"`
		Area       figure     `json:"area,omitempty"`
		Possession string     `json:"possession,omitempty"`
		Possessor  nameObject `json:"possessor,omitzero"`
		Remark     nameObject `json:"remark,omitzero"`
		Rule       string     `json:"rule,omitempty"`
	}
	pairLine struct {
		Pair struct {
			RS figure `json:"rs"`
			LR figure `json:"lr"`
		} `json:"pair"`
	}
	parcelLine struct {
		Parcel figure     `json:"parcel"`
		Ring   [][]figure `json:"ring"`
	}
)

func badJSON() error { return seva.Refuse("line", seva.Say("error.extract.json")) }

// firstKey gives the first key of an object without reading further.
func firstKey(line []byte) string {
	rest, ok := bytes.CutPrefix(bytes.TrimLeft(line, " \t"), []byte("{"))
	if !ok {
		return ""
	}
	rest, ok = bytes.CutPrefix(bytes.TrimLeft(rest, " \t"), []byte(`"`))
	key, _, closed := bytes.Cut(rest, []byte(`"`))
	if !ok || !closed {
		return ""
	}
	return string(key)
}

// strict reads one object, and nothing but what it may hold.
func strict(line []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return badJSON()
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return badJSON()
	}
	return nil
}

func (j *jsonRows) mouza(line []byte) (place.IDN, bool, error) {
	j.kind, j.line = firstKey(line), line
	switch j.kind {
	case "khatian", "plot", "pair", "parcel":
		return 0, false, nil
	case "mouza":
		j.open = openLine{}
		if err := strict(line, &j.open); err != nil {
			return 0, false, err
		}
		idn, err := mouza(j.open.Mouza)
		return idn, true, err
	}
	return 0, false, badJSON()
}

func (j *jsonRows) row(d *draft) error {
	switch j.kind {
	case "khatian":
		return folioRow(d, j.line)
	case "plot":
		return plotRow(d, j.line)
	case "pair":
		return pairRow(d, j.line)
	case "parcel":
		return parcelRow(d, j.line)
	}
	return j.opening(d)
}

// opening reads what the first line of a mouza says of the extract.
func (j *jsonRows) opening(d *draft) (err error) {
	if j.open.Valid != "" {
		if d.volume.Valid, err = day("valid", []byte(j.open.Valid)); err != nil {
			return err
		}
	}
	if j.open.Source != "" {
		d.volume.Source, err = d.text("source", []byte(j.open.Source))
	}
	return err
}

func folioRow(d *draft, line []byte) error {
	var l folioLine
	if err := strict(line, &l); err != nil {
		return err
	}
	var f land.Folio
	w := words{d: d}
	f.Number = take(&w, "khatian", l.Khatian, number)
	f.Owner = land.Owner{
		Name: w.names("owner", l.Owner), Type: take(&w, "type", []byte(l.Type), ownerType),
		Guardian: w.names("guardian", l.Guardian), Relation: take(&w, "relation", []byte(l.Relation), relation),
		Address: w.names("address", l.Address),
	}
	if w.err == nil {
		d.folio(f)
	}
	return w.err
}

func plotRow(d *draft, line []byte) error {
	var l plotLine
	if err := strict(line, &l); err != nil {
		return err
	}
	if d.rows += len(l.Holdings); d.rows > maxRows {
		return nil // the next line says so
	}
	w := words{d: d}
	p := land.Plot{
		Mouza: d.volume.Mouza, Number: take(&w, "plot", l.Plot, number), Class: take(&w, "class", []byte(l.Class), class),
		Area: take(&w, "area", l.Area, area), ULPIN: take(&w, "ulpin", []byte(l.ULPIN), ulpin),
	}
	var list []byte
	for i, f := range l.Flags {
		if i > 0 {
			list = append(list, '|')
		}
		list = append(list, f...)
	}
	p.Flags = take(&w, "flags", list, flags)
	p.Holdings = make([]land.Holding, len(l.Holdings))
	for i, o := range l.Holdings {
		h := &p.Holdings[i]
		h.Plot, h.Khatian = p.Number, take(&w, "khatian", o.Khatian, number)
		h.Share = take(&w, "share", o.Share, share)
		if h.Recorded = h.Share.Of(p.Area); len(o.Area) > 0 {
			h.Recorded = take(&w, "area", o.Area, area)
		}
		h.Possession = take(&w, "possession", []byte(o.Possession), possession)
		h.Possessor = w.names("possessor", o.Possessor)
		h.Remark = land.Remark{Text: w.names("remark", o.Remark), Rule: take(&w, "rule", []byte(o.Rule), d.text)}
	}
	if w.err == nil {
		d.plot(p)
	}
	return w.err
}

func pairRow(d *draft, line []byte) error {
	var l pairLine
	if err := strict(line, &l); err != nil {
		return err
	}
	w := words{d: d}
	pair := land.Pair{RS: take(&w, "rs", l.Pair.RS, number), LR: take(&w, "lr", l.Pair.LR, number)}
	if w.err == nil {
		d.volume.Crosswalk = append(d.volume.Crosswalk, pair)
	}
	return w.err
}

func parcelRow(d *draft, line []byte) error {
	var l parcelLine
	if err := strict(line, &l); err != nil {
		return err
	}
	n, err := number("parcel", l.Parcel)
	if err != nil {
		return err
	}
	ring := make(land.Ring, 0, len(l.Ring))
	for _, pair := range l.Ring {
		if len(pair) != 2 {
			return refused("ring", "ring")
		}
		lon, okLon := degrees(pair[0], 180)
		lat, okLat := degrees(pair[1], 90)
		if !okLon || !okLat {
			return refused("ring", "ring")
		}
		ring = append(ring, land.Point{Lon: lon, Lat: lat})
	}
	if last := len(ring) - 1; last > 0 && ring[0] == ring[last] {
		ring = ring[:last] // closed, as GeoJSON writes it
	}
	d.volume.Parcels = append(d.volume.Parcels, land.Parcel{Mouza: d.volume.Mouza, Number: n, Ring: ring})
	return nil
}

// words takes values of a line until one is wrong, and keeps that error.
type words struct {
	d   *draft
	err error
}

func take[T any](w *words, column string, raw []byte, read func(column string, raw []byte) (T, error)) (v T) {
	if w.err == nil {
		v, w.err = read(column, raw)
	}
	return v
}

func (w *words) names(column string, n nameObject) seva.Names {
	return seva.Names{
		Bn: take(w, column, []byte(n.Bn), w.d.text),
		En: take(w, column, []byte(n.En), w.d.text),
		Hi: take(w, column, []byte(n.Hi), w.d.text),
	}
}
