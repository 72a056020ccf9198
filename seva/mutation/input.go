package mutation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/form"
	"duar/seva/land"
	"duar/seva/place"
)

// Input is a deed as it comes over a wire and as it is kept: words and whole numbers, money
// in paise, areas in acres and shares with four places.
type Input struct {
	Office        string        `json:"office"`
	Year          int64         `json:"year"`
	Number        int64         `json:"number"`
	Book          string        `json:"book"`
	Registered    string        `json:"registered"`
	Presented     string        `json:"presented"`
	Kind          string        `json:"kind"`
	Consideration int64         `json:"consideration"`
	Sellers       []InputSeller `json:"sellers"`
	Buyers        []InputBuyer  `json:"buyers"`
	Schedule      []InputLine   `json:"schedule"`
	Fee           int64         `json:"fee"`
	GRN           string        `json:"grn"`
}

// InputSeller is one of who gives.
type InputSeller struct {
	Name     string `json:"name"`
	Guardian string `json:"guardian"`
	Mouza    string `json:"mouza"`
	Khatian  string `json:"khatian"`
}

// InputBuyer is one of who takes.
type InputBuyer struct {
	Name     string `json:"name"`
	Guardian string `json:"guardian"`
	Relation string `json:"relation"`
	Address  string `json:"address"`
	Mobile   string `json:"mobile"`
	Share    string `json:"share"`
}

// InputLine is one line of the schedule.
type InputLine struct {
	Mouza   string `json:"mouza"`
	Plot    string `json:"plot"`
	Khatian string `json:"khatian"`
	Class   string `json:"class"`
	Share   string `json:"share"`
	Area    string `json:"area"`
	Buyer   int64  `json:"buyer"`
}

// Bounds of a deed, so that no sum and no page is without end.
const (
	// MostRows is how many sellers, how many buyers and how many lines a deed has: as many as
	// a roster of the form that its case is shown by.
	MostRows    = form.MaxRows
	mostName    = 120 // characters
	mostAddress = 300
	mostMoney   = 1_000_000_000_00 // paise: a hundred crore rupees
	mostNumber  = 9_999_999

	keptRows = 100 // of a deed that was taken in before MostRows was the bound
)

var (
	offices = regexp.MustCompile(`^\d{4}$`)
	books   = regexp.MustCompile(`^(I|II|III|IV)$`)
	classes = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	grns    = regexp.MustCompile(`^\d{18}$`)
)

// ReadDeed reads one deed from JSON and nothing else behind it. Unknown members and bytes
// that are no UTF-8 are refused.
func ReadDeed(text []byte, today seva.Date) (Deed, error) {
	in, err := decode(text)
	if err != nil {
		return Deed{}, err
	}
	return in.Deed(today)
}

func decode(text []byte) (in Input, err error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if utf8.Valid(text) && d.Decode(&in) == nil {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return in, nil
		}
	}
	return in, seva.Refuse("", seva.Say("error.deed.bytes"))
}

// Deed reads the words, or says what is to be mended and where ("buyers/0/share"). That a
// deed can be read says nothing of whether it can be true: that is for the rules.
func (in Input) Deed(today seva.Date) (Deed, error) { return in.read(reading{today: today}) }

