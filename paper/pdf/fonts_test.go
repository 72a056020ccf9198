package pdf

import (
	"strconv"
	"testing"

	"duar/paper/font"
)

// A font has numbers for 65,535 characters; a file that needs more gets a second one of
// the same face, and earlier characters keep their numbers.
func TestFontsOverflow(t *testing.T) {
	var f fonts
	face := font.Faces()[0]
	first, one := f.character(face, 5, "0")
	for i := range mostCharacters - 1 {
		if e, _ := f.character(face, 5, "x"+strconv.Itoa(i)); e != first {
			t.Fatalf("character %d is in another font", i+2)
		}
	}
	if again, cid := f.character(face, 5, "0"); again != first || cid != one || one != 1 {
		t.Errorf("the first character is %d, then %d", one, cid)
	}
	second, cid := f.character(face, 5, "more")
	if second == first || cid != 1 || second.name != "F2" || len(f.all) != 2 {
		t.Errorf("%s %d of %d fonts", second.name, cid, len(f.all))
	}
}

func TestNumber(t *testing.T) {
	for v, want := range map[float64]string{0: "0", -0.001: "0", 1: "1", 1.5: "1.5", 12.345: "12.35", -3.1: "-3.1", 0.05: "0.05", 841.89: "841.89", 1e9: "0"} {
		if got := string(number(v)); got != want {
			t.Errorf("%v is %s, want %s", v, got, want)
		}
	}
	if got := string(text("খA𝄞")); got != "<FEFF09960041D834DD1E>" {
		t.Error(got)
	}
}
