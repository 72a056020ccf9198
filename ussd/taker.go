package ussd

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"duar/i18n"
	"duar/seva"
	"duar/seva/budget"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/notice"
	"duar/seva/registry"
	"duar/seva/service"
	"duar/ussd/dialogue"
)

// Limits of one turn. A phone network waits a few seconds for an application and a
// person waits less, so a page is due within a second whatever is away.
const (
	keep      = 30 * time.Minute       // a record is kept, and a broken-off session can be resumed
	live      = 180 * time.Second      // a USSD session lives after its last hop
	due       = 950 * time.Millisecond // for looking up and keeping, together
	storeTime = 300 * time.Millisecond // for one call of a store
	sendTime  = 2 * time.Second        // for one SMS, after the page is settled
	tries     = 3                      // to keep a conversation that somebody else moves too
	maxWhole  = 4096                   // bytes of a cumulative text
)

// errTurn is a turn of nobody, or with a cumulative text no dialogue has.
var errTurn = errors.New("ussd: turn without a phone or with too long a text")

// errBusy is that others kept winning the same conversation.
var errBusy = errors.New("ussd: the conversation is moved by others")

// Parts is what an Exchange is made of. All are required but Log.
type Parts struct {
	Sessions    Sessions
	Preferences Preferences
	Carrier     notice.Carrier
	Machine     *dialogue.Machine
	// Counters gives the counters of services and cases for a phone as its gateway asserts
	// it and the language it reads; without it nothing can be applied for.
	Counters func(seva.Phone, seva.Lang) (service.Counter, casework.Counter)
	// Land gives what else may be asked about land, to the same phone; without it, or where a
	// part is nil, the menus do not offer it.
	Land func(seva.Phone, seva.Lang) dialogue.Land
	// Pins knows suspended numbers and PINs, Registry what the phone's owner agreed to and
	// who looked, Stops who wants no SMS; Meter bounds turns. Each may be nil.
	Pins     identity.Pins
	Registry func(identity.Principal, seva.Lang) registry.Counter
	Stops    notice.Stops
	Meter    budget.Meter
	// Cases gives the counter of cases for an owner who was proved by a PIN; Over is told of
	// a number that went over its budget. Each may be nil.
	Cases func(identity.Principal, seva.Lang) casework.Counter
	Over  func(context.Context, Excess)
	// MostTurns is how many turns a number may take in a minute, and MostAnswers how many
	// SMS are answered in a day; 0 for the usual.
	MostTurns, MostAnswers int
	World                  seva.World
	// Secret keys the hashes by which records are found, so that a stolen store names
	// nobody. It must be the same on every server.
	Secret []byte
	Log    *slog.Logger
}

// Exchange is the Taker: it finds the conversation, lets the machine move it, keeps
// it, and only then does what was to be done. It is safe for concurrent use.
type Exchange struct {
	Parts
	keys map[seva.Lang]keys
	// Budgets of one number.
	turns, answers, checks budget.Rate
	macs                   sync.Pool // of keyed hashes; keying one costs as much as the rest of finding a record
}

// NewExchange makes the exchange.
func NewExchange(p Parts) *Exchange {
	if p.Log == nil {
		p.Log = slog.New(slog.DiscardHandler)
	}
	x := &Exchange{Parts: p, keys: allKeys(), turns: turnsOf, answers: answersOf, checks: checksOf}
	x.turns.Most, x.answers.Most = cmp.Or(p.MostTurns, turnsOf.Most), cmp.Or(p.MostAnswers, answersOf.Most)
	x.macs.New = func() any { return hmac.New(sha256.New, x.Secret) }
	return x
}

