package seal

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"duar/seva"
)

// update is a revision that is being written behind a file (ISO 32000-1, 7.5.6).
type update struct {
	f       *file
	b       bytes.Buffer
	written []written
}

type written struct {
	ref
	offset int
}

func (u *update) begin(r ref) {
	u.written = append(u.written, written{r, u.b.Len()})
	fmt.Fprintf(&u.b, "%d %d obj\n", r.number, r.generation)
}

func (u *update) end() { u.b.WriteString("\nendobj\n") }

func (u *update) object(r ref, body []byte) {
	u.begin(r)
	u.b.Write(body)
	u.end()
}

// close writes the table of what is new and a trailer that leads to the older one.
func (u *update) close(size int) {
	start := u.b.Len()
	slices.SortFunc(u.written, func(a, b written) int { return a.number - b.number })
	u.b.WriteString("xref\n")
	for i := 0; i < len(u.written); {
		run := i + 1
		for run < len(u.written) && u.written[run].number == u.written[run-1].number+1 {
			run++
		}
		fmt.Fprintf(&u.b, "%d %d\n", u.written[i].number, run-i)
		for ; i < run; i++ {
			fmt.Fprintf(&u.b, "%010d %05d n \n", u.written[i].offset, u.written[i].generation)
		}
	}
	t := u.f.trailer.with("Size", fmt.Appendf(nil, "%d", size)).with("Prev", fmt.Appendf(nil, "%d", u.f.start))
	fmt.Fprintf(&u.b, "trailer\n%s\nstartxref\n%d\n%%%%EOF\n", t.bytes(), start)
}

// addTo puts a reference at the end of an array of d, which may lie elsewhere or not be there.
func (f *file) addTo(d dict, key string, number int) (dict, error) {
	list, err := f.follow(d.get(key))
	if err != nil {
		return nil, err
	}
	list = bytes.TrimSpace(list)
	switch {
	case len(list) == 0 || string(list) == "null":
		list = []byte("[]")
	case list[0] != '[' || list[len(list)-1] != ']':
		return nil, fmt.Errorf("%w: /%s is no array", errStructure, key)
	}
	return d.with(key, fmt.Appendf(bytes.Clone(list[:len(list)-1]), " %d 0 R]", number)), nil
}

// addField names a signature field in the catalog's form.
func (f *file) addField(root dict, number int) (dict, error) {
	raw, err := f.follow(root.get("AcroForm"))
	if err != nil {
		return nil, err
	}
	form := dict{}
	if raw != nil {
		if form, err = readDict(raw); err != nil {
			return nil, err
		}
	}
	if form, err = f.addTo(form, "Fields", number); err != nil {
		return nil, err
	}
	// 3: there are signatures, and the file is only ever appended to.
	return root.with("AcroForm", form.with("SigFlags", []byte("3")).bytes()), nil
}

// moment writes a time as PDF does, in IST.
func moment(t time.Time) string {
	return "(D:" + t.In(seva.IST).Format("20060102150405") + "+05'30')"
}

// text writes an entry with a text string in UTF-16, or nothing.
func text(key, s string) string {
	if s == "" {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "/%s<FEFF", key)
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	return b.String() + ">"
}
