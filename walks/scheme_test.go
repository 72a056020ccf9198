package walks

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"

	"duar/api/wire"
	"duar/seva"
)

// scheme is what somebody wrote who added a scheme: in testdata/scheme.
const scheme = "testdata/scheme"

// changed is the module as it would be after a change, for `go build -overlay`: the files
// that are new or other, and where their content lies. All other files are those of the
// module.
type changed map[string]string

// file notes a new file of the module.
func (c changed) file(t *testing.T, name, content string) {
	t.Helper()
	for _, path := range []*string{&name, &content} {
		whole, err := filepath.Abs(*path)
		if err != nil {
			t.Fatal(err)
		}
		*path = whole
	}
	c[name] = content
}

// words notes that messages were written under those that a language has.
func (c changed) words(t *testing.T, l seva.Lang) {
	t.Helper()
	name := fmt.Sprintf("../i18n/messages/active.%s.toml", l)
	whole := ""
	for _, path := range []string{name, fmt.Sprintf("%s/words.%s.toml", scheme, l)} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		whole += string(text) + "\n"
	}
	c.file(t, name, filepath.Join(t.TempDir(), "words.toml"))
	at, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c[at], []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
}

// built builds the changed program.
func (c changed) built(t *testing.T) string {
	t.Helper()
	overlay, err := json.Marshal(map[string]changed{"Replace": c})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	list, file := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "duar")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "go", "build", stripped, "-overlay", list, "-o", file, "duar/cmd/duar").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	return file
}

// TestASchemeTakesNoGo adds a scheme as docs/adding-a-scheme.md says: a definition, words
// and a walk. `duar check` says what is still missing and where; then the program has it,
// on every face.
func TestASchemeTakesNoGo(t *testing.T) {
	t.Parallel()
	docs := filepath.Join(t.TempDir(), "procedures")
	now := changed{}
	now.file(t, "../catalogue/service/taposili_bandhu.toml", scheme+"/taposili_bandhu.toml")
	check := exec.CommandContext(t.Context(), now.built(t), "check", "--docs", docs)
	told, err := check.CombinedOutput()
	if err == nil {
		t.Fatalf("duar check finds nothing wrong with a scheme that has no words:\n%s", told)
	}
	for key, langs := range wanted(t) {
		for _, l := range langs {
			want := fmt.Sprintf(`(?m)^catalogue/service/taposili_bandhu\.toml:[1-9]\d*: demands the message "%s": add it to i18n/messages/active\.%s\.toml$`,
				regexp.QuoteMeta(key), l)
			if !regexp.MustCompile(want).Match(told) {
				t.Errorf("duar check does not say that %s is missing in %s:\n%s", key, l, told)
			}
		}
	}
	for _, l := range seva.PhoneLangs() {
		now.words(t, l)
	}
	for name := range now {
		if strings.HasSuffix(name, ".go") {
			t.Errorf("%s is Go", name)
		}
	}
	duar := now.built(t)
	for _, args := range [][]string{{"check", "--docs", docs, "--draw"}, {"check", "--docs", docs}} {
		if said, err := exec.CommandContext(t.Context(), duar, args...).CombinedOutput(); err != nil {
			t.Fatalf("duar %s: %v\n%s", args, err, said)
		}
	}
	applyFor(t, duar)
}

// wanted are the keys that the scheme's words have, and in which languages.
func wanted(t *testing.T) map[string][]seva.Lang {
	t.Helper()
	keys := map[string][]seva.Lang{}
	for _, l := range seva.PhoneLangs() {
		var words map[string]string
		if _, err := toml.DecodeFile(fmt.Sprintf("%s/words.%s.toml", scheme, l), &words); err != nil {
			t.Fatal(err)
		}
		for key := range words {
			keys[key] = append(keys[key], l)
		}
	}
	return keys
}

