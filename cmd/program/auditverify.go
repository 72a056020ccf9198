package program

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"duar/seva/audit"
	"duar/store/sqlstore"
)

type auditVerify struct {
	engines
	auditKeys
	Checkpoint []string `help:"A checkpoint kept elsewhere, which shows a database that was put back; may be repeated." placeholder:"FILE" sep:"none" env:"-"`
	Export     string   `help:"Check a file that was exported instead, without the database." placeholder:"FILE" env:"-"`
}

// Run reads the whole log and says what is wrong, the first bad entry first. It writes
// nothing: not even the tables are brought up to date, so that whoever checks needs no
// right to write.
func (c auditVerify) Run(ctx context.Context, s *streams) error {
	w, err := c.witness(s.world, c.auditKeys)
	if err != nil {
		return err
	}
	if c.Export != "" {
		return c.export(s, w)
	}
	var outside []audit.Checkpoint
	for _, name := range c.Checkpoint {
		text, err := readSmall(s, name)
		if err != nil {
			return err
		}
		cp, err := w.Open(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		outside = append(outside, cp)
	}
	url, err := c.storeURL()
	if err != nil {
		return err
	}
	store, err := sqlstore.Open(ctx, url, sqlstore.WithWorld(s.world))
	if err != nil {
		return fmt.Errorf("the database cannot be opened: %s", cause(err))
	}
	defer store.Close()
	start := time.Now()
	r, err := audit.Verify(ctx, store.Audit(), w, outside...)
	if err != nil {
		return fmt.Errorf("the log cannot be read to its end: %s", cause(err))
	}
	for _, f := range r.Faults {
		fmt.Fprintln(s.out, sayFault(f))
	}
	if len(r.Faults) > 0 {
		fmt.Fprintf(s.err, "duar: the audit log is not as it was written: %d of its parts are wrong\n", len(r.Faults))
		return errSaid
	}
	fmt.Fprintf(s.out, "%d entries are as they were written; %d of them are signed, by %d checkpoints (%s)\n",
		r.Entries, r.Signed, r.Checkpoints, time.Since(start).Round(time.Millisecond))
	if len(outside) > 0 {
		fmt.Fprintf(s.out, "%d checkpoints from elsewhere agree\n", len(outside))
	}
	return nil
}

func (c auditVerify) export(s *streams, w audit.Witness) error {
	f, err := os.Open(c.Export)
	if err != nil {
		return err
	}
	defer f.Close()
	cp, err := w.CheckExport(f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Export, err)
	}
	fmt.Fprintf(s.out, "%d entries are as they were signed %s\n", cp.Size, cp.At.Format(time.RFC3339))
	return nil
}

// sayFault puts a fault into words: which entry, what was done, and what to do about it
// where it can be mended.
func sayFault(f audit.Fault) string {
	at := fmt.Sprintf("entry %d", f.Entry)
	is, they := "is", "it"
	if f.Last > f.Entry {
		at, is, they = fmt.Sprintf("entries %d to %d", f.Entry, f.Last), "are", "they"
	}
	switch f.Kind {
	case audit.Edited:
		return at + ": edited: it is not what was written"
	case audit.HashEdited:
		return at + ": hash edited: the entry is what was written, the hash beside it is not"
	case audit.Missing:
		return at + ": deleted: nothing stands there, and there are entries behind"
	case audit.Deleted:
		return at + ": deleted: those behind " + they + " were moved up"
	case audit.Inserted:
		return at + ": inserted: no act wrote it, and those behind it were moved down"
	case audit.Moved:
		return fmt.Sprintf("%s: reordered: what stands there was written as entry %d", at, f.Other)
	case audit.Truncated:
		return at + ": truncated: the end of the log " + is + " missing"
	case audit.Added:
		return at + ": added: no act wrote what stands at the end"
	case audit.Rewritten:
		return at + ": rewritten: with all hashes, but the signed checkpoint is of other entries; it cannot be told which of these"
	case audit.Tree:
		return at + ": tree edited: the entries are what was written, the hashes kept of their tree are not; restore the table audit_tile from a backup that is not older than the newest checkpoint"
	case audit.Unsigned:
		s := fmt.Sprintf("checkpoint of %d entries: not signed by a key that is believed", f.Entry)
		if f.Err != nil {
			s += " (" + f.Err.Error() + ")"
		}
		return s
	case audit.Lost:
		return fmt.Sprintf("checkpoint of %d entries: deleted: it was signed and is kept no more", f.Entry)
	case audit.RolledBack:
		if f.Last < f.Entry {
			return fmt.Sprintf("entry %d: rolled back: the checkpoint from elsewhere is of %d entries, and the database knows of %d; it was put back to an older copy", f.Last, f.Entry, f.Last)
		}
		return fmt.Sprintf("checkpoint of %d entries: rolled back: it was signed and is not kept here; the database was put back to an older copy", f.Entry)
	case audit.Forked:
		return at + ": rolled back and gone on differently: the log's own checkpoints agree with it, another one with the same key does not"
	}
	return at + ": " + string(f.Kind)
}

// auditTrouble puts a fault that stopped a signature into words.
func auditTrouble(err error) error {
	f, ok := errors.AsType[audit.Fault](err)
	if !ok {
		return err
	}
	return fmt.Errorf("%s\nnothing was signed; `duar audit verify` says more", sayFault(f))
}

// sealEvery is how often what is new is signed. What was written since the last time is
// protected from everybody but who can write into the database.
const sealEvery = time.Hour

// sealer gives what signs the log, when a server starts, every hour, and when it stops. The
// log of the program gets each checkpoint: where that goes to another machine, it is the
// witness that a roll-back of the whole database cannot take along. Without a key to sign
// with it is nil, and the program's log says so.
func (f *front) sealer() func(context.Context) error {
	log, err := f.engines.auditLog(context.Background(), f.house.world, f.house.store, auditKeys{})
	if errors.Is(err, errNoAuditKey) {
		f.log.Warn("audit.no_key", "mend", err.Error())
		return nil
	}
	if err != nil {
		f.log.Error("audit.checkpoint.failed", "error", err.Error())
		return nil
	}
	var last atomic.Value
	last.Store("")
	return func(ctx context.Context) error {
		c, err := log.Checkpoint(ctx)
		if err != nil {
			return auditTrouble(err)
		}
		// Told once, for whoever keeps checkpoints elsewhere.
		if last.Swap(c.Note) != c.Note {
			f.log.Info("audit.checkpoint", "entries", c.Size, "root", c.Root.String(), "note", c.Note)
		}
		return nil
	}
}
