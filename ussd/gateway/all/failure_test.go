package all

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"duar/seva/notice"
	"duar/ussd/gateway"
	"duar/ussd/gateway/cdac"
	"duar/ussd/gateway/gatewaytest"
	"duar/ussd/gateway/kannel"
	"duar/ussd/gateway/nic"
	"duar/ussd/gateway/twilio"
)

// Every code that a provider documents, as it comes over the wire, is one of our reasons and
// is tried again or not. A carrier that learns a code has it here.
func TestFailureVocabulary(t *testing.T) {
	type answer struct {
		status int
		body   string
		code   string
		why    notice.Reason // "": taken
		retry  bool
	}
	mobileSeva := func(code int, why notice.Reason, retry bool) answer {
		return answer{200, strconv.Itoa(code) + "\r\n", strconv.Itoa(code), why, retry}
	}
	centre := func(code string, why notice.Reason, retry bool) answer {
		return answer{200, "Message Rejected for Request ID= ~code=API" + code + "& info=REJECTED: +919831000001& Time = 2026/11/23/10/00", code, why, retry}
	}
	rest := func(status, code int, why notice.Reason, retry bool) answer {
		n := strconv.Itoa(code)
		return answer{status, `{"code":` + n + `,"message":"about +919831000001","more_info":"","status":` + strconv.Itoa(status) + `}`, n, why, retry}
	}
	const no, again = false, true
	for _, carrier := range []struct {
		name    string
		open    func(http.RoundTripper) (notice.Carrier, error)
		answers []answer
	}{
		{"cdac", func(to http.RoundTripper) (notice.Carrier, error) { return cdac.NewCarrier(push, to) }, []answer{
			{200, "402,MsgID = 150620161466003974245msdgsms", "", "", no},
			mobileSeva(402, "", no), mobileSeva(409, "", no),
			mobileSeva(401, notice.Locked, again), mobileSeva(403, notice.Credit, again),
			mobileSeva(404, notice.Broken, again), mobileSeva(405, notice.Broken, again),
			mobileSeva(406, notice.BadNumber, no), {200, "ERROR : 406 Invalid mobile number\r\n", "406", notice.BadNumber, no},
			mobileSeva(407, notice.Broken, again), mobileSeva(408, notice.Broken, again), mobileSeva(410, notice.Busy, again),
			mobileSeva(411, notice.Unregistered, no), mobileSeva(412, notice.Unregistered, no),
			mobileSeva(413, notice.Rejected, no), mobileSeva(414, notice.Rejected, no),
			mobileSeva(415, notice.Locked, again), mobileSeva(416, notice.Locked, again), mobileSeva(417, notice.Rejected, no),
			mobileSeva(418, notice.Busy, again), mobileSeva(422, notice.Unregistered, no), mobileSeva(423, notice.Unregistered, no),
			mobileSeva(425, notice.Locked, again), mobileSeva(651, notice.OutOfHours, no), mobileSeva(633, notice.Unmatched, no),
			mobileSeva(999, notice.Unknown, again),
			{503, "<html>402", "http 503", notice.Broken, again}, {403, "<html>", "http 403", notice.Locked, again},
			{200, "<html>welcome", "http 200", notice.Unknown, again}, {404, "", "http 404", notice.Locked, again},
		}},
		{"nic", func(to http.RoundTripper) (notice.Carrier, error) { return nic.NewCarrier(link, to) }, []answer{
			{200, "Message Accepted for Request ID=123~code=API000 & info=Platform accepted & Time =2026/11/23/10/00", "", "", no},
			centre("-2", notice.Locked, again), centre("-3", notice.BadNumber, no), centre("-4", notice.Unmatched, no),
			centre("-5", notice.Locked, again), centre("-6", notice.Locked, again), centre("-13", notice.Broken, again),
			centre("-19", notice.Locked, again), centre("-201", notice.Locked, again), centre("-401", notice.Rejected, no),
			centre("-404", notice.Rejected, no), centre("-406", notice.Rejected, no), centre("-407", notice.Rejected, no),
			centre("-408", notice.Rejected, no), centre("-409", notice.Rejected, no), centre("-410", notice.BadNumber, no),
			centre("-432", notice.Rejected, no), centre("-433", notice.Rejected, no),
			centre("-631", notice.Unregistered, no), centre("651", notice.OutOfHours, no), centre("-77", notice.Unknown, again),
			{500, "", "http 500", notice.Broken, again}, {200, "<html>", "http 200", notice.Unknown, again},
		}},
		{"kannel", func(to http.RoundTripper) (notice.Carrier, error) { return kannel.NewCarrier(box, to) }, []answer{
			{202, "0: Accepted for delivery", "", "", no}, {202, "3: Queued for later delivery", "", "", no}, {200, "Sent.", "", "", no},
			{400, "Missing receiver number, rejected", "http 400", notice.Rejected, no},
			{403, "Authorization failed for sendsms", "http 403", notice.Locked, again},
			{404, "Unknown request.", "http 404", notice.Locked, again},
			{503, "Temporal failure, try again later.", "http 503", notice.Busy, again},
			{500, "", "http 500", notice.Broken, again}, {200, "<html>", "http 200", notice.Unknown, again},
		}},
		{"twilio", func(to http.RoundTripper) (notice.Carrier, error) { return twilio.NewCarrier(sending, to) }, []answer{
			{201, `{"sid":"SM0123456789abcdef0123456789abcdef"}`, "", "", no},
			rest(401, 20003, notice.Locked, again), rest(401, 20005, notice.Locked, again),
			rest(429, 20429, notice.Busy, again), rest(503, 20503, notice.Broken, again),
			rest(400, 21211, notice.BadNumber, no), rest(400, 21214, notice.BadNumber, no), rest(400, 21217, notice.BadNumber, no),
			rest(400, 21408, notice.Locked, again), rest(400, 21606, notice.Locked, again), rest(400, 21608, notice.Locked, again),
			rest(400, 21610, notice.OptedOut, no), rest(400, 21611, notice.Busy, again), rest(400, 21612, notice.Rejected, no),
			rest(400, 21614, notice.BadNumber, no), rest(400, 21617, notice.TooLong, no), rest(400, 21635, notice.BadNumber, no),
			rest(400, 21901, notice.Unregistered, no), rest(400, 30001, notice.Busy, again), rest(400, 30002, notice.Locked, again),
			rest(400, 30003, notice.Away, again), rest(400, 30004, notice.Rejected, no), rest(400, 30005, notice.BadNumber, no),
			rest(400, 30006, notice.BadNumber, no), rest(400, 30007, notice.Rejected, no), rest(400, 30008, notice.Unknown, again),
			rest(400, 30009, notice.Broken, again), rest(400, 30010, notice.Credit, again), rest(400, 30017, notice.Busy, again),
			rest(400, 30018, notice.Unregistered, no), rest(400, 30022, notice.Busy, again), rest(400, 30023, notice.Busy, again),
			rest(400, 30034, notice.Unregistered, no), rest(400, 30410, notice.Away, again), rest(400, 30500, notice.Broken, again),
			rest(400, 63038, notice.Busy, again), rest(400, 39999, notice.Rejected, no), rest(500, 39999, notice.Broken, again),
		}},
	} {
		for _, a := range carrier.answers {
			t.Run(carrier.name+" "+strconv.Itoa(a.status)+" "+a.code, func(t *testing.T) {
				c, err := carrier.open(gatewaytest.Answering(a.status, a.body))
				if err != nil {
					t.Fatal(err)
				}
				receipt, err := c.Send(t.Context(), gatewaytest.Message)
				if a.why == "" {
					if err != nil || receipt.Provider != carrier.name {
						t.Errorf("receipt %v, %v", receipt, err)
					}
					return
				}
				failure, ok := errors.AsType[*notice.Failure](err)
				if !ok || failure.Why != a.why || failure.Code != a.code || notice.Retryable(err) != a.retry {
					t.Fatalf("%v (retry %v), want %s %s (retry %v)", err, notice.Retryable(err), a.code, a.why, a.retry)
				}
				if strings.Contains(err.Error(), "9831000001") {
					t.Errorf("the error tells who: %v", err)
				}
			})
		}
	}
}

var (
	push = cdac.Config{PushURL: "https://sms.example.org/esms/sendsmsrequestDLT", Username: "dept", Password: "p", SecureKey: "k"}
	link = nic.Config{URL: "https://sms.example.org/failsafe/HttpLink", Username: "dept", PIN: "4711"}
	box  = kannel.Config{URL: "http://127.0.0.1:13013/cgi-bin/sendsms", Username: "duar", Password: "p",
		PublicURL: "http://127.0.0.1:8080", Guard: gateway.Guard{Secret: "sixteen-letters-"}}
)
