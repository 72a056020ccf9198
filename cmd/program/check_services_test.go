package program

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/catalogue"
	"duar/seva/service"
)

func definitions(t *testing.T) catalogue.Definitions {
	t.Helper()
	found, err := catalogue.Define()
	if err != nil {
		t.Fatalf("\n%v", err)
	}
	return found
}

// The definitions of this tree can be said, and are drawn in the documents as they are.
func TestServicesPass(t *testing.T) {
	c := &checking{}
	c.services("../../docs/procedures", false)
	if len(c.faults) > 0 {
		t.Fatalf("\n%s", strings.Join(c.faults, "\n"))
	}
	done := strings.Join(c.done, "\n")
	for _, want := range []string{" services and ", "messages that the definitions demand", "SMS about cases", "are drawn in"} {
		if !strings.Contains(done, want) {
			t.Errorf("no %q in\n%s", want, done)
		}
	}
}

func TestServicesFaultsAreFound(t *testing.T) {
	grievance := func() service.Service {
		for _, s := range definitions(t).Services {
			if s.ID == "grievance" {
				return s
			}
		}
		t.Fatal("no grievance")
		return service.Service{}
	}
	word := func(key string, phone bool) func(*checking) {
		return func(c *checking) {
			c.worded(catalogue.Word{Key: key, Phone: phone, File: "catalogue/service/x.toml", Line: 14})
		}
	}
	for name, c := range map[string]struct {
		plant func(*checking)
		says  []string
		count int
	}{
		"no words at all": {word("section.nowhere", false),
			[]string{`catalogue/service/x.toml:14: demands the message "section.nowhere": add it to i18n/messages/active.bn.toml`}, 3},
		"no words on a phone":    {word("about.grievance", true), []string{"active.bn-Latn.toml", "active.hi-Latn.toml"}, 2},
		"letters no phone shows": {word("format.money", true), []string{`"format.money" has letters in active.en.toml`}, 1},
		"words that are too long": {func(c *checking) {
			longest["service"] = 5
			defer delete(longest, "service")
			word("service.grievance", true)(c)
		}, []string{"at most 5 fit"}, 5},
		"an SMS in too many parts": {func(c *checking) {
			s := grievance()
			s.Track.Series = strings.Repeat("GR", 150)
			c.told(s)
		}, []string{"grievance: take_up leads to enquiry", "takes 6 parts, more than 3"}, -1},
	} {
		t.Run(name, func(t *testing.T) {
			found := &checking{}
			c.plant(found)
			said := strings.Join(found.faults, "\n")
			for _, want := range c.says {
				if !strings.Contains(said, want) {
					t.Errorf("no %q in\n%.2000s", want, said)
				}
			}
			if c.count >= 0 && len(found.faults) != c.count {
				t.Errorf("%d faults, want %d:\n%s", len(found.faults), c.count, said)
			}
		})
	}
}

// A drawing that is old, missing or of nothing is found, and --draw makes it good.
func TestDrawings(t *testing.T) {
	found := definitions(t)
	docs := filepath.Join(t.TempDir(), "procedures")
	look := func(draw bool) []string {
		c := &checking{}
		c.drawings(docs, draw, found)
		return c.faults
	}
	if faults := look(false); len(faults) > 0 {
		t.Errorf("beside an installed program: %v", faults)
	}
	if faults := look(true); len(faults) > 0 {
		t.Fatal(faults)
	}
	if faults := look(false); len(faults) > 0 {
		t.Errorf("just drawn: %v", faults)
	}
	licence := filepath.Join(docs, "licence.md")
	text, err := os.ReadFile(licence)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"stateDiagram-v2", "s_scrutiny --> s_query: ask (verifying_officer)", "| `contract_labour_licence` |",
		"| 30 days | it begins again with the reply | `deem` |", "অনুমোদিত", "within 45 days", "| `no_reply` |"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the drawing has no %q", want)
		}
	}
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(licence, strings.Replace(string(text), "30 days", "31 days", 1))
	write(filepath.Join(docs, "ferry.md"), "# A procedure that is no more")
	if err := os.Remove(filepath.Join(docs, "mutation.md")); err != nil {
		t.Fatal(err)
	}
	said := strings.Join(look(false), "\n")
	for _, want := range []string{"licence.md is not what catalogue/procedure/licence.toml draws", "mutation.md is not", "ferry.md: there is no such procedure", "duar check --draw"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}
