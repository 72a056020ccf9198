package font

import (
	"encoding/binary"
	"errors"
	"slices"
)

// table is where one table of a font file lies.
type table struct{ at, size int }

var errFile = errors.New("not a TrueType file as this program knows them")

// directory reads which tables a font file has; those that we need must be there.
func directory(data []byte) (map[string]table, error) {
	tables, err := directoryOf(data)
	for _, name := range []string{"head", "hhea", "hmtx", "maxp", "loca", "glyf", "OS/2"} {
		if err == nil && tables[name].size == 0 {
			return nil, errFile
		}
	}
	return tables, err
}

func directoryOf(data []byte) (map[string]table, error) {
	if len(data) < 12 {
		return nil, errFile
	}
	tables := map[string]table{}
	for i := range int(be16(data[4:])) {
		row := 12 + 16*i
		if row+16 > len(data) {
			return nil, errFile
		}
		t := table{int(be32(data[row+8:])), int(be32(data[row+12:]))}
		if t.at < 0 || t.size < 0 || t.at+t.size > len(data) {
			return nil, errFile
		}
		tables[string(data[row:row+4])] = t
	}
	return tables, nil
}

func (f *Face) table(name string) []byte {
	t := f.tables[name]
	return f.data[t.at : t.at+t.size]
}

// measure reads the lengths of a face and writes them in 1/1000 of the size.
func (f *Face) measure() error {
	head, hhea, os2, hmtx := f.table("head"), f.table("hhea"), f.table("OS/2"), f.table("hmtx")
	if len(head) < 54 || len(hhea) < 36 || len(os2) < 90 {
		return errFile
	}
	em := int(be16(head[18:]))
	if em == 0 {
		return errFile
	}
	thousand := func(b []byte) int { return int(int16(be16(b))) * 1000 / em }
	for i := range f.Box {
		f.Box[i] = thousand(head[36+2*i:])
	}
	f.Ascent, f.Descent, f.CapHeight = thousand(hhea[4:]), thousand(hhea[6:]), thousand(os2[88:])
	long := int(be16(hhea[34:])) // glyphs after these have the width of the last of them
	if long == 0 || len(hmtx) < 4*long {
		return errFile
	}
	f.widths = make([]uint16, be16(f.table("maxp")[4:]))
	for g := range f.widths {
		f.widths[g] = uint16(int(be16(hmtx[4*min(g, long-1):])) * 1000 / em)
	}
	return nil
}