func (in Input) read(r reading) (Deed, error) {
	if in.Book == "" { // as messages were before a deed was known by its book too
		in.Book = BookI
	}
	most := MostRows
	if r.kept {
		most = keptRows
	}
	limit := seva.Args{"Limit": most}
	d := Deed{
		ID: r.id(in.Office, in.Year, in.Number, in.Book), Registered: r.day("registered", in.Registered),
		Presented: r.day("presented", in.Presented), Kind: Kind(in.Kind),
		Consideration: r.money("consideration", in.Consideration), Fee: r.money("fee", in.Fee), GRN: in.GRN,
	}
	r.must("kind", slices.Contains(Kinds(), d.Kind), "error.deed.kind")
	r.must("presented", d.Presented.Number() <= d.Registered.Number(), "error.deed.days")
	r.must("registered", int64(d.Registered.Year) == in.Year, "error.deed.days")
	r.must("grn", in.GRN == "" && d.Fee == 0 || grns.MatchString(in.GRN), "error.deed.grn")
	r.must("sellers", len(in.Sellers) > 0 && len(in.Sellers) <= most, "error.deed.parties", limit)
	r.must("buyers", len(in.Buyers) > 0 && len(in.Buyers) <= most, "error.deed.parties", limit)
	r.must("schedule", len(in.Schedule) > 0 && len(in.Schedule) <= most, "error.deed.schedule", limit)
	if r.err != nil {
		return Deed{}, r.err
	}
	for i, s := range in.Sellers {
		at := fmt.Sprintf("sellers/%d/", i)
		one := Seller{r.name(at+"name", s.Name, true), r.name(at+"guardian", s.Guardian, false),
			r.mouza(at+"mouza", s.Mouza), r.number(at+"khatian", s.Khatian)}
		r.must(at+"khatian", !slices.ContainsFunc(d.Sellers, func(o Seller) bool { return o.Mouza == one.Mouza && o.Khatian == one.Khatian }), "error.deed.twice")
		d.Sellers = append(d.Sellers, one)
	}
	for i, b := range in.Buyers {
		d.Buyers = append(d.Buyers, r.buyer(fmt.Sprintf("buyers/%d/", i), b))
	}
	for i, l := range in.Schedule {
		d.Schedule = append(d.Schedule, r.line(fmt.Sprintf("schedule/%d/", i), l, d))
	}
	if r.err == nil {
		r.shares(d)
	}
	if r.err != nil {
		return Deed{}, r.err
	}
	return d, nil
}

// reading notes the first thing that is to be mended.
type reading struct {
	today seva.Date
	kept  bool // it was taken in once, perhaps by an older program whose bounds were wider
	err   error
}

func (r *reading) must(field string, ok bool, key string, args ...seva.Args) {
	if !ok && r.err == nil {
		r.err = seva.Refuse(field, seva.Say(key, args...))
	}
}

func (r *reading) id(office string, year, number int64, book string) ID {
	r.must("office", offices.MatchString(office), "error.deed.office_form")
	r.must("year", year >= 1900 && year <= 2200, "error.deed.year")
	r.must("number", number > 0 && number <= mostNumber, "error.deed.number")
	r.must("book", books.MatchString(book), "error.deed.book")
	return ID{office, int(year), number, book}
}

func (r *reading) day(field, s string) seva.Date {
	d, err := seva.ParseDate(s)
	r.must(field, err == nil && d.Full() && d.String() == s, "error.date.form", seva.Args{"Example": "2026-11-23"})
	r.must(field, d.Number() <= r.today.Number(), "error.date.future", seva.Args{"Today": r.today})
	return d
}

func (r *reading) money(field string, paise int64) seva.Money {
	r.must(field, paise >= 0 && paise <= mostMoney, "error.deed.money")
	return seva.Money(paise)
}

// name reads a person's name: letters first, and nothing that could be taken for anything
// but a name.
func (r *reading) name(field, s string, wanted bool) string {
	// An office's program has no reason to send marks that turn a name around on the page.
	turns := strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(unicode.Cf, c) && c != '\u200c' && c != '\u200d' })
	r.must(field, !turns, "error.deed.name")
	s, err := seva.Clean(field, s)
	if err != nil && r.err == nil {
		r.err = err
	}
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		r.must(field, !wanted, "error.deed.name")
		return ""
	}
	ok := utf8.RuneCountInString(s) <= mostName && (r.kept || oneScript(s))
	for i, c := range s {
		switch {
		case unicode.IsLetter(c):
		case i > 0 && (unicode.IsMark(c) || unicode.IsDigit(c) || c == '\u200c' || c == '\u200d' || strings.ContainsRune(" .'’-()@,/", c)):
		default:
			ok = false
		}
	}
	r.must(field, ok && folded(s) != "", "error.deed.name")
	return s
}

