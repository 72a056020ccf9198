package walks

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	forms "duar/seva/form"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/service"
)

// asking is one request of the matrix, as the good one that its owner would send.
type asking struct {
	path, body string
	kind       string // Content-Type, when it is not JSON
	tag        string // If-Match
	token      string // instead of the figure's own
	proof      string // of DigiLocker
}

// subject is a case, entered by an operator for the owner, and all that belongs to it.
type subject struct {
	number  string
	version int64
	file    string // evidence that came with it
}

// matrix is the estate with everybody in it.
type matrix struct {
	*estate
	cast    [columns]*figure
	office  string
	seen    *subject // what nothing has changed, for looking at
	waits   *subject // what the citizen has been asked about; only the kiosk's matrix has it
	draft   service.Draft
	scan    string // a file of the draft's
	consent string
	request string
	login   string // of staff to whom things are done
	n       int
}

func newMatrix(t *testing.T) *matrix {
	e := newEstate(t)
	m := &matrix{estate: e}
	// The office is known once there is a case; who enters it is made again below.
	m.cast[asOwner], m.cast[asEnterer] = e.citizen(), e.member("first", []casework.Role{casework.Operator})
	first := m.filed()
	c, err := e.store.Cases().Case(context.Background(), first.number)
	if err != nil {
		t.Fatal(err)
	}
	m.office = c.Office
	m.cast = e.troupe(m.office, "cmo")
	m.login = "subject"
	e.member(m.login, []casework.Role{casework.Operator})
	m.renew()
	return m
}

// renew puts another owner with another case and draft into the matrix: what was asked
// before has changed them.
func (m *matrix) renew() {
	m.t.Helper()
	ctx := context.Background()
	m.cast[asOwner] = m.citizen()
	m.seen = m.filed()
	m.draft, m.scan = m.begun(m.cast[asOwner])
	desk := m.registry.For(m.cast[asOwner].who.Caller("app"))
	notice, _ := m.notices.Notice(registry.News)
	given, err := desk.Give(ctx, registry.News, notice.Version)
	if err != nil {
		m.t.Fatal(err)
	}
	asked, err := desk.Ask(ctx, registry.Request{Kind: registry.Correction, Number: m.seen.number, Field: "grievance_text", Note: "It is the lamp before the school"}, m.key())
	if err != nil {
		m.t.Fatal(err)
	}
	m.consent, m.request = given.ID, asked.ID
}

func (m *matrix) key() string { m.n++; return fmt.Sprintf("matrix-%d", m.n) }

// pixels is a picture of one point.
func pixels() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// begun gives somebody's draft of a grievance, whole, with a file.
func (m *matrix) begun(f *figure) (service.Draft, string) {
	m.t.Helper()
	ctx := context.Background()
	channel, phone := "app", seva.Phone("")
	if f.who.Kind == identity.Staff {
		channel, phone = "kiosk", m.cast[asOwner].phone
	}
	desk := m.services.For(f.who.Caller(channel))
	d, err := desk.Begin(ctx, service.Start{Services: []string{"grievance"}, Lang: seva.English, Channel: channel, Phone: phone}, m.key())
	if err == nil {
		d, err = desk.Attach(ctx, d.ID, d.Version, "evidence", "lamp.png", bytes.NewReader(pixels()))
	}
	if err != nil {
		m.t.Fatal(err)
	}
	file := d.Files[0].ID
	var entries []forms.Entry
	for at, text := range map[forms.Pointer]string{
		"topic": "other", "place": "2774", "grievance_text": "The lamp has been out for a month", "anonymous": "no",
		"name": "Subrata Mondal", "mobile": m.cast[asOwner].phone.E164(),
	} {
		entries = append(entries, forms.Entry{At: at, Input: forms.Input{Text: text}})
	}
	if d, err = desk.Answer(ctx, d.ID, d.Version, entries); err != nil {
		m.t.Fatal(err)
	}
	return d, file
}

// filed gives a case that the operator has entered for the owner.
func (m *matrix) filed() *subject {
	m.t.Helper()
	d, file := m.begun(m.cast[asEnterer])
	desk := m.services.For(m.cast[asEnterer].who.Caller("kiosk"))
	r, err := desk.Submit(context.Background(), d.ID, d.Version, service.Consent{Lang: seva.English, Heard: true}, m.key())
	if err != nil {
		m.t.Fatal(err)
	}
	return &subject{number: r.Number, version: 1, file: file}
}

