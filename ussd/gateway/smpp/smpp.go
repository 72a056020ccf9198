// Package smpp speaks SMPP 3.4 to an operator's message centre over one transceiver bind:
// SMS out, delivery receipts, SMS in, and USSD both ways.
//
// It knows the bind, how a text becomes PDUs, and the habits of vendors (session ids, DLT
// parameters, ids of receipts), each a setting. It does not know octets (smpp/pdu), what is
// on the screens, or which template a message was made from. It writes no number and no text
// into a log or an error.
package smpp

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/page"
)

// Config is what an administrator sets, mostly as the operator's letter says. Zero values
// stand for the defaults, so that a Config may also be written by hand.
type Config struct {
	Address    string `help:"Message centre to bind to, as host:port." env:"ADDRESS"`
	SystemID   string `name:"system-id" help:"Account at the message centre, at most 15 characters." env:"SYSTEM_ID"`
	Password   string `help:"Its password, at most 8 characters." env:"PASSWORD"`
	SystemType string `name:"system-type" help:"System type, where the operator asks for one." env:"SYSTEM_TYPE"`
	TLS        bool   `name:"tls" help:"Connect by TLS; without it the bind belongs into a VPN." env:"TLS"`

	From       string `help:"Header or number SMS go out under when their registration names none; without it SMS go out only as answers." env:"FROM"`
	Registered bool   `help:"Refuse messages without a registered header, entity and template, as Indian operators do." env:"REGISTERED"`
	Long       string `help:"How a text of several SMS goes out: parts numbered in 8 or 16 bits, or whole." enum:"udh8,udh16,payload" default:"udh8" env:"LONG"`
	Packed     bool   `help:"Send the default alphabet packed, eight letters in seven octets; most centres pack by themselves." env:"PACKED"`
	gateway.Shift

	EntityTag   string `name:"entity-tag" help:"Parameter of the principal entity: tag/string, tag/cstring (ends in NUL) or tag/octets (hexadecimal)." default:"0x1400/string" env:"ENTITY_TAG"`
	TemplateTag string `name:"template-tag" help:"Parameter of the template." default:"0x1401/string" env:"TEMPLATE_TAG"`
	ChainTag    string `name:"chain-tag" help:"Parameter of the chain of telemarketers." default:"0x1402/string" env:"CHAIN_TAG"`
	RefTag      string `name:"ref-tag" help:"Parameter for our own reference, 16 hexadecimal digits, where the operator knows repeats by one." env:"REF_TAG"`

	SubmitIDs  string `name:"submit-ids" help:"How ids stand in answers: as text, hexadecimal or decimal." enum:"text,hex,dec" default:"text" env:"SUBMIT_IDS"`
	ReceiptIDs string `name:"receipt-ids" help:"How the same ids stand in delivery receipts." enum:"text,hex,dec" default:"text" env:"RECEIPT_IDS"`

	gateway.Code
	gateway.Screen
	Profile string `help:"How the vendor names USSD sessions." enum:"standard,opaque,6d,mica" default:"standard" env:"PROFILE"`
	EndOp   int    `name:"end-op" help:"ussd_service_op that ends a session; 0 for the profile's: 17, or 23 of 6d and mica." default:"0" env:"END_OP"`
	Scheme  string `help:"data_coding of USSD: sms (0 and 8) or cbs (15 and 72)." enum:"sms,cbs" default:"sms" env:"SCHEME"`

	Rate    int           `help:"SMS a second, evenly; 0 for no limit." default:"100" env:"RATE"`
	Window  int           `help:"Requests under way at once." default:"50" env:"WINDOW"`
	Enquire time.Duration `help:"Silence after which the centre is asked whether it is there." default:"30s" env:"ENQUIRE"`
	Timeout time.Duration `help:"How long an answer may take." default:"10s" env:"TIMEOUT"`
}

// On tells whether an administrator has set anything of the bind.
func (c Config) On() bool { return c.Address != "" || c.SystemID != "" || c.Password != "" }

// Sends tells whether SMS are to go out over the bind.
func (c Config) Sends() bool { return c.On() && (c.From != "" || c.Registered) }

// Bounds of the settings.
const (
	longestID       = 15
	longestPassword = 8
	longestType     = 12
	longestAddress  = 20
	mostWindow      = 10000
	mostRate        = 100000
)

// settings is a Config that was looked through.
type settings struct {
	Config
	budget                       page.Budget
	profile                      profile
	entity, template, chain, ref parameter
}

