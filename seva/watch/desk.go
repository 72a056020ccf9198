package watch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strconv"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/ledger"
)

// Parts is what a desk is made of.
type Parts struct {
	Book  Book
	World seva.World
	// Say puts a text into words, for SMS.
	Say func(seva.Lang, seva.Text) string
	// Notice gives the version of the notice of Purpose.
	Notice func() string
	// There tells whether a plot or a khatian is in the record; its error is the caller's. Nil
	// asks nobody.
	There func(ctx context.Context, k casework.Key) error
	// Stopped tells whether a phone wants no SMS: a watch that tells nobody is none. Nil asks
	// nobody.
	Stopped func(context.Context, seva.Phone) (bool, error)
	// Keyed names a phone where its number must not stand.
	Keyed func(seva.Phone) string
}

// Desk is where watches are begun and ended. It is safe for concurrent use.
type Desk struct{ Parts }

// NewDesk makes the desk.
func NewDesk(p Parts) *Desk { return &Desk{p} }

// For gives the desk's counter for a caller.
func (d *Desk) For(c casework.Caller) Counter { return counter{d, c} }

type counter struct {
	desk *Desk
	who  casework.Caller
}

// phone gives the caller's mobile: proved with a sign-in, or asserted by a gateway. Staff
// watch nothing for anybody: an SMS that somebody else asked for is nobody's consent.
func (c counter) phone() (seva.Phone, error) {
	own := c.who.ID == "" || c.who.Is(casework.Citizen)
	if c.who.Phone == "" || !own {
		return "", seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	return c.who.Phone, nil
}

func (c counter) Watches(ctx context.Context) ([]Watch, error) {
	p, err := c.phone()
	if err != nil {
		return nil, err
	}
	all, err := c.desk.Book.Of(ctx, p)
	if err != nil {
		return nil, seva.Broken(err)
	}
	now := c.desk.World.Now()
	return slices.DeleteFunc(all, func(w Watch) bool { return !w.Live(now) }), nil
}

func (c counter) Watch(ctx context.Context, a Ask) (Watch, error) {
	p, err := c.phone()
	if err != nil {
		return Watch{}, err
	}
	if a.Kind != casework.KeyPlot && a.Kind != casework.KeyKhatian {
		return Watch{}, seva.Refuse("kind", seva.Say("error.watch.kind"))
	}
	key, err := casework.LandKey(a.Kind, a.Land)
	if err != nil {
		return Watch{}, err
	}
	if a.Version != c.desk.Notice() {
		return Watch{}, &seva.Error{Kind: seva.Conflict, Field: "version", Text: seva.Say("error.consent.version")}
	}
	if c.desk.There != nil {
		if err := c.desk.There(ctx, key); err != nil {
			return Watch{}, seva.Broken(err)
		}
	}
	if c.desk.Stopped != nil {
		switch stopped, err := c.desk.Stopped(ctx, p); {
		case err != nil:
			return Watch{}, seva.Broken(err)
		case stopped:
			return Watch{}, &seva.Error{Kind: seva.Conflict, Field: "phone", Text: seva.Say("error.watch.stopped")}
		}
	}
	var made Watch
	err = c.desk.Book.Change(ctx, func(tx Tx) (err error) {
		made, err = c.begin(ctx, tx, p, key, a.Version)
		return err
	})
	if err != nil {
		return Watch{}, seva.Broken(err)
	}
	return made, nil
}

// begin writes a watch with its consent, its leaf and the SMS that says so to the phone: who
// did not ask for it learns of it, and how to end it.
func (c counter) begin(ctx context.Context, tx Tx, p seva.Phone, key casework.Key, version string) (Watch, error) {
	now := c.desk.World.Now()
	w, again, err := c.place(ctx, tx, p, key)
	if err != nil {
		return Watch{}, err
	}
	before := w.Consent
	if w.Consent, err = c.consent(ctx, tx, p, version); err != nil {
		return Watch{}, err
	}
	w.Until = now.Add(life)
	if err := tx.Put(ctx, w); err != nil {
		return Watch{}, err
	}
	if before != w.Consent {
		if err := c.outlived(ctx, tx, p, before); err != nil {
			return Watch{}, err
		}
	}
	act := "watch.begin"
	if again {
		act = "watch.renew"
	}
	if err := tx.Audit(ctx, c.leaf(act, w)); err != nil {
		return Watch{}, err
	}
	if again { // the phone has had its SMS
		return w, nil
	}
	ref := "watch:" + w.ID + ":" + strconv.FormatInt(now.UnixMicro(), 10)
	return w, tx.Tell(ctx, c.desk.message("begun", ref, w, seva.Args{"By": seva.DateOf(w.Until)}))
}

// outlived withdraws a consent that no watch stands on any more: the person agreed anew, to
// other words.
func (c counter) outlived(ctx context.Context, tx Tx, p seva.Phone, consent string) error {
	of, _, err := tx.Held(ctx, p, casework.Key{}, c.desk.World.Now())
	if err != nil || consent == "" || slices.ContainsFunc(of, func(w Watch) bool { return w.Consent == consent }) {
		return err
	}
	_, err = tx.Withdraw(ctx, consent, c.desk.World.Now(), c.who.Channel)
	return err
}

// place finds the watch that is there and live, or makes a new one where there is room; one
// that is over is begun again under its No.
func (c counter) place(ctx context.Context, tx Tx, p seva.Phone, key casework.Key) (w Watch, live bool, err error) {
	now := c.desk.World.Now()
	of, _, err := tx.Held(ctx, p, key, now)
	if err != nil {
		return Watch{}, false, err
	}
	if i := slices.IndexFunc(of, func(have Watch) bool { return have.Key == key && have.Live(now) }); i >= 0 {
		return of[i], true, nil
	}
	// Counting keeps others with this phone, and others at this land, until the end: what is
	// read behind it is what holds.
	today := c.desk.World.Today().Number()
	tries, err := tx.Try(ctx, "watch:"+c.desk.Keyed(p), today)
	if err == nil {
		_, err = tx.Try(ctx, "watch.land:"+key.Kind+":"+key.Value, today)
	}
	if err != nil {
		return Watch{}, false, err
	}
	of, count, err := tx.Held(ctx, p, key, now)
	if err != nil {
		return Watch{}, false, err
	}
	held := 0
	taken := map[int]bool{}
	for _, have := range of {
		taken[have.No] = true
		if have.Live(now) {
			held++
		}
		if have.Key == key {
			w = have
		}
	}
	switch {
	case held >= MostPhone:
		return Watch{}, false, seva.Fail(seva.TooMany, seva.Say("error.watch.phone", seva.Args{"Most": MostPhone}))
	case count >= MostLand:
		return Watch{}, false, seva.Fail(seva.TooMany, seva.Say("error.watch.land"))
	case tries > MostDay:
		return Watch{}, false, seva.Fail(seva.TooMany, seva.Say("error.watch.day", seva.Args{"Most": MostDay}))
	}
	if w.ID == "" {
		w = Watch{ID: c.desk.World.ID(), Phone: p, Key: key, No: 1}
		for taken[w.No] {
			w.No++
		}
	}
	w.Lang, w.Channel, w.Since, w.Citizen = c.lang(), c.who.Channel, now, ""
	if c.who.Is(casework.Citizen) {
		w.Citizen = c.who.ID
	}
	return w, false, nil
}

// lang is the language in which the caller is spoken to, and will be told.
func (c counter) lang() seva.Lang {
	if c.who.Lang == "" {
		return seva.Bengali
	}
	return c.who.Lang
}

// consent gives the line that stands, or writes one.
func (c counter) consent(ctx context.Context, tx Tx, p seva.Phone, version string) (string, error) {
	line := ledger.Consent{ID: c.desk.World.ID(), Purpose: Purpose, Version: version, Lang: c.lang(), Channel: c.who.Channel, Given: c.desk.World.Now()}
	if c.who.ID != "" {
		line.Citizen = c.who.ID
	} else {
		line.Phone = c.desk.Keyed(p)
	}
	stands, err := tx.Standing(ctx, line.Citizen, line.Phone, Purpose, version)
	if err != nil || stands != "" {
		return stands, err
	}
	return line.ID, tx.PutConsent(ctx, line)
}

func (c counter) Unwatch(ctx context.Context, id string) error {
	p, err := c.phone()
	if err != nil {
		return err
	}
	no, _ := strconv.Atoi(seva.Digits(id))
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		of, _, err := tx.Held(ctx, p, casework.Key{}, c.desk.World.Now())
		if err != nil {
			return err
		}
		i := slices.IndexFunc(of, func(w Watch) bool { return w.ID == id || w.No == no && no > 0 })
		if i < 0 {
			return &seva.Error{Kind: seva.NotFound, Field: "id", Text: seva.Say("error.watch.unknown")}
		}
		w := of[i]
		if err := tx.Drop(ctx, w.ID); err != nil {
			return err
		}
		// With the last one goes the consent: nothing is left that it is for.
		alone := !slices.ContainsFunc(of, func(other Watch) bool { return other.ID != w.ID && other.Consent == w.Consent })
		if alone {
			if _, err := tx.Withdraw(ctx, w.Consent, c.desk.World.Now(), c.who.Channel); err != nil {
				return err
			}
		}
		return tx.Audit(ctx, c.leaf("watch.end", w))
	})
	if err != nil {
		return seva.Broken(err)
	}
	return nil
}

// leaf is what the log has of a watch: that one was begun or ended, and a digest of which.
func (c counter) leaf(act string, w Watch) audit.Leaf {
	actor, role := c.who.ID, string(casework.Citizen)
	if actor == "" {
		actor = "phone:" + c.desk.Keyed(w.Phone)
	}
	return audit.Leaf{At: c.desk.World.Now(), Actor: actor, Role: role, Act: act, Subject: w.ID,
		Digest: digest([]string{w.ID, w.Key.Kind, w.Key.Value, w.Consent})}
}

func digest(v []string) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("watch: not JSON: " + err.Error()) // texts always are
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
