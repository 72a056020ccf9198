package extract

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"

	"github.com/google/go-cmp/cmp"
)

// got is all that came of a reading.
type got struct {
	mouzas []place.IDN
	all    []Entry
	faults []string // "line mouza what code"
	report Report
	err    error
}

func read(s string, f Format, o Options) (g got) { return readFrom(strings.NewReader(s), f, o) }

func readFrom(in io.Reader, f Format, o Options) (g got) {
	o.Fault = func(f Fault) {
		g.faults = append(g.faults, fmt.Sprintf("%d %d %s %s", f.Line, f.Mouza, f.What, strings.TrimPrefix(f.Text.Key, "error.")))
	}
	r := NewReader(in, f, o)
	for e, err := range r.All() {
		if err != nil {
			g.err = err
			continue
		}
		g.all, g.mouzas = append(g.all, e), append(g.mouzas, e.Volume.Mouza)
	}
	g.report = r.Report()
	return g
}

const short = "mouza,plot,class,plot_area,khatian,owner_bn,share\n"

// table is a CSV extract of three mouzas of two rows; the row of line 4 (the first of
// the second mouza) is given.
func table(row string) string {
	return short +
		"1027001,1,sali,0.75,12,সুব্রত,0.25\n1027001,1,,,13,মালতী,0.75\n" +
		row + "\n1027002,1,,,13,মালতী,0.75\n" +
		"1027003,9/2,bastu,0.05,1,তপন,1\n"
}

const goodRow = "1027002,1,sali,0.75,12,সুব্রত,0.25"

func TestCSV(t *testing.T) {
	g := read(table(goodRow), CSV, Options{Valid: seva.Date{Year: 2026, Month: 11, Day: 23}, Source: "drill"})
	if g.err != nil || len(g.faults) > 0 || !slices.Equal(g.mouzas, []place.IDN{1027001, 1027002, 1027003}) {
		t.Fatalf("%+v", g)
	}
	want := land.Volume{
		Mouza: 1027002, Valid: seva.Date{Year: 2026, Month: 11, Day: 23}, Source: "drill",
		Folios: []land.Folio{
			{Number: land.Number{Main: 12}, Owner: land.Owner{Name: seva.Names{Bn: "সুব্রত"}, Type: land.Individual}},
			{Number: land.Number{Main: 13}, Owner: land.Owner{Name: seva.Names{Bn: "মালতী"}, Type: land.Individual}},
		},
		Plots: []land.Plot{{Mouza: 1027002, Number: land.Number{Main: 1}, Class: "sali", Area: 7500, Holdings: []land.Holding{
			{Plot: land.Number{Main: 1}, Khatian: land.Number{Main: 12}, Share: 2500, Recorded: 1875},
			{Plot: land.Number{Main: 1}, Khatian: land.Number{Main: 13}, Share: 7500, Recorded: 5625},
		}}},
	}
	if diff := cmp.Diff(want, g.all[1].Volume); diff != "" {
		t.Error(diff)
	}
	if g.report != (Report{Lines: 6, Volumes: 3}) {
		t.Errorf("report %+v", g.report)
	}
}

