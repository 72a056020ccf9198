package api_test

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"net/http"
	"strings"
	"testing"

	"duar/api"
	"duar/seva"
	"duar/seva/budget"
)

// question is one that is put to the server for an example of its answer.
type question struct {
	path   string
	method string // GET when empty
	accept string
	fail   error // what the register answers with

	who, kind, body string
	headers         []string
	// stage does what comes before, and gives the address when that is not known yet and
	// more headers.
	stage        func(testing.TB, world) (path string, headers []string)
	undocumented bool // the document has no such operation
	another      bool // the request is another than the one the document shows
	deeds        deeds
}

// A question for each answer the document describes; the table grows with the document.
var questions = map[string]question{
	"districts":       {path: "/v1/places/districts"},
	"blocks":          {path: "/v1/places/districts/318/blocks"},
	"mouzas":          {path: "/v1/places/blocks/2984/mouzas?limit=2"},
	"search":          {path: "/v1/places/search?q=ranja"},
	"fee":             {path: "/v1/fees/estimate?service=mutation_sale&mouza=1027001&plot=165-1201&use=homestead&area=0.0500"},
	"office":          {path: "/v1/offices/lr.2984"},
	"offices":         {path: "/v1/offices?mouza=1027001"},
	"mouza":           {path: "/v1/land/mouzas/1027001"},
	"plot":            {path: plotPath},
	"khatian":         {path: "/v1/land/mouzas/1027001/khatians/12"},
	"map":             {path: plotPath + "/map"},
	"mosaic":          {path: "/v1/land/mouzas/1027001/map"},
	"crosswalk":       {path: "/v1/land/mouzas/1027001/crosswalk?lr=165-1201"},
	"number.form":     {path: "/v1/land/mouzas/1027001/plots/x"},
	"date.future":     {path: plotPath + "?as_on=2027-01-01"},
	"plot.unknown":    {path: "/v1/land/mouzas/1027001/plots/9"},
	"record.not_then": {path: plotPath + "?as_on=1999-01-01"},
	"accept.none":     {path: plotPath + "/map", accept: "image/webp"},
	"unavailable":     {path: plotPath, fail: context.DeadlineExceeded},
	"method":          {path: plotPath, method: http.MethodPost, undocumented: true},
	"internal":        {path: plotPath, fail: errors.New("disk")},

	"services":      {path: "/v1/services"},
	"service":       {path: "/v1/services/grievance"},
	"form":          {path: "/v1/services/grievance/form"},
	"form.merged":   {path: "/v1/forms?services=trade_licence_renewal,fire_safety_certificate"},
	"code.sent":     {path: "/v1/sign-in/codes", method: http.MethodPost, body: `{"mobile":"98310 00345","lang":"bn"}`},
	"session":       {path: "/v1/sign-in/codes/challenge-bn", method: http.MethodPost, body: `{"code":"123456"}`},
	"session.staff": {path: "/v1/sign-in/staff", method: http.MethodPost, body: `{"login":"rina","password":"open","code":"123456"}`},
	"me":            {path: "/v1/me", who: asOperator},

	"session.device":    {path: "/v1/sign-in/codes/challenge-bn", method: http.MethodPost, body: `{"code":"123456","device_key":"` + deviceKey + `"}`, another: true},
	"session.refreshed": {path: "/v1/sign-in/refresh", method: http.MethodPost, body: `{"refresh":"refresh-1","proof":"proof"}`},
	"code.own":          {path: "/v1/me/codes", method: http.MethodPost, who: asCitizen, body: `{"purpose":"move","mobile":"98310 00777"}`},
	"notice":            {path: "/v1/notices/apply.grievance"},
	"consents":          {path: "/v1/me/consents", who: asCitizen},
	"consent.given":     {path: "/v1/me/consents", method: http.MethodPost, who: asCitizen, body: agree},
	"consent.withdrawn": {path: "/v1/me/consents/consent-2/withdrawal", method: http.MethodPost, who: asCitizen, stage: withConsent},
	"looks":             {path: "/v1/me/looks?limit=3", who: asCitizen},
	"desk.looks":        {path: "/v1/desk/looks?limit=3", method: http.MethodPost, who: asOperator, body: atDesk},
	"desk.consents":     {path: "/v1/desk/consents", method: http.MethodPost, who: asOperator, body: atDesk, stage: withConsent},
	"desk.withdrawn":    {path: "/v1/desk/consents/consent-2/withdrawal", method: http.MethodPost, who: asOperator, body: atDesk, stage: withConsent},
	"data":              {path: "/v1/me/data", who: asCitizen, stage: withRequest()},
	"request.made":      {path: "/v1/me/requests", method: http.MethodPost, who: asCitizen, headers: key1, body: correction},
	"requests.mine":     {path: "/v1/me/requests", who: asCitizen, stage: withRequest()},
	"requests.waiting":  {path: "/v1/requests", who: asOfficer, stage: withRequest()},
	"request.answered":  {path: "/v1/requests/request-1/answer", method: http.MethodPost, who: asOfficer, headers: key1, body: `{"granted":true,"reason":"mended"}`, stage: withRequest()},
	"staff":             {path: "/v1/staff?limit=2", who: asAdmin},
	"staff.enrolled":    {path: "/v1/staff", method: http.MethodPost, who: asAdmin, headers: key1, body: `{"login":"mita","name":"Mita Sen","roles":["verifying_officer"],"offices":["cmo.318"]}`},
	"staff.renewed":     {path: "/v1/staff/rina/renewal", method: http.MethodPost, who: asAdmin},

	"deed.taken":     {path: "/v1/registration/deeds", method: http.MethodPost, body: deedBody, stage: asSystem},
	"deed.again":     {path: "/v1/registration/deeds", method: http.MethodPost, body: deedBody, stage: asSystem, deeds: deeds{had: true}},
	"deed":           {path: "/v1/registration/deeds/1902/2026/1234", stage: asSystem},
	"deed.asked":     {path: "/v1/registration/ask?mouza=1027001&plot=165-1201&khatian=12", stage: asSystem},
	"deed.conflicts": {path: "/v1/registration/conflicts", who: asOfficer},
	"objection":      {path: "/v1/cases/MN2026000017/objections", method: http.MethodPost, who: asCitizen, body: `{"words":"এই জমি আমার, আমি বিক্রি করিনি।"}`},

	"dues":             {path: "/v1/dues", who: asCitizen},
	"payment.begun":    {path: "/v1/payments", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"demands":["` + demandID + `"],"mode":"online"}`},
	"payment":          {path: "/v1/payments/" + onlineID, who: asCitizen},
	"dues.checked":     {path: "/v1/dues/check", method: http.MethodPost, who: asOperator, body: atDesk},
	"payment.resumed":  {path: "/v1/payments/" + onlineID + "/resume", method: http.MethodPost, who: asCitizen},
	"payment.dropped":  {path: "/v1/payments/" + onlineID + "/abandon", method: http.MethodPost, who: asCitizen},
	"refunds":          {path: "/v1/refunds", who: asAccounts},
	"refund.asked":     {path: "/v1/refunds/" + paidGRN + "/ask", method: http.MethodPost, who: asAccounts, body: `{"errand":"send","reference":"REF 17"}`},
	"refund.sent":      {path: "/v1/refunds/" + paidGRN + "/approve", method: http.MethodPost, who: asAccounts},
	"refund.declined":  {path: "/v1/refunds/" + paidGRN + "/decline", method: http.MethodPost, who: asAccounts},
	"refund.arrived":   {path: "/v1/refunds/" + paidGRN + "/arrived", method: http.MethodPost, who: asAccounts, body: `{"back":false}`},
	"payment.told":     {path: "/v1/payments/" + chitID + "/told", method: http.MethodPost, who: asOperator},
	"payment.slip":     {path: "/v1/receipts/" + paidGRN, who: asCitizen},
	"payment.returned": {path: "/v1/payments/return", method: http.MethodPost, kind: "application/x-www-form-urlencoded", body: "encData=AAECAwQFBgc%3D&cs=00&src=DUAR"},
	"payment.pending":  {path: "/v1/payments", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"demands":["D1"],"mode":"online"}`},

	"draft.begun":    {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"services":["grievance"],"lang":"bn"}`},
	"draft":          {who: asCitizen, stage: withDraft(`"old_age_pension"`)},
	"draft.answered": {method: http.MethodPatch, who: asCitizen, body: whole, stage: withDraft(`"grievance"`)},
	"draft.file":     {method: http.MethodPost, who: asCitizen, kind: "image/png", body: pixel, stage: withDraft(`"grievance"`, "/files/evidence?name=drain.png")},
	"receipt":        {method: http.MethodPost, who: asOperator, headers: key1, body: `{"lang":"bn","heard":true}`, stage: withAnswers(whole, "/submit")},
	"draft.flaws":    {method: http.MethodPatch, who: asCitizen, body: `{"answers":{"topic":"weather","grievance_text":"short"}}`, stage: withDraft(`"grievance"`)},
	"draft.moved":    {method: http.MethodPatch, who: asCitizen, headers: []string{`If-Match: "v7"`}, body: whole, stage: withDraft(`"grievance"`)},
	"match.missing":  {method: http.MethodPatch, who: asCitizen, headers: []string{"If-Match: *"}, body: whole, stage: withDraft(`"grievance"`)},
	"json.unknown":   {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"service":"grievance"}`},
	"type.json":      {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: key1, kind: "text/plain", body: "grievance"},
	"key.missing":    {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, body: `{"services":["grievance"]}`},
	"key.other": {path: "/v1/drafts", method: http.MethodPost, who: asCitizen, headers: []string{"Idempotency-Key: begin-_grievance_"}, body: `{"services":["old_age_pension"]}`,
		stage: func(t testing.TB, w world) (string, []string) {
			w.begun(t, `"grievance"`, asCitizen)
			return "", nil
		}},
	"eligible": {method: http.MethodPost, who: asCitizen, headers: key1, body: `{}`, stage: withAnswers(young, "/submit", `"old_age_pension"`)},

	"cases":        {path: "/v1/cases", who: asCitizen, stage: withCase()},
	"case":         {path: "/v1/cases/GR2026000001", who: asCitizen, stage: withCase(askedBack)},
	"status":       {path: "/v1/status", method: http.MethodPost, body: `{"number":"GR2026000001","fact":"0345"}`, stage: withCase()},
	"case.asked":   {path: "/v1/cases/GR2026000001/actions", method: http.MethodPost, who: asOfficer, headers: key1, body: askedBack, stage: withCase()},
	"case.replied": {path: "/v1/cases/GR2026000001/reply", method: http.MethodPost, who: asCitizen, headers: key1, body: `{"version":2,"action":"reply","answers":{"grievance_text":"The drain before the school is open"}}`, stage: withCase(askedBack)},
	"upload": {path: "/v1/cases/GR2026000001/files/evidence?name=drain.png", method: http.MethodPost, who: asCitizen, kind: "image/png", body: pixel,
		stage: withCase(`{"version":1,"action":"ask","items":[{"field":"evidence","reason":"missing"}]}`)},
	"inbox":      {path: "/v1/inbox?court=office&limit=1", who: asOfficer, stage: withCase()},
	"case.moved": {path: "/v1/cases/GR2026000001/actions", method: http.MethodPost, who: asOfficer, headers: key1, body: `{"version":1,"action":"take_up"}`, stage: withCase(askedBack)},

	"track":         {path: "/v1/cases/track?deed=1902/2026/1234"},
	"track.name":    {path: "/v1/cases/track", method: http.MethodPost, who: asOfficer, body: `{"name":"Subrata Mondal","office":"lr.2984","from":"2026-11-01","until":"2026-11-30"}`},
	"plot.cases":    {path: plotPath + "/cases"},
	"khatian.cases": {path: "/v1/land/mouzas/1027001/khatians/12/cases"},
	"hearing":       {path: "/v1/cases/MN2026000123/hearing", who: asCitizen},
	"watches":       {path: "/v1/watches", who: asCitizen},
	"watch.begun":   {path: "/v1/watches", method: http.MethodPost, who: asCitizen, body: `{"kind":"plot","land":"1027001/165-1201","version":"` + noticeVersion + `"}`},

	"document":         {path: documentPath},
	"documents":        {path: "/v1/documents", who: asCitizen},
	"documents.signed": {path: "/v1/documents/sign", method: http.MethodPost, who: asHead, headers: key1, body: signBoth},
	"document.revoked": {path: documentPath + "/revoke", method: http.MethodPost, who: asHead, headers: key1, body: `{"reason":"fraud"}`},
	"document.digit":   {path: "/v1/documents/4829103847565"},

	"case.unknown":    {path: "/v1/cases/GR2026000009", who: asCitizen},
	"unauthenticated": {path: "/v1/me"},
	"sign_in":         {path: "/v1/sign-in/staff", method: http.MethodPost, body: `{"login":"rina","password":"shut","code":"123456"}`},
	"forbidden":       {path: "/v1/inbox", who: asCitizen},
	"refresh":         {path: "/v1/sign-in/refresh", method: http.MethodPost, body: `{"refresh":"refresh-0","proof":"proof"}`},
	"token":           {path: "/v1/me", who: "Authorization: Bearer token-of-nobody"},
	"consent.version": {path: "/v1/me/consents", method: http.MethodPost, who: asCitizen, body: `{"purpose":"news","version":"0000000000000000"}`},
	"staff.exists":    {path: "/v1/staff", method: http.MethodPost, who: asAdmin, headers: key1, body: `{"login":"rina","name":"Rina Das","roles":["bsk_operator"]}`},
	"move.device":     {path: "/v1/me/number", method: http.MethodPost, who: asCitizen, body: `{"challenge":"challenge-move","code":"123456","proof":"another's","pin":"8421"}`},
	"code.sends":      {path: "/v1/sign-in/codes", method: http.MethodPost, body: `{"mobile":"9999999999"}`},
	"lookups.mouza":   {path: plotPath, stage: withLookups},
}

