package walks

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"duar/catalogue"
	"duar/demo"
	"duar/seva"
	"duar/seva/casework"
	forms "duar/seva/form"
	"duar/seva/mutation"
	"duar/seva/payment"
	"duar/seva/service"
	"duar/seva/watch"
)

// stock loads the demo's known record.
func (e *estate) stock() {
	e.t.Helper()
	atlas, err := catalogue.Atlas()
	e.must(err)
	plan := demo.Plan{Plots: demo.KnownPlots, Seed: 1, Valid: e.world.Today()}
	for _, m := range atlas.Mouzas {
		if m.IDN == demo.Known.Mouza {
			plan.Mouzas = append(plan.Mouzas, m)
		}
	}
	for v, err := range demo.Volumes(plan) {
		e.must(err)
		e.must(e.store.Bind(context.Background(), v))
	}
}

// applies has the operator hand in an application of the owner's, and gives its number.
func (m *landMatrix) applies(id string, answers map[forms.Pointer]string, files ...forms.Pointer) string {
	m.t.Helper()
	ctx, owner := context.Background(), m.folk[asOwner]
	desk := m.services.For(m.folk[asEnterer].who.Caller("kiosk"))
	d, err := desk.Begin(ctx, service.Start{Services: []string{id}, Lang: seva.English, Channel: "kiosk", Phone: owner.phone}, m.key())
	m.must(err)
	for _, at := range files {
		d, err = desk.Attach(ctx, d.ID, d.Version, at, "paper.png", strings.NewReader(string(pixels())))
		m.must(err)
	}
	answers["name"], answers["mobile"], answers["declaration"] = "Nirmala Das", owner.phone.E164(), "yes"
	var entries []forms.Entry
	for at, text := range answers {
		entries = append(entries, forms.Entry{At: at, Input: forms.Input{Text: text}})
	}
	d, err = desk.Answer(ctx, d.ID, d.Version, entries)
	m.must(err)
	r, err := desk.Submit(ctx, d.ID, d.Version, service.Consent{Lang: seva.English, Heard: true}, m.key())
	m.must(err)
	return r.Number
}

// acts takes actions on a case, one after the other.
func (m *landMatrix) acts(by *figure, number string, actions ...string) {
	m.t.Helper()
	ctx := context.Background()
	for _, action := range actions {
		c, err := m.store.Cases().Case(ctx, number)
		m.must(err)
		a := casework.Act{Number: number, Version: c.Version, Action: action}
		if action == "fix_hearing" {
			a.Day = seva.DateOf(m.world.Now().AddDate(0, 0, 9))
		}
		_, err = m.cases.For(by.who.Caller("app")).Act(ctx, a, m.key())
		m.must(err)
	}
}

// mutation is one of the owner's on which the officer has acted; nothing is owed for it.
func (m *landMatrix) mutation(action string) string {
	m.t.Helper()
	number := m.applies("mutation_sale", map[forms.Pointer]string{
		"khatian": "1027001/12", "plot": "1027001/165", "area_sold": "0.0750", "land_use": "agricultural",
		"seller_name": "Subrata Mondal", "seller_recorded": "yes", "deed_number": "4412", "deed_year": "2026",
		"registration_office": "ADSR Ghatal", "deed_date": "2026-07-16",
		"buyers/0/buyer_name": "Nirmala Das", "buyers/0/guardian_name": "Haripada Das", "buyers/0/address": "Ranjapur", "buyers/0/share": "1",
	}, "deed_file")
	m.acts(m.folk[asOfficer], number, "take_up", action)
	return number
}

// owing is a copy that waits to be paid.
type owing struct{ number, demand string }

func (m *landMatrix) owing() *owing {
	m.t.Helper()
	number := m.applies("ror_copy", map[forms.Pointer]string{"khatian": "1027001/12", "language": "bn", "copy_purpose": "own_use"})
	due, err := m.purse.For(m.folk[asOwner].who.Caller("app")).Dues(context.Background(), number)
	m.must(err)
	return &owing{number, due[0].ID}
}

// begins begins a payment as the owner.
func (m *landMatrix) begins(o *owing, mode payment.Mode) payment.Handoff {
	m.t.Helper()
	h, err := m.purse.For(m.folk[asOwner].who.Caller("app")).Begin(context.Background(), []string{o.demand}, mode, m.key())
	m.must(err)
	return h
}

// paid pays a copy at the treasury and gives the payment.
func (m *landMatrix) paid(o *owing) payment.View {
	m.t.Helper()
	h := m.begins(o, payment.Online)
	dpr, err := m.treasury.Bring(h.Form.Fields)
	m.must(err)
	m.treasury.Press(dpr, "pay")
	v, err := m.purse.For(m.folk[asOwner].who.Caller("app")).Payment(context.Background(), dpr)
	m.must(err)
	return v
}

// copied is a paper that the owner has.
type copied struct{ number, paper, token, dpr, grn string }

var linkOf = regexp.MustCompile(`/d/([A-Za-z0-9_-]+)`)

func (m *landMatrix) copied() *copied {
	m.t.Helper()
	ctx, o := context.Background(), m.owing()
	v := m.paid(o)
	c := &copied{number: o.number, dpr: v.DPR, grn: v.Lines[0].GRN}
	m.acts(m.folk[asSigner], o.number, "sign")
	var err error
	c.paper, err = m.papers.Make(ctx, o.number)
	m.must(err)
	for c.token == "" {
		all, err := m.store.Outbox().Take(ctx, m.world.Now(), m.world.Now(), 100)
		m.must(err)
		for _, l := range all {
			if link := linkOf.FindStringSubmatch(l.Body); link != nil && strings.Contains(l.Body, c.number) {
				c.token = link[1]
			}
		}
		if len(all) == 0 {
			break
		}
	}
	if c.token == "" {
		m.t.Fatal("no SMS has the link of the paper")
	}
	return c
}

// deedOf is one of the registration office's: the owner of khatian 12 sells some of plot 40.
func (m *landMatrix) deedOf() string {
	m.n++
	body, err := json.Marshal(mutation.Input{Office: "1901", Year: int64(m.world.Today().Year), Number: int64(m.n), Book: "I",
		Registered: m.world.Today().String(), Presented: m.world.Today().String(), Kind: "sale", Consideration: 100_000,
		Sellers:  []mutation.InputSeller{{Name: "সুব্রত মণ্ডল", Guardian: "হারাধন মণ্ডল", Mouza: "1027001", Khatian: "12"}},
		Buyers:   []mutation.InputBuyer{{Name: "Rehana Khatun", Guardian: "Karim Sheikh", Relation: "father", Address: "Kharar", Share: "1.0000"}},
		Schedule: []mutation.InputLine{{Mouza: "1027001", Plot: "40", Khatian: "12", Class: "sali", Share: "0.0001", Area: "0.0001"}}})
	m.must(err)
	return string(body)
}

// sends sends a deed, and gives its name in an address.
func (m *landMatrix) sends() string {
	m.t.Helper()
	deed := asking{path: "/v1/registration/deeds", body: m.deedOf()}
	id := fmt.Sprintf("1901/%d/%d", m.world.Today().Year, m.n)
	if status, body := m.sendAs("POST", deed, m.folk[asRegis]); status != 201 {
		m.t.Fatal(status, body)
	}
	return id
}

func (m *landMatrix) watching() string {
	n, _ := m.notices.Notice(watch.Purpose)
	return fmt.Sprintf(`{"kind":"plot","land":"1027001/165","version":%q}`, n.Version)
}

// on asks at an address that is made as it is asked.
func on(path func(*landMatrix) string, body ...string) func(*landMatrix, int) asking {
	return func(m *landMatrix, _ int) asking { return asking{path: path(m), body: strings.Join(body, "")} }
}

func about(path string) func(*landMatrix, int) asking {
	return func(*landMatrix, int) asking { return asking{path: path} }
}

