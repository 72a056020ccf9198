package program

import (
	"context"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"duar/api"
	"duar/paper"
	"duar/paper/seal"
	"duar/paper/token"
	"duar/seva"
	"duar/seva/document"
)

// documentSettings are what papers are signed with, and where they are checked.
type documentSettings struct {
	DocumentKeys  string `help:"Folder of the keys and certificates that papers are signed with (docs: paper/seal, Keyring). None means SPECIMEN keys in the data folder. DUAR_DOCUMENT_PASSWORD opens its PKCS#12 files." placeholder:"DIR" type:"path"`
	DocumentLink  string `help:"Where anybody checks papers, as their QR codes say it: https://host." placeholder:"URL"`
	TSA           string `name:"tsa" help:"Time-stamp authority (RFC 3161) that stamps each signature; without one papers are signed at level B-B." placeholder:"URL"`
	TSARoots      string `name:"tsa-roots" help:"Certificates (PEM) that stand for the authority; none means the roots in the folder of keys." placeholder:"FILE" type:"path"`
	TSAPolicy     string `name:"tsa-policy" help:"Policy that it must stamp under, as 1.2.3; none takes any." placeholder:"OID"`
	DocumentLists string `help:"Lists of certificates that were taken back (CRL), kept in each paper so that it proves itself for long (B-LT): none, those in the folder of keys (*.crl), or also what certificates say where to fetch. Without one of today nothing is signed." enum:"none,folder,fetch" default:"none"`
}

// keyFolder is where the demo's keys are, in the data folder.
const keyFolder = "document-keys"

// password opens PKCS#12 files; it is never a flag, which everybody on the machine can read.
func (documentSettings) password() string { return os.Getenv("DUAR_DOCUMENT_PASSWORD") }

func (c documentSettings) keyFolder(e engines) string {
	if c.DocumentKeys != "" {
		return c.DocumentKeys
	}
	return filepath.Join(e.Data, keyFolder)
}

// sealing is what papers are signed with: files by one key, the facts in their QR codes by
// another.
type sealing struct {
	ring  *seal.Keyring
	codes *token.Seal
	clock *seal.Authority // nil: nothing is stamped, level B-B
	lists *seal.Lists     // nil: no level above B-T
	world seva.World
}

var errNoDocumentKeys = errors.New("with --database the servers must share the keys that papers are signed with: set --document-keys to their folder")

// sealing opens the keys. Without a folder SPECIMEN keys are made in the data folder; link is
// where papers are checked when no setting says so, the server's own address.
func (c documentSettings) sealing(e engines, w seva.World, link string) (*sealing, error) {
	var ring *seal.Keyring
	var err error
	switch {
	case c.DocumentKeys != "":
		ring, err = seal.Open(c.DocumentKeys, c.password())
	case e.Database != "":
		return nil, errNoDocumentKeys
	default:
		ring, err = seal.Demo(filepath.Join(e.Data, keyFolder), w.Now())
	}
	if err != nil {
		return nil, fmt.Errorf("the keys of papers: %w", err)
	}
	s := &sealing{ring: ring, world: w}
	if c.DocumentLink != "" {
		if err := webAddress("--document-link", c.DocumentLink); err != nil {
			return nil, errors.Join(err, ring.Close())
		}
		link = c.DocumentLink
	}
	if s.codes, err = codeSeal(link, ring, w.Now()); err == nil {
		s.codes = s.codes.At(w.Now)
		_, err = seal.Newest(ring.Seals, w.Now())
	}
	if err == nil && c.TSA != "" {
		s.clock, err = c.authority(ring, w)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the keys of papers: %w", err), ring.Close())
	}
	if c.DocumentLists == "folder" || c.DocumentLists == "fetch" {
		s.lists = &seal.Lists{Folder: c.keyFolder(e), Fetch: c.DocumentLists == "fetch", Now: w.Now}
	}
	return s, nil
}

