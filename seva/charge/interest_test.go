package charge

import (
	"testing"

	"duar/seva"
	"duar/seva/fee"
)

// Interest on arrears is asked where the table has a rate, of the years before the present one
// only, and nowhere else.
func TestKhajnaInterest(t *testing.T) {
	d, _ := desk(t)
	plain, err := d.Estimate(t.Context(), Query{Service: Khajna, Use: Homestead, Area: 1000, Count: 4}) // Rs 10 a year
	if err != nil || plain.Total != seva.Rupees(40) || len(plain.Lines) != 1 {
		t.Fatalf("%+v, %v", plain, err)
	}
	rates := append(d.Table.Rates(Khajna, d.World.Today()), fee.Rate{Service: KhajnaInterest, Per: fee.PerHundred, Amount: 625,
		From: seva.Date{Year: 2000, Month: 1, Day: 1}, Head: "0029", Source: "a test"})
	if d.Table, err = fee.NewTable(rates); err != nil {
		t.Fatal(err)
	}
	for years, want := range map[int]seva.Money{1: 0, 2: 62, 3: 187, 4: 375} { // paise: of 1, 1+2 and 1+2+3 years of Rs 10
		e, err := d.Estimate(t.Context(), Query{Service: Khajna, Use: Homestead, Area: 1000, Count: years})
		if err != nil || e.Total != fee.Rounded(seva.Rupees(int64(10*years))+want) {
			t.Fatalf("%d years: %+v, %v", years, e, err)
		}
		if late := e.Lines[1:]; want > 0 && (len(late) != 1 || late[0].Amount != want || late[0].Rate.Sure) || want == 0 && len(late) != 0 {
			t.Errorf("%d years: %+v", years, late)
		}
	}
	free, err := d.Estimate(t.Context(), Query{Service: Khajna, Use: Agricultural, Area: 1000, Count: 9})
	if err != nil || free.Total != 0 {
		t.Errorf("of nothing: %+v, %v", free, err)
	}
}
