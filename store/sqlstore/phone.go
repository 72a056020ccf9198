package sqlstore

import (
	"context"
	"errors"
	"time"

	"duar/seva"
)

// Lang gives the language a phone chose, and whether it ever did. The key is a keyed
// hash of the number. With SetLang it makes a store the phone's Preferences.
func (s *Store) Lang(ctx context.Context, key string) (seva.Lang, bool, error) {
	var tag string
	err := one(ctx, s.engine, "phone.lang", []any{key}, &tag)
	if errors.Is(err, errNone) {
		return "", false, nil
	}
	return seva.Lang(tag), err == nil, explain(err)
}

// SetLang remembers the language a phone chose.
func (s *Store) SetLang(ctx context.Context, key string, l seva.Lang) error {
	return explain(s.engine.change(ctx, durable, func(c change) error {
		_, err := c.do(ctx, "phone.lang.set", key, string(l), micros(s.world.Now()))
		return err
	}))
}

// LoadSession gives a session that has not expired and its version, or version 0.
func (s *Store) LoadSession(ctx context.Context, key string) (value []byte, version int64, err error) {
	err = one(ctx, s.engine, "phone.session", []any{key, micros(s.world.Now())}, &version, &value)
	if errors.Is(err, errNone) {
		return nil, 0, nil
	}
	return value, version, explain(err)
}

// SwapSession writes a session as version old+1 if its version still is old, and tells
// whether it did. An expired session has version 0.
func (s *Store) SwapSession(ctx context.Context, key string, old int64, value []byte, ttl time.Duration) (bool, error) {
	now := s.world.Now()
	if value == nil {
		value = []byte{} // the column takes no NULL
	}
	var n int64
	err := s.engine.change(ctx, sound, func(c change) (err error) {
		if old == 0 {
			n, err = c.do(ctx, "phone.session.begin", key, value, micros(now.Add(ttl)), micros(now))
		} else {
			n, err = c.do(ctx, "phone.session.swap", key, old, value, micros(now.Add(ttl)), micros(now))
		}
		return err
	})
	return n == 1, explain(err)
}

// SweepSessions removes expired sessions and says how many there were.
func (s *Store) SweepSessions(ctx context.Context) (int, error) {
	var n int64
	err := s.engine.change(ctx, sound, func(c change) (err error) {
		n, err = c.do(ctx, "phone.session.sweep", micros(s.world.Now()))
		return err
	})
	return int(n), explain(err)
}
