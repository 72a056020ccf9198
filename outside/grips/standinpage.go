package grips

import (
	"html/template"
	"net/http"
	"slices"

	"duar/seva"
)

// What the page says, as keys of Words. It is trilingual in one page: nobody knows here in
// which language the payer was spoken to.
const (
	saysSpecimen = "treasury.specimen" // that no money moves here
	saysPay      = "treasury.pay"
	saysFail     = "treasury.fail"
	saysLater    = "treasury.later"
	saysCounter  = "treasury.counter"
	saysBack     = "treasury.back"
	saysNone     = "treasury.none" // there is nothing to pay under this number
)

// PageKeys lists the keys of the page's words.
func PageKeys() []string {
	return []string{saysSpecimen, saysPay, saysFail, saysLater, saysCounter, saysBack, saysNone}
}

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>SPECIMEN</title>
<style>body{font:1.1rem/1.5 sans-serif;max-width:36rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{border:.2rem dashed #a00;padding:.5rem;color:#a00;font-size:1.2rem}button{font:inherit;display:block;width:100%;margin:.5rem 0;padding:.7rem}</style>
</head><body><main>
<h1>SPECIMEN{{range .Specimen}}<br><span lang="{{.Lang}}">{{.Text}}</span>{{end}}</h1>
{{if .Sum}}<p>{{.DPR}}</p><p><strong>&#8377; {{.Sum}}</strong></p>{{end}}
{{range .None}}<p lang="{{.Lang}}">{{.Text}}</p>{{end}}
{{range $b := .Buttons}}<form method="post" action="{{$b.Action}}">{{range $b.Fields}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">{{end}}
<button>{{range $i, $w := $b.Words}}{{if $i}} / {{end}}<span lang="{{$w.Lang}}">{{$w.Text}}</span>{{end}}</button></form>
{{end}}</main></body></html>
`))

type word struct{ Lang, Text string }

type field struct{ Name, Value string }

type button struct {
	Action string
	Fields []field
	Words  []word
}

func (s *StandIn) words(key string) []word {
	var all []word
	for _, l := range seva.Langs() {
		text := key
		if s.Words != nil {
			text = s.Words(l, key)
		}
		all = append(all, word{string(l), text})
	}
	return all
}

// show writes the page. It runs nothing and loads nothing.
func (s *StandIn) show(w http.ResponseWriter, status int, dpr, sum string, none []word, buttons []button) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = page.Execute(w, map[string]any{"Specimen": s.words(saysSpecimen), "DPR": dpr, "Sum": sum, "None": none, "Buttons": buttons})
}

// servePage shows what a browser brought, with a button for each thing that can happen.
func (s *StandIn) servePage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longest)
	dpr, err := s.Bring(map[string]string{"encData": r.PostFormValue("encData"), "cs": r.PostFormValue("cs"), "src": r.PostFormValue("src")})
	if err != nil {
		s.show(w, http.StatusBadRequest, "", "", s.words(saysNone), nil)
		return
	}
	var buttons []button
	for _, c := range []struct {
		choice Choice
		says   string
	}{{Pay, saysPay}, {Fail, saysFail}, {Later, saysLater}, {AtBank, saysCounter}} {
		buttons = append(buttons, button{"/press", []field{{"dpr", dpr}, {"choice", string(c.choice)}}, s.words(c.says)})
	}
	s.mu.Lock()
	sum := s.books[dpr].order.Amount.String()
	s.mu.Unlock()
	s.show(w, http.StatusOK, dpr, sum, nil, buttons)
}

// servePress does what was chosen and shows the way back.
func (s *StandIn) servePress(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longest)
	dpr, choice := r.PostFormValue("dpr"), Choice(r.PostFormValue("choice"))
	known := slices.Contains([]Choice{Pay, Fail, Later, AtBank}, choice) && s.Press(dpr, choice)
	s.mu.Lock()
	a, ok := s.books[dpr]
	s.mu.Unlock()
	if !ok {
		s.show(w, http.StatusNotFound, "", "", s.words(saysNone), nil)
		return
	}
	back := button{Action: a.order.Return, Words: s.words(saysBack)}
	fields := s.Back(dpr)
	for _, name := range []string{"encData", "cs", "src"} {
		back.Fields = append(back.Fields, field{name, fields[name]})
	}
	var none []word
	if !known {
		none = s.words(saysNone)
	}
	s.show(w, http.StatusOK, dpr, a.order.Amount.String(), none, []button{back})
}
