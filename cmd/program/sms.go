package program

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"duar/catalogue"
	"duar/seva"
	"duar/seva/notice"
	"duar/ussd/page"
)

type smsCommand struct {
	Templates smsTemplatesCommand `cmd:"" help:"The texts to register with operators."`
	List      smsListCommand      `cmd:"" help:"List messages that wait, or with --failed those that were given up."`
	Retry     smsRetryCommand     `cmd:"" help:"Send messages again that were given up."`
}

type smsTemplatesCommand struct {
	Export smsExportCommand `cmd:"" help:"The list to hand in for registration; with entity, template and chain filled in it is the file for --sms-registered."`
	Verify smsVerifyCommand `cmd:"" help:"Prove that every message is one of its template, and as it was registered."`
}

type smsExportCommand struct {
	Format string `help:"How it is written." enum:"csv,json" default:"csv"`
}

// row is one text to register.
type row struct {
	ID       string          `json:"id"`
	Key      string          `json:"key"`
	Lang     seva.Lang       `json:"lang"`
	Version  int             `json:"version"`
	Form     string          `json:"form,omitempty"`
	Category notice.Category `json:"category"`
	Header   string          `json:"header"`
	Unicode  bool            `json:"unicode"`
	Segments int             `json:"segments"`
	Text     string          `json:"text"`
	Sample   string          `json:"sample"`
}

// Run writes every text with its variables as tags. A spreadsheet may open the list: each
// text begins with a letter, so none is taken for a formula.
func (c smsExportCommand) Run(s *streams) error {
	templates, variables, err := smsTemplates()
	if err != nil {
		return err
	}
	smsOrder(templates)
	rows := make([]row, len(templates))
	usual := examples(variables)["usual"]
	for i, t := range templates {
		sample := t.Fill(func(v notice.Variable) string { return usual(t, v) })
		rows[i] = row{
			ID: t.ID(), Key: t.Key, Lang: t.Lang, Version: t.Version, Form: t.Form, Category: t.Category, Header: t.Header,
			Unicode: page.Measure(sample).Coding == page.UCS2, Segments: t.Segments, Text: t.ToRegister(), Sample: sample,
		}
	}
	if c.Format == "json" {
		out := json.NewEncoder(s.out)
		out.SetEscapeHTML(false)
		out.SetIndent("", " ")
		return out.Encode(rows)
	}
	out := csv.NewWriter(s.out)
	if err := out.Write(catalogue.RegistrationColumns()); err != nil {
		return err
	}
	for _, r := range rows {
		err := out.Write([]string{r.ID, r.Key, string(r.Lang), strconv.Itoa(r.Version), r.Form, string(r.Category), r.Header,
			strconv.FormatBool(r.Unicode), strconv.Itoa(r.Segments), r.Text, r.Sample, "", "", ""})
		if err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

type smsVerifyCommand struct {
	Registered string `help:"What operators have registered: the exported list with its ids." type:"existingfile" placeholder:"FILE"`
	Notes      bool   `help:"Also tell what is no fault, row by row."`
}

// Run proves every template in every language with the shortest, the usual and the longest
// values, and tells what is wrong, row by row.
func (c smsVerifyCommand) Run(s *streams) error {
	registered, err := registration(c.Registered)
	if err != nil {
		return err
	}
	findings, n, err := verifySMS(registered, c.Registered != "")
	if err != nil {
		return err
	}
	faults, notes := 0, 0
	for _, f := range findings {
		switch {
		case f.Fault:
			faults++
			fmt.Fprintf(s.err, "%s: %s\n", f.ID, f.What)
		case c.Notes:
			fmt.Fprintf(s.out, "note %s: %s\n", f.ID, f.What)
		default:
			notes++
		}
	}
	if faults > 0 {
		fmt.Fprintf(s.err, "duar: %d faults in %d texts\n", faults, n)
		return errSaid
	}
	fmt.Fprintf(s.out, "%d texts, each matched with the shortest, the usual and the longest values\n", n)
	if len(registered) > 0 {
		fmt.Fprintf(s.out, "%d of them are registered as they are\n", len(registered))
	}
	if notes > 0 {
		fmt.Fprintf(s.out, "%d notes on variables and old rows: see --notes\n", notes)
	}
	return nil
}

// verifySMS proves all templates and says how many there are.
func verifySMS(registered []notice.Registered, demanded bool) ([]notice.Finding, int, error) {
	templates, variables, err := smsTemplates()
	if err != nil {
		return nil, 0, err
	}
	book, err := notice.NewBook(notice.BookParts{Templates: templates, Registered: registered, Measure: smsMeasure, World: seva.RealWorld()})
	if err != nil {
		return nil, 0, err
	}
	return book.Verify(demanded, examples(variables)), len(templates), nil
}

// registration reads the file of registered templates; none when no name is given.
func registration(name string) ([]notice.Registered, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	all, err := catalogue.ReadRegistration(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

// sms proves the templates of `duar check`.
func (c *checking) sms() {
	before := len(c.faults)
	findings, n, err := verifySMS(nil, false)
	if err != nil {
		c.fault("%v", err)
		return
	}
	for _, f := range findings {
		if f.Fault {
			c.fault("SMS %s %s", f.ID, f.What)
		}
	}
	c.prove(before, "%d texts of SMS are matched again with the shortest, the usual and the longest values", n)
}

type smsListCommand struct {
	engines
	Failed bool `help:"Those that were given up, and why."`
}

// Run lists messages without their numbers and words.
func (c smsListCommand) Run(ctx context.Context, s *streams) error {
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	out := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
	n := 0
	err = h.store.Letters(ctx, !c.Failed, func(l notice.Letter) error {
		n++
		_, err := fmt.Fprintf(out, "%s\t%s\t%s\t%d tries\t%s\t%s\n", l.Ref, l.Key, l.Lang, l.Tries, l.Told.In(seva.IST).Format(time.DateTime), l.Code)
		return err
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d messages\n", n)
	return nil
}

type smsRetryCommand struct {
	engines
	Refs []string `arg:"" optional:"" help:"References as duar sms list --failed gives them."`
	Code string   `help:"All that failed with this code."`
	All  bool     `help:"All that failed, but for one-time codes, which nobody can use any more."`
}

// Run puts messages back among those that wait. They count as told now.
func (c smsRetryCommand) Run(ctx context.Context, s *streams) error {
	if len(c.Refs) == 0 && c.Code == "" && !c.All {
		return fmt.Errorf("say which: references, --code CODE or --all")
	}
	h, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer h.close()
	refs := c.Refs
	if c.Code != "" || c.All {
		err := h.store.Letters(ctx, false, func(l notice.Letter) error {
			if !notice.Urgent(l.Key) && (c.All || l.Code == c.Code) {
				refs = append(refs, l.Ref)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	n, err := h.store.Retry(ctx, refs)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d messages go out again\n", n)
	return nil
}
