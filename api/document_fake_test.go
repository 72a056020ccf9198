package api_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
)

// papers is a desk of one paper, of citizen-1's, and one that was revoked. The real desk has
// tests of its own.
type papers struct{ who casework.Caller }

var _ document.Counter = papers{}

func newPapers(who casework.Caller) document.Counter { return papers{who} }

const (
	paperNumber = "4829103847566"
	voidNumber  = "1000000000007"
	paperToken  = "abcdefghijklmnopqrstuvwxyz"
	paperBytes  = "%PDF-1.7 a paper"
)

func aPaper() document.View {
	return document.View{
		Number: paperNumber, Kind: document.RoR, Status: document.Superseded, Mouza: ranjapur, Subject: "khatian 12",
		Issued: seva.Date{Year: 2026, Month: 11, Day: 23}, AsOn: seva.Date{Year: 2026, Month: 11, Day: 23},
		Digest: [16]byte{0x3f, 0x9a, 0x1c}, Newer: "5000000000004", Specimen: true,
	}
}

func (p papers) Document(_ context.Context, number string) (document.View, error) {
	number, err := document.ParseNumber(number)
	if err != nil {
		return document.View{}, err
	}
	v := aPaper()
	switch number {
	case paperNumber:
		return v, nil
	case voidNumber:
		v.Number, v.Status, v.Newer, v.Void = voidNumber, document.Revoked, "", seva.Date{Year: 2026, Month: 11, Day: 24}
		return v, nil
	}
	return document.View{}, &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.document.unknown")}
}

func (p papers) File(ctx context.Context, number string) (document.File, error) {
	return p.file(ctx, number, "")
}

func (p papers) file(ctx context.Context, number, token string) (document.File, error) {
	v, err := p.Document(ctx, number)
	switch {
	case err != nil:
		return document.File{}, err
	case token != "" && token != paperToken:
		return document.File{}, seva.Fail(seva.Unauthenticated, seva.Say("error.document.link"))
	case token == "" && p.who.ID == "":
		return document.File{}, seva.Fail(seva.Unauthenticated, seva.Say("error.unauthenticated"))
	case token == "" && p.who.ID != "citizen-1" && !p.who.Is(casework.Sanctioner):
		return document.File{}, seva.Fail(seva.Forbidden, seva.Say("error.document.yours"))
	case v.Status == document.Revoked:
		return document.File{}, seva.Fail(seva.Conflict, seva.Say("error.document.revoked"))
	}
	return document.File{Number: v.Number, Kind: v.Kind, Content: []byte(paperBytes)}, nil
}

func (p papers) Linked(ctx context.Context, token string) (document.File, error) {
	return p.file(ctx, paperNumber, token)
}

func (p papers) Mine(context.Context) ([]document.View, error) {
	if p.who.ID != "citizen-1" {
		return nil, nil
	}
	return []document.View{aPaper()}, nil
}

func (p papers) SignAll(_ context.Context, numbers []string, _ string) ([]document.Signed, error) {
	if !p.who.Is(casework.Sanctioner) {
		return nil, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	if len(numbers) == 0 {
		return nil, seva.Refuse("cases", seva.Say("error.limit.range", seva.Args{"Least": 1, "Most": 100}))
	}
	var all []document.Signed
	for _, n := range numbers {
		one := document.Signed{Number: n}
		if !strings.HasPrefix(n, "DC2026") {
			one.Err = &seva.Error{Kind: seva.NotFound, Field: "number", Text: seva.Say("error.case.unknown", seva.Args{"Number": n})}
		}
		all = append(all, one)
	}
	return all, nil
}

func (p papers) Revoke(ctx context.Context, _, reason, _ string) (document.View, error) {
	switch {
	case !p.who.Is(casework.Sanctioner):
		return document.View{}, seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	case !slices.Contains(document.Reasons(), reason):
		return document.View{}, seva.Refuse("reason", seva.Say("error.document.reason"))
	}
	return p.Document(ctx, voidNumber)
}

func (p papers) SendLink(ctx context.Context, number, fact, _ string) (time.Time, error) {
	if fact == "0001" {
		p.who.ID = "citizen-1"
	}
	_, err := p.File(ctx, number)
	return time.Date(2026, 12, 24, 6, 0, 0, 0, time.UTC), err
}

func (p papers) CutLinks(ctx context.Context, number string) error {
	_, err := p.File(ctx, number)
	return err
}
