package form

import "testing"

func TestPointer(t *testing.T) {
	for p, want := range map[Pointer]struct {
		field  string
		row    int
		column string
	}{
		"name": {"name", NoRow, ""}, "members/2/name": {"members", 2, "name"}, "members/0": {"members", 0, ""},
		"members/-": {"members", NewRow, ""}, "members/-/name": {"members", NewRow, "name"}, "members/999/x_1": {"members", 999, "x_1"},
	} {
		field, row, column, ok := p.Split()
		if !ok || field != want.field || row != want.row || column != want.column || At(field, row, column) != p {
			t.Errorf("%s: %s %d %s, %v", p, field, row, column, ok)
		}
	}
	for _, p := range []Pointer{
		"", "/", "/name", "Name", "9a", "a-b", "members/", "members//name", "members/+1", "members/01", "members/-1", "members/1000", "members/x",
		"members/1/", "members/1/Name", "members/1/a/b", "members/1/name/", "na\x00me", "নাম", "members/১/name",
	} {
		if field, row, column, ok := p.Split(); ok {
			t.Errorf("%q: %s %d %s", p, field, row, column)
		}
	}
}

func TestFieldAt(t *testing.T) {
	f := wide()
	for p, want := range map[Pointer]string{
		"pin": "pin", "roster": "roster", "roster/1": "roster", "roster/-": "roster", "roster/7/born": "born", "roster/-/name": "name",
		"pin/0": "", "pin/0/x": "", "born": "", "roster/0/pin": "", "nobody": "", "roster/": "",
	} {
		got, there := f.Field(p)
		if got.ID != want || there != (want != "") {
			t.Errorf("%s: %s, %v", p, got.ID, there)
		}
	}
	if (Field{ID: "a"}).Key() != "field.a" || (Field{ID: "a", Words: "b"}).Key() != "field.b" ||
		(Field{ID: "a", Words: "b"}).OptionKey("c") != "option.b.c" || (Field{ID: "a"}).OptionKey("c") != "option.a.c" {
		t.Error("keys of words")
	}
}
