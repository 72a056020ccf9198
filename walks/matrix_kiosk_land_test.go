package walks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/payment"
	"duar/seva/watch"
)

// The matrix of the kiosk for what was built for land, as that of the other screens: a case
// that owes, one to be signed, one that has its paper, mutations with a hearing and open to
// objections. Rows that the other table has are left out here.
const offeredLand = `
                                  nobdy oper  entry instn clerk verif sanct audit admin
Home kiosk.home.fee               +
Home kiosk.home.object            -     +     -     -     -     -     -     -     -
Home kiosk.home.paper             +
Home kiosk.home.payment           -     +     -     -     +     +     +     +     -
Home kiosk.home.signing           -     -     -     -     -     -     +     -     -
Home kiosk.home.watch             -     +     -     -     -     -     -     -     -
blank kiosk.key.check_paper       +
blank kiosk.key.estimate          +
blank kiosk.key.link              -     +     +     +     +     +     +     +     -
blank kiosk.key.next              +
blank kiosk.key.object            -     +     -     -     -     -     -     -     -
blank kiosk.key.payment           -     +     -     -     +     +     +     +     -
blank kiosk.key.send_code         -     +     -     -     -     -     -     -     -
blank kiosk.key.track             +
blank kiosk.key.turn_list         +
blank kiosk.key.watches           -     +     -     -     -     -     -     -     -
casefile action.adjourn           .     -     .     .     +     +     -     -     .
casefile action.hear              .     -     .     .     -     +     +     -     .
casefile action.reject            .     -     .     .     -     -     +     -     .
casefile action.sign              .     -     .     .     -     -     +     -     .
casefile kiosk.key.hearing        .     +     .     .     +     +     +     +     .
casefile kiosk.key.paper          .     +     .     .     +     +     +     +     .
casefile kiosk.key.pay            .     +     .     .     +     -     -     -     .
dues kiosk.dues.begun             .     +     .     .     +     .     .     .     .
dues kiosk.dues.counter           .     +     .     .     +     .     .     .     .
dues kiosk.dues.online            .     +     .     .     +     .     .     .     .
dues kiosk.key.choose             .     +     .     .     +     .     .     .     .
dues kiosk.key.reload             .     +     .     .     +     .     .     .     .
estimated kiosk.key.aloud         +
estimated kiosk.key.print         +
khatian kiosk.key.office          +
khatian kiosk.key.watch           -     +     -     -     -     -     -     -     -
landCases kiosk.key.aloud         +
landCases kiosk.key.case          -     +     +     +     +     +     +     +     -
landCases kiosk.key.object        -     +     -     -     -     -     -     -     -
landCases kiosk.key.print         +
objected kiosk.key.aloud          .     +     .     .     .     .     .     .     .
objected kiosk.key.print          .     +     .     .     .     .     .     .     .
offices kiosk.key.print           +
paying kiosk.key.aloud            .     +     .     .     +     +     +     +     .
paying kiosk.key.challan          .     +     .     .     +     +     +     +     .
paying kiosk.key.give_up          .     +     .     .     +     -     -     -     .
paying kiosk.key.receipt          .     +     .     .     +     +     +     +     .
paying kiosk.key.reload           .     +     .     .     +     +     +     +     .
paying kiosk.key.told             .     +     .     .     +     +     +     -     .
plot kiosk.key.office             +
plot kiosk.key.watch              -     +     -     -     -     -     -     -     -
sealed kiosk.key.aloud            +
sealed kiosk.key.file             -     +     +     +     +     +     +     +     -
sealed kiosk.key.link             -     +     +     +     +     +     +     +     -
sealed kiosk.key.revoke           -     -     -     -     -     -     +     -     -
signing kiosk.key.case            .     .     .     .     .     .     +     .     .
signing kiosk.key.mark            .     .     .     .     .     .     +     .     .
signing kiosk.key.mark_all        .     .     .     .     .     .     +     .     .
signing kiosk.key.reload          .     .     .     .     .     .     +     .     .
signing kiosk.key.sign_all        .     .     .     .     .     .     +     .     .
standing kiosk.key.paper          +     +     .     .     +     +     +     .     .
standing kiosk.key.pay            -     +     .     .     +     -     -     .     .
voiding kiosk.key.choose          .     .     .     .     .     .     +     .     .
watched kiosk.key.end_watch       .     +     .     .     .     .     .     .     .
watching kiosk.key.agree          .     +     .     .     .     .     .     .     .
watching kiosk.key.done           .     +     .     .     .     .     .     .     .
watching kiosk.key.send_again     .     +     .     .     .     .     .     .     .
`

// landScreens are those that only this matrix comes to.
var landScreens = strings.Fields("blank dues paying estimated signing sealed voiding landCases offices watching watched objected")

