package document_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/document/documenttest"
	"duar/seva/form"
)

var opening = time.Date(2026, 11, 23, 11, 0, 0, 0, seva.IST)

// desk is a desk over books in memory, with what it stands on in the open.
type desk struct {
	*document.Desk
	book     *documenttest.Book
	cases    *casework.Desk
	press    *documenttest.Press
	register *documenttest.Register
	now      time.Time
}

func newDesk(t testing.TB, seed uint64) *desk {
	t.Helper()
	d := &desk{book: documenttest.NewBook(), press: &documenttest.Press{}, register: documenttest.NewRegister(), now: opening}
	world := seva.FrozenWorld(opening, seed).At(func() time.Time { return d.now })
	tracks := map[string]casework.Track{}
	for service := range document.Services() {
		tracks[service] = documenttest.Track(service)
	}
	// The effect is of the desk that is made next.
	effect := casework.Effect(func(ctx ctx, tx casework.Tx, w casework.Work) (casework.Done, error) { return d.Issued(ctx, tx, w) })
	var err error
	d.cases, err = casework.NewDesk(casework.Parts{
		Book: d.book.Cases, Tracks: tracks, Series: map[string]casework.Series{"DC": {Prefix: "DC", Yearly: true}}, World: world,
		Say: say, Effects: map[string]casework.Effect{document.IssuedEffect: effect},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Desk, err = document.NewDesk(document.Parts{
		Book: d.book, Cases: d.cases, Register: d.register, Places: documenttest.Places(), Press: d.press, Seal: documenttest.Seal{},
		World: world, Say: say, Base: "https://duar.example", Signer: func() string { return "Sanctioning Officer (SPECIMEN)" },
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// say writes a text so that a test can read it.
func say(l seva.Lang, t seva.Text) string {
	return fmt.Sprintf("%s %s %v %v %v", l, t.Key, t.Args["Number"], t.Args["Given"], t.Args["Link"])
}

var (
	applicant = casework.Applicant{Name: "Subrata Mondal", Phone: "919831012345", Lang: seva.Bengali, Citizen: "citizen1",
		Born: seva.Date{Year: 1990, Month: 12, Day: 31}, Channel: "app"}
	citizen = casework.Caller{ID: "citizen1", Phone: "919831012345", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
	other   = casework.Caller{ID: "citizen2", Phone: "919831099999", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
	officer = casework.Caller{ID: "officer1", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.1027"}}
	clerk   = casework.Caller{ID: "clerk1", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.1027"}}
	afar    = casework.Caller{ID: "officer2", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.9999"}}
	nobody  = casework.Caller{}
)

// filed opens a case for a khatian's copy, or of another service.
func (d *desk) filed(t testing.TB, service string, answers form.Answers) string {
	t.Helper()
	number, err := documenttest.File(t.Context(), d.book, d.cases, service, answers, applicant)
	if err != nil {
		t.Fatal(err)
	}
	return number
}

func khatian12() form.Answers { return form.Answers{"khatian": {Text: "1027001/12"}} }

// signed files one and signs it.
func (d *desk) signed(t testing.TB) string {
	t.Helper()
	number := d.filed(t, "ror_copy", khatian12())
	d.sign(t, number)
	return number
}

func (d *desk) sign(t testing.TB, number string) {
	t.Helper()
	all, err := d.For(officer).SignAll(t.Context(), []string{number}, "key")
	if err != nil || all[0].Err != nil {
		t.Fatal(err, all)
	}
}

// made makes a paper and gives its number.
func (d *desk) made(t testing.TB) string {
	t.Helper()
	number, err := d.Make(t.Context(), d.signed(t))
	if err != nil {
		t.Fatal(err)
	}
	return number
}

// token is the one in the last SMS with a link.
func (d *desk) token(t testing.TB) string {
	t.Helper()
	told := d.book.Cases.Told()
	for i := len(told) - 1; i >= 0; i-- {
		if _, token, ok := strings.Cut(told[i].Body, "/d/"); ok {
			return token
		}
	}
	t.Fatal("no link was sent")
	return ""
}

func (d *desk) state(t testing.TB, number string) casework.Case {
	t.Helper()
	c, err := d.book.Case(t.Context(), number)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wants fails unless an error has a kind and a code.
func wants(t testing.TB, what string, err error, kind seva.Kind, code string) {
	t.Helper()
	if seva.KindOf(err) != kind || seva.Broken(orNil(err)).Code() != code {
		t.Errorf("%s: %v, want %s %s", what, err, kind, code)
	}
}

func orNil(err error) error {
	if err == nil {
		return seva.Fail("none", seva.Text{})
	}
	return err
}
