package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/casework"
)

type clockCommand struct {
	File string `arg:"" help:"Cases as JSON, in the form of the project's worked cases; - is standard input."`
}

// longestLimit is how many days a limit may have in a file: ten years, more than any law.
const longestLimit = 3650

// largestClockFile bounds what is read, in bytes.
const largestClockFile = 64 << 20

// Run prints each case's name and due date, with a tab between, by the clock that decides
// in offices: so an applicant and an office can settle what the last day is. A file with a
// fault in it is answered with all its faults and no dates. Where the file says another
// due date than the clock, that is said too, and the exit code tells.
func (c clockCommand) Run(s *streams) error {
	name := c.File
	text, err := c.read(s)
	if err != nil {
		return err
	}
	cases, faults := readClock(text)
	for _, f := range faults {
		fmt.Fprintf(s.err, "%s:%d: %s\n", name, f.line, f.what)
	}
	if len(faults) > 0 {
		return errSaid
	}
	differ := 0
	for _, one := range cases {
		due := one.due()
		fmt.Fprintf(s.out, "%s\t%s\n", one.name, due)
		if one.says != "" && one.says != due && !(one.says == noDueDate && strings.HasPrefix(due, noDueDate)) {
			fmt.Fprintf(s.err, "%s:%d: %q: the file says %s, the clock says %s\n", name, one.line, one.name, one.says, due)
			differ++
		}
	}
	if differ > 0 {
		fmt.Fprintf(s.err, "duar: %d of %d due dates differ\n", differ, len(cases))
		return errSaid
	}
	return nil
}

func (c clockCommand) read(s *streams) ([]byte, error) {
	in := s.in
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, largestClockFile+1))
	if err == nil && len(text) > largestClockFile {
		err = fmt.Errorf("%s is larger than %d MB; split it", c.File, largestClockFile>>20)
	}
	return text, err
}

// noDueDate begins what is printed of a case that has no due date.
const noDueDate = "none"

// clocked is one case of a file.
type clocked struct {
	line   int
	name   string
	limit  int
	policy casework.Policy
	cal    casework.Calendar
	turns  []casework.Turn
	says   string // the due date that the file gives: a day, noDueDate for null, "" for nothing
}

// due gives the due date, or why there is none.
func (c clocked) due() string {
	day, ok := casework.Due(c.limit, c.policy, c.cal, c.turns)
	switch asked := c.turns[len(c.turns)-1].Hand == casework.Ask; {
	case ok:
		return day.String()
	case asked && c.policy != casework.Run:
		return noDueDate + ", waiting for the reply"
	}
	return noDueDate + ", no day in a hundred years counts"
}

// clockFault is what is wrong with a file, and on which line.
type clockFault struct {
	line int
	what string
}

// readClock reads a file of cases, strictly: what it does not know it refuses, for a word
// misspelt is a date miscounted.
func readClock(text []byte) (cases []clocked, faults []clockFault) {
	lineAt := func(offset int64) int { return 1 + bytes.Count(text[:min(int(offset), len(text))], []byte("\n")) }
	d := json.NewDecoder(bytes.NewReader(text))
	fault := func(err error) ([]clocked, []clockFault) {
		at := d.InputOffset()
		if e, ok := errors.AsType[*json.SyntaxError](err); ok {
			at = e.Offset
		}
		return nil, append(faults, clockFault{lineAt(at), strings.TrimPrefix(err.Error(), "json: ")})
	}
	if !utf8.Valid(text) {
		return fault(errors.New("this is not UTF-8"))
	}
	if err := expect(d, '{'); err != nil {
		return fault(err)
	}
	for seen := map[string]bool{}; d.More(); {
		key, err := d.Token()
		if err != nil {
			return fault(err)
		}
		name, _ := key.(string)
		if seen[name] || name != "cases" && name != "rule" {
			return fault(fmt.Errorf("%q is there twice, or is neither cases nor rule", name))
		}
		seen[name] = true
		if name == "rule" {
			var rule string
			if err := d.Decode(&rule); err != nil {
				return fault(err)
			}
			continue
		}
		if err := expect(d, '['); err != nil {
			return fault(err)
		}
		for d.More() {
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				return fault(err)
			}
			line := lineAt(d.InputOffset() - int64(len(raw)))
			one, err := readCase(raw)
			if err != nil {
				faults = append(faults, clockFault{line, fmt.Sprintf("case %d %q: %v", len(cases)+1, one.name, err)})
			}
			one.line = line
			cases = append(cases, one)
		}
		if err := expect(d, ']'); err != nil {
			return fault(err)
		}
	}
	if err := expect(d, '}'); err != nil {
		return fault(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return fault(errors.New("there is something behind the end"))
	}
	if cases == nil {
		return fault(errors.New("there are no cases in it"))
	}
	return cases, faults
}

