package walks

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"duar/api"
	"duar/api/client"
	"duar/catalogue"
	"duar/cmd/program"
	press "duar/paper"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/identity"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/office"
	"duar/seva/payment"
	"duar/seva/watch"
	"duar/tui"
)

// objector takes objections with the right of somebody.
type objector struct {
	desk *mutation.Desk
	who  casework.Caller
}

func (o objector) Object(ctx context.Context, number, words string) (string, error) {
	c, err := o.desk.Object(ctx, o.who, number, words)
	return c.State, err
}

// prints keeps what a kiosk has printed, by the beginning of its name.
type prints struct {
	mu  sync.Mutex
	all map[string]string
}

func (p *prints) keep(name, text string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.all == nil {
		p.all = map[string]string{}
	}
	p.all[name] = text
	return "/prints/" + name, nil
}

func (p *prints) find(t *testing.T, prefix string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, text := range p.all {
		if strings.HasPrefix(name, prefix) {
			return text
		}
	}
	t.Fatalf("%s was not printed", prefix)
	return ""
}

// named gives the number in the name of what was printed: "challan-<number>-en.pdf".
func (p *prints) named(t *testing.T, prefix string) string {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for name := range p.all {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			number, _, _ := strings.Cut(rest, "-")
			return number
		}
	}
	t.Fatalf("%s was not printed", prefix)
	return ""
}

// withLand gives a kiosk the desks of money, papers and land cases in this process.
func (e *estate) withLand(c tui.Config) tui.Config {
	e.t.Helper()
	at := func(s identity.Session) casework.Caller { return s.Who.Caller("kiosk") }
	atlas, err := catalogue.Atlas()
	e.must(err)
	c.Land = land.NewDesk(e.store).For(land.Public)
	offices, err := catalogue.Offices(atlas)
	e.must(err)
	c.Payments = func(s identity.Session) payment.Counter { return e.purse.For(at(s)) }
	c.Documents = func(s identity.Session) document.Counter { return e.papers.For(at(s)) }
	c.Watches = func(s identity.Session) watch.Counter { return e.watches.For(at(s)) }
	c.Objections = func(s identity.Session) tui.Objector { return objector{e.deeds, at(s)} }
	c.Fees, c.Offices = e.charges(c.Places, c.Land), offices
	c.Leaves = func(s identity.Session) tui.Leaves {
		return program.KioskLeaves{Draw: e.leaves(), Cases: e.cases.For(at(s)), Money: e.purse.For(at(s)), Offices: offices}
	}
	return c
}

// leaves draw what is printed and not signed, as specimens.
func (e *estate) leaves() api.Leaves {
	how := func(langs []seva.Lang) press.Print {
		return press.Print{Langs: langs, Made: e.world.Now(), Specimen: true}
	}
	return api.Leaves{
		Hearing: func(h casework.Hearing, from office.Office, langs []seva.Lang) ([]byte, error) {
			return press.Hearing(h, from, how(langs))
		},
		Challan: func(v payment.View, from func(id string) office.Office, langs []seva.Lang) ([]byte, error) {
			return press.Challan(v, from, how(langs))
		},
		Receipt: func(s payment.Slip, from office.Office, langs []seva.Lang) ([]byte, error) {
			return press.Receipt(s, from, how(langs))
		},
	}
}

// remoteLand gives a kiosk the same desks behind the estate's server.
func (e *estate) remoteLand(t *testing.T) tui.Config {
	t.Helper()
	server, err := client.New("http://estate.test", &http.Client{Transport: through{e}})
	if err != nil {
		t.Fatal(err)
	}
	c := e.remote(t)
	c.Payments = func(s identity.Session) payment.Counter { return server.Payments(s.Token) }
	c.Documents = func(s identity.Session) document.Counter { return server.Documents(s.Token) }
	c.Watches = func(s identity.Session) watch.Counter { return server.Watches(s.Token) }
	c.Objections = func(s identity.Session) tui.Objector { return server.Objections(s.Token) }
	c.Fees, c.Offices = server.Fees(), server.Offices()
	c.Leaves = func(s identity.Session) tui.Leaves { return server.Leaves(s.Token) }
	return c
}

// signsIn signs somebody in.
func (h *hand) signsIn(e *estate, f *figure) {
	h.t.Helper()
	h.press("f4", "9", f.login, "tab", f.password, "tab", identity.CodeAt(f.secret, e.world.Now()), "enter")
	h.sees("Signed in: " + f.who.Name)
}

