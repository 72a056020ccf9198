package program

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"duar/seva/audit"
	"duar/store/backup"
	"duar/store/sqlstore"
	"duar/store/vault"
)

type backupCommand struct {
	Make   backupMake   `cmd:"" default:"withargs" help:"Copy database, vault and keys into one file, shut for whoever holds a key; while the server runs."`
	Keygen backupKeygen `cmd:"" help:"Make the key that opens backups, and print the public one that shuts them."`
}

type backupMake struct {
	engines
	To           string   `required:"" help:"File to write, or a folder, where the file is named after the moment." placeholder:"FILE|DIR" env:"-"`
	Recipient    []string `help:"Public key (age1…) of who may open the backup; may be repeated." placeholder:"KEY" env:"DUAR_BACKUP_RECIPIENT"`
	KeyRecipient []string `help:"Who may open the keys in it, when that is somebody else." placeholder:"KEY" env:"DUAR_BACKUP_KEY_RECIPIENT"`
	DocumentKeys string   `help:"Folder of the keys that papers are signed with, where it is not in the data folder." placeholder:"DIR" type:"path"`
}

// The variables that keys may be set in instead of lying in the data folder.
const (
	secretVariable = "DUAR_SECRET"
	auditVariable  = "DUAR_AUDIT_KEY"
	vaultVariable  = "DUAR_VAULT_KEY"
)

// Run makes one backup. The file appears under its name when it is whole and on the disk.
func (c backupMake) Run(ctx context.Context, s *streams) (err error) {
	to, err := backup.Recipients(c.Recipient)
	if err != nil {
		return err
	}
	keysTo := to
	if len(c.KeyRecipient) > 0 {
		if keysTo, err = backup.Recipients(c.KeyRecipient); err != nil {
			return err
		}
	}
	start := time.Now()
	made := s.world.Now()
	store, key, err := c.openForBackup(ctx, s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()

	name := c.To
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		name = filepath.Join(name, "duar-"+made.Format("20060102T150405Z")+".backup")
	}
	draft, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*") // for its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	var m backup.Manifest
	err = func() error {
		w, err := backup.Create(draft, to...)
		if err != nil {
			return err
		}
		papers := documentSettings{DocumentKeys: c.DocumentKeys}.keyFolder(c.engines)
		if m, err = c.fill(ctx, s, w, store, made, papers, func(keys map[string][]byte) ([]byte, error) { return backup.SealKeys(keys, keysTo...) }); err != nil {
			return err
		}
		signed, err := m.Sign(key)
		if err != nil {
			return err
		}
		return errors.Join(w.Put(backup.ManifestPart, signed), w.Close())
	}()
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return fmt.Errorf("no backup was made: %w", plainly(err))
	}
	if err := os.Rename(draft.Name(), name); err != nil {
		return err
	}
	if err := syncFolder(filepath.Dir(name)); err != nil {
		return err
	}
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%s: everything up to %s, %d rows, %d entries of the log, %s, in %s\n",
		name, made.Format(time.RFC3339), total(m.Rows), m.Entries, megabytes(info.Size()), time.Since(start).Round(time.Millisecond))
	fmt.Fprintf(s.out, "signed by %s\n", key.Public())
	for _, k := range m.Keys {
		if !k.Kept {
			fmt.Fprintf(s.out, "not in it: the key set in %s; keep it where you keep it\n", k.Name)
		}
	}
	sayPaperKeys(s, m)
	return nil
}

// openForBackup opens the database as it is, without bringing its tables up to date, and
// signs what is in the log now. A log that is damaged is said, and not copied in silence.
func (e engines) openForBackup(ctx context.Context, s *streams) (*sqlstore.Store, audit.Key, error) {
	if e.Database == "" {
		if _, err := os.Stat(filepath.Join(e.Data, backup.DatabasePart)); errors.Is(err, fs.ErrNotExist) {
			return nil, audit.Key{}, fmt.Errorf("there is no database in %s", e.Data)
		}
	}
	url, err := e.storeURL()
	if err != nil {
		return nil, audit.Key{}, err
	}
	store, err := sqlstore.Open(ctx, url, sqlstore.WithWorld(s.world))
	if err != nil {
		return nil, audit.Key{}, fmt.Errorf("the database cannot be opened: %s", cause(err))
	}
	key, err := func() (audit.Key, error) {
		log, err := e.auditLog(ctx, s.world, store, auditKeys{})
		if err != nil {
			return audit.Key{}, err
		}
		if _, err := log.Checkpoint(ctx); err != nil {
			return audit.Key{}, err
		}
		return e.auditKey(s.world, false)
	}()
	if err != nil {
		return nil, key, errors.Join(auditTrouble(err), store.Close())
	}
	return store, key, nil
}

