package audit

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"
)

// Report is what reading a whole log has shown.
type Report struct {
	Entries     int64 // that are there
	Signed      int64 // of these, by the newest checkpoint that is kept
	Checkpoints int   // that are kept
	Root        tlog.Hash
	Faults      []Fault // none when all is well; the first bad entry first, kept hashes last
}

// batch is how many leaves are read at once, keptPage how many checkpoints.
const (
	batch    = 4096
	keptPage = 1000
)

// row is one leaf as it is kept.
type row struct {
	seq        int64
	data, hash []byte
}

// Verify reads every entry, computes its hash and the tree over all, and compares them with
// the hashes beside the entries, with the tiles, and with every checkpoint: those that are
// kept, and those given from outside, which were opened by the same witness. It needs no
// private key and changes nothing. Acts may go on while it reads.
//
// A checkpoint whose root comes out again proves all entries before it. What differs
// before such a one is therefore a kept hash; what differs behind the last such one is an
// entry. An error is of the store; what is wrong with the log is in the report.
func Verify(ctx context.Context, b Book, w Witness, outside ...Checkpoint) (Report, error) {
	kept, err := keptAll(ctx, b)
	if err != nil {
		return Report{}, err
	}
	r := Report{Checkpoints: len(kept)}
	v := &walk{book: b, roots: map[int64]tlog.Hash{}}
	if v.before, err = b.Size(ctx); err != nil {
		return Report{}, err
	}
	for i, c := range w.keptAll(kept) {
		if c.err != nil {
			r.Faults = append(r.Faults, fault(c.err, Fault{Kind: Unsigned, Entry: kept[i].Size}))
			continue
		}
		v.signed = append(v.signed, c.Checkpoint)
		r.Signed = c.Size
	}
	v.sealed = r.Signed
	v.outside = outside
	v.mark()
	if err := v.read(ctx); err != nil {
		return Report{}, err
	}
	r.Entries, r.Root = v.edge.size, v.edge.root()
	// An act that came meanwhile is counted now, and may have been read.
	if v.after, err = b.Size(ctx); err != nil {
		return Report{}, err
	}
	faults, err := v.judge(ctx)
	if err != nil {
		return Report{}, err
	}
	lost, err := v.lost(ctx)
	if err != nil {
		return Report{}, err
	}
	r.Faults = append(append(faults, lost...), r.Faults...)
	return r, nil
}

// keptAll gives every checkpoint that is kept, the smallest first.
func keptAll(ctx context.Context, b Book) ([]Kept, error) {
	var all []Kept
	for below := int64(everything); ; below = all[len(all)-1].Size {
		page, err := b.Kept(ctx, below, keptPage)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < keptPage {
			slices.Reverse(all)
			return all, nil
		}
	}
}

type opened struct {
	Checkpoint
	err error
}

// keptAll opens checkpoints on all processors: of a year there are 8,760.
func (w Witness) keptAll(kept []Kept) []opened {
	all := make([]opened, len(kept))
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for side := range n {
		wg.Go(func() {
			for i := side; i < len(kept); i += n {
				all[i].Checkpoint, all[i].err = w.kept(kept[i])
			}
		})
	}
	wg.Wait()
	return all
}

// none is where no entry is.
const none = -1

// walk is one reading of a log.
type walk struct {
	book    Book
	signed  []Checkpoint // kept, their signatures good
	outside []Checkpoint
	sealed  int64 // entries whose tiles must be there
	before  int64 // how many the acts had counted before the reading, and after
	after   int64

	marks []int64 // sizes at which some checkpoint wants the root; those that are still to come
	roots map[int64]tlog.Hash
	edge  edge
	empty int64   // the first place where no entry is, though one is behind it, or none
	next  int64   // and the place of that one
	tiles []shelf // by level

	// What differs since the last checkpoint that came out, or none.
	data   int64    // the first entry that has another hash than its tile
	beside int64    // the first entry that has another hash than the one beside it
	above  [2]int64 // the first entries whose tree has another hash than a tile, or whose tile is gone
	faults []Fault
}

