package wire_test

import (
	"encoding/json"
	"io"
	"testing"

	"duar/api/wire"
	"duar/seva/land"
)

// village is a mouza of n parcels of six corners.
func village(n int) land.Mosaic {
	m := land.Mosaic{Mouza: 1027001}
	for i := range n {
		x, y := 87_690_000+int32(i%70)*400, 22_750_000+int32(i/70)*400
		m.Parcels = append(m.Parcels, land.Parcel{Mouza: 1027001, Number: land.Number{Main: int32(i + 1)}, Class: "sali", Area: 1234,
			Ring: land.Ring{{Lon: x, Lat: y}, {Lon: x + 200, Lat: y + 3}, {Lon: x + 400, Lat: y}, {Lon: x + 400, Lat: y + 400}, {Lon: x + 190, Lat: y + 402}, {Lon: x, Lat: y + 400}}})
	}
	return m
}

// The text of a mouza is never in memory as a whole: what is read of it stays small.
func TestAMosaicIsNotHeldAsText(t *testing.T) {
	m, err := wire.NewMosaic(mute, village(5000))
	if err != nil {
		t.Fatal(err)
	}
	size, _ := m.Seal()
	r := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			m.Rewind()
			_, _ = io.Copy(io.Discard, struct{ io.Reader }{m})
		}
	})
	if size < 2_000_000 || r.AllocedBytesPerOp() > int64(size)/4 {
		t.Errorf("%d bytes of text took %d bytes of memory", size, r.AllocedBytesPerOp())
	}
}

func BenchmarkMosaic(b *testing.B) {
	m, err := wire.NewMosaic(mute, village(5000))
	if err != nil {
		b.Fatal(err)
	}
	size, _ := m.Seal()
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		m.Rewind()
		_, _ = io.Copy(io.Discard, struct{ io.Reader }{m})
	}
}

// BenchmarkMosaicFloor is the same through encoding/json, to hold the other against.
func BenchmarkMosaicFloor(b *testing.B) {
	v := village(5000)
	whole := wire.NewSheet(mute, land.Sheet{Parcel: v.Parcels[0], Neighbours: v.Parcels[1:]})
	text, _ := json.Marshal(whole)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(whole); err != nil {
			b.Fatal(err)
		}
	}
}
