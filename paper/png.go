package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"sync"

	"duar/seva"
	"duar/seva/land"
)

// How long the longer side of a picture may be, in pixels.
const (
	PictureLeast = 256
	PictureUsual = 1024
	PictureMost  = 2048
)

// Picture draws the map of a plot as Plan does, as PNG; size is its longer side in pixels,
// PictureLeast to PictureMost. It is for phones and for paper where SVG is not read.
func Picture(l seva.Lang, title seva.Names, sheet land.Sheet, size int) ([]byte, error) {
	words := planWords(l, title, sheet)
	return picture(l, size, words, func(c Canvas) { DrawSheet(c, sheetFrame, l, sheet) })
}

// picture makes the PNG of a sheet with its words.
func picture(l seva.Lang, size int, w words, draw func(Canvas)) ([]byte, error) {
	if size < PictureLeast || size > PictureMost {
		return nil, fmt.Errorf("paper: a picture of %d pixels; %d to %d can be made", size, PictureLeast, PictureMost)
	}
	r := newRaster(l, size*sheetWide/sheetHigh, size, float64(size)/sheetHigh)
	defer r.rest()
	w.sheet(r, func() { draw(r) })
	r.flush()
	var out bytes.Buffer
	e := png.Encoder{BufferPool: (*pngBuffers)(&buffers)}
	if err := e.Encode(&out, reduced(r.image)); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return out.Bytes(), nil
}

// reduced gives the picture with a palette, which makes its file several times as small:
// a map has some ten inks and what lies between any two of them along an edge. Colours that
// differ by less than an eye can tell become one, the inks themselves stay exact.
func reduced(img *image.RGBA) image.Image {
	for bits := 5; bits > 3; bits-- {
		if out, ok := indexed(img, bits); ok {
			return out
		}
	}
	return img
}

// indexed makes colours one that have the same upper bits; false when a palette has no room
// for what is left.
func indexed(img *image.RGBA, bits int) (*image.Paletted, bool) {
	var index [1 << 15]int16 // the place in the palette from 1
	out := image.NewPaletted(img.Rect, make(color.Palette, 0, 256))
	drop := 8 - bits
	place := func(r, g, b uint8) (uint8, bool) {
		at := &index[int(r>>drop)<<(2*bits)|int(g>>drop)<<bits|int(b>>drop)]
		if *at == 0 {
			if len(out.Palette) == 256 {
				return 0, false
			}
			out.Palette = append(out.Palette, color.RGBA{r, g, b, 255})
			*at = int16(len(out.Palette)) //nolint:gosec // 256 at most
		}
		return uint8(*at - 1), true //nolint:gosec // below 256
	}
	for _, c := range []int{paperTint, plate, black, fieldFill, fieldLine, plotFill, plotLine} {
		ink := rgb(c)
		place(ink.R, ink.G, ink.B)
	}
	for i := range out.Pix {
		p := img.Pix[4*i : 4*i+3]
		at, ok := place(p[0], p[1], p[2])
		if !ok {
			return nil, false
		}
		out.Pix[i] = at
	}
	return out, true
}

// canvases keeps the pixels of pictures that are done: sixteen megabytes each at most.
var canvases sync.Pool

// blank gives an image of this size; what is in it is drawn over by the sheet's ground.
func blank(width, height int) *image.RGBA {
	if old, ok := canvases.Get().(*image.RGBA); ok && old.Rect.Dx() == width && old.Rect.Dy() == height {
		return old
	}
	return image.NewRGBA(image.Rect(0, 0, width, height))
}

var buffers sync.Pool

// pngBuffers is a pool as the encoder wants one.
type pngBuffers sync.Pool

func (p *pngBuffers) Get() *png.EncoderBuffer {
	b, _ := (*sync.Pool)(p).Get().(*png.EncoderBuffer)
	return b
}

func (p *pngBuffers) Put(b *png.EncoderBuffer) { (*sync.Pool)(p).Put(b) }

func rgb(c int) color.RGBA {
	return color.RGBA{uint8(c >> 16), uint8(c >> 8), uint8(c), 255} //nolint:gosec // each is cut to its byte
}

// MouzaPicture draws the map of a whole mouza as MouzaPlan does, as PNG.
func MouzaPicture(l seva.Lang, title seva.Names, m land.Mosaic, size int) ([]byte, error) {
	words := mouzaWords(l, title, m)
	return picture(l, size, words, func(c Canvas) { DrawMosaic(c, sheetFrame, l, m) })
}
