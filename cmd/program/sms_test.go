package program

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/notice"
)

// smsBook is the registry as the program makes it, without any ids.
func smsBook(t *testing.T) (*notice.Book, map[string]catalogue.SMSVariable) {
	t.Helper()
	templates, variables, err := smsTemplates()
	if err != nil {
		t.Fatal(err)
	}
	book, err := notice.NewBook(notice.BookParts{Templates: templates, Measure: smsMeasure, World: seva.RealWorld()})
	if err != nil {
		t.Fatal(err)
	}
	return book, variables
}

// Every message that begins with sms. is a template, and every one is proved.
func TestSMSTemplatesVerify(t *testing.T) {
	if out := ok(t, "sms", "templates", "verify", "--notes"); !strings.Contains(out, "texts, each matched") ||
		!strings.Contains(out, "sms.plot.bn.1: may hold letters that are not ASCII in Class, Mouza") || strings.Contains(out, "bn-Latn.1: may hold") {
		t.Errorf("%.2000s", out)
	}
	templates, _, err := smsTemplates()
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, tpl := range templates {
		has[tpl.Key+" "+string(tpl.Lang)] = true
	}
	for _, key := range i18n.Keys(seva.English) {
		for _, l := range seva.PhoneLangs() {
			if strings.HasPrefix(key, "sms.") && !has[key+" "+string(l)] {
				t.Errorf("%s in %s has no template: add a row to catalogue/sms/templates.toml", key, l)
			}
		}
	}
}

// What desks and dialogues really say is one of the templates, whatever the service, the
// state, the papers asked for and the language.
func TestWhatIsSaidIsATemplate(t *testing.T) {
	book, _ := smsBook(t)
	n := 0
	holds := func(what string, text seva.Text) {
		for _, l := range seva.PhoneLangs() {
			n++
			m := notice.Message{Key: text.Key, Lang: l, Body: i18n.Say(l, text)}
			if _, err := book.Register(t.Context(), m); err != nil {
				t.Errorf("%s in %s: %v\n%s", what, l, err, m.Body)
			}
		}
	}
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	m, err := machine(nil, nil, "1800-000-0000")
	if err != nil {
		t.Fatal(err)
	}
	samples, err := m.Every(farthest(atlas))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range samples {
		if !s.SMS.IsZero() {
			holds(s.Name, s.SMS)
		}
	}
	defined, err := catalogue.Define()
	if err != nil {
		t.Fatal(err)
	}
	desk, err := casework.NewDesk(caseParts(defined, casework.Parts{World: seva.RealWorld()}).Idle())
	if err != nil {
		t.Fatal(err)
	}
	day := seva.Date{Year: 2026, Month: 12, Day: 28}
	for _, s := range defined.Services {
		for _, state := range s.Track.Procedure.States {
			args, err := caseArgs(desk, s, state.ID)
			if err != nil {
				t.Fatal(err)
			}
			args["Number"], args["Given"], args["Day"] = s.Track.Series+"2026000123/12", "MWINP2026000123, LIC2026000123", day
			for _, key := range toldIn(s.Track.Procedure, state.ID) {
				holds(s.ID+" in "+state.ID, seva.Say(key, args))
			}
		}
	}
	// An office may ask about anything and about everything.
	for _, s := range defined.Services {
		var all, files []string
		for _, section := range s.Form.Sections {
			for _, f := range section.Fields {
				all = append(all, f.ID)
				if f.Kind == form.File {
					files = append(files, f.ID)
				}
			}
		}
		wordy := func(l seva.Lang) []string {
			name := func(id string) string { return i18n.Say(l, seva.Say("field."+id)) }
			slices.SortFunc(files, func(x, y string) int { return len(name(y)) - len(name(x)) })
			return slices.Clone(files[:min(len(files), 3)])
		}
		sets := [][]string{all, files, wordy(seva.Bengali), wordy(seva.English), wordy(seva.Hindi)}
		for _, id := range all {
			sets = append(sets, []string{id})
		}
		for _, state := range s.Track.Procedure.States {
			if state.Court != casework.CitizenCourt {
				continue
			}
			for _, asked := range sets {
				if len(asked) == 0 {
					continue
				}
				g, err := desk.Sample(s.ID, state.ID, asked...)
				if err != nil {
					t.Fatal(err)
				}
				args := seva.Args{"Service": seva.Say("service." + s.ID), "State": seva.Say("state." + state.ID), "Day": day,
					"Next": g.Next.Short(), "Number": s.Track.Series + "2026000123/12", "Given": "MWINP2026000123"}
				for _, key := range append(toldIn(s.Track.Procedure, state.ID), "sms.status") {
					holds(fmt.Sprint(s.ID, " in ", state.ID, " asks ", asked), seva.Say(key, args))
				}
			}
		}
	}
	if n < 500 {
		t.Errorf("only %d messages", n)
	}
}

// Every name that a template's variable may have to hold is one that it holds.
func TestVariablesHoldWhatThereIs(t *testing.T) {
	_, variables := smsBook(t)
	holds := func(name string, l seva.Lang, value string) {
		if !variables[name].Holds(value, l) {
			t.Errorf("%s in %s does not hold %q", name, l, value)
		}
	}
	atlas, err := catalogue.Atlas()
	if err != nil {
		t.Fatal(err)
	}
	classes, err := catalogue.Classes()
	if err != nil {
		t.Fatal(err)
	}
	services, err := catalogue.Services()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range seva.PhoneLangs() {
		for _, m := range atlas.Mouzas {
			holds("Mouza", l, m.Name.In(l))
		}
		for _, c := range classes {
			holds("Class", l, i18n.Say(l, seva.Say("class."+string(c.Key))))
		}
		for _, s := range services {
			for _, section := range s.Form.Sections {
				for _, f := range section.Fields {
					if f.Kind == form.File {
						holds("Papers", l, i18n.Say(l, seva.Say("field."+f.ID)))
					}
				}
			}
		}
	}
}

