package service

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"duar/seva"
	"duar/seva/casework"
)

// owner names the caller as the owner of drafts and files: an identity's id, or for a phone
// a keyed hash of its number, so that the drafts kept do not say whose they are. Who is
// neither must sign in.
func (c counter) owner() (string, error) {
	switch {
	case c.who.ID != "":
		return c.who.ID, nil
	case c.onPhone() && c.who.Phone != "":
		return c.desk.ownerOf(c.who.Phone), nil
	}
	return "", &seva.Error{Kind: seva.Unauthenticated, Text: seva.Say("error.unauthenticated")}
}

// Owners gives every name under which somebody's drafts are kept: the account's, and that
// of the phone with which some may have been begun before there was one.
func (d *Desk) Owners(account string, p seva.Phone) []string {
	var owners []string
	if account != "" {
		owners = append(owners, account)
	}
	if p != "" {
		owners = append(owners, d.ownerOf(p))
	}
	return owners
}

func (d *Desk) ownerOf(p seva.Phone) string { return "phone:" + d.keyed("service.owner", string(p)) }

// Begun gives a citizen's drafts that are not submitted, each as Counter.Draft shows it.
func (d *Desk) Begun(ctx context.Context, who casework.Caller) ([]Draft, error) {
	c := counter{desk: d, who: who, cases: d.Cases.For(who)}
	var all []Draft
	for _, owner := range d.Owners(who.ID, who.Phone) {
		kept, err := d.Book.Open(ctx, owner, mostBegun)
		if err != nil {
			return nil, seva.Broken(err)
		}
		for _, k := range kept {
			draft, err := c.shown(ctx, k)
			if err != nil {
				return nil, err
			}
			all = append(all, draft)
		}
	}
	return all, nil
}

// mostBegun bounds the drafts that are listed; nobody has a tenth of it.
const mostBegun = 1000

// keyed hashes a value under the desk's secret; what says for which use.
func (d *Desk) keyed(what, value string) string {
	mac := hmac.New(sha256.New, d.Secret)
	mac.Write([]byte(what + "\x00" + value))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// role is the caller's part in an application, for the log.
func (c counter) role() casework.Role {
	for _, r := range []casework.Role{casework.Operator, casework.Entry, casework.Institution} {
		if c.who.Is(r) {
			return r
		}
	}
	return casework.Citizen
}

// digest hashes anything as its canonical JSON: the log and the book of keys hold only that.
func digest(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("service: " + err.Error()) // only values that have a JSON form get here
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// checkKey refuses an idempotency key that could not be kept.
func checkKey(key string) error {
	const most = 200 // bytes, as in seva/casework
	if key == "" || len(key) > most || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return seva.Refuse("key", seva.Say("error.key.missing"))
	}
	return nil
}

// before gives what the key led to, when it was used before; a key that was used for
// something else is a Conflict.
func before[T any](ctx context.Context, tx casework.Once, scope, key, fingerprint string) (answer T, found bool, err error) {
	was, kept, found, err := tx.Done(ctx, scope, key)
	if err != nil || !found {
		return answer, false, err
	}
	if was != fingerprint {
		return answer, false, &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
	}
	return answer, true, json.Unmarshal(kept, &answer)
}

// done keeps what the key led to.
func (d *Desk) done(ctx context.Context, tx casework.Once, scope, key, fingerprint string, answer any) error {
	b, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return tx.Do(ctx, scope, key, fingerprint, b, d.World.Now())
}

// unknown is what anybody hears of a draft or a file that is not there or not theirs.
func unknown(what string, err error) error {
	return &seva.Error{Kind: seva.NotFound, Field: what, Text: seva.Say("error." + what + ".unknown"), Err: err}
}

// moved turns a version that was not the stored one into the error a face knows.
func moved(err error) error {
	if errors.Is(err, casework.ErrMoved) {
		return &seva.Error{Kind: seva.Conflict, Field: "draft", Text: seva.Say("error.draft.moved"), Err: err}
	}
	return seva.Broken(err)
}
