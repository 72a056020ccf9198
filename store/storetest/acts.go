package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"duar/seva/casework"
	"duar/seva/notice"
	"duar/seva/service"
)

func numbersCount(t *testing.T, s CaseStore) {
	ctx := t.Context()
	var got []int64
	err := s.Cases().Change(ctx, func(tx casework.Tx) error {
		got = nil
		for _, of := range []struct {
			series string
			year   int
		}{{"CAF", 2026}, {"CAF", 2026}, {"GR", 2026}, {"CAF", 2027}, {"CAF", 2026}} {
			n, err := tx.Number(ctx, of.series, of.year)
			if err != nil {
				return err
			}
			got = append(got, n)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "numbers", got, []int64{1, 2, 1, 1, 3})
}

// act does everything that one act may do, and calls stop after each step.
func act(ctx context.Context, tx service.Tx, name string, stop func(step string) error) error {
	n, err := tx.Number(ctx, "CAF", 2026)
	if err != nil {
		return err
	}
	c, events := Filed(fmt.Sprintf("CAF2026%06d", n), "lr.2412")
	c.Applicant.Citizen = name
	draft := service.Kept{ID: "draft-" + name, Version: 1, Owner: name, Number: c.Number}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"number", func() error { return nil }},
		{"case", func() error { return tx.Put(ctx, c, events) }},
		{"leaf", func() error { return tx.Audit(ctx, leaf(c.Number)) }},
		{"message", func() error { return tx.Tell(ctx, notice.Message{Ref: "sms-" + name, To: "919831012345"}) }},
		{"try", func() error {
			tries, err := tx.Try(ctx, "act", 20261124)
			if err == nil && tries != 1 {
				err = fmt.Errorf("%d tries were kept before", tries)
			}
			return err
		}},
		{"once", func() error { return tx.Do(ctx, "submit", name, "fingerprint", []byte(c.Number), caseDay()) }},
		{"draft", func() error { return tx.PutDraft(ctx, draft) }},
		{"file", func() error {
			return tx.PutFile(ctx, service.Stored{Owner: name, Upload: upload("file-"+name, []byte("%PDF")), Content: []byte("%PDF")})
		}},
	} {
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		if err := stop(step.name); err != nil {
			return err
		}
	}
	return nil
}

// traces lists what is kept of an act.
func traces(t *testing.T, s CaseStore, name string) []string {
	t.Helper()
	ctx := t.Context()
	var found []string
	if mine, err := s.Cases().Find(ctx, casework.Find{Citizen: name}); err != nil {
		t.Fatal(err)
	} else if len(mine) > 0 {
		found = append(found, "case")
	}
	if events, err := s.Cases().Events(ctx, "CAF2026000001"); err != nil {
		t.Fatal(err)
	} else if len(events) > 0 {
		found = append(found, "event")
	}
	if leaves(t, s) > 0 {
		found = append(found, "leaf")
	}
	// Taken for no time at all, so that it is there for the next one who looks.
	if waiting, err := s.Outbox().Take(ctx, caseDay(), caseDay(), 10); err != nil {
		t.Fatal(err)
	} else if len(waiting) > 0 {
		found = append(found, "message")
	}
	if _, err := s.Applications().Draft(ctx, "draft-"+name); err == nil {
		found = append(found, "draft")
	}
	if _, err := s.Applications().Content(ctx, "file-"+name); err == nil {
		found = append(found, "file")
	}
	over := errors.New("only looking")
	err := s.Cases().Change(ctx, func(tx casework.Tx) error {
		if n, err := tx.Number(ctx, "CAF", 2026); err != nil {
			return err
		} else if n > 1 {
			found = append(found, "number")
		}
		if n, err := tx.Try(ctx, "act", 20261124); err != nil {
			return err
		} else if n > 1 {
			found = append(found, "try")
		}
		fingerprint, answer, done, err := tx.Done(ctx, "submit", name)
		if err != nil {
			return err
		}
		if done {
			found = append(found, "once")
			equal(t, "what the key led to", []string{fingerprint, string(answer)}, []string{"fingerprint", "CAF2026000001"})
		}
		return over
	})
	if !errors.Is(err, over) {
		t.Fatal(err)
	}
	return found
}

func actWhole(t *testing.T, s CaseStore) {
	err := s.Applications().Change(t.Context(), func(tx service.Tx) error {
		return act(t.Context(), tx, "whole", func(string) error { return nil })
	})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "kept", traces(t, s, "whole"), []string{"case", "event", "leaf", "message", "draft", "file", "number", "try", "once"})
}

func actNothing(t *testing.T, s CaseStore) {
	boom := errors.New("boom")
	for _, at := range []string{"number", "case", "leaf", "message", "try", "once", "draft", "file"} {
		err := s.Applications().Change(t.Context(), func(tx service.Tx) error {
			return act(t.Context(), tx, "failing", func(step string) error {
				if step == at {
					return boom
				}
				return nil
			})
		})
		if err != boom { //nolint:errorlint // it comes back as it was given
			t.Fatalf("after %s: %v", at, err)
		}
		equal(t, "kept after "+at, traces(t, s, "failing"), []string(nil))
	}
	// The caller may also leave, or the closure may fall.
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Applications().Change(ctx, func(tx service.Tx) error {
		return act(t.Context(), tx, "failing", func(step string) error {
			if step == "file" {
				cancel()
			}
			return nil
		})
	})
	if err == nil {
		t.Error("a caller that had left was told that it was kept")
	}
	func() {
		defer func() { _ = recover() }()
		_ = s.Applications().Change(t.Context(), func(tx service.Tx) error {
			return act(t.Context(), tx, "failing", func(step string) error {
				if step == "draft" {
					panic(boom)
				}
				return nil
			})
		})
	}()
	equal(t, "kept after a panic", traces(t, s, "failing"), []string(nil))
}

// actUnminded: something in the transaction fails and the closure goes on as if it had
// not. What it goes on to write must not be kept without what failed.
func actUnminded(t *testing.T, s CaseStore) {
	ctx := t.Context()
	put(t, s, casework.Case{Number: "GR2026000001", Version: 1}, []casework.Event{{Seq: 1}})
	err := s.Applications().Change(ctx, func(tx service.Tx) error {
		_ = tx.PutFile(ctx, service.Stored{Upload: upload("f", []byte("one")), Content: []byte("other")})
		_ = tx.Tell(ctx, notice.Message{Ref: "after"})
		return nil
	})
	if err == nil {
		t.Error("it was said to be kept")
	}
	if waiting, err := s.Outbox().Take(ctx, caseDay(), caseDay(), 10); err != nil || len(waiting) > 0 {
		t.Errorf("kept: %v, %v", waiting, err)
	}
}

func triesCount(t *testing.T, s CaseStore) {
	for i, c := range []struct {
		what string
		day  int64
		want int
	}{
		{"check:GR1", 20261124, 1}, {"check:GR1", 20261124, 2}, {"check:GR2", 20261124, 1},
		{"check:GR1", 20261125, 1}, {"check:GR1", 20261124, 3},
	} {
		err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
			n, err := tx.Try(t.Context(), c.what, c.day)
			if n != c.want {
				t.Errorf("%d: %s on %d: %d, want %d", i, c.what, c.day, n, c.want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
