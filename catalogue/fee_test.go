package catalogue

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"duar/seva"
	"duar/seva/charge"
	"duar/seva/fee"
)

// What every rate of the file comes to for 12.5 decimals, or for two items: written out once
// more, by hand from the sources, so that a slip in the file is seen.
func TestEveryRate(t *testing.T) {
	table, err := Fees()
	if err != nil {
		t.Fatal(err)
	}
	on, total := dayOf(t, "2026-11-24"), 0
	for _, c := range []struct {
		service, use, zone string
		rupees             int64
		sure               bool
	}{
		{"mutation", "agricultural", "rural", 0, true}, {"mutation", "agricultural", "municipal", 0, true}, {"mutation", "agricultural", "kmda", 0, true},
		{"mutation", "inheritance", "kmda", 0, true}, {"mutation", "gift_child", "rural", 0, true},
		{"mutation", "homestead", "rural", 1250, true}, {"mutation", "commercial", "rural", 12_500, false},
		{"conversion", "idle_to_allied", "rural", 135, false}, {"conversion", "idle_to_homestead", "rural", 198, false}, // 187.50 and 10
		{"conversion", "idle_to_group_housing", "rural", 260, false}, {"conversion", "idle_to_commercial", "rural", 385, false},
		{"conversion", "agricultural_to_allied", "rural", 198, false}, {"conversion", "agricultural_to_homestead", "rural", 260, false},
		{"conversion", "agricultural_to_group_housing", "rural", 385, false}, {"conversion", "agricultural_to_commercial", "rural", 635, false},
		{"conversion", "water_to_allied", "rural", 385, false}, {"conversion", "water_to_homestead", "rural", 510, false},
		{"conversion", "water_to_group_housing", "rural", 760, false}, {"conversion", "water_to_commercial", "rural", 1260, false},
		{"conversion", "industrial_to_allied", "rural", 635, false}, {"conversion", "industrial_to_homestead", "rural", 948, false}, // 937.50
		{"conversion", "industrial_to_group_housing", "rural", 1885, false},
		{"conversion", "idle_to_allied", "municipal", 198, false}, {"conversion", "idle_to_homestead", "municipal", 285, false},
		{"conversion", "idle_to_group_housing", "municipal", 385, false}, {"conversion", "idle_to_commercial", "municipal", 573, false}, // 562.50
		{"conversion", "agricultural_to_allied", "municipal", 285, false}, {"conversion", "agricultural_to_homestead", "municipal", 385, false},
		{"conversion", "agricultural_to_group_housing", "municipal", 573, false}, {"conversion", "agricultural_to_commercial", "municipal", 948, false},
		{"khajna", "agricultural", "rural", 0, false}, {"khajna", "homestead", "rural", 13, false}, {"khajna", "commercial", "rural", 63, false}, // 12.50, 62.50
		{"copy_khatian", "", "", 40, false}, {"copy_plot", "", "", 40, false}, {"copy_map", "", "", 100, false},
		// Nobody found these: they are unknown, and never nought.
		{"mutation", "homestead", "municipal", -1, false}, {"mutation", "homestead", "kmda", -1, false},
		{"mutation", "commercial", "municipal", -1, false}, {"mutation", "commercial", "kmda", -1, false},
		{"conversion", "water_to_homestead", "municipal", -1, false}, {"conversion", "idle_to_homestead", "kmda", -1, false},
		{"conversion", "industrial_to_commercial", "rural", -1, false}, {"conversion", "", "rural", -1, false},
	} {
		e, err := table.Reckon(fee.Ask{Service: c.service, Use: c.use, Zone: c.zone, Area: 1250, Count: 2, On: on})
		if c.rupees < 0 {
			if seva.KindOf(err) != seva.NotFound {
				t.Errorf("%s %s %s: %v %v", c.service, c.use, c.zone, e.Total, err)
			}
			continue
		}
		total++
		if err != nil || e.Total != seva.Rupees(c.rupees) || e.Sure() != c.sure {
			t.Errorf("%s %s %s: %d paise, sure %v, %v; want %d rupees", c.service, c.use, c.zone, e.Total, e.Sure(), err, c.rupees)
		}
		for _, l := range e.Lines {
			if !strings.HasSuffix(l.Rate.Head, "-SPEC") || l.Rate.Source == "" {
				t.Errorf("%s %s: a head that looks real, or no source: %+v", c.service, c.use, l.Rate)
			}
		}
	}
	// Small commercial land has a rate of its own.
	e, err := table.Reckon(fee.Ask{Service: "mutation", Use: "commercial", Zone: "rural", Area: 1000, On: on})
	if err != nil || e.Total != seva.Rupees(5000) {
		t.Errorf("10 decimals of a shop: %v %v", e.Total, err)
	}
	rows := 0
	for _, service := range []string{"mutation", "conversion", "khajna", "copy_khatian", "copy_plot", "copy_map"} {
		rows += len(table.Rates(service, on))
	}
	if rows != 36 {
		t.Errorf("%d rates in force: a row more needs its line here", rows)
	}
}

