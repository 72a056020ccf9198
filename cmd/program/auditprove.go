package program

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"duar/seva/audit"
)

type auditProve struct {
	engines
	auditKeys
	Entry int64  `help:"The entry, counted from 0." xor:"what" required:"" env:"-"`
	Since string `help:"A checkpoint kept elsewhere: prove that the log still begins with it." placeholder:"FILE" xor:"what" required:"" env:"-"`
	Check string `help:"Check a proof; - is standard input. Needs no database." placeholder:"FILE" xor:"what" required:"" env:"-"`
}

// Run prints a proof as JSON, or checks one.
func (c auditProve) Run(ctx context.Context, s *streams) error {
	if c.Check != "" {
		return c.check(s)
	}
	return c.signing(ctx, s, c.auditKeys, func(l *audit.Log) error {
		var proof any
		var err error
		if c.Since != "" {
			var since []byte
			if since, err = readSmall(s, c.Since); err == nil {
				proof, err = l.Grow(ctx, string(since))
			}
		} else {
			proof, err = l.Prove(ctx, c.Entry)
		}
		if errors.Is(err, audit.ErrNone) {
			return fmt.Errorf("there is no entry %d in the log", c.Entry)
		}
		if err != nil {
			return err
		}
		e := json.NewEncoder(s.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(proof)
	})
}

func (c auditProve) check(s *streams) error {
	w, err := c.witness(s.world, c.auditKeys)
	if err != nil {
		return err
	}
	text, err := readSmall(s, c.Check)
	if err != nil {
		return err
	}
	p, g, err := audit.ReadProof(strings.NewReader(string(text)))
	if err != nil {
		return fmt.Errorf("%s is no proof: %w", c.Check, err)
	}
	if g != nil {
		since, cp, err := w.CheckGrowth(*g)
		if err != nil {
			return fmt.Errorf("the proof does not hold: %w", err)
		}
		fmt.Fprintf(s.out, "it holds: the log of %d entries signed %s begins with the %d signed %s\n", cp.Size, cp.At.Format(time.RFC3339), since.Size, since.At.Format(time.RFC3339))
		return nil
	}
	cp, err := w.Check(*p)
	if err != nil {
		return fmt.Errorf("the proof does not hold: %w", err)
	}
	fmt.Fprintf(s.out, "it holds: entry %d of the log of %d entries signed %s is\n%s\n", p.Entry, cp.Size, cp.At.Format(time.RFC3339), p.Leaf)
	return nil
}

// smallFile bounds a checkpoint or a proof that is read, in bytes.
const smallFile = 1 << 20

func readSmall(s *streams, name string) ([]byte, error) {
	in := s.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, smallFile+1))
	if err == nil && len(text) > smallFile {
		err = fmt.Errorf("%s is too large for a checkpoint or a proof", name)
	}
	return text, err
}