// ownLink is where papers are checked when no setting says so: on this machine.
func ownLink(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if ip, bad := netip.ParseAddr(host); err == nil && (host == "" || bad == nil && (ip.IsUnspecified() || ip.Is6())) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// webAddress refuses what is no address of a server on the web: found out at the start, and not
// when the first paper waits for it.
func webAddress(flag, text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.Fragment != "" {
		return fmt.Errorf("%s %q: write it as https://host", flag, text)
	}
	return nil
}

func (c documentSettings) authority(ring *seal.Keyring, w seva.World) (*seal.Authority, error) {
	if err := webAddress("--tsa", c.TSA); err != nil {
		return nil, err
	}
	a := &seal.Authority{URL: c.TSA, Roots: ring.Roots, Now: w.Now}
	if c.TSARoots != "" {
		roots, err := seal.ReadRoots(c.TSARoots)
		if err != nil {
			return nil, err
		}
		a.Roots = roots
	}
	for part := range strings.SplitSeq(c.TSAPolicy, ".") {
		if c.TSAPolicy == "" {
			break
		}
		n, err := strconv.ParseUint(part, 10, 31)
		if err != nil {
			return nil, fmt.Errorf("--tsa-policy %q: write it as 1.2.3", c.TSAPolicy)
		}
		a.Policy = append(a.Policy, int(n))
	}
	if c.TSAPolicy != "" {
		if _, err := asn1.Marshal(a.Policy); err != nil {
			return nil, fmt.Errorf("--tsa-policy %q: write it as 1.2.3", c.TSAPolicy)
		}
	}
	return a, nil
}

// codeSeal makes the seal of QR codes of a keyring: the newest key that holds signs, also once
// another has begun while a server runs, and all prove. At the zero time none signs.
func codeSeal(link string, ring *seal.Keyring, now time.Time) (*token.Seal, error) {
	if _, err := seal.Newest(ring.Codes, now); err != nil && !now.IsZero() {
		return nil, err
	}
	var keys []token.Key
	for _, k := range ring.Codes {
		public, err := seal.CodeKey(k)
		if err != nil {
			return nil, err
		}
		id, err := hex.DecodeString(k.ID)
		if err != nil {
			return nil, err
		}
		key := token.Key{ID: id, Public: public, From: k.From(), Until: k.Until()}
		if !now.IsZero() {
			key.Signer = k.Signer
		}
		keys = append(keys, key)
	}
	return token.New(link, keys...)
}

// sign gives a finished file with a signature over all of it, by the newest key that holds.
func (s *sealing) sign(ctx context.Context, pdf []byte, how seal.Signature) ([]byte, error) {
	how.At = s.world.Now()
	key, err := seal.Newest(s.ring.Seals, how.At)
	if err != nil {
		return nil, err
	}
	if s.clock != nil {
		how.Stamp = s.clock.Stamp
	}
	if s.lists != nil {
		if err := s.lists.Prepare(ctx, &how, key, s.ring.Roots, s.clock); err != nil {
			return nil, err
		}
	}
	return seal.Sign(ctx, pdf, key, how)
}

// Print is document.Press: the paper is drawn, then signed over all of its bytes. Its number
// is what readers show as the reason: it is the same in every language.
func (s *sealing) Print(ctx context.Context, c document.Content) ([]byte, error) {
	pdf, err := paper.Document(c)
	if err != nil {
		return nil, err
	}
	// The name on the paper was read before it was drawn; where another key has begun since, the
	// paper would name whom it is not signed by. It is made anew in a moment.
	if now := s.signer(); c.Signer != "" && c.Signer != now {
		return nil, fmt.Errorf("the key changed while a paper was drawn: it names %q, and %q signs", c.Signer, now)
	}
	return s.sign(ctx, pdf, seal.Signature{Reason: c.Number})
}

var _ document.Press = (*sealing)(nil)

// signer is the name that papers are signed with now, "" without a key that holds.
func (s *sealing) signer() string {
	key, err := seal.Newest(s.ring.Seals, s.world.Now())
	if err != nil {
		return ""
	}
	return seal.Name(key.Chain[0])
}

// pageKeys are what the page that checks papers must know.
func (s *sealing) pageKeys() []api.CodeKey {
	var all []api.CodeKey
	for _, k := range s.codes.Keys() {
		all = append(all, api.CodeKey(k))
	}
	return all
}

func (s *sealing) close() error { return s.ring.Close() }