// landAsks are the good requests about land, as whoever may would send them.
var landAsks = map[string]func(m *landMatrix, who int) asking{
	"GET /v1/land/mouzas/{idn}/plots/{plot}/cases":       about("/v1/land/mouzas/1027001/plots/165/cases"),
	"GET /v1/land/mouzas/{idn}/khatians/{khatian}/cases": about("/v1/land/mouzas/1027001/khatians/12/cases"),
	"GET /v1/cases/track":                                on(func(m *landMatrix) string { return "/v1/cases/track?deed=" + url.QueryEscape(m.deed) }),
	"POST /v1/cases/track": func(m *landMatrix, _ int) asking {
		today := m.world.Today()
		return asking{path: "/v1/cases/track", body: fmt.Sprintf(`{"name":"নির্মলা দাস","office":%q,"from":%q,"until":%q}`, m.office, today, today)}
	},
	"GET /v1/cases/{number}/hearing": on(func(m *landMatrix) string { return "/v1/cases/" + m.hear + "/hearing" }),
	"POST /v1/cases/{number}/objections": on(func(m *landMatrix) string { return "/v1/cases/" + m.open + "/objections" },
		`{"words":"My brother has not sold his part"}`),
	"GET /v1/watches": about("/v1/watches"),
	"POST /v1/watches": func(m *landMatrix, _ int) asking {
		return asking{path: "/v1/watches", body: m.watching()}
	},
	"DELETE /v1/watches/{id}": func(m *landMatrix, who int) asking {
		n, _ := m.notices.Notice(watch.Purpose)
		w, err := m.watches.For(m.folk[asOwner].who.Caller("app")).Watch(context.Background(), watch.Ask{Kind: casework.KeyPlot, Land: "1027001/165", Version: n.Version})
		m.must(err)
		return asking{path: "/v1/watches/" + w.ID}
	},
	"GET /v1/dues": on(func(m *landMatrix) string { return "/v1/dues?number=" + m.owes.number }),
	"POST /v1/dues/check": func(m *landMatrix, _ int) asking {
		phone := string(m.folk[asOwner].phone)
		return asking{path: "/v1/dues/check", body: fmt.Sprintf(`{"number":%q,"fact":%q}`, m.owing().number, phone[len(phone)-4:])}
	},
	"POST /v1/payments": func(m *landMatrix, _ int) asking {
		return asking{path: "/v1/payments", body: fmt.Sprintf(`{"demands":[%q],"mode":"online"}`, m.owing().demand)}
	},
	"POST /v1/payments/return": func(m *landMatrix, _ int) asking {
		form := url.Values{}
		for name, value := range m.treasury.Back(m.copy.dpr) {
			form.Set(name, value)
		}
		return asking{path: "/v1/payments/return", body: form.Encode(), kind: "application/x-www-form-urlencoded"}
	},
	"GET /v1/payments/{dpr}": on(func(m *landMatrix) string { return "/v1/payments/" + m.copy.dpr }),
	"POST /v1/payments/{dpr}/resume": on(func(m *landMatrix) string {
		return "/v1/payments/" + m.begins(m.owing(), payment.Online).DPR + "/resume"
	}),
	"POST /v1/payments/{dpr}/abandon": on(func(m *landMatrix) string {
		return "/v1/payments/" + m.begins(m.owing(), payment.Online).DPR + "/abandon"
	}),
	"GET /v1/refunds":                about("/v1/refunds"),
	"POST /v1/refunds/{grn}/ask":     on(func(m *landMatrix) string { return "/v1/refunds/" + m.copy.grn + "/ask" }, `{"errand":"give","reference":"order 1"}`),
	"POST /v1/refunds/{grn}/approve": on(func(m *landMatrix) string { return "/v1/refunds/" + m.copy.grn + "/approve" }),
	"POST /v1/refunds/{grn}/decline": on(func(m *landMatrix) string { return "/v1/refunds/" + m.copy.grn + "/decline" }),
	"POST /v1/refunds/{grn}/arrived": on(func(m *landMatrix) string { return "/v1/refunds/" + m.copy.grn + "/arrived" }, `{"back":false}`),
	"POST /v1/payments/{dpr}/told": on(func(m *landMatrix) string {
		return "/v1/payments/" + m.begins(m.owing(), payment.ByChallan).DPR + "/told"
	}),
	"GET /v1/receipts/{grn}": on(func(m *landMatrix) string { return "/v1/receipts/" + m.copy.grn }),
	"POST /v1/registration/deeds": func(m *landMatrix, _ int) asking {
		return asking{path: "/v1/registration/deeds", body: m.deedOf()}
	},
	"GET /v1/registration/deeds/{office}/{year}/{number}": on(func(m *landMatrix) string { return "/v1/registration/deeds/" + m.deed }),
	"GET /v1/registration/ask":                            about("/v1/registration/ask?mouza=1027001&plot=40&khatian=12"),
	"GET /v1/registration/conflicts":                      about("/v1/registration/conflicts"),
	"GET /v1/documents":                                   about("/v1/documents"),
	"POST /v1/documents/sign": func(m *landMatrix, _ int) asking {
		return asking{path: "/v1/documents/sign", body: fmt.Sprintf(`{"cases":[%q]}`, m.copy.number)}
	},
	"GET /v1/documents/{number}":      on(func(m *landMatrix) string { return "/v1/documents/" + m.copy.paper }),
	"GET /v1/documents/{number}/file": on(func(m *landMatrix) string { return "/v1/documents/" + m.copy.paper + "/file" }),
	"GET /d/{token}":                  on(func(m *landMatrix) string { return "/d/" + m.copy.token }),
	"POST /v1/documents/{number}/revoke": func(m *landMatrix, who int) asking {
		paper := m.copy.paper
		if who == asSigner { // one of its own: the other is for everybody else
			paper = m.copied().paper
		}
		return asking{path: "/v1/documents/" + paper + "/revoke", body: `{"reason":"spoiled"}`}
	},
	"POST /v1/documents/{number}/links": func(m *landMatrix, _ int) asking {
		return asking{path: "/v1/documents/" + m.copied().paper + "/links", body: `{}`}
	},
	"DELETE /v1/documents/{number}/links": func(m *landMatrix, _ int) asking {
		return asking{path: "/v1/documents/" + m.copied().paper + "/links"}
	},
}

// pulling is a request of DigiLocker's for the owner's paper, each time another, and its
// proof.
func (m *landMatrix) pulling() (body, proof string) {
	m.n++
	ts := m.world.Now().Format(time.RFC3339)
	sum := sha256.Sum256([]byte(lockerAgreed.Key + ts))
	body = fmt.Sprintf(`<PullURIRequest xmlns="http://tempuri.org/" ver="3.0" ts=%q txn="%d" orgId=%q keyhash=%q format="both">`+
		`<DocDetails><DocType>WBROR</DocType><DigiLockerId>1</DigiLockerId><FullName>Subrata Mondal</FullName><DOB>31-12-1990</DOB>`+
		`<UDF1>%s</UDF1></DocDetails></PullURIRequest>`, ts, m.n, lockerAgreed.OrgID, hex.EncodeToString(sum[:]), m.copy.paper)
	mac := hmac.New(sha256.New, []byte(lockerAgreed.Key))
	mac.Write([]byte(body))
	return body, base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
