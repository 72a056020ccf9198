package extract

import (
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"

	"github.com/google/go-cmp/cmp"
)

// objects is an extract of three mouzas in JSON Lines; line 6 is given, and belongs
// to the second.
func objects(line string) string {
	return `{"mouza":"1027001","valid":"2026-11-23","source":"drill"}
{"khatian":"12","owner":{"bn":"সুব্রত মণ্ডল","en":"Subrata Mondal"},"guardian":{"en":"Haradhan"},"relation":"father"}
{"plot":"165/1201","class":"sali","area":"0.75","flags":["court","mortgage"],"ulpin":"DEMO0000000000","holdings":[{"khatian":12,"share":1,"area":0.7500,"possession":"bargadar","possessor":{"en":"Budhan"},"remark":{"en":"noted"},"rule":"s. 50"}]}
{"mouza":1027002}
{"khatian":"1","owner":{"hi":"सरकार"},"type":"government"}
` + line + `
{"plot":2,"class":"rasta","area":0.1,"holdings":[{"khatian":"1","share":"1.0000"}]}
{"mouza":"১০২৭০০৩"}
{"khatian":"1","owner":{"en":"A"}}
{"plot":"9","class":"bastu","area":"0.05","holdings":[{"khatian":"1","share":"1"}]}
{"pair":{"rs":"11","lr":"9"}}
{"pair":{"rs":"7/1","lr":"9"}}
{"parcel":"9","ring":[[87.7,22.66],[87.700001,22.66],[87.7,22.660001],[87.7,22.66]]}
`
}

const goodLine = `{"plot":"1","class":"khal","area":"1","holdings":[{"khatian":"1","share":"1"}]}`

func TestJSON(t *testing.T) {
	g := read(objects(goodLine), JSONL, Options{Source: "default"})
	if g.err != nil || len(g.faults) > 0 || !slices.Equal(g.mouzas, []place.IDN{1027001, 1027002, 1027003}) {
		t.Fatalf("%+v", g)
	}
	want := land.Volume{
		Mouza: 1027001, Valid: seva.Date{Year: 2026, Month: 11, Day: 23}, Source: "drill",
		Folios: []land.Folio{{Number: land.Number{Main: 12}, Owner: land.Owner{
			Name: seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal"}, Type: land.Individual,
			Guardian: seva.Names{En: "Haradhan"}, Relation: land.Father}}},
		Plots: []land.Plot{{
			Mouza: 1027001, Number: land.Number{Main: 165, Bata: 1201}, Class: "sali", Area: 7500,
			Flags: []land.Flag{land.Mortgage, land.Court}, ULPIN: "DEMO0000000000",
			Holdings: []land.Holding{{
				Plot: land.Number{Main: 165, Bata: 1201}, Khatian: land.Number{Main: 12}, Share: seva.Whole, Recorded: 7500,
				Possession: land.Bargadar, Possessor: seva.Names{En: "Budhan"},
				Remark: land.Remark{Text: seva.Names{En: "noted"}, Rule: "s. 50"}}},
		}},
	}
	if diff := cmp.Diff(want, g.all[0].Volume); diff != "" {
		t.Error(diff)
	}
	if got := g.all[1].Volume; got.Source != "default" || got.Plots[0].Holdings[0].Recorded != seva.Acre {
		t.Errorf("%+v", got)
	}
	nine := land.Number{Main: 9}
	third := g.all[2].Volume
	if diff := cmp.Diff([]land.Pair{{RS: land.Number{Main: 7, Bata: 1}, LR: nine}, {RS: land.Number{Main: 11}, LR: nine}}, third.Crosswalk); diff != "" {
		t.Error(diff)
	}
	ring := land.Ring{{Lon: 87_700_000, Lat: 22_660_000}, {Lon: 87_700_001, Lat: 22_660_000}, {Lon: 87_700_000, Lat: 22_660_001}}
	if diff := cmp.Diff([]land.Parcel{{Mouza: 1027003, Number: nine, Ring: ring}}, third.Parcels); diff != "" {
		t.Error(diff)
	}
}

