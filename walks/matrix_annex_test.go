package walks

import (
	"context"
	"encoding/hex"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"time"

	"duar/api"
	"duar/catalogue"
	"duar/i18n"
	"duar/outside/digilocker"
	"duar/outside/grips"
	drawn "duar/paper"
	"duar/paper/seal"
	"duar/paper/token"
	"duar/seva"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/office"
	"duar/seva/payment"
	"duar/seva/place"
	"duar/seva/service"
)

// charges is the desk of fees with the rates of the catalogue.
func (e *estate) charges(places place.Desk, lookup land.Counter) *charge.Desk {
	e.t.Helper()
	table, err := catalogue.Fees()
	e.must(err)
	zones, err := catalogue.Zones()
	e.must(err)
	classes, err := catalogue.Classes()
	e.must(err)
	groups := map[land.Class]string{}
	for _, c := range classes {
		groups[c.Key] = c.Group
	}
	return &charge.Desk{Table: table, Zones: zones, Groups: groups, Places: places, Land: lookup, World: e.world}
}

func (e *estate) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// deedParts are what the record is changed by; they lack the desk of cases.
func (e *estate) deedParts(places place.Desk, fees *charge.Desk, defined catalogue.Definitions) mutation.Parts {
	e.t.Helper()
	atlas, err := catalogue.Atlas()
	e.must(err)
	offices, err := catalogue.Registrations(atlas)
	e.must(err)
	track := defined.Tracks()[mutation.Service]
	i := slices.IndexFunc(defined.Services, func(s service.Service) bool { return s.ID == mutation.Service })
	return mutation.Parts{
		Book: e.store.Deeds(), Record: e.store, World: e.world, Series: track.Series, FormOf: defined.Services[i].Form.Version,
		Office: func(ctx context.Context, idn place.IDN) (string, error) {
			m, err := places.Mouza(ctx, idn)
			return track.Department + "." + m.Block, err
		},
		Reaches: func(ctx context.Context, office string, idn place.IDN) (bool, error) {
			m, err := places.Mouza(ctx, idn)
			return err == nil && slices.Contains(offices[office].Blocks, m.Block), nil
		},
		Group: func(c land.Class) string { return fees.Groups[c] }, Zone: fees.Zone, Fee: fees.Table.Reckon,
	}
}

// pays opens the desk of payments before a treasury that moves no money.
func (e *estate) pays(defined catalogue.Definitions) {
	e.t.Helper()
	key := e.world.Bytes(16)
	var err error
	e.treasury, err = grips.NewStandIn("DUAR", key, grips.CBC, e.world)
	e.must(err)
	server := httptest.NewServer(e.treasury)
	e.t.Cleanup(server.Close)
	way, err := grips.New(grips.Settings{Page: server.URL + "/pay", Ask: server.URL + "/ask", Return: server.URL + "/back", Key: key,
		Source: "DUAR", User: "duar", Department: "046", Service: "306", World: e.world})
	e.must(err)
	e.purse, err = payment.NewDesk(payment.Parts{Book: e.store.Payments(), Cases: e.cases, Treasury: way, Calendar: defined.Calendar, World: e.world})
	e.must(err)
}

// prints opens the desk of papers, with keys that stand for nothing. It gives the directory
// of offices, and the keys that the page for checking papers knows.
func (e *estate) prints(dir string, places place.Desk) (*office.Directory, []api.CodeKey) {
	e.t.Helper()
	ring, err := seal.Demo(filepath.Join(dir, "document-keys"), e.world.Now())
	e.must(err)
	e.t.Cleanup(func() { e.must(ring.Close()) })
	code, err := seal.Newest(ring.Codes, e.world.Now())
	e.must(err)
	public, err := seal.CodeKey(code)
	e.must(err)
	id, err := hex.DecodeString(code.ID)
	e.must(err)
	codes, err := token.New("https://duar.example", token.Key{ID: id, Public: public, Signer: code.Signer})
	e.must(err)
	e.papers, err = document.NewDesk(document.Parts{
		Book: e.store.Documents(), Cases: e.cases, Register: e.store, Places: places, Press: inked{ring, e.world}, Seal: codes,
		World: e.world, Say: i18n.Say, Base: "https://duar.example",
	})
	e.must(err)
	var known []api.CodeKey
	for _, k := range codes.Keys() {
		known = append(known, api.CodeKey(k))
	}
	atlas, err := catalogue.Atlas()
	e.must(err)
	offices, err := catalogue.Offices(atlas)
	e.must(err)
	return offices, known
}

// inked draws papers and signs them.
type inked struct {
	ring  *seal.Keyring
	world seva.World
}

// Print is document.Press.
func (p inked) Print(ctx context.Context, c document.Content) ([]byte, error) {
	pdf, err := drawn.Document(c)
	if err != nil {
		return nil, err
	}
	key, err := seal.Newest(p.ring.Seals, p.world.Now())
	if err != nil {
		return nil, err
	}
	return seal.Sign(ctx, pdf, key, seal.Signature{Reason: c.Number, At: p.world.Now()})
}

// lockerAgreed is what was agreed with DigiLocker in the estate.
var lockerAgreed = digilocker.Settings{OrgID: "in.gov.wb.lr", Issuer: "in.gov.wb.lr", Key: "a key that nobody has at all", Skew: 5 * time.Minute}

// locker is where DigiLocker asks for papers.
func (e *estate) locker() api.Mount {
	e.t.Helper()
	issuer, err := digilocker.New(lockerAgreed, e.papers, nil, e.world, func(err error) { e.t.Error(err) })
	e.must(err)
	return api.PullURI(issuer.Answer, api.Limits{})
}
