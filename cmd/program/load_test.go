package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
	"duar/store/sqlstore"
)

const csvHead = "mouza,plot,class,plot_area,khatian,owner_en,share\n"

// rows is a mouza of n plots, each with a khatian of its own, in the CSV of docs/extract.md.
func rows(mouza place.IDN, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,%d,sali,0.10,%d,Owner %d,1\n", mouza, i+1, i+1, i+1)
	}
	return b.String()
}

// lines is the same mouza in JSON Lines.
func lines(mouza place.IDN, n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "{\"mouza\":\"%d\"}\n", mouza)
	for i := range n {
		fmt.Fprintf(&b, "{\"khatian\":\"%d\",\"owner\":{\"en\":\"Owner %d\"}}\n", i+1, i+1)
		fmt.Fprintf(&b, "{\"plot\":\"%d\",\"class\":\"sali\",\"area\":\"0.10\",\"holdings\":[{\"khatian\":\"%d\",\"share\":1}]}\n", i+1, i+1)
	}
	return b.String()
}

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// holds demands that a data folder has exactly so many plots of each mouza; 0 is that
// the register does not know it.
func holds(t *testing.T, data string, want map[place.IDN]int) {
	t.Helper()
	s := opened(t, data)
	for idn, plots := range want {
		got, err := s.Summary(t.Context(), idn)
		if plots == 0 && errors.Is(err, land.ErrNone) {
			continue
		}
		if err != nil || got.Plots != plots || got.Khatians != plots {
			t.Errorf("mouza %d: %d plots and %d khatians, %v; want %d", idn, got.Plots, got.Khatians, err, plots)
		}
	}
}

func TestLoadLand(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		code             int
		out, err         []string
		keeps            map[place.IDN]int
	}{
		{"a good table", "a.csv", csvHead + rows(1027001, 3) + rows(1027002, 5), 0,
			[]string{"a.csv: 9 lines read, 2 mouzas kept (", ", 0 left out"}, nil, map[place.IDN]int{1027001: 3, 1027002: 5}},
		{"capitals in the file's name", "A.CSV", csvHead + rows(1027001, 3), 0,
			[]string{"1 mouzas kept"}, nil, map[place.IDN]int{1027001: 3}},
		{"good lines", "a.jsonl", lines(1027001, 3) + lines(1027002, 5), 0,
			[]string{"a.jsonl: 18 lines read, 2 mouzas kept (", ", 0 left out"}, nil, map[place.IDN]int{1027001: 3, 1027002: 5}},
		{"a table with a bad row", "b.csv",
			csvHead + rows(1027001, 3) + "1027002,1,sali,0.10,1,Owner,0.5\n1027002,2,sali,much,2,Owner,1\n" + rows(1027003, 2), 1,
			[]string{"8 lines read, 2 mouzas kept", "1 left out"},
			[]string{"b.csv:6: mouza 1027002: plot_area: Write the area in plot_area in acres", "were left out, mend and load those again"},
			map[place.IDN]int{1027001: 3, 1027002: 0, 1027003: 2}},
		{"a table whose shares do not add up", "s.csv", csvHead + "1027002,1,sali,0.10,1,Owner,0.5\n" + rows(1027003, 2), 1,
			nil, []string{"s.csv:2: mouza 1027002: plot 1:"}, map[place.IDN]int{1027002: 0, 1027003: 2}},
		{"lines with a bad one", "b.jsonl", lines(1027001, 3) + lines(1027002, 1) + "{\"plot\":}\n" + lines(1027003, 2), 1,
			[]string{"2 mouzas kept", "1 left out"},
			[]string{"b.jsonl:11: mouza 1027002: ", "This line is not in the right form"},
			map[place.IDN]int{1027001: 3, 1027002: 0, 1027003: 2}},
		{"a table that is not UTF-8", "u.csv", csvHead + rows(1027001, 2) + "1027002,1,sali,0.10,1,\xff\xfe,1\n" + rows(1027003, 2) + rows(1027004, 2), 1,
			nil, []string{"u.csv:4: "}, map[place.IDN]int{1027002: 0, 1027004: 2}},
		{"a table in UTF-16", "w.csv", "\xff\xfem\x00o\x00u\x00", 1, nil, []string{"w.csv: "}, nil},
		{"a missing column", "m.csv", "mouza,plot,class,khatian,owner_en,share\n", 1, nil,
			[]string{"m.csv: Column plot_area is missing"}, nil},
		{"an unknown column", "k.csv", strings.TrimSpace(csvHead) + ",price\n", 1, nil, []string{"k.csv: Column 8"}, nil},
		{"an empty table", "e.csv", "", 1, nil, []string{"e.csv: The file is empty"}, nil},
		{"an unknown class", "c.csv", csvHead + "1027001,1,moonland,0.10,1,Owner,1\n", 1, nil, []string{"c.csv:2: mouza 1027001: plot 1:"},
			map[place.IDN]int{1027001: 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			r := duar(t, "load", "land", "--data", data, file(t, c.file, c.text))
			if r.code != c.code || (r.err == "") != (c.code == 0) || strings.Contains(r.err, "«") {
				t.Errorf("exit code %d\n%s%s", r.code, r.out, r.err)
			}
			for _, want := range c.out {
				if !strings.Contains(r.out, want) {
					t.Errorf("no %q in\n%s", want, r.out)
				}
			}
			for _, want := range c.err {
				if !strings.Contains(r.err, want) {
					t.Errorf("no %q in\n%s", want, r.err)
				}
			}
			holds(t, data, c.keeps)
		})
	}
}