// Subset gives a font file with the outlines of these glyphs only (and of those they are
// made of), for a PDF: every glyph keeps its number, so that nothing else must be
// rewritten, and what a reader of PDF does not need is left out: hints, names, and the
// rules of shaping, which has been done. The same glyphs always give the same bytes.
func (f *Face) Subset(glyphs []uint16) []byte {
	count := len(f.widths)
	wanted := f.closure(glyphs)
	glyf := make([]byte, 0, 32<<10)
	loca := make([]byte, 4*(count+1))
	hmtx := make([]byte, 4*count)
	for g := range count {
		binary.BigEndian.PutUint32(loca[4*g:], uint32(len(glyf)))
		if wanted[uint16(g)] {
			binary.BigEndian.PutUint16(hmtx[4*g:], f.widths[g])
			glyf = append(glyf, unhinted(f.outline(uint16(g)))...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	binary.BigEndian.PutUint32(loca[4*count:], uint32(len(glyf)))
	head := slices.Clone(f.table("head"))
	binary.BigEndian.PutUint32(head[8:], 0)  // the sum over the file, set below
	binary.BigEndian.PutUint16(head[50:], 1) // loca in 32 bits
	hhea := slices.Clone(f.table("hhea"))
	binary.BigEndian.PutUint16(hhea[34:], uint16(count))
	maxp := slices.Clone(f.table("maxp"))
	if len(maxp) >= 32 {
		clear(maxp[16:28]) // twilight points, storage, functions, stack, size of hints
		binary.BigEndian.PutUint16(maxp[14:], 1)
	}
	return assemble([]part{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", f.bearings(hmtx, wanted)}, {"loca", loca}, {"maxp", maxp}})
}

// bearings puts the left side bearings of the wanted glyphs beside their widths.
func (f *Face) bearings(hmtx []byte, wanted map[uint16]bool) []byte {
	for g := range wanted {
		if o := f.outline(g); len(o) >= 10 {
			copy(hmtx[4*int(g)+2:], o[2:4]) // xMin: the faces have their zero at the left bearing
		}
	}
	return hmtx
}

// outline gives a glyph's entry in the glyf table; nothing for one that draws nothing.
func (f *Face) outline(g uint16) []byte {
	loca, glyf := f.table("loca"), f.table("glyf")
	var from, to int
	if i := int(g); be16(f.table("head")[50:]) == 0 {
		if 2*i+4 > len(loca) {
			return nil
		}
		from, to = 2*int(be16(loca[2*i:])), 2*int(be16(loca[2*i+2:]))
	} else {
		if 4*i+8 > len(loca) {
			return nil
		}
		from, to = int(be32(loca[4*i:])), int(be32(loca[4*i+4:]))
	}
	if from < 0 || from > to || to > len(glyf) {
		return nil
	}
	return glyf[from:to]
}

// closure adds the glyphs that others are composed of, and .notdef, which must be there.
func (f *Face) closure(glyphs []uint16) map[uint16]bool {
	wanted := map[uint16]bool{}
	todo := append([]uint16{0}, glyphs...)
	for len(todo) > 0 {
		g := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if wanted[g] || int(g) >= len(f.widths) {
			continue
		}
		wanted[g] = true
		components(f.outline(g), func(_ int, part uint16) { todo = append(todo, part) })
	}
	return wanted
}

// Flags of a component of a composed glyph.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreFollow    = 1 << 5
	twoScales     = 1 << 6
	fourScales    = 1 << 7
	hasHints      = 1 << 8
)

// components goes through what an outline is composed of, telling where each begins and
// which glyph it is, and gives where the last one ends; 0 when it is not composed.
func components(outline []byte, each func(at int, glyph uint16)) int {
	if len(outline) < 10 || int16(be16(outline)) >= 0 {
		return 0
	}
	for at := 10; at+4 <= len(outline); {
		flags := be16(outline[at:])
		each(at, be16(outline[at+2:]))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fourScales != 0:
			at += 8
		}
		if flags&moreFollow == 0 {
			return min(at, len(outline))
		}
	}
	return len(outline)
}

// unhinted gives an outline without its instructions: they call functions that a subset
// has no more.
func unhinted(outline []byte) []byte {
	if len(outline) < 10 {
		return nil
	}
	if int16(be16(outline)) < 0 {
		out := slices.Clone(outline)
		end := components(out, func(at int, _ uint16) {
			binary.BigEndian.PutUint16(out[at:], be16(out[at:])&^hasHints)
		})
		return out[:end]
	}
	at := 10 + 2*int(be16(outline))
	if at+2 > len(outline) {
		return nil
	}
	rest := at + 2 + int(be16(outline[at:]))
	if rest > len(outline) {
		return nil
	}
	out := slices.Clone(outline[:at])
	out = append(out, 0, 0)
	return append(out, outline[rest:]...)
}

// part is a table to be written.
type part struct {
	name string
	data []byte
}

// assemble writes a font file of tables that come in the order of their names.
func assemble(parts []part) []byte {
	size := 12 + 16*len(parts)
	for _, p := range parts {
		size += (len(p.data) + 3) &^ 3
	}
	out := make([]byte, 12+16*len(parts), size)
	binary.BigEndian.PutUint32(out, 0x00010000)
	binary.BigEndian.PutUint16(out[4:], uint16(len(parts)))
	power, log := 1, 0
	for power*2 <= len(parts) {
		power, log = power*2, log+1
	}
	binary.BigEndian.PutUint16(out[6:], uint16(16*power))
	binary.BigEndian.PutUint16(out[8:], uint16(log))
	binary.BigEndian.PutUint16(out[10:], uint16(16*(len(parts)-power)))
	head := 0
	for i, p := range parts {
		row := out[12+16*i:]
		copy(row, p.name)
		binary.BigEndian.PutUint32(row[8:], uint32(len(out)))
		binary.BigEndian.PutUint32(row[12:], uint32(len(p.data)))
		if p.name == "head" {
			head = len(out)
		}
		start := len(out)
		out = append(out, p.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		binary.BigEndian.PutUint32(out[12+16*i+4:], sum(out[start:]))
	}
	binary.BigEndian.PutUint32(out[head+8:], 0xB1B0AFBA-sum(out))
	return out
}

func sum(b []byte) (total uint32) {
	for ; len(b) >= 4; b = b[4:] {
		total += be32(b)
	}
	return total
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }
