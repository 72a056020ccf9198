package seal

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"slices"
	"time"
)

// Authority is a time-stamp authority (RFC 3161 over HTTP): it says that a signature was
// there at some time, also when the key is stolen or its certificate is over.
type Authority struct {
	URL string
	// Roots are those that may stand for the authority's certificate.
	Roots *x509.CertPool
	// Policy is the one that is asked for and must be answered with; nil takes any.
	Policy asn1.ObjectIdentifier
	// Patience is how long it may take; 10 s when zero.
	Patience time.Duration
	// Client carries the question; http.DefaultClient when nil.
	Client *http.Client
	// Now is the present; the stamped time may be Drift away from it, 5 min when zero.
	Now   func() time.Time
	Drift time.Duration
}

// mostAnswer bounds what an authority may answer with.
const mostAnswer = 64 << 10

// The shapes of RFC 3161.
type (
	stampRequest struct {
		Version int
		Imprint imprint
		Policy  asn1.ObjectIdentifier `asn1:"optional"`
		Nonce   *big.Int
		Send    bool // the certificate
	}
	imprint struct {
		Hash pkix.AlgorithmIdentifier
		Sum  []byte
	}
	stampResponse struct {
		Status struct {
			Status int
			Words  asn1.RawValue  `asn1:"optional"`
			Fail   asn1.BitString `asn1:"optional"`
		}
		Token asn1.RawValue `asn1:"optional"`
	}
	stampInfo struct {
		Version    int
		Policy     asn1.ObjectIdentifier
		Imprint    imprint
		Serial     *big.Int
		Time       time.Time     `asn1:"generalized"`
		Accuracy   accuracy      `asn1:"optional"`
		Ordering   bool          `asn1:"optional"`
		Nonce      *big.Int      `asn1:"optional"`
		Authority  asn1.RawValue `asn1:"optional,tag:0"`
		Extensions asn1.RawValue `asn1:"optional,tag:1"`
	}
	accuracy struct {
		Seconds int `asn1:"optional"`
		Millis  int `asn1:"optional,tag:0"`
		Micros  int `asn1:"optional,tag:1"`
	}
)

// stamped is what a token proves.
type stamped struct {
	at     time.Time
	by     string
	policy asn1.ObjectIdentifier
	nonce  *big.Int
	listed bool // a list says that its certificate was not taken back
}

// ErrStamp is a time-stamp authority that did not answer as it must. What is wrong is said
// behind it, for the log.
var ErrStamp = errors.New("seal: no time stamp")

// Stamp asks for a token of a signature and proves it; it is what Signature.Stamp wants.
func (a *Authority) Stamp(ctx context.Context, signature []byte) ([]byte, error) {
	nonce, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 63))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(signature)
	question, err := asn1.Marshal(stampRequest{
		Version: 1, Imprint: imprint{pkix.AlgorithmIdentifier{Algorithm: oidSHA256, Parameters: asn1.NullRawValue}, sum[:]},
		Policy: a.Policy, Nonce: nonce, Send: true,
	})
	if err != nil {
		return nil, err
	}
	answer, err := a.ask(ctx, question)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrStamp, err)
	}
	var r stampResponse
	if rest, err := asn1.Unmarshal(answer, &r); err != nil || len(rest) > 0 {
		return nil, fmt.Errorf("%w: the answer cannot be read", ErrStamp)
	}
	if r.Status.Status > 1 || len(r.Token.FullBytes) == 0 { // 0 granted, 1 granted with changes
		return nil, fmt.Errorf("%w: refused with status %d, bits %x", ErrStamp, r.Status.Status, r.Status.Fail.Bytes)
	}
	s, err := readStamp(r.Token.FullBytes, signature, trust{roots: a.Roots})
	if err != nil {
		return nil, err
	}
	switch drift, away := a.Drift, s.at.Sub(a.now()).Abs(); {
	case s.nonce == nil || s.nonce.Cmp(nonce) != 0:
		return nil, fmt.Errorf("%w: the answer is to another question", ErrStamp)
	case a.Policy != nil && !s.policy.Equal(a.Policy):
		return nil, fmt.Errorf("%w: stamped under policy %s", ErrStamp, s.policy)
	case drift == 0 && away > 5*time.Minute, drift > 0 && away > drift:
		return nil, fmt.Errorf("%w: its clock is %s away from ours", ErrStamp, away.Round(time.Second))
	}
	return r.Token.FullBytes, nil
}

func (a *Authority) now() time.Time {
	if a.Now == nil {
		return time.Now()
	}
	return a.Now()
}

func (a *Authority) ask(ctx context.Context, question []byte) ([]byte, error) {
	patience := a.Patience
	if patience == 0 {
		patience = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/timestamp-query")
	client := a.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(resp.Body, mostAnswer+1))
	switch {
	case err != nil:
		return nil, err
	case resp.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("it answered %d", resp.StatusCode)
	case resp.Header.Get("Content-Type") != "application/timestamp-reply":
		return nil, errors.New("it answered something else than a time stamp")
	case len(answer) > mostAnswer:
		return nil, errors.New("its answer is too large")
	}
	return answer, nil
}

// readStamp proves a token of a signature: imprint, the authority's signature, its
// certificate and what that is for.
func readStamp(token, signature []byte, t trust) (stamped, error) {
	p := proveCMS(token, oidStampInfo, nil)
	if len(p.flaws) > 0 || p.token != nil {
		return stamped{}, fmt.Errorf("%w: its token is not sound: %v", ErrStamp, p.flaws)
	}
	var info stampInfo
	if rest, err := asn1.Unmarshal(p.content, &info); err != nil || len(rest) > 0 || info.Version != 1 {
		return stamped{}, fmt.Errorf("%w: what it stamped cannot be read", ErrStamp)
	}
	hash := hashOf(info.Imprint.Hash.Algorithm)
	if hash == crypto.Hash(0) || !bytes.Equal(info.Imprint.Sum, digest(hash, signature)) {
		return stamped{}, fmt.Errorf("%w: it is of something else", ErrStamp)
	}
	if !stamps(p.leaf) {
		return stamped{}, fmt.Errorf("%w: its certificate is not for time stamps", ErrStamp)
	}
	// Nobody stamps the stamp: its time is what the authority claims.
	t.sure = false
	flaw, listed := p.chain(t, info.Time, x509.ExtKeyUsageTimeStamping)
	if flaw != "" {
		return stamped{}, fmt.Errorf("%w: its certificate is not believed (%s)", ErrStamp, flaw)
	}
	return stamped{at: info.Time.UTC(), by: Name(p.leaf), policy: info.Policy, nonce: info.Nonce, listed: listed}, nil
}

// oidKeyUse is the extension that says what a certificate is for.
var oidKeyUse = asn1.ObjectIdentifier{2, 5, 29, 37}

// stamps tells whether a certificate is for time stamps and, as RFC 3161 section 2.3 wants,
// for nothing else, and says so critically.
func stamps(c *x509.Certificate) bool {
	critical := slices.ContainsFunc(c.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(oidKeyUse) && e.Critical })
	return critical && len(c.ExtKeyUsage) == 1 && c.ExtKeyUsage[0] == x509.ExtKeyUsageTimeStamping && len(c.UnknownExtKeyUsage) == 0
}