func TestLoadLandRefusesADayThatIsNone(t *testing.T) {
	path := file(t, "a.csv", csvHead+rows(1027001, 1))
	for _, day := range []string{"yesterday", "2026-13-01", "2026-11", "2026"} {
		if r := duar(t, "load", "land", "--data", t.TempDir(), "--valid", day, path); r.code != 1 || !strings.Contains(r.err, "write it as 2026-11-23") {
			t.Errorf("%s: %+v", day, r)
		}
	}
	data := t.TempDir()
	ok(t, "load", "land", "--data", data, "--valid", "2020-02-29", path)
	if got, err := opened(t, data).Summary(t.Context(), 1027001); err != nil || got.AsOn.Valid.String() != "2020-02-29" || got.AsOn.Source != "a.csv" {
		t.Errorf("%+v, %v", got.AsOn, err)
	}
}

// The same command again has nothing to do; with --again it reads all of it once more
// and still keeps it once.
func TestLoadLandAgain(t *testing.T) {
	data, path := t.TempDir(), file(t, "a.csv", csvHead+rows(1027001, 3)+rows(1027002, 5))
	want := map[place.IDN]int{1027001: 3, 1027002: 5}
	ok(t, "load", "land", "--data", data, path)
	for _, c := range []struct {
		flag, says, not string
	}{
		{"--no-again", "going on behind line 9", "kept (1"},
		{"--again", "2 mouzas kept", "going on"},
	} {
		args := []string{"load", "land", "--data", data, path}
		if c.flag == "--again" {
			args = append(args, c.flag)
		}
		if got := ok(t, args...); !strings.Contains(got, c.says) || strings.Contains(got, c.not) {
			t.Errorf("%s: %s", c.flag, got)
		}
		holds(t, data, want)
	}
	// A moved file is the same file; a changed one is another.
	moved := file(t, "moved.csv", csvHead+rows(1027001, 3)+rows(1027002, 5))
	if got := ok(t, "load", "land", "--data", data, moved); !strings.Contains(got, "going on behind line 9") {
		t.Errorf("moved: %s", got)
	}
	changed := file(t, "a.csv", csvHead+rows(1027001, 4)+rows(1027002, 5))
	if got := ok(t, "load", "land", "--data", data, changed); strings.Contains(got, "going on") {
		t.Errorf("changed: %s", got)
	}
	holds(t, data, map[place.IDN]int{1027001: 4, 1027002: 5})
}

// A row mended far into a file makes it another file, also when its size stays: the
// mouza that was left out is then loaded. Unmended, the same command says the same again.
func TestLoadLandMended(t *testing.T) {
	text := csvHead
	for i := range 180 {
		text += rows(place.IDN(1027001+i), 200)
	}
	good := rows(1027999, 2)
	data := t.TempDir()
	path := file(t, "a.csv", text+strings.Replace(good, ",1\n", ",2\n", 1))
	for range 2 {
		r := duar(t, "load", "land", "--data", data, path)
		if r.code != 1 || !strings.Contains(r.err, "mouza 1027999") || !strings.Contains(r.out, "1 left out") {
			t.Fatalf("%+v", r)
		}
	}
	if err := os.WriteFile(path, []byte(text+good), 0o600); err != nil {
		t.Fatal(err)
	}
	ok(t, "load", "land", "--data", data, path)
	holds(t, data, map[place.IDN]int{1027999: 2})
}

// stopper is standard error that stops the command when a fault is reported, once
// something is kept: the load has then certainly been stopped in its middle.
type stopper struct {
	bytes.Buffer
	kept func() bool
	stop context.CancelFunc
}

func (s *stopper) Write(p []byte) (int, error) {
	for deadline := time.Now().Add(20 * time.Second); !s.kept() && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	s.stop()
	return s.Buffer.Write(p)
}

