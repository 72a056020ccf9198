package walks

import (
	"fmt"
	"strings"
)

// at asks at an address that is known beforehand.
func at(path string, body ...string) func(*matrix, int) asking {
	return func(*matrix, int) asking { return asking{path: path, body: strings.Join(body, "")} }
}

// fresh asks about what nobody has changed yet.
func fresh(ask func(*matrix) asking) func(*matrix, int) asking {
	return func(m *matrix, _ int) asking {
		m.renew()
		return ask(m)
	}
}

// asks are the good requests, one an operation, as whoever may would send them.
var asks = map[string]func(m *matrix, column int) asking{
	"GET /v1/places/districts":                     at("/v1/places/districts"),
	"GET /v1/places/districts/{code}/blocks":       at("/v1/places/districts/318/blocks"),
	"GET /v1/places/blocks/{code}/mouzas":          at("/v1/places/blocks/2984/mouzas"),
	"GET /v1/places/search":                        at("/v1/places/search?q=ghatal"),
	"GET /v1/fees/estimate":                        at("/v1/fees/estimate?service=mutation_warish"),
	"GET /v1/offices":                              at("/v1/offices?mouza=1027001"),
	"GET /v1/offices/{id}":                         at("/v1/offices/lr.2984"),
	"GET /v1/land/mouzas/{idn}":                    at("/v1/land/mouzas/1027001"),
	"GET /v1/land/mouzas/{idn}/plots/{plot}":       at("/v1/land/mouzas/1027001/plots/165"),
	"GET /v1/land/mouzas/{idn}/khatians/{khatian}": at("/v1/land/mouzas/1027001/khatians/12"),
	"GET /v1/land/mouzas/{idn}/plots/{plot}/map":   at("/v1/land/mouzas/1027001/plots/165/map"),
	"GET /v1/land/mouzas/{idn}/map":                at("/v1/land/mouzas/1027001/map"),
	"GET /v1/land/mouzas/{idn}/crosswalk":          at("/v1/land/mouzas/1027001/crosswalk?lr=165"),
	"GET /v1/services":                             at("/v1/services"),
	"GET /v1/services/{id}":                        at("/v1/services/grievance"),
	"GET /v1/services/{id}/form":                   at("/v1/services/grievance/form"),
	"GET /v1/forms":                                at("/v1/forms?services=grievance"),
	"GET /v1/notices/{purpose}":                    at("/v1/notices/apply.grievance"),
	"POST /v1/sign-in/codes": func(*matrix, int) asking {
		return asking{path: "/v1/sign-in/codes", body: `{"mobile":"` + newMobile().E164() + `"}`}
	},
	"POST /v1/sign-in/codes/{challenge}": func(m *matrix, _ int) asking { return m.challenge() },
	"POST /v1/sign-in/refresh":           func(m *matrix, _ int) asking { return m.renewal() },
	"POST /v1/sign-in/staff":             func(m *matrix, _ int) asking { return m.signing() },
	"POST /v1/status": func(m *matrix, _ int) asking {
		return asking{path: "/v1/status", body: fmt.Sprintf(`{"number":%q}`, m.seen.number)}
	},
	"GET /v1/me":                      at("/v1/me"),
	"DELETE /v1/me/session":           at("/v1/me/session"),
	"POST /v1/me/sign-out-everywhere": at("/v1/me/sign-out-everywhere"),
	"POST /v1/me/unlock": func(m *matrix, c int) asking {
		return asking{path: "/v1/me/unlock", body: fmt.Sprintf(`{"password":%q}`, m.password(c))}
	},
	"POST /v1/me/codes": func(m *matrix, c int) asking {
		return asking{path: "/v1/me/codes", body: `{"purpose":"pin"}`, token: m.own(c)}
	},
	"PUT /v1/me/pin":       func(m *matrix, c int) asking { return m.pin(c, `{"challenge":%q,"code":%q,"pin":"8426"}`) },
	"DELETE /v1/me/pin":    func(m *matrix, c int) asking { return m.pin(c, `{"challenge":%q,"code":%q}`) },
	"POST /v1/me/number":   func(m *matrix, c int) asking { return m.moving(c) },
	"GET /v1/me/consents":  at("/v1/me/consents"),
	"POST /v1/me/consents": func(m *matrix, _ int) asking { return m.agreeing() },
	"POST /v1/me/consents/{id}/withdrawal": fresh(func(m *matrix) asking {
		return asking{path: "/v1/me/consents/" + m.consent + "/withdrawal"}
	}),
	"GET /v1/me/looks":     at("/v1/me/looks"),
	"GET /v1/me/data":      at("/v1/me/data"),
	"GET /v1/me/requests":  at("/v1/me/requests"),
	"POST /v1/me/requests": fresh(func(m *matrix) asking { return m.requesting() }),
	"GET /v1/requests":     at("/v1/requests"),
	// As whoever entered it would: without the citizen's second fact.
	"POST /v1/desk/looks":    func(m *matrix, _ int) asking { return m.beside("/v1/desk/looks") },
	"POST /v1/desk/consents": func(m *matrix, _ int) asking { return m.beside("/v1/desk/consents") },
	"POST /v1/desk/consents/{id}/withdrawal": fresh(func(m *matrix) asking {
		return m.beside("/v1/desk/consents/" + m.consent + "/withdrawal")
	}),
	"POST /v1/requests/{id}/answer": fresh(func(m *matrix) asking {
		return asking{path: "/v1/requests/" + m.request + "/answer", body: `{"granted":true,"reason":"mended"}`}
	}),
	"POST /v1/drafts":     at("/v1/drafts", `{"services":["grievance"]}`),
	"GET /v1/drafts/{id}": func(m *matrix, _ int) asking { return asking{path: "/v1/drafts/" + m.draft.ID} },
	"PATCH /v1/drafts/{id}": fresh(func(m *matrix) asking {
		return asking{path: "/v1/drafts/" + m.draft.ID, tag: tagOf(m.draft), body: `{"answers":{"topic":"ration"}}`}
	}),
	"POST /v1/drafts/{id}/files/{pointer}": fresh(func(m *matrix) asking {
		return asking{path: "/v1/drafts/" + m.draft.ID + "/files/evidence", tag: tagOf(m.draft), kind: "image/png", body: string(pixels())}
	}),
	"POST /v1/drafts/{id}/submit": fresh(func(m *matrix) asking {
		return asking{path: "/v1/drafts/" + m.draft.ID + "/submit", tag: tagOf(m.draft), body: `{"lang":"en"}`}
	}),
	"GET /v1/cases":          at("/v1/cases"),
	"GET /v1/cases/{number}": func(m *matrix, _ int) asking { return asking{path: "/v1/cases/" + m.seen.number} },
	"GET /v1/files/{id}":     func(m *matrix, _ int) asking { return asking{path: "/v1/files/" + m.seen.file} },
	"POST /v1/cases/{number}/actions": fresh(func(m *matrix) asking {
		return asking{path: "/v1/cases/" + m.seen.number + "/actions", body: `{"version":1,"action":"take_up"}`}
	}),
	"POST /v1/cases/{number}/reply": fresh(func(m *matrix) asking { return m.replying() }),
	"POST /v1/cases/{number}/files/{pointer}": fresh(func(m *matrix) asking {
		return asking{path: "/v1/cases/" + m.asked("evidence").number + "/files/evidence", kind: "image/png", body: string(pixels())}
	}),
	"GET /v1/inbox": at("/v1/inbox"),
	"GET /v1/staff": at("/v1/staff"),
	"POST /v1/staff": func(m *matrix, _ int) asking {
		return asking{path: "/v1/staff", body: fmt.Sprintf(`{"login":"new%d","name":"Nina Dey","roles":["auditor"],"offices":["cmo.318"]}`, m.n)}
	},
	"PUT /v1/staff/{login}/roles": func(m *matrix, _ int) asking {
		return asking{path: "/v1/staff/" + m.login + "/roles", body: `{"roles":["bsk_operator"]}`}
	},
	"POST /v1/staff/{login}/renewal":      func(m *matrix, _ int) asking { return asking{path: "/v1/staff/" + m.login + "/renewal"} },
	"PUT /v1/staff/{login}/suspension":    func(m *matrix, _ int) asking { return asking{path: "/v1/staff/" + m.login + "/suspension"} },
	"DELETE /v1/staff/{login}/suspension": func(m *matrix, _ int) asking { return asking{path: "/v1/staff/" + m.login + "/suspension"} },
	"DELETE /v1/staff/{login}/sessions":   func(m *matrix, _ int) asking { return asking{path: "/v1/staff/" + m.login + "/sessions"} },
	"PUT /v1/suspended-numbers":           at("/v1/suspended-numbers", `{"mobile":"9700000001"}`),
	"DELETE /v1/suspended-numbers":        at("/v1/suspended-numbers", `{"mobile":"9700000001"}`),
	"GET /livez":                          at("/livez"),
	"GET /readyz":                         at("/readyz"),
	"GET /openapi.yaml":                   at("/openapi.yaml"),
	"GET /docs":                           at("/docs"),
	"GET /problems/{code}":                at("/problems/token"),
	"GET /verify":                         at("/verify"),
	"GET /verify-worker.js":               at("/verify-worker.js"),
	"GET /V/{payload}":                    at("/V/2KCFUAJGAQ"),
	"GET /v/{payload}":                    at("/v/2kcfuajgaq"),
}
