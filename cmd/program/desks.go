package program

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"

	"duar/catalogue"
	"duar/i18n"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/form"
	people "duar/seva/identity" // load.go has an identity of its own, that of a file
	"duar/seva/land"
	"duar/seva/mutation"
	"duar/seva/payment"
	"duar/seva/place"
	"duar/seva/service"
	"duar/seva/watch"
	"duar/store/vault"
)

// staff puts people behind the desks of applications: the definitions are read, and who
// asks, what can be applied for and how it goes on each have their desk.
func (h *house) staff(ctx context.Context, e engines, atlas place.Atlas) error {
	defined, err := catalogue.Define()
	if err != nil {
		return err
	}
	safe, err := vault.Open(ctx, e.Data, os.Getenv("DUAR_VAULT_KEY"), h.world)
	if err != nil {
		return fmt.Errorf("the vault of Aadhaar numbers cannot be opened: %s", cause(err))
	}
	h.closers = append(h.closers, safe.Close)
	pseudonyms, err := hkdf.Key(sha256.New, h.secret, nil, "duar applications", sha256.Size)
	if err != nil {
		return err
	}
	keyed := func(p seva.Phone) string { return pseudonym(pseudonyms, p) }
	h.door = people.NewDesk(people.Parts{Register: h.store.Accounts(), World: h.world, Secret: h.secret, Say: i18n.Say, Keyed: keyed})
	said, plan, err := notices(defined)
	if err != nil {
		return err
	}
	h.watches = watch.NewDesk(watch.Parts{
		Book: h.store.Watches(), World: h.world, Say: i18n.Say, Keyed: keyed, There: inRecord(h.land.For(land.Public)),
		Notice: func() string { n, _ := said.Notice(watch.Purpose); return n.Version }, Stopped: h.store.Stops().Stopped,
	})
	if h.fees, err = feeDesk(h.places, h.land.For(land.Public), h.world); err != nil {
		return err
	}
	if h.offices, err = officeDesk(atlas); err != nil {
		return err
	}
	changing, err := h.deedParts(defined, atlas)
	if err != nil {
		return err
	}
	effects := changing.Effects()
	effects[document.IssuedEffect] = h.issued
	h.cases, err = caseDesk(defined, casework.Parts{
		Fees: h.fees.Rules(), Effects: effects,
		Book: h.store.Cases(), World: h.world, Say: i18n.Say, Keyed: keyed, Observers: []casework.Observer{h.watches.Observe, payment.Heed},
	})
	if err != nil {
		return err
	}
	changing.Cases = h.cases
	h.deeds = mutation.NewDesk(changing)
	h.services, err = service.NewDesk(service.Parts{
		Book: h.store.Applications(), Cases: h.cases, Services: defined.Services, World: h.world, Secret: pseudonyms,
		Desks: form.Desks{Land: h.land.For(land.Public), Places: h.places, Vault: safe, World: h.world},
		Hash:  hashOfWords, Names: names, Notice: said.Version,
	})
	if err != nil {
		return err
	}
	return h.persons(defined, said, plan)
}

// caseDesk puts the definitions into the parts of a desk of cases and makes it.
func caseDesk(defined catalogue.Definitions, p casework.Parts) (*casework.Desk, error) {
	return casework.NewDesk(caseParts(defined, p))
}

// caseParts puts the definitions into the parts of a desk of cases.
func caseParts(defined catalogue.Definitions, p casework.Parts) casework.Parts {
	p.Tracks, p.Former, p.Form = defined.Tracks(), defined.Former, defined.Form
	p.Series, p.Calendar = defined.Series, defined.Calendar
	return p
}

// inRecord tells whether a plot or a khatian is in the record, as anybody may ask.
func inRecord(desk land.Counter) func(context.Context, casework.Key) error {
	return func(ctx context.Context, k casework.Key) error {
		idn, number, _ := k.Land()
		if k.Kind == casework.KeyKhatian {
			_, err := desk.Khatian(ctx, idn, number, land.At{})
			return err
		}
		_, err := desk.Plot(ctx, idn, number, land.At{})
		return err
	}
}

// hashOfWords tells which words somebody agreed to: SHA-256 over the label in each
// language, in hex.
func hashOfWords(key string) string {
	h := sha256.New()
	for _, l := range seva.Langs() {
		h.Write([]byte(i18n.Say(l, seva.Say(key))))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// names are what a service is called in each language, for finding it.
func names(id string) []string {
	var all []string
	for _, l := range seva.PhoneLangs() {
		all = append(all, i18n.Say(l, seva.Say("service."+id)))
	}
	return all
}

// counters gives the desks to a phone whose number a gateway asserts.
func (h *house) counters(p seva.Phone, l seva.Lang) (service.Counter, casework.Counter) {
	caller := people.Principal{Kind: people.Asserted, Phone: p, Lang: l}.Caller(string(form.OnPhone))
	return h.services.For(caller), h.cases.For(caller)
}

// pseudonym names a phone where its number must not stand.
func pseudonym(key []byte, p seva.Phone) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(p))
	return hex.EncodeToString(h.Sum(nil)[:16])
}
