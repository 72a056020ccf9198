package api

import (
	"github.com/gofiber/fiber/v2"

	"duar/seva/casework"
)

// counters are the routes of the desks of people, services and cases, as far as the
// server was given them. Who is signed in only the door can tell, so that the desks of
// people need it.
func (s *Server) counters() []*route {
	var out []*route
	if s.Services != nil {
		out = append(out, s.serviceRoutes()...)
	}
	if s.Registry != nil {
		out = append(out, s.noticeRoutes()...)
	}
	if len(s.Codes) > 0 {
		out = append(out, s.verifyRoutes()...)
	}
	if s.Fees != nil {
		out = append(out, s.feeRoutes()...)
	}
	if s.Offices != nil {
		out = append(out, s.officeRoutes()...)
	}
	if s.Door == nil {
		return out
	}
	if s.Documents != nil {
		out = append(out, s.documentRoutes()...)
	}
	out = append(out, s.doorRoutes()...)
	if s.Services != nil && s.Cases != nil {
		out = append(append(out, s.draftRoutes()...), s.caseRoutes()...)
	}
	if s.Archive != nil {
		out = append(out, s.archiveRoutes()...)
	}
	if s.Own != nil {
		out = append(out, s.ownRoutes()...)
	}
	if s.Registry != nil && s.Services != nil {
		out = append(append(out, s.registryRoutes()...), s.presentRoutes()...)
	}
	if s.Watches != nil {
		out = append(out, s.watchRoutes()...)
	}
	if s.Payments != nil {
		out = append(out, s.paymentRoutes()...)
	}
	if s.Accounts != nil {
		out = append(out, s.refundRoutes()...)
	}
	if s.Deeds != nil {
		out = append(out, s.deedRoutes()...)
	}
	if s.Bureau != nil {
		out = append(out, s.bureauRoutes()...)
	}
	return out
}

func (s *Server) doorRoutes() []*route {
	return []*route{
		{method: fiber.MethodPost, path: "/v1/sign-in/codes", cache: cachePersonal, handle: s.askCode, auth: anybody,
			body: jsonBody, members: []string{"mobile", "lang"}, fields: map[string][]string{"phone": {"mobile"}}},
		{method: fiber.MethodPost, path: "/v1/sign-in/codes/{challenge}", cache: cachePersonal, handle: s.enter, auth: anybody,
			body: jsonBody, members: []string{"code", "device_key"}, fields: map[string][]string{"device": {"device_key"}}},
		{method: fiber.MethodPost, path: "/v1/sign-in/refresh", cache: cachePersonal, handle: s.refresh, auth: anybody,
			body: jsonBody, members: []string{"refresh", "proof"}},
		{method: fiber.MethodPost, path: "/v1/sign-in/staff", cache: cachePersonal, handle: s.signIn, auth: anybody,
			body: jsonBody, members: []string{"login", "password", "code"}},
		{method: fiber.MethodGet, path: "/v1/me", cache: cachePersonal, handle: s.me, auth: persons},
		{method: fiber.MethodDelete, path: "/v1/me/session", cache: cachePersonal, handle: s.leave, auth: persons},
	}
}

// What is offered and what a form asks is the same for everybody: these routes never look
// at who asks, so that anything on the way may keep their answers.
func (s *Server) serviceRoutes() []*route {
	return []*route{
		{method: fiber.MethodGet, path: "/v1/services", query: []string{"area", "q", "with"}, cache: cacheRegister, handle: s.services, auth: anybody},
		{method: fiber.MethodGet, path: "/v1/services/{id}", cache: cacheRegister, handle: s.service, auth: anybody},
		{method: fiber.MethodGet, path: "/v1/services/{id}/form", cache: cacheRegister, handle: s.serviceForm, auth: anybody},
		{method: fiber.MethodGet, path: "/v1/forms", query: []string{"services"}, cache: cacheRegister, handle: s.mergedForm, auth: anybody},
	}
}

