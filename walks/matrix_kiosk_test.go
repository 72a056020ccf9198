package walks

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"duar/seva/casework"
)

// The matrix of the kiosk: every action that a screen offers, by the message that names it,
// and who is offered it there. "+" is offered; "-" is not; "." is not offered because no way
// of that role's leads to the screen. One sign is everybody's. An action without a row
// fails, and so does a screen that nobody comes to.
const offered = `
                                  nobdy oper  entry instn clerk verif sanct audit admin
Cover kiosk.key.not_me            .     +     +     +     +     +     +     +     +
Cover kiosk.key.unlock            .     +     +     +     +     +     +     +     +
Home kiosk.home.apply             +     +     +     +     -     -     -     -     -
Home kiosk.home.crosswalk         +
Home kiosk.home.help              +
Home kiosk.home.inbox             +     -     -     -     +     +     +     +     -
Home kiosk.home.khatian           +
Home kiosk.home.place             +
Home kiosk.home.plot              +
Home kiosk.home.requests          -     -     -     -     +     -     -     -     -
Home kiosk.home.sign              +
Home kiosk.home.staff             -     -     -     -     -     -     -     -     +
Home kiosk.home.status            +     +     +     +     +     +     +     -     -
Home kiosk.home.track             +
Home kiosk.key.choose             +
Home kiosk.key.lock               -     +     +     +     +     +     +     +     +
Home kiosk.key.mouza              +
Home kiosk.key.open               +
acting kiosk.key.choose           .     +     .     .     +     +     .     .     .
acting kiosk.key.keep             .     +     .     .     -     -     .     .     .
acting kiosk.key.next             .     +     .     .     -     -     .     .     .
agreed kiosk.key.print            .     +     .     .     .     .     .     .     .
agreed kiosk.key.withdraw         .     +     .     .     .     .     .     .     .
apply kiosk.key.begin             .     +     +     +     .     .     .     .     .
apply kiosk.key.by_id             .     +     +     +     .     .     .     .     .
askStatus kiosk.key.find          +     +     +     +     +     +     +     .     .
askStatus kiosk.key.next          +     +     -     -     +     +     +     .     .
barring kiosk.bar.bar             .     .     .     .     .     .     .     .     +
barring kiosk.bar.unbar           .     .     .     .     .     .     .     .     +
barring kiosk.key.choose          .     .     .     .     .     .     .     .     +
barring kiosk.key.next            .     .     .     .     .     .     .     .     +
byID kiosk.key.open               .     +     +     +     .     .     .     .     .
byNumber kiosk.key.case           .     .     .     .     .     .     .     +     .
card kiosk.key.open               +
casefile action.ask               .     -     .     .     -     +     -     -     .
casefile action.reply             .     +     .     .     -     -     -     -     .
casefile action.take_up           .     -     .     .     +     +     -     -     .
casefile action.withdraw          .     +     .     .     -     -     -     -     .
casefile kiosk.key.act            .     +     .     .     +     +     -     -     .
casefile kiosk.key.print          .     +     .     .     +     +     +     +     .
casefile kiosk.key.reload         .     +     .     .     +     +     +     +     .
consent kiosk.key.choose          .     +     .     .     .     .     .     .     .
crosswalk kiosk.key.aloud         +
crosswalk kiosk.key.plot          +
crosswalk kiosk.key.print         +
enrol kiosk.key.confirm           .     .     .     .     .     .     .     .     +
enrol kiosk.key.mark              .     .     .     .     .     .     .     .     +
enrol kiosk.key.next              .     .     .     .     .     .     .     .     +
entry kiosk.key.find              +
entry kiosk.key.mouza             +
entry kiosk.key.turn              +
filling kiosk.key.before          .     +     +     .     .     .     .     .     .
filling kiosk.key.choose          .     +     -     .     .     .     .     .     .
filling kiosk.key.clear           .     +     +     .     .     .     .     .     .
filling kiosk.key.keep            .     +     +     .     .     .     .     .     .
filling kiosk.key.next            .     +     +     .     .     .     .     .     .
filling kiosk.key.review          .     +     +     .     .     .     .     .     .
filling kiosk.key.rows            .     +     +     .     .     .     .     .     .
filling kiosk.key.section         .     +     +     .     .     .     .     .     .
handed kiosk.key.handed           .     .     .     .     .     .     .     .     +
inbox kiosk.key.all_courts        .     .     .     .     +     +     +     +     .
inbox kiosk.key.by_number         .     .     .     .     -     -     -     +     .
inbox kiosk.key.open              .     .     .     .     +     +     +     +     .
inbox kiosk.key.our_court         .     .     .     .     +     +     +     +     .
inbox kiosk.key.reload            .     .     .     .     +     +     +     +     .
khatian kiosk.key.aloud           +
khatian kiosk.key.cases           +
khatian kiosk.key.plot            +
khatian kiosk.key.print           +
looked kiosk.key.aloud            .     +     .     .     .     .     .     .     .
looked kiosk.key.print            .     +     .     .     .     .     .     .     .
picker kiosk.key.choose           +
plot kiosk.key.aloud              +
plot kiosk.key.cases              +
plot kiosk.key.khatian            +
plot kiosk.key.map                +
plot kiosk.key.print              +
receipt kiosk.key.aloud           .     +     .     .     .     .     .     .     .
receipt kiosk.key.print           .     +     .     .     .     .     .     .     .
request kiosk.key.answer          .     .     .     .     +     .     .     .     .
request kiosk.key.case            .     .     .     .     +     .     .     .     .
requests kiosk.key.open           .     .     .     .     +     .     .     .     .
requests kiosk.key.reload         .     .     .     .     +     .     .     .     .
review kiosk.key.correct          .     +     .     .     .     .     .     .     .
review kiosk.key.submit           .     +     .     .     .     .     .     .     .
roster kiosk.key.open             .     +     +     .     .     .     .     .     .
roster kiosk.key.remove           .     +     +     .     .     .     .     .     .
signIn kiosk.key.next             +     .     .     .     .     .     .     .     .
signIn kiosk.key.sign             +     .     .     .     .     .     .     .     .
signOut kiosk.key.signout         .     +     +     +     +     +     +     +     +
staff kiosk.key.bar               .     .     .     .     .     .     .     .     +
staff kiosk.key.enrol             .     .     .     .     .     .     .     .     +
staff kiosk.key.open              .     .     .     .     .     .     .     .     +
staff kiosk.key.reload            .     .     .     .     .     .     .     .     +
staffCard kiosk.key.choose        .     .     .     .     .     .     .     .     +
staffCard kiosk.staff.posts       .     .     .     .     .     .     .     .     +
staffCard kiosk.staff.renew       .     .     .     .     .     .     .     .     +
staffCard kiosk.staff.restore     .     .     .     .     .     .     .     .     +
staffCard kiosk.staff.revoke      .     .     .     .     .     .     .     .     +
staffCard kiosk.staff.suspend     .     .     .     .     .     .     .     .     +
standing kiosk.key.agreed         -     +     .     .     -     -     -     .     .
standing kiosk.key.aloud          +     +     .     .     +     +     +     .     .
standing kiosk.key.case           -     +     .     .     +     +     +     .     .
standing kiosk.key.looked         -     +     .     .     -     -     -     .     .
standing kiosk.key.print          +     +     .     .     +     +     +     .     .
sure kiosk.key.choose             .     +     .     .     +     .     .     .     +
`