// However it is wrapped and whatever digits it uses, the same register is read.
func TestSameRegisterOtherwiseWritten(t *testing.T) {
	want := read(table(goodRow), CSV, Options{}).all
	for name, s := range map[string]string{
		"byte order mark": "\ufeff" + table(goodRow),
		"CRLF":            strings.ReplaceAll(table(goodRow), "\n", "\r\n"),
		"no last newline": strings.TrimSuffix(table(goodRow), "\n"),
		"blank lines":     strings.ReplaceAll(table(goodRow), "\n", "\n\n"),
		"Bengali digits":  table("১০২৭০০২,১,sali,০.৭৫,১২,সুব্রত,০.২৫"),
		"Hindi digits":    table("१०२७००२,१,sali,०.७५,१२,सु,०.२५"),
		"spaces":          table(" 1027002 , 1 ,sali, 0.75 , 12 , সুব্রত , 0.25 "),
		"quotes":          table(`"1027002","1","sali","0.75","12","সুব্রত","0.25"`),
		"invisible":       table("1027002,1,sali,0.75,12,\u200bসুব্রত\u202e,0.25"),
		"said again":      strings.Replace(table(goodRow), "1027001,1,,,13", "1027001,1,sali,0.7500,13", 1),
	} {
		g := read(s, CSV, Options{})
		if g.err != nil || len(g.faults) > 0 || len(g.all) != 3 {
			t.Errorf("%s: %v, %v", name, g.err, g.faults)
			continue
		}
		for i := range want {
			if name == "Hindi digits" && i == 1 {
				continue // the name differs on purpose
			}
			if diff := cmp.Diff(want[i].Volume, g.all[i].Volume); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// A bad row in line 4 leaves out its mouza whole, and no other.
func TestBadRow(t *testing.T) {
	for row, want := range map[string]string{
		"1027002,x,sali,0.75,12,সুব্রত,0.25":                           "4 1027002 plot number.form",
		"1027002,0,sali,0.75,12,সুব্রত,0.25":                           "4 1027002 plot number.form",
		"1027002,1,sali,0.75,1/2/3,সুব্রত,0.25":                        "4 1027002 khatian number.form",
		"1027002,1,sali,0.75000,12,সুব্রত,0.25":                        "4 1027002 plot_area extract.area",
		"1027002,1,sali,-1,12,সুব্রত,0.25":                             "4 1027002 plot_area extract.area",
		"1027002,1,sali,,12,সুব্রত,0.25":                               "4 1027002 plot_area extract.area",
		"1027002,1,sali,0.75,12,সুব্রত,1.5":                            "4 1027002 share extract.share",
		"1027002,1,sali,0.75,12,সুব্রত,1/4":                            "4 1027002 share extract.share",
		"1027002,1,Sali!,0.75,12,সুব্রত,0.25":                          "4 1027002 class extract.value",
		"1027002,1,,0.75,12,সুব্রত,0.25":                               "4 1027002 class extract.value",
		"1027002,1,sali,0.75,12,=1+1,0.25":                             "4 1027002 owner_bn extract.formula",
		"1027002,1,sali,0.75,12,\u200b@SUM(A1),0.25":                   "4 1027002 owner_bn extract.formula",
		`1027002,1,sali,0.75,12," -2+3",0.25`:                          "4 1027002 owner_bn extract.formula",
		"1027002,1,sali,0.75,12,a\x00b,0.25":                           "4 1027002 owner_bn text.control",
		"1027002,1,sali,0.75,12,\x1b[2J,0.25":                          "4 1027002 owner_bn text.control",
		"1027002,1,sali,0.75,12,a\ufffdb,0.25":                         "4 1027002 owner_bn text.encoding",
		"1027002,1,sali,0.75,12," + strings.Repeat("ক", 501) + ",0.25": "4 1027002 owner_bn extract.long",
		"1027002,1,sali,0.75,12,,0.25":                                 "4 1027002 khatian 12 flaw.khatian.unnamed",
		"1027002,1,sali,0.75,12,সুব্রত,0.2":                            "4 1027002 plot 1 flaw.plot.shares",
		"1027002,1,sali,0,12,সুব্রত,0.25":                              "4 1027002 plot 1 flaw.plot.area",
		"1027002,1,moon,0.75,12,সুব্রত,0.25":                           "4 1027002 plot 1 flaw.plot.class",
	} {
		known := func(c land.Class) bool { return c != "moon" }
		g := read(table(row), CSV, Options{Known: known})
		if g.err != nil || len(g.faults) == 0 || g.faults[0] != want {
			t.Errorf("%.60q: %v, %v; want %s", row, g.err, g.faults, want)
		}
		if !slices.Equal(g.mouzas, []place.IDN{1027001, 1027003}) || g.report.Left != 1 || g.report.Faults != len(g.faults) {
			t.Errorf("%.60q: %v, %+v", row, g.mouzas, g.report)
		}
	}
}

// Of these not even the mouza can be told: the row may belong to the mouza before or
// to the one behind, so neither may be kept.
func TestStrayRow(t *testing.T) {
	for row, want := range map[string]string{
		"12,1,sali,0.75,12,সুব্রত,0.25":                   "mouza mouza.number",
		",1,sali,0.75,12,সুব্রত,0.25":                     "mouza mouza.number",
		"0000000,1,sali,0.75,12,সুব্রত,0.25":              "mouza mouza.number",
		"1027002,1,sali,0.75,12,সুব্রত":                   "line extract.cells",
		"1027002,1,sali,0.75,12,সুব্রত,0.25,":             "line extract.cells",
		`1027002,1,sali,0.75,12,"সুব্রত,0.25`:             "line extract.quote",
		`1027002,1,sali,0.75,12,সু"ব্রত,0.25`:             "line extract.quote",
		`1027002,1,sali,0.75,12,"সুব্রত"x,0.25`:           "line extract.quote",
		"1027002,1,sali,0.75,12,\xff\xfe,0.25":            "line text.encoding",
		"1027002,1," + strings.Repeat("a", maxLine) + ",": "line extract.line",
	} {
		g := read(table(row), CSV, Options{})
		if g.err != nil || len(g.faults) == 0 || g.faults[0] != "4 1027001 "+want {
			t.Errorf("%.60q: %v, %v; want %s", row, g.err, g.faults, want)
		}
		if !slices.Equal(g.mouzas, []place.IDN{1027003}) || g.report.Left != 2 {
			t.Errorf("%.60q: %v, %+v", row, g.mouzas, g.report)
		}
	}
	within := strings.Replace(table(goodRow), "1027001,1,,,13", "junk\n1027001,1,,,13", 1)
	if g := read(within, CSV, Options{}); !slices.Equal(g.mouzas, []place.IDN{1027002, 1027003}) {
		t.Errorf("a stray row within a mouza spoilt another: %v", g.mouzas)
	}
}

func TestEveryBadRowIsReported(t *testing.T) {
	s := short + "1027001,x,sali,1,1,ক,1\n1027001,1,sali,1,1,ক,2\n1027001,2,sali,1,y,ক,1\n"
	want := []string{"2 1027001 plot number.form", "3 1027001 share extract.share", "4 1027001 khatian number.form"}
	if g := read(s, CSV, Options{}); !slices.Equal(g.faults, want) {
		t.Errorf("%v", g.faults)
	}
}

func TestMouzaInTwoPlaces(t *testing.T) {
	again := table(goodRow) + "1027001,5,sali,1,1,ক,1\n1027001,6,sali,1,1,ক,1\n"
	g := read(again, CSV, Options{})
	if !slices.Equal(g.mouzas, []place.IDN{1027001, 1027002, 1027003}) || !slices.Equal(g.faults, []string{"7 1027001 mouza extract.twice"}) {
		t.Errorf("%v, %v", g.mouzas, g.faults)
	}
	// Going on from the middle, the earlier group is still known of.
	g = read(again, CSV, Options{From: g.all[1].Mark})
	if !slices.Equal(g.mouzas, []place.IDN{1027003}) || !slices.Equal(g.faults, []string{"7 1027001 mouza extract.twice"}) {
		t.Errorf("after the second: %v, %v", g.mouzas, g.faults)
	}
}

func TestRowsThatContradict(t *testing.T) {
	head := strings.TrimSuffix(short, "\n") + ",valid,source,flags,ulpin,rs,owner_type\n"
	first := "1027001,1,sali,0.75,12,ক,0.25,2026-11-23,a,court|mortgage,DEMO0000000000,7|9/1,government\n"
	for second, want := range map[string]string{
		"1027001,1,sali,0.75,13,খ,0.75,2026-11-23,a,mortgage|court,DEMO0000000000,9/1|7,": "",
		"1027001,1,,,13,খ,0.75,,,,,,":               "",
		"1027001,1,suna,,13,খ,0.75,,,,,,":           "class",
		"1027001,1,,0.76,13,খ,0.75,,,,,,":           "plot_area",
		"1027001,1,,,13,খ,0.75,2026-11-22,,,,,":     "valid",
		"1027001,1,,,13,খ,0.75,,b,,,,":              "source",
		"1027001,1,,,13,খ,0.75,,,court,,,":          "flags",
		"1027001,1,,,13,খ,0.75,,,,DEMO0000000001,,": "ulpin",
		"1027001,1,,,13,খ,0.75,,,,,7,":              "rs",
		"1027001,1,,,12,খ,0.75,,,,,,":               "owner_bn",
		"1027001,1,,,12,,0.75,,,,,,individual":      "owner_bn",
	} {
		g := read(head+first+second+"\n", CSV, Options{})
		switch {
		case want == "" && len(g.faults) > 0:
			t.Errorf("%s: %v", second, g.faults)
		case want != "" && !slices.Equal(g.faults, []string{"3 1027001 " + want + " extract.differs"}):
			t.Errorf("%s: %v, want %s", second, g.faults, want)
		}
	}
	v := read(head+first+"1027001,1,,,13,খ,0.75,,,,,,\n", CSV, Options{}).all[0].Volume
	if !slices.Equal(v.Plots[0].Flags, []land.Flag{land.Mortgage, land.Court}) || v.Source != "a" ||
		!slices.Equal(v.Crosswalk, []land.Pair{{RS: land.Number{Main: 7}, LR: land.Number{Main: 1}}, {RS: land.Number{Main: 9, Bata: 1}, LR: land.Number{Main: 1}}}) {
		t.Errorf("%+v", v)
	}
}

func TestHeader(t *testing.T) {
	for head, want := range map[string]string{
		"":     "extract.empty",
		"\n\n": "extract.empty",
		strings.Replace(short, "share", "part", 1):           "extract.column",
		strings.Replace(short, ",share", "", 1):              "extract.column_missing",
		strings.Replace(short, ",owner_bn", "", 1):           "extract.column_missing",
		strings.Replace(short, "share", "mouza", 1):          "extract.column_twice",
		strings.Replace(short, "share", `"share`, 1):         "extract.quote",
		"\xff\xfem\x00o\x00u\x00z\x00a\x00":                  "text.encoding", // UTF-16, as a spreadsheet may save
		strings.Repeat("mouza,", maxLine/6) + "mouza,plot\n": "extract.line",
		"1027001,1,sali,0.75,12,ক,1\n":                       "extract.column",
	} {
		g := read(head, CSV, Options{})
		e, ok := errors.AsType[*seva.Error](g.err)
		if !ok || e.Code() != want || e.Kind != seva.Invalid || len(g.all) > 0 {
			t.Errorf("%.40q: %v, want %s", head, g.err, want)
		}
	}
}

func TestMarkOfAnotherFile(t *testing.T) {
	s := table(goodRow)
	good := read(s, CSV, Options{}).all[0].Mark
	for _, m := range []Mark{
		{good.Offset + 1, good.Line}, {good.Offset, good.Line + 1}, {good.Offset, 0}, {1 << 40, 9}, {3, 0}, {-5, 0},
		{int64(len(s)), 2},
	} {
		g := read(s, CSV, Options{From: m})
		if e, ok := errors.AsType[*seva.Error](g.err); !ok || e.Code() != "extract.mark" || len(g.all) > 0 {
			t.Errorf("%v: %v, %d volumes", m, g.err, len(g.all))
		}
	}
}

// failing gives its text and then an error, as a disk or a connection does.
type failing struct{ text io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.text.Read(p)
	if err == io.EOF {
		err = errDisk
	}
	return n, err
}

var errDisk = errors.New("disk")

// A stream that breaks off gives no half mouza, however sound the half looks.
func TestBrokenStream(t *testing.T) {
	for s, want := range map[string][]place.IDN{
		table(goodRow):                           {1027001, 1027002},
		strings.TrimSuffix(table(goodRow), "\n"): {1027001}, // half a line says nothing yet
	} {
		g := readFrom(failing{strings.NewReader(s)}, CSV, Options{})
		if !errors.Is(g.err, errDisk) || !slices.Equal(g.mouzas, want) {
			t.Errorf("%v, %v, want %v", g.err, g.mouzas, want)
		}
	}
}

func TestStopsWhenAsked(t *testing.T) {
	n := 0
	for range NewReader(strings.NewReader(table(goodRow)), CSV, Options{}).All() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d entries after a break", n)
	}
}

// endless gives one mouza for ever; a reader must give up on it, not grow with it.
func TestMouzaTooLarge(t *testing.T) {
	var b strings.Builder
	b.WriteString(short)
	for i := range maxRows + 5 {
		fmt.Fprintf(&b, "1027001,%d,sali,1,1,ক,1\n", i%900_000+1)
	}
	b.WriteString("1027002,1,sali,1,1,ক,1\n")
	g := read(b.String(), CSV, Options{})
	if !slices.Equal(g.mouzas, []place.IDN{1027002}) || !slices.Equal(g.faults, []string{"2 1027001 mouza extract.large"}) {
		t.Errorf("%v, %v", g.mouzas, g.faults)
	}
}
