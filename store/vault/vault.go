// Package vault keeps Aadhaar numbers apart from everything else: in a file of its own,
// under a key of its own, behind references that say nothing (Aadhaar Data Vault, UIDAI
// circular 11020/205/2017).
//
// It knows how a number is sealed and how the same number finds its reference again. It
// does not know whose number it is, what it is for, or how a number is checked; and it
// hands no number out.
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver, under the name "sqlite"

	"duar/seva"
	"duar/seva/form"
)

// The two files, in the data folder. Whoever has one of them has nothing; a backup keeps
// them apart.
const (
	fileName = "vault.db"
	keyName  = "vault.key"
	keySize  = 32
	// busy is how long, in milliseconds, another program may hold the file.
	busy = 2000
)

// ErrKey is that the vault was shut with another key.
var ErrKey = errors.New("vault: this is not the key of this vault; restore vault.key from its backup, or set DUAR_VAULT_KEY as it was")

// Vault is an open vault. It is safe for concurrent use, also by several programs.
type Vault struct {
	db    *sql.DB
	world seva.World
	box   cipher.AEAD
	macs  []byte
}

var _ form.Vault = (*Vault)(nil)

// schema: mac finds a number again and cannot be turned back without the key, though there
// are few enough numbers to try them all. A row of check tells a wrong key at once.
const schema = `
CREATE TABLE IF NOT EXISTS kept (
    mac    BLOB NOT NULL PRIMARY KEY,
    ref    TEXT NOT NULL UNIQUE,
    sealed BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checked (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
);`

// Open opens the vault of a data folder and makes it on first use. keyHex is its key in 64
// hexadecimal digits; "" is the key in the folder's vault.key, which is made on first use,
// for its owner only. A vault without its key, or with another, is refused (ErrKey).
func Open(ctx context.Context, dir, keyHex string, w seva.World) (v *Vault, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	file := filepath.Join(dir, fileName)
	key, err := readKey(filepath.Join(dir, keyName), keyHex, exists(file), w)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	v = &Vault{world: w}
	if err := v.cut(key); err != nil {
		return nil, err
	}
	if v.db, err = sql.Open("sqlite", dsn(file)); err != nil {
		return nil, err
	}
	// Writes are few and short; one connection queues them without ever being busy.
	v.db.SetMaxOpenConns(1)
	if err := v.begin(ctx); err != nil {
		return nil, errors.Join(err, v.db.Close())
	}
	return v, nil
}

// Close closes the vault.
func (v *Vault) Close() error { return v.db.Close() }

// Ready tells whether the vault answers, for a readiness probe.
func (v *Vault) Ready(ctx context.Context) error { return v.db.PingContext(ctx) }

// Keep seals a number of twelve digits and gives its reference: 26 random letters and
// digits. The same number gives the same reference. No error says the number.
func (v *Vault) Keep(ctx context.Context, aadhaar string) (string, error) {
	if !twelve(aadhaar) {
		return "", seva.Broken(errors.New("vault: not twelve digits; who checks them did not"))
	}
	mac := v.mac(aadhaar)
	ref, err := v.find(ctx, mac)
	if err == nil || !errors.Is(err, sql.ErrNoRows) {
		return ref, explain(err)
	}
	fresh := v.world.ID()
	if _, err := v.db.ExecContext(ctx, `INSERT INTO kept (mac, ref, sealed) VALUES (?, ?, ?) ON CONFLICT (mac) DO NOTHING`,
		mac, fresh, v.seal(fresh, aadhaar)); err != nil {
		return "", explain(err)
	}
	// Somebody else may have been first; then theirs is the reference.
	ref, err = v.find(ctx, mac)
	return ref, explain(err)
}

func (v *Vault) find(ctx context.Context, mac []byte) (ref string, err error) {
	err = v.db.QueryRowContext(ctx, `SELECT ref FROM kept WHERE mac = ?`, mac).Scan(&ref)
	return ref, err
}

// cut makes the two keys out of the one.
func (v *Vault) cut(key []byte) error {
	seals, err := hkdf.Key(sha256.New, key, nil, "duar vault seal", keySize)
	if err != nil {
		return err
	}
	if v.macs, err = hkdf.Key(sha256.New, key, nil, "duar vault mac", keySize); err != nil {
		return err
	}
	block, err := aes.NewCipher(seals)
	if err != nil {
		return err
	}
	v.box, err = cipher.NewGCM(block)
	return err
}

// checkText is what the row of check holds, sealed.
const checkText = "duar vault 1"

// begin makes the tables and proves the key.
func (v *Vault) begin(ctx context.Context) error {
	if _, err := v.db.ExecContext(ctx, schema); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if _, err := v.db.ExecContext(ctx, `INSERT INTO checked (id, sealed) VALUES (1, ?) ON CONFLICT (id) DO NOTHING`,
		v.seal("check", checkText)); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	var sealed []byte
	if err := v.db.QueryRowContext(ctx, `SELECT sealed FROM checked WHERE id = 1`).Scan(&sealed); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if text, err := v.open("check", sealed); err != nil || text != checkText {
		return ErrKey
	}
	return nil
}

func (v *Vault) mac(aadhaar string) []byte {
	h := hmac.New(sha256.New, v.macs)
	h.Write([]byte(aadhaar))
	return h.Sum(nil)
}

// seal shuts a text up by AES-256-GCM, bound to its reference: a sealed number that is
// moved to another reference does not open. Random nonces of 96 bits do for 2^32 of them
// (NIST SP 800-38D, 8.3), forty times the people of West Bengal.
func (v *Vault) seal(ref, text string) []byte {
	nonce := v.world.Bytes(v.box.NonceSize())
	return v.box.Seal(nonce, nonce, []byte(text), []byte(ref))
}

func (v *Vault) open(ref string, sealed []byte) (string, error) {
	n := v.box.NonceSize()
	if len(sealed) < n {
		return "", ErrKey
	}
	text, err := v.box.Open(nil, sealed[:n], sealed[n:], []byte(ref))
	return string(text), err
}

func twelve(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// explain makes the engine's failure one that a face can answer. Its words hold no number:
// statements take theirs as arguments.
func explain(err error) error {
	if err == nil {
		return nil
	}
	return &seva.Error{Kind: seva.Unavailable, Text: seva.Say("error.unavailable"), Err: fmt.Errorf("vault: %w", err)}
}

// dsn: every number kept is on the disk before its reference is given out.
func dsn(file string) string {
	q := url.Values{"_txlock": {"immediate"}}
	for _, p := range []string{fmt.Sprintf("busy_timeout(%d)", busy), "journal_mode(wal)", "synchronous(full)"} {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}
