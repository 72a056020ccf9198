package paper_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"duar/paper"
	"duar/seva"
	"duar/seva/document"
	"duar/seva/land"
)

// Whatever stands in a name, the paper is a file that holds together.
func FuzzDocument(f *testing.F) {
	f.Add("সুব্রত", "\u202egnp.exe", 1)
	f.Add("\x00\xff", strings.Repeat("क्ष", 200), 2)
	f.Add(") Tj ET\nendstream", "(\\", 3)
	f.Fuzz(func(t *testing.T, a, b string, n int) {
		c := content([]document.Kind{document.RoR, document.PlotIndex, document.PlotMap}[uint(n)%3], seva.Langs()[uint(n)%3])
		c.Mouza.Name, c.Block.Bn, c.Number, c.Case, c.Signer, c.Specimen = seva.Names{Bn: a, En: b, Hi: a + b}, b, a, b, a, n%2 == 0
		if k := c.Khatian; k != nil {
			k.Owner.Name.Bn, k.Owner.Address.Hi, k.Holdings[0].Class = b, a, land.Class(a)
			k.Holdings[0].Remark = land.Remark{Text: seva.Names{Bn: a}, Rule: b}
		}
		out, err := paper.Document(c)
		if err != nil {
			t.Fatal(err)
		}
		hold(t, out)
	})
}

// hold checks that every object is where the table says, and that the table is where the
// end says.
func hold(t *testing.T, b []byte) {
	t.Helper()
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(b)
	if m == nil {
		t.Fatal("no end")
	}
	at, _ := strconv.Atoi(string(m[1]))
	rows := strings.Split(string(b[at:]), "\n")
	if rows[0] != "xref" {
		t.Fatalf("table at %d: %q", at, rows[0])
	}
	var count int
	fmt.Sscanf(rows[1], "0 %d", &count)
	for n := 1; n < count; n++ {
		where, _ := strconv.Atoi(rows[2+n][:10])
		if want := fmt.Sprintf("%d 0 obj\n", n); !bytes.HasPrefix(b[where:], []byte(want)) {
			t.Fatalf("object %d is not at %d", n, where)
		}
	}
}