func (s *Server) draftRoutes() []*route {
	const one = "/v1/drafts/{id}"
	return []*route{
		{method: fiber.MethodPost, path: "/v1/drafts", cache: cachePersonal, handle: s.begin, auth: entering,
			body: jsonBody, members: []string{"services", "lang", "phone"}},
		{method: fiber.MethodGet, path: one, cache: cachePersonal, handle: s.draft, auth: entering},
		{method: fiber.MethodPatch, path: one, cache: cachePersonal, handle: s.answer, auth: entering, body: jsonBody, answers: inBody},
		{method: fiber.MethodPost, path: one + "/files/{pointer}", query: []string{"name"}, cache: cachePersonal, handle: s.attach, auth: entering,
			body: fileBody, answers: inPath},
		{method: fiber.MethodPost, path: one + "/submit", cache: cachePersonal, handle: s.submit, auth: entering,
			body: jsonBody, members: []string{"lang", "heard"}},
	}
}

func (s *Server) caseRoutes() []*route {
	const one = "/v1/cases/{number}"
	return []*route{
		{method: fiber.MethodGet, path: "/v1/cases", cache: cachePersonal, handle: s.mine, auth: citizens},
		{method: fiber.MethodGet, path: "/v1/cases/track", query: []string{"deed"}, cache: cachePersonal, handle: s.track, auth: anybody},
		{method: fiber.MethodPost, path: "/v1/cases/track", cache: cachePersonal, handle: s.trackName, auth: seeing,
			body: jsonBody, members: []string{"name", "office", "from", "until"}},
		{method: fiber.MethodGet, path: "/v1/land/mouzas/{idn}/plots/{plot}/cases", cache: cachePersonal, handle: s.landCases("plot", casework.PlotKey), auth: anybody,
			cost: record, fields: map[string][]string{"mouza": {"idn"}}},
		{method: fiber.MethodGet, path: "/v1/land/mouzas/{idn}/khatians/{khatian}/cases", cache: cachePersonal, handle: s.landCases("khatian", casework.KhatianKey), auth: anybody,
			cost: record, fields: map[string][]string{"mouza": {"idn"}}},
		{method: fiber.MethodGet, path: one, cache: cachePersonal, handle: s.oneCase, auth: seeing},
		{method: fiber.MethodGet, path: one + "/hearing", cache: cachePersonal, handle: s.hearing, auth: seeing},
		{method: fiber.MethodPost, path: "/v1/status", cache: cachePersonal, handle: s.status, auth: anybody, known: true,
			body: jsonBody, members: []string{"number", "fact"}},
		{method: fiber.MethodPost, path: one + "/actions", cache: cachePersonal, handle: s.act, auth: acting,
			body: jsonBody, members: []string{"version", "action", "reason", "note", "items", "day", "found"}},
		{method: fiber.MethodPost, path: one + "/reply", cache: cachePersonal, handle: s.reply, auth: entering,
			body: jsonBody, members: []string{"version", "answers"}, answers: inBody},
		{method: fiber.MethodPost, path: one + "/files/{pointer}", query: []string{"name"}, cache: cachePersonal, handle: s.upload, auth: entering,
			body: fileBody, answers: inPath},
		{method: fiber.MethodGet, path: "/v1/inbox", query: []string{"court", "service", "cursor", "limit"}, cache: cachePersonal, handle: s.inbox, auth: offices},
	}
}

func (s *Server) archiveRoutes() []*route {
	return []*route{{method: fiber.MethodGet, path: "/v1/files/{id}", cache: cachePersonal, handle: s.download, auth: seeing}}
}

func (s *Server) ownRoutes() []*route {
	return []*route{
		{method: fiber.MethodPost, path: "/v1/me/codes", cache: cachePersonal, handle: s.askOwnCode, auth: citizens,
			body: jsonBody, members: []string{"purpose", "mobile"}, fields: map[string][]string{"phone": {"mobile"}}},
		{method: fiber.MethodPut, path: "/v1/me/pin", cache: cachePersonal, handle: s.setPIN, auth: citizens, body: jsonBody, members: []string{"challenge", "code", "pin"}},
		{method: fiber.MethodDelete, path: "/v1/me/pin", cache: cachePersonal, handle: s.dropPIN, auth: citizens, body: jsonBody, members: []string{"challenge", "code"}},
		{method: fiber.MethodPost, path: "/v1/me/number", cache: cachePersonal, handle: s.move, auth: citizens,
			body: jsonBody, members: []string{"challenge", "code", "proof", "pin", "old_challenge", "old_code"}},
		{method: fiber.MethodPost, path: "/v1/me/unlock", cache: cachePersonal, handle: s.unlock, auth: workers,
			body: jsonBody, members: []string{"password"}},
		{method: fiber.MethodPost, path: "/v1/me/sign-out-everywhere", cache: cachePersonal, handle: s.leaveAll, auth: persons},
	}
}