func expect(d *json.Decoder, want json.Delim) error {
	got, err := d.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err == nil && got != want {
		err = fmt.Errorf("%v stands where %v should", got, want)
	}
	return err
}

// readCase reads one case.
func readCase(raw []byte) (c clocked, err error) {
	var file struct {
		Name     *string          `json:"name"`
		Policy   *casework.Policy `json:"policy"`
		Limit    *int             `json:"limit_days"`
		Holidays []string         `json:"holidays"`
		Sundays  bool             `json:"sundays_excluded"`
		Events   [][]string       `json:"events"`
		Due      json.RawMessage  `json:"due_date"`
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return c, errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	if file.Name == nil || *file.Name == "" || strings.ContainsFunc(*file.Name, unicode.IsControl) {
		return c, errors.New("it has no name on one line")
	}
	c.name = *file.Name
	if file.Policy == nil || !slices.Contains([]casework.Policy{casework.Pause, casework.Restart, casework.Run}, *file.Policy) {
		return c, errors.New("policy is pause, restart or run")
	}
	if file.Limit == nil || *file.Limit < 0 || *file.Limit > longestLimit {
		return c, fmt.Errorf("limit_days is from 0 to %d", longestLimit)
	}
	c.policy, c.limit = *file.Policy, *file.Limit
	c.cal = casework.Calendar{Sundays: file.Sundays, Holidays: map[seva.Date]bool{}}
	for _, h := range file.Holidays {
		day, err := seva.ParseDate(h)
		if err != nil || !day.Full() {
			return c, fmt.Errorf("holiday %q is not a day like 2026-01-26", h)
		}
		c.cal.Holidays[day] = true
	}
	if c.turns, err = readTurns(file.Events); err != nil {
		return c, err
	}
	switch {
	case file.Due == nil: // the file does not say
	case string(file.Due) == "null":
		c.says = noDueDate
	default:
		day, err := seva.ParseDate(strings.Trim(string(file.Due), `"`))
		if err != nil || !day.Full() {
			return c, fmt.Errorf("due_date %s is not a day like \"2026-01-26\", or null", file.Due)
		}
		c.says = day.String()
	}
	return c, nil
}

// readTurns reads a case's events: submitted once, at first; a reply only to a question;
// in order of time.
func readTurns(events [][]string) (turns []casework.Turn, err error) {
	asked := false
	for i, e := range events {
		if len(e) != 2 {
			return nil, fmt.Errorf("event %d is not [time, what]", i+1)
		}
		at, err := time.ParseInLocation("2006-01-02T15:04", e[0], seva.IST)
		if err != nil {
			return nil, fmt.Errorf("event %d: %q is not a time like 2026-01-26T16:00 (IST)", i+1, e[0])
		}
		hand := casework.Hand(e[1])
		switch {
		case !slices.Contains([]casework.Hand{casework.Begin, casework.Ask, casework.Answer}, hand):
			return nil, fmt.Errorf("event %d: %q is not submit, query or reply", i+1, e[1])
		case (i == 0) != (hand == casework.Begin):
			return nil, fmt.Errorf("event %d: the first event is submit, and no other", i+1)
		case i > 0 && at.Before(turns[i-1].At):
			return nil, fmt.Errorf("event %d: %s is before the event above it", i+1, e[0])
		case hand == casework.Answer && !asked:
			return nil, fmt.Errorf("event %d: a reply, and nothing was asked", i+1)
		}
		asked = hand == casework.Ask
		turns = append(turns, casework.Turn{At: at, Hand: hand})
	}
	if len(turns) == 0 {
		return nil, errors.New("it has no events")
	}
	return turns, nil
}