// Take takes a turn: one Load and one Swap. The same turn delivered again gets the
// same page and causes nothing; a turn after the end gets Drop.
func (x *Exchange) Take(ctx context.Context, t Turn) (Page, error) {
	if t.Channel == "" {
		t.Channel = USSD
	}
	within, cancel := context.WithTimeout(ctx, due)
	defer cancel()
	asking, cancel := context.WithTimeout(within, due-storeTime) // leaves time to keep what was said
	defer cancel()
	key := x.hash("s:", string(t.Channel)+"\x00"+string(t.Phone))
	if t.Phone == "" || len(t.Whole) > maxWhole { // all nobodies would share one conversation
		return x.sorry(within, t, ""), errTurn
	}
	if page, refused := x.gate(within, t, key); refused {
		return page, nil
	}
	// The session of an SMS is the number it came from, and a record keeps its session: in a
	// store it is a keyed hash, as the phone is.
	t.Session = x.hash("", t.Gateway+"\x00"+t.Session)
	paid, quiet := t.Channel != SMS, false // a screen costs nobody an SMS
	for range tries {
		old, version, err := x.load(within, key)
		if err != nil {
			return x.sorry(within, t, ""), err
		}
		if page, answered := old.answered(t, x.World.Now()); answered {
			return page, nil
		}
		if !paid {
			page, instead, hushed := x.hush(within, t, key)
			if instead {
				return page, nil
			}
			paid, quiet = true, hushed
		}
		next, effects, trouble := x.move(asking, t, old, x.ref(t, key, version, old.seen, 0))
		next.silent = quiet || next.silent
		won, err := x.swap(within, key, version, next)
		if err != nil {
			return x.sorry(within, t, next.lang), errors.Join(err, trouble)
		}
		if won {
			x.perform(ctx, t, key, version, next, effects)
			return next.shown(), trouble
		}
	}
	return x.sorry(within, t, ""), errBusy
}

// move lets the machine take one step from the record as it was, and gives the record
// as it shall be. Hop names the delivery.
func (x *Exchange) move(ctx context.Context, t Turn, old record, hop string) (record, []dialogue.Effect, error) {
	now := x.World.Now()
	next := old.follow(t, now)
	var s dialogue.State
	var out dialogue.Outcome
	carries := t.Channel != SMS && old.carries(t, now)
	goesOn := old.readable && !old.ended && now.Sub(old.seen) < keep
	if !carries && (t.Channel != SMS || !goesOn || next.lang == "") {
		next.lang = x.language(ctx, t, old.lang)
	}
	m := x.machine(t, next.lang, hop)
	switch {
	case t.Channel == SMS:
		s, out = x.text(ctx, m, t, old, &next, goesOn)
	case carries:
		input, _ := old.typed(t)
		if s, out = m.Start(), (dialogue.Outcome{Reason: seva.Say("phone.restart")}); old.readable {
			s, out = m.Take(ctx, old.state, input)
		}
	default:
		s, out = x.dial(ctx, m, t, old, &next, goesOn)
	}
	s, screen, out := m.Settle(ctx, s, out)
	for _, e := range out.Effects {
		if e.Lang != "" {
			next.lang = e.Lang
		}
	}
	// A phone that shows boxes for letters gets no first answer, or no choice of one.
	if out.Lost && t.Channel == USSD && (next.lang == "" || !next.lang.Roman()) {
		s, screen, out = m.Settle(ctx, m.Script(s), out)
	}
	pages, err := x.pages(t, next.lang, screen, out.Reason)
	at := s.Cut(len(pages))
	if !out.Aside.IsZero() {
		pages[at] = x.aside(t, next.lang, screen, out.Aside, at, len(pages))
	}
	next.page, next.state, next.readable = pages[at], s, true
	next.ended = screen.End && at == len(pages)-1 // not before all is read
	// A STOP is confirmed once; what was so already is not worth another SMS the same day.
	if t.Channel == SMS && x.Machine.Wishes(t.Input) {
		said := x.within(ctx, t, again, x.hash("", string(t.Phone)), againOf)
		next.silent = out.Again && !said.OK
	}
	return next, out.Effects, errors.Join(out.Err, err)
}

// dial begins a USSD conversation: with the language for a stranger, with the answer
// for who dialled a direct code, with an offer for who was cut off, else at home.
func (x *Exchange) dial(ctx context.Context, m *dialogue.Machine, t Turn, old record, next *record, goesOn bool) (dialogue.State, dialogue.Outcome) {
	dialed := t.Whole
	lost := !t.New && t.Whole == ""
	if t.Whole == "" && t.New {
		dialed = t.Input
	}
	if old.session == next.session && !t.New {
		dialed = "" // of a session that is not live any more: it was answered long ago
	}
	if next.lang == "" {
		return m.First(dialed), dialogue.Outcome{}
	}
	if dialed != "" {
		return m.Dial(ctx, m.Start(), dialed)
	}
	if goesOn {
		if s, worth := m.Offer(old.state); worth {
			return s, dialogue.Outcome{}
		}
	}
	if lost {
		return m.Start(), dialogue.Outcome{Reason: seva.Say("phone.restart")}
	}
	return m.Start(), dialogue.Outcome{}
}

