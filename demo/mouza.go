package demo

import (
	"math"
	"math/rand/v2"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// work is one mouza in the making.
type work struct {
	r        *rand.Rand
	names    *directory
	known    bool
	folios   []land.Folio
	families []family
	trusts   map[land.Class]land.Number
	last     land.Number // the last khatian number given out
	hasState bool
	address  []seva.Names
	joint    []land.Number  // scratch of holders
	slab     []land.Holding // room that plots take their holdings from
}

// lot is one plot's land before it has a number.
type lot struct {
	ring   land.Ring // nil where there is no map
	middle land.Point
	area   seva.Area // 0: to be drawn by the class
	way    bool      // a thin strip: a road or a canal
}

func (p Plan) volume(m place.Mouza, n int, dir *directory) land.Volume {
	w := &work{
		r: p.chance(m.IDN, 1), names: dir, last: land.Number{Main: 1},
		known:  m.IDN == Known.Mouza && n >= KnownPlots,
		trusts: map[land.Class]land.Number{},
	}
	w.address = w.addresses(m.Name)
	if w.known {
		w.enterKnown()
	}
	lots := make([]lot, n)
	if ring, there := p.Outlines[m.IDN]; there && p.Maps {
		copy(lots, p.lots(m.IDN, ring, n))
	}
	v := land.Volume{Mouza: m.IDN, Valid: p.Valid, Source: Source, Plots: make([]land.Plot, n)}
	centre := w.r.IntN(n) // where in the run of numbers the houses stand
	for i, number := range plotNumbers(w.r, n, w.known) {
		plot := &v.Plots[i]
		plot.Mouza, plot.Number = m.IDN, number
		mix := fields
		switch {
		case lots[i].way:
			mix = ways
		case abs(i-centre) < n/8+1:
			mix = village
		}
		w.plot(plot, mix.draw(w.r), lots[i])
		if lots[i].ring != nil {
			plot.ULPIN = w.ulpin()
			v.Parcels = append(v.Parcels, land.Parcel{Mouza: m.IDN, Number: number, Ring: lots[i].ring, ULPIN: plot.ULPIN})
		}
	}
	slices.SortFunc(w.folios, func(a, b land.Folio) int { return a.Number.Compare(b.Number) })
	v.Folios = w.folios
	v.Crosswalk = crosswalk(w.r, v.Plots)
	return v
}

func abs(n int) int { return max(n, -n) }

// plot decides what a plot is used for, who holds it, and what is noted about it.
func (w *work) plot(p *land.Plot, u *use, l lot) {
	p.Class, p.Area = u.class, l.area
	if p.Area == 0 {
		p.Area = u.area(w.r)
		if w.known && p.Number == Known.Plot {
			p.Area = knownArea
		}
	}
	if w.knownPlot(p) {
		return
	}
	tenure := u.tenure
	if tenure == private {
		switch dice := w.r.IntN(400); {
		case dice < 6:
			tenure = vested // land above the ceiling
		case dice == 6 && u.class == "danga":
			tenure = trust // the playing field of the club
		}
	}
	switch tenure {
	case vested:
		p.Holdings = w.take(1)
		h := &p.Holdings[0]
		*h = land.Holding{Plot: p.Number, Khatian: w.state(), Share: seva.Whole, Recorded: p.Area}
		if u.tenure == vested {
			h.Possession, h.Remark = land.PublicUse, public
		} else {
			h.Remark = ceiling
		}
	case trust:
		p.Holdings = w.take(1)
		p.Holdings[0] = land.Holding{Plot: p.Number, Khatian: w.trust(u.class), Share: seva.Whole, Recorded: p.Area}
	default:
		w.held(p)
		w.noted(p)
	}
}

// held divides a private plot between its co-sharers.
func (w *work) held(p *land.Plot) {
	who := w.holders()
	p.Holdings = w.take(len(who))
	for i, k := range who {
		p.Holdings[i] = land.Holding{Plot: p.Number, Khatian: k}
	}
	if len(who) > 1 {
		slices.SortFunc(p.Holdings, func(a, b land.Holding) int { return a.Khatian.Compare(b.Khatian) })
	}
	w.divide(p.Holdings)
	for i := range p.Holdings {
		h := &p.Holdings[i]
		h.Recorded = h.Share.Of(p.Area)
		switch dice := w.r.IntN(100); {
		case dice < 16: // records round as they like, to three places or to two
			h.Recorded = roundTo(h.Recorded, decimal/10)
		case dice < 25:
			h.Recorded = roundTo(h.Recorded, decimal)
		}
	}
}

// divide gives shares that add up to exactly the whole: even ones after inheritance,
// odd ones after sales.
func (w *work) divide(held []land.Holding) {
	k := len(held)
	if k == 1 || w.r.IntN(5) < 3 {
		for i := range held {
			held[i].Share = (seva.Whole + seva.Share(k-1-i)) / seva.Share(k)
		}
		return
	}
	left := seva.Whole
	for i := range held[1:] {
		// At most half of what need not be kept for those to come, of whom the first is one.
		some := max((left-seva.Share(k-1-i))/2, 1)
		held[i+1].Share = 1 + seva.Share(w.r.Int64N(int64(some)))
		left -= held[i+1].Share
	}
	held[0].Share = left
}

// roundTo rounds up to a multiple, as the record that gives 0.0400 for 0.0273.
func roundTo(a, step seva.Area) seva.Area { return (a + step - 1) / step * step }

// noted adds what stands beside the shares: possession, flags and remarks.
func (w *work) noted(p *land.Plot) {
	h := &p.Holdings[w.r.IntN(len(p.Holdings))]
	dice := w.r.IntN(1000)
	switch {
	case dice < 40 && (p.Class == "sali" || p.Class == "suna"):
		h.Possession, h.Possessor, h.Remark = land.Bargadar, w.names.somebody(w.r).name(), barga
	case dice < 55:
		h.Possession, h.Possessor = land.Permissive, w.names.somebody(w.r).name()
	case dice < 62:
		h.Possession = land.PublicUse
	case dice < 90:
		h.Remark = conversion
	}
	for i, flag := range land.Flags() {
		if w.r.IntN(1000) < flagged[i] {
			p.Flags = append(p.Flags, flag)
			h.Remark = remarks[flag]
		}
	}
}

// flagged is in how many of a thousand private plots each of land.Flags stands.
var flagged = [3]int{30, 12, 22}

var (
	public = land.Remark{
		Text: names("সর্বসাধারণের ব্যবহার্য", "For use by the public", "सर्वसाधारण के उपयोग के लिए"), Rule: "WBLR Act 1955 s. 50"}
	ceiling = land.Remark{
		Text: names("সরকারে ন্যস্ত জমি", "Vested in the State", "सरकार में निहित भूमि"), Rule: "WBLR Act 1955 s. 14T(3)"}
	barga = land.Remark{
		Text: names("বর্গাদার নথিভুক্ত", "Bargadar recorded", "बर्गादार दर्ज"), Rule: "WBLR Act 1955 ch. III"}
	conversion = land.Remark{
		Text: names("শ্রেণি পরিবর্তনের অনুমতি আছে", "Change of class permitted", "श्रेणी परिवर्तन की अनुमति है"), Rule: "WBLR Act 1955 s. 4C"}
	remarks = map[land.Flag]land.Remark{
		land.Mortgage: {Text: names("ব্যাঙ্কের কাছে বন্ধক", "Mortgaged to a bank", "बैंक के पास बंधक"), Rule: "TP Act 1882 s. 58"},
		land.Court:    {Text: names("আদালতে মামলা চলছে", "Case in court", "न्यायालय में मामला"), Rule: "CPC 1908 O. 39"},
		land.Pending:  {Text: names("নামপত্তনের আবেদন চলছে", "Mutation case open", "नामांतरण का मामला लंबित"), Rule: "WBLR Act 1955 s. 50"},
	}
)

// take cuts room for n holdings off the slab: one allocation serves many plots.
func (w *work) take(n int) []land.Holding {
	if len(w.slab) < n {
		w.slab = make([]land.Holding, 256)
	}
	some := w.slab[:n:n]
	w.slab = w.slab[n:]
	return some
}

// ulpin is on some parcels only, and begins as no real one does.
func (w *work) ulpin() string {
	if w.r.IntN(3) != 0 {
		return ""
	}
	const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	id := []byte("DEMO0000000000")
	for i := 4; i < len(id); i++ {
		id[i] = letters[w.r.IntN(len(letters))]
	}
	return string(id)
}

// scale turns twice an area in square millionths of a degree into 1/10,000 acre, in
// parts of scaleUnit. It is the WGS 84 ellipsoid's own scale at the latitude, which
// changes by less than one part in 10,000 over a mouza.
func scale(lat int32) int64 {
	const (
		a, e2 = 6378137.0, 0.00669437999014
		acre  = 4046.8564224
	)
	sin, cos := math.Sincos(float64(lat) * 1e-6 * math.Pi / 180)
	n := 1 - e2*sin*sin
	north := a * (1 - e2) / (n * math.Sqrt(n)) * 1e-6 * math.Pi / 180 // metres in a millionth
	east := a * cos / math.Sqrt(n) * 1e-6 * math.Pi / 180
	return int64(math.Round(north * east / 2 / acre * float64(seva.Acre) * scaleUnit))
}

const scaleUnit = 1_000_000_000

// measure gives the area of a ring as the portal does, in whole decimals; 1 at least.
func measure(r land.Ring, scale int64) seva.Area {
	a := seva.Area(r.Twice() * scale / scaleUnit)
	return max((a+decimal/2)/decimal, 1) * decimal
}
