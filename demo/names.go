package demo

import (
	"math/rand/v2"
	"strings"

	"duar/seva"
)

// A community's given names and surnames go together; each line is a list of
// Bengali/English/Hindi triples. All are common names, put together by chance.
type community struct {
	weight               int
	men, women, surnames string
}

var communities = []community{
	{78,
		`সুব্রত/Subrata/सुब्रत তপন/Tapan/तपन অনিল/Anil/अनिल বিমল/Bimal/बिमल স্বপন/Swapan/स्वपन গৌতম/Goutam/गौतम
		অশোক/Ashok/अशोक দিলীপ/Dilip/दिलीप প্রশান্ত/Prasanta/प्रशांत নিমাই/Nimai/निमाई কার্তিক/Kartik/कार्तिक গণেশ/Ganesh/गणेश
		হারাধন/Haradhan/हाराधन সনাতন/Sanatan/सनातन মধুসূদন/Madhusudan/मधुसूदन রঞ্জিত/Ranjit/रंजीत শ্যামল/Shyamal/श्यामल তারাপদ/Tarapada/तारापद
		কানাই/Kanai/कानाई বাসুদেব/Basudeb/बासुदेव নারায়ণ/Narayan/नारायण সন্তোষ/Santosh/संतोष পরেশ/Paresh/परेश মনোরঞ্জন/Manoranjan/मनोरंजन
		শঙ্কর/Shankar/शंकर অজয়/Ajay/अजय বিজয়/Bijay/बिजय সুকুমার/Sukumar/सुकुमार রবীন্দ্র/Rabindra/रवींद्र লক্ষ্মণ/Lakshman/लक्ष्मण
		ভোলানাথ/Bholanath/भोलानाथ নিতাই/Nitai/निताई উত্তম/Uttam/उत्तम পঞ্চানন/Panchanan/पंचानन ক্ষুদিরাম/Kshudiram/क्षुदीराम দেবাশিস/Debasis/देबाशीष`,
		`মালতী/Malati/मालती সন্ধ্যা/Sandhya/संध्या পূর্ণিমা/Purnima/पूर्णिमा কল্পনা/Kalpana/कल्पना লক্ষ্মী/Lakshmi/लक्ष्मी সরস্বতী/Saraswati/सरस्वती
		গীতা/Gita/गीता মিনতি/Minati/मिनती আরতি/Arati/आरती ছবি/Chhabi/छबि শিখা/Shikha/शिखा রেখা/Rekha/रेखा
		অঞ্জলি/Anjali/अंजलि প্রতিমা/Pratima/प्रतिमा সুমিত্রা/Sumitra/सुमित्रा মীরা/Mira/मीरा বাসন্তী/Basanti/बासंती কমলা/Kamala/कमला
		সবিতা/Sabita/सबिता নমিতা/Namita/नमिता চন্দনা/Chandana/चंदना মমতা/Mamata/ममता তুলসী/Tulsi/तुलसी দুর্গা/Durga/दुर्गा
		শেফালী/Shefali/शेफाली অপর্ণা/Aparna/अपर्णा বন্দনা/Bandana/बंदना স্বপ্না/Swapna/स्वप्ना টুম্পা/Tumpa/टुम्पा পারুল/Parul/पारुल`,
		`মণ্ডল/Mondal/मंडल ঘোষ/Ghosh/घोष দাস/Das/दास পাল/Pal/पाल মাইতি/Maiti/माइती জানা/Jana/जाना সামন্ত/Samanta/सामंत বেরা/Bera/बेरा
		দোলই/Dolui/दोलुई সাঁতরা/Santra/सांतरा ঘাটা/Ghata/घाटा ভুঁইয়া/Bhunia/भुइयां মান্না/Manna/मान्ना চক্রবর্তী/Chakraborty/चक्रवर्ती
		মুখার্জী/Mukherjee/मुखर्जी রায়/Roy/राय প্রামাণিক/Pramanik/प्रामाणिक দত্ত/Dutta/दत्ता কর/Kar/कर পাত্র/Patra/पात्र
		খাঁড়া/Khanra/खांड़ा মাঝি/Majhi/माझी সিংহ/Singha/सिंह হাজরা/Hazra/हाजरा অধিকারী/Adhikari/अधिकारी বাগ/Bag/बाग
		রুইদাস/Ruidas/रुईदास বাউরি/Bauri/बाउरी দে/Dey/दे পোড়ে/Pore/पोड़े কুণ্ডু/Kundu/कुंडू ধাড়া/Dhara/धाड़ा`},
	{14,
		`রহিম/Rahim/रहीम করিম/Karim/करीम আব্দুল/Abdul/अब्दुल ইসমাইল/Ismail/इस्माइल জাহাঙ্গীর/Jahangir/जहांगीर নাসির/Nasir/नासिर
		সিরাজ/Siraj/सिराज হাসান/Hasan/हसन মুস্তাফা/Mustafa/मुस्तफा ইব্রাহিম/Ibrahim/इब्राहिम আলাউদ্দিন/Alauddin/अलाउद्दीन সেলিম/Selim/सलीम
		আনোয়ার/Anwar/अनवर রফিকুল/Rafikul/रफीकुल`,
		`ফাতেমা/Fatema/फातिमा রোকেয়া/Rokeya/रुकैया সালমা/Salma/सलमा নাসিমা/Nasima/नसीमा জাহানারা/Jahanara/जहांआरा হালিমা/Halima/हलीमा
		আমিনা/Amina/अमीना মরিয়ম/Mariam/मरियम সাকিনা/Sakina/सकीना রাবেয়া/Rabeya/राबिया শাহানাজ/Shahanaz/शहनाज তাহেরা/Tahera/ताहिरा
		সুফিয়া/Sufia/सूफिया মোমেনা/Momena/मोमिना`,
		`আলি/Ali/अली খান/Khan/खान মল্লিক/Mallick/मल्लिक মোল্লা/Molla/मोल्ला সরকার/Sarkar/सरकार গাজী/Gazi/गाज़ी পাঠান/Pathan/पठान লস্কর/Laskar/लस्कर
		কাজী/Kazi/काज़ी`},
	{8,
		`মঙ্গল/Mangal/मंगल সোমাই/Somai/सोमाई বুধন/Budhan/बुधन লখিরাম/Lakhiram/लखीराम সুকু/Suku/सुकु রামদাস/Ramdas/रामदास
		গুরুপদ/Gurupada/गुरुपद দুখিরাম/Dukhiram/दुखीराम চুনারাম/Chunaram/चुनाराम বাবুলাল/Babulal/बाबूलाल`,
		`ফুলমণি/Phulmani/फूलमणि সোনামণি/Sonamani/सोनामणि মালা/Mala/माला বাহামণি/Bahamani/बाहामणि চিতামণি/Chitamani/चितामणि লক্ষ্মীমণি/Lakshmimani/लक्ष्मीमणि
		ঠাকুরমণি/Thakurmani/ठाकुरमणि সুমি/Sumi/सुमी পানমণি/Panmani/पानमणि মুংলি/Mungli/मुंगली`,
		`হেমব্রম/Hembram/हेम्ब्रम মুর্মু/Murmu/मुर्मू সরেন/Soren/सोरेन টুডু/Tudu/टुडू হাঁসদা/Hansda/हांसदा কিস্কু/Kisku/किस्कू বাস্কে/Baskey/बास्के মান্ডি/Mandi/मांडी`},
}

