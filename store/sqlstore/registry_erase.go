package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/registry"
)

// DropDrafts implements registry.Eraser.
func (t registryTx) DropDrafts(ctx context.Context, owners ...string) (int, error) {
	ids, err := codes(ctx, t.c, "registry.drafts.of", words(owners))
	for _, id := range ids {
		err = errors.Join(err, t.dropDraft(ctx, id))
	}
	return len(ids), t.note(err)
}

// dropDraft takes out a draft and the files that were given for it.
func (t registryTx) dropDraft(ctx context.Context, id string) error {
	if err := t.dropFiles(ctx, id); err != nil {
		return err
	}
	_, err := t.c.do(ctx, "registry.draft.drop", id)
	return err
}

// dropFiles takes out the files of a draft or a case, their bytes first.
func (t registryTx) dropFiles(ctx context.Context, about string) error {
	if _, err := t.c.do(ctx, "registry.content.drop", about); err != nil {
		return err
	}
	_, err := t.c.do(ctx, "registry.file.drop", about)
	return err
}

// ForgetPhone implements registry.Eraser.
func (t registryTx) ForgetPhone(ctx context.Context, key string) (bool, error) {
	n, err := t.c.do(ctx, "registry.preference.drop", key)
	return n > 0, t.note(err)
}

// ForgetPIN implements registry.Eraser.
func (t registryTx) ForgetPIN(ctx context.Context, p seva.Phone) (bool, error) {
	a, err := accountTx(t).Account(ctx, identity.Citizen, string(p))
	switch {
	case errors.Is(err, identity.ErrNone) || err == nil && a.PIN == "":
		return false, nil
	case err != nil:
		return false, err
	}
	a.PIN = ""
	return true, accountTx(t).PutAccount(ctx, a)
}

// DropAccount implements registry.Eraser.
func (t registryTx) DropAccount(ctx context.Context, id string) (bool, error) {
	if _, err := t.c.do(ctx, "registry.deed.parties.forget", id); err != nil {
		return false, t.note(err)
	}
	n, err := t.c.do(ctx, "registry.account.drop", id)
	if err != nil || n == 0 {
		return false, t.note(err)
	}
	if err := t.forgetMobile(ctx, id); err != nil {
		return false, t.note(err)
	}
	return true, accountTx(t).EndSittings(ctx, id)
}

// Filed implements registry.Eraser.
func (t registryTx) Filed(ctx context.Context, citizen string) (n int, err error) {
	if err := t.flush(ctx); err != nil {
		return 0, t.note(err)
	}
	return n, t.note(one(ctx, t.c, "registry.filed", []any{citizen}, &n))
}

// Empty implements registry.Eraser.
func (t registryTx) Empty(ctx context.Context, number string, version int64, at time.Time) (bool, error) {
	c, err := t.Case(ctx, number)
	if errors.Is(err, casework.ErrNone) || err == nil && c.Version != version {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	b, err := packCase(c.Tombstone())
	if err != nil {
		return false, t.note(err)
	}
	n, err := t.c.do(ctx, "registry.case.empty", number, version, micros(at), b)
	if err != nil || n == 0 {
		return false, t.note(err)
	}
	t.later("case.key.drop", number) // the sound of a name is one
	t.later("registry.objections.drop", number)
	if err := t.emptyDeed(ctx, number); err != nil {
		return false, t.note(err)
	}
	log, err := t.Events(ctx, number)
	if err != nil {
		return false, err
	}
	for _, e := range log {
		b, err := packEvent(e.Tombstone())
		if err != nil {
			return false, t.note(err)
		}
		t.later("registry.event.empty", number, e.Seq, b)
	}
	return true, t.note(t.dropPapers(ctx, number))
}

// dropPapers takes out what came with a case, and with its last line the draft that the
// application was.
func (t registryTx) dropPapers(ctx context.Context, number string) error {
	if err := t.dropFiles(ctx, number); err != nil {
		return err
	}
	application, _, _ := strings.Cut(number, "/")
	var left int
	if err := one(ctx, t.c, "registry.case.left", []any{application, application + "0"}, &left); err != nil || left > 0 {
		return err
	}
	ids, err := codes(ctx, t.c, "registry.draft.of", application)
	for _, id := range ids {
		err = errors.Join(err, t.dropDraft(ctx, id))
	}
	return err
}

// attic is the store as where the keeper of retention finds what is over.
type attic struct{ agreements }

// Attic gives the store as the attic of seva/registry.
func (s *Store) Attic() registry.Attic { return attic{agreements{s}} }

// Old implements registry.Attic.
func (b attic) Old(ctx context.Context, kind string, before time.Time) (int, error) {
	var n int
	for _, name := range oldNames(kind) {
		var some int
		if err := one(ctx, b.s.engine, name+".count", []any{edge(kind, before)}, &some); err != nil {
			return 0, explain(err)
		}
		n += some
	}
	return n, nil
}

// Drop implements registry.Attic. What is taken out is over: a power failure that brings it
// back harms nobody, and the next round takes it out again.
func (b attic) Drop(ctx context.Context, kind string, before time.Time, limit int) (int, error) {
	switch kind {
	case "draft":
		return b.dropDrafts(ctx, before, limit)
	case "payment":
		return b.unname(ctx, before, limit)
	}
	var all int64
	for _, name := range oldNames(kind) {
		err := b.s.engine.change(ctx, sound, func(c change) error {
			args := []any{edge(kind, before), int64(limit)}
			if kind == "message" {
				args = append(args, []byte{}) // in place of its words
			}
			n, err := c.do(ctx, name+".drop", args...)
			all += n
			return err
		})
		if err != nil {
			return int(all), explain(err)
		}
	}
	return int(all), nil
}

// oldNames gives the statements of a kind. A look is a row, and another that keeps its
// viewer from leaving a second one.
func oldNames(kind string) []string {
	if kind == "look" {
		return []string{"old.look", "old.seen"}
	}
	return []string{"old." + kind}
}

// edge is the moment before which a kind is over, as its column has it.
func edge(kind string, before time.Time) int64 {
	if kind == "try" {
		return seva.DateOf(before).Number()
	}
	return micros(before)
}

func (b attic) dropDrafts(ctx context.Context, before time.Time, limit int) (n int, err error) {
	err = b.Change(ctx, func(rt registry.Tx) error {
		t := rt.(registryTx)
		ids, err := codes(ctx, t.c, "old.draft.some", micros(before), int64(limit))
		for _, id := range ids {
			err = errors.Join(err, t.dropDraft(ctx, id))
		}
		n = len(ids)
		return t.note(err)
	})
	return n, err
}

// Rest implements registry.Attic.
func (b attic) Rest(ctx context.Context, service string, behind registry.Place, before time.Time, limit int) ([]casework.Case, error) {
	all, err := manyCases(ctx, b.s.engine, "registry.cases.rest",
		service, packMoment(behind.Submitted), behind.Number, micros(before), int64(limit))
	return all, explain(err)
}

// codes gives the only column of an answer.
func codes(ctx context.Context, a asker, name string, args ...any) ([]string, error) {
	var all []string
	err := each(ctx, a, name, args, func(r rows) error {
		var code string
		err := r.Scan(&code)
		all = append(all, code)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}
