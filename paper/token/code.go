package token

import (
	"fmt"
	"strings"

	"github.com/skip2/go-qrcode"
)

// Quiet is the white border of a code, in modules (ISO/IEC 18004).
const Quiet = 4

// Matrix gives the modules of a QR code at level M (15 % of it may be spoilt), row by row,
// true where it is dark, without the white border. Whoever draws it leaves Quiet modules
// around, and makes a module at least 0.35 mm wide so that phones read it in poor light.
func Matrix(text string) ([][]bool, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	q.DisableBorder = true
	return q.Bitmap(), nil
}

// PNG draws a code with its border, each module so many pixels wide.
func PNG(text string, module int) ([]byte, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	return q.PNG(-max(module, 1))
}

// SVG draws a code with its border, in units of a module.
func SVG(text string) ([]byte, error) {
	rows, err := Matrix(text)
	if err != nil {
		return nil, err
	}
	n := len(rows) + 2*Quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%dv%dH0z"/><path d="`, n, n, n, n)
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+Quiet, y+Quiet, x-from, x-from)
		}
	}
	b.WriteString(`"/></svg>`)
	return []byte(b.String()), nil
}
