package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"duar/seva"
)

// The leaves and roots of RFC 6962's reference implementation.
func TestKnownRoots(t *testing.T) {
	leaves := []string{
		"", "\x00", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43",
		"\x50\x51\x52\x53\x54\x55\x56\x57", "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
	}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	m := newMemory()
	l, _ := fixture(t, m)
	for i, want := range roots {
		c := sealed(t, l)
		if got := fmt.Sprintf("%x", c.Root[:]); got != want || c.Size != int64(i) {
			t.Errorf("root of %d leaves: %s", i, got)
		}
		if i < len(leaves) {
			m.act(leaves[i])
		}
	}
}

func TestACheckpointCostsWhatIsNew(t *testing.T) {
	m := newMemory()
	l, w := fixture(t, m)
	m.acts(70_000)
	if c := sealed(t, l); c.Size != 70_000 || len(m.kept) != 2 {
		t.Fatalf("%d in %d checkpoints", c.Size, len(m.kept)) // a long log is caught up with in strides
	}
	m.acts(5)
	m.read = 0
	c := sealed(t, l)
	if m.read != 5 {
		t.Errorf("%d leaves were read for 5 new ones", m.read)
	}
	if again := sealed(t, l); again != c || m.read != 5 {
		t.Error("nothing is new, and something was signed or read")
	}
	if r := verified(t, m, w, c); len(r.Faults) > 0 || r.Root != c.Root || r.Signed != 70_005 {
		t.Errorf("%+v", r)
	}
}

// Whatever is appended and whenever it is signed: the root is that of the leaves, every
// checkpoint is the beginning of every later one, every entry is proved by its bytes and
// by no others, and reading all finds nothing.
func TestAnyHistoryIsConsistent(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := newMemory()
		l, w := fixture(t, m)
		all := []Checkpoint{sealed(t, l)}
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 700), 1, 6).Draw(r, "appended") {
			m.acts(n)
			if n > 0 || rapid.Bool().Draw(r, "sign") {
				all = append(all, sealed(t, l))
			}
		}
		m.acts(rapid.IntRange(0, 3).Draw(r, "unsigned"))
		if got := verified(t, m, w, all...); len(got.Faults) > 0 {
			r.Fatalf("%+v", got)
		}
		since := rapid.SampledFrom(all).Draw(r, "since")
		g, err := l.Grow(t.Context(), since.Note)
		if err != nil {
			r.Fatal(err)
		}
		if _, _, err := w.CheckGrowth(g); err != nil {
			r.Fatalf("since %d: %v", since.Size, err)
		}
		if m.size == 0 {
			return
		}
		entry := rapid.Int64Range(0, m.size-1).Draw(r, "entry")
		p, err := l.Prove(t.Context(), entry)
		if err != nil {
			r.Fatal(err)
		}
		if c, err := w.Check(p); err != nil || c.Size <= entry {
			r.Fatalf("entry %d of %d: %v", entry, c.Size, err)
		}
		lie := p
		lie.Leaf += " "
		if _, err := w.Check(lie); err == nil {
			r.Fatal("another leaf is proved")
		}
		lie = p
		lie.Entry = (entry + 1) % m.size
		if _, err := w.Check(lie); err == nil && lie.Entry != entry {
			r.Fatal("another place is proved")
		}
	})
}

