package paper_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"duar/i18n"
	"duar/paper"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/fee"
	"duar/seva/office"
	"duar/seva/payment"
)

func ghatal() office.Office {
	return office.Office{ID: "lr.2984", Level: office.Block, Place: seva.Names{Bn: "ঘাটাল", En: "Ghatal", Hi: "घाटाल"},
		Contact: office.Contact{Address: seva.Names{Bn: "মহকুমা শাসকের দপ্তরের কাছে, ঘাটাল", En: "Near the SDO's office, Ghatal", Hi: "एसडीओ दफ़्तर के पास, घाटाल"}, Opens: "10:30", Closes: "17:30"}}
}

func printed(langs ...seva.Lang) paper.Print {
	return paper.Print{Langs: langs, Made: issued(), Specimen: true}
}

func aHearing() casework.Hearing {
	return casework.Hearing{Number: "MN2026000123", Service: "mutation_sale", State: "hearing_set", Office: "lr.2984", Day: seva.Date{Year: 2026, Month: 12, Day: 5},
		Set: issued(), Applicant: "সুব্রত মণ্ডল", Submitted: issued().AddDate(0, 0, -12), Land: []casework.Key{
			{Kind: casework.KeyPlot, Value: "1027001/165-1201"}, {Kind: casework.KeyKhatian, Value: "1027001/12"}, {Kind: casework.KeyDeed, Value: "1902/2026/1234"}}}
}

func dues() []fee.Due {
	return []fee.Due{{Head: "0029-00-800-001-27", Amount: 1_23_450_00, Source: "398-LP"}, {Head: "0029-00-800-002-27", Amount: 50}}
}

func aChallan(lines, heads int) payment.View {
	v := payment.View{DPR: "PABCDEFGHIJ0123456789", Mode: payment.ByChallan, State: payment.Created, Made: issued(), Until: seva.Date{Year: 2026, Month: 12, Day: 1}}
	for i := range lines {
		l := payment.LineView{Line: payment.Line{DRN: "DABCDEFGHIJ0123456789", Case: "MN2026000123", Service: "mutation_sale", Office: "lr.2984", GRN: "19202627001234567" + string(rune('0'+i))}}
		for range heads / 2 {
			l.Dues = append(l.Dues, dues()...)
			l.Amount += 1_23_450_50
		}
		v.Lines = append(v.Lines, l)
		v.Amount += l.Amount
	}
	return v
}

func aReceipt() payment.Slip {
	return payment.Slip{Receipt: payment.Receipt{GRN: "192026270012345678", BRN: "IK0CABCDE1", DPR: "PABCDEFGHIJ0123456789", DRN: "DABCDEFGHIJ0123456789",
		Amount: 1_23_450_50, Place: payment.Settled, At: issued(), Noted: issued().Add(time.Minute), Bank: "SPECIMEN BANK"},
		Case: "MN2026000123", Service: "mutation_sale", Office: "lr.2984", Dues: dues()}
}

