package paper_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"duar/paper"
	"duar/paper/font"
	"duar/paper/pdf"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
)

// longIndex is a plot of which 2,250 khatians hold a share: fifty pages.
func longIndex() document.Content {
	c := content(document.PlotIndex, seva.Bengali)
	p := plotOf(165, 2250)
	for i := range p.Holdings {
		h := &p.Holdings[i]
		h.Owner.Guardian, h.Owner.Relation = seva.Names{}, ""
		h.Possession, h.Possessor, h.Remark = "", seva.Names{}, land.Remark{}
	}
	c.Plots = []land.Plot{p}
	return c
}

// floor writes as many pages of as many unshaped Latin words: what any writer of PDF with
// an embedded font must do.
func floor(tb testing.TB, pages, rows int) {
	h := font.Take()
	defer h.Rest()
	d := pdf.New(pdf.About{Title: "floor", Lang: "en", Made: time.Unix(0, 0)})
	words := h.Words(font.Style{Script: font.Latin}, "1001 Subrata Mondal 0.5000 0.1301 0.1301 None None")
	for range pages {
		p := d.Page(pdf.A4Width, pdf.A4Height)
		for r := range rows {
			p.Words(40, 40+15*float64(r), 8.5, pdf.Black, words, false)
		}
	}
	if _, err := d.Bytes(); err != nil {
		tb.Fatal(err)
	}
}

func print(tb testing.TB, c document.Content) []byte {
	b, err := paper.Document(c)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func BenchmarkRoR(b *testing.B) {
	for _, langs := range [][]seva.Lang{{seva.Bengali}, {seva.Bengali, seva.English}} {
		b.Run(fmt.Sprint(langs), func(b *testing.B) {
			for b.Loop() {
				print(b, content(document.RoR, langs...))
			}
		})
	}
}

// BenchmarkPlotIndex says also how long the floor took for as many pages in the same run:
// the machine's speed drifts, the ratio does not.
func BenchmarkPlotIndex(b *testing.B) {
	c := longIndex()
	pages := 0
	var own, bare time.Duration
	for b.Loop() {
		start := time.Now()
		pages = countPages(print(b, c))
		middle := time.Now()
		floor(b, pages, 45)
		own, bare = own+middle.Sub(start), bare+time.Since(middle)
	}
	b.ReportMetric(float64(pages)*float64(b.N)/own.Seconds(), "pages/s")
	b.ReportMetric(float64(own)/float64(bare), "floors")
}

// A paper of one page takes at most 30 ms of CPU, and an index of fifty at most a second:
// the figures promised. What is measured includes collecting garbage.
func TestSpeed(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a second")
	}
	one, index := content(document.RoR, seva.Bengali, seva.English), longIndex()
	one.Khatian.Holdings = one.Khatian.Holdings[:6]
	print(t, one) // opens the faces
	for _, c := range []struct {
		what  string
		times int
		most  time.Duration
		print func()
	}{
		{"a one-page copy", 20, 30 * time.Millisecond, func() { print(t, one) }},
		{"an index of fifty pages", 2, time.Second, func() { print(t, index) }},
	} {
		before := used(t)
		for range c.times {
			c.print()
		}
		if each := (used(t) - before) / time.Duration(c.times); each > c.most {
			t.Errorf("%s takes %v of CPU, more than %v", c.what, each, c.most)
		} else {
			t.Logf("%s takes %v of CPU", c.what, each)
		}
	}
}

// used is the CPU time of this process.
func used(t *testing.T) time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Skip(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
