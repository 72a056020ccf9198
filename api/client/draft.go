package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"duar/api/wire"
	"duar/seva"
	"duar/seva/form"
	"duar/seva/service"
)

// Begin begins a draft.
func (s Services) Begin(ctx context.Context, start service.Start, key string) (service.Draft, error) {
	r := s.signed(post("drafts"))
	r.key = key
	in := map[string]any{"services": start.Services, "lang": string(start.Lang)}
	if start.Phone != "" {
		in["phone"] = start.Phone.E164()
	}
	r.json = in
	return s.draft(ctx, r)
}

// Draft asks for a draft.
func (s Services) Draft(ctx context.Context, id string) (service.Draft, error) {
	return s.draft(ctx, s.signed(request{parts: []string{"drafts", part(id)}}))
}

// Answer gives answers; where some are not good, the draft with the others comes with the
// error.
func (s Services) Answer(ctx context.Context, id string, version int64, entries []form.Entry) (service.Draft, error) {
	r := s.signed(request{method: http.MethodPatch, parts: []string{"drafts", part(id)}, match: version})
	r.json = map[string]any{"answers": wire.Entries(entries)}
	d, err := s.draft(ctx, r)
	if _, ok := errors.AsType[form.Flaws](err); ok {
		now, away := s.Draft(ctx, id)
		if away != nil {
			return service.Draft{}, away
		}
		return now, err
	}
	return d, err
}

// Attach answers a question with a file.
func (s Services) Attach(ctx context.Context, id string, version int64, at form.Pointer, name string, content io.Reader) (service.Draft, error) {
	r, err := s.sending(post("drafts", part(id), "files", part(string(at))), name, content)
	if err != nil {
		return service.Draft{}, err
	}
	r.match = version
	return s.draft(ctx, r)
}

// Submit hands an application in.
func (s Services) Submit(ctx context.Context, id string, version int64, c service.Consent, key string) (service.Receipt, error) {
	r := s.signed(post("drafts", part(id), "submit"))
	r.key, r.match = key, version
	r.json = map[string]any{"lang": string(c.Lang), "heard": c.Heard}
	return told[wire.Receipt](ctx, s.server, r)
}

// draft sends a request that a draft answers, and puts its form to it.
func (s Services) draft(ctx context.Context, r request) (service.Draft, error) {
	d, err := told[wire.Draft](ctx, s.server, r)
	if err != nil {
		return service.Draft{}, err
	}
	d.Form, err = s.server.form(ctx, d.Services)
	return d, err
}

// forms keeps forms as long as the server allows, so that a draft on a thin line does not
// bring its questions along with each answer.
type forms struct {
	mu   sync.Mutex
	kept map[string]keptForm
}

type keptForm struct {
	form  form.Form
	until time.Time
}

// mostForms is how many forms are kept: more than a kiosk sees between two restarts.
const mostForms = 256

func (s *Server) form(ctx context.Context, services []string) (form.Form, error) {
	all := strings.Join(services, ",")
	s.forms.mu.Lock()
	kept, ok := s.forms.kept[all]
	s.forms.mu.Unlock()
	if ok && time.Now().Before(kept.until) {
		return kept.form, nil
	}
	var w wire.Form
	age, err := s.do(ctx, request{parts: []string{"forms"}, ask: url.Values{"services": {all}}, lang: seva.English}, &w)
	if err != nil {
		return form.Form{}, err
	}
	kept = keptForm{w.Facts(), time.Now().Add(age)}
	s.forms.mu.Lock()
	defer s.forms.mu.Unlock()
	if s.forms.kept == nil || len(s.forms.kept) >= mostForms {
		s.forms.kept = map[string]keptForm{}
	}
	s.forms.kept[all] = kept
	return kept.form, nil
}