// One entry is changed, taken out, put in or moved, anywhere that is signed, with its hash
// right: reading names that entry.
func TestAnyTamperingIsNamed(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := newMemory()
		l, w := fixture(t, m)
		m.acts(rapid.IntRange(3, 600).Draw(r, "first"))
		sealed(t, l)
		m.acts(rapid.IntRange(0, 600).Draw(r, "second"))
		sealed(t, l)
		k := rapid.Int64Range(0, m.size-1).Draw(r, "entry")
		want := Fault{Entry: k, Last: k}
		forged := row{k, []byte("forged"), nil}
		h := tlog.RecordHash(forged.data)
		forged.hash = h[:]
		number := func() {
			for i := range m.rows {
				m.rows[i].seq = int64(i)
			}
		}
		switch want.Kind = rapid.SampledFrom([]Kind{Edited, HashEdited, Missing, Deleted, Inserted, Moved, Truncated}).Draw(r, "kind"); want.Kind {
		case Edited:
			m.rows[k] = forged
		case HashEdited:
			m.rows[k].hash = forged.hash
		case Missing, Deleted:
			m.rows = slices.Delete(m.rows, int(k), int(k)+1)
			switch {
			case k == m.size-1:
				want.Kind = Truncated
			case want.Kind == Deleted:
				number()
			}
		case Inserted:
			m.rows = slices.Insert(m.rows, int(k), forged)
			number()
		case Moved:
			other := rapid.Int64Range(0, m.size-1).Filter(func(n int64) bool { return n != k }).Draw(r, "other")
			m.rows[k], m.rows[other] = m.rows[other], m.rows[k]
			number()
			want.Entry, want.Other = min(k, other), max(k, other)
			want.Last = want.Entry
		case Truncated:
			m.rows = m.rows[:k]
			want.Last = m.size - 1
		}
		got := verified(t, m, w)
		if len(got.Faults) == 0 || got.Faults[0] != want {
			r.Fatalf("found %+v, want %+v of %d", got.Faults, want, m.size)
		}
	})
}

func TestWhatIsDamagedIsNotSigned(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(*memory)
		want Kind
	}{
		"a new entry was edited":    {func(m *memory) { m.rows[650].data = []byte("x") }, Edited},
		"a new entry is gone":       {func(m *memory) { m.rows = slices.Delete(m.rows, 650, 651) }, Missing},
		"the end is gone":           {func(m *memory) { m.rows = m.rows[:650] }, Truncated},
		"signed ones are not known": {func(m *memory) { m.size = 599 }, Truncated},
		"the tree was edited":       {func(m *memory) { m.tiles[[2]int64{1, 0}][3] ^= 1 }, Tree},
		"the tree is gone":          {func(m *memory) { clear(m.tiles) }, Tree},
		"the checkpoint was edited": {func(m *memory) { m.kept[0].Note = strings.Replace(m.kept[0].Note, "600", "601", 1) }, Unsigned},
		"another was put there":     {func(m *memory) { m.kept[0].Size = 601 }, Unsigned},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			l, _ := fixture(t, m)
			m.acts(600)
			sealed(t, l)
			m.acts(100)
			c.do(m)
			_, err := l.Checkpoint(t.Context())
			if f, ok := errors.AsType[Fault](err); !ok || f.Kind != c.want || seva.KindOf(err) != seva.Internal {
				t.Errorf("%v, want %s", err, c.want)
			}
			if len(m.kept) != 1 {
				t.Error("it was signed all the same")
			}
		})
	}
}

// Two servers sign at once: what the slower one adds takes nothing back.
func TestTwoSigners(t *testing.T) {
	m := newMemory()
	l, w := fixture(t, m)
	m.acts(300)
	sealed(t, l)
	m.acts(10)
	slow := &late{memory: m, size: 305}
	other, err := NewLog(slow, l.world, l.key)
	if err != nil {
		t.Fatal(err)
	}
	slow.meanwhile = func() { sealed(t, l) }
	if c := sealed(t, other); c.Size != 305 {
		t.Fatal(c.Size)
	}
	slices.SortFunc(m.kept, func(a, b Kept) int { return int(a.Size - b.Size) })
	m.acts(300)
	sealed(t, l)
	if r := verified(t, m, w); len(r.Faults) > 0 || r.Checkpoints != 4 {
		t.Errorf("%+v", r)
	}
}

// late is a book whose reader saw an earlier size, and is overtaken before it writes.
type late struct {
	*memory
	size      int64
	meanwhile func()
}

func (l *late) Size(context.Context) (int64, error) { return l.size, nil }

