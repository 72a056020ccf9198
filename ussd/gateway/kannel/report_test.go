package kannel

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	"duar/ussd/gateway"
	. "duar/ussd/gateway/gatewaytest"
)

// book keeps what was noted, or fails.
type book struct {
	noted []notice.Report
	err   error
}

func (b *book) Note(_ context.Context, r notice.Report) error {
	if b.err != nil {
		return b.err
	}
	b.noted = append(b.noted, r)
	return nil
}

const receiptText = "id:7 sub:001 dlvrd:001 submit date:2611230430 done date:2611230431 "

// asked is a report as Kannel makes it of the address that we gave out.
func reportQuery(ref, bit, answer string) string {
	c, err := NewCarrier(config(), nil)
	if err != nil {
		panic(err)
	}
	at := strings.NewReplacer("%d", bit, "%A", url.QueryEscape(answer)).Replace(c.reportURL(ref))
	_, query, _ := strings.Cut(at, "?")
	return query
}

func TestReports(t *testing.T) {
	for _, c := range []struct {
		name, bit, answer string
		want              notice.Report
	}{
		// As Kannel 1.4.5 was seen to write them.
		{"taken", "8", "ACK/", notice.Report{State: notice.Dispatched, Code: "8"}},
		{"refused", "16", "NACK/0x0000000b/Invalid Destination Address", notice.Report{State: notice.Undelivered, Why: notice.BadNumber, Code: "0xb"}},
		{"delivered", "1", receiptText + "stat:DELIVRD err:000 text:", notice.Report{State: notice.Delivered, Code: "1"}},
		{"out of hours", "2", receiptText + "stat:UNDELIV err:651 text:", notice.Report{State: notice.Undelivered, Why: notice.OutOfHours, Code: "651"}},

		{"buffered", "4", "", notice.Report{State: notice.Dispatched, Code: "4"}},
		{"under way", "32", "", notice.Report{State: notice.Dispatched, Code: "32"}},
		{"expired", "2", receiptText + "stat:EXPIRED err:000 text:x", notice.Report{State: notice.Undelivered, Why: notice.Away, Code: "EXPIRED"}},
		{"rejected", "2", receiptText + "stat:REJECTD err:011 text:x", notice.Report{State: notice.Undelivered, Why: notice.Rejected, Code: "REJECTD/011"}},
		{"deleted", "2", receiptText + "stat:DELETED", notice.Report{State: notice.Undelivered, Why: notice.Rejected, Code: "DELETED"}},
		{"for a reason that nobody gives", "2", receiptText + "stat:UNDELIV err:999", notice.Report{State: notice.Undelivered, Why: notice.Unknown, Code: "UNDELIV/999"}},
		{"unknown", "2", receiptText + "stat:UNKNOWN err:000", notice.Report{State: notice.Dispatched, Code: "UNKNOWN"}},
		{"what the text says counts for nothing", "2", receiptText + "stat:EXPIRED err:000 text:stat:DELIVRD err:651", notice.Report{State: notice.Undelivered, Why: notice.Away, Code: "EXPIRED"}},
		{"no words at all", "2", "", notice.Report{State: notice.Undelivered, Why: notice.Unknown, Code: "2"}},
		{"throttled", "16", "NACK/0x00000058/Throttling error", notice.Report{State: notice.Undelivered, Why: notice.Busy, Code: "0x58"}},
		{"a header that is not ours", "16", "NACK/0x0000000a/x", notice.Report{State: notice.Undelivered, Why: notice.Unregistered, Code: "0xa"}},
		{"DLT as a number", "16", "NACK/0x0000028b/x", notice.Report{State: notice.Undelivered, Why: notice.OutOfHours, Code: "0x28b"}},
		{"DLT as digits", "16", "NACK/0x00000633/x", notice.Report{State: notice.Undelivered, Why: notice.Unmatched, Code: "0x633"}},
		{"a status of a vendor", "16", "NACK/0x00000400/x", notice.Report{State: notice.Undelivered, Why: notice.Unknown, Code: "0x400"}},
		{"refused without a status", "16", "NACK/", notice.Report{State: notice.Undelivered, Why: notice.Unknown, Code: "16"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := &book{}
			g, err := NewReports(config(), b)
			if err != nil {
				t.Fatal(err)
			}
			query := reportQuery("GR2026000001/3 ক", c.bit, c.answer)
			Play(t, g, []Case{{Name: "once", Query: query}, {Name: "again", Query: query}})
			c.want.Provider, c.want.Ref, c.want.At = "kannel", "GR2026000001/3 ক", Now
			if diff := cmp.Diff([]notice.Report{c.want}, b.noted); diff != "" {
				t.Errorf("noted (-want +got):\n%s", diff)
			}
		})
	}
}

