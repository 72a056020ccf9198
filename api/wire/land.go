package wire

import (
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// Owner is land.Owner. What the caller may not see is absent.
type Owner struct {
	Name     string `json:"name"`
	Names    Names  `json:"names,omitzero"`
	Type     Label  `json:"type,omitzero"`
	Guardian Names  `json:"guardian,omitzero"`
	Relation Label  `json:"relation,omitzero"`
	Address  Names  `json:"address,omitzero"`
}

func newOwner(v Voice, o land.Owner) Owner {
	return Owner{
		Name: o.Name.In(v.Lang), Names: Names(o.Name), Type: labelOf(v, o.Type),
		Guardian: Names(o.Guardian), Relation: labelOf(v, o.Relation), Address: Names(o.Address),
	}
}

func (o Owner) facts() land.Owner {
	return land.Owner{
		Name: o.Names.Facts(), Type: land.OwnerType(o.Type.Key), Guardian: o.Guardian.Facts(),
		Relation: land.Relation(o.Relation.Key), Address: o.Address.Facts(),
	}
}

// Remark is land.Remark.
type Remark struct {
	Text  string `json:"text,omitempty"`
	Texts Names  `json:"texts,omitzero"`
	Rule  string `json:"rule,omitempty"`
}

// Holding is land.Holding. Recorded is the share area as the record has it, Computed
// follows from the share; both are given because they often differ by a little.
type Holding struct {
	Plot       string `json:"plot"`
	Khatian    string `json:"khatian"`
	Class      Label  `json:"class,omitzero"`
	Share      string `json:"share"`
	Recorded   Area   `json:"recorded"`
	Computed   Area   `json:"computed"`
	Owner      Owner  `json:"owner"`
	Possession Label  `json:"possession,omitzero"`
	Possessor  Names  `json:"possessor,omitzero"`
	Remark     Remark `json:"remark,omitzero"`
}

func newHoldings(v Voice, held []land.Holding) []Holding {
	out := make([]Holding, len(held))
	for i, h := range held {
		out[i] = Holding{
			Plot: h.Plot.String(), Khatian: h.Khatian.String(), Class: labelOf(v, h.Class),
			Share: h.Share.String(), Recorded: NewArea(v, h.Recorded), Computed: NewArea(v, h.Computed),
			Owner: newOwner(v, h.Owner), Possession: labelOf(v, h.Possession),
			Possessor: Names(h.Possessor),
			Remark:    Remark{Text: h.Remark.Text.In(v.Lang), Texts: Names(h.Remark.Text), Rule: h.Remark.Rule},
		}
	}
	return out
}

func (r *reading) holdings(held []Holding) []land.Holding {
	var out []land.Holding
	for _, h := range held {
		out = append(out, land.Holding{
			Plot: r.number(h.Plot), Khatian: r.number(h.Khatian), Class: land.Class(h.Class.Key),
			Share: r.share(h.Share), Recorded: r.area(h.Recorded), Computed: r.area(h.Computed),
			Owner: h.Owner.facts(), Possession: land.Possession(h.Possession.Key),
			Possessor: h.Possessor.Facts(),
			Remark:    land.Remark{Text: h.Remark.Texts.Facts(), Rule: h.Remark.Rule},
		})
	}
	return out
}

// Plot is land.Plot and the sentence that says it.
type Plot struct {
	Mouza    Mouza     `json:"mouza"`
	Plot     string    `json:"plot"`
	Sentence string    `json:"sentence"`
	Class    Label     `json:"class"`
	Area     Area      `json:"area"`
	Flags    []Label   `json:"flags"`
	Holdings []Holding `json:"holdings"`
	ULPIN    string    `json:"ulpin,omitempty"`
	Map      string    `json:"map,omitempty"` // where its map is, when it has one
	AsOn     AsOn      `json:"as_on"`
}

// NewPlot spells a plot of the mouza m for a reader.
func NewPlot(v Voice, m place.Mouza, p land.Plot) Plot {
	flags := make([]Label, len(p.Flags))
	for i, f := range p.Flags {
		flags[i] = labelOf(v, f)
	}
	out := Plot{
		Mouza: NewMouza(v, m), Plot: p.Number.String(), Sentence: v.Say(PlotSentence(m, p)),
		Class: labelOf(v, p.Class), Area: NewArea(v, p.Area), Flags: flags,
		Holdings: newHoldings(v, p.Holdings), ULPIN: p.ULPIN, AsOn: NewAsOn(v, p.AsOn),
	}
	if p.HasMap {
		out.Map = "/v1/land/mouzas/" + p.Mouza.String() + "/plots/" + p.Number.Path() + "/map"
	}
	return out
}

// PlotSentence is the plain-language summary of a plot. A plot with warnings says them.
func PlotSentence(m place.Mouza, p land.Plot) seva.Text {
	key, args := "plot.sentence", seva.Args{
		"Plot": p.Number, "Mouza": called(m), "Area": p.Area, "Count": len(p.Holdings), "Class": p.Class.Text(),
	}
	if len(p.Flags) > 0 {
		key, args["Flags"] = "plot.sentence.flags", land.FlagTexts(p.Flags)
	}
	return seva.Say(key, args)
}

// called is how a sentence names a mouza: by its name, or by its number where none is known.
func called(m place.Mouza) any {
	if m.Name == (seva.Names{}) {
		return m.IDN
	}
	return m.Name
}

// Facts gives the plot back.
func (p Plot) Facts() (land.Plot, error) {
	var r reading
	out := land.Plot{
		Mouza: r.idn(p.Mouza.IDN), Number: r.number(p.Plot), Class: land.Class(p.Class.Key), Area: r.area(p.Area),
		Holdings: r.holdings(p.Holdings), ULPIN: p.ULPIN, HasMap: p.Map != "", AsOn: r.asOn(p.AsOn),
	}
	for _, f := range p.Flags {
		out.Flags = append(out.Flags, land.Flag(f.Key))
	}
	return out, r.err
}

// Khatian is land.Khatian and the sentence that says it.
type Khatian struct {
	Mouza    Mouza     `json:"mouza"`
	Khatian  string    `json:"khatian"`
	Sentence string    `json:"sentence"`
	Owner    Owner     `json:"owner"`
	Area     Area      `json:"area"`
	Holdings []Holding `json:"holdings"`
	AsOn     AsOn      `json:"as_on"`
}

// NewKhatian spells a khatian of the mouza m for a reader.
func NewKhatian(v Voice, m place.Mouza, k land.Khatian) Khatian {
	return Khatian{
		Mouza: NewMouza(v, m), Khatian: k.Number.String(), Sentence: v.Say(KhatianSentence(m, k)),
		Owner: newOwner(v, k.Owner), Area: NewArea(v, k.Area), Holdings: newHoldings(v, k.Holdings),
		AsOn: NewAsOn(v, k.AsOn),
	}
}

// KhatianSentence is the plain-language summary of a khatian.
func KhatianSentence(m place.Mouza, k land.Khatian) seva.Text {
	return seva.Say("khatian.sentence", seva.Args{
		"Khatian": k.Number, "Mouza": called(m), "Owner": k.Owner.Name, "Area": k.Area, "Count": len(k.Holdings),
	})
}

// Facts gives the khatian back.
func (k Khatian) Facts() (land.Khatian, error) {
	var r reading
	out := land.Khatian{
		Mouza: r.idn(k.Mouza.IDN), Number: r.number(k.Khatian), Owner: k.Owner.facts(), Area: r.area(k.Area),
		Holdings: r.holdings(k.Holdings), AsOn: r.asOn(k.AsOn),
	}
	return out, r.err
}
