package program

import (
	"strings"
	"testing"
)

// From a shell money is moved in the name of an active account of the right post, and of no
// other name; an account that is shut out moves none.
func TestRefundByAccount(t *testing.T) {
	data := t.TempDir()
	add := func(login, role string) {
		t.Helper()
		ok(t, "staff", "add", "--data", data, "--login", login, "--name", "Mita Roy", "--role", role, "--office", "lr.*")
	}
	add("mita", "accounts_officer")
	add("anil", "department_clerk")
	add("gone", "accounts_officer")
	ok(t, "staff", "suspend", "--data", data, "--login", "gone")
	refused := func(want string, args ...string) {
		t.Helper()
		r := duar(t, append([]string{"payment"}, append(args, "--data", data)...)...)
		if r.code == 0 || !strings.Contains(r.out+r.err, want) {
			t.Errorf("%q: %d, %s%s", args, r.code, r.out, r.err)
		}
	}
	const named = "must be the login of an active account with the role accounts_officer"
	for _, by := range []string{"Mita Roy", "anil", "gone", "system", "nobody"} {
		refused(named, "refund", "192026270000000017", "--approve", "--by", by)
		refused(named, "held", "--give-up", "PAAAAAAAAAAAAAAAAAAAA", "--by", by)
	}
	refused("no such payment", "refund", "192026270000000017", "--approve", "--by", "MITA")
	refused("no such payment", "held", "--give-up", "PAAAAAAAAAAAAAAAAAAAA", "--by", "mita")
	refused("say one of", "refund", "192026270000000017", "--by", "mita")
	if out := ok(t, "payment", "refunds", "--data", data); out != "" {
		t.Errorf("%q", out)
	}
	if out := ok(t, "payment", "balance", "--data", data); !strings.Contains(out, "received") {
		t.Errorf("%q", out)
	}
}
