package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"duar/seva"
	"duar/seva/audit"
	"duar/store/sqlstore"
)

// auditCommand proves the log of who did what: to an office, to a court, to oneself.
type auditCommand struct {
	Verify     auditVerify     `cmd:"" help:"Read the whole log, prove it or name the first bad entry; exit 1 when something is wrong."`
	Prove      auditProve      `cmd:"" help:"Print a proof that an entry is in the log, or check one without the database."`
	Export     auditExport     `cmd:"" help:"Write the log as JSON Lines with the checkpoint that covers it."`
	Checkpoint auditCheckpoint `cmd:"" help:"Sign what is there now and print it, to be kept elsewhere."`
	Key        auditKey        `cmd:"" help:"Print the public key with which checkpoints and proofs are checked."`
}

// auditKeys are public keys that are believed besides the log's own.
type auditKeys struct {
	Key []string `help:"Public key of the log that is believed, for keys used before and where the private key is not; may be repeated. Also DUAR_AUDIT_KEYS, with commas." placeholder:"KEY" sep:"none" env:"-"`
}

// believed gives the keys named by flag and environment.
func (k auditKeys) believed() []string {
	all := k.Key
	for _, key := range strings.Split(os.Getenv("DUAR_AUDIT_KEYS"), ",") {
		if key = strings.TrimSpace(key); key != "" {
			all = append(all, key)
		}
	}
	return all
}

// auditKeyFile holds the key that checkpoints are signed with.
const auditKeyFile = "audit.key"

// auditKey gives the signing key: DUAR_AUDIT_KEY, or the file in the data folder. When
// there is neither, make says whether one is made. Servers that share a database must
// share the key, so with a database URL it has to be set.
func (e engines) auditKey(w seva.World, make bool) (audit.Key, error) {
	if set := os.Getenv("DUAR_AUDIT_KEY"); set != "" {
		key, err := audit.ParseKey(set)
		if err != nil {
			return key, errors.New("DUAR_AUDIT_KEY is not the private key of an audit log; it is what stands in " + auditKeyFile)
		}
		return key, nil
	}
	if e.Database != "" {
		return audit.Key{}, errNoAuditKey
	}
	name := filepath.Join(e.Data, auditKeyFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && make {
		key, err := audit.MakeKey(w)
		if err == nil {
			err = makeSecret(name, []byte(key.Private()+"\n"))
		}
		if err != nil {
			return key, err
		}
		text, err = os.ReadFile(name) // of two programs that start together one was first
		if err != nil {
			return key, err
		}
	} else if err != nil {
		return audit.Key{}, err
	}
	key, err := audit.ParseKey(string(text))
	if err != nil {
		err = fmt.Errorf("%s is damaged; restore it from a backup, or move it away, have a new one made, and name the old public key in DUAR_AUDIT_KEYS", name)
	}
	return key, err
}

var errNoAuditKey = errors.New("with --database the servers must share one audit key: set DUAR_AUDIT_KEY to what stands in audit.key; make one with `duar audit key` on an empty --data folder")

// witness gives the keys that are believed: those named, and the log's own where it is.
func (e engines) witness(w seva.World, k auditKeys) (audit.Witness, error) {
	keys := k.believed()
	own, err := e.auditKey(w, false)
	switch {
	case err == nil:
		keys = append(keys, own.Public())
	case len(keys) == 0 && errors.Is(err, fs.ErrNotExist):
		return audit.Witness{}, fmt.Errorf("there is no %s in %s, and so no key to check with: name the public one with --key", auditKeyFile, e.Data)
	case len(keys) == 0:
		return audit.Witness{}, err
	}
	return audit.NewWitness(keys...)
}

// signing opens the log for one errand that may sign.
func (e engines) signing(ctx context.Context, s *streams, k auditKeys, errand func(*audit.Log) error) error {
	store, err := e.openStore(ctx, s)
	if err != nil {
		return err
	}
	log, err := e.auditLog(ctx, s.world, store, k)
	if err == nil {
		err = errand(log)
	}
	return errors.Join(auditTrouble(err), store.Close())
}

// auditLog ties key and store together. A key is made for a log that nobody has signed
// yet; where it was lost, a new one would hide that.
func (e engines) auditLog(ctx context.Context, w seva.World, store *sqlstore.Store, k auditKeys) (*audit.Log, error) {
	kept, err := store.Audit().Kept(ctx, 1<<62, 1)
	if err != nil {
		return nil, err
	}
	older := k.believed()
	key, err := e.auditKey(w, len(kept) == 0 || len(older) > 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s is gone from %s, and the log was signed with it: restore it from a backup, or name its public key in DUAR_AUDIT_KEYS and a new one is made", auditKeyFile, e.Data)
	}
	if err != nil {
		return nil, err
	}
	return audit.NewLog(store.Audit(), w, key, older...)
}

type auditKey struct{ engines }

// Run prints the public key, making one where there is none.
func (c auditKey) Run(s *streams) error {
	key, err := c.auditKey(s.world, true)
	if err == nil {
		fmt.Fprintln(s.out, key.Public())
	}
	return err
}

type auditCheckpoint struct {
	engines
	auditKeys
}

// Run prints the newest checkpoint, signing one when something is new.
func (c auditCheckpoint) Run(ctx context.Context, s *streams) error {
	return c.signing(ctx, s, c.auditKeys, func(l *audit.Log) error {
		cp, err := l.Checkpoint(ctx)
		fmt.Fprint(s.out, cp.Note)
		return err
	})
}

type auditExport struct {
	engines
	auditKeys
	Out string `help:"File to write; none means standard output." placeholder:"FILE" env:"-"`
}

// Run writes the log. A file that is not whole is not left under its name.
func (c auditExport) Run(ctx context.Context, s *streams) error {
	return c.signing(ctx, s, c.auditKeys, func(l *audit.Log) error {
		if c.Out == "" {
			_, err := l.Export(ctx, s.out)
			return err
		}
		draft, err := os.CreateTemp(filepath.Dir(c.Out), filepath.Base(c.Out)+".*") // for its owner only
		if err != nil {
			return err
		}
		defer func() { _ = os.Remove(draft.Name()) }()
		cp, err := l.Export(ctx, draft)
		if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
			return err
		}
		if err := os.Rename(draft.Name(), c.Out); err != nil {
			return err
		}
		fmt.Fprintf(s.out, "%d entries are in %s\n", cp.Size, c.Out)
		return nil
	})
}
