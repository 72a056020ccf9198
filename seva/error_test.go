package seva

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestErrorSaysNoValues(t *testing.T) {
	e := Refuse("plot", Say("error.number.form", Args{"Example": "secret"}))
	if got := e.Error(); got != "invalid: error.number.form (plot)" {
		t.Errorf("%q", got)
	}
	if e.Code() != "number.form" {
		t.Errorf("code %q", e.Code())
	}
	cause := errors.New("disk")
	e = &Error{Kind: Internal, Text: Say("error.internal"), Err: cause}
	if !errors.Is(e, cause) || !strings.HasSuffix(e.Error(), ": disk") {
		t.Errorf("the cause is lost: %v", e)
	}
}

func TestBroken(t *testing.T) {
	known := Fail(Conflict, Say("error.busy"))
	for _, c := range []struct {
		name string
		err  error
		kind Kind
		code string
	}{
		{"ours", known, Conflict, "busy"},
		{"ours, wrapped", fmt.Errorf("store: %w", known), Conflict, "busy"},
		{"too late", fmt.Errorf("query: %w", context.DeadlineExceeded), Unavailable, "unavailable"},
		{"given up", context.Canceled, Unavailable, "unavailable"},
		{"anything else", errors.New("no such table"), Internal, "internal"},
	} {
		e := Broken(c.err)
		if e.Kind != c.kind || e.Code() != c.code || KindOf(c.err) != c.kind {
			t.Errorf("%s: %v", c.name, e)
		}
	}
}

func TestKindsAreDistinct(t *testing.T) {
	kinds := Kinds()
	slices.Sort(kinds)
	if len(slices.Compact(kinds)) != 8 {
		t.Errorf("kinds: %v", kinds)
	}
}

func TestSay(t *testing.T) {
	if got := Say("a.b"); got.Args != nil || got.Key != "a.b" || got.IsZero() || !(Text{}).IsZero() {
		t.Errorf("%+v", got)
	}
	one, two := Args{"A": 1, "B": 1}, Args{"B": 2}
	if got := Say("a.b", one, two).Args; !reflect.DeepEqual(got, Args{"A": 1, "B": 2}) {
		t.Errorf("merged: %v", got)
	}
	if len(one) != 2 || one["B"] != 1 {
		t.Error("merging changed what it was given")
	}
}

func TestRupees(t *testing.T) {
	if Rupees(12) != 1200 || Rupees(-1) != -100 {
		t.Error("a rupee is a hundred paise")
	}
}
