package tui

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"duar/seva"
)

func TestPrinting(t *testing.T) {
	p := newPilot(t, seva.English)
	p.press("1", idn.String(), "165", "enter")
	p.k.ground.Print = func(string, string) (string, error) { return "", errors.New("disk full on /dev/sda1") }
	p.press("p")
	p.sees("The printout could not be saved", "1800-000-0000")
	p.seesNot("sda1")
	p.k.ground.Print, p.k.ground.Helpline = nil, ""
	p.press("p")
	p.sees("No printing is set up")
	p.seesNot("Helpline")
}

func TestPrintTo(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "prints")
	print := PrintTo(folder)
	for _, want := range []string{"plot-1.txt", "plot-1-2.txt", "plot-1-3.txt"} {
		path, err := print("plot-1.txt", "সুব্রত\n")
		if err != nil || path != filepath.Join(folder, want) {
			t.Fatal(path, err)
		}
		text, _ := os.ReadFile(path)
		info, _ := os.Stat(path)
		if string(text) != "সুব্রত\n" || info.Mode().Perm() != 0o600 {
			t.Fatal(string(text), info.Mode())
		}
	}
	if path, err := print("../../etc/passwd", "x"); err != nil || filepath.Dir(path) != folder {
		t.Fatal("a name led out of the folder:", path, err)
	}
	if _, err := PrintTo("/dev/null/x")("a.txt", "x"); err == nil {
		t.Fatal("printing to nowhere went well")
	}
}
