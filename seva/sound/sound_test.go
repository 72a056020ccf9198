package sound

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Each line is one name as different people spell it; all must have one key.
var meetGroups = []string{
	"মণ্ডল মন্ডল Mondal Mandal मंडल मण्डल",
	"লক্ষ্মী Lakshmi Laxmi लक्ष्मी",
	"শেখ সেখ Sheikh Shekh Sekh शेख",
	"হাঁসদা Hansda हांसदा हाँसदा",
	"ভট্টাচার্য Bhattacharya Bhattacharjee Bhattacharyya भट्टाचार्य",
	"চট্টোপাধ্যায় Chattopadhyay Chattopadhyaya",
	"মুখোপাধ্যায় Mukhopadhyay Mukhopadhyaya",
	"ঘোষ Ghosh Ghose घोष",
	"বিশ্বাস Biswas Bishwas Viswas विश्वास",
	"সিংহ Singha Singh सिंह",
	"শঙ্কর শংকর Shankar Sankar शंकर",
	"কৃষ্ণ Krishna Krisna कृष्ण",
	"রামচন্দ্রপুর Ramchandrapur Ramachandrapur Ram-Chandra-Pur रामचंद्रपुर रामचन्द्रपुर",
	"জয়কৃষ্ণপুর Joykrishnapur Jaykrishnapur Jaikrishnapur जयकृष्णपुर",
	"শ্যামপুর Shyampur Shampur Syampur श्यामपुर",
	"দেওয়ানচক Dewanchak Deoanchak",
	"দক্ষিণ Dakshin Dakhin Dakkhin दक्षिण",
	"হাওড়া Howrah Haora",
	"হুগলি হুগলী Hooghly Hugli हुगली",
	"বাঁকুড়া Bankura बांकुड़ा बाँकुड़ा",
	"বাদুড়িয়া Baduria Baduriya बादुड़िया",
	"নকশালবাড়ি Naxalbari Naksalbari",
	"কোচবিহার Coochbihar Koch-Bihar Kochbihar",
	"দ্বীপ Dwip द्वीप",
	"স্বরূপনগর Swarupnagar Sarupnagar स्वरूपनगर",
	"যদুপুর Jadupur यदुपुर",
	"যাদব Jadab Jadav যাদব",
	"সূর্য Surya Surjya सूर्य",
	"জ্ঞান Gyan Jnan ज्ञान",
	"জাকির Zakir Jakir ज़ाकिर",
	"ফলতা Phalta Falta फलता",
	"চাঁপাডাঙ্গা চাঁপাডাঙা Champadanga Chanpadanga",
	"গঙ্গা Ganga गंगा",
	"ঘাটাল Ghatal घाटाल",
	"খড়ার Kharar",
	"বৈকুণ্ঠপুর Baikunthapur Vaikunthapur वैकुंठपुर",
	"নিশ্চিন্তাপুর Nischintapur Nishchintapur",
	"ইয়াকুবপুর Iyakubpur Eyakubpur",
	"মেদিনীপুর Medinipur Midnapore मेदिनीपुर",
	"কলকাতা Kolkata Calcutta कोलकाता",
	"বর্ধমান Bardhaman Barddhaman",
	"তমলুক Tamluk Tomluk तमलुक",
	"হলদিয়া Haldia हल्दिया",
	"রানিগঞ্জ রাণীগঞ্জ Raniganj Ranigunj रानीगंज",
	"সাহা Saha Shaha साहा",
}

// The first name of each line must not meet any other of it.
var partGroups = []string{
	"রামপুর Rajpur Rambag Shyampur",
	"Ghatal Ghatail-Pur Kotal",
	"Daspur Dadpur Debipur",
	"Gopalpur Gobindapur Gopinathpur",
	"বাঁকুড়া Bankati Barasat",
	"Haripur Aripur",
	"24 25 2",
}

func TestMeet(t *testing.T) {
	spellings := 0
	for _, group := range meetGroups {
		names := strings.Fields(group)
		want := Key(names[0])
		for _, name := range names {
			spellings++
			if got := Key(name); got != want {
				t.Errorf("%s is %s (%s), %s is %s (%s)", names[0], want, Latin(names[0]), name, got, Latin(name))
			}
		}
	}
	if spellings < 60 {
		t.Errorf("only %d spellings", spellings)
	}
}

