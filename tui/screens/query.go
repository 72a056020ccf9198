package screens

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"duar/seva"
	"duar/seva/identity"
	"duar/tui/parts"
)

// query is a question to a desk, or none. Only the answer to the question that is still
// open is taken: one that was dropped, asked anew or given up on may answer as late as
// it likes.
type query[T any] struct {
	ground  *Ground
	id      int
	waiting bool
	cancel  context.CancelFunc
	err     error // what the last question came to, when it failed
}

// answer is what a command brings back into the loop.
type answer[T any] struct {
	id    int
	value T
	err   error
}

func (a answer[T]) question() int  { return a.id }
func (a answer[T]) failure() error { return a.err }

// Beat moves the sign that says something is being looked for.
type Beat struct{}

const beatEvery = 150 * time.Millisecond

// ask asks f beside the loop. f must not touch what belongs to the loop. When f ignores
// its context, the question is given up all the same.
func (q *query[T]) ask(g *Ground, f func(context.Context) (T, error)) tea.Cmd {
	q.drop()
	g.questions++
	id := g.questions
	g.open[id] = true
	ctx, cancel := context.WithTimeout(context.Background(), g.Patience) //nolint:gosec // drop calls cancel
	*q = query[T]{ground: g, id: id, waiting: true, cancel: cancel}
	stands := g.stands()
	return tea.Batch(
		func() tea.Msg {
			if stands != nil {
				if err := stands(ctx); err != nil {
					return answer[T]{id: id, err: err}
				}
			}
			v, err := f(ctx)
			return answer[T]{id, v, err}
		},
		g.Later(g.Patience+beatEvery, answer[T]{id: id, err: context.DeadlineExceeded}),
		g.spin(),
	)
}

// take gives the answer when msg is one to the open question and no failure. A failure
// stays in err.
func (q *query[T]) take(msg tea.Msg) (value T, ok bool) {
	a, isAnswer := msg.(answer[T])
	if !isAnswer || !q.waiting || a.id != q.id {
		return value, false
	}
	q.drop()
	q.err = a.err
	return a.value, a.err == nil
}

// drop forgets the question and what it came to.
func (q *query[T]) drop() {
	if q.waiting {
		q.waiting = false
		q.cancel()
		delete(q.ground.open, q.id)
	}
	q.err = nil
}

// road is the way to another screen: a question whose answer is that screen.
type road struct{ query[Screen] }

// Leave drops the question, as Screen wants it.
func (r *road) Leave() { r.drop() }

// sign gives the lines that tell how the road is: looking, or what went wrong and what
// can be done. Nothing when there is nothing to tell.
func (r *road) sign(g *Ground) []parts.Line { return sign(g, r.waiting, r.err) }

// sign is the same for a question of any kind.
func sign(g *Ground, waiting bool, err error) []parts.Line {
	if waiting {
		const wheel = "|/-\\"
		return []parts.Line{{Text: " " + wheel[g.beat%len(wheel):][:1] + " " + g.say("kiosk.looking"), Tone: parts.Strong}}
	}
	if err == nil {
		return nil
	}
	e := seva.Broken(err)
	lines := g.wrapped(parts.Alert, 4, g.voice().tell(e.Text))
	lines[0].Text = " !! " + lines[0].Text[4:]
	lines = append(lines, g.wrapped(parts.Plain, 4, g.say(stepAfter(e)))...)
	if callable[e.Kind] && g.Helpline != "" {
		lines = append(lines, g.wrapped(parts.Plain, 4, g.say("kiosk.help.call", seva.Args{"Helpline": g.Helpline}))...)
	}
	return lines
}

// sending is sign for what cannot be stopped once it is on its way: there is no half of it.
func sending(g *Ground, waiting bool, err error) []parts.Line {
	lines := sign(g, waiting, err)
	if waiting {
		lines[0].Text = lines[0].Text[:3] + g.say("kiosk.sending")
	}
	return lines
}

// callable are the errors that the operator cannot mend alone.
var callable = map[seva.Kind]bool{seva.Forbidden: true, seva.Unavailable: true, seva.Internal: true}

// nextStep says what the operator can do about each kind of error.
var nextStep = map[seva.Kind]string{
	seva.Invalid:         "kiosk.next.invalid",
	seva.NotFound:        "kiosk.next.not_found",
	seva.Conflict:        "kiosk.next.conflict",
	seva.Unauthenticated: "kiosk.next.unauthenticated",
	seva.Forbidden:       "kiosk.next.forbidden",
	seva.TooMany:         "kiosk.next.too_many",
	seva.Unavailable:     "kiosk.next.unavailable",
	seva.Internal:        "kiosk.next.internal",
}

// stepAfter says what the operator can do about an error. What is not found on the desks of
// services and cases has nothing to do with a mouza.
func stepAfter(e *seva.Error) string {
	if e.Code() == "sign_in" { // it is being tried right now
		return "kiosk.sign.again"
	}
	room, _, _ := strings.Cut(e.Code(), ".")
	switch {
	case e.Text.Key == "kiosk.watch.over":
		return "kiosk.watch.over.step"
	case e.Code() == "payment.present":
		return "kiosk.next.present"
	case e.Kind == seva.NotFound && slices.Contains([]string{"case", "draft", "service", "file", "payment", "document", "watch", "objection", "office"}, room):
		return "kiosk.next.compare"
	case e.Kind == seva.Conflict && room == "payment":
		return "kiosk.next.payment"
	}
	return nextStep[e.Kind]
}

// spin starts the sign moving unless it is.
func (g *Ground) spin() tea.Cmd {
	if g.spinning {
		return nil
	}
	g.spinning = true
	return g.Later(beatEvery, Beat{})
}

// Hear takes what concerns the whole ground in a message: an answer settles its question
// even when nobody waits for it any more, and a beat moves the sign on for as long as
// anything is waiting.
func (g *Ground) Hear(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case interface {
		question() int
		failure() error
	}:
		delete(g.open, msg.question())
		// The session has ended, at its time or by somebody's hand: whoever sits here signs
		// in anew. A password that was refused ends nothing.
		if err := msg.failure(); err != nil && seva.KindOf(err) == seva.Unauthenticated && seva.Broken(err).Code() != "sign_in" {
			g.ended = g.ended || g.in()
			g.session = identity.Session{}
		}
	case Beat:
		g.beat++
		if g.spinning = len(g.open) > 0; g.spinning {
			return g.Later(beatEvery, Beat{})
		}
	}
	return nil
}
