package walks

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"duar/api/wire"
	"duar/cmd/program"
	"duar/i18n"
	"duar/outside/grips"
	"duar/paper/seal"
	"duar/seva"
)

// TestAKhatianThatProvesItself: a certified copy from the first question to a paper that
// anybody can check, and on until the record says something else.
func TestAKhatianThatProvesItself(t *testing.T) {
	onEitherEngine(t, func(t *testing.T, lt *landTown) {
		w := walkOf(t, "a certified khatian: paid, signed, made")
		owner := lt.citizen(w.Mobile)
		_, receipt := owner.apply(w)
		number := receipt.Number
		lt.isAsked(owner, number)
		lt.paysAtLast(owner, number)

		// Signed in a batch: what cannot be signed keeps nothing else from it.
		_, unpaid := lt.citizen("9831000199").apply(w)
		signed := into[wire.Page[wire.Signed]](lt.as("officer"), lt.as("officer").ask("POST", "/v1/documents/sign",
			map[string]any{"cases": []string{unpaid.Number, number}}, "Idempotency-Key: batch"), 200).Items
		if len(signed) != 2 || signed[0].Signed || signed[0].Detail == "" || !signed[1].Signed {
			t.Fatalf("of one that is unpaid and one that is paid: %+v", signed)
		}
		s := &story{town: lt.town, walk: w, number: number, lines: []string{number}}
		s.comes(number, "issued")
		paper := owner.view(number).Marks["document"]
		if paper == "" {
			t.Fatalf("no paper: %+v", owner.view(number))
		}
		pdf, link := lt.downloads(owner, number, paper)
		lt.proves(pdf, paper)
		lt.stands(paper, "valid")

		// The record changes, and the paper says so without anybody telling it.
		lt.mutates("1027001/12", "1027001/40")
		if d := lt.stands(paper, "superseded"); strings.Contains(d.Text, "SMS") {
			t.Errorf("superseded: %+v", d)
		}
		lt.proves(pdf, paper) // it is what was signed, whatever the record says now
		revoke := func(key string) heard {
			return lt.as("officer").ask("POST", "/v1/documents/"+paper+"/revoke", map[string]string{"reason": "wrong_record"}, "Idempotency-Key: "+key)
		}
		into[wire.Document](owner, revoke("r1"), 200)
		into[wire.Document](owner, revoke("r1"), 200)
		if h := revoke("r2"); h.status != http.StatusConflict {
			t.Errorf("revoked twice: %d %s", h.status, h.body)
		}
		lt.stands(paper, "revoked")
		if status, _, _ := get("http://" + lt.addr + link); status != http.StatusUnauthorized {
			t.Errorf("the link of a paper that was taken back: %d", status)
		}
		if h := owner.ask("GET", "/v1/documents/"+paper+"/file", nil); h.status != http.StatusConflict {
			t.Errorf("the file of a paper that was taken back: %d %s", h.status, h.body)
		}
		void := i18n.Say(seva.Bengali, seva.Say("reason.revoke.wrong_record"))
		eventually(t, patience, "the SMS that the paper is void", func() bool {
			for _, l := range lt.lettersTo("+91" + w.Mobile) {
				if strings.Contains(l.body, paper) && strings.Contains(l.body, void) {
					return true
				}
			}
			return false
		})
	})
}

// isAsked: what is owed is shown with the rule and its date, before and after.
func (lt *landTown) isAsked(a app, number string) {
	lt.t.Helper()
	estimate := a.ask("GET", "/v1/fees/estimate?service=ror_copy", nil)
	if into[wire.FeeEstimate](a, estimate, 200); !bytes.Contains(estimate.body, []byte("2015-06-26")) || !bytes.Contains(estimate.body, []byte("placeholder")) {
		lt.t.Errorf("the estimate does not show its rule and date: %s", estimate.body)
	}
	due := a.dues(number)
	if len(due) != 1 || due[0].Amount.Paise != 2000 || len(due[0].Heads) != 1 || due[0].Heads[0].Source == "" || due[0].Payment != "" {
		lt.t.Fatalf("what is owed: %+v", due)
	}
	if v := a.view(number); v.State.Key != "fee_due" || v.Next.By != "2026-12-24" || v.Standing.Due != "" {
		lt.t.Errorf("before the money: %+v", v)
	}
}

