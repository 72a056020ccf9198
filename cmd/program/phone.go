package program

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"duar/i18n"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/form"
	people "duar/seva/identity"
	"duar/seva/land"
	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/dialogue"
	"duar/ussd/page"
)

type phoneCommand struct {
	engines
	phoneSettings
	Number  string `help:"The phone's own number." default:"+919800000001"`
	Lang    string `help:"Language this number has already chosen; none means a first contact." enum:",bn,en,hi" default:""`
	Script  string `help:"Letters of that language." enum:"unicode,roman" default:"unicode"`
	Dial    string `help:"Dial this code and print each screen, without a terminal." placeholder:"'*…#'"`
	Answers string `help:"Answers to the screens, with commas between them." placeholder:"'1,2,…'"`
	SMS     string `name:"sms" help:"Send this SMS and print what comes back." placeholder:"TEXT"`
	Hard    bool   `help:"Screens of a network that takes 182 septets or 80 units."`
}

// handset is one phone: its number, the session it is in, and its inbox.
type handset struct {
	taker  ussd.Taker
	number seva.Phone
	code   string // "*384*7", without the #
	budget page.Budget
	world  seva.World
	out    io.Writer

	session string
	hops    int
	inbox   *inbox
}

// Run is the phone in the terminal, or, with --dial or --sms, its script.
func (c phoneCommand) Run(ctx context.Context, s *streams) error {
	number, err := seva.ParsePhone(c.Number)
	if err != nil {
		return err
	}
	h, err := c.open(ctx, s.quiet())
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.readPapers(); err != nil {
		return err
	}
	box := &inbox{}
	x, err := h.exchange(box, c.phoneSettings)
	if err != nil {
		return err
	}
	if c.Lang != "" {
		if err := x.Remember(ctx, number, seva.Lang(c.Lang).InScript(c.Script == "roman")); err != nil {
			return err
		}
	}
	if _, err := h.land.For(land.Glance).Mouza(ctx, demoMouza); seva.KindOf(err) == seva.NotFound && err != nil {
		fmt.Fprintf(s.err, "duar: no land records in %s yet; `duar demo` or `duar load demo` puts some there\n", c.Data)
	}
	p := &handset{taker: x, number: number, code: strings.TrimSuffix(c.Code, "#"), world: s.world, out: s.out, inbox: box}
	if c.Hard {
		p.budget = page.Hard
	}
	switch {
	case c.SMS != "":
		return p.text(ctx, c.SMS)
	case c.Dial != "":
		return p.script(ctx, c.Dial, c.Answers)
	}
	return p.talk(ctx, s.in)
}

// beside gives what a phone may ask about land besides its record, as a gateway asserts it. A
// house that makes no papers checks none.
func (h *house) beside(p seva.Phone, l seva.Lang) dialogue.Land {
	caller := people.Principal{Kind: people.Asserted, Phone: p, Lang: l}.Caller(string(form.OnPhone))
	d := dialogue.Land{Fees: h.fees, Offices: h.offices, Watches: h.watches.For(caller), Notice: h.watches.Notice}
	if h.documents != nil {
		d.Papers = h.documents.For(caller)
	}
	return d
}

// reading is the press and the seal of a house that looks papers up and makes none.
type reading struct{}

var errReading = errors.New("no papers are made here")

// Print is document.Press.
func (reading) Print(context.Context, document.Content) ([]byte, error) { return nil, errReading }

// Link and Read are document.Seal.
func (reading) Link(document.Facts) (string, error) { return "", errReading }
func (reading) Read(string) (document.Facts, error) { return document.Facts{}, errReading }

// readPapers opens the desk of papers to who only asks for them by their number.
func (h *house) readPapers() (err error) {
	h.documents, err = document.NewDesk(document.Parts{
		Book: h.store.Documents(), Cases: h.cases, Register: h.store, Places: h.places, Press: reading{}, Seal: reading{},
		World: h.world, Base: "http://127.0.0.1",
	})
	return err
}

// script dials and answers until the answers or the session end.
func (p *handset) script(ctx context.Context, dial, answers string) error {
	ended, err := p.dial(ctx, dial)
	if err != nil || answers == "" {
		return err
	}
	for answer := range strings.SplitSeq(answers, ",") {
		if ended {
			return fmt.Errorf("the session has ended, but %q was still to be answered", answer)
		}
		answer = strings.TrimSpace(answer)
		fmt.Fprintf(p.out, "> %s\n", answer)
		if ended, err = p.hop(ctx, answer, false); err != nil {
			return err
		}
	}
	return nil
}

