package digilocker

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/budget"
	"duar/seva/document"
)

// vector is a request with its proofs, computed elsewhere.
type vector struct {
	Key, TS, Keyhash, Body, Raw, Hex string
}

func readVector(t testing.TB) vector {
	t.Helper()
	b, err := os.ReadFile("testdata/pull_uri.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vector
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// desk is a Puller that gives one paper to one name.
type desk struct {
	asked []document.Claim
	err   error
}

func (d *desk) Pull(_ context.Context, c document.Claim) (document.Grant, error) {
	for _, was := range d.asked {
		if was.Txn == c.Txn {
			return document.Grant{}, document.ErrReplayed
		}
	}
	d.asked = append(d.asked, c)
	if d.err != nil {
		return document.Grant{}, d.err
	}
	return document.Grant{ID: "K7QMX2RPAB", Name: "Test Applicant", Office: "lr.1027", Content: []byte("%PDF-1.7 <&>"), View: document.View{
		Number: "4829103847566", Kind: document.RoR, Status: document.Valid, Mouza: 1027001, Subject: "khatian 12",
		Issued: seva.Date{Year: 2026, Month: 11, Day: 23}, AsOn: seva.Date{Year: 2026, Month: 11, Day: 23}, Digest: [16]byte{1, 2}, Specimen: true,
	}}, nil
}

var sent = time.Date(2024, 1, 15, 10, 31, 0, 0, seva.IST)

func issuer(t testing.TB, d Puller, change ...func(*Settings)) *Issuer {
	t.Helper()
	s := Settings{OrgID: "in.gov.wb.test", Issuer: "in.gov.wb.lr", Key: readVector(t).Key, Skew: 5 * time.Minute,
		Types: map[string]document.Kind{"TRLIC": document.RoR}}
	for _, f := range change {
		f(&s)
	}
	i, err := New(s, d, nil, seva.FrozenWorld(sent, 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// prove makes the header of a body.
func prove(key, body string, asHex bool) string {
	m := hmac.New(sha256.New, []byte(key))
	m.Write([]byte(body))
	sum := m.Sum(nil)
	if asHex {
		sum = []byte(hex.EncodeToString(sum))
	}
	return base64.StdEncoding.EncodeToString(sum)
}

// The request of the vectors, under both encodings of its proof, is answered with the paper.
func TestVectors(t *testing.T) {
	v := readVector(t)
	for name, c := range map[string]struct {
		hmac string
		hex  bool
	}{"bytes": {v.Raw, false}, "hex digits": {v.Hex, true}} {
		d := &desk{}
		i := issuer(t, d, func(s *Settings) { s.Hex = c.hex })
		code, body := i.Answer(t.Context(), c.hmac, []byte(v.Body))
		var r response
		if err := xml.Unmarshal(body, &r); code != 200 || err != nil || r.Details == nil {
			t.Fatalf("%s: %d %s %v", name, code, body, err)
		}
		if r.Status != (status{Status: "1", TS: v.TS, Txn: "1705294800", Text: "1"}) || r.Details.URI != "in.gov.wb.lr-TRLIC-K7QMX2RPAB" || r.Details.Persons[0] != (person{Name: "Test Applicant", Born: "31-12-1990"}) {
			t.Errorf("%s: %+v", name, r)
		}
		if pdf, err := base64.StdEncoding.DecodeString(r.Details.Content); err != nil || string(pdf) != "%PDF-1.7 <&>" {
			t.Errorf("%s: the file is %q, %v", name, pdf, err)
		}
		data, err := base64.StdEncoding.DecodeString(r.Details.Data)
		var c2 certificate
		if err2 := xml.Unmarshal(data, &c2); err != nil || err2 != nil || c2.Number != "4829103847566" || c2.Status != "A" || c2.Data.Subject != "khatian 12" || !c2.Data.Specimen {
			t.Errorf("%s: the facts are %s", name, data)
		}
		asked := d.asked[0]
		if asked.Kind != document.RoR || asked.Name != "Test Applicant" || asked.Born != (seva.Date{Year: 1990, Month: 12, Day: 31}) || len(asked.Fields) != 1 || asked.Fields[0] != "CAF2024000123" {
			t.Errorf("%s: asked %+v", name, asked)
		}
		// The other encoding is no proof here.
		if other := map[string]string{v.Raw: v.Hex, v.Hex: v.Raw}[c.hmac]; other != "" {
			if status, _ := i.Answer(t.Context(), other, []byte(v.Body)); status != http.StatusUnauthorized {
				t.Errorf("%s: the other encoding: %d", name, status)
			}
		}
	}
}

// Everything that is not proved is refused, and says nothing; so is what cannot be read.
func TestRefused(t *testing.T) {
	v := readVector(t)
	swap := func(old, new string) string { return strings.Replace(v.Body, old, new, 1) }
	for name, c := range map[string]struct {
		body, hmac string
		status     int
	}{
		"no header":              {v.Body, "", 401},
		"a header of nothing":    {v.Body, "AAAA", 401},
		"one byte changed":       {swap("Test", "Tesu"), v.Raw, 401},
		"a keyhash of another":   {swap(`ts="2024-01-15T10:30:00+05:30"`, `ts="2024-01-15T10:30:01+05:30"`), "", 401},
		"another organisation":   {swap("in.gov.wb.test", "in.gov.wb.best"), "", 401},
		"no txn":                 {swap(`txn="1705294800"`, ""), "", 401},
		"a DOCTYPE":              {swap("<PullURIRequest", `<!DOCTYPE x [<!ENTITY a "b">]><PullURIRequest`), "", 400},
		"an entity":              {swap("Test Applicant", "&a;"), "", 400},
		"two DocDetails":         {swap("</DocDetails>", "</DocDetails><DocDetails></DocDetails>"), "", 400},
		"no DocDetails":          {`<PullURIRequest orgId="in.gov.wb.test"/>`, "", 400},
		"another root":           {strings.ReplaceAll(v.Body, "PullURIRequest", "PushURIRequest"), "", 400},
		"two roots":              {v.Body + "<PullURIRequest/>", "", 400},
		"cut short":              {v.Body[:200], "", 400},
		"not XML":                {"{}", "", 400},
		"nothing":                {"", "", 400},
		"too deep":               {swap("<UDF1>", "<a><b><c><d></d></c></b></a><UDF1>"), "", 400},
		"another encoding":       {strings.Replace(v.Body, "UTF-8", "UTF-16", 1), "", 400},
		"a value that is long":   {swap("CAF2024000123", strings.Repeat("1", 2000)), "", 400},
		"a txn that is long":     {swap(`txn="1705294800"`, `txn="`+strings.Repeat("1", 300)+`"`), "", 400},
		"fields without an end":  {swap("<UDF1>", strings.Repeat("<a>1</a>", 30)+"<UDF1>"), "", 400},
		"more than a body takes": {strings.Repeat(" ", MaxBody) + v.Body, "", 413},
	} {
		if c.hmac == "" && name != "no header" {
			c.hmac = prove(v.Key, c.body, false)
		}
		d := &desk{}
		status, body := issuer(t, d).Answer(t.Context(), c.hmac, []byte(c.body))
		if status != c.status || body != nil || len(d.asked) != 0 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

func TestTimeAndReplay(t *testing.T) {
	v := readVector(t)
	late := seva.FrozenWorld(sent.Add(time.Hour), 1)
	for name, c := range map[string]struct {
		skew time.Duration
		want int
	}{"too old": {5 * time.Minute, 401}, "no clock is looked at": {0, 200}} {
		i := issuer(t, &desk{}, func(s *Settings) { s.Skew = c.skew })
		i.world = late
		if status, _ := i.Answer(t.Context(), v.Raw, []byte(v.Body)); status != c.want {
			t.Errorf("%s: %d", name, status)
		}
	}
	i := issuer(t, &desk{})
	for _, want := range []int{200, 401} {
		if status, _ := i.Answer(t.Context(), v.Raw, []byte(v.Body)); status != want {
			t.Errorf("%d, want %d", status, want)
		}
	}
}

// What real integrations send: another namespace and prefixes, fields under names of their
// own, padded text, and formats.
func TestQuirks(t *testing.T) {
	v := readVector(t)
	body := strings.NewReplacer(
		`xmlns="http://tempuri.org/"`, `xmlns:ns2="https://www.digitallocker.gov.in/schema/issuer/v1/pullurirequest"`,
		"<PullURIRequest", "<ns2:PullURIRequest", "</PullURIRequest", "</ns2:PullURIRequest", "UDF1", "ROR_NO",
		"Test Applicant", "\n   Test Applicant\n", `format="both"`, `format="xml"`, "<FullName>", "<Photo>AAAA</Photo><FullName>",
	).Replace(v.Body)
	d := &desk{}
	status, answer := issuer(t, d).Answer(t.Context(), prove(v.Key, body, false), []byte(body))
	if status != 200 || !bytes.Contains(answer, []byte("<URI>")) || bytes.Contains(answer, []byte("<DocContent>")) {
		t.Fatalf("%d %s", status, answer)
	}
	if a := d.asked[0]; a.Name != "Test Applicant" || len(a.Fields) != 1 || a.Fields[0] != "CAF2024000123" {
		t.Errorf("asked %+v", a)
	}
}

// No paper, another person's, one on its way, and failures of ours.
func TestAnswers(t *testing.T) {
	v := readVector(t)
	for name, c := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"none":        {seva.Fail(seva.NotFound, seva.Say("error.document.unknown")), 200, `Status="0"`},
		"on its way":  {document.ErrPending, 200, `Status="9"`},
		"a store off": {seva.Fail(seva.Unavailable, seva.Say("error.unavailable")), 503, ""},
		"a fault":     {errors.New("disk"), 500, ""},
	} {
		var told error
		i := issuer(t, &desk{err: c.err})
		i.fault = func(err error) { told = err }
		status, body := i.Answer(t.Context(), v.Raw, []byte(v.Body))
		if status != c.status || !strings.Contains(string(body), c.says) || (told != nil) != (status >= 500) {
			t.Errorf("%s: %d %s, told %v", name, status, body, told)
		}
		if status == 200 && (!strings.Contains(string(body), `ts="`+v.TS+`"`) || !strings.Contains(string(body), `txn="1705294800"`) || strings.Contains(string(body), "<URI>")) {
			t.Errorf("%s: %s", name, body)
		}
	}
	i := issuer(t, &desk{}, func(s *Settings) { s.Types = map[string]document.Kind{"OTHER": document.RoR} })
	if status, body := i.Answer(t.Context(), v.Raw, []byte(v.Body)); status != 200 || !strings.Contains(string(body), `Status="0"`) {
		t.Errorf("a type that is none of ours: %d %s", status, body)
	}
}

func TestRates(t *testing.T) {
	v := readVector(t)
	i := issuer(t, &desk{})
	i.meter = budget.NewLocal(seva.FrozenWorld(sent, 1), 100)
	last := 0
	for range usualRate.Most + 1 { // more than everybody together may ask
		last, _ = i.Answer(t.Context(), "AAAA", []byte(v.Body))
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("so many without a proof: %d", last)
	}
	if status, _ := i.Answer(t.Context(), v.Raw, []byte(v.Body)); status != 200 {
		t.Errorf("whoever proves themselves is kept out by who does not: %d", status)
	}
}

func TestSettings(t *testing.T) {
	good := Settings{OrgID: "in.gov.wb.test", Issuer: "in.gov.wb.lr", Key: "a key of these tests"}
	for name, change := range map[string]func(*Settings){
		"no organisation": func(s *Settings) { s.OrgID = "" }, "no issuer": func(s *Settings) { s.Issuer = "" },
		"no key": func(s *Settings) { s.Key = "" }, "a short key": func(s *Settings) { s.Key = "short" },
		"a type of six letters": func(s *Settings) { s.Types = map[string]document.Kind{"ABCDEF": document.RoR} },
		"a type with a digit":   func(s *Settings) { s.Types = map[string]document.Kind{"AB1": document.RoR} },
	} {
		s := good
		change(&s)
		if _, err := New(s, &desk{}, nil, seva.RealWorld(), nil); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if (Settings{}).On() || !good.On() {
		t.Error("off unless set up")
	}
}

func FuzzRead(f *testing.F) {
	v := readVector(f)
	for _, seed := range []string{v.Body, "", "<PullURIRequest><DocDetails/></PullURIRequest>", `<!DOCTYPE a><a/>`, "<a:b xmlns:a='c'>&#0;</a:b>", "<PullURIRequest><DocDetails><FullName>\xff</FullName></DocDetails></PullURIRequest>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := read([]byte(s))
		if err != nil {
			return
		}
		if strings.Contains(s, "<!DOCTYPE") && !strings.Contains(s, "<!--") && !strings.Contains(s, "CDATA") && !strings.Contains(s, "<?") {
			t.Fatalf("%q has a DOCTYPE and was read", s)
		}
		i := &Issuer{Settings: Settings{Issuer: "in.gov.wb.lr"}}
		if out := write(i.answer(r, failed)); xml.Unmarshal(out, new(response)) != nil {
			t.Fatalf("%q is answered with %q, which is no XML", s, out)
		}
	})
}
