package program

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/seva/service"
	"duar/ussd/dialogue"
	"duar/ussd/page"
)

// smsTemplates gives every SMS as a template, in every language and with every choice of
// the fixed words in it, and what may stand in each place. The error tells of every message
// that has no row in the catalogue, and of every row that has no message.
func smsTemplates() ([]notice.Template, map[string]catalogue.SMSVariable, error) {
	rows, err := catalogue.Messages()
	if err != nil {
		return nil, nil, err
	}
	variables := map[string]catalogue.SMSVariable{}
	for _, v := range rows.Variables {
		variables[v.Name] = v
	}
	said, err := smsSayings()
	if err != nil {
		return nil, nil, err
	}
	var all []notice.Template
	var errs []error
	known := map[string]bool{}
	for _, row := range rows.Templates {
		known[row.Key] = true
		texts := said[row.Key]
		if len(texts) == 0 {
			if len(i18n.Placeholders(seva.English, row.Key)) > 0 && !plainPlaces(row.Key, variables) {
				errs = append(errs, fmt.Errorf("catalogue/sms/templates.toml: %s has fixed words and nothing says it", row.Key))
				continue
			}
			texts = []seva.Args{{}}
		}
		for _, l := range seva.PhoneLangs() {
			if !i18n.Has(l, row.Key) {
				errs = append(errs, fmt.Errorf("catalogue/sms/templates.toml: %s is not in active.%s.toml: remove the row or add the message", row.Key, l))
				continue
			}
			all = append(all, forms(rows.Header, row, l, texts, variables)...)
		}
	}
	for _, key := range i18n.Keys(seva.English) {
		if strings.HasPrefix(key, "sms.") && !known[key] {
			errs = append(errs, fmt.Errorf("%s has no row in catalogue/sms/templates.toml: it would be refused, not sent", key))
		}
	}
	return all, variables, errors.Join(errs...)
}

// plainPlaces tells whether every place of a message is a variable.
func plainPlaces(key string, variables map[string]catalogue.SMSVariable) bool {
	return !slices.ContainsFunc(i18n.Placeholders(seva.English, key), func(name string) bool {
		_, variable := variables[name]
		return !variable
	})
}

// forms gives the texts of one message in one language, each once.
func forms(header string, row catalogue.SMSTemplate, l seva.Lang, texts []seva.Args, variables map[string]catalogue.SMSVariable) []notice.Template {
	var all []notice.Template
	seen := map[string]bool{}
	for _, args := range texts {
		for _, day := range []bool{true, false} {
			m := marking{variables: variables, day: day}
			words := i18n.Say(l, seva.Say(row.Key, m.args(args, i18n.Placeholders(l, row.Key))))
			if seen[words] {
				continue
			}
			seen[words] = true
			t := notice.Template{
				Key: row.Key, Lang: l, Version: row.Version, Form: formName(args, day), Category: row.Category,
				Header: header, Segments: row.Most(l), Text: words, Asked: row.Asked,
			}
			for _, name := range slices.Sorted(maps.Keys(variables)) {
				if strings.Contains(words, "{{."+name+"}}") {
					t.Vars = append(t.Vars, variables[name].Variable)
				}
			}
			all = append(all, t)
		}
	}
	return all
}

// marking puts placeholders where a text has values and leaves the fixed words. Where a last
// day is a value there is one text with a day and one that says that there is none.
type marking struct {
	variables map[string]catalogue.SMSVariable
	day       bool
}

func (m marking) args(args seva.Args, asked []string) seva.Args {
	marked := seva.Args{}
	for _, name := range asked {
		if _, variable := m.variables[name]; variable {
			marked[name] = "{{." + name + "}}"
		}
	}
	for name, value := range args {
		text, words := value.(seva.Text)
		_, variable := m.variables[name]
		switch {
		case variable && name == "By" && !m.day:
			marked[name] = seva.Say("clock.no_day")
		case variable:
			marked[name] = "{{." + name + "}}"
		case words:
			marked[name] = seva.Say(text.Key, m.args(text.Args, nil))
		default:
			marked[name] = value
		}
	}
	return marked
}