// paysAtLast: what a browser brings is not believed; what the treasury says is.
func (lt *landTown) paysAtLast(a app, number string) {
	t := lt.t
	t.Helper()
	h := a.begins(number, "online", "pay-"+number)
	back := pressed(t, h.Form, "pay") // the bank has the money
	lt.treasury.Misbehave(grips.Broken)
	if r := a.returns(back); r.status != 200 && r.status != 503 {
		t.Errorf("the browser came back: %d %s", r.status, r.body)
	}
	if v := a.view(number); v.State.Key != "fee_due" {
		t.Fatalf("a browser was believed: %s", v.State.Key)
	}
	lt.treasury.Misbehave(grips.Sound)
	for i, spoilt := range []string{"", "AAAA", back.Get("encData")[:20]} {
		forged := map[string][]string{"encData": {spoilt}, "cs": back["cs"], "src": back["src"]}
		if r := a.returns(forged); r.status == 200 {
			t.Errorf("forgery %d was taken: %s", i, r.body)
		}
	}
	lt.days.move(30 * time.Second) // it is asked again after twenty
	for range 3 {
		if r := a.returns(back); r.status != 200 || bytes.Contains(r.body, []byte(number)) {
			t.Errorf("the browser came back: %d %s", r.status, r.body)
		}
	}
	v := a.view(number)
	if v.State.Key != "to_sign" || v.Standing.Due != "2026-11-26" {
		t.Fatalf("after the money: %s, due %q", v.State.Key, v.Standing.Due)
	}
	if due := a.dues(number); len(due) != 0 {
		t.Errorf("it owes %+v", due)
	}
}

var linkIn = regexp.MustCompile(`(https?://[^/\s]+)(/d/[A-Za-z0-9_-]+)`)

// downloads gets the paper by the link of the SMS and by signing in: the same bytes. Nobody
// else gets it.
func (lt *landTown) downloads(a app, number, paper string) (pdf []byte, link string) {
	t := lt.t
	t.Helper()
	eventually(t, patience, "an SMS with the link", func() bool {
		for _, l := range lt.lettersTo(a.who.mobile) {
			if m := linkIn.FindStringSubmatch(l.body); m != nil && strings.Contains(l.body, number) && strings.Contains(l.body, paper) {
				link = m[2]
				if m[1] != "http://"+lt.addr {
					t.Errorf("the link leads to %s, and the server is %s", m[1], lt.addr)
				}
			}
		}
		return link != ""
	})
	status, body, err := get("http://" + lt.addr + link)
	mine := a.ask("GET", "/v1/documents/"+paper+"/file", nil)
	if err != nil || status != 200 || mine.status != 200 || body != string(mine.body) || !strings.HasPrefix(body, "%PDF-") {
		t.Fatalf("by link %d %v, signed in %d, %d and %d bytes", status, err, mine.status, len(body), len(mine.body))
	}
	for name, other := range map[string]app{"another citizen": lt.citizen("9831000198"), "nobody": lt.app(nil, seva.English)} {
		if h := other.ask("GET", "/v1/documents/"+paper+"/file", nil); h.status != 403 && h.status != 401 {
			t.Errorf("%s asks for the file: %d", name, h.status)
		}
	}
	if status, _, _ := get("http://" + lt.addr + link + "x"); status != 401 {
		t.Errorf("another link: %d", status)
	}
	if page := into[wire.Page[wire.Document]](a, a.ask("GET", "/v1/documents", nil), 200); len(page.Items) != 1 || page.Items[0].Number != paper {
		t.Errorf("their own papers: %+v", page.Items)
	}
	return mine.body, link
}