func (r *reading) mouza(field, s string) place.IDN {
	idn, err := place.ParseIDN(s)
	if err != nil && r.err == nil {
		r.err = seva.Refuse(field, seva.Say("error.deed.mouza"))
	}
	return idn
}

func (r *reading) number(field, s string) land.Number {
	n, err := land.ParseNumber(field, s)
	if err != nil && r.err == nil {
		r.err = err
	}
	return n
}

func (r *reading) share(field, s string) seva.Share {
	n, err := seva.ParseShare(s)
	r.must(field, err == nil && n > 0 && n <= seva.Whole, "error.deed.share")
	return n
}

func (r *reading) buyer(at string, b InputBuyer) Buyer {
	one := Buyer{Name: r.name(at+"name", b.Name, true), Guardian: r.name(at+"guardian", b.Guardian, false), Relation: land.Relation(b.Relation)}
	r.must(at+"relation", slices.Contains([]land.Relation{"", land.Father, land.Husband}, one.Relation), "error.deed.relation")
	address, err := seva.Clean(at+"address", b.Address)
	r.must(at+"address", err == nil && address != "" && utf8.RuneCountInString(address) <= mostAddress, "error.deed.address")
	one.Address = address
	if b.Mobile != "" {
		one.Mobile, err = seva.ParsePhone(b.Mobile)
		r.must(at+"mobile", err == nil, "error.phone.invalid")
	}
	if b.Share != "" {
		one.Share = r.share(at+"share", b.Share)
	}
	return one
}

func (r *reading) line(at string, l InputLine, d Deed) Line {
	area, err := seva.ParseArea(l.Area)
	r.must(at+"area", err == nil && area > 0, "error.deed.area")
	one := Line{Mouza: r.mouza(at+"mouza", l.Mouza), Plot: r.number(at+"plot", l.Plot), Khatian: r.number(at+"khatian", l.Khatian), Class: land.Class(l.Class),
		Share: r.share(at+"share", l.Share), Area: area, Buyer: int(l.Buyer)}
	r.must(at+"class", classes.MatchString(l.Class), "error.deed.class")
	r.must(at+"buyer", l.Buyer >= 0 && l.Buyer <= int64(len(d.Buyers)), "error.deed.buyer")
	r.must(at+"buyer", l.Buyer > 0 || !d.Kind.assigned(), "error.deed.buyer")
	r.must(at+"khatian", slices.ContainsFunc(d.Sellers, func(s Seller) bool { return s.sells(one) }), "error.deed.seller")
	r.must(at+"plot", !slices.ContainsFunc(d.Schedule, func(o Line) bool {
		return o.Mouza == one.Mouza && o.Plot == one.Plot && o.Khatian == one.Khatian && o.Buyer == one.Buyer
	}), "error.deed.twice")
	return one
}

// shares holds the buyers' shares against one another: they add up to the whole wherever
// they say who gets what, and a seller sells something.
func (r *reading) shares(d Deed) {
	var sum seva.Share
	counted := slices.ContainsFunc(d.Schedule, func(l Line) bool { return l.Buyer == 0 })
	for i, b := range d.Buyers {
		sum += b.Share
		r.must(fmt.Sprintf("buyers/%d/share", i), b.Share > 0 || !counted, "error.deed.share")
		takes := counted || slices.ContainsFunc(d.Schedule, func(l Line) bool { return l.Buyer == i+1 })
		r.must(fmt.Sprintf("buyers/%d", i), takes, "error.deed.idle")
	}
	r.must("buyers", !counted || sum == seva.Whole, "error.deed.sum", seva.Args{"Sum": sum})
	for i, s := range d.Sellers {
		sells := slices.ContainsFunc(d.Schedule, s.sells)
		r.must("sellers/"+strconv.Itoa(i), sells, "error.deed.idle")
	}
}