func (l *late) Keep(ctx context.Context, k Kept, tiles []Tile) error {
	l.meanwhile()
	return l.memory.Keep(ctx, k, tiles)
}

func TestExport(t *testing.T) {
	m := newMemory()
	l, w := fixture(t, m)
	m.acts(5000)
	var b bytes.Buffer
	c, err := l.Export(t.Context(), &b)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.CheckExport(bytes.NewReader(b.Bytes())); err != nil || got != c {
		t.Fatalf("%+v, %v", got, err)
	}
	lines := strings.SplitAfter(b.String(), "\n")
	for name, change := range map[string]func([]string) []string{
		"a line edited":   func(l []string) []string { l[7] = `{"act":"x"}` + "\n"; return l },
		"a line out":      func(l []string) []string { return slices.Delete(l, 7, 8) },
		"two swapped":     func(l []string) []string { l[7], l[8] = l[8], l[7]; return l },
		"the end missing": func(l []string) []string { return l[:4000] },
		"nothing":         func([]string) []string { return nil },
	} {
		changed := strings.Join(change(slices.Clone(lines)), "")
		if _, err := w.CheckExport(strings.NewReader(changed)); err == nil {
			t.Errorf("%s: found good", name)
		}
	}
	m.rows = slices.Delete(m.rows, 70, 71)
	if _, err := l.Export(t.Context(), &b); err == nil {
		t.Error("a log with a hole is exported")
	}
}

func TestKeysAreStrict(t *testing.T) {
	key, err := MakeKey(seva.RealWorld())
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(key.Private() + "\n")
	if err != nil || again.Public() != key.Public() {
		t.Error(err)
	}
	if s := fmt.Sprint(key, &key); strings.Contains(s, "PRIVATE") {
		t.Error("a key prints itself")
	}
	for _, bad := range []string{"", key.Public(), key.Private()[1:], strings.Replace(key.Private(), keyName, "other", 1)} {
		if _, err := ParseKey(bad); err == nil {
			t.Errorf("%q is a private key", bad)
		}
	}
	for _, bad := range []string{"", key.Private(), key.Public()[1:]} {
		if _, err := NewWitness(bad); err == nil {
			t.Errorf("%q is a public key", bad)
		}
	}
	if _, err := NewWitness(key.Public(), key.Public()); err != nil {
		t.Error(err)
	}
}

// FuzzReadProof: a proof comes from anybody. Nothing panics, and what is not ours is not
// found to hold.
func FuzzReadProof(f *testing.F) {
	m := newMemory()
	l, w := fixture(f, m)
	m.acts(300)
	c := sealed(f, l)
	m.acts(300)
	p, err := l.Prove(f.Context(), 299)
	if err != nil {
		f.Fatal(err)
	}
	g, err := l.Grow(f.Context(), c.Note)
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range []any{p, g, Proof{}, Growth{}} {
		b, err := json.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		p, g, err := ReadProof(bytes.NewReader(b))
		switch {
		case err != nil:
		case g != nil:
			_, _, _ = w.CheckGrowth(*g)
		default:
			if _, err := w.Check(*p); err == nil && (p.Entry >= m.size || p.Leaf != string(m.rows[p.Entry].data)) {
				t.Errorf("%+v holds", p)
			}
		}
	})
}

// FuzzOpen: nor does a checkpoint from anybody.
func FuzzOpen(f *testing.F) {
	m := newMemory()
	l, w := fixture(f, m)
	m.acts(3)
	c := sealed(f, l)
	f.Add(c.Note)
	f.Add(strings.Replace(c.Note, "3", "03", 1))
	f.Add("duar audit\n-1\n\ntime \n\n— duar-audit \n")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := w.Open(s)
		if err == nil && (got.Size != c.Size || got.Root != c.Root || !got.At.Equal(c.At)) {
			t.Errorf("%+v", got)
		}
		if text, _, found := strings.Cut(s, "\n\n"); found {
			if c, ok := parse(text + "\n"); ok && c.Size < 0 {
				t.Errorf("%+v", c)
			}
		}
	})
}