func TestForgedReports(t *testing.T) {
	b := &book{}
	c := config()
	c.Networks = []string{"10.1.2.3"}
	g, err := NewReports(c, b)
	if err != nil {
		t.Fatal(err)
	}
	const here = "10.1.2.3"
	good := reportQuery("r-1", "1", "")
	other := reportQuery("r-2", "1", "")
	Play(t, g, []Case{
		{Name: "from elsewhere", From: "10.1.2.4", Query: good, Status: 403},
		{Name: "unsigned", From: here, Query: "ref=ci0x&type=1&answer=", Status: 401},
		{Name: "the key of the get-url", From: here, Query: "ref=ci0x&type=1&answer=&sign=" + secret, Status: 401},
		{Name: "signed for another message", From: here, Query: "ref=ci0x&type=1&answer=&sign=" + other[strings.LastIndex(other, "=")+1:], Status: 401},
		{Name: "repeated key", From: here, Query: good + "&type=2", Status: 400},
		{Name: "another type", From: here, Query: reportQuery("r-1", "3", ""), Status: 400},
		{Name: "no type", From: here, Query: reportQuery("r-1", "", ""), Status: 400},
		{Name: "no reference", From: here, Query: reportQuery("", "1", ""), Status: 400},
		{Name: "a reference that is not ours", From: here, Query: strings.Replace(good, "ci0x", "%25%25", 1), Status: 400},
		{Name: "too long a reference", From: here, Query: reportQuery(strings.Repeat("r", 129), "1", ""), Status: 400},
		{Name: "nothing", From: here, Status: 400},
	})
	if len(b.noted) > 0 {
		t.Errorf("noted %v", b.noted)
	}
	Play(t, g, []Case{{Name: "good", From: here, Query: good}})
	if len(b.noted) != 1 {
		t.Errorf("noted %v", b.noted)
	}
}

// A report that could not be noted is asked for again, and then noted.
func TestReportNotNoted(t *testing.T) {
	b := &book{err: errors.New("away")}
	g, err := NewReports(config(), b)
	if err != nil {
		t.Fatal(err)
	}
	query := reportQuery("r-1", "1", "")
	Play(t, g, []Case{{Name: "away", Query: query, Status: 503}})
	b.err = nil
	Play(t, g, []Case{{Name: "back", Query: query}})
	if len(b.noted) != 1 {
		t.Errorf("noted %v", b.noted)
	}
	if _, err := NewReports(Config{}, b); err == nil {
		t.Error("reports of anybody were accepted")
	}
	if _, err := NewReports(Config{Guard: gateway.Guard{Networks: []string{"x"}}}, b); err == nil {
		t.Error("a network that is none was accepted")
	}
}

func FuzzReports(f *testing.F) {
	for _, s := range []string{receiptText + "stat:UNDELIV err:651 text:", "NACK/0x0000000b/x", "NACK/0x/", "stat: err:", "NACK/0xffffffffff/"} {
		f.Add("2", s)
		f.Add("16", s)
	}
	f.Fuzz(func(t *testing.T, bit, answer string) {
		r, err := reported(bit, answer)
		if err == nil && (r.State == notice.Undelivered) != (r.Why != "") {
			t.Errorf("%q %q gives %+v", bit, answer, r)
		}
		if len(r.Code) > 24 {
			t.Errorf("a code of %d", len(r.Code))
		}
	})
}
