package seal

import (
	"bytes"
	"errors"
	"fmt"
)

// What makes a file one that we do not sign.
var (
	ErrTooLarge  = errors.New("seal: the file is too large")
	ErrNotPDF    = errors.New("seal: not a PDF file")
	ErrEncrypted = errors.New("seal: the PDF file is encrypted")
	ErrStream    = errors.New("seal: the PDF file keeps its cross-references in a stream; write it with a classic table (qpdf --object-streams=disable)")
)

// ref names an object.
type ref struct{ number, generation int }

func (r ref) String() string { return fmt.Sprintf("%d %d R", r.number, r.generation) }

// place is where an object lies.
type place struct{ offset, generation int }

// file is a PDF file as far as an update must know it.
type file struct {
	b       []byte
	objects map[int]place
	trailer dict // the newest
	size    int  // one above the highest object number
	start   int  // where the newest cross-reference section lies
}

// mostSections bounds a chain of revisions; each is a signature or a saved form.
const mostSections = 256

// open reads the cross-references of a file.
func open(b []byte) (*file, error) {
	if len(b) > Most {
		return nil, ErrTooLarge
	}
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	f := &file{b: b, objects: map[int]place{}}
	tail := max(0, len(b)-2048)
	at := bytes.LastIndex(b[tail:], []byte("startxref"))
	if at < 0 {
		return nil, fmt.Errorf("%w: no startxref", errStructure)
	}
	l := lexer{b: b, at: tail + at + len("startxref")}
	start, ok := l.integer()
	if !ok {
		return nil, fmt.Errorf("%w: no startxref", errStructure)
	}
	f.start = start
	seen := map[int]bool{}
	for at := start; ; {
		if seen[at] || len(seen) > mostSections {
			return nil, fmt.Errorf("%w: its revisions go in a circle, or are too many", errStructure)
		}
		seen[at] = true
		t, err := f.section(at)
		if err != nil {
			return nil, err
		}
		if f.trailer == nil {
			f.trailer = t
		}
		prev := t.get("Prev")
		if prev == nil {
			break
		}
		if at, ok = (&lexer{b: prev}).integer(); !ok {
			return nil, fmt.Errorf("%w: a bad /Prev", errStructure)
		}
	}
	if f.trailer.get("Encrypt") != nil {
		return nil, ErrEncrypted
	}
	size, ok := (&lexer{b: f.trailer.get("Size")}).integer()
	if !ok || size > len(b) { // no object is written in less than a byte
		return nil, fmt.Errorf("%w: a bad /Size", errStructure)
	}
	f.size = max(size, 1)
	for n := range f.objects {
		f.size = max(f.size, n+1)
	}
	return f, nil
}

// section reads one table with its trailer. What a newer section says of an object stands.
func (f *file) section(at int) (dict, error) {
	if at >= len(f.b) {
		return nil, fmt.Errorf("%w: startxref leads out of it", errStructure)
	}
	l := lexer{b: f.b, at: at}
	if !l.keyword("xref") {
		if _, ok := l.integer(); ok {
			return nil, ErrStream
		}
		return nil, fmt.Errorf("%w: no cross-references where startxref says", errStructure)
	}
	for !l.keyword("trailer") {
		first, ok1 := l.integer()
		count, ok2 := l.integer()
		if !ok1 || !ok2 || count > len(f.b)/18 || first > len(f.b) {
			return nil, fmt.Errorf("%w: a bad cross-reference table", errStructure)
		}
		for n := first; n < first+count; n++ {
			offset, ok1 := l.integer()
			generation, ok2 := l.integer()
			l.skip()
			kind := l.word()
			if !ok1 || !ok2 || kind != "n" && kind != "f" {
				return nil, fmt.Errorf("%w: a bad cross-reference table", errStructure)
			}
			if _, newer := f.objects[n]; newer {
				continue
			}
			if kind == "f" {
				offset = -1
			}
			f.objects[n] = place{offset, generation}
		}
	}
	raw, err := l.value(0)
	if err != nil {
		return nil, err
	}
	t, err := readDict(raw)
	if err == nil && t.get("XRefStm") != nil {
		err = ErrStream
	}
	return t, err
}

// object gives the value of an object as it is written; of a stream, its dictionary.
func (f *file) object(r ref) ([]byte, error) {
	p, ok := f.objects[r.number]
	if !ok || p.offset < 0 || p.offset >= len(f.b) || p.generation != r.generation {
		return nil, fmt.Errorf("%w: object %s is not there", errStructure, r)
	}
	l := lexer{b: f.b, at: p.offset}
	n, ok1 := l.integer()
	g, ok2 := l.integer()
	if !ok1 || !ok2 || n != r.number || g != r.generation || !l.keyword("obj") {
		return nil, fmt.Errorf("%w: object %s is not where the table says", errStructure, r)
	}
	return l.value(0)
}

// refOf reads "12 0 R".
func refOf(raw []byte) (ref, bool) {
	l := lexer{b: raw}
	n, ok1 := l.integer()
	g, ok2 := l.integer()
	return ref{n, g}, ok1 && ok2 && l.keyword("R")
}

// follow gives what a value is: itself, or the object that it refers to.
func (f *file) follow(raw []byte) ([]byte, error) {
	if r, ok := refOf(raw); ok {
		return f.object(r)
	}
	return raw, nil
}

// dictOf follows an entry that must refer to a dictionary.
func (f *file) dictOf(key string, d dict) (dict, ref, error) {
	r, ok := refOf(d.get(key))
	if !ok {
		return nil, ref{}, fmt.Errorf("%w: no /%s", errStructure, key)
	}
	raw, err := f.object(r)
	if err != nil {
		return nil, ref{}, err
	}
	out, err := readDict(raw)
	return out, r, err
}

// page finds the n-th page, from 0.
func (f *file) page(root dict, n int) (dict, ref, error) {
	_, at, err := f.dictOf("Pages", root)
	if err != nil {
		return nil, ref{}, err
	}
	seen := map[ref]bool{}
	var walk func(r ref, depth int) (dict, ref, error)
	walk = func(r ref, depth int) (dict, ref, error) {
		if seen[r] || depth > deepest {
			return nil, ref{}, fmt.Errorf("%w: its pages go in a circle", errStructure)
		}
		seen[r] = true
		raw, err := f.object(r)
		if err != nil {
			return nil, ref{}, err
		}
		d, err := readDict(raw)
		if err != nil {
			return nil, ref{}, err
		}
		kids := d.get("Kids")
		if kids == nil {
			n--
			return d, r, nil
		}
		if kids, err = f.follow(kids); err != nil {
			return nil, ref{}, err
		}
		l := lexer{b: bytes.Trim(kids, "[] \r\n\t")}
		for {
			if l.skip(); l.at >= len(l.b) {
				return nil, ref{}, nil // the last kid: go on with the next branch
			}
			raw, err := l.value(0)
			if err != nil {
				return nil, ref{}, err
			}
			kid, ok := refOf(raw)
			if !ok {
				return nil, ref{}, fmt.Errorf("%w: a page that is no object", errStructure)
			}
			if d, r, err := walk(kid, depth+1); err != nil || d != nil && n < 0 {
				return d, r, err
			}
		}
	}
	d, r, err := walk(at, 0)
	if err == nil && (d == nil || n >= 0) {
		err = fmt.Errorf("%w: it has no such page", errStructure)
	}
	return d, r, err
}
