package extract

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/land"
)

func small(name string) land.Volume {
	one := land.Number{Main: 1}
	return land.Volume{
		Mouza:  1027001,
		Folios: []land.Folio{{Number: one, Owner: land.Owner{Name: seva.Names{En: name}, Type: land.Individual}}},
		Plots: []land.Plot{{Mouza: 1027001, Number: one, Class: "sali", Area: 7500, Holdings: []land.Holding{
			{Plot: one, Khatian: one, Share: seva.Whole, Recorded: 7400}}}},
		Parcels: []land.Parcel{{Mouza: 1027001, Number: one, Ring: land.Ring{{Lon: -5, Lat: 0}, {Lon: 1_000_000, Lat: 0}, {Lon: 0, Lat: 22_660_001}}}},
	}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b, JSONL)
	if err := errors.Join(w.Write(small("A & <B>")), w.Flush()); err != nil {
		t.Fatal(err)
	}
	want := `{"mouza":"1027001"}
{"khatian":"1","owner":{"en":"A & <B>"},"type":"individual"}
{"plot":"1","class":"sali","area":"0.7500","holdings":[{"khatian":"1","share":"1.0000","area":"0.7400"}]}
{"parcel":"1","ring":[[-0.000005,0.000000],[1.000000,0.000000],[0.000000,22.660001]]}
`
	if b.String() != want {
		t.Errorf("wrote\n%s", b.String())
	}
}

func TestWriteCSV(t *testing.T) {
	var b bytes.Buffer
	w := NewWriter(&b, CSV)
	if err := errors.Join(w.Write(small(`A, "B"`)), w.Flush()); err != nil {
		t.Fatal(err)
	}
	want := strings.Join(Columns(), ",") + "\n" +
		`1027001,,,1,sali,0.7500,,,,1,,"A, ""B""",,individual,,,,,,,,1.0000,0.7400,,,,,,,,` + "\n"
	if b.String() != want {
		t.Errorf("wrote\n%s", b.String())
	}
}

// What a spreadsheet would run never gets into a table, even from a register that
// somebody filled by another way.
func TestWriteCSVRefusesFormulas(t *testing.T) {
	for _, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "two\nlines", "two\rlines"} {
		w := NewWriter(&bytes.Buffer{}, CSV)
		if err := w.Write(small(name)); !errors.Is(err, errUnsafe) || strings.Contains(err.Error(), name) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errDisk }

func TestWriteToAFullDisk(t *testing.T) {
	for _, f := range []Format{CSV, JSONL} {
		w := NewWriter(full{}, f)
		var err error
		for range 2000 {
			err = errors.Join(err, w.Write(small("A")))
		}
		if err = errors.Join(err, w.Flush()); !errors.Is(err, errDisk) {
			t.Errorf("%s: %v", f, err)
		}
	}
}
