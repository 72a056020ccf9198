// Package pdf writes PDF files: pages of set words and of lines, with fonts cut down to
// what is used, whose text can be found and copied in any of the three scripts.
//
// It knows the file format and nothing of what a page says, how it is laid out or who
// signs it. The file is plain enough to be signed by an update behind its end: one classic
// table of objects, and catalogue, page tree and pages uncompressed. The same pages always
// give the same bytes.
package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"
)

// About is what a file says of itself.
type About struct {
	Title string
	Lang  string // of the file as a whole: "bn"; words of other scripts say so themselves
	Made  time.Time
	// Number is that of a paper, and Code what its QR code says, in upper-case ASCII. Both stand
	// in the information, so that who has only the file can tell whether a code is its own.
	Number, Code string
}

// Document is a file as it grows. It is for one goroutine.
type Document struct {
	about About
	pages []*Page
	fonts fonts
	marks []*mark

	root  Part  // of the structure
	parts int   // how many there are below it
	under *Part // what is drawn now belongs to
}

// New begins a file.
func New(a About) *Document { return &Document{about: a} }

// A4 in points.
const (
	A4Width  = 595.28
	A4Height = 841.89
)

// Page adds an empty page of this size in points.
func (d *Document) Page(width, height float64) *Page {
	p := &Page{doc: d, Width: width, Height: height, index: len(d.pages)}
	d.pages = append(d.pages, p)
	return p
}

// Numbers of the objects that are always there. Pages follow, each before its content,
// then the fonts, the marks and the structure.
const (
	catalogue = 1 + iota
	tree
	information
	metadata
	colours
	resources
	firstPage
)

// pageObject is the number of a page's object.
func (d *Document) pageObject(i int) int { return firstPage + 2*i }

// Bytes gives the file. At least one page is wanted.
func (d *Document) Bytes() ([]byte, error) {
	if len(d.pages) == 0 {
		return nil, errors.New("pdf: no pages")
	}
	w := &writer{}
	w.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	first := firstPage + 2*len(d.pages)
	marks := first + objectsOfFont*len(d.fonts.all)
	structure := marks + len(d.marks)
	var tagged []byte
	if d.structured() {
		tagged = fmt.Appendf(nil, "/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R", structure)
	}
	w.object(catalogue, "<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang%s/ViewerPreferences<</DisplayDocTitle true>>%s"+
		"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]>>",
		tree, metadata, text(d.about.Lang), tagged, colours)
	var kids bytes.Buffer
	for i := range d.pages {
		fmt.Fprintf(&kids, "%d 0 R ", d.pageObject(i))
	}
	w.object(tree, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), bytes.TrimSpace(kids.Bytes()))
	made := d.about.Made.UTC().Format("D:20060102150405Z")
	w.object(information, "<</Title%s/Producer(duar)/CreationDate(%s)/ModDate(%s)%s>>", text(d.about.Title), made, made, d.about.own())
	w.stream(metadata, "/Type/Metadata/Subtype/XML", d.about.xmp(), false)
	w.object(resources, "<</Font<<%s>>/XObject<<%s>>/ExtGState<</Faint<</ca %s/CA %s>>>>>>",
		d.fonts.names(first), d.markNames(marks), faint, faint)
	for i, p := range d.pages {
		p.leave()
		tagged = tagged[:0]
		if d.structured() {
			tagged = fmt.Appendf(tagged, "/StructParents %d/Tabs/S", i)
		}
		w.object(d.pageObject(i), "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Resources %d 0 R/Contents %d 0 R%s>>",
			tree, number(p.Width), number(p.Height), resources, d.pageObject(i)+1, tagged)
		w.stream(d.pageObject(i)+1, "", p.content, true)
	}
	w.stream(colours, "/N 3", profile(), true)
	d.fonts.write(w, first)
	d.writeMarks(w, marks)
	d.writeParts(w, structure)
	return w.end(), nil
}

// own is what of the information only these papers have.
func (a About) own() (out []byte) {
	if a.Number != "" {
		out = append(append(out, "/Number"...), text(a.Number)...)
	}
	if a.Code != "" {
		out = append(append(out, "/Code"...), text(a.Code)...)
	}
	return out
}

// writer puts objects one behind the other and remembers where each begins.
type writer struct {
	bytes.Buffer
	at []int // by number; 0 is not written
}

func (w *writer) begin(n int) {
	for len(w.at) <= n {
		w.at = append(w.at, 0)
	}
	w.at[n] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n", n)
}

func (w *writer) object(n int, format string, args ...any) {
	w.begin(n)
	fmt.Fprintf(w, format, args...)
	w.WriteString("\nendobj\n")
}

// stream writes an object with data; dict is what its dictionary says besides.
func (w *writer) stream(n int, dict string, data []byte, squeezed bool) {
	if squeezed {
		data = squeeze(data)
		dict += "/Filter/FlateDecode"
	}
	w.begin(n)
	fmt.Fprintf(w, "<<%s/Length %d>>stream\n", dict, len(data))
	w.Write(data)
	w.WriteString("\nendstream\nendobj\n")
}

// end writes the table of objects and the trailer. The file's id is a digest of it, so
// that two files differ in it and the same file does not.
func (w *writer) end() []byte {
	id := sha256.Sum256(w.Bytes())
	start := w.Len()
	fmt.Fprintf(w, "xref\n0 %d\n0000000000 65535 f \n", len(w.at))
	for _, at := range w.at[1:] {
		fmt.Fprintf(w, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(w, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(w.at), catalogue, information, id[:16], id[:16], start)
	return w.Bytes()
}