// Every rule a service names is one, and every service of which a fee is told is a service.
func TestFeeRulesAreThere(t *testing.T) {
	rules := (&charge.Desk{}).Rules()
	d := defined(t)
	for _, s := range d.Services {
		if _, known := rules[s.Track.Fee]; s.Track.Fee != "" && !known {
			t.Errorf("%s goes by the fee rule %s, which is none", s.ID, s.Track.Fee)
		}
	}
	for _, id := range charge.Services() {
		serviceOf(t, d, id)
	}
}

func feeTree(t *testing.T, name, old, new string) fs.FS {
	t.Helper()
	tree := fstest.MapFS{}
	for _, file := range []string{"fee/land.csv", "fee/heads.csv", "fee/zones.csv"} {
		text, err := fs.ReadFile(fees, file)
		if err != nil {
			t.Fatal(err)
		}
		if file == name {
			if !strings.Contains(string(text), old) {
				t.Fatalf("%s has no %q", name, old)
			}
			text = []byte(strings.Replace(string(text), old, new, 1))
		}
		tree[file] = &fstest.MapFile{Data: text}
	}
	return tree
}

func TestFeesAreReadStrictly(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"a zone":           {"land.csv", ",rural,,0.1000,", ",village,,0.1000,", `fee/land.csv:6: zone is "village"`},
		"a band of none":   {"land.csv", ",rural,,0.1000,", ",rural,,0.0000,", "fee/land.csv:6: up_to"},
		"bands that meet":  {"land.csv", ",rural,,0.1000,", ",rural,,0.1001,", "fee/land.csv:7: it applies where row 5 does"},
		"a day":            {"land.csv", "2021-08-01", "2021-08-32", "fee/land.csv:2: from"},
		"an amount":        {"land.csv", ",decimal,100,", ",decimal,1e2,", "fee/land.csv:5: amount"},
		"half a paisa":     {"land.csv", ",item,20,", ",item,20.5,", "amount is"},
		"paise by decimal": {"land.csv", ",decimal,100,", ",decimal,100.50,", "fee/land.csv:5: a rate per decimal is in whole rupees"},
		"a head":           {"land.csv", "0029-00-800-SPEC", "0029-00-800", "fee/land.csv:2: head"},
		"sure":             {"land.csv", ",yes", ",maybe", `fee/land.csv:2: sure is "maybe"`},
		"per":              {"land.csv", ",decimal,0,", ",katha,0,", "fee/land.csv:2: per \"katha\""},
		"twice":            {"land.csv", "mutation.inheritance,", "mutation.agricultural,", "fee/land.csv:3: mutation.agricultural is there twice"},
		"no source":        {"heads.csv", ",Land revenue: other receipts,", ",,", "fee/heads.csv:2: no name"},
	} {
		if _, err := ReadFees(feeTree(t, "fee/"+c.file, c.old, c.new)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	if zones, err := Zones(); err != nil || len(zones) != 0 {
		t.Errorf("zones that nobody told of: %v %v", zones, err)
	}
	head := "place,zone,source\n"
	for rows, want := range map[string]string{"1027001,municipal,a list\n2984,kmda,a list\n": "", "1027001,town,x\n": "zone is", "ghatal,kmda,x\n": "neither", "2984,kmda,\n": "no source"} {
		zones, err := ReadZones(fstest.MapFS{"fee/zones.csv": {Data: []byte(head + rows)}})
		if want == "" && (err != nil || zones["1027001"] != "municipal") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v %v", rows, zones, err)
		}
	}
}
