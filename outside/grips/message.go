package grips

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/payment"
)

// What is asked for.
const (
	actPay     = "PMT"
	actVerify  = "VER" // ours, see the package
	actChallan = "CHL" // ours
)

// How moments and days are written, in India's time.
const (
	clock = "02/01/2006 15:04:05"
	day   = "02/01/2006"
)

// request is a question in clear.
type request struct {
	Req demand `json:"req"`
	Src source `json:"src"`
}

type demand struct {
	DPR      string `json:"dpr"`
	Source   string `json:"src"`
	Return   string `json:"respUrl,omitempty"`
	Action   string `json:"action"`
	Amount   rupees `json:"paymentAmt,omitzero"`
	Mobile   string `json:"depMob,omitempty"`
	Payments []item `json:"paymentDtls,omitempty"`
}

type item struct {
	Category   string  `json:"pmtCategory"`
	Department string  `json:"deptCode"`
	Service    string  `json:"svcCode"`
	DRN        string  `json:"drn"`
	Number     string  `json:"identificationNo"`
	Name       string  `json:"depName"`
	Address    string  `json:"depAddress"`
	Email      string  `json:"depEmail"`
	Behalf     string  `json:"onBehalfOf"`
	Kind       string  `json:"depType"`
	From       string  `json:"periodFrom"`
	To         string  `json:"periodTo"`
	Remarks    string  `json:"remarks"`
	Amount     rupees  `json:"totalAmt"`
	Heads      []head  `json:"hoaDtls"`
	More       []param `json:"additionalParamDtls"`
}

type head struct {
	Head   string `json:"hoa"`
	Amount rupees `json:"amt"`
}

type param struct {
	Name  string `json:"paramName"`
	Value string `json:"paramVal"`
}

type source struct {
	ID   string `json:"srcId"`
	User string `json:"userId"`
	IP   string `json:"ip"`
	MAC  string `json:"mac"`
	At   string `json:"sysTimeStamp"`
}

// order makes the message of a payment. Of who pays it has the name and the mobile, which
// the treasury prints on the challan and tells its own SMS to; no address and no email.
func (c *Client) order(o payment.Order, action string) request {
	today := o.Made.In(seva.IST).Format(day)
	q := request{Src: c.source(), Req: demand{DPR: o.DPR, Source: c.s.Source, Return: c.s.Return, Action: action,
		Amount: rupees(o.Amount), Mobile: indian(o.Phone)}}
	for _, l := range o.Lines {
		code, known := c.s.Services[l.Service]
		if !known {
			code = c.s.Service
		}
		i := item{Category: "G", Department: c.s.Department, Service: code, DRN: l.DRN, Number: l.Case, Name: o.Payer, Behalf: o.Payer,
			Kind: "Citizen", From: today, To: today, Remarks: l.Service, Amount: rupees(l.Amount), Heads: []head{}, More: []param{}}
		for _, d := range l.Dues {
			i.Heads = append(i.Heads, head{d.Head, rupees(d.Amount)})
		}
		q.Req.Payments = append(q.Req.Payments, i)
	}
	return q
}

// answer is what comes back, in clear.
type answer struct {
	Res struct {
		DPR      string    `json:"dpr"`
		GPR      string    `json:"gpr"`
		Status   string    `json:"paymentStatus"`
		Desc     string    `json:"paymentStatusDesc"`
		Amount   *rupees   `json:"paymentAmt,omitempty"`
		Payments []settled `json:"paymentDtls"`
	} `json:"res"`
}

type settled struct {
	DRN     string  `json:"drn"`
	Number  string  `json:"identificationNo"`
	GRN     string  `json:"grn"`
	Made    string  `json:"grnTime"`
	Status  string  `json:"grnStatus"`
	Desc    string  `json:"grnStatusDesc"`
	Amount  *rupees `json:"totalAmt,omitempty"`
	Bank    string  `json:"bank"`
	Mode    string  `json:"paymentMode"`
	BRN     string  `json:"brn"`
	Taken   string  `json:"brnTime"`
	Gateway string  `json:"gatewayRefId"`
}

// linesMost is how many lines an answer may have; a payment has twenty at most, and each may
// have been charged more than once.
const linesMost = 200

// readAnswer reads an answer in clear; payment.ErrGarbled for whatever cannot be one. An
// amount that is left out is one that no payment has.
func readAnswer(text []byte, words map[string]payment.Status) (payment.Answer, error) {
	var in answer
	if err := strictly(text, &in); err != nil || len(in.Res.Payments) > linesMost || !short(in.Res.DPR, in.Res.GPR) {
		return payment.Answer{}, payment.ErrGarbled
	}
	status, ok := words[strings.ToUpper(in.Res.Status)]
	if !ok {
		return payment.Answer{}, payment.ErrGarbled
	}
	a := payment.Answer{DPR: in.Res.DPR, GPR: in.Res.GPR, Status: status, Amount: in.Res.Amount.money()}
	for _, l := range in.Res.Payments {
		said, ok := words[strings.ToUpper(l.Status)]
		at, err := moment(l.Taken)
		if !ok || err != nil || !short(l.DRN, l.GRN, l.BRN, l.Bank) {
			return payment.Answer{}, payment.ErrGarbled
		}
		a.Lines = append(a.Lines, payment.Said{DRN: l.DRN, GRN: l.GRN, BRN: l.BRN, Amount: l.Amount.money(), Status: said, Bank: l.Bank, At: at})
	}
	return a, nil
}

// short sees that texts of the treasury can be kept: printable and of some length.
func short(texts ...string) bool {
	for _, s := range texts {
		if len(s) > 100 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
			return false
		}
	}
	return true
}

// moment reads a moment; none is none.
func moment(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation(clock, s, seva.IST)
	if err != nil || t.Year() < 2000 || t.Year() > 2200 {
		return time.Time{}, errors.New("grips: no moment")
	}
	return t.UTC(), nil
}

// rupees is money as the treasury writes it: a number (or a text) of rupees, whole or with
// two places. It is never a float.
type rupees seva.Money

// money gives the sum; of one that was left out, one that nothing costs.
func (r *rupees) money() seva.Money {
	if r == nil {
		return -1
	}
	return seva.Money(*r)
}

// IsZero is for omitzero.
func (r rupees) IsZero() bool { return r == 0 }

func (r rupees) String() string {
	if r%100 == 0 {
		return strconv.FormatInt(int64(r/100), 10)
	}
	return fmt.Sprintf("%d.%02d", r/100, r%100)
}

// MarshalJSON writes a number.
func (r rupees) MarshalJSON() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalJSON reads a number or a text with one in it.
func (r *rupees) UnmarshalJSON(b []byte) error {
	s := string(b)
	if s == "null" {
		return errors.New("grips: no amount")
	}
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	v, err := parseRupees(s)
	*r = v
	return err
}

// parseRupees reads "500", "500.5" and "500.50", up to 999,999,999,999 rupees.
func parseRupees(s string) (rupees, error) {
	whole, part, dotted := strings.Cut(s, ".")
	bad := whole == "" || len(whole) > 12 || len(part) > 2 || dotted && part == "" ||
		strings.ContainsFunc(whole+part, func(r rune) bool { return r < '0' || r > '9' })
	if bad {
		return 0, errors.New("grips: not an amount in rupees")
	}
	n, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	return rupees(n), err
}