// talk is the phone as a person uses it: a code to dial, answers, SMS.
func (p *handset) talk(ctx context.Context, in io.Reader) error {
	fmt.Fprintf(p.out, "%s#  dials · sms TEXT  sends an SMS · end  hangs up · quit  puts the phone away\n", p.code)
	ended := true
	lines := bufio.NewScanner(in)
	for fmt.Fprint(p.out, "> "); ctx.Err() == nil && lines.Scan(); fmt.Fprint(p.out, "> ") {
		line := strings.TrimSpace(lines.Text())
		var err error
		switch body, isSMS := strings.CutPrefix(line, "sms "); {
		case line == "quit":
			return nil
		case line == "end":
			ended = true
		case isSMS:
			err = p.text(ctx, body)
		case strings.HasPrefix(line, "*") && strings.HasSuffix(line, "#"):
			ended, err = p.dial(ctx, line)
		case ended:
			fmt.Fprintf(p.out, "dial %s# first\n", p.code)
		default:
			ended, err = p.hop(ctx, line, false)
		}
		if err != nil {
			fmt.Fprintln(p.out, "duar:", explain(err))
		}
	}
	return lines.Err()
}

// dial begins a session with a code such as *384*7# or *384*7*1027001*165#.
func (p *handset) dial(ctx context.Context, code string) (ended bool, err error) {
	rest, ours := strings.CutPrefix(code, p.code)
	if !ours || !strings.HasSuffix(rest, "#") || rest != "#" && rest[0] != '*' {
		return true, fmt.Errorf("%q is not a code of this service; dial %s# or %s*1027001*165#", code, p.code, p.code)
	}
	p.session, p.hops = p.world.ID(), 0
	return p.hop(ctx, strings.Trim(rest, "*#"), true)
}

// hop sends one answer and prints the screen, how big it is, and what SMS came of it.
func (p *handset) hop(ctx context.Context, input string, first bool) (ended bool, err error) {
	p.hops++
	got, err := p.taker.Take(ctx, ussd.Turn{
		Gateway: "console", Session: p.session, Phone: p.number, Input: input, New: first,
		Hop: fmt.Sprint(p.hops), Budget: p.budget,
	})
	if !got.Drop {
		fmt.Fprintf(p.out, "┌ %s\n", size(got.Text))
		for line := range strings.SplitSeq(got.Text, "\n") {
			fmt.Fprintf(p.out, "│ %s\n", line)
		}
		if got.End {
			fmt.Fprintln(p.out, "└ end")
		} else {
			fmt.Fprintln(p.out, "└")
		}
	}
	p.inbox.empty(p.out)
	return got.End || got.Drop, err
}

// text sends an SMS; the answer comes as one.
func (p *handset) text(ctx context.Context, body string) error {
	got, err := p.taker.Take(ctx, ussd.Turn{
		Gateway: "console", Channel: ussd.SMS, Session: p.number.E164(), Phone: p.number, Input: body, Hop: p.world.ID(),
	})
	if !got.Drop {
		printSMS(p.out, got.Text)
	}
	p.inbox.empty(p.out)
	return err
}

// size says how a network counts a screen: "ucs2 52 units" or "gsm7 91 septets".
func size(text string) string {
	m := page.Measure(text)
	if m.Coding == page.GSM7 {
		return fmt.Sprintf("gsm7 %d septets", m.Septets)
	}
	return fmt.Sprintf("ucs2 %d units", m.Units)
}

func printSMS(w io.Writer, body string) {
	fmt.Fprintf(w, "✉ %s, parts: %d\n", size(body), len(page.Segments(body)))
	for line := range strings.SplitSeq(body, "\n") {
		fmt.Fprintf(w, "  %s\n", line)
	}
}

// inbox is the carrier that delivers to this terminal.
type inbox struct {
	mu   sync.Mutex
	mail []notice.Message
}

// Send is notice.Carrier.
func (b *inbox) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mail = append(b.mail, m)
	return notice.Receipt{Provider: "inbox", ID: m.Ref}, nil
}

func (b *inbox) empty(w io.Writer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.mail {
		printSMS(w, m.Body)
	}
	b.mail = nil
}

// explain gives an error's sentence where it has one; the command line speaks English.
func explain(err error) string {
	e, ok := errors.AsType[*seva.Error](err)
	switch {
	case !ok:
		return err.Error()
	case e.Kind == seva.Internal && e.Err != nil:
		return e.Err.Error() // whoever sits at the command line may know
	}
	return i18n.Say(seva.English, e.Text)
}

// cause gives what is behind an error's sentence, on one line: whoever starts the
// program can do more about it than a citizen can.
func cause(err error) string {
	if e, ok := errors.AsType[*seva.Error](err); ok && e.Err != nil {
		return strings.Join(strings.Fields(e.Err.Error()), " ")
	}
	return explain(err)
}
