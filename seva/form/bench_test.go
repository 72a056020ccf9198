package form

import "testing"

// BenchmarkPut is one answer to a form that is filled in: what each autosave costs.
func BenchmarkPut(b *testing.B) {
	f, d, a := wide(), desks(b), filled(b)
	e := Entry{"roster/0/school", Input{Text: "no"}}
	for b.Loop() {
		if _, flaws, err := f.Put(b.Context(), d, a, nil, e); err != nil || len(flaws) > 0 {
			b.Fatal(flaws, err)
		}
	}
}
