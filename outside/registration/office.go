// Package registration is a stand-in for the registration offices: it sends deeds as they do,
// each request signed by the office's own key, and makes up deeds over a register that is
// handed to it, good ones and every kind of bad one, with what must become of each.
//
// It knows how an office speaks and what deeds look like. It knows no real office, no real
// deed and nobody who lives, and not how a deed is judged.
package registration

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"duar/seva"
)

// Office is one registration office with its machine account.
type Office struct {
	Code   string // "1902"
	Client string // id of the machine account
	KeyID  string
	Key    ed25519.PrivateKey
	Base   string // "https://duar.example"
	World  seva.World
	HTTP   *http.Client
}

// tokenLife is how long a token is good for: one request.
const tokenLife = 20 * time.Second

// Token signs a token for one request (RFC 7519 with EdDSA, RFC 8037).
func (o Office) Token() (string, error) {
	now := o.World.Now()
	head, err := json.Marshal(map[string]string{"alg": "EdDSA", "typ": "JWT", "kid": o.KeyID})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{"iss": o.Client, "aud": "duar", "iat": now.Unix(),
		"exp": now.Add(tokenLife).Unix(), "jti": o.World.ID()})
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(o.Key, []byte(text))), nil
}

// Reply is what was answered: the status and the body.
type Reply struct {
	Status int
	Body   []byte
}

// Send sends one deed, as it stands, and gives the answer.
func (o Office) Send(ctx context.Context, deed []byte) (Reply, error) {
	return o.call(ctx, http.MethodPost, "/v1/registration/deeds", deed)
}

// Deed asks what became of a deed.
func (o Office) Deed(ctx context.Context, path string) (Reply, error) {
	return o.call(ctx, http.MethodGet, "/v1/registration/deeds/"+path, nil)
}

// Ask asks whose a khatian's share of a plot is, before a deed is registered.
func (o Office) Ask(ctx context.Context, mouza, plot, khatian string) (Reply, error) {
	query := url.Values{"mouza": {mouza}, "plot": {plot}, "khatian": {khatian}}
	return o.call(ctx, http.MethodGet, "/v1/registration/ask?"+query.Encode(), nil)
}

// most is how much of an answer is read.
const most = 1 << 20

func (o Office) call(ctx context.Context, method, path string, body []byte) (Reply, error) {
	req, err := http.NewRequestWithContext(ctx, method, o.Base+path, bytes.NewReader(body))
	if err != nil {
		return Reply{}, err
	}
	token, err := o.Token()
	if err != nil {
		return Reply{}, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := o.HTTP.Do(req)
	if err != nil {
		return Reply{}, err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, most))
	return Reply{res.StatusCode, text}, err
}
