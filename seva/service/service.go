// Package service is the desk where something is applied for: it knows what can be
// applied for, takes drafts field by field, and hands what is complete to the offices.
//
// It ties a form, eligibility and a procedure together under one id. It does not know how
// a form is checked (seva/form), how a case goes on (seva/casework), any sentence, or
// where drafts are kept.
package service

import (
	"context"
	"io"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/welfare"
)

// Area is the part of public service a service belongs to.
type Area string

const (
	Land      Area = "land"
	Window    Area = "window"
	Welfare   Area = "welfare"
	Grievance Area = "grievance"
)

// Areas lists them in the order of menus.
func Areas() []Area { return []Area{Land, Window, Welfare, Grievance} }

// Service is one thing that can be applied for. ID is public API. Words: "service.<ID>"
// is its name, "service.<ID>.about" one or two sentences.
type Service struct {
	ID         string
	Area       Area
	Department string // "department.<Department>"
	Number     int    // on the phone's menu of services, permanent; 0 where it is not on it
	// Aliases are names people still use ("Lakshmir Bhandar"), in any script.
	Aliases []string
	// Entry are the roles that may begin an application; empty: citizens and operators.
	Entry []casework.Role
	From  seva.Date // open to applications from this day
	Until seva.Date // and to this one; none for no end
	Form  form.Form
	Rules welfare.Rulebook // eligibility by date; none where nothing is asked
	Track casework.Track
	// Tiers send a case to another office than Track.By does: the first whose condition holds
	// decides. Who sanctions a conversion follows its area.
	Tiers []Tier
	// Joint services may stand under one application number with others of their series.
	Joint bool
	Facts []welfare.Fact
}

// Tier is an office that a case goes to where its answers say so.
type Tier struct {
	When form.Condition
	By   string // as Track.By
}

// Draft is an application that is being filled in. Nothing accepted is ever lost: each
// answer is kept when it is given.
type Draft struct {
	ID       string
	Version  int64
	Services []string
	Form     form.Form    // of all services, merged
	Answers  form.Answers // as they may be shown again (Form.Shown): accounts masked
	Facts    form.Facts   // what conditions ask besides answers, so that a face can tell what is asked (Form.Asked)
	Files    []form.Upload
	Missing  form.Flaws   // what is still missing or no longer good
	Next     form.Pointer // what to ask next; "" when nothing is
	Verdicts []Verdict
	Changed  time.Time
	Number   string // once submitted
}

// Verdict is what eligibility says of one service so far. A rule whose answers are not
// there yet is in neither list.
type Verdict struct {
	Service string
	Rules   string // version
	Failed  []welfare.Failure
}

// Start begins a draft.
type Start struct {
	Services []string
	Lang     seva.Lang
	Channel  string     // "app", "kiosk", "phone"
	Phone    seva.Phone // of the citizen in front of an operator; may be given later as an answer
}

// Consent is what the applicant agreed to when submitting: the declarations' keys with a
// hash of their words, in which language, and who heard it.
type Consent struct {
	Lang  seva.Lang
	Heard bool // an operator read it aloud to the citizen
}

// Receipt is the acknowledgement of an application.
type Receipt struct {
	Number string
	Cases  []casework.Glance // one a service
	At     time.Time
}

// Counter is the desk as one caller sees it. In process it is made by Desk.For; over HTTP
// it is a client with a token.
//
// Errors are *seva.Error: NotFound under error.service.unknown, error.draft.unknown,
// error.file.unknown (also for who does not own it); Unauthenticated under
// error.unauthenticated; Conflict under error.draft.moved (another version),
// error.draft.submitted (with its Number) and error.key.other; Invalid with Flaws in Err for
// answers, under error.file.* for a file and under error.service.none, .twice and .joint for
// a choice of services; Forbidden under error.service.entry, .institution and .phone (who,
// and where) and error.service.closed and .early (with the Date); Invalid under
// error.eligible with the failed rules in Err (welfare.Failures) when an application cannot
// stand.
type Counter interface {
	// Services gives those open today, on a phone those that can be asked there; with a
	// query those whose name or alias sounds like it, best first.
	Services(ctx context.Context, q Query) ([]Service, error)
	Service(ctx context.Context, id string) (Service, error)
	Drafts
	// Reply answers what a case asks: the answers are checked by the service's form, then
	// the action is taken (casework.Counter.Act).
	Reply(ctx context.Context, a casework.Act, key string) (casework.View, error)
	// Upload looks at a file's bytes and keeps it for the reply to what a case asks; the
	// reply answers the field with the upload's id.
	Upload(ctx context.Context, number string, at form.Pointer, name string, content io.Reader) (form.Upload, error)
}

// Drafts are the part of the counter where an application is filled in.
type Drafts interface {
	Begin(ctx context.Context, s Start, key string) (Draft, error)
	Draft(ctx context.Context, id string) (Draft, error)
	// Answer gives answers, each kept if it is good; those that are not come back as
	// Flaws in an Invalid error, with the draft as it stands after the good ones.
	Answer(ctx context.Context, id string, version int64, entries []form.Entry) (Draft, error)
	// Attach looks at a file's bytes, keeps it and answers the field with it.
	Attach(ctx context.Context, id string, version int64, at form.Pointer, name string, content io.Reader) (Draft, error)
	Submit(ctx context.Context, id string, version int64, c Consent, key string) (Receipt, error)
}

// Query asks for services.
type Query struct {
	Area  Area
	Words string
	Lang  seva.Lang
}