// TestACopyFromDeskToPaper plays a copy of a khatian at a kiosk, in this process and behind a
// server: what is owed is seen and paid at the counter of a bank, the officer signs, and the
// operator prints the paper. Then land is watched, and somebody objects.
func TestACopyFromDeskToPaper(t *testing.T) {
	for name, config := range map[string]func(*landMatrix) tui.Config{
		"within": func(m *landMatrix) tui.Config {
			c := m.withLand(m.within(t, nil))
			c.Door, c.Own, c.Within = m.people, m.people, true
			return c
		},
		"behind": func(m *landMatrix) tui.Config { return m.remoteLand(t) },
	} {
		t.Run(name, func(t *testing.T) {
			m := newLandMatrix(t)
			printed := &prints{}
			c := config(m)
			c.Print = printed.keep
			h := m.sit(t, c)
			number := m.owes.number

			// The fee is asked beforehand by anybody, and what is owed is paid with a challan.
			h.press("e", "5", "enter", "1", "enter")
			h.sees("Certified khatian", "₹20")
			h.signsIn(m.estate, m.folk[asOperator])
			h.press("7", number, "enter", m.fact(), "enter")
			h.sees("To pay first: ₹20", "the fee is awaited")
			h.press("r", "2")
			h.sees("money is awaited", "GRN ")
			h.press("p")
			h.sees("Saved for printing")
			if challan := printed.find(t, "challan-P"); !strings.HasPrefix(challan, "%PDF") {
				t.Fatalf("the challan: %d bytes that are no PDF", len(challan))
			}
			dpr := printed.named(t, "challan-")
			h.press("t", "1")
			h.sees("not yet reported by the bank")
			m.treasury.Press(dpr, "pay")
			m.purseLooks(dpr)
			h.press("f4", "r", dpr, "enter", "enter", "enter")
			h.sees(": paid for this")
			h.press("p")
			h.sees("Saved for printing")
			if receipt := printed.find(t, "receipt-"); !strings.HasPrefix(receipt, "%PDF") {
				t.Fatalf("the receipt: %d bytes that are no PDF", len(receipt))
			}

			// The officer signs; the paper is made, and the operator who entered it prints it.
			signer, enterer := m.folk[asSigner], m.folk[asEnterer]
			h.press("f4", "9", "enter")
			h.signsIn(m.estate, signer)
			h.press("g")
			h.sees(number)
			h.press("a", "s", "1")
			h.sees("Signed. The paper is being made.")
			paper, err := m.papers.Make(context.Background(), number)
			m.must(err)
			h.press("f4", "9", "enter")
			h.signsIn(m.estate, enterer)
			h.press("7", number, "enter", m.fact(), "enter", "enter", "d")
			h.sees(document.Spaced(paper), "VALID")
			h.press("p")
			h.sees("Saved for printing")
			if pdf := printed.find(t, "ror-"+paper); !strings.HasPrefix(pdf, "%PDF") {
				t.Fatalf("%d bytes that are no PDF", len(pdf))
			}

			// The citizen at the desk watches a plot, by a code that goes to their own phone.
			phone := newMobile()
			h.press("f4", "1", "1027001", "165", "enter", "c")
			h.sees(m.hear)
			h.press("esc", "o")
			h.sees("Block land office")
			h.press("esc", "w", phone.E164()[3:], "enter")
			h.sees("First read this aloud")
			h.press(m.lastCode(), "enter")
			h.sees("Watched until", "WATCH STOP 1")
			watched, err := m.store.Watches().Of(context.Background(), phone)
			m.must(err)
			if len(watched) != 1 || watched[0].Key.Value != "1027001/165" || watched[0].Consent == "" {
				t.Fatalf("watched: %+v", watched)
			}

			// They see what their mobile watches, and end it.
			h.press("enter", "f4", "w", "3", "enter", phone.E164()[3:], "enter")
			h.sees("Type the code")
			h.press(m.lastCode(), "enter")
			h.sees("Plot 165, mouza 1027001")
			h.press("1", "1")
			h.sees("This mobile watches nothing")
			if watched, err = m.store.Watches().Of(context.Background(), phone); err != nil || len(watched) != 0 && watched[0].Live(m.world.Now()) {
				t.Fatalf("still watched: %+v, %v", watched, err)
			}

			// Somebody who is present objects, and an operator who did not enter it takes it.
			h.press("f4", "9", "enter")
			h.signsIn(m.estate, m.member("second", []casework.Role{casework.Operator}))
			h.press("b", m.open, "enter", "It is my land", "enter", "1")
			h.sees("Objected to "+m.open, "It is my land")
			events, err := m.store.Cases().Events(context.Background(), m.open)
			m.must(err)
			if !slices.ContainsFunc(events, func(e casework.Event) bool { return e.Note == "It is my land" }) {
				t.Fatal("the case does not have the objection")
			}
		})
	}
}

// purseLooks lets the treasury be asked about a payment at once, as the worker does in time.
func (m *landMatrix) purseLooks(dpr string) {
	m.t.Helper()
	ctx := context.Background()
	err := m.store.Payments().Change(ctx, func(tx payment.Tx) error {
		p, err := tx.Payment(ctx, dpr)
		if err != nil {
			return err
		}
		p.Next, p.Asked, p.Version = m.world.Now(), p.Made.AddDate(0, 0, -1), p.Version+1
		return tx.PutPayment(ctx, p)
	})
	m.must(err)
	if v, err := m.purse.For(m.folk[asOwner].who.Caller("app")).Payment(ctx, dpr); err != nil || v.State != payment.Paid {
		m.t.Fatal(v.State, err, seva.KindOf(err))
	}
}
