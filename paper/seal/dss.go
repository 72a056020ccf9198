package seal

import (
	"bytes"
	"compress/zlib"
	"crypto/x509"
	"fmt"
	"io"
)

// Long-term proof (PAdES B-LT, ETSI EN 319 142-1, 5.4.2): the lists of the day on which a paper was
// signed lie in it, in a document security store, so that it goes on proving when nobody keeps
// them any more. They are put in before the signature, which covers them: one signature, of the
// whole file, and nothing behind it.

// store writes lists, and the certificates that stand between, as objects from next on, and gives
// the catalog with them.
func (u *update) store(root dict, next int, lists []*x509.RevocationList, certificates []*x509.Certificate) (dict, int) {
	if len(lists) == 0 {
		return root, next
	}
	put := func(raw []byte) string {
		body := fmt.Appendf(nil, "<</Length %d>>\nstream\n", len(raw))
		u.object(ref{next, 0}, append(append(body, raw...), "\nendstream"...))
		next++
		return fmt.Sprintf("%d 0 R ", next-1)
	}
	var crls, certs string
	for _, l := range lists {
		crls += put(l.Raw)
	}
	for _, c := range certificates {
		certs += put(c.Raw)
	}
	store := fmt.Sprintf("<</Type/DSS/CRLs[%s]/Certs[%s]>>", crls, certs)
	// What ISO 32000-1 does not have is named as ETSI's.
	return root.with("DSS", []byte(store)).with("Extensions", []byte("<</ESIC<</BaseVersion/1.7/ExtensionLevel 5>>>>")), next
}

// mostStored is how many lists of a file are read.
const mostStored = 16

// stored reads the lists out of a file. Each proves itself by its authority's signature, so it
// does not matter who put it there.
func stored(pdf []byte) (all []*x509.RevocationList) {
	f, err := open(pdf)
	if err != nil {
		return nil
	}
	root, _, err := f.dictOf("Root", f.trailer)
	if err != nil {
		return nil
	}
	raw, err := f.follow(root.get("DSS"))
	if err != nil || raw == nil {
		return nil
	}
	store, err := readDict(raw)
	if err != nil {
		return nil
	}
	list, err := f.follow(store.get("CRLs"))
	if err != nil {
		return nil
	}
	l := lexer{b: bytes.Trim(list, "[] \r\n\t")}
	for len(all) < mostStored {
		if l.skip(); l.at >= len(l.b) {
			return all
		}
		raw, err := l.value(0)
		if err != nil {
			return all
		}
		r, ok := refOf(raw)
		if !ok {
			return all
		}
		if data, err := f.stream(r); err == nil {
			if crl, err := x509.ParseRevocationList(data); err == nil {
				all = append(all, crl)
			}
		}
	}
	return all
}

// stream gives the data of a stream, as it is or unpacked.
func (f *file) stream(r ref) ([]byte, error) {
	raw, err := f.object(r)
	if err != nil {
		return nil, err
	}
	d, err := readDict(raw)
	if err != nil {
		return nil, err
	}
	length, err := f.follow(d.get("Length"))
	if err != nil {
		return nil, err
	}
	n, ok := (&lexer{b: length}).integer()
	// raw is a part of the file, and the stream lies behind it.
	l := lexer{b: f.b, at: f.objects[r.number].offset}
	l.integer()
	l.integer()
	if !ok || !l.keyword("obj") {
		return nil, errStructure
	}
	if _, err := l.value(0); err != nil || !l.keyword("stream") {
		return nil, fmt.Errorf("%w: %s is no stream", errStructure, r)
	}
	rest := bytes.TrimPrefix(bytes.TrimPrefix(f.b[l.at:], []byte("\r")), []byte("\n"))
	if n > len(rest) || n > mostList {
		return nil, fmt.Errorf("%w: a stream that is cut off", errStructure)
	}
	switch string(d.get("Filter")) {
	case "":
		return rest[:n], nil
	case "/FlateDecode":
		z, err := zlib.NewReader(bytes.NewReader(rest[:n]))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(io.LimitReader(z, mostList))
	}
	return nil, fmt.Errorf("%w: a stream in a way that is not read", errStructure)
}