// landHarmless are actions that ask for what is public, or for nothing new; see harmless. What
// kiosk.dues.begun leads to is what kiosk.key.payment does.
var landHarmless = strings.Fields(`kiosk.home.fee kiosk.home.track kiosk.home.paper kiosk.key.estimate kiosk.key.track kiosk.key.turn_list
	kiosk.key.cases kiosk.key.office kiosk.key.check_paper kiosk.key.newer kiosk.key.paper kiosk.key.challan kiosk.key.page
	kiosk.key.mark_all kiosk.dues.begun`)

// anyway are rights of whoever has signed in, whatever their role; a kiosk offers them only
// where the person whose right it is may be present.
var anyway = []string{"kiosk.home.object", "kiosk.key.object"}

// landForced asks the desks for what an action is, as somebody who was not offered it.
var landForced = map[string]func(m *landMatrix, c casework.Caller) error{
	"kiosk.home.payment": payments, "kiosk.key.payment": payments,
	"kiosk.key.pay": begins, "kiosk.dues.online": begins, "kiosk.dues.counter": begins,
	"kiosk.key.told": func(m *landMatrix, c casework.Caller) error {
		_, err := m.purse.For(c).Told(context.Background(), m.begins(m.owing(), payment.ByChallan).DPR)
		return err
	},
	"kiosk.key.receipt": func(m *landMatrix, c casework.Caller) error {
		_, err := m.purse.For(c).Receipt(context.Background(), m.copy.grn)
		return err
	},
	"kiosk.home.signing": signs, "kiosk.key.sign_all": signs,
	"kiosk.key.file": func(m *landMatrix, c casework.Caller) error {
		_, err := m.papers.For(c).File(context.Background(), m.copy.paper)
		return err
	},
	"kiosk.key.link": func(m *landMatrix, c casework.Caller) error {
		_, err := m.papers.For(c).SendLink(context.Background(), m.copy.paper, "", m.key())
		return err
	},
	"kiosk.key.revoke": func(m *landMatrix, c casework.Caller) error {
		_, err := m.papers.For(c).Revoke(context.Background(), m.copy.paper, "fraud", m.key())
		return err
	},
	"kiosk.key.hearing": func(m *landMatrix, c casework.Caller) error {
		_, err := m.cases.For(c).Hearing(context.Background(), m.hear)
		return err
	},
	"kiosk.key.watch": watches, "kiosk.key.send_code": watches, "kiosk.key.agree": watches, "kiosk.key.send_again": watches,
	"kiosk.home.watch": watches, "kiosk.key.done": watches, "kiosk.key.watches": watchesOf, "kiosk.key.end_watch": watchesOf,
	"kiosk.key.give_up": func(m *landMatrix, c casework.Caller) error {
		_, err := m.purse.For(c).Abandon(context.Background(), m.begins(m.owing(), payment.ByChallan).DPR)
		return err
	},
	"kiosk.home.object": objects, "kiosk.key.object": objects,
}

func payments(m *landMatrix, c casework.Caller) error {
	_, err := m.purse.For(c).Payment(context.Background(), m.copy.dpr)
	return err
}

func begins(m *landMatrix, c casework.Caller) error {
	_, err := m.purse.For(c).Begin(context.Background(), []string{m.owing().demand}, payment.ByChallan, m.key())
	return err
}

func signs(m *landMatrix, c casework.Caller) error {
	_, err := m.papers.For(c).SignAll(context.Background(), []string{m.copy.number}, m.key())
	return err
}

func watches(m *landMatrix, c casework.Caller) error {
	n, _ := m.notices.Notice(watch.Purpose)
	_, err := m.watches.For(c).Watch(context.Background(), watch.Ask{Kind: casework.KeyPlot, Land: "1027001/165", Version: n.Version})
	return err
}

func watchesOf(m *landMatrix, c casework.Caller) error {
	_, err := m.watches.For(c).Watches(context.Background())
	return err
}

func objects(m *landMatrix, c casework.Caller) error {
	_, err := m.deeds.Object(context.Background(), c, m.open, "forced")
	return err
}

// sentCode stands for the code that was sent last, in a walk.
const sentCode = "the code"

