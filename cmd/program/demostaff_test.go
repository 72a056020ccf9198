package program

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duar/seva/casework"
)

// Every desk of the demo has somebody, who gets in with what the file says, and the file is
// for nobody else to read.
func TestDemoStaff(t *testing.T) {
	data := t.TempDir()
	ok(t, "staff", "list", "--data", data) // makes the database
	c, d := demoCommand{Data: data}, staffDesk(t, data)
	if err := c.enrol(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(data, demoStaffFile)
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	seen := map[casework.Role][]string{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[2:] {
		words := strings.Fields(line)
		s, err := signIn(t, d, words[0], words[1], words[2])
		if err != nil {
			t.Errorf("%s does not get in: %v", words[0], err)
		}
		for _, r := range s.Who.Roles {
			seen[r] = s.Who.Offices
		}
	}
	for _, r := range []casework.Role{casework.Operator, casework.Institution, casework.Clerk, casework.Verifier, casework.Sanctioner, casework.Auditor, casework.Administrator} {
		offices, there := seen[r]
		if !there {
			t.Errorf("nobody is %s", r)
		}
		if official := !slices.Contains(placeless, r); official != slices.Contains(offices, "lr.*") {
			t.Errorf("%s works for %v", r, offices)
		}
	}
	if err := c.enrol(t.Context(), d); err != nil { // the second start makes nobody
		t.Fatal(err)
	}
	if again, err := os.ReadFile(file); err != nil || string(again) != string(text) {
		t.Errorf("the second start writes another file: %v", err)
	}
}
