package api

import (
	"github.com/gofiber/fiber/v2"
)

// counters are the routes of the desks of people, services and cases, as far as the
// server was given them.
func (s *Server) counters() []*route {
	var out []*route
	if s.Door != nil {
		out = append(out, s.doorRoutes()...)
	}
	if s.Services != nil {
		out = append(out, s.serviceRoutes()...)
	}
	if s.Door != nil && s.Services != nil && s.Cases != nil {
		out = append(append(out, s.draftRoutes()...), s.caseRoutes()...)
	}
	return out
}

func (s *Server) doorRoutes() []*route {
	return []*route{
		{method: fiber.MethodPost, path: "/v1/sign-in/codes", cache: cachePersonal, handle: s.askCode, auth: forNobody,
			body: jsonBody, members: []string{"mobile", "lang"}, fields: map[string][]string{"phone": {"mobile"}}},
		{method: fiber.MethodPost, path: "/v1/sign-in/codes/{challenge}", cache: cachePersonal, handle: s.enter, auth: forNobody,
			body: jsonBody, members: []string{"code"}},
		{method: fiber.MethodPost, path: "/v1/sign-in/staff", cache: cachePersonal, handle: s.signIn, auth: forNobody,
			body: jsonBody, members: []string{"login", "password", "code"}},
		{method: fiber.MethodGet, path: "/v1/me", cache: cachePersonal, handle: s.me, auth: forAny},
		{method: fiber.MethodDelete, path: "/v1/me/session", cache: cachePersonal, handle: s.leave, auth: forAny},
	}
}

// What is offered and what a form asks is the same for everybody: these routes never look
// at who asks, so that anything on the way may keep their answers.
func (s *Server) serviceRoutes() []*route {
	return []*route{
		{method: fiber.MethodGet, path: "/v1/services", query: []string{"area", "q", "with"}, cache: cacheRegister, handle: s.services, auth: forNobody},
		{method: fiber.MethodGet, path: "/v1/services/{id}", cache: cacheRegister, handle: s.service, auth: forNobody},
		{method: fiber.MethodGet, path: "/v1/services/{id}/form", cache: cacheRegister, handle: s.serviceForm, auth: forNobody},
		{method: fiber.MethodGet, path: "/v1/forms", query: []string{"services"}, cache: cacheRegister, handle: s.mergedForm, auth: forNobody},
	}
}

func (s *Server) draftRoutes() []*route {
	const one = "/v1/drafts/{id}"
	return []*route{
		{method: fiber.MethodPost, path: "/v1/drafts", cache: cachePersonal, handle: s.begin, auth: forAny,
			body: jsonBody, members: []string{"services", "lang", "phone"}},
		{method: fiber.MethodGet, path: one, cache: cachePersonal, handle: s.draft, auth: forAny},
		{method: fiber.MethodPatch, path: one, cache: cachePersonal, handle: s.answer, auth: forAny, body: jsonBody, answers: inBody},
		{method: fiber.MethodPost, path: one + "/files/{pointer}", query: []string{"name"}, cache: cachePersonal, handle: s.attach, auth: forAny,
			body: fileBody, answers: inPath},
		{method: fiber.MethodPost, path: one + "/submit", cache: cachePersonal, handle: s.submit, auth: forAny,
			body: jsonBody, members: []string{"lang", "heard"}},
	}
}

func (s *Server) caseRoutes() []*route {
	const one = "/v1/cases/{number}"
	return []*route{
		{method: fiber.MethodGet, path: "/v1/cases", cache: cachePersonal, handle: s.mine, auth: forCitizen},
		{method: fiber.MethodGet, path: one, cache: cachePersonal, handle: s.oneCase, auth: forAny},
		{method: fiber.MethodPost, path: "/v1/status", cache: cachePersonal, handle: s.status, auth: forNobody, known: true,
			body: jsonBody, members: []string{"number", "fact"}},
		{method: fiber.MethodPost, path: one + "/actions", cache: cachePersonal, handle: s.act, auth: forAny,
			body: jsonBody, members: []string{"version", "action", "reason", "note", "items", "day", "found"}},
		{method: fiber.MethodPost, path: one + "/reply", cache: cachePersonal, handle: s.reply, auth: forAny,
			body: jsonBody, members: []string{"version", "answers"}, answers: inBody},
		{method: fiber.MethodPost, path: one + "/files/{pointer}", query: []string{"name"}, cache: cachePersonal, handle: s.upload, auth: forAny,
			body: fileBody, answers: inPath},
		{method: fiber.MethodGet, path: "/v1/inbox", query: []string{"court", "service", "cursor", "limit"}, cache: cachePersonal, handle: s.inbox, auth: forStaff},
	}
}
