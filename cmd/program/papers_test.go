package program

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"duar/demo"
	"duar/paper/seal"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/document"
	"duar/seva/form"
	"duar/worker"
)

// papersHouse is a house with the demo's records, in which papers are made.
func papersHouse(t testing.TB) (*house, *sealing) {
	t.Helper()
	e := engines{Data: t.TempDir()}
	ok(t, "load", "demo", "--data", e.Data, "--plots", strconv.Itoa(demo.KnownPlots))
	s := &streams{out: io.Discard, err: io.Discard, log: slog.New(slog.DiscardHandler), world: seva.RealWorld()}
	h, err := e.open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.close() })
	seals, err := documentSettings{}.sealing(e, h.world, "https://duar.example")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = seals.close() })
	if err := h.documentDesk(seals, "https://duar.example/"); err != nil || h.documents.Base != "https://duar.example" {
		t.Fatalf("links are below %v, %v", h.documents, err)
	}
	return h, seals
}

// ordered files a copy, whose fee is paid, and has it signed.
func ordered(t testing.TB, h *house, service string, answers form.Answers) string {
	t.Helper()
	applicant := casework.Applicant{Name: "Subrata Mondal", Phone: "919831012345", Lang: seva.Bengali, Citizen: "citizen1", Channel: "app"}
	var number string
	err := h.store.Documents().Change(t.Context(), func(tx document.Tx) error {
		var err error
		if number, err = h.cases.Number(t.Context(), tx, "DC"); err != nil {
			return err
		}
		c, err := h.cases.Open(t.Context(), tx, casework.Opening{Number: number, Service: service, Office: "lr.1027", Applicant: applicant,
			Answers: answers, FormOf: 1, Caller: casework.Caller{ID: "citizen1", Roles: []casework.Role{casework.Citizen}}})
		if err != nil || c.State == document.ToSign {
			return err
		}
		_, err = h.cases.Advance(t.Context(), tx, casework.Act{Number: number, Action: casework.PaidAction})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	officer := casework.Caller{ID: "officer1", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"lr.1027"}}
	done, err := h.documents.For(officer).SignAll(t.Context(), []string{number}, "k"+number)
	if err != nil || done[0].Err != nil {
		t.Fatal(err, done)
	}
	return number
}

// A copy of a khatian, plots and a map of the demo's records go from the application to a
// file whose signature, and whose QR code, prove.
func TestPapersAreMade(t *testing.T) {
	h, seals := papersHouse(t)
	cases := map[string]form.Answers{
		"ror_copy":         {"khatian": {Text: "1027001/12"}, "language": {Text: "bn_en"}},
		"plot_information": {"language": {Text: "hi"}, "plots": {Rows: []form.Answers{{"plot": {Text: "1027001/165"}}}}},
		"plot_map_copy":    {"plot": {Text: "1027001/165"}, "language": {Text: "en"}},
	}
	numbers := map[string]string{}
	for service, answers := range cases {
		numbers[service] = ordered(t, h, service, answers)
	}
	press := worker.Press{Maker: h.documents, World: h.world, Log: slog.New(slog.NewTextHandler(testWriter{t}, nil))}
	if err := press.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for service, number := range numbers {
		c, err := h.store.Cases().Case(t.Context(), number)
		if err != nil || c.State != "issued" {
			t.Errorf("%s is %s, %v", service, c.State, err)
			continue
		}
		mine := casework.Caller{ID: "citizen1", Phone: "919831012345", Proved: true, Roles: []casework.Role{casework.Citizen}}
		f, err := h.documents.For(mine).File(t.Context(), c.Marks[document.Mark])
		if err != nil {
			t.Fatal(err)
		}
		report, err := seal.Verify(f.Content, seals.ring.Roots)
		if err != nil || !report.Genuine() {
			t.Errorf("%s: %+v, %v", service, report, err)
		}
		changed := bytes.Replace(f.Content, []byte("/Page"), []byte("/Pagf"), 1)
		if report, err := seal.Verify(changed, seals.ring.Roots); err == nil && report.Genuine() {
			t.Errorf("%s: a file with one byte changed proves", service)
		}
		v, err := h.documents.For(casework.Caller{}).Document(t.Context(), f.Number)
		if err != nil || v.Status != document.Valid || !v.Specimen {
			t.Errorf("%s stands %+v, %v", service, v, err)
		}
	}
}

// testWriter logs into the test.
type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) { w.t.Logf("%s", p); return len(p), nil }

// Papers a second, drawn, signed and kept: by all cores.
func BenchmarkPapers(b *testing.B) {
	h, _ := papersHouse(b)
	for range b.N {
		ordered(b, h, "ror_copy", form.Answers{"khatian": {Text: "1027001/12"}})
	}
	press := worker.Press{Maker: h.documents, World: h.world, Log: slog.New(slog.DiscardHandler)}
	b.ResetTimer()
	begun := time.Now()
	if err := press.Run(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/time.Since(begun).Seconds(), "papers/s")
}
