package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/notice"
)

// find reads a paper by the number that somebody typed.
func (d *Desk) find(ctx context.Context, number string) (Paper, error) {
	number, err := ParseNumber(number)
	if err != nil {
		return Paper{}, err
	}
	p, err := d.Book.Paper(ctx, number)
	return p, broken(err)
}

func (c counter) Document(ctx context.Context, number string) (View, error) {
	p, err := c.desk.find(ctx, number)
	if err != nil {
		return View{}, err
	}
	return c.desk.view(ctx, p)
}

func (c counter) File(ctx context.Context, number string) (File, error) {
	return c.file(ctx, number, "")
}

// file gives the bytes, to the caller or, with a token, to whoever has the link.
func (c counter) file(ctx context.Context, number, token string) (File, error) {
	p, err := c.desk.find(ctx, number)
	if err != nil {
		return File{}, err
	}
	actor, role := c.actor(), c.role()
	var key [sha256.Size]byte
	if token != "" {
		key = sha256.Sum256([]byte(token))
		// A link is nobody's; which one it was stands in the log by a hash of its hash.
		actor, role = "link:"+hashed(key)[:16], "link"
	} else if err := c.may(ctx, p); err != nil {
		return File{}, err
	}
	// The bytes first: a download that gives nothing is not counted, nor in the log.
	content, err := c.desk.Book.Content(ctx, p.File)
	if errors.Is(err, ErrNone) {
		return File{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.document.kept"), Err: err}
	}
	if err == nil && sha256.Sum256(content) != p.File {
		err = fmt.Errorf("document: the file of %s is not the one that was signed", p.Number)
	}
	if err != nil {
		return File{}, seva.Broken(err)
	}
	now := c.desk.World.Now()
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		if token != "" {
			used, err := tx.UseLink(ctx, p.Number, key, now, linkMost)
			if err != nil {
				return err
			}
			if !used {
				return seva.Fail(seva.Unauthenticated, seva.Say("error.document.link"))
			}
		}
		// As it stands now: it may have been taken back since it was found.
		if p, err := tx.PaperOf(ctx, p.Case); err != nil {
			return err
		} else if !p.Revoked.IsZero() {
			return revoked()
		}
		return tx.Audit(ctx, leaf(actor, role, "download", p.Number, []any{p.File, now.UnixMicro()}, now))
	})
	if err != nil {
		return File{}, broken(err)
	}
	return File{Number: p.Number, Kind: p.Kind, Content: content}, nil
}

func (c counter) Linked(ctx context.Context, token string) (File, error) {
	number, err := c.desk.Book.Linked(ctx, sha256.Sum256([]byte(token)))
	if errors.Is(err, ErrNone) || token == "" {
		return File{}, seva.Fail(seva.Unauthenticated, seva.Say("error.document.link"))
	}
	if err != nil {
		return File{}, seva.Broken(err)
	}
	return c.file(ctx, number, token)
}

// may tells whether a paper's file is the caller's to have: who may open its case may. Who
// opens it for somebody else leaves a look there.
func (c counter) may(ctx context.Context, p Paper) error {
	if c.caller.ID == "" {
		return seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	}
	_, err := c.desk.Cases.For(c.caller).Case(ctx, p.Case)
	if err != nil && seva.KindOf(err) == seva.NotFound {
		return &seva.Error{Kind: seva.Forbidden, Text: seva.Say("error.document.yours"), Err: err}
	}
	return err
}

func (c counter) Mine(ctx context.Context) ([]View, error) {
	cases, err := c.desk.Cases.For(c.caller).Mine(ctx)
	if err != nil {
		return nil, err
	}
	all := []View{}
	for _, one := range cases {
		if _, ends := c.desk.Kinds[one.Service]; !ends {
			continue
		}
		p, err := c.desk.Book.PaperOf(ctx, one.Number)
		if errors.Is(err, ErrNone) {
			continue
		}
		if err != nil {
			return nil, seva.Broken(err)
		}
		v, err := c.desk.view(ctx, p)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	slices.SortStableFunc(all, func(x, y View) int { return int(y.Issued.Number() - x.Issued.Number()) })
	return all, nil
}

func (c counter) CutLinks(ctx context.Context, number string) error {
	p, err := c.desk.find(ctx, number)
	if err != nil {
		return err
	}
	if err := c.may(ctx, p); err != nil {
		return err
	}
	now := c.desk.World.Now()
	return broken(c.desk.Book.Change(ctx, func(tx Tx) error {
		if err := tx.CutLinks(ctx, p.Number); err != nil {
			return err
		}
		return tx.Audit(ctx, leaf(c.actor(), c.role(), "cut_links", p.Number, []any{p.Number, now.UnixMicro()}, now))
	}))
}

func revoked() error { return seva.Fail(seva.Conflict, seva.Say("error.document.revoked")) }

func (c counter) Revoke(ctx context.Context, number, reason, key string) (View, error) {
	p, err := c.desk.find(ctx, number)
	switch {
	case err != nil:
		return View{}, err
	case c.caller.ID == "":
		return View{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case !revokes(c.caller, p.Office):
		return View{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	case !slices.Contains(Reasons(), reason):
		return View{}, seva.Refuse("reason", seva.Say("error.document.reason"))
	}
	if err := checkKey(key); err != nil {
		return View{}, err
	}
	now, scope, print := c.desk.World.Now(), c.caller.ID+" revoke", hashed([]any{p.Number, reason})
	err = c.desk.Book.Change(ctx, func(tx Tx) error {
		// The case is held, so that of two requests with one key the second finds the first's.
		held, err := tx.Case(ctx, p.Case)
		if err != nil {
			return err
		}
		was, _, done, err := tx.Done(ctx, scope, key)
		if err != nil {
			return err
		}
		if done {
			if was != print {
				return &seva.Error{Kind: seva.Conflict, Field: "key", Text: seva.Say("error.key.other")}
			}
			return nil
		}
		fresh, err := tx.Revoke(ctx, p.Number, c.caller.ID, reason, now)
		if err != nil {
			return err
		}
		if !fresh {
			return revoked()
		}
		if err := tx.CutLinks(ctx, p.Number); err != nil {
			return err
		}
		if err := c.desk.tellRevoked(ctx, tx, held, p, reason); err != nil {
			return err
		}
		if err := tx.Audit(ctx, leaf(c.caller.ID, string(casework.Sanctioner), "revoke", p.Number, []any{p.Number, reason}, now)); err != nil {
			return err
		}
		return tx.Do(ctx, scope, key, print, nil, now)
	})
	if err != nil {
		return View{}, broken(err)
	}
	return c.Document(ctx, p.Number)
}

// tellRevoked tells whoever applied that their paper is void, and why.
func (d *Desk) tellRevoked(ctx context.Context, tx Tx, c casework.Case, p Paper, reason string) error {
	if d.Say == nil || c.Applicant.Phone == "" {
		return nil
	}
	const key = "sms.document.void"
	text := seva.Say(key, seva.Args{"Number": p.Number, "Reason": seva.Say("reason.revoke." + reason)})
	return tx.Tell(ctx, notice.Message{
		Ref: "void#" + p.Number, To: c.Applicant.Phone, Lang: c.Applicant.Lang, Body: d.Say(c.Applicant.Lang, text), Key: key,
	})
}

// checkKey refuses an idempotency key that could not be kept.
func checkKey(key string) error {
	const most = 100 // bytes: a case's number is put behind it
	switch {
	case key == "":
		return seva.Refuse("key", seva.Say("error.key.missing"))
	case len(key) > most || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }):
		return seva.Refuse("key", seva.Say("error.key.form"))
	}
	return nil
}