// mark lists the sizes at which the root is wanted, and expects nothing to differ.
func (v *walk) mark() {
	for _, c := range append(slices.Clone(v.signed), v.outside...) {
		v.marks = append(v.marks, c.Size)
	}
	slices.Sort(v.marks)
	v.marks = slices.Compact(v.marks)
	v.empty, v.data, v.beside, v.above = none, none, none, [2]int64{none, none}
	v.check(0)
}

// read goes through the entries; they are fetched while the ones before are hashed.
func (v *walk) read(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan []row, 2)
	var failed error
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(batches)
		failed = fetch(ctx, v.book, batches)
	})
	defer wg.Wait()
	defer cancel()
	for rows := range batches {
		for _, r := range rows {
			if r.seq != v.edge.size {
				v.empty, v.next = v.edge.size, r.seq
				return nil // what is behind a hole has no place in the tree
			}
			if err := v.take(ctx, r); err != nil {
				return err
			}
		}
	}
	return failed
}

func fetch(ctx context.Context, b Book, batches chan<- []row) error {
	for from := int64(0); ; {
		rows := make([]row, 0, batch)
		err := b.Leaves(ctx, from, batch, func(seq int64, data, hash []byte) error {
			rows = append(rows, row{seq, data, hash})
			return nil
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		select {
		case batches <- rows:
		case <-ctx.Done():
			return ctx.Err()
		}
		if len(rows) < batch {
			return nil
		}
		from = rows[len(rows)-1].seq + 1
	}
}

// take compares one entry with what is kept of it and puts it into the tree.
func (v *walk) take(ctx context.Context, r row) error {
	h := tlog.RecordHash(r.data)
	if v.beside == none && string(h[:]) != string(r.hash) {
		v.beside = r.seq
	}
	if err := v.compare(ctx, 0, r.seq, h); err != nil {
		return err
	}
	var err error
	v.edge.add(h, func(level int, n int64, h tlog.Hash) {
		if cerr := v.compare(ctx, level, n, h); err == nil {
			err = cerr
		}
	})
	if err == nil {
		v.check(v.edge.size)
	}
	return err
}

// compare looks a hash of the tree up in its tile, as far as tiles must be there.
func (v *walk) compare(ctx context.Context, level int, n int64, h tlog.Hash) error {
	first := n << (tileHeight * level)
	last := first + 1<<(tileHeight*level) - 1
	if last >= v.sealed {
		return nil
	}
	for len(v.tiles) <= level {
		v.tiles = append(v.tiles, shelf{level: len(v.tiles)})
	}
	kept, err := v.tiles[level].hash(ctx, v.book, n)
	switch {
	case err != nil || string(kept) == string(h[:]):
	case level == 0 && kept != nil:
		if v.data == none {
			v.data = n
		}
	case v.above[0] == none:
		v.above = [2]int64{first, last}
	}
	return err
}

// check is told of every size of the tree. Where a checkpoint's root comes out, all
// entries so far are what was signed, and whatever differed is a hash that was kept.
func (v *walk) check(size int64) {
	if len(v.marks) == 0 || v.marks[0] != size {
		return
	}
	v.marks = v.marks[1:]
	v.roots[size] = v.edge.root()
	if !slices.ContainsFunc(v.signed, func(c Checkpoint) bool { return c.Size == size && v.good(c) }) {
		return
	}
	tree := v.above
	if v.data != none && (tree[0] == none || v.data < tree[0]) {
		tree = [2]int64{v.data, v.data}
	}
	if tree[0] != none {
		v.faults = append(v.faults, Fault{Kind: Tree, Entry: tree[0], Last: tree[1]})
	}
	if v.beside != none {
		v.faults = append(v.faults, Fault{Kind: HashEdited, Entry: v.beside, Last: v.beside})
	}
	v.data, v.beside, v.above = none, none, [2]int64{none, none}
}
