package program

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/registry"
	"duar/seva/service"
)

// Retain says what would go, leaves it there, takes it out when it is told to, and then
// there is nothing left.
func TestRetain(t *testing.T) {
	data := t.TempDir()
	past := seva.RealWorld().At(func() time.Time { return time.Now().AddDate(0, 0, -91) })
	citizen := casework.Caller{ID: "somebody", Phone: "919800000001", Proved: true, Roles: []casework.Role{casework.Citizen}, Channel: "app"}
	h, err := engines{Data: data}.open(t.Context(), (&streams{world: past}).quiet())
	if err != nil {
		t.Fatal(err)
	}
	d, err := h.services.For(citizen).Begin(t.Context(), service.Start{Services: []string{"grievance"}, Channel: "app"}, "k")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := h.registry.For(citizen).Notice(t.Context(), "apply.grievance"); err != nil || len(n.Version) != 16 {
		t.Errorf("%+v, %v", n, err)
	}
	if err := h.close(); err != nil {
		t.Fatal(err)
	}
	retain := func(more ...string) string {
		t.Helper()
		return ok(t, append([]string{"retain", "--data", data}, more...)...)
	}
	has := func(out, line string) {
		t.Helper()
		if !regexp.MustCompile(line).MatchString(out) {
			t.Errorf("no %q in\n%s", line, out)
		}
	}
	out := retain("--dry-run")
	has(out, `(?m)^draft +1 would go  \(kept 90 days`)
	has(out, `(?m)^key +1 would go`)
	if n := strings.Count(out, "\n"); n != len(registry.Kinds()) {
		t.Errorf("%d lines of %d kinds:\n%s", n, len(registry.Kinds()), out)
	}
	has(retain("--dry-run"), `(?m)^draft +1 would go`)
	has(retain(), `(?m)^draft +1 went`)
	has(retain(), `(?m)^draft +0 went`)
	if h, err = (engines{Data: data}).open(t.Context(), (&streams{world: past}).quiet()); err != nil {
		t.Fatal(err)
	}
	defer h.close()
	if _, err := h.services.For(citizen).Draft(t.Context(), d.ID); seva.KindOf(err) != seva.NotFound {
		t.Errorf("the draft: %v", err)
	}
}
