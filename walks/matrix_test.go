package walks

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"duar/outside/digilocker"
)

// rights says of every operation who is answered how, with a request that is good in every
// other respect. 401 is: nobody knows who you are. 403: it is known who you are, and
// nobody like you does this. 404: others like you do, and of this one you are not told that
// it is there. One answer is everybody's: such an operation makes no difference between
// people, whatever they show. Of land nothing is loaded here; what was built for land has
// a table of its own.
const rights = `
                                              owner other enter oper  offcr far   mach  farm  audit admin entry nobdy susp  ended
GET /v1/places/districts                      200
GET /v1/places/districts/{code}/blocks        200
GET /v1/places/blocks/{code}/mouzas           200
GET /v1/places/search                         200
GET /v1/fees/estimate                         200
GET /v1/offices                               200
GET /v1/offices/{id}                          200
GET /v1/land/mouzas/{idn}                     200
GET /v1/land/mouzas/{idn}/plots/{plot}        404
GET /v1/land/mouzas/{idn}/khatians/{khatian}  404
GET /v1/land/mouzas/{idn}/plots/{plot}/map    404
GET /v1/land/mouzas/{idn}/map                 404
GET /v1/land/mouzas/{idn}/crosswalk           404
GET /v1/services                              200
GET /v1/services/{id}                         200
GET /v1/services/{id}/form                    200
GET /v1/forms                                 200
GET /v1/notices/{purpose}                     200
POST /v1/sign-in/codes                        202
POST /v1/sign-in/codes/{challenge}            200
POST /v1/sign-in/refresh                      200
POST /v1/sign-in/staff                        200
POST /v1/status                               200   404   200   404   404   404   404   404   404   404   404   404   401   401
GET /v1/me                                    200   200   200   200   200   200   403   403   200   200   200   401   401   401
DELETE /v1/me/session                         204   204   204   204   204   204   403   403   204   204   204   401   401   401
POST /v1/me/sign-out-everywhere               204   204   204   204   204   204   403   403   204   204   204   401   401   401
POST /v1/me/unlock                            403   403   204   204   204   204   403   403   204   204   204   401   401   401
POST /v1/me/codes                             202   202   403   403   403   403   403   403   403   403   403   401   401   401
PUT /v1/me/pin                                204   204   403   403   403   403   403   403   403   403   403   401   401   401
DELETE /v1/me/pin                             204   204   403   403   403   403   403   403   403   403   403   401   401   401
POST /v1/me/number                            204   204   403   403   403   403   403   403   403   403   403   401   401   401
GET /v1/me/consents                           200   200   403   403   403   403   403   403   403   403   403   401   401   401
POST /v1/me/consents                          200   200   403   403   403   403   403   403   403   403   403   401   401   401
POST /v1/me/consents/{id}/withdrawal          200   404   403   403   403   403   403   403   403   403   403   401   401   401
GET /v1/me/looks                              200   200   403   403   403   403   403   403   403   403   403   401   401   401
GET /v1/me/data                               200   200   403   403   403   403   403   403   403   403   403   401   401   401
GET /v1/me/requests                           200   200   403   403   403   403   403   403   403   403   403   401   401   401
POST /v1/me/requests                          201   400   403   403   403   403   403   403   403   403   403   401   401   401
POST /v1/desk/looks                           403   403   200   404   403   403   403   403   403   403   404   401   401   401
POST /v1/desk/consents                        403   403   200   404   403   403   403   403   403   403   404   401   401   401
POST /v1/desk/consents/{id}/withdrawal        403   403   200   404   403   403   403   403   403   403   404   401   401   401
GET /v1/requests                              403   403   403   403   200   200   403   403   403   403   403   401   401   401
POST /v1/requests/{id}/answer                 403   403   403   403   200   404   403   403   403   403   403   401   401   401
POST /v1/drafts                               201   201   201   201   403   403   403   403   403   403   201   401   401   401
GET /v1/drafts/{id}                           200   404   404   404   404   404   403   403   403   403   404   401   401   401
PATCH /v1/drafts/{id}                         200   404   404   404   404   404   403   403   403   403   404   401   401   401
POST /v1/drafts/{id}/files/{pointer}          200   404   404   404   404   404   403   403   403   403   404   401   401   401
POST /v1/drafts/{id}/submit                   201   404   404   404   404   404   403   403   403   403   404   401   401   401
GET /v1/cases                                 200   200   403   403   403   403   403   403   403   403   403   401   401   401
GET /v1/cases/{number}                        200   404   200   404   200   404   200   404   200   403   404   401   401   401
GET /v1/files/{id}                            200   404   200   404   200   404   200   404   200   403   404   401   401   401
POST /v1/cases/{number}/actions               403   404   403   404   200   404   200   404   403   403   404   401   401   401
POST /v1/cases/{number}/reply                 200   404   200   200   403   404   403   403   403   403   404   401   401   401
POST /v1/cases/{number}/files/{pointer}       201   404   201   201   400   404   403   403   403   403   404   401   401   401
GET /v1/inbox                                 403   403   403   403   200   200   200   200   200   403   403   401   401   401
GET /v1/staff                                 403   403   403   403   403   403   403   403   403   200   403   401   401   401
POST /v1/staff                                403   403   403   403   403   403   403   403   403   201   403   401   401   401
PUT /v1/staff/{login}/roles                   403   403   403   403   403   403   403   403   403   204   403   401   401   401
POST /v1/staff/{login}/renewal                403   403   403   403   403   403   403   403   403   200   403   401   401   401
PUT /v1/staff/{login}/suspension              403   403   403   403   403   403   403   403   403   204   403   401   401   401
DELETE /v1/staff/{login}/suspension           403   403   403   403   403   403   403   403   403   204   403   401   401   401
DELETE /v1/staff/{login}/sessions             403   403   403   403   403   403   403   403   403   204   403   401   401   401
PUT /v1/suspended-numbers                     403   403   403   403   403   403   403   403   403   204   403   401   401   401
DELETE /v1/suspended-numbers                  403   403   403   403   403   403   403   403   403   204   403   401   401   401
GET /livez                                    200
GET /readyz                                   200
GET /openapi.yaml                             200
GET /docs                                     200
GET /problems/{code}                          200
GET /verify                                   200
GET /verify-worker.js                         200
GET /V/{payload}                              200
GET /v/{payload}                              200
`

