package i18n

import (
	"regexp"
	"slices"
	"testing"

	"duar/seva"
)

// oneWord is one word per thing: spellings and other words that must not occur in any
// message of a language, and what to write instead. docs/glossary.md has the words.
//
// A wrong one is a regular expression. In Latin letters it stands for whole words, in
// small or capital ones; in other scripts for a part of a word, and no nukta may follow
// (सिर्फ is not found in सिर्फ़).
var oneWord = map[seva.Lang][]struct{ wrong, right string }{
	seva.Bengali: {
		{"ম্যাপ|মানচিত্র", "নকশা"},
		{"লগ ইন|লগইন", "সাইন ইন"},
		{"পিছে|পেছনে", "পিছনে"},
		{"জানালা|উইন্ডো|স্ক্রিন", "পর্দা"},
		{"পুর[ো]?[নণ]ো? দাগ|পুর[ো]?নো ও নতুন", "সাবেক দাগ"},
		{"নতুন দাগ|বর্তমান দাগ", "হাল দাগ"},
		{"শ্রেণী|কিসিম", "শ্রেণি"},
		{"হিস্যা|শেয়ার", "অংশ"},
		{"আয়তন|ক্ষেত্রফল", "পরিমাণ"},
		{"নাম্বার|নম্বার", "নম্বর"},
		{"ইংরাজি|ইংরেজী", "ইংরেজি"},
		{"হিন্দী", "হিন্দি"},
		{"দু'বার|দুইবার", "দুবার"},
		{"কোনও", "কোনো"},
		{"যে-কোনো|যেকোনো", "যে কোনো"},
		{"গাইড", "নির্দেশিকা"},
		{"বিএলআরও", "বিএলএলআরও"},
		{"সেন্সাস", "জনগণনা"},
	},
	seva.Hindi: {
		{"साबेक|साबक|पुरान[ाे] दाग|पुरान[ाे] और न[यए]", "साबिक दाग"},
		{"न[यए]ा? दाग|वर्तमान दाग", "हाल दाग"},
		{"मौज[ाेों]", "मौज़ा"},
		{"श्रेणी|वर्गीकरण|क़िस्म", "किस्म"},
		{"अंश[^ो]|अंशों|शेयर", "हिस्सा"},
		{"क्षेत्रफल|रक़बा|परिमाण", "रकबा"},
		{"लॉग इन|लॉगइन", "साइन इन"},
		{"मार्गदर्शिका|निर्देशिका", "गाइड"},
		{"बंगाली|बंगला|बाँग्ला", "बांग्ला"},
		{"हिंदी", "हिन्दी"},
		{"अंग्रेजी|अँग्रेज़ी|इंग्लिश", "अंग्रेज़ी"},
		{"गलत", "ग़लत"},
		{"सिर्फ|केवल", "सिर्फ़"},
		{"तरफ", "तरफ़"},
		{"प्रखंड", "ब्लॉक"},
		{"खिड़की|विंडो", "स्क्रीन"},
		{"मानचित्र|मैप", "नक्शा"},
		{"कार्यालय|ऑफ़िस|ऑफिस", "दफ़्तर"},
		{"ज्यादा", "ज़्यादा"},
		{"जमीन", "ज़मीन"},
		{"जिल[ाे]", "ज़िला"},
		{"फाइल", "फ़ाइल"},
	},
	seva.BengaliRoman: {
		{"ache|ase", "achhe"},
		{"geche|gese", "gechhe"},
		{`\w*(milche|eseche|hoyeche)`, "-chhe"},
		{"jacche|jachchhe", "jachhe"},
		{"naam", "nam"},
		{"beche", "bechhe"},
		{`mouja\w*|mauja\w*|mauza\w*`, "mouza"},
		{`sonkhya\w*|sankhya\w*`, "songkhya"},
		{`map|map-e|maps|naksha\w*|noksa\w*`, "noksha"},
		{"log in|login", "sign in"},
		{"plot number|plot nombor", "dag nombor"},
		{`number\w*|nambar\w*`, "nombor"},
		{"dubar", "du bar"},
		{`bandhak|anumati|akrishi|ardhek`, "o for a short a: bondhok, onumoti"},
		{"nirdeshika", "guide"},
	},
	seva.HindiRoman: {
		{"kuch", "kuchh"},
		{"nahi|nai|nahee", "nahin"},
		{"karen|kare", "karein"},
		{"batayen|dekhen|bhejen|rakhen", "-ein"},
		{"suchi|list", "soochi"},
		{`mauz\w*|mouje|mouza ki maap`, "mouza"},
		{"anka|digit", "ank"},
		{"request", "anurodh"},
		{"plot number|plot", "dag"},
		{"sabek|purana dag", "sabik"},
		{`ansh\w*`, "hissa"},
		{"kshetrafal|raqba", "rakba"},
		{"shreni|qism", "kism"},
		{"log in|login", "sign in"},
		{"map", "naksha"},
		{"mangein", "maangein"},
		{"office", "daftar"},
	},
}