// A person knows where the name stands in the directory; a guardian is found by it.
type person struct {
	clan    *clan
	surname int
	woman   bool
	given   int
}

// clan is a community with every full name joined once: joining them again for each
// of millions of people would be most of the work.
type clan struct {
	weight     int
	surnames   int
	men, women [][]seva.Names // [surname][given]
}

type directory struct {
	clans  []clan
	weight int
}

func newDirectory() *directory {
	d := &directory{}
	for _, c := range communities {
		men, women, last := triples(c.men), triples(c.women), triples(c.surnames)
		d.clans = append(d.clans, clan{c.weight, len(last), join(men, last), join(women, last)})
		d.weight += c.weight
	}
	return d
}

func triples(list string) []seva.Names {
	var all []seva.Names
	for _, word := range strings.Fields(list) {
		form := strings.SplitN(word, "/", 3)
		all = append(all, names(form[0], form[1], form[2]))
	}
	return all
}

func names(bn, en, hi string) seva.Names { return seva.Names{Bn: bn, En: en, Hi: hi} }

func join(given, last []seva.Names) [][]seva.Names {
	table := make([][]seva.Names, len(last))
	for i, l := range last {
		for _, g := range given {
			table[i] = append(table[i], names(g.Bn+" "+l.Bn, g.En+" "+l.En, g.Hi+" "+l.Hi))
		}
	}
	return table
}

// somebody draws a person; one in four recorded owners is a woman.
func (d *directory) somebody(r *rand.Rand) person {
	n := r.IntN(d.weight)
	i := 0
	for n >= d.clans[i].weight {
		n -= d.clans[i].weight
		i++
	}
	c := &d.clans[i]
	return person{clan: c, surname: r.IntN(c.surnames)}.draw(r, r.IntN(4) == 0)
}

// draw gives another person of the same surname.
func (p person) draw(r *rand.Rand, woman bool) person {
	p.woman = woman
	p.given = r.IntN(len(p.list()))
	return p
}

// sibling gives the ith other child of the house. No list's length is a multiple of
// eleven, so names do not come twice before the list is through.
func (p person) sibling(i int, woman bool) person {
	p.woman = woman
	p.given = (p.given + 11*i) % len(p.list())
	return p
}

func (p person) list() []seva.Names {
	if p.woman {
		return p.clan.women[p.surname]
	}
	return p.clan.men[p.surname]
}

func (p person) name() seva.Names { return p.list()[p.given] }