// applyFor walks the scheme through the changed program, which runs by itself.
func applyFor(t *testing.T, duar string) {
	t.Helper()
	data := t.TempDir()
	run := func(args ...string) string {
		said, err := exec.CommandContext(t.Context(), duar, append(args, "--data", data)...).CombinedOutput()
		if err != nil {
			t.Fatalf("duar %s: %v\n%s", args, err, said)
		}
		return string(said)
	}
	run("load", "demo", "--plots", "900", "--mouzas", "3")
	tn := &town{t: t, days: &calendar{start: time.Now()}}
	tn.days.move(time.Since(opening))
	tn.people = enrolled(run)
	p := spawned(t, duar, "demo", "--data", data, "--plots", "900", "--listen", "127.0.0.1:0").serving()
	tn.addr, tn.post = p.addr, shownPost{p.out}

	w := applications(t, scheme+"/apply.toml")[0]
	who := &person{mobile: "+91" + w.Mobile}
	tn.people[w.By] = who
	a := tn.app(who, w.Lang)
	page := into[wire.Page[wire.Service]](a, a.ask("GET", "/v1/services?q=Toposhili+Bandhu", nil), 200)
	if len(page.Items) == 0 || page.Items[0].ID != w.Services[0] {
		t.Errorf("nobody finds it by its name: %+v", page.Items)
	}
	unfit(a, w)
	_, receipt := a.apply(w)
	for _, s := range w.Act {
		if v := tn.app(tn.people[s.As], seva.English).act(receipt.Number, s); v.State.Key != s.State {
			t.Fatalf("after %s it is %s, want %s", s.Do, v.State.Key, s.State)
		}
	}
	eventually(t, 5*time.Second, "three SMS", func() bool {
		return strings.Count(p.out.String(), receipt.Number) == 3
	})
	for _, l := range []seva.Lang{seva.Bengali, seva.English, seva.Hindi} {
		a := tn.app(nil, l)
		g := into[wire.Page[wire.Glance]](a, a.ask("POST", "/v1/status", map[string]string{"number": receipt.Number, "fact": "1958"}), 200).Items[0]
		var words map[string]string
		if _, err := toml.DecodeFile(fmt.Sprintf("%s/words.%s.toml", scheme, l), &words); err != nil {
			t.Fatal(err)
		}
		if g.Service.Name != words["service.taposili_bandhu"] {
			t.Errorf("in %s it is called %q", l, g.Service.Name)
		}
		facts := []fact{{g.Service.Name, false}, {g.State.Name, false}, {g.Next.Text, false}}
		seen(t, "sms in "+string(l), facts, texted(t, p.addr, p.out, tn.stranger(), statusWords[l]+" "+receipt.Number+" 1958"))
		seen(t, "ussd in "+string(l), facts, pageKeys.ReplaceAllString(dialled(t, p.addr, tn.stranger(), l, []string{"5", receipt.Number, "1958"}), ""))
	}
}

// unfit: the scheme's own rules turn somebody away, in its own words, in every language.
func unfit(a app, w applied) {
	a.t.Helper()
	h := a.ask("POST", "/v1/drafts", map[string]any{"services": w.Services}, "Idempotency-Key: unfit")
	d := into[wire.Draft](a, h, 201)
	h = a.ask("PATCH", "/v1/drafts/"+d.ID, map[string]any{"answers": map[string]string{"birth_date": "1990", "caste": "obc"}}, "If-Match: "+h.header.Get("ETag"))
	into[wire.Draft](a, h, 200)
	for _, l := range seva.Langs() {
		a.lang = l
		d := into[wire.Draft](a, a.ask("GET", "/v1/drafts/"+d.ID, nil), 200)
		var words map[string]string
		if _, err := toml.DecodeFile(fmt.Sprintf("%s/words.%s.toml", scheme, l), &words); err != nil {
			a.t.Fatal(err)
		}
		if len(d.Verdicts) != 1 || len(d.Verdicts[0].Failed) != 2 || d.Verdicts[0].Rules != "2020-04" {
			a.t.Fatalf("for somebody of 36 who is of no Scheduled Caste: %+v", d.Verdicts)
		}
		for _, f := range d.Verdicts[0].Failed {
			begins, _, _ := strings.Cut(words["eligible.taposili_bandhu."+f.Rule], "{{")
			if begins == "" || !f.Stops || !strings.HasPrefix(f.Text, begins) {
				a.t.Errorf("%s in %s: %+v", f.Rule, l, f)
			}
		}
	}
}

// spawned is spawn of another program.
func spawned(t *testing.T, file string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(file, args...), out: &output{}, errs: &output{}, ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.errs
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); <-p.ended })
	return p
}
