package cdac

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"duar/seva/notice"
	"duar/ussd"
	. "duar/ussd/gateway/gatewaytest"
)

// post keeps what was handed to it, or fails.
type post struct {
	sent []notice.Message
	err  error
}

func (p *post) Send(_ context.Context, m notice.Message) (notice.Receipt, error) {
	if p.err != nil {
		return notice.Receipt{}, p.err
	}
	p.sent = append(p.sent, m)
	return notice.Receipt{Provider: "post"}, nil
}

func query(message string) string {
	// As mgov.gov.in/RegisterPullService shows it.
	return "mobileNumber=9831000001&timeStamp=2012-02-23+13:30:20&operatorName=&areaCode=&message=" + url.QueryEscape(message)
}

func turn(message, input string) ussd.Turn {
	return ussd.Turn{
		Channel: ussd.SMS, Session: "919831000001", Phone: "919831000001",
		Input: input, Hop: "2012-02-23 13:30:20 " + digest(message),
	}
}

func TestDialect(t *testing.T) {
	carrier := &post{}
	g, err := New(Config{Networks: []string{"10.20.0.0/16"}}, carrier, false)
	if err != nil {
		t.Fatal(err)
	}
	const from = "10.20.1.1"
	answer := ussd.Page{Text: "Plot 165", End: true}
	Play(t, g, []Case{
		{Name: "keyword", From: from, Query: query("WB LAND 1027001 165"), Turn: turn("WB LAND 1027001 165", "LAND 1027001 165"), Page: answer, Reply: "OK"},
		{Name: "small keyword, many spaces", From: from, Query: query("wb   জমি ১০২৭০০১ ১৬৫"), Turn: turn("wb   জমি ১০২৭০০১ ১৬৫", "জমি ১০২৭০০১ ১৬৫")},
		{Name: "keyword taken off already", From: from, Query: query("LAND 1027001 165"), Turn: turn("LAND 1027001 165", "LAND 1027001 165")},
		{Name: "keyword alone", From: from, Query: query("WB"), Turn: turn("WB", "")},
		{Name: "a word that begins like the keyword", From: from, Query: query("WBX 1"), Turn: turn("WBX 1", "WBX 1")},
		{Name: "two lines", From: from, Query: query("WB LAND\n165"), Turn: turn("WB LAND 165", "LAND 165")},
		{Name: "nothing to answer", From: from, Query: query("WB x"), Turn: turn("WB x", "x"), Page: ussd.Page{Drop: true}, Reply: "OK"},
		{Name: "from elsewhere", From: "10.21.1.1", Query: query("WB LAND"), Status: 403},
		{Name: "repeated key", From: from, Query: query("WB LAND") + "&mobileNumber=9831000002", Status: 400},
		{Name: "no number", From: from, Query: "timeStamp=x&message=WB", Status: 400},
		{Name: "no time", From: from, Query: "mobileNumber=9831000001&message=WB", Status: 400},
		{Name: "NUL", From: from, Query: query("WB \x00"), Status: 400},
		{Name: "broken UTF-8", From: from, Query: query("WB \xff"), Status: 400},
		{Name: "nothing", From: from, Status: 400},
	})
	want := []notice.Message{{
		Ref: "cdac-" + digest("919831000001\n2012-02-23 13:30:20 "+digest("WB LAND 1027001 165")),
		To:  "919831000001", Body: "Plot 165",
	}}
	if diff := cmp.Diff(want, carrier.sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// C-DAC is asked to call again only when calling again can help.
func TestCarrierFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		err    error
		status int
	}{
		{"for a while", notice.Fail(notice.Busy, "20429", errors.New("slow down")), http.StatusServiceUnavailable},
		{"for good", notice.Fail(notice.OptedOut, "21610", errors.New("opted out")), http.StatusOK},
	} {
		g, err := New(Config{}, &post{err: c.err}, true)
		if err != nil {
			t.Fatal(err)
		}
		Play(t, g, []Case{{Name: c.name, Query: query("WB LAND"), Turn: turn("WB LAND", "LAND"), Page: ussd.Page{Text: "x"}, Status: c.status}})
	}
}

func TestUnsafeConfigurations(t *testing.T) {
	if _, err := New(Config{Keyword: "WB"}, &post{}, false); err == nil {
		t.Error("a gateway that anybody can call was accepted")
	}
	if _, err := New(Config{Networks: []string{"10.0.0.1"}}, nil, false); err == nil {
		t.Error("a gateway that cannot answer was accepted")
	}
}
