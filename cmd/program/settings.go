package program

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"

	"duar/seva"
)

// engines says where everything is kept. No URL means embedded.
type engines struct {
	Data     string `help:"Folder of the embedded database and the key file." default:"data" type:"path"`
	Database string `help:"PostgreSQL URL; none means SQLite in the data folder." placeholder:"URL"`
	Redis    string `help:"Redis URL, or several with commas (a cluster); none means sessions in the database." placeholder:"URL"`
}

// phoneSettings are what the phone face is told by whoever runs it.
type phoneSettings struct {
	Code     string `name:"ussd-code" help:"The service code that people dial." default:"*384*7#"`
	Helpline string `help:"Helpline number shown after three wrong answers."`
	Turns    int    `name:"phone-turns" help:"Screens and messages that one number may ask for in a minute." default:"40"`
	Answers  int    `name:"phone-answers" help:"SMS of one number that are answered in a day." default:"30"`
}

// callerSettings are how much those who call the API may ask for.
type callerSettings struct {
	Budgets int `name:"budget-times" help:"How many times the usual budget a caller has; 0 for no bounds at all, where something before the server sets them." default:"1"`
}

// secretFile is the key that session keys, cursors and pseudonyms are made with.
const secretFile = "secret.key"

// secret gives the 32-byte key: from DUAR_SECRET (64 hex digits) when set, otherwise
// from the data folder, where it is made on first use. Servers that share a database
// must share the key, so with a database URL it has to be set.
func (e engines) secret(w seva.World, set string) ([]byte, error) {
	if set != "" {
		key, err := hex.DecodeString(set)
		if err != nil || len(key) != 32 {
			return nil, errors.New("DUAR_SECRET must be 64 hexadecimal digits; make one with `openssl rand -hex 32`")
		}
		return key, nil
	}
	if e.Database != "" {
		return nil, errors.New("with --database the servers must share one key: set DUAR_SECRET to 64 hexadecimal digits (`openssl rand -hex 32`)")
	}
	name := filepath.Join(e.Data, secretFile)
	key, err := readSecret(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := makeSecret(name, w.Bytes(32)); err != nil {
		return nil, err
	}
	return readSecret(name)
}

func readSecret(name string) ([]byte, error) {
	key, err := os.ReadFile(name)
	if err == nil && len(key) != 32 {
		return nil, fmt.Errorf("%s is damaged; restore it from a backup, or delete it and lose phone sessions and chosen languages", name)
	}
	return key, err
}

// makeSecret puts a key there whole or not at all, also on a full disk. When two
// programs start at once on a new folder, the key of the first one stands.
func makeSecret(name string, key []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	draft, err := os.CreateTemp(dir, secretFile+".*") // for its owner only
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.Write(key)
	if err = errors.Join(err, draft.Sync(), draft.Close()); err != nil {
		return err
	}
	if err := os.Link(draft.Name(), name); err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(draft.Name(), name) // a file system without links
}

// storeURL is what sqlstore opens.
func (e engines) storeURL() (string, error) {
	if e.Database == "" {
		return "file:" + filepath.Join(e.Data, "duar.db"), os.MkdirAll(e.Data, 0o700)
	}
	u, err := url.Parse(e.Database)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "", errors.New("--database must look like postgres://user:password@host:5432/duar; leave it out for the embedded database")
	}
	return e.Database, nil
}

// address refuses a listen address that cannot be one.
func address(flag, addr string) error {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return fmt.Errorf("%s %q is not an address; write it as 127.0.0.1:8080 or :8080", flag, addr)
	}
	return nil
}

// loopback tells whether only this machine can reach the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