// Every operation of the document, asked by everybody.
func TestTheMatrix(t *testing.T) {
	m := newMatrix(t)
	operations, table, land := m.operations(), readRights(t), readTable(t, landRights, landfolk)
	for name := range land {
		if !slices.Contains(operations, name) || table[name] != nil {
			t.Errorf("the row of %s about land is of no operation, or one of two", name)
		}
	}
	for _, name := range operations {
		if table[name] == nil && land[name] == nil {
			t.Errorf("%s has no row", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(table)) {
		ask, ok := asks[name]
		if !ok || !slices.Contains(operations, name) {
			t.Errorf("the row of %s is of no operation, or nothing asks it", name)
			continue
		}
		method, _, _ := strings.Cut(name, " ")
		got := make([]string, columns)
		for column := range columns {
			status, body := m.send(method, ask(m, column), column)
			if got[column] = strconv.Itoa(status); got[column] != table[name][column] {
				t.Logf("%s, column %d: %s", name, column, body)
			}
		}
		if !slices.Equal(got, table[name]) {
			t.Errorf("%s\n got %s\nwant %s", name, strings.Join(got, " "), strings.Join(table[name], " "))
		}
	}
}

// readRights reads the table of this matrix.
func readRights(t *testing.T) map[string][]string {
	t.Helper()
	return readTable(t, rights, columns)
}

// readTable reads a table: an operation and what each column is answered.
func readTable(t *testing.T, text string, columns int) map[string][]string {
	t.Helper()
	table := map[string][]string{}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if got := len(strings.Fields(lines[0])); got != columns {
		t.Fatalf("the table has %d columns, and there are %d", got, columns)
	}
	for _, line := range lines[1:] {
		words := strings.Fields(line)
		name, want := words[0]+" "+words[1], words[2:]
		if len(want) == 1 {
			want = slices.Repeat(want, columns)
		}
		if len(want) != columns || table[name] != nil {
			t.Fatalf("the row of %s is there twice, or has %d answers", name, len(want))
		}
		table[name] = want
	}
	return table
}

// operations are those that the document which the server serves describes.
func (m *matrix) operations() []string {
	m.t.Helper()
	_, text := m.send(http.MethodGet, asking{path: "/openapi.yaml"}, asNobody)
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		m.t.Fatal(err)
	}
	var all []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			all = append(all, method+" "+path)
		}
	}
	slices.Sort(all)
	return all
}

// send asks as whoever is in the column.
func (m *matrix) send(method string, a asking, column int) (int, string) {
	m.t.Helper()
	return m.sendAs(method, a, m.cast[column])
}

// sendAs asks as somebody; nil nobody.
func (m *matrix) sendAs(method string, a asking, f *figure) (int, string) {
	m.t.Helper()
	r := httptest.NewRequest(method, a.path, strings.NewReader(a.body))
	if a.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	token := a.token
	if token == "" {
		token = m.bearer(f)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for name, value := range map[string]string{"Content-Type": a.kind, "If-Match": a.tag, digilocker.Header: a.proof, "Accept-Language": "en", "Duar-Channel": "kiosk"} {
		if value != "" {
			r.Header.Set(name, value)
		}
	}
	r.Header.Set("Idempotency-Key", m.key())
	res, err := m.api.App().Test(r, 20_000)
	if err != nil {
		m.t.Fatalf("%s %s: %v", method, a.path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		m.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}