// spelling is a row of oneWord, ready to be looked for.
type spelling struct {
	find  *regexp.Regexp
	right string
}

func spellings(l seva.Lang) []spelling {
	var all []spelling
	for _, w := range oneWord[l] {
		pattern := `(?:` + w.wrong + `)(?:[^়़]|$)`
		if l.Roman() {
			pattern = `(?i)\b(?:` + w.wrong + `)\b`
		}
		all = append(all, spelling{regexp.MustCompile(pattern), w.right})
	}
	return all
}

// TestOneWordPerThing: all faces call one thing by one name.
func TestOneWordPerThing(t *testing.T) {
	for _, l := range seva.PhoneLangs() {
		words := spellings(l)
		for _, key := range Keys(l) {
			args := seva.Args{}
			for _, name := range Placeholders(l, key) {
				args[name] = "1"
			}
			said := Say(l, seva.Say(key, args))
			for _, w := range words {
				if found := w.find.FindString(said); found != "" {
					t.Errorf("active.%s.toml: %s: %q is to be %q in %q", l, key, found, w.right, said)
				}
			}
		}
	}
}

// TestOneWordFinds: the table finds what it is for, and nothing else.
func TestOneWordFinds(t *testing.T) {
	for l, said := range map[seva.Lang]struct{ wrong, right []string }{
		seva.Bengali:      {[]string{"দাগের ম্যাপ", "আগে লগ ইন করুন।", "পিছে", "পুরনো দাগ"}, []string{"দাগের নকশা", "পিছনে", "আগেই রাখা আছে"}},
		seva.Hindi:        {[]string{"मौजा", "मौजे की", "सिर्फ अंक", "साबेक दाग", "गलती", "किसी दाग का अंश नहीं"}, []string{"मौज़ा", "मौज़े की", "सिर्फ़ अंक", "ग़लती", "देशांतर और अक्षांश"}},
		seva.BengaliRoman: {[]string{"Ei moujar tothyo", "Kichhu ache", "Ache.", "Ei naam paini"}, []string{"Ei mouzar tothyo", "achhe", "pacher", "namer"}},
		seva.HindiRoman:   {[]string{"kuch nahin", "nahi", "Is mauze ki", "RS plot number"}, []string{"kuchh nahin", "log", "kalpanik log", "karein"}},
	} {
		bad := func(s string) bool {
			return slices.ContainsFunc(spellings(l), func(w spelling) bool { return w.find.MatchString(s) })
		}
		for _, s := range said.wrong {
			if !bad(s) {
				t.Errorf("%s: %q passes", l, s)
			}
		}
		for _, s := range said.right {
			if bad(s) {
				t.Errorf("%s: %q does not pass", l, s)
			}
		}
	}
}
