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
	"path"
	"slices"

	"filippo.io/age"
)

// What can be wrong with an archive, in words for whoever holds it.
var (
	ErrNone    = errors.New("backup: this file is no backup of duar")
	ErrKey     = errors.New("backup: none of the keys given opens this backup; it was made for another one (--identity)")
	ErrAltered = errors.New("backup: the file is not as it was written: it is cut off, or was altered or damaged")
)

// Reader reads an archive from its front. Every byte that it gives has been
// authenticated; that nothing is missing is known when Next has given io.EOF and Prove
// has found the parts to be those of the manifest.
type Reader struct {
	in      *witnessed
	tar     *tar.Reader
	current *partReader
	pending *tar.Header // the first piece of the next part
	seen    []Part
	plain   int64 // bytes that parts had
}

// An archive may swell to so many times its size, and a little. A real one swells to ten or
// twenty times; anybody may shut one that would fill the disk before its manifest is read.
const (
	mostSwell = 100
	freeSwell = 64 << 20
)

// Open begins to read an archive with whichever of the identities fits. Errors are ErrNone
// and ErrKey.
func Open(r io.Reader, with ...age.Identity) (*Reader, error) {
	plain, err := age.Decrypt(r, with...)
	if _, other := errors.AsType[*age.NoIdentityMatchError](err); other {
		return nil, ErrKey
	}
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNone, err)
	}
	in := &witnessed{r: plain}
	zip, err := gzip.NewReader(in)
	if err != nil {
		return nil, in.explain(err)
	}
	return &Reader{in: in, tar: tar.NewReader(zip)}, nil
}

// witnessed remembers how reading ended, which the layers above tell in their own way.
type witnessed struct {
	r    io.Reader
	err  error
	size int64 // bytes read
}

func (w *witnessed) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	w.size += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

func (w *witnessed) explain(err error) error {
	if w.err != nil {
		err = w.err // what is nearest to the file
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // here it is no good end, and must not pass for one
	}
	return fmt.Errorf("%w (%w)", ErrAltered, err)
}

// Next gives the next part, or io.EOF behind the last one. What was not read of the part
// before is passed over.
func (r *Reader) Next() (name string, content io.Reader, err error) {
	if r.current != nil {
		if _, err := io.Copy(io.Discard, r.current); err != nil {
			return "", nil, err
		}
	}
	h := r.pending
	r.pending = nil
	if h == nil {
		if r.current != nil {
			return "", nil, r.end()
		}
		if h, err = r.tar.Next(); err != nil {
			return "", nil, r.in.explain(err)
		}
	}
	part, first := cutPiece(h.Name)
	if !first || slices.ContainsFunc(r.seen, func(p Part) bool { return p.Name == part }) {
		return "", nil, fmt.Errorf("%w (a part %q out of its order)", ErrAltered, h.Name)
	}
	r.current = &partReader{r: r, part: Part{Name: part}, pieces: 1, sum: sha256.New()}
	return part, r.current, nil
}

// end reads on behind the tar: a cut shows only when the end of the age stream is asked for.
func (r *Reader) end() error {
	if _, err := io.Copy(io.Discard, r.in); err != nil {
		return r.in.explain(err)
	}
	return io.EOF
}

func cutPiece(name string) (part string, first bool) {
	part = path.Dir(name)
	return part, name == pieceName(part, 1)
}

type partReader struct {
	r      *Reader
	part   Part
	pieces int
	sum    hash.Hash
	done   bool
}

func (p *partReader) Read(b []byte) (int, error) {
	for !p.done {
		n, err := p.r.tar.Read(b)
		p.sum.Write(b[:n])
		p.part.Size += int64(n)
		if p.r.plain += int64(n); p.r.plain > freeSwell+mostSwell*p.r.in.size {
			return 0, fmt.Errorf("%w (it would swell to more than %d times its size)", ErrAltered, mostSwell)
		}
		if n > 0 {
			return n, nil
		}
		if err == nil {
			continue
		}
		if !errors.Is(err, io.EOF) {
			return 0, p.r.in.explain(err)
		}
		if err := p.turn(); err != nil {
			return 0, err
		}
	}
	return 0, io.EOF
}

// turn goes to the next piece of the part, or ends it.
func (p *partReader) turn() error {
	h, err := p.r.tar.Next()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return p.r.in.explain(err)
	case err == nil && h.Name == pieceName(p.part.Name, p.pieces+1):
		p.pieces++
		return nil
	case err == nil:
		p.r.pending = h
	}
	p.done = true
	p.part.SHA256 = hex.EncodeToString(p.sum.Sum(nil))
	p.r.seen = append(p.r.seen, p.part)
	return nil
}

// Prove demands that the parts read are those that the manifest tells of, byte by byte.
// It is asked once the manifest itself has been read.
func (r *Reader) Prove(m Manifest) error {
	seen := slices.DeleteFunc(slices.Clone(r.seen), func(p Part) bool { return p.Name == ManifestPart })
	for i, want := range m.Parts {
		switch {
		case i >= len(seen) || seen[i].Name != want.Name:
			return fmt.Errorf("%w (its part %s is missing)", ErrAltered, want.Name)
		case seen[i] != want:
			return fmt.Errorf("%w (its part %s)", ErrAltered, want.Name)
		}
	}
	if len(seen) > len(m.Parts) {
		return fmt.Errorf("%w (a part %s that its manifest does not name)", ErrAltered, seen[len(m.Parts)].Name)
	}
	return nil
}
