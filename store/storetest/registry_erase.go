package storetest

import (
	"errors"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/identity"
	"duar/seva/registry"
	"duar/seva/service"
)

func registryNone(t *testing.T, s RegistryStore) {
	ctx := t.Context()
	if _, err := s.Registry().Holder(ctx, "nobody", ""); !errors.Is(err, registry.ErrNone) {
		t.Errorf("Holder by id: %v", err)
	}
	if _, err := s.Registry().Holder(ctx, "", "919800000001"); !errors.Is(err, registry.ErrNone) {
		t.Errorf("Holder by number: %v", err)
	}
	agree(t, s, func(tx registry.Tx) error {
		if _, _, err := tx.Request(ctx, "none"); !errors.Is(err, registry.ErrNone) {
			t.Errorf("Request: %v", err)
		}
		if first, err := tx.Withdraw(ctx, "none", caseDay(), "app"); first || err != nil {
			t.Errorf("Withdraw: %v, %v", first, err)
		}
		for what, fn := range map[string]func() (bool, error){
			"phone":   func() (bool, error) { return tx.ForgetPhone(ctx, "none") },
			"pin":     func() (bool, error) { return tx.ForgetPIN(ctx, "919800000001") },
			"account": func() (bool, error) { return tx.DropAccount(ctx, "none") },
			"case":    func() (bool, error) { return tx.Empty(ctx, "OP2026000001", 1, caseDay()) },
			"drafts":  func() (bool, error) { n, err := tx.DropDrafts(ctx, "nobody"); return n > 0, err },
		} {
			if was, err := fn(); was || err != nil {
				t.Errorf("%s: %v, %v", what, was, err)
			}
		}
		return tx.PutRequest(ctx, aRequest("r", ""), "c") // none is no failure: the transaction goes on
	})
}

func registryOdd(t *testing.T, s RegistryStore) {
	for _, odd := range []string{"a\x00b", "\xff", "' OR 1=1 --"} {
		agree(t, s, func(tx registry.Tx) error {
			if _, _, err := tx.Request(t.Context(), odd); !errors.Is(err, registry.ErrNone) {
				t.Errorf("%q: %v", odd, err)
			}
			return nil
		})
	}
	c := aConsent("odd")
	c.Channel = "a\x00b"
	if err := s.Registry().Change(t.Context(), func(tx registry.Tx) error { return tx.PutConsent(t.Context(), c) }); err == nil {
		t.Error("a consent with a NUL was kept")
	}
	l := aLook("A\x00", "w", caseDay())
	if err := s.Cases().Change(t.Context(), func(tx casework.Tx) error { return tx.PutLook(t.Context(), l) }); err == nil {
		t.Error("a look with a NUL was kept")
	}
}

// withFile keeps a small file for a draft or a case.
func withFile(t *testing.T, s RegistryStore, id, owner, about string) {
	t.Helper()
	f := service.Stored{Upload: upload(id, []byte(id)), Owner: owner, For: about, Field: "photo", At: caseDay(), Content: []byte(id)}
	if err := s.Applications().Change(t.Context(), func(tx service.Tx) error { return tx.PutFile(t.Context(), f) }); err != nil {
		t.Fatal(err)
	}
}

// stillThere tells which of some drafts and files are there.
func stillThere(t *testing.T, s RegistryStore, ids ...string) (there string) {
	t.Helper()
	for _, id := range ids {
		_, noDraft := s.Applications().Draft(t.Context(), id)
		_, noFile := s.Applications().Content(t.Context(), id)
		if noDraft == nil || noFile == nil {
			there += id + " "
		}
	}
	return there
}

func draftsDropped(t *testing.T, s RegistryStore) {
	putDraft(t, s, service.Kept{ID: "d1", Version: 1, Owner: "citizen-1"})
	putDraft(t, s, service.Kept{ID: "d2", Version: 1, Owner: "phone:7f3a"})
	putDraft(t, s, service.Kept{ID: "d3", Version: 1, Owner: "citizen-1", Number: "OP2026000001"})
	putDraft(t, s, service.Kept{ID: "d4", Version: 1, Owner: "citizen-2"})
	for _, d := range []string{"d1", "d2", "d3", "d4"} {
		withFile(t, s, "f"+d, "citizen-1", d)
	}
	agree(t, s, func(tx registry.Tx) error {
		n, err := tx.DropDrafts(t.Context(), "citizen-1", "phone:7f3a")
		alike(t, "dropped", n, 2)
		return err
	})
	alike(t, "left", stillThere(t, s, "d1", "d2", "d3", "d4", "fd1", "fd2", "fd3", "fd4"), "d3 d4 fd3 fd4 ")
}

func emptied(t *testing.T, s RegistryStore, number string) (gone bool) {
	t.Helper()
	agree(t, s, func(tx registry.Tx) (err error) {
		gone, err = tx.Empty(t.Context(), number, 1, caseDay())
		return err
	})
	return gone
}

