package catalogue

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"duar/seva"
	"duar/seva/notice"
)

//go:embed sms/templates.toml
var smsFiles embed.FS

// SMS is how messages are registered, by message key; the words are i18n's.
type SMS struct {
	Header    string
	Variables []SMSVariable
	Templates []SMSTemplate
}

// SMSVariable is what may stand in a place of any template, with two examples.
type SMSVariable struct {
	notice.Variable
	Least, Usual string
}

// SMSTemplate is one key.
type SMSTemplate struct {
	Key           string
	Version       int
	Category      notice.Category
	Asked         bool
	Segments      int // in letters of its own script
	SegmentsRoman int // in Latin letters
}

// Most is how many SMS it may take in a language.
func (t SMSTemplate) Most(l seva.Lang) int {
	if l.Roman() {
		return t.SegmentsRoman
	}
	return t.Segments
}

type smsFile struct {
	Header   string `toml:"header,need"`
	Variable []struct {
		Name  string         `toml:"name,need"`
		Kind  notice.VarKind `toml:"kind,need"`
		Most  int            `toml:"most,need"`
		Wide  bool           `toml:"wide"`
		Least string         `toml:"least,need"`
		Usual string         `toml:"usual,need"`
	} `toml:"variable,need"`
	Template []struct {
		Key           string          `toml:"key,need"`
		Version       int             `toml:"version,need"`
		Category      notice.Category `toml:"category,need"`
		Asked         bool            `toml:"asked"`
		Segments      int             `toml:"segments,need"`
		SegmentsRoman int             `toml:"segments_roman,need"`
	} `toml:"template,need"`
}

// smsPlaces bounds what one variable may take: operators look at long runs of variables
// with suspicion, and refuse templates of little else.
const smsPlaces = 5

// Messages reads how SMS are registered. The error is Faults.
func Messages() (SMS, error) { return ReadMessages(smsFiles) }

// ReadMessages is Messages of another tree of files, with sms/templates.toml in it.
func ReadMessages(files fs.FS) (SMS, error) {
	var faults Faults
	d := read(files, "sms/templates.toml", &faults)
	if d == nil {
		return SMS{}, faults
	}
	var file smsFile
	d.into(&file)
	all := SMS{Header: file.Header}
	if len(file.Header) != 6 || strings.Trim(file.Header, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		d.flaw("header", "%q is no header: six capital letters", file.Header)
	}
	seen := map[string]bool{}
	twice := func(at, what string) {
		if seen[what] {
			d.flaw(at, "%s twice", what)
		}
		seen[what] = true
	}
	for i, v := range file.Variable {
		at := nth("variable", i)
		twice(at+".name", v.Name)
		choose(d, at+".kind", "kind", v.Kind, []notice.VarKind{notice.Numeric, notice.Alphanumeric, notice.URL, notice.CallBack, notice.Email})
		if v.Most < 1 || v.Most > smsPlaces*notice.Place {
			d.flaw(at+".most", "%d characters: from 1 to %d", v.Most, smsPlaces*notice.Place)
		}
		one := SMSVariable{Variable: notice.Variable{Name: v.Name, Kind: v.Kind, Most: v.Most, Wide: v.Wide}, Least: v.Least, Usual: v.Usual}
		for at, value := range map[string]string{at + ".least": v.Least, at + ".usual": v.Usual} {
			if !one.Holds(value, seva.English) {
				d.flaw(at, "%q is not what %s holds", value, v.Name)
			}
		}
		all.Variables = append(all.Variables, one)
	}
	for i, t := range file.Template {
		at := nth("template", i)
		twice(at+".key", t.Key)
		if t.Key != "" && !strings.HasPrefix(t.Key, "sms.") {
			d.flaw(at+".key", "%q: keys of SMS begin with sms.", t.Key)
		}
		choose(d, at+".category", "category", t.Category, notice.Categories())
		if t.Version < 0 || t.Segments < 0 || t.SegmentsRoman < 0 || t.Segments > 10 || t.SegmentsRoman > 10 {
			d.flaw(at, "%s: version from 1, segments from 1 to 10", t.Key)
		}
		all.Templates = append(all.Templates, SMSTemplate(t))
	}
	if len(faults) > 0 {
		return SMS{}, faults.sorted()
	}
	return all, nil
}

// RegistrationColumns are those of the list that is handed in for registration and comes
// back with entity, template and chain filled in.
func RegistrationColumns() []string {
	return []string{"id", "key", "lang", "version", "form", "category", "header", "unicode", "segments",
		"text", "sample", "entity", "template", "chain"}
}

// ReadRegistration reads what operators have registered, in RegistrationColumns. Rows
// without a template id are not registered yet and left out. It is strict: a row that is
// misread would be refused by the operator, message by message.
func ReadRegistration(r io.Reader) ([]notice.Registered, error) {
	rows := csv.NewReader(r)
	columns := RegistrationColumns()
	head, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("no header: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff") // as spreadsheets write it
	if !slices.Equal(head, columns) {
		return nil, fmt.Errorf("the columns must be %s", strings.Join(columns, ","))
	}
	var all []notice.Registered
	seen := map[string]int{}
	for {
		f, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := rows.FieldPos(0)
		row, err := registeredRow(f)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if before, twice := seen[row.ID()]; twice {
			return nil, fmt.Errorf("line %d: %s is on line %d already", line, row.ID(), before)
		}
		seen[row.ID()] = line
		if row.Template != "" {
			all = append(all, row)
		}
	}
}

func registeredRow(f []string) (notice.Registered, error) {
	for _, s := range f {
		if !norm.NFC.IsNormalString(s) {
			return notice.Registered{}, fmt.Errorf("%q is not in Unicode normal form C", s)
		}
	}
	lang, known := seva.ParseLang(f[2])
	version, err := strconv.Atoi(f[3])
	if !known || string(lang) != f[2] || err != nil || version < 1 {
		return notice.Registered{}, fmt.Errorf("%q, version %q is no language with a version", f[2], f[3])
	}
	unicode, err := strconv.ParseBool(f[7])
	if err != nil {
		return notice.Registered{}, fmt.Errorf("unicode is %q, not true or false", f[7])
	}
	row := notice.Registered{
		Key: f[1], Lang: lang, Version: version, Form: f[4], Text: f[9],
		Registration: notice.Registration{Category: notice.Category(f[5]), Header: f[6], Unicode: unicode,
			Entity: f[11], Template: f[12], Chain: f[13]},
	}
	if row.ID() != f[0] {
		return row, fmt.Errorf("the id is %q, the row is of %q", f[0], row.ID())
	}
	if bad := row.Complete(); row.Template != "" && bad != "" {
		return row, errors.New(bad)
	}
	return row, nil
}
