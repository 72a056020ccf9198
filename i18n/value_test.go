package i18n

import (
	"math"
	"testing"
	"time"

	"duar/seva"
)

// shown says one value alone.
func shown(l seva.Lang, value any) string {
	s := spoken()
	return string(s.append(nil, s.tongue(l), "X", value))
}

func TestValues(t *testing.T) {
	evening := time.Date(2026, 11, 22, 20, 5, 0, 0, time.UTC) // past midnight in India
	for _, c := range []struct {
		name           string
		value          any
		en, bn, hi, rm string // rm: romanised Bengali
	}{
		{"string", "DL 12", "DL 12", "DL 12", "DL 12", "DL 12"},
		{"small", 7, "7", "৭", "7", "7"},
		{"hundreds", 999, "999", "৯৯৯", "999", "999"},
		{"thousands", 1234, "1,234", "১,২৩৪", "1,234", "1,234"},
		{"lakhs", 123456, "1,23,456", "১,২৩,৪৫৬", "1,23,456", "1,23,456"},
		{"crores", 12345678, "1,23,45,678", "১,২৩,৪৫,৬৭৮", "1,23,45,678", "1,23,45,678"},
		{"negative", -100000, "-1,00,000", "-১,০০,০০০", "-1,00,000", "-1,00,000"},
		{"area", seva.Area(7500), "0.7500", "০.৭৫০০", "0.7500", "0.7500"},
		{"share", seva.Share(364), "0.0364", "০.০৩৬৪", "0.0364", "0.0364"},
		{"measure", seva.Area(7500).In(seva.InKatha), "45.3750 katha", "৪৫.৩৭৫০ কাঠা", "45.3750 कट्ठा", "45.3750 katha"},
		{"decimal", seva.Area(7500).In(seva.InDecimal), "75.0000 decimal", "৭৫.০০০০ শতক", "75.0000 डिसमिल", "75.0000 shatak"},
		{"rupees", seva.Rupees(150000), "₹1,50,000", "₹১,৫০,০০০", "₹1,50,000", "Rs 1,50,000"},
		{"paise", seva.Money(123405), "₹1,234.05", "₹১,২৩৪.০৫", "₹1,234.05", "Rs 1,234.05"},
		{"debt", seva.Money(-5), "-₹0.05", "-₹০.০৫", "-₹0.05", "-Rs 0.05"},
		{"day", seva.Date{Year: 2026, Month: 11, Day: 23}, "23 November 2026", "২৩ নভেম্বর ২০২৬", "23 नवंबर 2026", "23 November 2026"},
		{"month", seva.Date{Year: 2026, Month: 2}, "February 2026", "ফেব্রুয়ারি ২০২৬", "फ़रवरी 2026", "February 2026"},
		{"year", seva.Date{Year: 1962}, "1962", "১৯৬২", "1962", "1962"},
		{"no date", seva.Date{}, "", "", "", ""},
		{"moment", evening, "23 November 2026, 01:35", "২৩ নভেম্বর ২০২৬, ০১:৩৫", "23 नवंबर 2026, 01:35", "23 November 2026, 01:35"},
		{"names", seva.Names{Bn: "ঘাটাল", En: "Ghatal"}, "Ghatal", "ঘাটাল", "Ghatal", "Ghatal"},
		{"Bengali", seva.Bengali, "Bangla", "বাংলা", "বাংলা", "Bangla"},
		{"Hindi", seva.Hindi, "Hindi", "हिन्दी", "हिन्दी", "Hindi"},
		{"English", seva.English, "English", "English", "English", "English"},
		{"romanised", seva.BengaliRoman, "Bangla (Roman)", "Bangla (Roman)", "Bangla (Roman)", "Bangla (Roman)"},
		{"text", seva.Say("flag.mortgage"), "Mortgage", "বন্ধক আছে", "बंधक है", "Bondhok achhe"},
		{"texts", []seva.Text{seva.Say("yes"), seva.Say("no")}, "Yes, No", "হ্যাঁ, না", "हाँ, नहीं", "Hya, Na"},
		{"no texts", []seva.Text{}, "", "", "", ""},
		{"code", code("165/1201"), "165/1201", "১৬৫/১২০১", "165/1201", "165/1201"},
		{"phone", seva.Phone("919831012345"), "*********345", "*********৩৪৫", "*********345", "*********345"},
		{"strange", struct{ Name string }{"secret"}, "⟪X⟫", "⟪X⟫", "⟪X⟫", "⟪X⟫"},
		{"nothing", nil, "⟪X⟫", "⟪X⟫", "⟪X⟫", "⟪X⟫"},
	} {
		for l, want := range map[seva.Lang]string{
			seva.English: c.en, seva.Bengali: c.bn, seva.Hindi: c.hi, seva.BengaliRoman: c.rm,
		} {
			if got := shown(l, c.value); got != want {
				t.Errorf("%s in %s: got %q, want %q", c.name, l, got, want)
			}
		}
	}
}

func TestNumberAndDigits(t *testing.T) {
	if got := Number(seva.Bengali, math.MinInt64); got != "-৯২,২৩,৩৭,২০,৩৬,৮৫,৪৭,৭৫,৮০৮" {
		t.Error(got)
	}
	if got := Digits(seva.Bengali, "12-৩ a"); got != "১২-৩ a" {
		t.Error(got)
	}
	if got := Digits(seva.Hindi, "165/1201"); got != "165/1201" {
		t.Error(got)
	}
	if got := shown(seva.English, seva.Money(math.MinInt64)); got != "-₹92,23,37,20,36,85,47,758.08" {
		t.Error(got)
	}
}

// The values of an SMS are ASCII in every language, also those inside of what is put into
// it; the words stay, and so does how a screen writes them.
func TestSMSValuesAreASCII(t *testing.T) {
	day := seva.Date{Year: 2026, Month: 11, Day: 23}
	area := seva.Say("phone.area", seva.Args{"Acre": seva.InAcre, "Decimal": seva.Date{Year: 2026}})
	args := seva.Args{"Khatian": "539/1", "Mouza": "M", "IDN": "1027001", "Area": area, "Count": 12345, "Date": day}
	for l, want := range map[seva.Lang]string{
		seva.Bengali:    "দুয়ার: খতিয়ান 539/1, M (1027001): ⟪Acre⟫ একর (2026 শতক)। দাগ 12,345টি। 23/11/2026 তারিখের তথ্য।",
		seva.HindiRoman: "Duar: khatian 539/1, M (1027001): ⟪Acre⟫ acre (2026 dismil). Dag 12,345. 23/11/2026 ki jaankari.",
	} {
		if got := Say(l, seva.Say("sms.khatian", args)); got != want {
			t.Errorf("%s: %s\nwant %s", l, got, want)
		}
	}
	if got := Say(seva.Bengali, area); got != "⟪Acre⟫ একর (২০২৬ শতক)" {
		t.Errorf("on a screen: %s", got)
	}
}
