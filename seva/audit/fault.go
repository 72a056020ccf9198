package audit

import (
	"errors"
	"fmt"
	"math"
)

// everything is larger than any size of a log.
const everything = math.MaxInt64

// Kind is what was done to a log. "Signed" entries are those that a checkpoint covers.
type Kind string

const (
	Edited     Kind = "edited"     // the entry is not what was written
	HashEdited Kind = "hash"       // the entry is what was written, the hash beside it is not
	Missing    Kind = "missing"    // the entries were deleted; their places are empty
	Deleted    Kind = "deleted"    // the entry was deleted and those behind it moved up
	Inserted   Kind = "inserted"   // the entry was put between others, which moved down
	Moved      Kind = "moved"      // the entry belongs to place Other
	Truncated  Kind = "truncated"  // the entries at the end were deleted
	Added      Kind = "added"      // entries stand at the end that no act wrote
	Rewritten  Kind = "rewritten"  // some of these entries are not those that were signed
	Tree       Kind = "tree"       // the entries are right, the hashes kept of their tree are not
	Unsigned   Kind = "unsigned"   // a kept checkpoint is signed by none of the keys
	Lost       Kind = "lost"       // a checkpoint was signed of Entry entries and is kept no more
	RolledBack Kind = "rolledback" // the database is older than a checkpoint given from outside
	Forked     Kind = "forked"     // it went on differently than a checkpoint given from outside
)

// Kinds lists all; whoever puts them into words has a test that none is missing.
func Kinds() []Kind {
	return []Kind{Edited, HashEdited, Missing, Deleted, Inserted, Moved, Truncated, Added, Rewritten, Tree, Unsigned, Lost, RolledBack, Forked}
}

// Fault is one thing that is wrong with a log. It is an error, so that what refuses to sign
// or to prove can give it.
type Fault struct {
	Kind Kind
	// Entry is the first entry that is wrong, counted from 0. Of Unsigned, Lost and
	// RolledBack it is the size of the checkpoint.
	Entry int64
	Last  int64 // the last one, where several are
	Other int64 // of Moved: the place where the entry belongs
	Err   error // what a library said
}

// Error is for the log.
func (f Fault) Error() string {
	s := fmt.Sprintf("audit: %s: entry %d", f.Kind, f.Entry)
	if f.Err != nil {
		s += ": " + f.Err.Error()
	}
	return s
}

func (f Fault) Unwrap() error { return f.Err }

// fault gives the fault in an error, or the one that an unknown error is.
func fault(err error, otherwise Fault) Fault {
	if f, ok := errors.AsType[Fault](err); ok {
		return f
	}
	return otherwise
}
