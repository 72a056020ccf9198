package walks

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestNoMobileOfLandWhereItShouldNotBe pays for a copy, watches a plot and asks for what is
// refused, and then looks for the mobile in every column, in the addresses that were asked
// and in what problems say. A demand has it for the treasury, which asks who pays; a watch is
// kept by it. A name is in no address.
func TestNoMobileOfLandWhereItShouldNotBe(t *testing.T) {
	onEitherEngine(t, func(t *testing.T, lt *landTown) { lt.searchedForMobile() })
}

// searchedForMobile plays the walk and looks for the mobile.
func (lt *landTown) searchedForMobile() {
	t := lt.t
	t.Helper()
	tapped, direct := lt.tap(), lt.addr
	w := walkOf(t, "a certified khatian: paid, signed, made")
	w.Mobile, w.Answers["mobile"] = "9831000666", "9831000666"
	a := lt.citizen(w.Mobile)
	_, r := a.apply(w)
	a.pays(r.Number, 20)
	lt.watches(w.Mobile, "1027001/165")
	lt.as("officer").act(r.Number, step{Do: "sign"})
	(&story{town: lt.town, walk: w, number: r.Number, lines: []string{r.Number}}).comes(r.Number, "issued")
	for _, path := range []string{"/v1/dues?number=9831000666", "/v1/documents/9831000666", "/v1/payments/9831000666", "/v1/receipts/9831000666"} {
		a.ask("GET", path, nil) // somebody types their mobile where a number is asked for
	}
	a.ask("POST", "/v1/cases/track", map[string]string{"name": "সুব্রত মণ্ডল", "office": "lr.2984", "from": "2026-11-24", "until": "2026-11-24"})
	lt.post.letters() // and the last of them is sent
	lt.addr = direct

	var found []string
	for column, b := range lt.columns() {
		if bytes.Contains(b, []byte(w.Mobile)) {
			found = append(found, column)
		}
	}
	slices.Sort(found)
	want := []string{"apply_draft.body", "case_now.body", "case_now.phone", "identity_account.handle", "payment_demand.phone",
		"watch_watch.phone"}
	if !slices.Equal(found, want) {
		t.Errorf("the mobile stands in %q, and is meant to in %q", found, want)
	}
	tapped.mu.Lock()
	defer tapped.mu.Unlock()
	asked := slices.DeleteFunc(strings.Split(tapped.urls.String(), "\n"), func(u string) bool { return strings.Contains(u, "9831000666") && strings.HasPrefix(u, "/v1/") })
	if text := strings.Join(asked, "\n"); strings.Contains(text, w.Mobile) || strings.Contains(text, "%E0%A6%B8") {
		t.Errorf("an address has the mobile or a name:\n%s", text)
	}
	if strings.Contains(tapped.problems.String(), w.Mobile) {
		t.Errorf("a problem repeats the mobile:\n%s", tapped.problems.String())
	}
}

// columns gives all that stands in the town's database, by column.
func (lt *landTown) columns() map[string][]byte {
	lt.t.Helper()
	if i := slices.Index(lt.engines, "--database"); i >= 0 {
		return postgresColumns(lt.t, lt.engines[i+1])
	}
	return sqliteColumns(lt.t, lt.engines[1]+"/duar.db")
}
