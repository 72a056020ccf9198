package catalogue

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"duar/i18n"
	"duar/seva"
	"duar/seva/registry"
	"duar/seva/service"
)

// The program's own purposes make a notice of every service, all of whose words there are.
func TestPrivacy(t *testing.T) {
	p, err := Privacy()
	if err != nil {
		t.Fatal(err)
	}
	if found := registry.ProveTerms(p.Terms); len(found) > 0 {
		t.Error(found)
	}
	defined, err := Define()
	if err != nil {
		t.Fatal(err)
	}
	words := func(l seva.Lang, key string) string { return i18n.Say(l, seva.Say(key)) }
	notices, err := registry.NewNotices(p, defined.Services, words)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, n := range notices.All() {
		if was := versions[n.Version]; was != "" {
			t.Errorf("%s and %s have one version", n.ID, was)
		}
		versions[n.Version] = n.ID
		for _, key := range n.Keys() {
			for _, l := range seva.Langs() {
				if said := words(l, key); said == "" || strings.Contains(said, key) {
					t.Errorf("%s: %s has no word in %s", n.ID, key, l)
				}
			}
		}
	}
	for _, s := range defined.Services {
		if notices.Version(s.ID) == "" {
			t.Errorf("nobody is told for what the data of %s are used", s.ID)
		}
	}
	for _, id := range []string{"account", "status_sms", "looks", registry.News, registry.Prefill} {
		n, there := notices.Notice(id)
		if byConsent := id == registry.News || id == registry.Prefill; !there || (n.Basis == registry.ByConsent) != byConsent {
			t.Errorf("%s: %+v", id, n)
		}
	}
	// A section that no form has would never be said.
	var sections []string
	for _, s := range defined.Services {
		for _, section := range s.Form.Sections {
			sections = append(sections, section.ID)
		}
	}
	for _, a := range p.Applying {
		for section := range a.Uses {
			if !slices.Contains(sections, section) {
				t.Errorf("notice/apply.toml: no form has a section %q", section)
			}
		}
	}
}

// Every reason, and every thing that goes or stays, has words; so has why somebody looked,
// for every action that there is.
func TestPrivacyWords(t *testing.T) {
	var keys []string
	for _, granted := range []bool{true, false} {
		for _, r := range registry.Reasons(granted) {
			keys = append(keys, "reason.request."+r)
		}
	}
	for _, what := range []string{"case", "consent", "audit", "look", "request", "account", "draft", "preference", "pin", "paper", registry.News, registry.Prefill} {
		keys = append(keys, "data."+what)
	}
	for _, why := range []string{"open", "term", "proof", "logs", "case", "barred", "records"} {
		keys = append(keys, "keep."+why)
	}
	defined, err := Define()
	if err != nil {
		t.Fatal(err)
	}
	keys = append(keys, "why.view", "why.audit")
	for _, p := range defined.Procedures {
		for _, a := range p.Actions {
			if a.ID != "submit" {
				keys = append(keys, "why.act."+a.ID)
			}
		}
	}
	for _, key := range keys {
		for _, l := range seva.Langs() {
			if said := i18n.Say(l, seva.Say(key)); said == "" || strings.Contains(said, key) {
				t.Errorf("%s has no word in %s", key, l)
			}
		}
	}
}

// tree gives the program's own files of privacy, with some in another text.
func tree(t *testing.T, change map[string]string) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	for _, folder := range []string{"notice", "retention"} {
		names, err := privacy.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			text, err := privacy.ReadFile(folder + "/" + n.Name())
			if err != nil {
				t.Fatal(err)
			}
			files[folder+"/"+n.Name()] = &fstest.MapFile{Data: text}
		}
	}
	for name, text := range change {
		if text == "" {
			delete(files, name)
		} else {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return files
}

func TestPrivacyIsStrict(t *testing.T) {
	const news = "id = \"news\"\nbasis = \"consent\"\nsource = \"x\"\n[[item]]\nid = \"mobile\"\nuse = \"news\"\n"
	if _, err := ReadPrivacy(tree(t, map[string]string{"notice/news.toml": news})); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ file, text, want string }{
		{"notice/news.toml", strings.Replace(news, "consent", "consnet", 1), `news.toml:2: unknown basis "consnet"; did you mean consent?`},
		{"notice/news.toml", news + "keeps = 3\n", `unknown key "keeps"`},
		{"notice/news.toml", strings.Replace(news, "source = \"x\"\n", "keep = -1\n", 1), `no "source"`},
		{"notice/other.toml", news, `"news" is in the file other.toml`},
		{"notice/news.toml", strings.Replace(news, "\"mobile\"", "\"Mobile\"", 1), `"Mobile" is no id`},
		{"notice/apply.toml", "", "nothing says on what applications are put"},
		{"notice/apply.toml", "[[area]]\nid = \"land\"\nbasis = \"benefit\"\nsource = \"x\"\n", "applications of welfare"},
		{"retention/look.toml", "kind = \"look\"\ndays = 180\nsource = \"x\"\n", "look.toml:2: 180 days: at least 365"},
		{"retention/look.toml", "kind = \"look\"\ndays = 400\n", `no "source"`},
		{"retention/look.toml", "", "nothing says how long look is kept: add look.toml"},
		{"retention/case_land.toml", "kind = \"case.laand\"\ndays = 400\nsource = \"x\"\n", `did you mean case.land?`},
		{"retention/key.toml", "kind = \"key\"\ndays = 1\nsource = \"x\"\n", "1 days: at least 2"},
		{"retention/key.toml", "kind = ", "not TOML"},
	} {
		if _, err := ReadPrivacy(tree(t, map[string]string{c.file: c.text})); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n%v\nwant %s", c.file, err, c.want)
		}
	}
	for _, a := range service.Areas() {
		if p, err := Privacy(); err != nil || !slices.ContainsFunc(p.Terms, func(x registry.Term) bool { return x.Kind == "case."+string(a) }) {
			t.Errorf("no term of %s: %v", a, err)
		}
	}
}
