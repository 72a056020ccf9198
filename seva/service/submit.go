package service

import (
	"cmp"
	"context"
	"time"

	"duar/seva"
	"duar/seva/audit"
	"duar/seva/casework"
	"duar/seva/form"
	"duar/seva/ledger"
	"duar/seva/welfare"
)

// accepted is what a submission's key is kept with: enough to give the receipt again.
type accepted struct {
	Number string
	At     time.Time
}

// Submit hands an application to the offices: one number for it, a case for each service,
// what was agreed to in the log, and the draft closed, all in one transaction or nothing.
// The same key gives the same receipt; another key hears that it was submitted.
func (c counter) Submit(ctx context.Context, id string, version int64, consent Consent, key string) (Receipt, error) {
	if err := checkKey(key); err != nil {
		return Receipt{}, err
	}
	kept, err := c.kept(ctx, id)
	if err != nil {
		return Receipt{}, err
	}
	s := submission{counter: c, kept: kept, scope: "draft.submit|" + kept.Owner, key: key,
		print: digest([]any{id, version, consent})}
	if kept.Number != "" {
		return s.again(ctx)
	}
	if kept.Version != version {
		return Receipt{}, moved(casework.ErrMoved)
	}
	if err := s.prepare(ctx, consent); err != nil {
		return Receipt{}, err
	}
	return s.commit(ctx)
}

// submission is one submission on its way.
type submission struct {
	counter
	kept              Kept
	bundle            bundle
	scope, key, print string
	openings          []casework.Opening // without numbers
	agreed            string             // digest of what was agreed to
	spoken            seva.Lang          // in which language
	notices           map[string]string  // versions of the notices, by service
}

// again gives the receipt of a submission that was made, to whoever made it.
func (s *submission) again(ctx context.Context) (Receipt, error) {
	var was accepted
	found := false
	err := s.desk.Book.Change(ctx, func(tx Tx) (err error) {
		was, found, err = before[accepted](ctx, tx, s.scope, s.key, s.print)
		return err
	})
	switch {
	case err != nil:
		return Receipt{}, seva.Broken(err)
	case !found:
		return Receipt{}, submitted(s.kept.Number)
	}
	return s.repeat(ctx, was)
}

// repeat writes a receipt anew. The cases are as they stand by now.
func (s *submission) repeat(ctx context.Context, was accepted) (Receipt, error) {
	cases, err := s.desk.Cases.Lines(ctx, was.Number)
	if err != nil {
		return Receipt{}, seva.Broken(err)
	}
	return Receipt{Number: was.Number, Cases: cases, At: was.At}, nil
}

// prepare checks all that must hold of an application, and makes the cases it becomes. It
// asks other desks, so it comes before the transaction; the version says that nothing has
// changed in between.
func (s *submission) prepare(ctx context.Context, consent Consent) (err error) {
	if s.bundle, err = s.desk.bundle(s.kept.Services); err != nil {
		return err
	}
	if err := s.mayApply(s.bundle); err != nil {
		return err
	}
	today := s.desk.World.Today()
	facts, standing := s.bundle.facts(s.kept.Answers, today)
	if missing := s.bundle.form.Missing(s.kept.Answers, facts); len(missing) > 0 {
		return flawed(missing)
	}
	verdicts := s.bundle.verdicts(standing, facts, today)
	if err := stopped(verdicts); err != nil {
		return err
	}
	if s.agreed, err = s.agree(standing, consent); err != nil {
		return err
	}
	who := s.applicant(s.bundle.form, s.kept)
	for i, service := range s.bundle.services {
		own := service.Form.Prune(standing, facts)
		office, err := s.desk.office(ctx, service, own)
		if err != nil {
			return err
		}
		findings := casework.Findings{Rules: verdicts[i].Rules}
		for _, f := range verdicts[i].Failed {
			findings.Failed = append(findings.Failed, f.Rule)
		}
		s.openings = append(s.openings, casework.Opening{
			Service: service.ID, Office: office, Applicant: who, Answers: own, FormOf: service.Form.Version,
			Findings: findings, Caller: s.who, Keys: keysOf(service.Form, own, who.Name),
		})
	}
	return nil
}

// stopped refuses an application that a rule does not allow, with every such rule.
func stopped(verdicts []Verdict) error {
	var stops welfare.Failures
	service := ""
	for _, v := range verdicts {
		if failed := welfare.Stopping(v.Failed); len(failed) > 0 {
			service = cmp.Or(service, v.Service)
			stops = append(stops, failed...)
		}
	}
	if len(stops) == 0 {
		return nil
	}
	return &seva.Error{Kind: seva.Invalid, Field: service, Err: stops,
		Text: seva.Say("error.eligible", seva.Args{"Service": seva.Say("service." + service)})}
}

