package walks

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"duar/seva/casework"
)

// Columns that only the matrix of land has, behind those of the other.
const (
	asSigner = columns + iota // sanctioning officer of the case's office
	asRegis                   // the registration office whose deed it is
	asFarReg                  // another registration office
	landfolk
)

// landRights is the matrix of what was built for land, of a case about it that lies with
// its own office: a copy of a khatian, a mutation, and a deed that nobody applied for. Here
// mach is the land department's own system, and farm another department's.
//
// Whoever is signed in may object, staff too, but not who is here as an officer of the office
// that decides the case: they may as citizens. Not whose own case it is. The file of a paper is for nobody, so that a link opens it: there
// 403 says that it is known who you are, and a number of a paper is no secret. What a case
// owes is for others an empty list, as of a case that owes nothing and of none; for an operator
// it is 404 until the citizen's second fact has opened it. Refunds are for officers of accounts,
// whom no case has (seva/payment tells which of them may what).
const landRights = `
                                                    owner other enter oper  offcr far   mach  farm  audit admin entry nobdy susp  ended signr regis farrg
GET /v1/land/mouzas/{idn}/plots/{plot}/cases        200
GET /v1/land/mouzas/{idn}/khatians/{khatian}/cases  200
GET /v1/cases/track                                 200
POST /v1/cases/track                                200   200   200   200   200   200   200   200   200   403   200   401   401   401   200   200   200
GET /v1/cases/{number}/hearing                      200   404   200   404   200   404   200   404   200   403   404   401   401   401   200   404   404
POST /v1/cases/{number}/objections                  403   200   403   200   403   200   403   403   403   403   403   401   401   401   403   403   403
GET /v1/watches                                     200   200   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/watches                                    200   200   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
DELETE /v1/watches/{id}                             204   404   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
GET /v1/dues                                        200   200   200   404   200   200   403   403   200   403   200   401   401   401   200   403   403
POST /v1/dues/check                                 403   403   200   200   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/payments                                   200   404   200   404   200   404   403   403   403   403   404   401   401   401   403   403   403
POST /v1/payments/return                            200
GET /v1/payments/{dpr}                              200   404   200   404   200   404   403   403   200   403   404   401   401   401   200   403   403
POST /v1/payments/{dpr}/resume                      200   404   200   404   200   404   403   403   403   403   404   401   401   401   403   403   403
POST /v1/payments/{dpr}/abandon                     200   404   200   404   200   404   403   403   403   403   404   401   401   401   403   403   403
POST /v1/payments/{dpr}/told                        200   404   200   404   200   404   403   403   403   403   404   401   401   401   200   403   403
GET /v1/refunds                                     403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/refunds/{grn}/ask                          403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/refunds/{grn}/approve                      403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/refunds/{grn}/decline                      403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/refunds/{grn}/arrived                      403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
GET /v1/receipts/{grn}                              200   404   200   404   200   404   403   403   200   403   404   401   401   401   200   403   403
POST /v1/registration/deeds                         403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   201   403
GET /v1/registration/deeds/{office}/{year}/{number} 403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   200   403
GET /v1/registration/ask                            403   403   403   403   403   403   403   403   403   403   403   401   401   401   403   200   200
GET /v1/registration/conflicts                      403   403   403   403   403   403   403   403   200   403   403   401   401   401   200   403   403
GET /v1/documents                                   200   200   403   403   403   403   403   403   403   403   403   401   401   401   403   403   403
POST /v1/documents/sign                             403   403   403   403   403   403   403   403   403   403   403   401   401   401   200   403   403
GET /v1/documents/{number}                          200
GET /v1/documents/{number}/file                     200   403   200   403   200   403   200   403   200   403   403   401   401   401   200   403   403
GET /d/{token}                                      200
POST /v1/documents/{number}/revoke                  403   403   403   403   403   403   403   403   403   403   403   401   401   401   200   403   403
POST /v1/documents/{number}/links                   200   403   200   403   200   403   403   403   403   403   403   401   401   401   200   403   403
DELETE /v1/documents/{number}/links                 204   403   204   403   204   403   403   403   403   403   403   401   401   401   204   403   403
`