// proves: the signature is over all of the paper, one changed byte shows, and its QR code
// says the same.
func (lt *landTown) proves(pdf []byte, paper string) {
	t := lt.t
	t.Helper()
	ring, err := seal.Open(lt.keys, "")
	if err != nil {
		t.Fatal(err)
	}
	defer ring.Close()
	report, err := ring.Verify(pdf)
	if err != nil || !report.Genuine() || len(report.Signatures) != 1 || !report.Signatures[0].Whole {
		t.Fatalf("%+v %v", report, err)
	}
	for _, at := range []int{20, len(pdf) / 2, len(pdf) - 40} {
		changed := bytes.Clone(pdf)
		changed[at] ^= 1
		if report, err := ring.Verify(changed); err == nil && report.Genuine() {
			t.Errorf("byte %d was changed, and nobody notices", at)
		}
	}
	file := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	verify := func(args ...string) (int, string) {
		var out output
		keys := append(args, "--document-keys", lt.keys)
		return program.RunIn(context.Background(), lt.world, append([]string{"document", "verify", file}, keys...), strings.NewReader(""), &out, &out), out.String()
	}
	if code, said := verify(); code != 0 {
		t.Errorf("duar document verify: %d\n%s", code, said)
	}
	code := readQR(t, file)
	if code == "" {
		return
	}
	if !strings.HasPrefix(code, "HTTP://"+strings.ToUpper(lt.addr)+"/V/") {
		t.Errorf("the QR code leads to %s", code)
	}
	if exit, said := verify("--code", code, "--json"); exit != 0 || !strings.Contains(said, `"says":"genuine","file":"same","number":"`+paper) || !strings.Contains(said, `"subject":"khatian 12"`) {
		t.Errorf("the code proves %d %s", exit, said)
	}
	other := code[:len(code)-6] + "AAAAAA"
	if exit, said := verify("--code", other, "--json"); exit == 0 {
		t.Errorf("a code that was changed proves: %s", said)
	}
	if status, page, err := get("http://" + lt.addr + "/V/" + code[strings.LastIndex(code, "/")+1:]); err != nil || status != 200 || !strings.Contains(page, "<html") {
		t.Errorf("where the code leads: %d %v", status, err)
	}
}

// readQR reads the QR code of a paper as a phone does: off the drawn page.
func readQR(t *testing.T, file string) string {
	t.Helper()
	for _, tool := range []string{"pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("DUAR_TEST_REQUIRE") == "1" {
				t.Fatalf("%s is not installed", tool)
			}
			t.Logf("%s is not installed: the QR code was not read", tool)
			return ""
		}
	}
	page := strings.TrimSuffix(file, ".pdf")
	if out, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "200", "-png", "-f", "1", "-l", "1", "-singlefile", file, page).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), "zbarimg", "--raw", "-q", page+".png").Output()
	if err != nil {
		t.Fatalf("no code on the page: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// stands asks how a paper stands, as anybody may, in every language.
func (lt *landTown) stands(paper, status string) wire.Document {
	lt.t.Helper()
	var d wire.Document
	texts := map[string]bool{}
	for _, l := range seva.Langs() {
		a := lt.app(nil, l)
		d = into[wire.Document](a, a.ask("GET", "/v1/documents/"+paper, nil), 200)
		if d.Status != status || d.Text == "" || !d.Specimen {
			lt.t.Errorf("the paper stands as %+v, want %s", d, status)
		}
		texts[d.Text] = true
	}
	if len(texts) != len(seva.Langs()) {
		lt.t.Errorf("it is told in %d languages", len(texts))
	}
	return d
}

// mutates has the office pass a part of a plot on: the record changes.
func (lt *landTown) mutates(khatian, plot string) string {
	lt.t.Helper()
	w := walkOf(lt.t, "a mutation after sale, to which nobody objects")
	w.Answers["khatian"], w.Answers["plot"] = khatian, plot
	buyer := lt.citizen(w.Mobile)
	_, r := buyer.apply(w)
	lt.as("clerk").act(r.Number, step{Do: "take_up"})
	lt.as("clerk").act(r.Number, step{Do: "issue_notice"})
	lt.wait(31 * 24 * time.Hour)
	lt.as("officer").act(r.Number, step{Do: "approve"})
	if v := lt.as("clerk").act(r.Number, step{Do: "record"}); v.State.Key != "recorded" {
		lt.t.Fatalf("the record was not changed: %+v", v)
	}
	return r.Number
}