// fill writes all parts but the manifest. The database comes before the vault: see Dump there.
func (e engines) fill(ctx context.Context, s *streams, w *backup.Writer, store *sqlstore.Store, made time.Time, papers string, seal func(map[string][]byte) ([]byte, error)) (backup.Manifest, error) {
	head := backup.Head{}
	if err := os.MkdirAll(e.Data, 0o700); err != nil {
		return backup.Manifest{}, err
	}
	m, err := store.Dump(ctx, e.Data, func(h backup.Head) error {
		head = h
		head.Format, head.Made, head.Program = backup.Format, made, version
		text, err := head.JSON()
		if err != nil {
			return err
		}
		return w.Put(backup.HeadPart, text)
	}, w.Part)
	if err != nil {
		return m, err
	}
	m.Head = head
	if _, err := os.Stat(filepath.Join(e.Data, backup.VaultPart)); err == nil {
		safe, err := vault.Open(ctx, e.Data, os.Getenv(vaultVariable), s.world)
		if err != nil {
			return m, err
		}
		err = safe.Dump(ctx, e.Data, func() io.WriteCloser { return w.Part(backup.VaultPart) })
		if err := errors.Join(err, safe.Close()); err != nil {
			return m, err
		}
	}
	keys, err := e.keys(&m)
	if err == nil {
		err = paperKeys(papers, keys, &m)
	}
	if err != nil {
		return m, err
	}
	sealed, err := seal(keys)
	if err != nil {
		return m, err
	}
	if err := w.Put(backup.KeysPart, sealed); err != nil {
		return m, err
	}
	m.Parts = w.Parts()
	return m, nil
}

// keys reads the keys of the data folder, and notes those that are set in variables. Whoever
// sets a variable keeps what is in it; the manifest tells only whether it is the same later.
func (e engines) keys(m *backup.Manifest) (map[string][]byte, error) {
	names, err := filepath.Glob(filepath.Join(e.Data, "*.key"))
	if err != nil {
		return nil, err
	}
	keys := map[string][]byte{}
	for _, name := range names {
		key, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		base := filepath.Base(name)
		keys[base] = key
		m.Keys = append(m.Keys, backup.KeyNote{Name: base, Check: backup.CheckOf(key), Kept: true})
	}
	for _, name := range []string{secretVariable, auditVariable, vaultVariable} {
		if key := inVariable(name); key != nil {
			m.Keys = append(m.Keys, backup.KeyNote{Name: name, Check: backup.CheckOf(key)})
		}
	}
	return keys, nil
}

// inVariable gives the key that is set, as bytes where it is hexadecimal: two ways of writing
// one key are one key.
func inVariable(name string) []byte {
	set := strings.TrimSpace(os.Getenv(name))
	if set == "" {
		return nil
	}
	if raw, err := hex.DecodeString(set); err == nil {
		return raw
	}
	return []byte(set)
}

// plainly gives an error whose words are for whoever sits at the command line: the sentence
// that a citizen would be told, and what is behind it.
func plainly(err error) error {
	said, why := explain(err), cause(err)
	if said == why {
		return errors.New(said)
	}
	return fmt.Errorf("%s (%s)", said, why)
}

func total(rows map[string]int64) (n int64) {
	for _, r := range rows {
		n += r
	}
	return n
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/(1<<20)) }

// syncFolder makes a name that was put into a folder survive a power failure.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

type backupKeygen struct {
	Out string `required:"" help:"File for the key that opens backups; keep it away from the servers and from the backups." placeholder:"FILE" env:"-"`
}

// Run makes a key pair and prints the public half. A key that is there is never overwritten.
func (c backupKeygen) Run(s *streams) error {
	secret, public, err := backup.MakeIdentity(s.world)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(secret)
	if err = errors.Join(err, f.Sync(), f.Close(), syncFolder(filepath.Dir(c.Out))); err != nil {
		return err
	}
	fmt.Fprintln(s.out, public)
	return nil
}

// files lists what a folder holds; one that is not there holds nothing.
func files(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	slices.Sort(names)
	return names, err
}
