package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/store/backup"
	"duar/store/sqlstore"
	"duar/store/vault"
)

// incoming is a backup on its way into its place.
type incoming struct {
	*backup.Reader
	command  restoreCommand
	dir      string // where files wait until all is proved
	head     backup.Head
	manifest backup.Manifest
	sealed   []byte // the keys
	signed   []byte // the manifest
	vault    bool
	world    seva.World
}

func (in *incoming) readHead() error {
	name, content, err := in.Next()
	if err != nil {
		return err
	}
	text, err := backup.Small(content)
	if err != nil {
		return err
	}
	if name != backup.HeadPart {
		return backup.ErrAltered
	}
	if in.head, err = backup.ReadHead(text); err != nil {
		return err
	}
	switch {
	case in.head.Engine == "postgres" && in.command.Database == "":
		return errors.New("the backup is of a PostgreSQL database: name an empty one with --database")
	case in.head.Engine == "sqlite" && in.command.Database != "":
		return errors.New("the backup is of an embedded database: leave --database out, and it is restored into --data")
	}
	return sqlstore.Fits(in.head)
}

// next gives the next part that is rows of a table, having put away the others.
func (in *incoming) next() (name string, content io.Reader, err error) {
	for {
		name, content, err = in.Next()
		if err != nil || strings.HasPrefix(name, backup.TableParts) {
			return name, content, err
		}
		switch name {
		case backup.DatabasePart, backup.VaultPart:
			in.vault = in.vault || name == backup.VaultPart
			err = in.keep(name, content)
		case backup.KeysPart:
			in.sealed, err = backup.Small(content)
		case backup.ManifestPart:
			in.signed, err = backup.Small(content)
		default:
			err = fmt.Errorf("%w (a part %q)", backup.ErrAltered, name)
		}
		if err != nil {
			return "", nil, err
		}
	}
}

func (in *incoming) keep(name string, content io.Reader) error {
	file := filepath.Join(in.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, content)
	return errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(file)))
}

// proof is asked when all parts have been read: it proves manifest, parts and keys.
func (in *incoming) proof() (backup.Manifest, error) {
	m, err := backup.ReadManifest(in.signed, in.command.believed()...)
	if err != nil {
		return m, err
	}
	if err := errors.Join(in.Prove(m), in.head.Agrees(m)); err != nil {
		return m, err
	}
	in.manifest = m
	ids, err := in.command.identities()
	if err != nil {
		return m, err
	}
	keys, err := backup.OpenKeys(in.sealed, ids...)
	if err != nil {
		return m, err
	}
	for _, note := range m.Keys {
		key, kept := keys[note.Name]
		switch {
		case kept != note.Kept, kept && backup.CheckOf(key) != note.Check:
			return m, fmt.Errorf("%w (the key %s)", backup.ErrAltered, note.Name)
		case kept && !mayKeep(note.Name):
			return m, fmt.Errorf("%w (a key %q)", backup.ErrAltered, note.Name)
		case kept:
			if err := in.keep(note.Name, strings.NewReader(string(key))); err != nil {
				return m, err
			}
		default:
			if set := inVariable(note.Name); set == nil || backup.CheckOf(set) != note.Check {
				return m, fmt.Errorf("the key in %s was not in the data folder, and so is not in the backup: set %s as it was when the backup was made", note.Name, note.Name)
			}
		}
	}
	if !in.vault {
		return m, nil
	}
	safe, err := vault.Open(context.Background(), in.dir, os.Getenv(vaultVariable), in.world)
	if err != nil {
		return m, err
	}
	return m, safe.Close()
}

// intoFile restores an embedded database, still beside its place.
func (in *incoming) intoFile(ctx context.Context, s *streams) (int64, error) {
	if _, _, err := in.next(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = backup.ErrAltered // a table, where a file is
		}
		return 0, err
	}
	m, err := in.proof()
	if err != nil {
		return 0, err
	}
	file := filepath.Join(in.dir, backup.DatabasePart)
	if err := sqlstore.ProveFile(ctx, file, m); err != nil {
		return 0, err
	}
	return in.finish(ctx, s, "file:"+file)
}

