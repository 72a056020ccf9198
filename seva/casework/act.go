package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/ledger"
)

// kept is the answer beside an idempotency key: which event the act became. A repetition
// is answered with the case as it is by then; its timeline shows the event.
type kept struct {
	Number string `json:"number"`
	Seq    int64  `json:"seq"`
}

// maxKey bounds an idempotency key, in bytes.
const maxKey = 200

func checkKey(key string) error {
	switch {
	case key == "":
		return seva.Refuse("key", seva.Say("error.key.missing"))
	case len(key) > maxKey || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return seva.Refuse("key", seva.Say("error.key.form"))
	}
	return nil
}

func (c counter) Act(ctx context.Context, a Act, key string) (View, error) {
	d, now := c.desk, c.desk.parts.World.Now()
	number, err := ParseNumber(a.Number)
	if err != nil {
		return View{}, err
	}
	a.Number = number
	if c.caller.ID == "" {
		return View{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	if err := checkKey(key); err != nil {
		return View{}, err
	}
	scope, print := c.caller.ID+" act", a.fingerprint()
	var done *kept    // an earlier request with this key
	var w writing     // else what this one wrote
	var refusal error // and why the act itself was not taken
	var look ledger.Look
	looks := false // and left a look
	err = d.unstuck(ctx, func(tx Tx, refused balked) error {
		done, w, refusal, looks = nil, writing{}, nil, false
		// The case comes first, and is held: of two requests with one key at once the second
		// waits here, and then finds what the key led to.
		if w, err = d.take(ctx, tx, number); err != nil {
			return err
		}
		w.balked = refused
		was, answer, found, err := tx.Done(ctx, scope, key)
		if err != nil {
			return err
		}
		if found {
			if was != print {
				return &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
			}
			done = new(kept)
			return json.Unmarshal(answer, done)
		}
		r := rightOf(w.track.Procedure, w.c, c.caller)
		if r.sees == blind {
			return unknown(number, nil)
		}
		// Refused or not, whoever acts has the case before them.
		look, looks = d.look(r, c.caller, w.c, ledger.Act+a.Action, now)
		if looks = looks && !d.looks.fresh(look); looks {
			if err := tx.PutLook(ctx, look); err != nil {
				return err
			}
		}
		// What the law has already done comes first, and stays whatever becomes of the act.
		if err := w.fire(ctx, now); err != nil {
			return err
		}
		if refusal = w.act(ctx, c.caller, a, now, now); refusal != nil {
			if w.failed {
				return refusal
			}
			return w.keep(ctx)
		}
		seq := w.c.Version
		if err := w.fire(ctx, now); err != nil { // what follows at once
			return err
		}
		if err := w.keep(ctx); err != nil {
			return err
		}
		answer, err = json.Marshal(kept{number, seq})
		if err != nil {
			return err
		}
		return tx.Do(ctx, scope, key, print, answer, now)
	})
	switch {
	case err == nil && looks:
		d.looks.keep(look)
	case looks && refuses(err):
		// What the act does was refused, and with it everything was undone: the look too. It
		// was one all the same, for the reason says something about the case.
		if noted := d.noted(ctx, look); noted != nil {
			return View{}, noted
		}
	}
	switch {
	case err != nil:
		return View{}, explain(err, number)
	case refusal != nil:
		return View{}, refusal
	case done != nil:
		return c.read(ctx, done.Number)
	}
	return d.view(w.track, w.c, w.events, rightOf(w.track.Procedure, w.c, c.caller), c.caller, now), nil
}

// fingerprint tells acts apart: SHA-256 over canonical JSON, in hex.
func (act Act) fingerprint() string { return digest(act) }

// digest hashes a value of structs, slices and sorted maps, whose JSON is always the same.
func digest(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("casework: not JSON: " + err.Error()) // only our own types come here
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Digest is the hash of an event that its audit leaf carries: lower-case hex of SHA-256
// over its JSON with the fields in the order of Event, times in UTC to the microsecond,
// and nothing for what is empty.
func (e Event) Digest() string {
	type item struct {
		Field  string `json:"field"`
		Reason string `json:"reason,omitempty"`
		Note   string `json:"note,omitempty"`
	}
	var items []item
	for _, i := range e.Items {
		items = append(items, item{string(i.Field), i.Reason, i.Note})
	}
	moment := func(t time.Time) string { return t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano) }
	return digest(struct {
		Seq    int64             `json:"seq"`
		At     string            `json:"at"`
		Noted  string            `json:"noted"`
		Action string            `json:"action"`
		From   string            `json:"from,omitempty"`
		To     string            `json:"to"`
		Actor  string            `json:"actor"`
		Role   Role              `json:"role"`
		Reason string            `json:"reason,omitempty"`
		Note   string            `json:"note,omitempty"`
		Items  []item            `json:"items,omitempty"`
		Day    string            `json:"day,omitempty"`
		Found  string            `json:"found,omitempty"`
		Given  map[string]string `json:"given,omitempty"`
		Fields []string          `json:"fields,omitempty"`
		Salt   string            `json:"salt,omitempty"`
	}{e.Seq, moment(e.At), moment(e.Noted), e.Action, e.From, e.To, e.Actor, e.Role, e.Reason, e.Note, items,
		e.Day.String(), e.Found, e.Given, e.Fields, e.Salt})
}