var key1 = []string{"Idempotency-Key: 01jd9x7k3q5m8r2t"}

const (
	askedBack = `{"version":1,"action":"ask","items":[{"field":"grievance_text","reason":"unclear","note":"Which drain?"}]}`
	young     = `{"answers":{"applicant_name":"Gita Das","mobile":"9831000345","birth_date":"2001","place":"2984","account":{"value":"1234567890","again":"1234567890"},"ifsc":"SBIN0001234"}}`
)

const (
	atDesk     = `{"number":"GR2026000001","fact":"0345"}`
	agree      = `{"purpose":"news","version":"` + noticeVersion + `"}`
	correction = `{"kind":"correction","number":"GR2026000001","field":"grievance_text","note":"The drain is before the school"}`
)

// withLookups looks up as many plots of the mouza as somebody may.
func withLookups(t testing.TB, w world) (string, []string) {
	for range 60 {
		w.get(t, plotPath)
	}
	return "", nil
}

// withConsent agrees to news.
func withConsent(t testing.TB, w world) (string, []string) {
	read[map[string]any](t, w.send(t, http.MethodPost, "/v1/me/consents", agree, asCitizen), 200)
	return "", nil
}

// withRequest asks for a correction.
func withRequest() func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		read[map[string]any](t, w.send(t, http.MethodPost, "/v1/me/requests", correction, asCitizen, "Idempotency-Key: r1"), 201)
		return "", nil
	}
}

