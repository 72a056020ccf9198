package document

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// Record is what a paper says of the record of rights as bytes that are always the same for
// the same facts: the first line names the encoding, and each after it is a fact,
// "key=length:value", so that no two records have the same bytes. When it was read, the
// paper's number and its languages are not in it: they stand beside the digest in the QR
// code. So the digest of the present record is that of the paper for as long as the record
// says what the paper says.
//
// Names of places are not in it either: a block that is renamed makes no paper wrong.
func Record(c Content) []byte {
	b := ink("duar record 1\n")
	b.put("kind", string(c.Kind))
	b.put("mouza", c.Mouza.IDN.String())
	switch {
	case c.Khatian != nil:
		b.khatian(*c.Khatian)
	case c.Sheet != nil:
		b.parcel("parcel", c.Sheet.Parcel)
		b.count("neighbours", len(c.Sheet.Neighbours))
		for _, p := range c.Sheet.Neighbours {
			b.parcel("neighbour", p)
		}
	default:
		b.count("plots", len(c.Plots))
		for _, p := range c.Plots {
			b.plot(p)
		}
	}
	return b
}

// Digest is SHA-256 over a content's Record.
func Digest(c Content) [sha256.Size]byte { return sha256.Sum256(Record(c)) }

// ink writes facts.
type ink []byte

func (b *ink) put(key, value string) { *b = fmt.Appendf(*b, "%s=%d:%s\n", key, len(value), value) }

func (b *ink) count(key string, n int) { b.put(key, strconv.Itoa(n)) }

func (b *ink) whole(key string, n int64) { b.put(key, strconv.FormatInt(n, 10)) }

func (b *ink) names(key string, n seva.Names) {
	b.put(key+".bn", n.Bn)
	b.put(key+".en", n.En)
	b.put(key+".hi", n.Hi)
}

func (b *ink) owner(o land.Owner) {
	b.names("owner", o.Name)
	b.put("owner.type", string(o.Type))
	b.names("guardian", o.Guardian)
	b.put("relation", string(o.Relation))
	b.names("address", o.Address)
}

func (b *ink) khatian(k land.Khatian) {
	b.put("khatian", k.Number.String())
	b.owner(k.Owner)
	b.whole("area", int64(k.Area))
	b.count("holdings", len(k.Holdings))
	for _, h := range k.Holdings {
		b.holding(h)
	}
}

func (b *ink) plot(p land.Plot) {
	b.put("plot", p.Number.String())
	b.put("class", string(p.Class))
	b.whole("area", int64(p.Area))
	b.put("ulpin", p.ULPIN)
	b.count("flags", len(p.Flags))
	for _, f := range p.Flags {
		b.put("flag", string(f))
	}
	b.count("holdings", len(p.Holdings))
	for _, h := range p.Holdings {
		b.holding(h)
	}
}

func (b *ink) holding(h land.Holding) {
	b.put("plot", h.Plot.String())
	b.put("khatian", h.Khatian.String())
	b.put("class", string(h.Class))
	b.whole("share", int64(h.Share))
	b.whole("recorded", int64(h.Recorded))
	b.whole("computed", int64(h.Computed))
	b.owner(h.Owner)
	b.put("possession", string(h.Possession))
	b.names("possessor", h.Possessor)
	b.names("remark", h.Remark.Text)
	b.put("rule", h.Remark.Rule)
}

func (b *ink) parcel(key string, p land.Parcel) {
	b.put(key, p.Number.String())
	b.put("ulpin", p.ULPIN)
	var ring strings.Builder
	for _, at := range p.Ring {
		fmt.Fprintf(&ring, "%d,%d;", at.Lon, at.Lat)
	}
	b.put("ring", ring.String())
}
