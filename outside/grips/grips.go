// Package grips asks the treasury of West Bengal for money: the messages of GRIPS 2.0
// (Government Receipt Portal System, Finance Department), a client of it, its daily file,
// and a stand-in that keeps books of its own and misbehaves on demand.
//
// What is known of GRIPS 2.0 is what a department's own program shows (the names of fields,
// action "PMT", `encData` with AES, `cs` with SHA-256 over the clear text, `src`, the answer
// in the same dress brought by the browser). The rest is not public, and is ours until
// somebody is given the interface document; each is a setting or stands in one place here:
//
//   - the mode of AES: cbc with PKCS #7 and the IV in front (as GRIPS 1 has it), or gcm;
//   - the address and the actions for asking server to server: "VER" for what became of a
//     payment, "CHL" for a challan to be paid at a counter. GRIPS 1 had such a question
//     (GRIPS_DEPT_DV_REQ: DEPT_CD, SERVICE_CD, DEPT_REF_NO, IDENTIFICATION_NO, FIN_YEAR, XML
//     under AES-128-CBC), so there is one in some shape;
//   - that an answer repeats paymentAmt, and totalAmt of each line. duar believes no answer
//     without them: an adapter that drops this check would take any sum for the right one;
//   - the words for statuses (Settings.Words) and the columns of the daily file (file.go).
//
// The package knows messages and the way there. Whether an answer is about our payment, and
// what follows from it, is for seva/payment.
package grips

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/payment"
)

const (
	connects = 3 * time.Second
	waits    = 20 * time.Second
	longest  = 256 << 10 // bytes of an answer
	// After failsMost failures in a row nobody asks for rest: a treasury that is away must
	// not make everybody who looks at a payment wait for it.
	failsMost = 5
	rest      = 15 * time.Second
)

// Settings are what the treasury gave the department, and where we are.
type Settings struct {
	Page   string // where browsers go to pay: https, or http of this machine for the stand-in
	Ask    string // where servers ask
	Return string // where the browser is sent back to
	// Hosts are all that may be talked to; empty for the two hosts above.
	Hosts  []string
	Key    []byte // of AES: 16, 24 or 32 bytes
	Cipher Cipher // CBC when empty
	Source string // srcId
	User   string // userId
	IP     string // of our server, as the message wants it
	MAC    string
	// Department is deptCode. Services gives svcCode by our service; Service where one is not named.
	Department string
	Services   map[string]string
	Service    string
	// Words tells the treasury's words for statuses; nil for those of Words().
	Words map[string]payment.Status
	World seva.World
}

// Words gives the words for statuses that are understood unless others are set.
func Words() map[string]payment.Status {
	return map[string]payment.Status{
		"S": payment.SaysPaid, "SUCCESS": payment.SaysPaid, "F": payment.SaysFailed, "FAIL": payment.SaysFailed,
		"FAILED": payment.SaysFailed, "P": payment.SaysPending, "PENDING": payment.SaysPending, "N": payment.SaysUnknown,
	}
}

// Client talks to the treasury. It is safe for concurrent use.
type Client struct {
	s    Settings
	seal seal
	http *http.Client

	mu    sync.Mutex
	fails int
	until time.Time
}

var _ payment.Treasury = (*Client)(nil)

// New makes a client. It refuses addresses outside the list, and http to anywhere but this
// machine: names and amounts go there.
func New(s Settings) (*Client, error) {
	if s.Words == nil {
		s.Words = Words()
	}
	sealed, err := newSeal(s.Key, s.Cipher, s.World)
	if err != nil {
		return nil, err
	}
	if s.Source == "" || s.Return == "" {
		return nil, errors.New("grips: the department's source id and the address to come back to are needed")
	}
	for _, address := range []string{s.Page, s.Ask} {
		u, err := url.Parse(address)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
			return nil, errors.New("grips: the address must look like https://treasury.example.in/pay")
		case u.Scheme != "https" && (u.Scheme != "http" || !local(u.Hostname())):
			return nil, errors.New("grips: the address must begin with https://")
		case len(s.Hosts) > 0 && !slices.Contains(s.Hosts, u.Host):
			return nil, fmt.Errorf("grips: %s is not among the hosts that may be talked to", u.Host)
		}
	}
	return &Client{s: s, seal: sealed, http: &http.Client{
		Timeout: waits,
		// Whoever could send us elsewhere could answer for the treasury.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:         (&net.Dialer{Timeout: connects}).DialContext,
			TLSHandshakeTimeout: connects, MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute,
			MaxResponseHeaderBytes: 16 << 10,
		},
	}}, nil
}