// check looks through a Config and says how to mend what is wrong, all of it at once.
func (c Config) check() (settings, error) {
	s := settings{Config: c}
	s.Long = cmp.Or(c.Long, longUDH8)
	s.SubmitIDs, s.ReceiptIDs = cmp.Or(c.SubmitIDs, asText), cmp.Or(c.ReceiptIDs, asText)
	s.Scheme = cmp.Or(c.Scheme, schemeSMS)
	s.Window = cmp.Or(c.Window, 50)
	s.Enquire, s.Timeout = cmp.Or(c.Enquire, 30*time.Second), cmp.Or(c.Timeout, 10*time.Second)
	var errs []error
	flaw := func(bad bool, mend string) {
		if bad {
			errs = append(errs, errors.New("smpp: "+mend))
		}
	}
	host, port, err := net.SplitHostPort(c.Address)
	flaw(err != nil || host == "" || port == "", "set the address to host:port of the message centre")
	flaw(c.SystemID == "" || len(c.SystemID) > longestID, "set the system id to the account's name, 1 to 15 characters")
	flaw(c.Password == "" || len(c.Password) > longestPassword, "set the password, 1 to 8 characters: SMPP has no room for more")
	flaw(len(c.SystemType) > longestType, "the system type has at most 12 characters")
	flaw(len(c.From) > longestAddress || !printable(c.From), "from must be a header or a number of at most 20 characters")
	flaw(c.Code.Code != "" && !c.Code.Set(), "set the code as people dial it: *384*7#")
	flaw(s.Window < 1 || s.Window > mostWindow, "set the window to between 1 and 10000, as the operator's letter says")
	flaw(c.Rate < 0 || c.Rate > mostRate, "set the rate to between 0 and 100000 SMS a second")
	flaw(s.Enquire < time.Second || s.Timeout < time.Second, "set enquire and timeout to a second or more")
	flaw(c.EndOp < 0 || c.EndOp > 0xff, "set end-op to between 0 and 255")
	flaw(c.Packed && c.Long == longPayload, "a text that is sent whole cannot be packed: leave packed or payload out")
	for _, known := range []struct {
		name, value string
		of          []string
	}{
		{"long", s.Long, []string{longUDH8, longUDH16, longPayload}},
		{"submit-ids", s.SubmitIDs, []string{asText, asHex, asDec}},
		{"receipt-ids", s.ReceiptIDs, []string{asText, asHex, asDec}},
		{"scheme", s.Scheme, []string{schemeSMS, schemeCBS}},
	} {
		flaw(!contains(known.of, known.value), known.name+" must be one of "+strings.Join(known.of, ", "))
	}
	var ok bool
	s.profile, ok = profiles[cmp.Or(c.Profile, "standard")]
	flaw(!ok, "profile must be one of standard, opaque, 6d, mica")
	if c.EndOp > 0 {
		s.profile.endOp = byte(c.EndOp)
	}
	for _, tag := range []struct {
		to         *parameter
		name, text string
	}{
		{&s.entity, "entity-tag", cmp.Or(c.EntityTag, "0x1400/string")},
		{&s.template, "template-tag", cmp.Or(c.TemplateTag, "0x1401/string")},
		{&s.chain, "chain-tag", cmp.Or(c.ChainTag, "0x1402/string")},
		{&s.ref, "ref-tag", c.RefTag},
	} {
		if tag.text == "" {
			continue
		}
		if *tag.to, err = parseParameter(tag.text); err != nil {
			errs = append(errs, fmt.Errorf("smpp: %s %w", tag.name, err))
		}
	}
	if s.budget, err = c.Budget(); err != nil {
		errs = append(errs, fmt.Errorf("smpp: %w", err))
	}
	return s, errors.Join(errs...)
}

// printable tells whether a text is of printable ASCII only.
func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

func contains(list []string, s string) bool {
	for _, e := range list {
		if e == s {
			return true
		}
	}
	return false
}

// address gives a sender its type and plan (5.2.5): letters are alphanumeric, short digits
// belong to the network, long ones are international.
func address(s string) pdu.Address {
	digits := strings.TrimPrefix(s, "+")
	switch {
	case strings.Trim(digits, "0123456789") != "":
		return pdu.Address{TON: 5, NPI: 0, Addr: s}
	case len(digits) <= 8:
		return pdu.Address{TON: 3, NPI: 0, Addr: digits}
	}
	return pdu.Address{TON: 1, NPI: 1, Addr: digits}
}
