package paper_test

import (
	"fmt"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
	"duar/seva/place"
)

// A made-up khatian, plot index and map, as a desk would give them.

func issued() time.Time { return time.Date(2026, 11, 24, 11, 30, 0, 0, seva.IST) }

func content(kind document.Kind, langs ...seva.Lang) document.Content {
	c := document.Content{
		Kind: kind, Number: "2600000000125", Case: "DC2026000012", Langs: langs,
		Mouza:    place.Mouza{IDN: place.MakeIDN(10, 27, 1), Name: ranjapur},
		Block:    seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"},
		District: seva.Names{Bn: "পশ্চিম মেদিনীপুর", En: "Paschim Medinipur", Hi: "पश्चिम मेदिनीपुर"},
		AsOn:     land.AsOn{Valid: seva.Date{Year: 2026, Month: 11, Day: 23}, Recorded: time.Date(2026, 11, 23, 9, 0, 0, 0, seva.IST), Source: "demo"},
		Issued:   issued(), Office: "lr.1027", Signer: "Sutapa Mondal, BL&LRO Ghatal",
		Link: "HTTPS://DUAR.EXAMPLE/V/" + strings.Repeat("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 12), Specimen: true,
	}
	switch kind {
	case document.RoR:
		k := folio(12)
		c.Khatian = &k
	case document.PlotIndex:
		c.Plots = []land.Plot{plotOf(165, 9)}
	case document.PlotMap:
		s := sheet()
		s.Parcel.ULPIN = "1A2B3C4D5E6F7G"
		c.Sheet = &s
	}
	return c
}

var (
	given   = []seva.Names{{Bn: "সুব্রত", En: "Subrata", Hi: "सुब्रत"}, {Bn: "কৃষ্ণেন্দু", En: "Krishnendu", Hi: "कृष्णेन्दु"}, {Bn: "মৃত্যুঞ্জয়", En: "Mrityunjay", Hi: "मृत्युंजय"}, {Bn: "লক্ষ্মী", En: "Lakshmi", Hi: "लक्ष्मी"}, {Bn: "ইন্দ্রাণী", En: "Indrani", Hi: "इन्द्राणी"}, {Bn: "শেখ রফিকুল", En: "Sk Rafikul", Hi: "शेख रफ़ीकुल"}}
	surname = []seva.Names{{Bn: "মণ্ডল", En: "Mondal", Hi: "मण्डल"}, {Bn: "চট্টোপাধ্যায়", En: "Chattopadhyay", Hi: "चट्टोपाध्याय"}, {Bn: "হাঁসদা", En: "Hansda", Hi: "हाँसदा"}, {Bn: "ভট্টাচার্য্য", En: "Bhattacharyya", Hi: "भट्टाचार्य"}, {Bn: "ইসলাম", En: "Islam", Hi: "इस्लाम"}}
	classes = []land.Class{"sali", "suna", "bastu", "pukur", "garlayek_patit", "danga", "bagan"}
)

func name(i int) seva.Names {
	a, b := given[i%len(given)], surname[i/2%len(surname)]
	return seva.Names{Bn: a.Bn + " " + b.Bn, En: a.En + " " + b.En, Hi: a.Hi + " " + b.Hi}
}

func holding(i int) land.Holding {
	h := land.Holding{Plot: land.Number{Main: int32(165 + i), Bata: int32(i % 3 * 1201)}, Khatian: land.Number{Main: int32(12 + i)},
		Class: classes[i%len(classes)], Share: seva.Share(10000 / (i%4 + 1)), Recorded: seva.Area(1030 + 271*i), Computed: seva.Area(1031 + 270*i),
		Owner: land.Owner{Name: name(i), Type: land.Individual}}
	switch i % 5 {
	case 1:
		h.Possession, h.Possessor = land.Bargadar, name(i+3)
	case 3:
		h.Possession = land.PublicUse
		h.Remark = land.Remark{Text: seva.Names{Bn: "বন্ধক, সমবায় ব্যাঙ্ক", En: "Mortgaged to the co-operative bank", Hi: "सहकारी बैंक के पास बंधक"}, Rule: "WBLR Act s. 14T(3)"}
	}
	return h
}

func folio(n int) land.Khatian {
	k := land.Khatian{Mouza: place.MakeIDN(10, 27, 1), Number: land.Number{Main: 539, Bata: 1}, Owner: land.Owner{
		Name: name(3), Type: land.Individual, Guardian: name(2), Relation: land.Husband,
		Address: seva.Names{Bn: "গ্রাম রঞ্জাপুর, ডাকঘর মনসুকা, থানা ঘাটাল, জেলা পশ্চিম মেদিনীপুর", En: "Vill. Ranjapur, P.O. Mansuka, P.S. Ghatal, Paschim Medinipur", Hi: "गाँव रंजापुर, डाकघर मनसुका, थाना घाटाल"}}}
	for i := range n {
		k.Holdings = append(k.Holdings, holding(i))
		k.Area += holding(i).Recorded
	}
	return k
}

func plotOf(number int32, holders int) land.Plot {
	p := land.Plot{Mouza: place.MakeIDN(10, 27, 1), Number: land.Number{Main: number, Bata: 1201}, Class: "sali", Area: 20600,
		Flags: []land.Flag{land.Mortgage, land.Pending}, ULPIN: "1A2B3C4D5E6F7G"}
	for i := range holders {
		h := holding(i)
		h.Khatian = land.Number{Main: int32(i + 1)}
		h.Owner.Guardian, h.Owner.Relation = name(i+7), land.Father
		p.Holdings = append(p.Holdings, h)
	}
	return p
}

func about(c document.Content) string { return fmt.Sprint(c.Kind, c.Langs) }

func countPages(pdf []byte) int { return strings.Count(string(pdf), "/Type/Page/") }