// withDraft begins a draft, and asks at the address behind it.
func withDraft(services string, behind ...string) func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		path, tag := w.begun(t, services, asCitizen)
		return path + strings.Join(behind, ""), []string{"If-Match: " + tag}
	}
}

// withAnswers answers a draft too: a grievance of an operator's, or another of a citizen's.
func withAnswers(answers, behind string, services ...string) func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		who := asOperator
		if len(services) > 0 {
			who = asCitizen
		}
		path, tag := w.begun(t, strings.Join(append(services, `"grievance"`)[:1], ""), who)
		r := w.send(t, http.MethodPatch, path, answers, who, "If-Match: "+tag)
		return path + behind, []string{"If-Match: " + r.Header.Get("ETag")}
	}
}

// withCase submits a grievance of a citizen's, on which an officer then acts.
func withCase(acts ...string) func(testing.TB, world) (string, []string) {
	return func(t testing.TB, w world) (string, []string) {
		path := w.applied(t, asCitizen)
		for _, body := range acts {
			read[map[string]any](t, w.act(t, path, body, asOfficer, "act"), 200)
		}
		return "", nil
	}
}

var update = flag.Bool("update", false, "write the examples of openapi.yaml as the server answers now")

// ask puts the question and gives the address, which a stage may have made.
func (q question) ask(t testing.TB, l seva.Lang) (string, reply) {
	t.Helper()
	w := newWorld(t, func(c *api.Config) {
		c.Secret, c.Meter, c.Deeds = []byte("of the examples"), budget.NewLocal(c.World, 1<<10), q.deeds
	})
	headers := []string{"Accept-Language: " + string(l), "X-Request-Id: example-1", "Accept: " + q.accept}
	path := q.path
	if q.stage != nil {
		made, more := q.stage(t, w)
		path, headers = cmp.Or(made, path), append(headers, more...)
	}
	if headers = append(headers, q.headers...); q.who != "" {
		headers = append(headers, q.who)
	}
	if q.kind != "" {
		headers = append(headers, "Content-Type: "+q.kind)
	}
	w.register.fail = q.fail
	return path, w.send(t, cmp.Or(q.method, http.MethodGet), path, q.body, headers...)
}
