package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/fxamacker/cbor/v2"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/land"
	"duar/seva/place"
)

// paperBody is a paper as it is kept; see caseBody for what may change.
type paperBody struct {
	Number   string   `cbor:"1,keyasint,omitzero"`
	Case     string   `cbor:"2,keyasint,omitzero"`
	Kind     string   `cbor:"3,keyasint,omitzero"`
	Office   string   `cbor:"4,keyasint,omitzero"`
	Mouza    int64    `cbor:"5,keyasint,omitzero"`
	Subjects []int32  `cbor:"6,keyasint,omitzero"` // main and bata of each
	Langs    []string `cbor:"7,keyasint,omitzero"`
	Digest   []byte   `cbor:"8,keyasint,omitzero"`
	Valid    int64    `cbor:"9,keyasint,omitzero"`
	Recorded int64    `cbor:"10,keyasint,omitzero"`
	Source   string   `cbor:"11,keyasint,omitzero"`
	Issued   int64    `cbor:"12,keyasint,omitzero"`
	Signer   string   `cbor:"13,keyasint,omitzero"`
	Specimen bool     `cbor:"14,keyasint,omitzero"`
	File     []byte   `cbor:"15,keyasint,omitzero"`
	Size     int64    `cbor:"16,keyasint,omitzero"`
}

func packPaper(p document.Paper) ([]byte, error) {
	if !plain(p.Number, p.Case, string(p.Kind), p.Office, p.AsOn.Source, p.Signer) {
		return nil, seva.Refuse("paper", seva.Say("error.text.control"))
	}
	b := paperBody{
		Number: p.Number, Case: p.Case, Kind: string(p.Kind), Office: p.Office, Mouza: int64(p.Mouza), Digest: p.Digest[:],
		Valid: p.AsOn.Valid.Number(), Recorded: packMoment(p.AsOn.Recorded), Source: p.AsOn.Source, Issued: packMoment(p.Issued),
		Signer: p.Signer, Specimen: p.Specimen, File: p.File[:], Size: p.Size,
	}
	for _, n := range p.Subjects {
		b.Subjects = append(b.Subjects, n.Main, n.Bata)
	}
	for _, l := range p.Langs {
		b.Langs = append(b.Langs, string(l))
	}
	return cbor.Marshal(b)
}

func unpackPaper(packed []byte) (document.Paper, error) {
	var b paperBody
	err := body.Unmarshal(packed, &b)
	if err == nil && (len(b.Digest) != sha256.Size || len(b.File) != sha256.Size || len(b.Subjects)%2 != 0) {
		err = errors.New("its digests or its subjects are cut short")
	}
	if err != nil {
		return document.Paper{}, fmt.Errorf("sqlstore: a paper: %w", err)
	}
	p := document.Paper{
		Number: b.Number, Case: b.Case, Kind: document.Kind(b.Kind), Office: b.Office, Mouza: place.IDN(b.Mouza), //nolint:gosec // seven digits
		Digest: [sha256.Size]byte(b.Digest), Issued: unpackMoment(b.Issued), Signer: b.Signer, Specimen: b.Specimen,
		AsOn: land.AsOn{Valid: seva.DateFromNumber(b.Valid), Recorded: unpackMoment(b.Recorded), Source: b.Source},
		File: [sha256.Size]byte(b.File), Size: b.Size,
	}
	for i := 0; i < len(b.Subjects); i += 2 {
		p.Subjects = append(p.Subjects, land.Number{Main: b.Subjects[i], Bata: b.Subjects[i+1]})
	}
	for _, l := range b.Langs {
		p.Langs = append(p.Langs, seva.Lang(l))
	}
	return p, nil
}

// papers is the store as the book of seva/document.
type papers struct{ s *Store }

// Documents gives the store as the book of seva/document. Its transactions are those of
// Cases.
func (s *Store) Documents() document.Book { return papers{s} }

// Case implements document.Book.
func (b papers) Case(ctx context.Context, number string) (casework.Case, error) {
	return b.s.Cases().Case(ctx, number)
}

// Paper implements document.Book.
func (b papers) Paper(ctx context.Context, number string) (document.Paper, error) {
	return onePaper(ctx, b.s.engine, "document.paper", number)
}

// PaperOf implements document.Book.
func (b papers) PaperOf(ctx context.Context, caseNumber string) (document.Paper, error) {
	return onePaper(ctx, b.s.engine, "document.paper.of", caseNumber)
}

// Linked implements document.Book.
func (b papers) Linked(ctx context.Context, key [sha256.Size]byte) (string, error) {
	var number string
	err := one(ctx, b.s.engine, "document.link.number", []any{hex.EncodeToString(key[:])}, &number)
	return number, noPaper(err)
}

// Content implements document.Book.
func (b papers) Content(ctx context.Context, file [sha256.Size]byte) ([]byte, error) {
	var content []byte
	err := one(ctx, b.s.engine, "document.file", []any{hex.EncodeToString(file[:])}, &content)
	return content, noPaper(err)
}

// Take implements document.Book.
func (b papers) Take(ctx context.Context, now, until time.Time, limit int) ([]document.Due, error) {
	var found, taken []document.Due
	err := each(ctx, b.s.engine, "document.due", []any{micros(now), int64(limit)}, func(r rows) error {
		var d document.Due
		err := r.Scan(&d.Case, &d.Tries)
		found = append(found, d)
		return err
	})
	if err != nil || len(found) == 0 {
		return nil, explain(err)
	}
	err = b.s.engine.change(ctx, sound, func(c change) error {
		taken = nil
		for _, d := range found {
			n, err := c.do(ctx, "document.take", d.Case, micros(now), micros(until))
			if err != nil {
				return err
			}
			if n == 1 {
				taken = append(taken, d)
			}
		}
		return nil
	})
	return taken, explain(err)
}

// PutOff implements document.Book.
func (b papers) PutOff(ctx context.Context, caseNumber string, until time.Time, why string) error {
	return explain(b.s.engine.change(ctx, sound, func(c change) error {
		_, err := c.do(ctx, "document.put_off", caseNumber, micros(until), why)
		return err
	}))
}

// Change implements document.Book.
func (b papers) Change(ctx context.Context, fn func(document.Tx) error) error {
	return b.s.transact(ctx, func(t *tx) error { return fn(t) })
}

func onePaper(ctx context.Context, a asker, name, key string) (document.Paper, error) {
	var packed []byte
	var revoked int64
	var newer string
	if err := one(ctx, a, name, []any{key}, &packed, &revoked, &newer); err != nil {
		return document.Paper{}, noPaper(err)
	}
	p, err := unpackPaper(packed)
	p.Revoked, p.Newer = unpackMoment(revoked), newer
	return p, explain(err)
}

// noPaper says what is not there as document does.
func noPaper(err error) error {
	if errors.Is(err, errNone) {
		return document.ErrNone
	}
	return explain(err)
}
