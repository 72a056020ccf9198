package smpp

import (
	"context"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"duar/seva/notice"
	"duar/ussd/gateway/smpp/pdu"
	"duar/ussd/gateway/smpp/smpptest"
)

// Receipts come shuffled and doubled, for each part, in both styles, in another number system,
// and before the answer to the submit.
func TestReceipts(t *testing.T) {
	for seed := range uint64(8) {
		chance := rand.New(rand.NewPCG(seed, 1))
		var n int
		y := &tray{}
		b := start(t, smpptest.Options{Submit: func(c *smpptest.Conn, p pdu.PDU) smpptest.Verdict {
			n++
			y.take(c, p)
			if n == 3 { // faster than the answer
				_, _ = c.Ask(smpptest.Receipt(p, strconv.Itoa(0xa0+n), "DELIVRD", "000"))
			}
			return smpptest.Verdict{ID: strings.ToUpper(strconv.FormatInt(int64(0xa0+n), 16))}
		}}, func(c *Config) { c.SubmitIDs, c.ReceiptIDs = asHex, asDec })
		good, err := b.send(t, message("good", bengali))
		if err != nil {
			t.Fatal(err)
		}
		bad, err := b.send(t, message("bad", bengali))
		if err != nil {
			t.Fatal(err)
		}
		if good.ID != "161+4" || bad.ID != "165+4" {
			t.Fatalf("%s %s", good.ID, bad.ID)
		}
		var news []pdu.PDU
		for i, p := range y.seen() {
			id := strconv.Itoa(0xa1 + i)
			stat := "DELIVRD"
			if i == 7 {
				stat = "UNDELIV"
			}
			text := smpptest.Receipt(p, id, stat, "651")
			enroute := smpptest.Receipt(p, id, "ENROUTE", "000")
			tlv := smpptest.Receipt(p, "", "", "")
			tlv.Message.Text = nil
			tlv.TLVs = []pdu.TLV{{Tag: pdu.ReceiptedMessageID, Value: []byte(id + "\x00")}, pdu.Octet(pdu.MessageState, 2)}
			if i == 7 {
				tlv.TLVs[1].Value[0] = 5
				tlv.TLVs = append(tlv.TLVs, pdu.TLV{Tag: pdu.NetworkErrorCode, Value: []byte{8, 2, 139}}) // 651
			}
			news = append(news, text, text, enroute, tlv)
		}
		chance.Shuffle(len(news), func(i, j int) { news[i], news[j] = news[j], news[i] })
		for _, p := range news {
			if a := b.deliver(t, p); a.Status != pdu.OK {
				t.Fatal(a.Status)
			}
		}
		last := map[string]notice.Report{}
		for _, r := range b.ledger.seen() {
			if r.Ref == "" {
				continue // the one that was faster told of itself too
			}
			if r.Provider != "smpp" || r.At.IsZero() || last[r.Ref].State != "" && later(last[r.Ref].State, r.State) {
				t.Errorf("seed %d: back to %+v from %+v", seed, r, last[r.Ref])
			}
			last[r.Ref] = r
		}
		if r := last["good"]; r.State != notice.Delivered || r.ID != good.ID {
			t.Errorf("seed %d: good %+v", seed, r)
		}
		if r := last["bad"]; r.State != notice.Undelivered || r.Why != notice.OutOfHours || r.ID != bad.ID {
			t.Errorf("seed %d: bad %+v", seed, r)
		}
	}
}

// A receipt that cannot be noted is asked for again; one of another process's message is told
// under its id; what a person writes is no receipt.
func TestReceiptsAreKept(t *testing.T) {
	b := start(t, smpptest.Options{}, nil)
	b.ledger.fail = context.DeadlineExceeded
	r := smpptest.Receipt(pdu.PDU{}, "77", "UNDELIV", "600")
	if a := b.deliver(t, r); a.Status != pdu.TemporaryError {
		t.Error(a.Status)
	}
	b.ledger.mu.Lock()
	b.ledger.fail = nil
	b.ledger.mu.Unlock()
	if a := b.deliver(t, r); a.Status != pdu.OK {
		t.Error(a.Status)
	}
	seen := b.ledger.seen()
	if len(seen) != 1 || seen[0].ID != "77" || seen[0].State != notice.Undelivered || seen[0].Why != notice.Unregistered {
		t.Errorf("%+v", seen)
	}
	forged := r
	forged.Message.ESMClass = 0
	forged.Message.Source = pdu.Address{TON: 1, NPI: 1, Addr: string(caller)}
	b.deliver(t, forged)
	if len(b.ledger.seen()) != 1 || len(b.menu.seen()) != 1 {
		t.Error("an SMS was taken for a receipt")
	}
	nonsense := r
	nonsense.Message.Text = []byte("\xff\xfe id: stat:")
	if a := b.deliver(t, nonsense); a.Status != pdu.OK || len(b.ledger.seen()) != 1 {
		t.Error("nonsense was noted")
	}
}