// agree gives the digest of what was agreed to: every declaration by the hash of its words,
// the notices by their versions, in which language, and whether it was read out. An operator says that it was, for whoever
// cannot read the screen agrees to what is heard; and who enters from paper says that it is
// signed.
func (s *submission) agree(a form.Answers, consent Consent) (string, error) {
	type declared struct{ Key, Words string }
	var all []declared
	for _, g := range each(s.bundle.form, a) {
		if g.Field.Kind == form.Declaration && g.Value.Text == "yes" {
			all = append(all, declared{g.Field.Key(), s.desk.Hash(g.Field.Key())})
		}
	}
	// A notice is agreed to as well, also where the form has nothing to declare.
	if (len(all) > 0 || s.desk.Notice != nil) && (s.who.Is(casework.Operator) || s.who.Is(casework.Entry)) && !consent.Heard {
		return "", seva.Refuse("consent", seva.Say("error.draft.consent"))
	}
	lang, err := s.lang(cmp.Or(consent.Lang, s.kept.Lang))
	if err != nil {
		return "", err
	}
	s.spoken, s.notices = lang, map[string]string{}
	for _, service := range s.bundle.services {
		if s.desk.Notice != nil {
			s.notices[service.ID] = s.desk.Notice(service.ID)
		}
	}
	return digest(map[string]any{
		"draft": s.kept.ID, "version": s.kept.Version, "lang": lang, "heard": consent.Heard, "declared": all, "notices": s.notices,
	}), nil
}

// commit writes it all. It may run more than once, and allocates anew each time.
func (s *submission) commit(ctx context.Context) (Receipt, error) {
	var receipt Receipt
	var was accepted
	found := false
	err := s.desk.Book.Change(ctx, func(tx Tx) (err error) {
		// The draft comes first, and is held: of two requests with one key at once the
		// second waits here, and then finds what the key led to.
		now, err := tx.Draft(ctx, s.kept.ID)
		if err != nil {
			return err
		}
		was, found, err = before[accepted](ctx, tx, s.scope, s.key, s.print)
		if err != nil || found {
			return err
		}
		if err := s.untouched(now); err != nil {
			return err
		}
		receipt, err = s.open(ctx, tx)
		return err
	})
	switch {
	case err != nil:
		return Receipt{}, moved(err)
	case found: // the same request came twice at once
		return s.repeat(ctx, was)
	}
	return receipt, nil
}

// untouched sees that the draft still is what was checked.
func (s *submission) untouched(now Kept) error {
	switch {
	case now.Number != "":
		return submitted(now.Number)
	case now.Version != s.kept.Version:
		return casework.ErrMoved
	}
	return nil
}

// open allocates the number, opens the cases, closes the draft, and writes the log and the
// key.
func (s *submission) open(ctx context.Context, tx Tx) (Receipt, error) {
	number, err := s.desk.Cases.Number(ctx, tx, s.bundle.services[0].Track.Series)
	if err != nil {
		return Receipt{}, err
	}
	kept := s.kept
	kept.Number, kept.Changed = number, s.desk.World.Now()
	kept.Version++
	receipt := Receipt{Number: number, At: kept.Changed}
	for i, line := range kept.numbers() {
		opening := s.openings[i]
		opening.Number = line
		opened, err := s.desk.Cases.Open(ctx, tx, opening)
		if err != nil {
			return Receipt{}, err
		}
		glance, err := s.desk.Cases.Glance(ctx, tx, opened)
		if err != nil {
			return Receipt{}, err
		}
		receipt.Cases = append(receipt.Cases, glance)
		if err := tx.PutConsent(ctx, s.consent(opening, receipt.At)); err != nil {
			return Receipt{}, err
		}
	}
	if err := tx.PutDraft(ctx, kept); err != nil {
		return Receipt{}, err
	}
	err = tx.Audit(ctx, audit.Leaf{At: receipt.At, Actor: kept.Owner, Role: string(s.role()), Act: "draft.submit",
		Subject: number, Digest: s.agreed})
	if err != nil {
		return Receipt{}, err
	}
	return receipt, s.desk.done(ctx, tx, s.scope, s.key, s.print, accepted{number, receipt.At})
}

// consent is the line that an application leaves in the ledger for one of its services: that
// its notice was before the applicant, or was read out by whom.
func (s *submission) consent(o casework.Opening, at time.Time) ledger.Consent {
	c := ledger.Consent{
		ID: s.desk.World.ID(), Citizen: o.Applicant.Citizen, Purpose: Purpose(o.Service), Version: s.notices[o.Service],
		Lang: s.spoken, Channel: s.who.Channel, By: o.Applicant.Entered, Number: o.Number, Given: at,
	}
	if c.Citizen == "" {
		c.Phone = s.desk.Cases.Keyed(o.Applicant.Phone)
	}
	return c
}

// Purpose is what the data of an application to a service are used for, as the ledger and
// the notices call it.
func Purpose(service string) string { return "apply." + service }