// What must be known is on the paper, as text that can be found, in every language.
func TestLeaves(t *testing.T) {
	from := func(string) office.Office { return ghatal() }
	for _, l := range seva.Langs() {
		sum := i18n.Say(l, seva.Say("payment.sum", seva.Args{"Sum": seva.Money(1_23_450_50)}))
		words := map[seva.Lang]string{
			seva.English: "Rupees one lakh twenty-three thousand four hundred fifty and fifty paise only",
			seva.Bengali: "এক লক্ষ তেইশ হাজার চার শত পঞ্চাশ টাকা পঞ্চাশ পয়সা মাত্র",
			seva.Hindi:   "एक लाख तेईस हज़ार चार सौ पचास रुपये पचास पैसे मात्र",
		}[l]
		for name, c := range map[string]struct {
			draw  func(paper.Print) ([]byte, error)
			pages int
			want  []string
		}{
			"hearing": {func(p paper.Print) ([]byte, error) { return paper.Hearing(aHearing(), ghatal(), p) }, 1, []string{
				"MN2026000123", "সুব্রত মণ্ডল", i18n.Digits(l, "165/1201"), i18n.Digits(l, "1027001"), i18n.Say(l, seva.Say("leaf.hearing.when", seva.Args{"Date": seva.Date{Year: 2026, Month: 12, Day: 5}})),
				ghatal().Address.In(l), i18n.Say(l, seva.Say("leaf.hearing.bring")), i18n.Say(l, seva.Say("service.mutation_sale"))}},
			"challan": {func(p paper.Print) ([]byte, error) { return paper.Challan(aChallan(2, 2), from, p) }, 2, []string{
				"192026270012345670", "192026270012345671", "PABCDEFGHIJ0123456789", "DABCDEFGHIJ0123456789", "0029-00-800-001-27", sum, words,
				i18n.Say(l, seva.Say("leaf.copy.bank")), i18n.Say(l, seva.Say("leaf.copy.treasury")), i18n.Say(l, seva.Say("leaf.copy.payer"))}},
			"receipt": {func(p paper.Print) ([]byte, error) { return paper.Receipt(aReceipt(), ghatal(), p) }, 1, []string{
				"192026270012345678", "IK0CABCDE1", "SPECIMEN BANK", sum, words, i18n.Say(l, seva.Say("payment.place.settled"))}},
		} {
			t.Run(name+" "+string(l), func(t *testing.T) {
				pdf, err := c.draw(printed(l))
				if err != nil {
					t.Fatal(err)
				}
				again, err := c.draw(printed(l))
				if err != nil || !bytes.Equal(pdf, again) || countPages(pdf) != c.pages {
					t.Errorf("%d pages, twice the same %v, %v", countPages(pdf), bytes.Equal(pdf, again), err)
				}
				text := flat(norm.NFC.String(tool(t, "pdftotext", "-layout", file(t, pdf), "-")))
				raw := flat(norm.NFC.String(tool(t, "pdftotext", "-raw", file(t, pdf), "-")))
				for _, want := range append(c.want, i18n.Say(l, seva.Say("leaf.mark")), "SPECIMEN") {
					if want = flat(norm.NFC.String(want)); !strings.Contains(text, want) && !strings.Contains(raw, want) {
						t.Errorf("%q is not found in\n%s", want, raw)
					}
				}
			})
		}
	}
}

// Two languages, many heads of account and an office that nobody knows still make a paper; a
// payment that is no challan makes none.
func TestOddLeaves(t *testing.T) {
	nobody := func(string) office.Office { return office.Office{} }
	pdf, err := paper.Challan(aChallan(1, 2), func(string) office.Office { return ghatal() }, printed(seva.Bengali, seva.English))
	if err != nil || countPages(pdf) != 1 { // three copies on a page in two languages too
		t.Errorf("%d pages, %v", countPages(pdf), err)
	}
	pdf, err = paper.Challan(aChallan(1, 12), nobody, printed(seva.Bengali, seva.English))
	if err != nil || countPages(pdf) != 3 { // a copy to a page
		t.Errorf("%d pages, %v", countPages(pdf), err)
	}
	online := aChallan(1, 2)
	online.Mode = payment.Online
	unnumbered := aChallan(1, 2)
	unnumbered.Lines[0].GRN = ""
	for name, v := range map[string]payment.View{"online": online, "without a number": unnumbered} {
		if _, err := paper.Challan(v, nobody, printed(seva.Bengali)); err == nil {
			t.Errorf("%s: a challan", name)
		}
	}
	if _, err := paper.Hearing(aHearing(), office.Office{}, paper.Print{}); err == nil {
		t.Error("in no language")
	}
	real := printed(seva.English)
	real.Specimen = false
	r := aReceipt()
	r.Amount, r.Place = r.Amount+100, payment.RefundDue // more than was owed
	if pdf, err = paper.Receipt(r, ghatal(), real); err != nil {
		t.Fatal(err)
	}
	text := flat(tool(t, "pdftotext", "-layout", file(t, pdf), "-"))
	if strings.Contains(text, "SPECIMEN.") || strings.Contains(text, "0029-00") || !strings.Contains(text, "will be given back") || !strings.Contains(text, "Block land office, Ghatal") {
		t.Errorf("%s", text)
	}
}
