package smpp

import (
	"strconv"
	"strings"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/smpp/pdu"
)

// How ids stand in answers and in receipts. Many centres answer in hexadecimal and write
// receipts in decimal.
const (
	asText = "text"
	asHex  = "hex"
	asDec  = "dec"
)

// normal gives an id in the one form in which the book compares: decimal, unless it is no
// number of its form.
func normal(form, id string) string {
	base := 10
	switch form {
	case asText:
		return id
	case asHex:
		base = 16
	}
	n, err := strconv.ParseUint(id, base, 64)
	if err != nil {
		return id
	}
	return strconv.FormatUint(n, 10)
}

// receipt is what a centre says of one part.
type receipt struct {
	id    string // normal
	state notice.State
	why   notice.Reason // of Undelivered
	code  string
}

// isReceipt tells a receipt by what only the centre can set. A text that looks like one is not
// enough: anybody can write "id:1 stat:DELIVRD" in an SMS.
func isReceipt(p pdu.PDU) bool {
	switch p.Message.ESMClass & pdu.KindMask {
	case pdu.KindReceipt, pdu.KindProgress:
		return true
	}
	_, id := p.Get(pdu.ReceiptedMessageID)
	_, state := p.Get(pdu.MessageState)
	return id && state
}

// fates are the states of the text form (appendix B) and, in the same order from 1, of the
// parameter message_state (5.2.28). What is UNKNOWN says no more than that the operator had
// the message.
var fates = []struct {
	word  string
	state notice.State
	why   notice.Reason
}{
	{"ENROUTE", notice.Dispatched, ""},
	{"DELIVRD", notice.Delivered, ""},
	{"EXPIRED", notice.Undelivered, notice.Away},
	{"DELETED", notice.Undelivered, notice.Rejected},
	{"UNDELIV", notice.Undelivered, notice.Unknown},
	{"ACCEPTD", notice.Dispatched, ""},
	{"UNKNOWN", notice.Dispatched, ""},
	{"REJECTD", notice.Undelivered, notice.Rejected},
}

// readReceipt reads both styles at once: parameters where they are, the text where not. False
// for one that names no message or no state we know.
func (s settings) readReceipt(p pdu.PDU) (receipt, bool) {
	text := receiptText(p)
	r := receipt{code: text["err"]}
	id, ok := p.GetText(pdu.ReceiptedMessageID)
	if !ok || id == "" {
		id = text["id"]
	}
	r.id = normal(s.ReceiptIDs, id)
	state, _ := p.GetOctet(pdu.MessageState)
	for i, f := range fates {
		if int(state) == i+1 || state == 0 && f.word == cut(strings.ToUpper(text["stat"]), len(f.word)) {
			r.state, r.why = f.state, f.why
			break
		}
	}
	if p.Message.ESMClass&pdu.KindMask == pdu.KindProgress && r.state != notice.Delivered {
		r.state, r.why = notice.Dispatched, "" // it is tried further
	}
	if r.state == notice.Undelivered {
		s.blame(&r, p)
	}
	if r.code == "" {
		r.code = strings.ToUpper(text["stat"])
	}
	return r, r.id != "" && r.state != ""
}

// blame finds the reason of a failure in the network's code or the operator's.
func (s settings) blame(r *receipt, p pdu.PDU) {
	if v, ok := p.Get(pdu.NetworkErrorCode); ok && len(v) == 3 {
		code := int(v[1])<<8 | int(v[2])
		r.code = strconv.Itoa(int(v[0])) + "/" + strconv.Itoa(code)
		if why, known := networkReasons[code]; known && v[0] == networkGSM {
			r.why = why
			return
		}
		if why, dlt := gateway.DLT(code); dlt {
			r.why = why
			return
		}
	}
	if n, err := strconv.Atoi(r.code); err == nil {
		if why, dlt := gateway.DLT(n); dlt {
			r.why = why
		}
	}
}

// networkGSM is the network type whose codes are MAP's (5.3.2.31; TS 29.002 17.6.6).
const networkGSM = 3

var networkReasons = map[int]notice.Reason{
	1:  notice.BadNumber, // unknown subscriber
	5:  notice.BadNumber, // unidentified subscriber
	6:  notice.Away,      // absent subscriber for SM
	9:  notice.BadNumber, // illegal subscriber
	11: notice.Rejected,  // teleservice not provisioned
	13: notice.Rejected,  // barred
	27: notice.Away,      // absent subscriber
	31: notice.Away,      // busy
	32: notice.Away,      // the phone's memory is full
}

// receiptText takes "id:… sub:001 dlvrd:001 submit date:… done date:… stat:DELIVRD err:000
// text:…" apart. What stands behind text: is the message's and is not looked at.
func receiptText(p pdu.PDU) map[string]string {
	const longest = 256
	all := string(p.Octets())
	all = cut(all, longest)
	if at := strings.Index(strings.ToLower(all), " text:"); at >= 0 {
		all = all[:at]
	}
	found := map[string]string{}
	for word := range strings.FieldsSeq(all) {
		name, value, ok := strings.Cut(word, ":")
		if name = strings.ToLower(name); ok && value != "" && found[name] == "" && printable(value) {
			found[name] = cut(value, 65)
		}
	}
	return found
}

// cut gives at most the first n bytes.
func cut(s string, n int) string { return s[:min(len(s), n)] }