// landWays are the walks that everybody tries, each from the first screen on.
func (m *landMatrix) landWays(dpr string) [][]string {
	fact, year, phone := m.fact(), fmt.Sprint(m.world.Today().Year), newMobile().E164()[3:]
	plot := []string{"1", "1027001", "165", "enter"}
	return [][]string{
		{"e", "2", "enter"}, {"e", "1", "enter"},
		{"t", "enter", "1901", "enter", year, "enter", strings.TrimPrefix(m.deed, "1901/"+year+"/"), "enter"},
		{"d", m.copy.paper, "enter", "p"}, {"d", m.copy.paper, "enter", "l"}, {"d", m.copy.paper, "enter", "v", "1"},
		append(slices.Clone(plot), "c"), append([]string{"f4"}, "1", "165", "enter", "o"), {"1", "165", "enter", "w", phone, "enter", sentCode, "enter", "enter"},
		{"7", m.owes.number, "enter", fact, "enter", "r"}, {"7", m.owes.number, "enter", fact, "enter", "enter"},
		{"7", m.hear, "enter", fact, "enter", "enter", "h"}, {"7", m.copy.number, "enter", fact, "enter", "enter", "d"},
		{"8", "n", m.hear, "enter", "h"}, {"8", "n", m.copy.number, "enter", "d"},
		{"2", "12", "enter", "c"}, {"2", "12", "enter", "w"}, {"w", "3", "enter", phone, "enter", sentCode, "enter"},
		{"r", dpr, "enter", "enter", "enter", "p"}, {"r", m.copy.dpr, "enter", "enter", "enter", "p"},
		{"g"}, {"g", "space", "s"},
		{"b", m.open, "enter", "It is mine", "enter", "1"},
	}
}

// TestTheMatrixOfTheKioskOfLand walks the screens of land as everybody, and asks the desks
// for what was not offered.
func TestTheMatrixOfTheKioskOfLand(t *testing.T) {
	m := newLandMatrix(t)
	m.paid(m.owing()) // waits to be signed
	// A payment that was begun of what is owed: everybody sees it as it is, and none begins another.
	challan := m.begins(m.owes, payment.ByChallan).DPR
	crew := m.landCrew()
	found, screens := map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, role := range kioskRoles() {
		screens[role] = map[string]bool{}
		for _, who := range crew[role] {
			h := m.sit(t, m.withLand(m.within(t, who)))
			if who != nil {
				h.press("9", who.login, "tab", "x", "tab", "000000", "enter")
			}
			note := func() {
				_, screen, actions, _ := h.screen.now()
				screens[role][screen] = true
				for _, a := range actions {
					row := screen + " " + a
					if slices.Contains(everywhere, a) || strings.Contains(offered, "\n"+row+" ") {
						continue
					}
					if found[row] == nil {
						found[row] = map[string]bool{}
					}
					found[row][role] = true
				}
			}
			for _, way := range m.landWays(challan) {
				h.press("f4")
				note()
				for i, key := range way {
					if key == sentCode {
						key = m.lastCode()
					}
					h.press(key)
					note()
					if _, screen, _, _ := h.screen.now(); i == 0 && screen == "Home" && key != "f4" {
						break
					}
				}
			}
		}
	}
	if table, want := matrixRows(found, screens), strings.TrimSpace(offeredLand); table != want {
		t.Errorf("what is offered to whom:\n%s", table)
	}
	m.everyScreen(screens, func(screen string) bool { return slices.Contains(landScreens, screen) })
	m.forceLand(found, crew)
}

// landCrew gives the figures of each column.
func (m *landMatrix) landCrew() map[string][]*figure {
	one := func(login string, r casework.Role, offices ...string) []*figure {
		return []*figure{m.member(login, []casework.Role{r}, offices...)}
	}
	return map[string][]*figure{
		"nobdy": {nil}, "oper": {m.folk[asEnterer], m.folk[asOperator]}, "entry": {m.folk[asEntry]}, "audit": {m.folk[asAuditor]}, "admin": {m.folk[asAdmin]},
		"instn": one("school", casework.Institution), "clerk": one("clerk", casework.Clerk, m.office),
		"verif": one("verifier", casework.Verifier, m.office), "sanct": {m.folk[asSigner]},
	}
}

// forceLand asks the desks, as everybody, for what they were offered nowhere.
func (m *landMatrix) forceLand(found map[string]map[string]bool, crew map[string][]*figure) {
	m.t.Helper()
	for action, to := range anywhere(found) {
		deed := landForced[action]
		switch {
		case slices.Contains(harmless, action) || slices.Contains(landHarmless, action) || strings.HasPrefix(action, "action.") || forced[action] != nil:
			continue
		case deed == nil:
			m.t.Errorf("%s is offered, and nothing says how the desk is asked for it", action)
			continue
		}
		for _, role := range kioskRoles() {
			if to[role] {
				continue
			}
			for _, f := range crew[role] {
				var who identity.Principal
				if f != nil {
					who = f.who
				}
				if f != nil && slices.Contains(anyway, action) {
					continue
				}
				err := deed(m, who.Caller("kiosk"))
				if kind := seva.KindOf(err); err == nil || !slices.Contains([]seva.Kind{seva.Forbidden, seva.Unauthenticated, seva.NotFound}, kind) {
					m.t.Errorf("%s is not offered to %s, and the desk answers %v", action, role, err)
				}
			}
		}
	}
}
