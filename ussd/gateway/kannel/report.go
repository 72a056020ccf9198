package kannel

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"duar/seva/notice"
	"duar/ussd"
	"duar/ussd/gateway"
)

// Reports is gateway.Gateway for Kannel's reports of delivery. They come more than once and
// in any order ("delivered" before "taken" among them); notice.Reports keeps the furthest.
type Reports struct {
	networks func(gateway.Request) error // nil when none are set
	secret   string
	to       notice.Reports
	seen     *gateway.Seen
}

// NewReports makes the gateway; reports takes what it reads.
func NewReports(c Config, reports notice.Reports) (*Reports, error) {
	if _, err := c.Guard.Check(false); err != nil {
		return nil, fmt.Errorf("kannel: %w", err)
	}
	g := &Reports{secret: c.Secret, to: reports, seen: gateway.NewSeen(remembered)}
	if len(c.Networks) > 0 {
		var err error
		if g.networks, err = (gateway.Guard{Networks: c.Networks}).Check(false); err != nil {
			return nil, fmt.Errorf("kannel: %w", err)
		}
	}
	return g, nil
}

const remembered = 1 << 14

// Name is gateway.Gateway.
func (g *Reports) Name() string { return name }

// Route is gateway.Gateway.
func (g *Reports) Route() (method, path string) { return http.MethodGet, reportRoute }

// Read notes one report and asks nothing. With a secret, only addresses that we have signed
// count; with networks, only callers from there.
func (g *Reports) Read(ctx context.Context, r gateway.Request) (ussd.Turn, error) {
	var none ussd.Turn
	if g.networks != nil {
		if err := g.networks(r); err != nil {
			return none, err
		}
	}
	query, err := r.Query()
	if err != nil {
		return none, err
	}
	ref, err := base64.RawURLEncoding.DecodeString(query["ref"])
	if err != nil || len(ref) == 0 || len(ref) > maxRef {
		return none, gateway.Bad("ref is missing or not one of ours")
	}
	if g.secret != "" && !gateway.Equal(sign(g.secret, string(ref)), query["sign"]) {
		return none, gateway.Unknown("the signature is missing or wrong")
	}
	report, err := reported(query["type"], query["answer"])
	if err != nil {
		return none, err
	}
	report.Provider, report.Ref, report.At = name, string(ref), r.Received
	key := string(ref) + "\x00" + query["type"]
	if g.seen.Has(key) {
		return none, gateway.Ignore
	}
	if err := g.to.Note(ctx, report); err != nil {
		return none, err
	}
	g.seen.Add(key)
	return none, gateway.Ignore
}

const maxRef = 128

// Reply is an empty answer, which Kannel does not read.
func (g *Reports) Reply(context.Context, ussd.Turn, ussd.Page) (gateway.Response, error) {
	return gateway.Text(http.StatusOK, ""), nil
}

// reported reads one bit of Kannel's mask and the answer of the SMSC that came with it.
func reported(bit, answer string) (notice.Report, error) {
	switch bit {
	case "1":
		return notice.Report{State: notice.Delivered, Code: "1"}, nil
	case "2":
		why, code := failed(answer)
		if code == "UNKNOWN" { // the operator does not say: no more than that it had the message
			return notice.Report{State: notice.Dispatched, Code: code}, nil
		}
		return notice.Report{State: notice.Undelivered, Why: why, Code: code}, nil
	case "4", "8", "32":
		return notice.Report{State: notice.Dispatched, Code: bit}, nil
	case "16":
		why, code := refused(answer)
		return notice.Report{State: notice.Undelivered, Why: why, Code: code}, nil
	}
	return notice.Report{}, gateway.Bad("type must be 1, 2, 4, 8, 16 or 32: write %d into the dlr-url")
}

// fates are the states of a receipt of SMPP 3.4 (appendix B) that are failures.
var fates = map[string]notice.Reason{
	"EXPIRED": notice.Away, // the phone was not there in time
	"DELETED": notice.Rejected,
	"UNDELIV": notice.Unknown,
	"REJECTD": notice.Rejected,
	"UNKNOWN": notice.Unknown,
}

// failed reads "id:7 sub:001 … stat:UNDELIV err:651 text:…". What stands behind text: is
// the message's and is not looked at.
func failed(answer string) (notice.Reason, string) {
	answer, _, _ = strings.Cut(answer, "text:")
	var stat, code string
	for word := range strings.FieldsSeq(answer) {
		key, value, _ := strings.Cut(word, ":")
		switch strings.ToLower(key) {
		case "stat":
			stat = strings.ToUpper(value)
		case "err":
			code = value
		}
	}
	why, known := fates[stat]
	if !known {
		why, stat = notice.Unknown, "2"
	}
	if n, err := strconv.Atoi(code); err == nil && len(code) <= longestCode {
		if dlt, ok := gateway.DLT(n); ok {
			return dlt, code
		}
		if n != 0 {
			return why, stat + "/" + code
		}
	}
	return why, stat
}

const longestCode = 9

// statuses are those of SMPP 3.4 (5.1.3) by which an SMSC refuses a submit_sm.
var statuses = map[uint64]notice.Reason{
	0x01: notice.TooLong,      // message length is invalid
	0x04: notice.Locked,       // not bound for sending
	0x08: notice.Broken,       // system error
	0x0a: notice.Unregistered, // invalid source address: the header is not ours
	0x0b: notice.BadNumber,    // invalid destination address
	0x0d: notice.Locked,       // bind failed
	0x0e: notice.Locked,       // invalid password
	0x0f: notice.Locked,       // invalid system id
	0x14: notice.Busy,         // message queue full
	0x45: notice.Broken,       // submit failed
	0x58: notice.Busy,         // throttled
	0x64: notice.Broken,       // temporary error of the receiver
	0x65: notice.Rejected,     // permanent error of the receiver
	0x66: notice.Rejected,     // rejected by the receiver
	0xfe: notice.Rejected,     // delivery failure
}

// refused reads "NACK/0x0000000b/Invalid Destination Address". Operators put DLT's codes
// into the status, as a number or as digits.
func refused(answer string) (notice.Reason, string) {
	parts := strings.SplitN(answer, "/", 3)
	if len(parts) < 2 || !strings.HasPrefix(parts[1], "0x") {
		return notice.Unknown, "16"
	}
	digits := strings.TrimLeft(strings.TrimPrefix(parts[1], "0x"), "0")
	status, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		return notice.Unknown, "16"
	}
	code := "0x" + strconv.FormatUint(status, 16)
	if why, known := statuses[status]; known {
		return why, code
	}
	if why, ok := gateway.DLT(int(status)); ok {
		return why, code
	}
	if n, err := strconv.Atoi(digits); err == nil {
		if why, ok := gateway.DLT(n); ok {
			return why, code
		}
	}
	return notice.Unknown, code
}

// sign shows that an address for reports is one that we gave out.
func sign(secret, ref string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("kannel report\n" + ref))
	return hex.EncodeToString(h.Sum(nil))
}