// asked is a case in which the officer has asked for an answer anew.
func (m *matrix) asked(field forms.Pointer) *subject {
	m.t.Helper()
	s := m.filed()
	v, err := m.cases.For(m.cast[asOfficer].who.Caller("app")).Act(context.Background(), casework.Act{
		Number: s.number, Version: s.version, Action: "ask",
		Items: []casework.Item{{Field: field, Reason: "unclear"}},
	}, m.key())
	if err != nil {
		m.t.Fatal(err)
	}
	s.version = v.Version
	return s
}

func tagOf(d service.Draft) string { return fmt.Sprintf(`"v%d"`, d.Version) }

// proofOf signs a text as a device does.
func proofOf(key ed25519.PrivateKey, text string) string {
	return base64.RawURLEncoding.EncodeToString(ed25519.Sign(key, []byte(text)))
}

// codeFor asks for a code as whoever has the token; the challenge and the code.
func (m *matrix) codeFor(token string, p identity.Purpose, to seva.Phone) (challenge, code string) {
	m.t.Helper()
	c, err := m.people.AskFor(context.Background(), token, p, to)
	if err != nil {
		m.t.Fatal(err)
	}
	return c.ID, m.lastCode()
}

// own gives the token of a citizen who is new where the column is one of citizens, so that
// nobody asks for more codes than a number is sent; "" for all others.
func (m *matrix) own(column int) string {
	if column == asOwner || column == asOther {
		return m.citizen().session
	}
	return ""
}

// pin is a request about a PIN, with a code that is good.
func (m *matrix) pin(column int, body string) asking {
	token, challenge, code := m.own(column), "none", "123456"
	if token != "" {
		challenge, code = m.codeFor(token, identity.ToPIN, "")
	}
	return asking{path: "/v1/me/pin", body: fmt.Sprintf(body, challenge, code), token: token}
}

// moving is a request to bind another number, with all that it takes.
func (m *matrix) moving(column int) asking {
	a := asking{path: "/v1/me/number"}
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	challenge, code, old, oldCode := "none", "1", "none", "1"
	if column == asOwner || column == asOther {
		a.token = m.citizen(key).session
		old, oldCode = m.codeFor(a.token, identity.ToLeave, "")
		challenge, code = m.codeFor(a.token, identity.ToMove, newMobile())
	}
	a.body = fmt.Sprintf(`{"challenge":%q,"code":%q,"proof":%q,"old_challenge":%q,"old_code":%q}`, challenge, code, proofOf(key, identity.MoveText(challenge)), old, oldCode)
	return a
}

// challenge asks for a code to enter.
func (m *matrix) challenge() asking {
	c, err := m.people.Ask(context.Background(), newMobile(), seva.English)
	if err != nil {
		m.t.Fatal(err)
	}
	return asking{path: "/v1/sign-in/codes/" + c.ID, body: `{"code":"` + m.lastCode() + `"}`}
}

// renewal is a refresh token with its proof.
func (m *matrix) renewal() asking {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	token := m.citizen(key).secret
	return asking{path: "/v1/sign-in/refresh", body: fmt.Sprintf(`{"refresh":%q,"proof":%q}`, token, proofOf(key, identity.RefreshText(token)))}
}

// signing is a sign-in of staff that is good.
func (m *matrix) signing() asking {
	f := m.member(fmt.Sprintf("signer%d", m.n), []casework.Role{casework.Operator})
	m.n++
	return asking{path: "/v1/sign-in/staff", body: fmt.Sprintf(`{"login":%q,"password":%q,"code":%q}`, f.login, f.password, identity.CodeAt(f.secret, m.world.Now()))}
}

// password is that of whoever is in the column, where there is one.
func (m *matrix) password(column int) string {
	if f := m.cast[column]; f != nil {
		return f.password
	}
	return ""
}

// agreeing agrees to the present notice of news.
func (m *matrix) agreeing() asking {
	n, _ := m.notices.Notice(registry.News)
	return asking{path: "/v1/me/consents", body: fmt.Sprintf(`{"purpose":%q,"version":%q}`, n.ID, n.Version)}
}

// requesting asks for an answer of the owner's case to be mended.
func (m *matrix) requesting() asking {
	return asking{path: "/v1/me/requests", body: fmt.Sprintf(`{"kind":"correction","number":%q,"field":"name","note":"It is Subrata Mandal"}`, m.seen.number)}
}

// beside asks about the citizen who is at a desk.
func (m *matrix) beside(path string) asking {
	return asking{path: path, body: fmt.Sprintf(`{"number":%q}`, m.seen.number)}
}

// replying answers what the office has asked.
func (m *matrix) replying() asking {
	s := m.asked("grievance_text")
	return asking{path: "/v1/cases/" + s.number + "/reply", body: fmt.Sprintf(
		`{"version":%d,"action":"reply","answers":{"grievance_text":"It is the lamp before the school"}}`, s.version)}
}