// registeredFile writes the exported list with ids filled in; change may alter a row.
func registeredFile(t *testing.T, change func(id string, row []string) []string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(ok(t, "sms", "templates", "export"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	for i, r := range rows {
		if i > 0 {
			r[11], r[12] = "1101234567890123456", fmt.Sprintf("11072%014d", i)
			if change != nil {
				r = change(r[0], r)
			}
		}
		if r != nil {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
	}
	w.Flush()
	name := filepath.Join(t.TempDir(), "registered.csv")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// The list that is handed in comes back with its ids and is the registration: all of it
// holds, and whatever an operator has otherwise is told, row by row.
func TestSMSRegistered(t *testing.T) {
	if out := ok(t, "sms", "templates", "verify", "--registered", registeredFile(t, nil)); !strings.Contains(out, "registered as they are") {
		t.Error(out)
	}
	name := registeredFile(t, func(id string, r []string) []string {
		switch id {
		case "sms.otp.bn.1":
			r[9] = strings.Replace(r[9], "কোড", "নম্বর", 1)
		case "sms.otp.en.1": // what operators pass over is no drift
			r[9] = strings.ReplaceAll(strings.ToLower(r[9][:1])+r[9][1:], ".", " ")
			r[9] = "D" + r[9][1:]
		case "sms.otp.hi.1":
			r[9] = strings.Replace(r[9], "{#numeric#}", "{#alphanumeric#}", 1)
		case "sms.place.en.1":
			return nil
		case "sms.khatian.en.1":
			r[12] = ""
		case "sms.plot.en.1":
			r[5] = "promotional"
		case "sms.moved.new.en.1":
			r[0], r[3] = "sms.moved.new.en.7", "7"
		}
		return r
	})
	r := duar(t, "sms", "templates", "verify", "--notes", "--registered", name)
	lines := strings.Split(strings.TrimSpace(r.err), "\n")
	want := []string{
		"sms.khatian.en.1: is not registered",
		"sms.moved.new.en.1: is not registered",
		"sms.otp.bn.1: registered as ",
		"sms.otp.hi.1: registered with the variables {#alphanumeric#}, ours are {#numeric#}",
		"sms.place.en.1: is not registered",
		"sms.plot.en.1: registered as promotional, ours is service_implicit",
		"duar: 6 faults",
	}
	if r.code != 1 || len(lines) != len(want) || !strings.Contains(r.out, "note sms.moved.new.en.7: is registered and not ours any more") {
		t.Fatalf("%d\n%s", r.code, r.err)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("%q, want %q", lines[i], want[i])
		}
	}
}

func TestSMSExportJSON(t *testing.T) {
	var rows []row
	if err := json.Unmarshal([]byte(ok(t, "sms", "templates", "export", "--format", "json")), &rows); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r.ID == "sms.otp.bn.1" && (r.Text != "দুয়ার: আপনার কোড {#numeric#}। ৫ মিনিট চলবে। কাউকে বলবেন না।" || !r.Unicode || r.Category != notice.ServiceImplicit || r.Header != "DUARWB") {
			t.Errorf("%+v", r)
		}
		if strings.Contains(r.Text, "{{") || strings.Contains(r.Sample, "{") || strings.ContainsAny(r.Text[:1], "=+-@") {
			t.Errorf("%+v", r)
		}
	}
}

// Messages that were given up are listed without a number, and sent again when asked.
func TestSMSListAndRetry(t *testing.T) {
	data := t.TempDir()
	e := engines{Data: data}
	ok(t, "migrate", "--data", data)
	s := &streams{world: seva.RealWorld()}
	h, err := e.open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	err = h.store.Cases().Change(t.Context(), func(tx casework.Tx) error {
		for ref, key := range map[string]string{"a": "sms.case.moved", "b": "sms.case.decided", "c": "sms.otp"} {
			if err := tx.Tell(context.Background(), notice.Message{Ref: ref, To: "919831012345", Lang: seva.Bengali, Key: key, Body: "secret words"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = h.store.Outbox().Take(t.Context(), s.world.Now(), s.world.Now(), 9)
	}
	if err == nil {
		err = h.store.Outbox().Note(t.Context(), []notice.Fate{{Ref: "a", Code: "30005"}, {Ref: "b", Code: "650"}, {Ref: "c", Code: "650"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	h.close()
	out := ok(t, "sms", "list", "--failed", "--data", data)
	if !strings.Contains(out, "3 messages") || !strings.Contains(out, "30005") || !strings.Contains(out, "sms.case.decided") ||
		strings.Contains(out, "secret") || strings.Contains(out, "98310") {
		t.Error(out)
	}
	if r := duar(t, "sms", "retry", "--data", data); r.code != 1 {
		t.Errorf("retrying nothing in particular: %+v", r)
	}
	if out := ok(t, "sms", "retry", "--code", "650", "--data", data); out != "1 messages go out again\n" { // not the code
		t.Error(out)
	}
	if out := ok(t, "sms", "retry", "a", "never-there", "--data", data); out != "1 messages go out again\n" {
		t.Error(out)
	}
	if out := ok(t, "sms", "list", "--data", data); !strings.Contains(out, "2 messages") || !strings.Contains(out, "0 tries") {
		t.Error(out)
	}
}
