package program

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"duar/api"
	"duar/i18n"
	"duar/outside/digilocker"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/store/queue"
	"duar/worker"
)

// lockerSettings are what was agreed with DigiLocker, which asks for papers; without them it
// is not answered.
type lockerSettings struct {
	DigiLockerOrg    string        `name:"digilocker-org" help:"This issuer's organisation id at DigiLocker; none: it is not answered." placeholder:"ID"`
	DigiLockerIssuer string        `name:"digilocker-issuer" help:"The first part of every URI: in.gov.wb.lr." placeholder:"ID"`
	DigiLockerHMAC   string        `name:"digilocker-hmac" help:"What is in the base64 of its HMAC: bytes, as the specification says, or their hex digits." enum:"raw,hex" default:"raw"`
	DigiLockerSkew   time.Duration `name:"digilocker-skew" help:"By how much its clock may be away from ours; 0 looks at no clock." default:"5m"`
}

// lockerKey is where the key of DigiLocker comes from.
const lockerKey = "DUAR_DIGILOCKER_KEY"

var (
	errNoDocumentLink = errors.New("with --document-keys say --document-link: it stands in the QR code of every paper, for ever")
	errHalfLocker     = errors.New("DigiLocker is answered with --digilocker-org, --digilocker-issuer and " + lockerKey + ": set all three, or none")
)

// pressEvery is how long a paper waits at most before a server looks for it.
const pressEvery = 5 * time.Second

// issued is the effect of a paper's issue. Where no papers are made none is issued.
func (h *house) issued(ctx context.Context, tx casework.Tx, w casework.Work) (casework.Done, error) {
	if h.documents == nil {
		return casework.Done{}, seva.Broken(errors.New("this program makes no papers"))
	}
	return h.documents.Issued(ctx, tx, w)
}

// ownPapers gives a person's papers, for the export of their data.
func (h *house) ownPapers(ctx context.Context, who casework.Caller) ([]document.View, error) {
	if h.documents == nil {
		return nil, nil
	}
	return h.documents.For(who).Mine(ctx)
}

// documentDesk puts somebody behind the desk of papers: they are drawn and signed by s, and
// their links lead to base.
func (h *house) documentDesk(s *sealing, base string) (err error) {
	base = strings.TrimRight(base, "/") // a stroke behind the host is allowed, and two lead nowhere
	h.documents, err = document.NewDesk(document.Parts{
		Book: h.store.Documents(), Cases: h.cases, Register: h.store, Places: h.places, Press: s, Seal: s.codes,
		World: h.world, Signer: s.signer, Say: i18n.Say, Base: base,
	})
	return err
}

// papers opens the desk of papers to the API and to DigiLocker.
func (f *front) papers(c serveCommand, cfg *api.Config) error {
	if f.seals == nil {
		return nil
	}
	specimen := f.seals.ring.Specimen()
	base := c.DocumentLink
	switch {
	case base != "":
	case specimen:
		base = ownLink(c.Listen)
	default:
		return errNoDocumentLink
	}
	if specimen && !c.Demo {
		f.log.Warn("papers.specimen", "mend", "set --document-keys and --document-link (docs/papers.md): papers made now say SPECIMEN and claim no issuer")
	}
	if err := f.house.documentDesk(f.seals, base); err != nil {
		return err
	}
	cfg.Documents = f.house.documents.For
	locker := digilocker.Settings{OrgID: c.DigiLockerOrg, Issuer: c.DigiLockerIssuer, Key: os.Getenv(lockerKey),
		Hex: c.DigiLockerHMAC == "hex", Skew: c.DigiLockerSkew}
	switch {
	case locker.On():
	case locker.OrgID+locker.Issuer+locker.Key != "":
		return errHalfLocker
	default:
		return nil
	}
	issuer, err := digilocker.New(locker, f.house.documents, cfg.Meter, f.house.world, func(err error) {
		f.log.Error("digilocker.failed", "error", err.Error())
	})
	if err != nil {
		return err
	}
	cfg.Mounts = append(cfg.Mounts, api.PullURI(issuer.Answer, cfg.Limits))
	f.log.Info("digilocker.on", "issuer", c.DigiLockerIssuer)
	return nil
}

// pressing is the task that makes the papers of cases that officers have signed.
func (f *front) pressing() queue.Task {
	press := worker.Press{Maker: f.house.documents, World: f.house.world, Log: f.log}
	return queue.Task{Name: "press", Next: queue.Every(pressEvery), Limit: 10 * time.Minute, Run: press.Run}
}