// A load that was stopped goes on where it was when the same command is given again,
// and in the end everything is kept once.
func TestLoadLandStoppedAndResumed(t *testing.T) {
	const mouzas, plots, bad = 100, 200, 95
	text := csvHead
	want := map[place.IDN]int{}
	for i := range mouzas {
		idn := place.IDN(1027001 + i)
		if i == bad {
			text += fmt.Sprintf("%d,1,sali,much,1,Owner,1\n", idn)
			want[idn] = 0
			continue
		}
		text += rows(idn, plots)
		want[idn] = plots
	}
	data, path := t.TempDir(), file(t, "big.csv", text)
	ok(t, "migrate", "--data", data)
	watch := opened(t, data)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	kept := func() bool { _, err := watch.Summary(t.Context(), 1027001); return err == nil }
	errs := &stopper{kept: kept, stop: stop}
	var out bytes.Buffer
	code := Run(ctx, []string{"load", "land", "--data", data, path}, nil, &out, errs)
	if code != 1 || !strings.Contains(errs.String(), "stopped") || !strings.Contains(errs.String(), "the same command goes on from there") {
		t.Fatalf("stopped: %d\n%s%s", code, &out, errs)
	}
	if _, err := watch.Summary(t.Context(), 1027001+mouzas-1); err == nil {
		t.Fatal("it was not stopped in the middle")
	}
	r := duar(t, "load", "land", "--data", data, path)
	if r.code != 1 || !strings.Contains(r.out, "going on behind line") || !strings.Contains(r.err, "mouza 1027096") {
		t.Errorf("resumed: %+v", r)
	}
	holds(t, data, want)
}

// The same seed makes the same records, on any machine and any day.
func TestLoadDemoIsDeterministic(t *testing.T) {
	load := func(seed string) *sqlstore.Store {
		data := t.TempDir()
		if got := ok(t, "load", "demo", "--data", data, "--mouzas", "3", "--plots", "300", "--seed", seed); !strings.HasPrefix(got, "demo records: 300 plots in 3 mouzas") {
			t.Errorf("%s", got)
		}
		return opened(t, data)
	}
	a, b, other := load("7"), load("7"), load("8")
	plan, err := loadDemo{Mouzas: 3, Plots: 300, Seed: 7, Maps: true}.plan(seva.RealWorld().Today())
	if err != nil {
		t.Fatal(err)
	}
	if len(plan.Mouzas) != 3 || plan.Mouzas[0].IDN != demoMouza {
		t.Fatalf("mouzas %v", plan.Mouzas)
	}
	asOn := cmpopts.IgnoreFields(land.AsOn{}, "Recorded")
	found, differ := 0, 0
	for _, m := range plan.Mouzas {
		for n := range int32(120) {
			one, err := a.Plot(t.Context(), m.IDN, land.Number{Main: n + 1}, land.At{})
			two, err2 := b.Plot(t.Context(), m.IDN, land.Number{Main: n + 1}, land.At{})
			if diff := cmp.Diff(one, two, asOn, cmpopts.EquateEmpty()); diff != "" || (err == nil) != (err2 == nil) {
				t.Fatalf("mouza %d plot %d: %v %v %s", m.IDN, n+1, err, err2, diff)
			}
			sheet, _ := a.Sheet(t.Context(), m.IDN, land.Number{Main: n + 1})
			sheet2, _ := b.Sheet(t.Context(), m.IDN, land.Number{Main: n + 1})
			if diff := cmp.Diff(sheet, sheet2, asOn, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("the map of plot %d: %s", n+1, diff)
			}
			if err == nil {
				found++
			}
			three, _ := other.Plot(t.Context(), m.IDN, land.Number{Main: n + 1}, land.At{})
			if !cmp.Equal(one, three, asOn, cmpopts.EquateEmpty()) {
				differ++
			}
		}
	}
	if found < 150 || differ < 150 {
		t.Errorf("%d plots found, %d differ under another seed", found, differ)
	}
}

func TestLoadDemoRefuses(t *testing.T) {
	r := duar(t, "load", "demo", "--data", t.TempDir(), "--mouzas", "100000", "--plots", "10")
	if r.code != 1 || !strings.Contains(r.err, "only 691") {
		t.Errorf("%+v", r)
	}
	for _, plots := range []string{"--plots=0", "--plots=-5"} {
		if r := duar(t, "load", "demo", "--data", t.TempDir(), plots); r.code != 1 || !strings.Contains(r.err, "at least one is wanted") {
			t.Errorf("%s: %+v", plots, r)
		}
	}
}

func TestLoadPlacesTwice(t *testing.T) {
	data := t.TempDir()
	first := ok(t, "load", "places", "--data", data)
	if again := ok(t, "load", "places", "--data", data); again != first || !strings.Contains(first, "691 mouzas, 40983 villages") {
		t.Errorf("%q, then %q", first, again)
	}
	version, err := opened(t, data).PlacesVersion(t.Context())
	if err != nil || version == "" {
		t.Errorf("version %q, %v", version, err)
	}
}
