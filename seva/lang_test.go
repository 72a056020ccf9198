package seva

import (
	"slices"
	"testing"
)

func TestParseLang(t *testing.T) {
	for tag, want := range map[string]Lang{
		"bn": Bengali, "en": English, "hi": Hindi, "bn-Latn": BengaliRoman, "hi-Latn": HindiRoman,
		"hi-IN": Hindi, "en_GB": English, "bn-BD": Bengali,
	} {
		if got, ok := ParseLang(tag); !ok || got != want {
			t.Errorf("%q: %q, %v; want %q", tag, got, ok, want)
		}
	}
	for _, tag := range []string{"", "b", "fr", "bng", "ben", "-", "hindi", "\xff\xff-"} {
		if got, ok := ParseLang(tag); ok {
			t.Errorf("%q understood as %q", tag, got)
		}
	}
}

func TestLangScripts(t *testing.T) {
	for _, l := range PhoneLangs() {
		if !slices.Contains(Langs(), l.Base()) {
			t.Errorf("%s has the base %s", l, l.Base())
		}
		if !l.InScript(true).Roman() {
			t.Errorf("%s in Latin letters is %s", l, l.InScript(true))
		}
		if l.InScript(false) != l.Base() || l.InScript(true).Base() != l.Base() {
			t.Errorf("%s changes language with its script", l)
		}
	}
	if Bengali.Roman() || Hindi.Roman() || !English.Roman() {
		t.Error("which languages fit GSM-7")
	}
}

func TestNamesIn(t *testing.T) {
	all := Names{Bn: "ক", En: "Ka", Hi: "क"}
	for _, c := range []struct {
		names Names
		lang  Lang
		want  string
	}{
		{all, Bengali, "ক"}, {all, English, "Ka"}, {all, Hindi, "क"}, {all, BengaliRoman, "Ka"}, {all, HindiRoman, "Ka"},
		{Names{Bn: "ক"}, Hindi, "ক"}, {Names{Bn: "ক"}, English, "ক"}, {Names{En: "Ka"}, Bengali, "Ka"},
		{Names{Bn: "ক", En: "Ka"}, Hindi, "Ka"}, {Names{Hi: "क"}, BengaliRoman, "क"}, {Names{}, Bengali, ""},
	} {
		if got := c.names.In(c.lang); got != c.want {
			t.Errorf("%+v in %s: %q, want %q", c.names, c.lang, got, c.want)
		}
	}
	if got := (Names{En: "Ka", Bn: "ক"}).All(); !slices.Equal(got, []string{"ক", "Ka"}) {
		t.Errorf("all forms: %v", got)
	}
}
