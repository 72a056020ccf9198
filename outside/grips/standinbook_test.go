package grips_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"duar/outside/grips"
	"duar/seva"
	"duar/seva/payment"
)

// A demo that is started again goes on: a form that was handed out before is still one, what
// was paid is paid, what waits can be paid, and no number is given twice.
func TestTheBookOutlivesItsProgram(t *testing.T) {
	file, world := filepath.Join(t.TempDir(), "book.json"), seva.RealWorld()
	open := func() *grips.StandIn {
		t.Helper()
		s, err := grips.OpenStandIn(file, "DUAR", grips.CBC, world)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	order := func(dpr, drn string) payment.Order {
		return payment.Order{Payment: payment.Payment{DPR: dpr, Amount: 50000, Lines: []payment.Line{{DRN: drn, Case: "CAF2026000001", Amount: 50000}}}, Payer: "Rahima Bewa"}
	}
	form := func(s *grips.StandIn, o payment.Order) map[string]string {
		t.Helper()
		c, err := grips.New(grips.Settings{Page: "http://127.0.0.1/pay", Ask: "http://127.0.0.1/ask", Return: "http://127.0.0.1/", Key: s.Key(), Source: "DUAR", World: world})
		if err != nil {
			t.Fatal(err)
		}
		f, err := c.Handoff(o)
		if err != nil {
			t.Fatal(err)
		}
		return f.Fields
	}
	first := open()
	if err := first.Listens("127.0.0.1:4711"); err != nil {
		t.Fatal(err)
	}
	early, late := form(first, order("P1", "D1")), form(first, order("P2", "D2"))
	if _, err := first.Bring(early); err != nil {
		t.Fatal(err)
	}
	first.Press("P1", grips.AtBank)
	first.Counter("P1")
	second := open()
	if second.Listened() != "127.0.0.1:4711" || len(second.Credits()) != 1 || second.Credits()[0] != first.Credits()[0] {
		t.Fatalf("%s, %+v", second.Listened(), second.Credits())
	}
	second.Report()
	if dpr, err := second.Bring(late); err != nil || dpr != "P2" {
		t.Fatalf("a form of before: %s, %v", dpr, err)
	}
	second.Press("P2", grips.Pay)
	third := open()
	all := third.Credits()
	if len(all) != 2 || !all[0].Reported || all[0].GRN == all[1].GRN || all[0].BRN == all[1].BRN || all[1].Amount != 50000 {
		t.Fatalf("%+v", all)
	}
	if third.Press("P2", grips.Pay) {
		t.Error("what is paid is paid again")
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	// What cannot be read is not begun anew, and what cannot be kept is said.
	if err := os.WriteFile(file, []byte(`{"books":[`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := grips.OpenStandIn(file, "DUAR", grips.CBC, world); err == nil {
		t.Error("a broken book is forgotten")
	}
	gone := filepath.Join(t.TempDir(), "no", "folder", "book.json")
	s, err := grips.OpenStandIn(gone, "DUAR", grips.CBC, world)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bring(form(s, order("P3", "D3"))); err == nil {
		t.Error("a payment that is not kept is taken")
	}
}

// Money that nobody could name, or that is none, makes the file no file.
func TestFileOfOddMoney(t *testing.T) {
	const head = "date,dpr,gpr,drn,grn,brn,amount,status\n"
	for name, c := range map[string]struct {
		row string
		ok  bool
	}{
		"as it is":        {"24/11/2026,P1,G1,D1,192026270000000017,B1,500,S", true},
		"thirty-five":     {"24/11/2026,P1,G1,D1," + strings.Repeat("1", 35) + ",B1,500,S", true},
		"thirty-six":      {"24/11/2026,P1,G1,D1," + strings.Repeat("1", 36) + ",B1,500,S", false},
		"nothing":         {"24/11/2026,P1,G1,D1,17,B1,0,S", false},
		"nothing, failed": {"24/11/2026,P1,G1,D1,,,0,F", true},
		"semicolons":      {"24/11/2026;P1;G1;D1;17;B1;500;S", false},
		"a comma in it":   {`24/11/2026,P1,G1,D1,17,B1,"1,500",S`, false},
		"signed":          {"24/11/2026,P1,G1,D1,17,B1,-500,S", false},
		"an exponent":     {"24/11/2026,P1,G1,D1,17,B1,5e2,S", false},
		"Bengali digits":  {"24/11/2026,P1,G1,D1,17,B1,৫০০,S", false},
	} {
		f, err := grips.ReadFile(strings.NewReader(head+c.row+"\r\n"), nil)
		if (err == nil) != c.ok || c.ok && len(f.Lines) != 1 {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	wide := new(bytes.Buffer) // UTF-16, as a spreadsheet saves it
	for _, r := range head {
		wide.Write([]byte{byte(r), 0})
	}
	if _, err := grips.ReadFile(wide, nil); err == nil {
		t.Error("UTF-16 is read")
	}
}
