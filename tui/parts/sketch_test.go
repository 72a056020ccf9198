package parts

import (
	"slices"
	"strings"
	"testing"

	"duar/seva/land"
)

func TestSketch(t *testing.T) {
	square := func(main, x, y, side int32) land.Parcel {
		return land.Parcel{Number: land.Number{Main: main}, Ring: land.Ring{{Lon: x, Lat: y}, {Lon: x + side, Lat: y}, {Lon: x + side, Lat: y + side}, {Lon: x, Lat: y + side}}}
	}
	sheet := land.Sheet{Parcel: square(7, 0, 0, 900), Neighbours: []land.Parcel{square(8, 900, 0, 900)}}
	name := func(n land.Number) string { return n.String() }
	got := Draw(sheet, 24, 8, name)
	want := []string{
		strings.Repeat(" ", 24),
		"⡏⠩⠉⠍⠩⠉⠍⠩⠉⠍⠩⢹⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⢹",
		"⡏⠄⠡⠈⠄⠡⠈⠄⠡⠈⠄⢹           ⢸",
		"⡧⠈⠄⠡[7]⠈⠄⠡⠈⢼     8     ⢸",
		"⡇⠡⠈⠄⠡⠈⠄⠡⠈⠄⠡⢸           ⢸",
		"⡏⠄⠡⠈⠄⠡⠈⠄⠡⠈⠄⢹           ⢸",
		"⣧⣈⣄⣡⣈⣄⣡⣈⣄⣡⣈⣼⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣸",
		strings.Repeat(" ", 24),
	}
	if !slices.Equal(got.Lines, want) {
		t.Errorf("drawn:\n%s", strings.Join(got.Lines, "\n"))
	}
	for _, l := range got.Lines {
		if Width(l) != 24 {
			t.Fatalf("%q is %d wide", l, Width(l))
		}
	}
	text := strings.Join(got.Lines, "\n")
	if !strings.Contains(text, "[7]") || !strings.Contains(text, "8") {
		t.Fatalf("numbers are missing:\n%s", text)
	}
	if got.Metres == 0 || got.Cells < 6 {
		t.Fatalf("no scale: %+v", got)
	}
	if again := Draw(sheet, 24, 8, name); !slices.Equal(again.Lines, got.Lines) {
		t.Fatal("drawn twice, it differs")
	}
	for _, odd := range []land.Sheet{{}, {Parcel: land.Parcel{Ring: land.Ring{{Lon: 1, Lat: 1}}}}, sheet} {
		for _, size := range [][2]int{{0, 0}, {1, 1}, {200, 3}, {3, 60}} {
			if lines := Draw(odd, size[0], size[1], name).Lines; len(lines) != size[1] {
				t.Fatalf("%d lines of %d", len(lines), size[1])
			}
		}
	}
}

// TestSketchScale: the bar is as long on the drawing as it says it is on the ground.
func TestSketchScale(t *testing.T) {
	const side = 1000 // 111.32 m of latitude
	f := newFrame(land.Box{Max: land.Point{Lon: side, Lat: side}}, 80, 20)
	cells, metres := f.bar(80)
	metresPerDot := 111.32 / float64(79) // 20 rows of four dots, 79 steps between them
	if got := float64(2*cells) * metresPerDot; got < 0.9*float64(metres) || got > 1.1*float64(metres) {
		t.Fatalf("%d cells are %.1f m, not %d", cells, got, metres)
	}
}