// A notice is the same for everybody, so that whoever is asked to agree can read it first.
func (s *Server) noticeRoutes() []*route {
	return []*route{{method: fiber.MethodGet, path: "/v1/notices/{purpose}", cache: cacheRegister, handle: s.notice, auth: anybody}}
}

func (s *Server) registryRoutes() []*route {
	return []*route{
		{method: fiber.MethodGet, path: "/v1/me/consents", cache: cachePersonal, handle: s.consents, auth: citizens},
		{method: fiber.MethodPost, path: "/v1/me/consents", cache: cachePersonal, handle: s.give, auth: citizens,
			body: jsonBody, members: []string{"purpose", "version"}},
		{method: fiber.MethodPost, path: "/v1/me/consents/{id}/withdrawal", cache: cachePersonal, handle: s.withdraw, auth: citizens},
		{method: fiber.MethodGet, path: "/v1/me/looks", query: []string{"limit"}, cache: cachePersonal, handle: s.looks, auth: citizens},
		{method: fiber.MethodGet, path: "/v1/me/data", cache: cachePersonal, handle: s.data, auth: citizens},
		{method: fiber.MethodGet, path: "/v1/me/requests", cache: cachePersonal, handle: s.requests, auth: citizens},
		{method: fiber.MethodPost, path: "/v1/me/requests", cache: cachePersonal, handle: s.request, auth: citizens,
			body: jsonBody, members: []string{"kind", "number", "field", "note"}, fields: map[string][]string{"pointer": {"field"}}},
		{method: fiber.MethodGet, path: "/v1/requests", cache: cachePersonal, handle: s.waiting, auth: clerks},
		{method: fiber.MethodPost, path: "/v1/requests/{id}/answer", cache: cachePersonal, handle: s.answerRequest, auth: clerks,
			body: jsonBody, members: []string{"granted", "reason"}},
	}
}

func (s *Server) bureauRoutes() []*route {
	const one, number = "/v1/staff/{login}", "/v1/suspended-numbers"
	phone := map[string][]string{"phone": {"mobile"}}
	return []*route{
		{method: fiber.MethodGet, path: "/v1/staff", query: []string{"limit", "cursor"}, cache: cachePersonal, handle: s.staff, auth: keepers},
		{method: fiber.MethodPost, path: "/v1/staff", cache: cachePersonal, handle: s.enrol, auth: keepers,
			body: jsonBody, members: []string{"login", "name", "roles", "offices"}},
		{method: fiber.MethodPut, path: one + "/roles", cache: cachePersonal, handle: s.setRoles, auth: keepers,
			body: jsonBody, members: []string{"roles", "offices"}},
		{method: fiber.MethodPost, path: one + "/renewal", cache: cachePersonal, handle: s.renew, auth: keepers},
		{method: fiber.MethodPut, path: one + "/suspension", cache: cachePersonal, handle: s.suspend(true), auth: keepers},
		{method: fiber.MethodDelete, path: one + "/suspension", cache: cachePersonal, handle: s.suspend(false), auth: keepers},
		{method: fiber.MethodDelete, path: one + "/sessions", cache: cachePersonal, handle: s.revoke, auth: keepers},
		{method: fiber.MethodPut, path: number, cache: cachePersonal, handle: s.bar(true), auth: keepers, body: jsonBody, members: []string{"mobile"}, fields: phone},
		{method: fiber.MethodDelete, path: number, cache: cachePersonal, handle: s.bar(false), auth: keepers, body: jsonBody, members: []string{"mobile"}, fields: phone},
	}
}