// intoDatabase restores into an empty PostgreSQL.
func (in *incoming) intoDatabase(ctx context.Context, s *streams) (int64, error) {
	url, err := in.command.storeURL()
	if err != nil {
		return 0, err
	}
	store, err := sqlstore.Open(ctx, url, sqlstore.WithWorld(s.world))
	if err != nil {
		return 0, fmt.Errorf("the database cannot be opened: %s", cause(err))
	}
	err = store.Refill(ctx, in.head, in.next, in.proof)
	if errors.Is(err, sqlstore.ErrNotEmpty) {
		err = errors.New("--database has tables already: a backup is restored into an empty database")
	}
	if err := errors.Join(err, store.Close()); err != nil {
		return 0, err
	}
	return in.finish(ctx, s, url)
}

// finish brings the tables up to this program, proves the log, and makes the database safe
// to serve.
func (in *incoming) finish(ctx context.Context, s *streams, url string) (waiting int64, err error) {
	store, err := sqlstore.Open(ctx, url, sqlstore.WithWorld(s.world))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if err := store.Migrate(ctx); err != nil {
		return 0, err
	}
	w, err := audit.NewWitness(append(in.command.believed(), in.manifest.Key)...)
	if err != nil {
		return 0, err
	}
	var outside []audit.Checkpoint
	if in.manifest.Checkpoint != "" {
		cp, err := w.Open(in.manifest.Checkpoint)
		if err != nil {
			return 0, err
		}
		outside = append(outside, cp)
	}
	report, err := audit.Verify(ctx, store.Audit(), w, outside...)
	if err != nil {
		return 0, err
	}
	for _, f := range report.Faults {
		fmt.Fprintln(s.out, sayFault(f))
	}
	if len(report.Faults) > 0 || report.Entries != in.manifest.Entries {
		return 0, fmt.Errorf("the audit log in the backup is not as it was written: %d entries of %d, %d faults", report.Entries, in.manifest.Entries, len(report.Faults))
	}
	return store.Restored(ctx)
}

// settle gives everything its name, the database last: a folder without it is not restored.
func (in *incoming) settle() error {
	names, err := files(in.dir)
	if err != nil {
		return err
	}
	slices.SortStableFunc(names, func(a, b string) int {
		last := func(n string) int {
			if n == backup.DatabasePart {
				return 1
			}
			return 0
		}
		return last(a) - last(b)
	})
	for _, name := range names {
		if err := os.Rename(filepath.Join(in.dir, name), filepath.Join(in.command.Data, name)); err != nil {
			return err
		}
	}
	return syncFolder(in.command.Data)
}

// tell says what is there now, what is not, and what follows from that.
func (in *incoming) tell(s *streams, waiting int64, took time.Duration) {
	m := in.manifest
	old := s.world.Now().Sub(m.Made).Round(time.Second)
	fmt.Fprintf(s.out, "restored in %s: %d rows, %d entries of the log as they were signed\n", took.Round(time.Millisecond), total(m.Rows), m.Entries)
	fmt.Fprintf(s.out, "it is as it was at %s, %s ago: nothing that happened since is in it\n", m.Made.Format(time.RFC3339), old)
	fmt.Fprintln(s.out, "nobody is signed in, and links to papers are shut; accounts that were suspended since then are to be suspended again, papers that were revoked since then revoked again")
	if slices.ContainsFunc(m.Keys, func(k backup.KeyNote) bool { return k.Kept && isPaperKey(k.Name) }) {
		fmt.Fprintf(s.out, "the keys that papers are signed with, the old ones too, are in %s\n", filepath.Join(in.command.Data, keyFolder))
	}
	if waiting > 0 {
		fmt.Fprintf(s.out, "%d messages wait; those that have left since then leave once more when the server starts\n", waiting)
	}
	if len(in.command.believed()) == 0 {
		fmt.Fprintf(s.out, "signed by %s: compare it with the key that you know, or name that with --key\n", m.Key)
	}
	fmt.Fprintln(s.out, "a checkpoint that was kept elsewhere and is newer shows this restore as a roll-back; keep this note with it")
}