// Every operation about land, asked by everybody. What is refused leaves the database as it was.
func TestTheMatrixOfLand(t *testing.T) {
	m := newLandMatrix(t)
	table := readTable(t, landRights, landfolk)
	still := newStillness(t, m.file)
	for _, name := range slices.Sorted(maps.Keys(table)) {
		ask, ok := landAsks[name]
		if !ok {
			t.Errorf("nothing asks %s", name)
			continue
		}
		method, _, _ := strings.Cut(name, " ")
		got := make([]string, landfolk)
		for who := range landfolk {
			what := ask(m, who)
			refused := table[name][who] >= "4"
			if refused {
				still.changed()
			}
			status, body := m.sendAs(method, what, m.folk[who])
			if refused {
				if names := still.changed(); names != nil {
					t.Errorf("%s, column %d: refused with %d, and %q changed", name, who, status, names)
				}
			}
			if got[who] = strconv.Itoa(status); got[who] != table[name][who] {
				t.Logf("%s, column %d: %s", name, who, body)
			}
		}
		if !slices.Equal(got, table[name]) {
			t.Errorf("%s\n got %s\nwant %s", name, strings.Join(got, " "), strings.Join(table[name], " "))
		}
	}
}

// unsigned is what two equal refusals differ in.
var unsigned = regexp.MustCompile(`"instance":"[^"]*"`)

// What a case owes is told to whom it concerns, and of a case that is not theirs everybody
// else is told what they are told of one that there is not.
func TestDuesOfAnotherAreNone(t *testing.T) {
	m := newLandMatrix(t)
	for who, none := range map[int]bool{asOwner: false, asOther: true, asEnterer: false, asOperator: true, asOfficer: false, asFarOff: true, asAuditor: false, asEntry: true} {
		_, mine := m.sendAs("GET", asking{path: "/v1/dues?number=" + m.owes.number}, m.folk[who])
		_, nobodys := m.sendAs("GET", asking{path: "/v1/dues?number=DC2026999999"}, m.folk[who])
		if same := unsigned.ReplaceAllString(mine, "") == unsigned.ReplaceAllString(nobodys, ""); same != none {
			t.Errorf("column %d: %s, and of no case %s", who, mine, nobodys)
		}
	}
}

// DigiLocker is no operation of the document: it proves itself by what it sends, and no
// token of anybody's makes a difference.
func TestTheMatrixOfDigiLocker(t *testing.T) {
	m := newLandMatrix(t)
	for who, f := range m.folk {
		body, proof := m.pulling()
		good := asking{path: "/digilocker/pull-uri", body: body, kind: "application/xml", proof: proof}
		if status, answer := m.sendAs("POST", good, f); status != 200 || !strings.Contains(answer, "<URI>in.gov.wb.lr-WBROR-") {
			t.Errorf("column %d with the proof: %d %s", who, status, answer)
		}
		bad := good
		bad.proof = "c3VyZWx5IG5vdCB0aGUgcmlnaHQgb25lIGF0IGFsbCEhISE="
		if status, answer := m.sendAs("POST", bad, f); status != 401 || answer != "" && strings.Contains(answer, "URI") {
			t.Errorf("column %d with another proof: %d %s", who, status, answer)
		}
	}
}

// landMatrix is the estate with a record of land, and everybody in it.
type landMatrix struct {
	*matrix
	folk [landfolk]*figure
	copy *copied // issued to the owner, at a kiosk
	owes *owing  // not paid yet
	hear string  // a mutation with a hearing
	open string  // a mutation to which anybody may object
	deed string  // "1901/2026/1", which the registration office has sent
}

func newLandMatrix(t *testing.T) *landMatrix {
	e := newEstate(t)
	e.stock()
	m := &landMatrix{matrix: &matrix{estate: e, office: "lr.2984"}}
	m.cast = e.troupe(m.office, "lr")
	officers := []casework.Role{casework.Clerk, casework.Verifier}
	m.cast[asFarMach] = e.system("wcd-desk", officers, "wcd.*")
	copy(m.folk[:], m.cast[:])
	m.folk[asSigner] = e.member("signer", []casework.Role{casework.Sanctioner}, m.office)
	m.folk[asRegis] = e.system("adsr-ghatal", []casework.Role{casework.RegistrationOffice}, "reg.1901")
	m.folk[asFarReg] = e.system("adsr-far", []casework.Role{casework.RegistrationOffice}, "reg.9999")
	m.owes = m.owing()
	m.copy = m.copied()
	m.hear, m.open = m.mutation("fix_hearing"), m.mutation("issue_notice")
	m.deed = m.sends()
	return m
}
