package service_test

import (
	"bytes"
	"testing"

	"duar/seva/casework"
	"duar/seva/service"
)

// What an operator entered is the citizen's once it is handed in: whoever opens it again, by
// its draft or by a file of it, leaves a look, and opens nothing without the role any more.
func TestWhoEnteredLeavesALook(t *testing.T) {
	h := open(t)
	ctx := t.Context()
	counter := h.desk.For(operator)
	d := h.draft(operator, append(all(), put("taxpayer", "yes")), "annapurna")
	d = must[service.Draft](t)(counter.Attach(ctx, d.ID, d.Version, "pan_paper", "pan.png", bytes.NewReader(picture(t))))
	file := d.Files[0].ID
	must[service.Stored](t)(h.desk.Archive(operator).File(ctx, file))
	if looks := h.book.Cases.Looks(); len(looks) != 0 {
		t.Errorf("looks before there is a case: %+v", looks)
	}
	r := must[service.Receipt](t)(counter.Submit(ctx, d.ID, d.Version, service.Consent{Heard: true}, "k"))
	former := operator
	former.Roles = []casework.Role{casework.Auditor}
	if _, err := h.desk.For(former).Draft(ctx, d.ID); code(err) != "draft.unknown" {
		t.Error("the draft, without the role:", err)
	}
	if _, err := h.desk.Archive(former).File(ctx, file); code(err) != "file.unknown" {
		t.Error("a file, without the role:", err)
	}
	// Within the hour both are one look, so each has an application of its own.
	must[service.Stored](t)(h.desk.Archive(operator).File(ctx, file))
	h.looked(t, "a file", 1, operator, r.Number)
	beside := operator
	beside.ID = "op-8"
	counter = h.desk.For(beside)
	d = h.draft(beside, all(), "annapurna")
	r = must[service.Receipt](t)(counter.Submit(ctx, d.ID, d.Version, service.Consent{Heard: true}, "k"))
	must[service.Draft](t)(counter.Draft(ctx, d.ID))
	h.looked(t, "the draft", 2, beside, r.Number)
}

// looked sees that the last look of so many is somebody's at a case.
func (h *house) looked(t *testing.T, about string, n int, who casework.Caller, number string) {
	t.Helper()
	looks := h.book.Cases.Looks()
	if len(looks) != n || looks[n-1].Who != who.ID || looks[n-1].Number != number || looks[n-1].Why != "view" {
		t.Errorf("%s: %+v", about, looks)
	}
}