func TestPart(t *testing.T) {
	for _, group := range partGroups {
		names := strings.Fields(group)
		for _, name := range names[1:] {
			if Key(names[0]) == Key(name) {
				t.Errorf("%s and %s are both %s", names[0], name, Key(name))
			}
		}
	}
}

func TestLatin(t *testing.T) {
	for name, want := range map[string]string{
		"রামচন্দ্রপুর":        "ramcandrapur",
		"রামচন্দ্রপুর, ঘাটাল": "ramcandrapur Gatal",
		"কমলপুর":              "kamalpur",
		"বাদুড়িয়া":          "baduria",
		"भगवानपुर":            "Bagbanpur",
		"Ayodhya":             "aiaDa",
		"  Md. Ali (P)  ":     "md ali p",
		"উত্তর ২৪ পরগনা":      "utar 24 paragna",
		"११":                  "11",
		"Mālañcā":             "malanka",
		"दुर्गापुर-১":         "durgapur 1",
		"":                    "",
		"—।!":                 "",
	} {
		if got := Latin(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	if got := strings.Join(Keys("Gopi Nath-pur ২"), " "); got != "gp nt pr 2" {
		t.Error(got)
	}
	if Key("Gopi Nath Pur") != Key("Gopinathpur") {
		t.Error("spaces matter")
	}
	if Key("ও আই") != "a" || Key("?!") != "" {
		t.Errorf("%q %q", Key("ও আই"), Key("?!"))
	}
}

// A letter with a nukta, and ো ৌ, can be written in one or in two code points, and a
// joiner may be there or not.
func TestEncodingsMeet(t *testing.T) {
	for _, pair := range [][2]string{
		{"বাড়ি", "বা\u09dcি"}, {"আষাঢ়", "আষা\u09dd"}, {"জয়", "জ\u09df"},
		{"কোল", "ক\u09c7\u09beল"}, {"গৌর", "গ\u09c7\u09d7র"}, {"ज़मीन", "\u095bमीन"}, {"बाड़ी", "बा\u095cी"},
		{"ব্যারাকপুর", "ব\u09cd\u200dযারাকপুর"},
	} {
		if Key(pair[0]) != Key(pair[1]) || Latin(pair[0]) != Latin(pair[1]) {
			t.Errorf("%s: %s and %s", pair[0], Latin(pair[0]), Latin(pair[1]))
		}
	}
}

func TestAlike(t *testing.T) {
	like := func(a, b string) int { return Alike(Latin(a), Latin(b)) }
	if like("Ghatal", "ঘাটাল") != 1000 || like("", "ঘাটাল") != 0 || like("Ghatal", "Bishnupur") != 0 {
		t.Error("ends of the scale")
	}
	if a, b := like("Ramchandrpur", "Ramchandrapur"), like("Ramchandrpur", "Ramkrishnapur"); a <= b {
		t.Errorf("%d <= %d", a, b)
	}
	if like("aaaa", "abab") != like("abab", "aaaa") {
		t.Error("not the same both ways")
	}
}

func FuzzKey(f *testing.F) {
	for _, group := range meetGroups {
		for name := range strings.FieldsSeq(group) {
			f.Add(name)
		}
	}
	f.Add("\xff্\u200d়ো")
	f.Fuzz(func(t *testing.T, s string) {
		key, latin := Key(s), Latin(s)
		if nfc := norm.NFC.String(s); utf8.ValidString(s) && (Key(nfc) != key || Latin(nfc) != latin) {
			t.Errorf("%q is %q, its NFC %q", s, latin, Latin(nfc))
		}
		if Skeleton(latin) != key {
			t.Errorf("%q: skeleton %q, key %q", s, Skeleton(latin), key)
		}
		for i := range len(latin) {
			if latin[i] >= utf8.RuneSelf || latin[i] == silent || latin[i] == unheard {
				t.Errorf("%q: %q", s, latin)
			}
		}
		if len(latin) < 200 && Alike(latin, latin) != 1000 && latin != "" { // its time grows with the square
			t.Errorf("%q is not like itself: %d", latin, Alike(latin, latin))
		}
	})
}

func BenchmarkKey(b *testing.B) {
	for name, s := range map[string]string{"bengali": "কৃষ্ণবল্লভপুর", "latin": "Krishnaballavpur", "hindi": "कृष्णवल्लभपुर"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Key(s)
			}
		})
	}
}

func BenchmarkAlike(b *testing.B) {
	x, y := Latin("Krishnaballavpur"), Latin("Krishnavallabhpur")
	for b.Loop() {
		Alike(x, y)
	}
}
