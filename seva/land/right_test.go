package land

import (
	"strings"
	"testing"
	"unicode/utf8"

	"duar/seva"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMask(t *testing.T) {
	for name, want := range map[string]string{
		"Subrata Mondal":   "S** M**",
		"সুব্রত মণ্ডল":     "সু** ম**",
		"सुब्रत मंडल":      "सु** मं**",
		"শ্রীকান্ত":        "শ**", // a conjunct counts by its first consonant, no virama hangs
		"क्षितिज":          "क**",
		"কৌশিক":            "কৌ**",
		"চাঁদ আলি":         "চাঁ** আ**",
		"\u09dfশ":          "\u09df**", // a nukta letter in one piece
		"\u09af\u09bcশোদা": "\u09af\u09bc**",
		"  A   B  ":        "A** B**",
		"A":                "A**", // the length says nothing
		"":                 "",
		"   ":              "",
		"\xff":             "\xff**", // a register should not hold this, but must not break on it
		"\xff\xfeab":       "\xff**",
	} {
		if got := Mask(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestMaskProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		words := strings.Fields(name)
		masked := Mask(name)
		if got := strings.Count(masked, "**"); got < len(words) {
			t.Fatalf("%q: %d masked of %d words", masked, got, len(words))
		}
		if utf8.ValidString(name) != utf8.ValidString(masked) {
			t.Fatalf("%q became %q", name, masked)
		}
	})
}

func owner(kind OwnerType) Owner {
	return Owner{
		Name: seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal"}, Type: kind,
		Guardian: seva.Names{En: "Haradhan Mondal"}, Relation: Father, Address: seva.Names{En: "Purbapara"},
	}
}

func heldPlot(kind OwnerType) Plot {
	return Plot{
		Number: Number{165, 0}, Class: "sali", Area: 7500, Flags: []Flag{Mortgage}, ULPIN: "DEMO0000000001",
		Holdings: []Holding{{
			Plot: Number{165, 0}, Khatian: Number{12, 0}, Share: seva.Whole, Recorded: 7500, Computed: 7500, Owner: owner(kind),
			Possession: Bargadar, Possessor: seva.Names{En: "Budhan Hembram"}, Remark: Remark{Rule: "s. 50"},
		}},
	}
}

// What each right sees of one plot and one khatian, and nothing else changes.
func TestRights(t *testing.T) {
	masked := seva.Names{Bn: "সু** ম**", En: "S** M**"}
	name := seva.Names{Bn: "সুব্রত মণ্ডল", En: "Subrata Mondal"}
	for _, c := range []struct {
		right Right
		kind  OwnerType
		want  Owner
		whole bool
	}{
		{Glance, Individual, Owner{Name: masked, Type: Individual}, false},
		{Glance, Institution, Owner{Name: name, Type: Institution}, false},
		{Glance, Government, Owner{Name: name, Type: Government}, false},
		{Public, Individual, Owner{Name: name, Type: Individual}, false},
		{Public, Institution, Owner{Name: name, Type: Institution}, false},
		{Office, Individual, owner(Individual), true},
	} {
		plot := heldPlot(c.kind)
		wantPlot := heldPlot(c.kind)
		wantPlot.Holdings[0].Owner = c.want
		khatian := Khatian{Number: Number{12, 0}, Owner: owner(c.kind), Area: 7500, Holdings: heldPlot(c.kind).Holdings}
		wantKhatian := Khatian{Number: Number{12, 0}, Owner: c.want, Area: 7500, Holdings: wantPlot.Holdings}
		if !c.whole {
			wantPlot.Holdings[0].Possessor = seva.Names{}
		}
		if diff := cmp.Diff(wantPlot, c.right.plot(plot)); diff != "" {
			t.Errorf("right %d, %s, plot: %s", c.right, c.kind, diff)
		}
		if diff := cmp.Diff(wantKhatian, c.right.khatian(khatian)); diff != "" {
			t.Errorf("right %d, %s, khatian: %s", c.right, c.kind, diff)
		}
		// A register may keep what it gave in a cache: a right changes a copy.
		if diff := cmp.Diff(heldPlot(c.kind), plot); diff != "" {
			t.Errorf("right %d changed the register's own plot: %s", c.right, diff)
		}
		if diff := cmp.Diff(heldPlot(c.kind).Holdings, khatian.Holdings); diff != "" {
			t.Errorf("right %d changed the register's own khatian: %s", c.right, diff)
		}
	}
	if Right(0) != Glance {
		t.Error("a right that nobody set must be the least")
	}
}