// text takes an SMS. A stranger is answered in the language of the keyword; without
// one the language is asked, and only a choice is remembered for good.
func (x *Exchange) text(ctx context.Context, m *dialogue.Machine, t Turn, old record, next *record, goesOn bool) (dialogue.State, dialogue.Outcome) {
	s, out := m.Message(ctx, old.state, goesOn, t.Input)
	if next.lang == "" {
		next.lang = out.Lang
	}
	if next.lang == "" && !goesOn {
		return m.Stranger(t.Input), dialogue.Outcome{}
	}
	return s, out
}

// perform does what the step was to cause, after it is kept, so that a step that lost
// or came twice causes nothing. A failure is logged and the page stands, which is why
// the page never says that an SMS is on its way.
//
// So an effect happens at most once, and sometimes not at all: when the answer to Swap
// is lost although the write was made, or the server falls between the two, the gateway
// delivers the hop again and answered replays the kept page without any effect. A person
// can ask again; nobody can unsend. Only an outbox written together with the record
// would close the gap, and sessions may be lost by design.
func (x *Exchange) perform(ctx context.Context, t Turn, key string, version int64, r record, effects []dialogue.Effect) {
	for i, e := range effects {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), sendTime)
		if e.Lang != "" {
			if err := x.Remember(ctx, t.Phone, e.Lang); err != nil {
				x.Log.Warn("language not kept", "gateway", t.Gateway, "err", err)
			}
		} else if _, err := x.Carrier.Send(ctx, notice.Message{
			Ref:  x.ref(t, key, version, r.seen, i),
			To:   t.Phone,
			Lang: r.lang,
			Body: i18n.Say(r.lang, e.SMS),
			Key:  e.SMS.Key,
		}); err != nil {
			x.Log.Error("sms not sent", "gateway", t.Gateway, "template", e.SMS.Key, "phone", t.Phone, "err", err)
		}
		cancel()
	}
}

// ref names an effect by the hop that caused it, so that even a hop replayed after the
// sessions were lost is sent once by a carrier that knows the Ref. Where the gateway
// names no hop, the version of the record does.
func (x *Exchange) ref(t Turn, key string, version int64, at time.Time, i int) string {
	hop, named := t.hop()
	if !named {
		hop = strconv.FormatInt(version, 10) + "@" + strconv.FormatInt(at.UnixMicro(), 10)
	}
	return x.hash("", key+"\x00"+t.Gateway+"\x00"+t.Session+"\x00"+hop+"\x00"+strconv.Itoa(i))
}

// sorry is the page when the conversation cannot be found or kept: the end, in the
// caller's language if that can still be had, else in all three.
func (x *Exchange) sorry(ctx context.Context, t Turn, l seva.Lang) Page {
	if l == "" {
		l = x.language(ctx, t, "")
	}
	if l != "" {
		return Page{Text: i18n.Say(l, seva.Say("phone.away")), End: true}
	}
	return Page{Text: inAll("phone.later"), End: true}
}

func (x *Exchange) load(ctx context.Context, key string) (record, int64, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTime)
	defer cancel()
	b, version, err := x.Sessions.Load(ctx, key)
	if err != nil {
		return record{}, 0, gone(err)
	}
	r := decode(x.unseal(key, b))
	r.mark = x.mark
	return r, version, nil
}

// swap may take what is left of the turn's time, which is storeTime at least.
func (x *Exchange) swap(ctx context.Context, key string, version int64, r record) (bool, error) {
	won, err := x.Sessions.Swap(ctx, key, version, x.seal(key, r.encode()), keep)
	return won, gone(err)
}

func gone(err error) error {
	if err == nil || errors.Is(err, ErrGone) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrGone, err)
}

var _ Taker = (*Exchange)(nil)
