package twilio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"

	"duar/seva/notice"
	"duar/ussd/gateway"
)

// Carrier is notice.Carrier over Twilio. Twilio knows no references, so wrap it in
// gateway.Once.
type Carrier struct {
	config    Config
	callback  string // where Twilio reports delivery; may be empty
	transport http.RoundTripper
}

// timeout is for one call to Twilio, which answers in well under a second.
const timeout = 10 * time.Second

// NewCarrier makes the carrier. transport is http.DefaultTransport in service.
func NewCarrier(c Config, transport http.RoundTripper) (*Carrier, error) {
	if err := c.account(); err != nil {
		return nil, err
	}
	if c.From == "" {
		return nil, errors.New("twilio: set from: the number, header or messaging service that SMS go out under")
	}
	if c.StatusCallback != "" {
		if u, err := url.Parse(c.StatusCallback); err != nil || u.Scheme != "https" || u.Host == "" {
			return nil, errors.New("twilio: set the status callback to a whole https URL, or leave it empty")
		}
	}
	return &Carrier{config: c, callback: c.callback(), transport: transport}, nil
}

// Send hands one message to Twilio. The error never holds the number or the text, which
// Twilio likes to repeat in its own.
func (c *Carrier) Send(ctx context.Context, m notice.Message) (notice.Receipt, error) {
	call := &call{ctx: ctx, transport: c.transport}
	rest := &client.Client{
		Credentials: client.NewCredentials(c.config.AccountSID, c.config.AuthToken),
		HTTPClient: &http.Client{
			Transport:     call,
			Timeout:       timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	rest.SetAccountSid(c.config.AccountSID)

	params := &api.CreateMessageParams{}
	params.SetTo(m.To.E164())
	params.SetBody(m.Body)
	if strings.HasPrefix(c.config.From, "MG") {
		params.SetMessagingServiceSid(c.config.From)
	} else {
		params.SetFrom(c.config.From)
	}
	if c.callback != "" {
		params.SetStatusCallback(c.callback)
	}
	sent, err := api.NewApiServiceWithClient(rest).CreateMessage(params)
	receipt := notice.Receipt{Provider: "twilio"}
	switch {
	case err == nil && sent.Sid != nil:
		receipt.ID = *sent.Sid
		return receipt, nil
	case call.status >= 200 && call.status < 300:
		// Taken, in words we cannot read. To send again would be to send twice.
		return receipt, nil
	}
	return notice.Receipt{}, failure(call.status, call.sent, err)
}

// failure puts Twilio's answer into notice's words. status is 0 when there was none; sent
// tells whether the request may have arrived.
func failure(status int, sent bool, err error) *notice.Failure {
	said := fmt.Errorf("twilio answered %d", status)
	if answer, ok := errors.AsType[*client.TwilioRestError](err); ok && answer.Code != 0 {
		why, known := reasons[answer.Code]
		if !known {
			why = reasonOf(status)
		}
		return notice.Fail(why, strconv.Itoa(answer.Code), said)
	}
	if status != 0 {
		return notice.Fail(reasonOf(status), "http "+strconv.Itoa(status), said)
	}
	return gateway.Lost(err, sent)
}

// call is the way out of one Send. It does what the library leaves undone: it minds the
// context, notes the status of an answer that is not JSON, and closes every body.
type call struct {
	ctx       context.Context
	transport http.RoundTripper
	status    int
	sent      bool
}

// maxAnswer is far above any answer of Twilio.
const maxAnswer = 1 << 20

func (c *call) RoundTrip(r *http.Request) (*http.Response, error) {
	// The client's own timeout lives in r's context, the caller's in ours: either ends it.
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(c.ctx, cancel)()

	ctx, sent := gateway.Sending(ctx)
	answer, err := c.transport.RoundTrip(r.WithContext(ctx))
	c.sent = c.sent || sent()
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	c.status = answer.StatusCode
	// Half a body does as well: the status alone tells whether the message was taken.
	body, _ := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}