func local(host string) bool { return host == "127.0.0.1" || host == "::1" || host == "localhost" }

// Handoff implements payment.Treasury.
func (c *Client) Handoff(o payment.Order) (payment.Form, error) {
	e, err := c.envelope(c.order(o, actPay))
	if err != nil {
		return payment.Form{}, err
	}
	return payment.Form{URL: c.s.Page, Fields: map[string]string{"encData": e.Data, "cs": e.Sum, "src": e.Source}}, nil
}

// Challan implements payment.Treasury.
func (c *Client) Challan(ctx context.Context, o payment.Order) (payment.Answer, error) {
	return c.ask(ctx, c.order(o, actChallan))
}

// Verify implements payment.Treasury.
func (c *Client) Verify(ctx context.Context, dpr string) (payment.Answer, error) {
	return c.ask(ctx, request{Req: demand{DPR: dpr, Source: c.s.Source, Action: actVerify}, Src: c.source()})
}

// Returned implements payment.Treasury. What the browser brought may be anything: it is read
// as strictly as an answer, and all but the number is thrown away.
func (c *Client) Returned(fields map[string]string) (string, error) {
	text, err := c.seal.open(envelope{Data: fields["encData"], Sum: fields["cs"]})
	if err != nil {
		return "", err
	}
	a, err := readAnswer(text, c.s.Words)
	return a.DPR, err
}

// errResting is the answer while the treasury is left alone.
var errResting = errors.New("grips: the treasury has failed several times and is left alone for a moment")

// ask sends a question and reads the answer. Errors hold nothing of either.
func (c *Client) ask(ctx context.Context, q request) (payment.Answer, error) {
	if c.resting() {
		return payment.Answer{}, errResting
	}
	text, err := c.post(ctx, q)
	c.note(ctx, err)
	if err != nil {
		return payment.Answer{}, err
	}
	var e envelope
	if err := strictly(text, &e); err != nil {
		return payment.Answer{}, payment.ErrGarbled
	}
	clear, err := c.seal.open(e)
	if err != nil {
		return payment.Answer{}, err
	}
	return readAnswer(clear, c.s.Words)
}

func (c *Client) post(ctx context.Context, q request) ([]byte, error) {
	e, err := c.envelope(q)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.s.Ask, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	a, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("grips: %w", err)
	}
	defer func() { _ = a.Body.Close() }()
	if a.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("grips: the treasury answered %d", a.StatusCode)
	}
	text, err := io.ReadAll(io.LimitReader(a.Body, longest+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("grips: %w", err)
	case len(text) > longest:
		return nil, payment.ErrGarbled
	}
	return text, nil
}

// envelope seals a question.
func (c *Client) envelope(q request) (envelope, error) {
	text, err := json.Marshal(q)
	if err != nil {
		return envelope{}, err
	}
	e := c.seal.close(text)
	e.Source = c.s.Source
	return e, nil
}

func (c *Client) source() source {
	return source{ID: c.s.Source, User: c.s.User, IP: c.s.IP, MAC: c.s.MAC, At: c.s.World.Now().In(seva.IST).Format(clock)}
}

func (c *Client) resting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.s.World.Now().Before(c.until)
}

// note counts failures in a row. That somebody hung up while waiting is not the treasury's.
func (c *Client) note(ctx context.Context, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.fails = 0
	case errors.Is(ctx.Err(), context.Canceled):
	default:
		if c.fails++; c.fails >= failsMost {
			c.fails, c.until = 0, c.s.World.Now().Add(rest)
		}
	}
}

// strictly reads one JSON value and nothing behind it.
func strictly(text []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("grips: more than one value")
	}
	return nil
}

// indian gives the ten digits of an Indian mobile; "" of any other.
func indian(p seva.Phone) string {
	if s, ok := strings.CutPrefix(string(p), "91"); ok && len(s) == 10 {
		return s
	}
	return ""
}
