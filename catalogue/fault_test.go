package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// planted is a fault put into a definition file, the text whose line is to be named, and
// what is to be said of it.
type planted struct {
	name, file, old, new string
	at                   string
	says                 []string
}

func (p planted) find(t *testing.T) {
	tree := copied(t)
	text := string(tree[p.file].Data)
	if !strings.Contains(text, p.old) {
		t.Fatalf("%s has no %q", p.file, p.old)
	}
	text = strings.Replace(text, p.old, p.new, 1)
	tree[p.file] = &fstest.MapFile{Data: []byte(text)}
	where := "catalogue/" + p.file + ":"
	if p.at != "" {
		before, _, there := strings.Cut(text, p.at)
		if !there {
			t.Fatalf("the planted file has no %q", p.at)
		}
		where = fmt.Sprintf("catalogue/%s:%d:", p.file, 1+strings.Count(before, "\n"))
	}
	read, err := Read(tree)
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("not found: %v", err)
	}
	if len(read.Services) > 0 {
		t.Error("what is refused is given all the same")
	}
	for _, f := range faults {
		line := f.String()
		if strings.HasPrefix(line, where) && !slices.ContainsFunc(p.says, func(s string) bool { return !strings.Contains(line, s) }) {
			return
		}
	}
	t.Errorf("want %s with %q in\n%v", where, p.says, err)
}

// One flaw does not hide the next, in one file or in several.
func TestSeveralFaultsAreToldTogether(t *testing.T) {
	tree := copied(t)
	for file, change := range map[string][2]string{
		"service/grievance.toml":   {"version = 1\nshort = true", "version = 1\nshort = true\ncolour = 2\nshape = 3"},
		"service/karmasathi.toml":  {`series = "KM"`, `series = "KMX"`},
		"procedure/licence.toml":   {`court = "citizen"`, `court = "citizens"`},
		"casework/holidays.csv":    {"2026-05-01", "2026-5-1"},
		"section/person.toml":      {`kind = "mobile"`, `kind = "phone"`},
		"procedure/grievance.toml": {`start = "submitted"`, `start = `},
	} {
		text := strings.Replace(string(tree[file].Data), change[0], change[1], 1)
		if text == string(tree[file].Data) {
			t.Fatalf("%s has no %q", file, change[0])
		}
		tree[file] = &fstest.MapFile{Data: []byte(text)}
	}
	_, err := Read(tree)
	for _, want := range []string{`unknown key "colour"`, `unknown key "shape"`, `no series "KMX"`, `unknown court "citizens"`,
		"2026-5-1", `unknown kind "phone"`, "procedure/grievance.toml:5: not TOML"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "no procedure/grievance.toml") {
		t.Errorf("what cannot be read is told of twice:\n%v", err)
	}
}

