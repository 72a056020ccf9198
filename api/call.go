package api

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"duar/i18n"
	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"

	"duar/api/wire"
)

// query is the request's query, each parameter known and at most once; nil when there is none.
type query map[string]string

// read takes in the query and settles the language. A body where none is read is refused:
// somebody between us may disagree about where it ends.
func (q *call) read() error {
	ctx := q.c.Context()
	if q.route.body == noBody && len(ctx.Request.Body()) > 0 {
		return seva.Refuse("body", seva.Say("error.body.unwanted"))
	}
	raw := ctx.URI().QueryString()
	if len(raw) == 0 {
		return nil
	}
	var err error
	if q.query, err = parseQuery(string(raw), q.takes); err != nil {
		return err
	}
	tag, given := q.query["lang"]
	if !given {
		return nil
	}
	if !slices.Contains(seva.Langs(), seva.Lang(tag)) {
		return seva.Refuse("lang", seva.Say("error.lang.unknown"))
	}
	q.lang = seva.Lang(tag)
	return nil
}

func (q *call) takes(name string) bool {
	return slices.Contains(q.route.query, name) || name == "lang" && strings.HasPrefix(q.route.path, "/v1/")
}

// parseQuery reads a query strictly: unknown and repeated parameters, broken escapes
// and text that is not UTF-8 are refused, because a caller who made such a mistake
// would otherwise get an answer to another question.
func parseQuery(raw string, takes func(string) bool) (query, error) {
	out := query{}
	for part := range strings.SplitSeq(raw, "&") {
		k, v, _ := strings.Cut(part, "=")
		name, err1 := url.QueryUnescape(k)
		value, err2 := url.QueryUnescape(v)
		if err1 != nil || err2 != nil {
			return nil, seva.Fail(seva.Invalid, seva.Say("error.request.malformed"))
		}
		shown := showable(name)
		switch _, twice := out[name]; {
		case !takes(name):
			return nil, seva.Refuse(shown, seva.Say("error.query.unknown", seva.Args{"Name": shown}))
		case twice:
			return nil, seva.Refuse(shown, seva.Say("error.query.twice", seva.Args{"Name": shown}))
		case !utf8.ValidString(value):
			return nil, seva.Refuse(shown, seva.Say("error.text.encoding"))
		}
		out[name] = value
	}
	return out, nil
}

// showable gives a parameter name that somebody sent in a form safe to say back.
func showable(name string) string {
	clean, err := seva.Clean("", name)
	if err != nil || len(clean) > 40 || clean == "" {
		return "?"
	}
	return clean
}

// path gives a part of the path, unescaped, or refuses it.
func (q *call) path(name string) (string, error) {
	raw := q.c.Params(name)
	if !strings.Contains(raw, "%") && utf8.ValidString(raw) {
		return raw, nil
	}
	text, err := url.PathUnescape(raw)
	if err != nil || !utf8.ValidString(text) {
		return "", seva.Refuse(name, seva.Say("error.text.encoding"))
	}
	return text, nil
}

func (q *call) idn() (place.IDN, error) {
	if q.mouza != 0 {
		return q.mouza, nil
	}
	text, err := q.path("idn")
	if err != nil {
		return 0, err
	}
	return place.ParseIDN(text)
}

func (q *call) number(name string) (land.Number, error) {
	text, err := q.path(name)
	if err != nil {
		return land.Number{}, err
	}
	return land.ParseNumber(name, text)
}

// at reads of when the answer shall be: a whole day, and a moment to the microsecond.
func (q *call) at() (land.At, error) {
	var at land.At
	if text, given := q.query["as_on"]; given {
		day, err := seva.ParseDate(text)
		if err != nil || !day.Full() {
			return at, seva.Refuse("as_on", seva.Say("error.date.form", seva.Args{"Example": "2026-11-23"}))
		}
		at.Valid = day
	}
	if text, given := q.query["as_recorded"]; given {
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return at, seva.Refuse("as_recorded", seva.Say("error.moment.form", seva.Args{"Example": "2026-11-23T10:30:00Z"}))
		}
		at.Known = t.UTC()
	}
	if at.IsNow() {
		return at, nil
	}
	return at, at.Check(q.s.World.Today())
}

// about reads what is asked about: a number of a mouza, for this reader, at some time.
func (q *call) about(name string) (spot, land.At, error) {
	idn, err := q.idn()
	if err != nil {
		return spot{}, land.At{}, err
	}
	number, err := q.number(name)
	if err != nil {
		return spot{}, land.At{}, err
	}
	at, err := q.at()
	return spot{idn, number, q.lang}, at, err
}

// limit reads how many are wanted: 1 to most.
func (q *call) limit(usual, most int) (int, error) {
	text, given := q.query["limit"]
	if !given {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, seva.Refuse("limit", seva.Say("error.limit.range", seva.Args{"Least": 1, "Most": most}))
	}
	return n, nil
}

// voice speaks to the caller.
func (q *call) voice() wire.Voice {
	return wire.NewVoice(q.lang, i18n.Say).Knowing(i18n.Has)
}

// patience is the context of one question to a desk. It does not follow the connection:
// an answer that was begun is finished, also while the server is being closed.
func (q *call) patience() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), q.s.Limits.Answer)
}
