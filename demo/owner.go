package demo

import (
	"slices"

	"duar/seva"
	"duar/seva/land"
)

var government = land.Owner{
	Name: names("পশ্চিমবঙ্গ সরকার", "Government of West Bengal", "पश्चिम बंगाल सरकार"),
	Type: land.Government,
}

// trusts are what holds temples, mosques, schools and burial grounds, and the clubs.
var trusts = map[land.Class]seva.Names{
	"mandir":     names("শ্রী শ্রী শীতলা মাতা দেবোত্তর এস্টেট", "Sri Sri Sitala Mata Debottar Estate", "श्री श्री शीतला माता देवोत्तर एस्टेट"),
	"masjid":     names("গ্রাম মসজিদ ওয়াকফ কমিটি", "Gram Masjid Wakf Committee", "ग्राम मस्जिद वक्फ कमेटी"),
	"kabarsthan": names("গ্রাম কবরস্থান কমিটি", "Gram Kabarsthan Committee", "ग्राम कब्रिस्तान कमेटी"),
	"school":     names("গ্রাম প্রাথমিক বিদ্যালয়", "Gram Prathamik Vidyalay", "ग्राम प्राथमिक विद्यालय"),
	"danga":      names("তরুণ সংঘ ক্লাব", "Tarun Sangha Club", "तरुण संघ क्लब"),
}

var (
	paras = triples(`পূর্বপাড়া/Purbapara/पूर्वपाड़ा পশ্চিমপাড়া/Paschimpara/पश्चिमपाड़ा উত্তরপাড়া/Uttarpara/उत्तरपाड़ा
		দক্ষিণপাড়া/Dakshinpara/दक्षिणपाड़ा মাঝেরপাড়া/Majherpara/माझेरपाड़ा নতুনপাড়া/Natunpara/नतुनपाड़ा`)
	posts = triples(`রামনগর/Ramnagar/रामनगर হরিপুর/Haripur/हरिपुर গোপালনগর/Gopalnagar/गोपालनगर শ্যামপুর/Shyampur/श्यामपुर`)
)

// addresses are those of one mouza: hamlet, village, post office. A form of the
// village's name that is not known is left out, not guessed.
func (w *work) addresses(village seva.Names) []seva.Names {
	post := posts[w.r.IntN(len(posts))]
	line := func(para, village, word, post string) string {
		if village != "" {
			para += ", " + village
		}
		return para + ", " + word + post
	}
	var all []seva.Names
	for _, p := range paras {
		all = append(all, names(
			line(p.Bn, village.Bn, "ডাকঘর ", post.Bn),
			line(p.En, village.En, "P.O. ", post.En),
			line(p.Hi, village.Hi, "डाकघर ", post.Hi)))
	}
	return all
}

// family is co-sharers who inherited together: each has a khatian of their own.
type family []land.Number

// newFamily enters k people of one house into the book of khatians.
func (w *work) newFamily(k int) family {
	f := make(family, 0, k)
	head := w.names.somebody(w.r)
	father := head.draw(w.r, false).name()
	address := w.address[w.r.IntN(len(w.address))]
	for i := range k {
		p := head
		if i > 0 {
			p = head.sibling(i, w.r.IntN(4) == 0)
		}
		owner := land.Owner{Name: p.name(), Type: land.Individual, Guardian: father, Relation: land.Father, Address: address}
		if p.woman && w.r.IntN(2) == 0 {
			owner.Guardian, owner.Relation = p.draw(w.r, false).name(), land.Husband
		}
		f = append(f, w.enter(owner, w.r.IntN(40) == 0))
	}
	return f
}

// enter gives an owner a khatian number: the next, or for a late partition a bata of
// the last. Khatian 1 and the numbers of the known family are kept free.
func (w *work) enter(o land.Owner, late bool) land.Number {
	if late && w.last.Main > 1 {
		w.last.Bata++
	} else {
		w.last = land.Number{Main: w.last.Main + 1}
		for w.known && knownFamily(w.last.Main) {
			w.last.Main++
		}
	}
	w.folios = append(w.folios, land.Folio{Number: w.last, Owner: o})
	return w.last
}

// state gives khatian 1, entered when the first vested plot comes.
func (w *work) state() land.Number {
	one := land.Number{Main: 1}
	if !w.hasState {
		w.hasState = true
		w.folios = append(w.folios, land.Folio{Number: one, Owner: government})
	}
	return one
}

// trust gives the khatian of the institution that holds land of this class here.
func (w *work) trust(c land.Class) land.Number {
	if n, there := w.trusts[c]; there {
		return n
	}
	n := w.enter(land.Owner{Name: trusts[c], Type: land.Institution, Address: w.address[0]}, false)
	w.trusts[c] = n
	return n
}

// holders draws who holds a plot: now and then a new family, otherwise one that is
// there already or some of it, and sometimes a buyer from outside beside them.
func (w *work) holders() []land.Number {
	if len(w.families) == 0 || w.r.IntN(100) < 22 {
		w.families = append(w.families, w.newFamily(sizes[w.r.IntN(len(sizes))]))
		return w.families[len(w.families)-1]
	}
	some := w.families[w.r.IntN(len(w.families))]
	if len(some) > 1 && w.r.IntN(3) == 0 {
		at := w.r.IntN(len(some))
		some = some[at : at+1+w.r.IntN(len(some)-at)]
	}
	if w.r.IntN(8) == 0 {
		other := w.families[w.r.IntN(len(w.families))]
		if buyer := other[w.r.IntN(len(other))]; !slices.Contains(some, buyer) && len(some) < 12 {
			w.joint = append(append(w.joint[:0], some...), buyer)
			return w.joint
		}
	}
	return some
}

// sizes is the mix of family sizes, unrolled: mostly one to three, at most twelve.
var sizes = unroll([12]int{43, 25, 13, 7, 4, 3, 1, 1, 1, 1, 0, 1})

func unroll(weights [12]int) []int {
	var all []int
	for i, n := range weights {
		all = append(all, slices.Repeat([]int{i + 1}, n)...)
	}
	return all
}