// everywhere are the keys of every screen: they lead about and say nothing.
var everywhere = strings.Fields("kiosk.key.back kiosk.key.help kiosk.key.home kiosk.key.language kiosk.key.move kiosk.key.quit")

// kioskRoles are the columns.
func kioskRoles() []string { return strings.Fields(strings.Split(strings.TrimSpace(offered), "\n")[0]) }

// harmless are the actions that ask no desk for anything that the screen does not show
// already, or that is not public: they move about, print, read aloud, type, or are about
// the kiosk itself. Of all others forced says how the desk is asked.
var harmless = strings.Fields(`kiosk.key.act kiosk.key.aloud kiosk.key.begin kiosk.key.by_id kiosk.key.by_number kiosk.key.choose
	kiosk.key.clear kiosk.key.confirm kiosk.key.done kiosk.key.find kiosk.key.handed
	kiosk.key.keep kiosk.key.khatian kiosk.key.lock kiosk.key.map kiosk.key.mark kiosk.key.missing
	kiosk.key.mouza kiosk.key.next kiosk.key.not_me kiosk.key.open kiosk.key.pages kiosk.key.pick
	kiosk.key.plot kiosk.key.print kiosk.key.reload kiosk.key.remove kiosk.key.review kiosk.key.rows
	kiosk.key.correct kiosk.key.attach kiosk.key.before kiosk.key.section kiosk.key.sign kiosk.key.signout kiosk.key.together kiosk.key.turn
	kiosk.key.unlock kiosk.key.all_courts kiosk.key.our_court
	kiosk.home.crosswalk kiosk.home.help kiosk.home.khatian kiosk.home.place kiosk.home.plot kiosk.home.sign`)

// fact is the second fact of the owner's application.
func (m *matrix) fact() string { p := m.cast[asOwner].phone; return string(p[len(p)-4:]) }

// crew gives the figures of each column, who may be several: an operator is whoever entered
// the application and whoever did not.
func (m *matrix) crew() map[string][]*figure {
	one := func(login string, r casework.Role, offices ...string) []*figure {
		return []*figure{m.member(login, []casework.Role{r}, offices...)}
	}
	return map[string][]*figure{
		"nobdy": {nil}, "oper": {m.cast[asEnterer], m.cast[asOperator]}, "entry": {m.cast[asEntry]}, "audit": {m.cast[asAuditor]}, "admin": {m.cast[asAdmin]},
		"instn": one("school", casework.Institution), "clerk": one("clerk", casework.Clerk, m.office),
		"verif": one("verifier", casework.Verifier, m.office), "sanct": one("sanctioner", casework.Sanctioner, m.office),
	}
}

