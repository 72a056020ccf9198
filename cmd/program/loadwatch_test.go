package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Who watches land by phone is told of a load that changes it, and of no other.
func TestALoadTellsWhoWatches(t *testing.T) {
	data := t.TempDir()
	load := func(class, valid string) string {
		t.Helper()
		name := filepath.Join(t.TempDir(), "extract.jsonl")
		text := `{"mouza":"1027001","valid":"` + valid + `","source":"blro-1027"}
{"khatian":"12","owner":{"bn":"সুব্রত মণ্ডল"},"type":"individual"}
{"plot":"165","class":"` + class + `","area":"0.75","holdings":[{"khatian":"12","share":"1","area":"0.75"}]}
`
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		ok(t, "load", "land", "--data", data, name)
		return ok(t, "sms", "list", "--data", data)
	}
	ok(t, "load", "places", "--data", data)
	load("sali", "2026-01-01")
	for _, text := range []string{"WATCH 1027001 165", "1"} {
		ok(t, "phone", "--data", data, "--lang", "en", "--number", "+919800000777", "--sms", text)
	}
	if said := load("sali", "2026-02-01"); strings.Contains(said, "sms.watch.load") {
		t.Errorf("of a load that changes nothing:\n%s", said)
	}
	if said := load("bastu", "2026-03-01"); strings.Count(said, "sms.watch.load") != 1 {
		t.Errorf("of one that does:\n%s", said)
	}
	if said := load("danga", "2026-04-01"); strings.Count(said, "sms.watch.load") != 1 {
		t.Errorf("of another, the same day:\n%s", said)
	}
}