// formName names a choice of fixed words by the ids in it: "mutation_sale.approved".
func formName(args seva.Args, day bool) string {
	var parts []string
	for _, name := range []string{"Kind", "Land", "Service", "State"} {
		if text, ok := args[name].(seva.Text); ok {
			_, id, _ := strings.Cut(text.Key, ".")
			parts = append(parts, id)
		}
	}
	if reason, ok := args["Reason"].(seva.Text); ok && len(parts) == 0 {
		parts = append(parts, reason.Key[strings.LastIndex(reason.Key, ".")+1:])
	}
	if flags, ok := args["Flags"].([]seva.Text); ok {
		for _, f := range flags {
			parts = append(parts, strings.TrimPrefix(f.Key, "flag."))
		}
	}
	if !day {
		parts = append(parts, "no_day")
	}
	return strings.Join(parts, ".")
}

// smsSayings gives what is put into each message that has fixed words, in every choice of
// them: answers to a phone, and what the actions of every procedure tell. What is a variable
// may be left out.
func smsSayings() (map[string][]seva.Args, error) {
	defined, err := catalogue.Define()
	if err != nil {
		return nil, err
	}
	desk, err := casework.NewDesk(caseParts(defined, casework.Parts{World: seva.RealWorld()}).Idle())
	if err != nil {
		return nil, err
	}
	area := seva.Say("phone.area", seva.Args{"Acre": "", "Decimal": ""})
	said := map[string][]seva.Args{"sms.plot": {{"Area": area}}, "sms.khatian": {{"Area": area}}}
	for some := 1; some < 1<<len(land.Flags()); some++ {
		var flags []land.Flag
		for i, f := range land.Flags() {
			if some&(1<<i) != 0 {
				flags = append(flags, f)
			}
		}
		said["sms.plot.flags"] = append(said["sms.plot.flags"], seva.Args{"Area": area, "Flags": land.FlagTexts(flags)})
	}
	watchSayings(said, defined.Services)
	paperSayings(said)
	for _, s := range defined.Services {
		for _, state := range s.Track.Procedure.States {
			g, err := desk.Sample(s.ID, state.ID)
			if err != nil {
				return nil, err
			}
			args, err := caseArgs(desk, s, state.ID)
			if err != nil {
				return nil, err
			}
			status := dialogue.StatusSMS(g).Key
			said[status] = append(said[status], args)
			for _, key := range toldIn(s.Track.Procedure, state.ID) {
				said[key] = append(said[key], args)
			}
		}
	}
	return said, nil
}

func caseArgs(desk *casework.Desk, s service.Service, state string) (seva.Args, error) {
	g, err := desk.Sample(s.ID, state)
	if err != nil {
		return nil, err
	}
	return seva.Args{"Service": seva.Say("service." + s.ID), "State": seva.Say("state." + state), "Next": g.Next.Text}, nil
}

// toldIn gives the keys of what is told as a case comes to a state, or stays in it.
func toldIn(p casework.Procedure, state string) []string {
	var keys []string
	submits, free := false, false
	for _, a := range p.Actions {
		submits = submits || a.ID == casework.SubmitAction
		// Where nothing is owed it is told of once, as it stands when that was waived.
		free = free || a.ID == casework.WaiveAction && a.To == state && slices.Contains(a.From, p.Start)
		begins := a.To == "" && len(a.From) == 0 && p.Start == state
		stays := a.To == "" && slices.Contains(a.From, state)
		if a.Tells != "" && (a.To == state || begins || stays) {
			keys = append(keys, "sms.case."+a.Tells)
		}
	}
	if !submits && p.Start == state {
		keys = append(keys, "sms.case.submitted")
	}
	if !submits && free {
		keys = append(keys, "sms.case.submitted_free")
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// smsMeasure is how many SMS a text takes and whether they are in UCS-2.
func smsMeasure(body string) (segments int, wide bool) {
	return len(page.Segments(body)), page.Measure(body).Coding == page.UCS2
}

// examples are the values that templates are proved with.
func examples(variables map[string]catalogue.SMSVariable) map[string]notice.Example {
	return map[string]notice.Example{
		"shortest": func(_ notice.Template, v notice.Variable) string { return variables[v.Name].Least },
		"usual":    func(_ notice.Template, v notice.Variable) string { return variables[v.Name].Usual },
		"longest":  func(t notice.Template, v notice.Variable) string { return v.Longest(t.Lang) },
	}
}

// smsOrder is the order in which templates are listed: by key as people think of them, then
// language as it is offered.
func smsOrder(all []notice.Template) {
	langs := seva.PhoneLangs()
	slices.SortStableFunc(all, func(x, y notice.Template) int {
		return cmp.Or(strings.Compare(x.Key, y.Key), strings.Compare(x.Form, y.Form),
			cmp.Compare(slices.Index(langs, x.Lang), slices.Index(langs, y.Lang)))
	})
}