// ways are the walks that everybody tries, each from the first screen on.
func (m *matrix) ways(login string, draft string) [][]string {
	number, asked := m.seen.number, m.waits.number
	return [][]string{
		{"5"}, {"9"}, {"f10"}, {"1", "1027001", "165", "enter", "a", "esc", "m", "esc", "enter"}, {"4", "98", "enter"}, {"3", "1027001"},
		{"6"}, {"6", "f8"}, {"6", "f8", draft, "enter", "f8", "f8", "1"},
		{"6", "warish", "enter", "pgdown", "pgdown", "enter"},
		{"7"}, {"7", number, "enter", m.fact(), "enter", "w"}, {"7", number, "enter", m.fact(), "enter", "c", "1"},
		{"7", number, "enter", m.fact(), "enter", "enter", "1"}, {"7", asked, "enter", m.fact(), "enter", "enter", "1"},
		{"7", number, "enter"},
		{"8"}, {"8", "tab"}, {"8", "enter", "1"}, {"8", "n", number, "enter"},
		{"0"}, {"0", "enter", "1"},
		{"s"}, {"s", "end", "enter", "1"}, {"s", "end", "enter", "4", "1"}, {"s", "end", "enter", "2"}, {"s", "b", "9831012345", "enter"},
		{"s", "n", "k" + login, "tab", "Somebody", "tab", "tab", "space", "f8", "1"},
	}
}

// TestTheMatrixOfTheKiosk walks every screen as everybody, and asks the desks for what was
// not offered.
func TestTheMatrixOfTheKiosk(t *testing.T) {
	m := newMatrix(t)
	m.waits = m.asked("grievance_text")
	m.reread()
	crew := m.crew()
	found, screens := map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, role := range kioskRoles() {
		screens[role] = map[string]bool{}
		for i, who := range crew[role] {
			draft := "none"
			if role == "oper" {
				d, _ := m.begun(who)
				draft = d.ID
			}
			h := m.kiosk(t, who)
			note := func() {
				_, screen, actions, _ := h.screen.now()
				screens[role][screen] = true
				for _, a := range actions {
					if slices.Contains(everywhere, a) {
						continue
					}
					row := screen + " " + a
					if found[row] == nil {
						found[row] = map[string]bool{}
					}
					found[row][role] = true
				}
			}
			for _, way := range m.ways(fmt.Sprintf("%s%d", role, i), draft) {
				h.press("f4")
				note()
				for i, key := range way {
					h.press(key)
					note()
					// A way that is not theirs ends where it began.
					if _, screen, _, _ := h.screen.now(); i == 0 && screen == "Home" {
						break
					}
				}
				if slices.Contains(way, "f10") && who != nil {
					h.press(who.password, "enter")
				}
			}
		}
	}
	table := matrixRows(found, screens)
	if want := strings.TrimSpace(offered); table != want {
		t.Errorf("what is offered to whom:\n%s", table)
	}
	m.everyScreen(screens, func(screen string) bool { return !slices.Contains(landScreens, screen) })
	m.force(found, crew)
}

// matrixRows writes what was found as the table is written.
func matrixRows(found, screens map[string]map[string]bool) string {
	lines := []string{strings.TrimSpace(strings.Split(strings.TrimSpace(offered), "\n")[0])}
	for _, row := range slices.Sorted(maps.Keys(found)) {
		screen, _, _ := strings.Cut(row, " ")
		var signs []string
		for _, role := range kioskRoles() {
			sign := "."
			switch {
			case found[row][role]:
				sign = "+"
			case screens[role][screen]:
				sign = "-"
			}
			signs = append(signs, fmt.Sprintf("%-5s", sign))
		}
		if len(found[row]) == len(kioskRoles()) {
			signs = signs[:1]
		}
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%-34s%s", row, strings.Join(signs, " ")), " "))
	}
	return strings.Join(lines, "\n")
}

// everyScreen holds what was seen against the source: a type with keys is a screen. of tells
// which ones it is about.
func (m *matrix) everyScreen(screens map[string]map[string]bool, of func(string) bool) {
	m.t.Helper()
	files, err := filepath.Glob("../tui/screens/*.go")
	if err != nil || len(files) == 0 {
		m.t.Fatal("no screens are found: ", err)
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			m.t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv == nil || fn.Name.Name != "Keys" {
				continue
			}
			star, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
			if !ok {
				continue
			}
			screen := star.X.(*ast.Ident).Name
			if of(screen) && !slices.ContainsFunc(slices.Collect(maps.Values(screens)), func(seen map[string]bool) bool { return seen[screen] }) {
				m.t.Errorf("nobody comes to the screen %s", screen)
			}
		}
	}
}

// reread takes the versions of the cases as they are.
func (m *matrix) reread() {
	m.t.Helper()
	for _, s := range []*subject{m.seen, m.waits} {
		c, err := m.store.Cases().Case(context.Background(), s.number)
		if err != nil {
			m.t.Fatal(err)
		}
		s.version = c.Version
	}
}