func TestBadObject(t *testing.T) {
	plot := func(more string) string { return `{"plot":"1","class":"khal","area":"1",` + more + `}` }
	one := `"holdings":[{"khatian":"1","share":"1"}]`
	parcel := func(points string) string { return goodLine + "\n" + `{"parcel":"1","ring":[` + points + `]}` }
	for line, want := range map[string]string{
		`{"plot":"1"`:                         "6 1027002 line extract.json",
		`{"plot":"1"}}`:                       "6 1027002 line extract.json",
		goodLine + ` {}`:                      "6 1027002 line extract.json",
		`[]`:                                  "6 1027002 line extract.json",
		`null`:                                "6 1027002 line extract.json",
		`{}`:                                  "6 1027002 line extract.json",
		`{"ploт":"1"}`:                        "6 1027002 line extract.json",
		`{"class":"khal","plot":"1"}`:         "6 1027002 line extract.json",
		plot(one + `,"colour":"red"`):         "6 1027002 line extract.json",
		plot(`"holdings":{}`):                 "6 1027002 line extract.json",
		strings.Repeat("[", 50_000):           "6 1027002 line extract.json",
		`{"plot":` + strings.Repeat("[", 1e5): "6 1027002 line extract.json",
		"{\"plot\":\"1\xff\"}":                "6 1027002 line text.encoding",
		`{"plot":true}`:                       "6 1027002 line extract.json",
		`{"plot":1e2,"class":"khal","area":1,"holdings":[]}`:                          "6 1027002 plot number.form",
		`{"plot":null,"class":"khal","area":1,"holdings":[]}`:                         "6 1027002 plot number.form",
		`{"plot":-1,"class":"khal","area":1,"holdings":[]}`:                           "6 1027002 plot number.form",
		`{"plot":"1","class":"khal","area":1e9,"holdings":[]}`:                        "6 1027002 area extract.area",
		plot(`"flags":["mortgage","mortgage"],` + one):                                "6 1027002 flags extract.value",
		plot(`"flags":["mortgage|court"],` + one):                                     "",
		plot(`"flags":[""],` + one):                                                   "",
		plot(`"ulpin":"demo0000000000",` + one):                                       "6 1027002 ulpin extract.ulpin",
		plot(`"ulpin":"DEMO000000000",` + one):                                        "6 1027002 ulpin extract.ulpin",
		plot(`"holdings":[{"khatian":"1","share":"1","possession":"squatter"}]`):      "6 1027002 possession extract.value",
		plot(`"holdings":[{"khatian":"1","share":"1","possessor":{"en":"\u0000"}}]`):  "6 1027002 possessor text.control",
		plot(`"holdings":[{"khatian":"1","share":"1","possessor":{"en":"\ud800x"}}]`): "6 1027002 possessor text.encoding",
		plot(`"holdings":[{"khatian":"1","share":"1","remark":{"en":"+1"}}]`):         "6 1027002 remark extract.formula",
		plot(`"holdings":[{"khatian":"1","share":1.00001}]`):                          "6 1027002 share extract.share",
		plot(`"holdings":[]`):                                                         "4 1027002 plot 1 flaw.plot.shares",
		`{"khatian":"2","owner":{}}`:                                                  "4 1027002 khatian 2 flaw.khatian.unnamed",
		`{"khatian":"2","owner":{"en":"A"},"type":"king"}`:                            "6 1027002 type extract.value",
		`{"khatian":"2","owner":{"en":"A"},"relation":"cousin"}`:                      "6 1027002 relation extract.value",
		`{"pair":{"rs":"1","lr":"0"}}`:                                                "6 1027002 lr number.form",
		`{"pair":{"rs":"1","lr":"77"}}`:                                               "4 1027002 crosswalk RS 1 flaw.crosswalk.plot",
		parcel(`[1,2],[3]`):                                                           "7 1027002 ring extract.ring",
		parcel(`[1,2],[3,4,5]`):                                                       "7 1027002 ring extract.ring",
		parcel(`[181,2]`):                                                             "7 1027002 ring extract.ring",
		parcel(`[1,-90.000001]`):                                                      "7 1027002 ring extract.ring",
		parcel(`[1.0000001,2]`):                                                       "7 1027002 ring extract.ring",
		parcel(`[1e1,2]`):                                                             "7 1027002 ring extract.ring",
		parcel(`["",2]`):                                                              "7 1027002 ring extract.ring",
		parcel(`[0,0],[0,1],[1,0]`):                                                   "4 1027002 parcel 1 flaw.parcel.ring",
		parcel(``):                                                                    "4 1027002 parcel 1 flaw.parcel.ring",
	} {
		g := read(objects(line), JSONL, Options{})
		if want == "" {
			if len(g.faults) > 0 && !strings.Contains(line, `""`) {
				t.Errorf("%.80s: %v", line, g.faults)
			}
			continue
		}
		if g.err != nil || len(g.faults) == 0 || g.faults[0] != want {
			t.Errorf("%.80s: %v, %v; want %s", line, g.err, g.faults, want)
		}
		// An unreadable line might have opened another mouza: what follows is spoilt too,
		// up to the next opening that can be read.
		after := []place.IDN{1027001, 1027003}
		if !slices.Equal(g.mouzas, after) {
			t.Errorf("%.80s: %v", line, g.mouzas)
		}
	}
}

func TestJSONGroups(t *testing.T) {
	g := read(goodLine+"\n"+objects(goodLine), JSONL, Options{})
	if !slices.Equal(g.faults, []string{"1 0 mouza extract.before"}) || g.report.Volumes != 3 {
		t.Errorf("a line before any mouza: %v, %+v", g.faults, g.report)
	}
	g = read(objects(`{"mouza":"1027002"}`), JSONL, Options{})
	if len(g.faults) == 0 || !strings.Contains(g.faults[len(g.faults)-1], "extract.twice") || slices.Contains(g.mouzas, 1027002) {
		t.Errorf("opened twice: %v, %v", g.faults, g.mouzas)
	}
	g = read(objects(`{"mouza":"102700"}`), JSONL, Options{})
	if !slices.Equal(g.mouzas, []place.IDN{1027001, 1027003}) {
		t.Errorf("an opening without a good number: %v, %v", g.faults, g.mouzas)
	}
	g = read(strings.Replace(objects(goodLine), `{"mouza":1027002}`, "junk\n{\"mouza\":1027002}", 1), JSONL, Options{})
	if !slices.Equal(g.mouzas, []place.IDN{1027002, 1027003}) {
		t.Errorf("a line before an opening is not of the mouza that it opens: %v", g.mouzas)
	}
	if g = read("", JSONL, Options{}); g.err != nil || g.report != (Report{}) {
		t.Errorf("nothing: %+v", g)
	}
}
