package audit

import (
	"context"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// good tells whether the entries are those of a checkpoint.
func (v *walk) good(c Checkpoint) bool {
	root, there := v.roots[c.Size]
	return there && root == c.Root
}

// judge says what is wrong, once all is read.
func (v *walk) judge(ctx context.Context) ([]Fault, error) {
	var proved int64 // entries that some checkpoint proves
	for _, c := range v.signed {
		if v.good(c) {
			proved = max(proved, c.Size)
		}
	}
	var faults []Fault
	var bad *Checkpoint // the first behind them that does not come out
	for i, c := range v.signed {
		switch {
		case v.good(c):
		case c.Size <= proved:
			faults = append(faults, Fault{Kind: Forked, Entry: 0, Last: c.Size - 1})
		case bad == nil:
			bad = &v.signed[i]
		}
	}
	entry, found, err := v.entry(ctx, proved, bad)
	if err != nil {
		return nil, err
	}
	if found { // the entry comes first, then what it has done to others
		faults = append([]Fault{entry}, faults...)
	}
	faults = append(faults, v.against(bad == nil && !found)...)
	return append(faults, v.faults...), nil
}

// entry names the first bad entry behind those that are proved, if there is one.
func (v *walk) entry(ctx context.Context, proved int64, bad *Checkpoint) (Fault, bool, error) {
	first := int64(everything)
	for _, k := range []int64{v.data, v.beside, v.empty} {
		if k != none {
			first = min(first, k)
		}
	}
	count := v.edge.size
	switch {
	case first == v.empty:
		return Fault{Kind: Missing, Entry: first, Last: v.next - 1}, true, nil
	case first == v.data:
		f, err := v.diagnose(ctx, first)
		return f, true, err
	case first == v.beside:
		return Fault{Kind: Edited, Entry: first, Last: first}, true, nil
	case bad != nil && count < bad.Size:
		return Fault{Kind: Truncated, Entry: count, Last: max(v.signed[len(v.signed)-1].Size, v.after) - 1}, true, nil
	case bad != nil && v.above[0] != none:
		return Fault{Kind: Rewritten, Entry: max(proved, v.above[0]), Last: min(bad.Size-1, v.above[1])}, true, nil
	case bad != nil:
		return Fault{Kind: Rewritten, Entry: proved, Last: bad.Size - 1}, true, nil
	case count < v.before:
		return Fault{Kind: Truncated, Entry: count, Last: v.after - 1}, true, nil
	case count > v.after:
		return Fault{Kind: Added, Entry: v.after, Last: count - 1}, true, nil
	}
	return Fault{}, false, nil
}

// against compares with the checkpoints from outside. sound says that the log is whole by
// its own checkpoints; then one from outside that does not come out is of another history.
func (v *walk) against(sound bool) (faults []Fault) {
	var proved int64
	for _, c := range v.outside {
		if v.good(c) {
			proved = max(proved, c.Size)
		}
	}
	for _, c := range v.outside {
		kept := slices.ContainsFunc(v.signed, func(k Checkpoint) bool { return k.Size == c.Size && k.Root == c.Root })
		switch {
		case c.Size > v.after:
			faults = append(faults, Fault{Kind: RolledBack, Entry: c.Size, Last: v.after})
		case !sound && !v.good(c): // that is said already, and which entry it is
		case !v.good(c):
			faults = append(faults, Fault{Kind: Forked, Entry: min(proved, c.Size-1), Last: c.Size - 1})
		case !kept: // the entries are there; the database was put back to before it was signed
			faults = append(faults, Fault{Kind: RolledBack, Entry: c.Size, Last: v.sealed})
		}
	}
	return faults
}

// lost finds a checkpoint that was signed and is kept no more: its tiles are larger than
// the newest one that is. Tiles and checkpoints are kept together.
func (v *walk) lost(ctx context.Context) ([]Fault, error) {
	var reach int64
	err := v.book.Tiles(ctx, 0, v.sealed/tileWidth, 1<<20, func(n int64, hashes []byte) error {
		reach = n*tileWidth + int64(len(hashes)/tlog.HashSize)
		return nil
	})
	if err != nil {
		return nil, err
	}
	newest, err := v.book.Kept(ctx, everything, 1)
	if err != nil || len(newest) > 0 && newest[0].Size >= reach || reach == 0 {
		return nil, err
	}
	return []Fault{{Kind: Lost, Entry: reach, Last: reach}}, nil
}
