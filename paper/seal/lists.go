package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Lists finds the lists that a signature is kept with. It is safe for concurrent use.
type Lists struct {
	// Folder has *.crl files, which are read anew when none of those known is of today.
	Folder string
	// Fetch asks the addresses that certificates name (CRL distribution points, HTTP) for what is
	// in no file. Without it nothing is asked.
	Fetch    bool
	Client   *http.Client  // http.DefaultClient when nil
	Patience time.Duration // 10 s when zero
	Now      func() time.Time

	mu    sync.Mutex
	known []*x509.RevocationList
	clock []*x509.Certificate // of the authority that stamped last
}

// What keeps a signature from being made for long.
var (
	ErrNoList  = errors.New("seal: no list of today says whether a certificate still holds")
	ErrRevoked = errors.New("seal: the certificate was taken back")
)

// Prepare readies a signature of level B-LT: the lists that it is kept with, of the signer's chain
// and of the authority's where it is stamped. Nothing is signed without them, nor with a
// certificate that was taken back (ErrNoList, ErrRevoked). by may be nil: no stamp.
func (l *Lists) Prepare(ctx context.Context, s *Signature, key Key, roots *x509.CertPool, by *Authority) error {
	lists, err := l.of(ctx, key.Chain, roots, x509.ExtKeyUsageAny)
	if err != nil {
		return err
	}
	s.Lists = lists
	if by == nil {
		return nil
	}
	// Who will stamp is known from the last time; at first it is asked to stamp something.
	clock := l.clockSeen(nil)
	if clock == nil {
		some := make([]byte, 32)
		if _, err := rand.Read(some); err != nil {
			return err
		}
		token, err := by.Stamp(ctx, some)
		if err != nil {
			return err
		}
		clock = l.clockSeen(token)
	}
	more, err := l.of(ctx, clock, by.Roots, x509.ExtKeyUsageTimeStamping)
	if err != nil {
		return err
	}
	for _, one := range more {
		if !has(s.Lists, one) {
			s.Lists = append(s.Lists, one)
		}
	}
	s.Stamp = func(ctx context.Context, signature []byte) ([]byte, error) {
		token, err := by.Stamp(ctx, signature)
		if err == nil && !l.clockSeen(token)[0].Equal(clock[0]) {
			err = fmt.Errorf("%w: another certificate than a moment ago", ErrStamp) // known by now: the next try has its list
		}
		return token, err
	}
	return nil
}

// clockSeen takes in who made a token, and gives who is known; nil at first.
func (l *Lists) clockSeen(token []byte) []*x509.Certificate {
	l.mu.Lock()
	defer l.mu.Unlock()
	if p := proveCMS(token, oidStampInfo, nil); token != nil && p.leaf != nil {
		l.clock = append([]*x509.Certificate{p.leaf}, p.others...)
	}
	return l.clock
}

func has(all []*x509.RevocationList, one *x509.RevocationList) bool {
	for _, l := range all {
		if bytes.Equal(l.Raw, one.Raw) {
			return true
		}
	}
	return false
}

// of gives the lists of today for a chain, leaf first.
func (l *Lists) of(ctx context.Context, chain []*x509.Certificate, roots *x509.CertPool, use x509.ExtKeyUsage) (out []*x509.RevocationList, err error) {
	now := l.Now()
	p := proven{leaf: chain[0], others: chain[1:]}
	whole, flaw := p.chains(roots, now, use)
	if flaw != "" {
		return nil, fmt.Errorf("seal: the certificate %q is not believed (%s)", Name(chain[0]), flaw)
	}
	for i := 0; i+1 < len(whole); i++ {
		one, err := l.today(ctx, whole[i], whole[i+1], now)
		if err != nil {
			return nil, err
		}
		if !has(out, one) {
			out = append(out, one)
		}
	}
	if back, _ := (trust{lists: out}).taken(whole, now); back {
		return nil, fmt.Errorf("%w: %s", ErrRevoked, Name(chain[0]))
	}
	return out, nil
}

// today gives an authority's newest list, if it is of today.
func (l *Lists) today(ctx context.Context, c, issuer *x509.Certificate, now time.Time) (*x509.RevocationList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	newest := func() (best *x509.RevocationList) {
		for _, one := range l.known {
			fresh := !now.Before(one.ThisUpdate) && (one.NextUpdate.IsZero() || !now.After(one.NextUpdate))
			if fresh && speaks(one, issuer) && (best == nil || one.ThisUpdate.After(best.ThisUpdate)) {
				best = one
			}
		}
		return best
	}
	if one := newest(); one != nil {
		return one, nil
	}
	if l.Folder != "" {
		lists, err := folderLists(l.Folder)
		if err != nil {
			return nil, err
		}
		l.known = lists
		if one := newest(); one != nil {
			return one, nil
		}
	}
	why := ErrNoList
	for _, from := range c.CRLDistributionPoints {
		if !l.Fetch || !strings.HasPrefix(from, "http") {
			continue
		}
		lists, err := l.ask(ctx, from)
		if err != nil {
			why = fmt.Errorf("%w: %s: %w", ErrNoList, from, err)
			continue
		}
		l.known = append(l.known, lists...)
		if one := newest(); one != nil {
			return one, nil
		}
	}
	return nil, fmt.Errorf("%w (%s)", why, Name(issuer))
}

func (l *Lists) ask(ctx context.Context, from string) ([]*x509.RevocationList, error) {
	patience := l.Patience
	if patience == 0 {
		patience = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return nil, err
	}
	client := l.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, mostList+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("it answered %d", resp.StatusCode)
	case len(text) > mostList:
		return nil, ErrTooLarge
	}
	return parseLists(text)
}