func TestPlantedFaultsAreFound(t *testing.T) {
	const grievance, annapurna = "service/grievance.toml", "service/annapurna.toml"
	for _, p := range []planted{
		{"not TOML", grievance, `version = 1`, `version = = 1`, `version = =`, []string{"not TOML"}},
		{"a key twice", grievance, `personal = true`, "personal = true\npersonal = false", "personal = false", []string{"not TOML", "personal"}},
		{"unknown key", grievance, `options = ["land"`, `optoins = ["land"`, "optoins", []string{`topic: unknown key "optoins"; did you mean options?`}},
		{"unknown key of a condition", grievance, `anonymous", is =`, `anonymous", iss =`, "iss", []string{`did you mean is?`}},
		{"unknown table", grievance, `[limit]`, `[limits]`, "[limits]", []string{`unknown key "limits"; did you mean limit?`}},
		{"wrong type", grievance, `days = 7`, `days = "7"`, `days = "7"`, []string{`"days" is a whole number, not text ("7")`}},
		{"a word for a list", grievance, `options = ["land", "welfare", "licence", "ration", "behaviour", "other"]`, `options = "land"`, `options = "land"`, []string{"in [ ]"}},
		{"a date that is none", grievance, `2023-06-08`, `2023-06-31`, "2023-06-31", []string{`a day like "2026-06-01"`}},
		{"no kind", grievance, "kind = \"choice\"\n", "", "[[form.section.field]]", []string{`topic: no "kind": add it`}},
		{"unknown kind", grievance, `kind = "choice"`, `kind = "chioce"`, "chioce", []string{`unknown kind "chioce"; did you mean choice?`}},
		{"another name than the file's", grievance, `id = "grievance"`, `id = "complaint"`, `id = "complaint"`, []string{"grievance.toml", "called as its file"}},
		{"unknown area", grievance, `area = "grievance"`, `area = "greivance"`, "greivance", []string{"did you mean grievance?"}},
		{"unknown procedure", grievance, `procedure = "grievance"`, `procedure = "grievances"`, `procedure = "grievances"`, []string{"no procedure/grievances.toml; did you mean grievance?"}},
		{"unknown series", grievance, `series = "GR"`, `series = "GRV"`, "GRV", []string{"casework/series.csv", "did you mean GR?"}},
		{"number moved", grievance, `number = 1`, `number = 2`, `number = 2`, []string{"service.2 is trade_licence_renewal for ever, not grievance"}},
		{"number never published", grievance, `number = 1`, `number = 9`, `number = 9`, []string{"service.9 (grievance) is not in phone/numbers.csv: add it there"}},
		{"number taken away", grievance, "number = 1\n", "", `short = true`, []string{"give the service a number"}},
		{"no system action when due", grievance, `on_due = "escalate"`, `on_due = "elevate"`, "", []string{"elevate"}},
		{"unknown office", grievance, `office = "district"`, `office = "ward"`, `"ward"`, []string{"mouza, block, subdivision, district"}},
		{"a tier that goes nowhere", "service/conversion.toml", "min = 10000 }\noffice = \"district\"", "min = 10000 }\noffice = \"state\"", `office = "state"`, []string{"subdivision, district"}},
		{"a tier on what is not asked", "service/conversion.toml", `when = { field = "area_converted", min = 1001 }`, `when = { field = "area", min = 1001 }`, "", []string{"tier 2", "area"}},
		{"a fee that nothing owes", "service/record_correction.toml", `office = "mouza"`, "office = \"mouza\"\nfee = \"mutation\"", "", []string{"no state of its procedure owes"}},
		{"no fee where something is owed", "service/conversion.toml", "fee = \"conversion\"\n", "", "", []string{"must name a fee rule"}},
		{"an impossible condition", grievance, `is = "no"`, `is = "perhaps"`, `is = "perhaps"`, []string{"field name", "anonymous"}},
		{"a condition on what is asked later", grievance, "id = \"about_number\"", "id = \"about_number\"\n  when = { field = \"anonymous\", is = \"yes\" }", "when = { field = \"anonymous\", is = \"yes\"", []string{"anonymous", "not asked before"}},
		{"a field twice", grievance, `id = "evidence"`, `id = "topic"`, "", []string{"field topic", "twice"}},
		{"what a phone cannot ask", grievance, "  optional = true\n  kiosk = true\n", "  kiosk = true\n", "", []string{"field evidence", "short"}},
		{"two flaws", grievance, "[form]\nversion = 1", "[form]\nversion = 1\ncolour = 2\nshape = 3", "shape", []string{"unknown key"}},

		{"editions that overlap", annapurna, `until = "2026-05-31"`, `until = "2026-06-15"`, "", []string{"edition 2026-06", "together with edition 2021-09"}},
		{"a rule that nobody passes", annapurna, `between = [25, 60]`, `between = [60, 25]`, `between = [60, 25]`, []string{"2026-06", "age: it can never hold"}},
		{"a rule on what is not asked", annapurna, `{ field = "income_tax", is = "no" }`, `{ field = "incometax", is = "no" }`, `"incometax"`, []string{"income_tax", "incometax"}},
		{"an unknown fact", annapurna, `{ fact = "age", between = [25, 60] }`, `{ fact = "ages", between = [25, 60] }`, `"ages"`, []string{"age", "ages"}},
		{"an unknown rule for a fact", annapurna, `rule = "age_on_1_january"`, `rule = "age_on_1_june"`, "age_on_1_june", []string{"age_on_1_june", "age_on_1_january"}},
		{"an unknown rule for a check", annapurna, "rule = \"one_head\"", "rule = \"two_heads\"", "two_heads", []string{"check one_head", "two_heads"}},
		{"a document no form asks for", annapurna, `use = "bank"`, `use = "home"`, `procedure = `, []string{"passbook_page", "sanction"}},
		{"an unknown shared section", annapurna, `use = "bank"`, `use = "bnak"`, `use = "bnak"`, []string{"did you mean bank?"}},
		{"a shared section and fields", annapurna, `use = "truth"`, "use = \"truth\"\nid = \"truth\"", `use = "truth"`, []string{"use stands alone"}},
		{"a fault in a shared section", "section/bank.toml", `kind = "ifsc"`, "kind = \"ifsc\"\nmax = 11", "max = 11", []string{"field ifsc"}},
		{"half of a shared section that is not there", "service/trade_licence_renewal.toml", `only = ["place"]`, `only = ["palce"]`, "palce", []string{"did you mean place?"}},
		{"a joint form that means something else", "service/trade_licence_renewal.toml", "id = \"mobile\"\n  kind = \"mobile\"", "id = \"mobile\"\n  kind = \"text\"", "", []string{"mobile", "means something else"}},

		{"a state nobody comes to", "procedure/grievance.toml", "[[action]]\nid = \"take_up\"", "[[state]]\nid = \"limbo\"\ncourt = \"none\"\nend = true\n\n[[action]]\nid = \"take_up\"", "[[state]]\nid = \"limbo\"", []string{"state limbo", "no way leads there"}},
		{"a dead end", "procedure/grievance.toml", "id = \"answered\"\ncourt = \"none\"\nend = true", "id = \"answered\"\ncourt = \"none\"", "", []string{"state answered", "dead end"}},
		{"bad without a remedy", "procedure/grievance.toml", "remedy = { who = \"applicant\", where = \"dm_office\", papers = [\"receipt\", \"order\"], days = 30 }\n", "", "", []string{"state not_upheld", "remedy"}},
		{"an unknown state", "procedure/grievance.toml", `to = "not_upheld"`, `to = "notupheld"`, `to = "notupheld"`, []string{"action refuse", "notupheld"}},
		{"an unknown role", "procedure/grievance.toml", `roles = ["sanctioning_officer"]`, `roles = ["sanction_officer"]`, `"sanction_officer"`, []string{"unknown role", "sanctioning_officer"}},
		{"an unknown need", "procedure/grievance.toml", `needs = ["items"]`, `needs = ["item"]`, `"item"]`, []string{"did you mean items?"}},
		{"an unknown reason list", "procedure/grievance.toml", `reasons = "query"`, `reasons = "queries"`, `"queries"`, []string{"queries"}},
		{"two times to reply", "procedure/grievance.toml", "in = [\"query\"]\ndays = 15", "in = [\"query\"]\ndays = 20", "", []string{"15", "20"}},
		{"a number series that is not", "procedure/licence.toml", `gives = "licence"`, `gives = "license"`, `"license"`, []string{"casework/series.csv", "did you mean licence?"}},

		{"a holiday that is no day", "casework/holidays.csv", "2026-08-15", "2026-08-35", "2026-08-35", []string{"not a day"}},
		{"a prefix twice", "casework/series.csv", "GR,GR", "GR,CAF", "GR,CAF", []string{"prefix CAF is that of CAF already"}},
	} {
		t.Run(p.name, p.find)
	}
}

// A section or procedure that nothing uses is refused, and so is a folder without files.
func TestUnusedDefinitionsAreFound(t *testing.T) {
	tree := copied(t)
	for from, to := range map[string]string{"section/home": "section/house", "procedure/grievance": "procedure/complaint"} {
		_, was, _ := strings.Cut(from, "/")
		_, is, _ := strings.Cut(to, "/")
		text := strings.Replace(string(tree[from+".toml"].Data), fmt.Sprintf("id = %q", was), fmt.Sprintf("id = %q", is), 1)
		tree[to+".toml"] = &fstest.MapFile{Data: []byte(text)}
	}
	_, err := Read(tree)
	for _, want := range []string{"catalogue/section/house.toml:", "no service uses this section", "catalogue/procedure/complaint.toml:", "no service goes by"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
	if _, err := Read(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "no definitions here") {
		t.Errorf("an empty tree: %v", err)
	}
}