func caseEmptied(t *testing.T, s RegistryStore) {
	c, events := Filed("OP2026000001", "wcd.2412")
	c.Decided, c.LastOfficer, c.Asked = caseDay().Add(time.Hour), "officer1", []casework.Item{{Field: "name", Reason: "unclear", Note: "নাম"}}
	c.Marks = map[string]string{"op": "OP7"}
	events[0].Note, events[0].Items = "রহিমার ছেলে বলল", c.Asked
	put(t, s, c, events)
	withFile(t, s, "reply", "citizen", c.Number)
	if !emptied(t, s, c.Number) {
		t.Fatal("it was not emptied")
	}
	want := casework.Case{
		Number: c.Number, Service: c.Service, Procedure: c.Procedure, Revision: c.Revision, Office: c.Office, State: c.State,
		Version: 1, Since: c.Since, Applicant: casework.Applicant{Lang: seva.Bengali, Channel: "kiosk"}, FormOf: c.FormOf,
		Marks: c.Marks, Submitted: c.Submitted, Due: c.Due, Decided: c.Decided,
	}
	equal(t, "the tombstone", theCase(t, s, c.Number), want)
	log, err := s.Cases().Events(t.Context(), c.Number)
	if err != nil {
		t.Fatal(err)
	}
	events[0].Note, events[0].Items = "", []casework.Item{{Field: "name", Reason: "unclear"}}
	equal(t, "the log", log, events)
	for _, f := range []casework.Find{{Citizen: c.Applicant.Citizen}, {Phone: string(c.Applicant.Phone)}} {
		if found, err := s.Cases().Find(t.Context(), f); err != nil || len(found) != 0 {
			t.Errorf("it is still found by its person: %v, %v", found, err)
		}
	}
	alike(t, "its file", stillThere(t, s, "reply"), "")
	if emptied(t, s, c.Number) {
		t.Error("it was emptied twice")
	}
}

func lastLineEmptied(t *testing.T, s RegistryStore) {
	for _, line := range []string{"CAF2026000012/1", "CAF2026000012/2", "CAF2026000123"} {
		c, events := Filed(line, "labour.2412")
		put(t, s, c, events)
	}
	putDraft(t, s, service.Kept{ID: "d", Version: 1, Owner: "o", Number: "CAF2026000012", Answers: form.Answers{"name": {Text: "x"}}})
	putDraft(t, s, service.Kept{ID: "other", Version: 1, Owner: "o", Number: "CAF2026000123"})
	withFile(t, s, "f", "o", "d")
	emptied(t, s, "CAF2026000012/1")
	alike(t, "after one of two", stillThere(t, s, "d", "f", "other"), "d f other ")
	emptied(t, s, "CAF2026000012/2")
	alike(t, "after both", stillThere(t, s, "d", "f", "other"), "other ")
}

func movedNotEmptied(t *testing.T, s RegistryStore) {
	c, events := Filed("OP2026000001", "wcd.2412")
	put(t, s, c, events)
	next, event := moved(c, "scrutiny")
	put(t, s, next, event)
	if emptied(t, s, c.Number) {
		t.Error("a case of another version was emptied")
	}
	equal(t, "the case", theCase(t, s, c.Number), next)
}

func accountDropped(t *testing.T, s RegistryStore) {
	ctx := t.Context()
	a := aCitizen()
	barred := identity.Account{ID: "citizen-2", Kind: identity.Citizen, Handle: "919831000002", Made: identityDay(), Suspended: identityDay()}
	officer := anOfficer()
	enact(t, s, func(tx identity.Tx) error {
		return errors.Join(tx.PutAccount(ctx, a), tx.PutAccount(ctx, barred), tx.PutAccount(ctx, officer),
			tx.PutSitting(ctx, identity.Sitting{Hash: "h", Account: a.ID, Made: identityDay(), Expires: identityDay().Add(time.Hour)}))
	})
	h, err := s.Registry().Holder(ctx, "", "919831012345")
	if err != nil || h.ID != a.ID || h.Phone != "919831012345" || h.Lang != a.Lang || !h.Made.Equal(a.Made) || h.PIN != (a.PIN != "") {
		t.Errorf("%+v, %v", h, err)
	}
	for id, want := range map[string]bool{a.ID: true, barred.ID: false, officer.ID: false} {
		agree(t, s, func(tx registry.Tx) error {
			dropped, err := tx.DropAccount(ctx, id)
			if dropped != want {
				t.Errorf("%s: %v", id, dropped)
			}
			return err
		})
	}
	if _, _, err := s.Accounts().Sitting(ctx, "h"); !errors.Is(err, identity.ErrNone) {
		t.Errorf("its session: %v", err)
	}
	if _, err := s.Registry().Holder(ctx, a.ID, ""); !errors.Is(err, registry.ErrNone) {
		t.Errorf("the account: %v", err)
	}
	alike(t, "the suspended one", theAccount(t, s, identity.Citizen, barred.Handle).ID, barred.ID)
}

func pinForgotten(t *testing.T, s RegistryStore) {
	a := aCitizen()
	a.PIN = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$a2V5"
	enact(t, s, func(tx identity.Tx) error { return tx.PutAccount(t.Context(), a) })
	for _, want := range []bool{true, false} {
		if h, err := s.Registry().Holder(t.Context(), a.ID, ""); err != nil || h.PIN != want {
			t.Errorf("has a PIN: %v, %v", h.PIN, err)
		}
		agree(t, s, func(tx registry.Tx) error {
			was, err := tx.ForgetPIN(t.Context(), "919831012345")
			if was != want {
				t.Errorf("forgotten: %v", was)
			}
			return err
		})
	}
	if got := theAccount(t, s, identity.Citizen, a.Handle); got.ID != a.ID || got.PIN != "" || got.Lang != a.Lang {
		t.Errorf("%+v", got)
	}
}
