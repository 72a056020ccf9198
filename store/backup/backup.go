// Package backup is the archive that a backup is: named parts behind each other, each
// with its hash in a manifest that the log's key has signed, all of it shut for whoever
// holds one of the named keys (age, X25519).
//
// It knows how an archive is written, shut, opened and proved, and the meaning of its
// manifest. It does not know any database, any file of a data folder, or where an
// archive is kept; sqlstore and vault give what goes in and take what comes out.
//
// An archive is age over gzip over tar. A part is cut into pieces of a few megabytes, so
// that what is written need not be known in its length before, and nothing waits in a
// file of its own. The parts are, in their order:
//
//	head          JSON, one Head: which engine, which schema, which tables
//	duar.db       an embedded database, or for PostgreSQL one part a table:
//	table/NAME    its rows, as COPY writes them in text
//	vault.db      the vault of Aadhaar numbers, shut by its own key as ever
//	keys.age      the keys of the data folder, shut once more (SealKeys)
//	manifest      the Manifest, signed
package backup

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"filippo.io/age"
)

// Format is the only one that is written and read.
const Format = 1

// The names of parts.
const (
	HeadPart     = "head"
	DatabasePart = "duar.db"
	TableParts   = "table/" // and the table's name
	VaultPart    = "vault.db"
	KeysPart     = "keys.age"
	ManifestPart = "manifest"
)

// Head is what must be known before the rows come.
type Head struct {
	Format  int       `json:"format"`
	Made    time.Time `json:"made"`    // when the copying began; nothing later is in it
	Program string    `json:"program"` // the version that made it
	Engine  string    `json:"engine"`  // sqlite, postgres
	Schema  int64     `json:"schema"`  // number of the last migration that had been taken
	Tables  []Table   `json:"tables"`
}

// Table is one table of the database.
type Table struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
}

// Manifest says what an archive holds, read out of the copy itself, not out of the
// database that went on meanwhile.
type Manifest struct {
	Head
	Rows       map[string]int64 `json:"rows"`                 // of each table
	Entries    int64            `json:"entries"`              // of the audit log
	Checkpoint string           `json:"checkpoint,omitempty"` // the newest one in the copy, as it was signed
	Key        string           `json:"key"`                  // public key of the log
	Keys       []KeyNote        `json:"keys"`
	Parts      []Part           `json:"parts"` // in their order, all but the manifest
}

// KeyNote says of a key whether it is in the archive, and enough to tell another one.
type KeyNote struct {
	Name  string `json:"name"`  // its file, or the variable that it was set in
	Check string `json:"check"` // CheckOf the key
	Kept  bool   `json:"kept"`  // in keys.age; one that was set in a variable is kept by who set it
}

// Part is one part as it was written.
type Part struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// piece is how much of a part stands in one entry of the tar.
const piece = 4 << 20

// Writer writes an archive. Parts are written one after the other; Close ends it, and
// without Close it cannot be read.
type Writer struct {
	out   io.WriteCloser // age
	zip   *gzip.Writer
	tar   *tar.Writer
	buf   []byte
	parts []Part
}

// Create begins an archive on w that any of the recipients can open.
func Create(w io.Writer, to ...age.Recipient) (*Writer, error) {
	out, err := age.Encrypt(w, to...)
	if err != nil {
		return nil, err
	}
	// The fastest: pages and rows are half of air, and whoever waits for a backup waits
	// for this.
	zip, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	return &Writer{out: out, zip: zip, tar: tar.NewWriter(zip), buf: make([]byte, 0, piece)}, nil
}

// Part begins a part. It must be closed before the next one begins.
func (w *Writer) Part(name string) io.WriteCloser {
	return &partWriter{w: w, part: Part{Name: name}, sum: sha256.New()}
}

// Put writes a part that is at hand.
func (w *Writer) Put(name string, content []byte) error {
	p := w.Part(name)
	_, err := p.Write(content)
	return errors.Join(err, p.Close())
}

// Parts are those written so far.
func (w *Writer) Parts() []Part { return w.parts }

// Close ends the archive.
func (w *Writer) Close() error {
	return errors.Join(w.tar.Close(), w.zip.Close(), w.out.Close())
}

type partWriter struct {
	w      *Writer
	part   Part
	sum    hash.Hash
	pieces int
}

func (p *partWriter) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		room := min(piece-len(p.w.buf), len(b))
		p.w.buf = append(p.w.buf, b[:room]...)
		b = b[room:]
		if len(p.w.buf) == piece {
			if err := p.flush(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (p *partWriter) flush() error {
	p.pieces++
	b := p.w.buf
	p.w.buf = b[:0]
	p.sum.Write(b)
	p.part.Size += int64(len(b))
	err := p.w.tar.WriteHeader(&tar.Header{Name: pieceName(p.part.Name, p.pieces), Mode: 0o600, Size: int64(len(b)), Format: tar.FormatPAX})
	if err == nil {
		_, err = p.w.tar.Write(b)
	}
	return err
}

// Close ends the part. One without content has an empty piece.
func (p *partWriter) Close() error {
	if len(p.w.buf) > 0 || p.pieces == 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.part.SHA256 = hex.EncodeToString(p.sum.Sum(nil))
	p.w.parts = append(p.w.parts, p.part)
	return nil
}

func pieceName(part string, n int) string { return fmt.Sprintf("%s/%06d", part, n) }
