package catalogue

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestOffices(t *testing.T) {
	a, err := Atlas()
	if err != nil {
		t.Fatal(err)
	}
	d, err := Offices(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range a.Blocks {
		o, err := d.Office(t.Context(), "lr."+b.Code)
		if err != nil || o.Opens == "" || o.Above == "" || o.Place != b.Name {
			t.Errorf("block %s: %+v %v", b.Code, o, err)
		}
		if o.Officer.En != "" || o.Sure {
			t.Errorf("block %s names somebody, or is sure: %+v", b.Code, o)
		}
	}
	all, err := d.Of(t.Context(), 1027001)
	if err != nil || len(all) != 3 || all[0].ID != "lr.2984" || all[1].ID != "lr.318-03" || all[2].ID != "lr.318" || all[0].Phone == "" {
		t.Errorf("Ranjapur's offices: %+v %v", all, err)
	}
	whole, err := fs.ReadFile(contacts, "office/lr.csv")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"no such office":    {"lr.2984", "lr.9999", `lr.csv:3: office "lr.9999" is none`},
		"a phone":           {"18000000001", "+91 1800", "phone is"},
		"hours":             {"10:30,17:30", "17:30,10:30", "lr.csv:2: open from"},
		"half of an hour":   {"10:30,17:30", "10:30,", "lr.csv:2: open from"},
		"days":              {"mon_fri", "weekdays", "days is"},
		"sure":              {",no\nlr.2984", ",perhaps\nlr.2984", "sure is"},
		"no source":         {"made up for the demo", "", "no source"},
		"an email":          {"18000000001,,", "18000000001,a at b,", "email is"},
		"an unknown column": {"days,opens", "days,open", "unknown column"},
	} {
		if !strings.Contains(string(whole), c.old) {
			t.Fatalf("%s: no %q", name, c.old)
		}
		text := strings.Replace(string(whole), c.old, c.new, 1)
		if _, err := ReadOffices(fstest.MapFS{"office/lr.csv": {Data: []byte(text)}}, a); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}
