package program

import (
	"duar/api"
	"duar/paper"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/office"
	"duar/seva/payment"
)

// leaves draw what is printed and not signed. Without an authority's keys this server issues
// nothing, and each of them is a specimen, as its signed papers are.
func (f *front) leaves(w seva.World) api.Leaves {
	how := func(langs []seva.Lang) paper.Print {
		return paper.Print{Langs: langs, Made: w.Now(), Specimen: f.seals == nil || f.seals.ring.Specimen()}
	}
	return api.Leaves{
		Hearing: func(h casework.Hearing, from office.Office, langs []seva.Lang) ([]byte, error) {
			return paper.Hearing(h, from, how(langs))
		},
		Challan: func(v payment.View, from func(id string) office.Office, langs []seva.Lang) ([]byte, error) {
			return paper.Challan(v, from, how(langs))
		},
		Receipt: func(s payment.Slip, from office.Office, langs []seva.Lang) ([]byte, error) {
			return paper.Receipt(s, from, how(langs))
		},
	}
}
