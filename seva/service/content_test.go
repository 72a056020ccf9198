package service

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"duar/seva"
	"duar/seva/form"
)

var paper = form.Field{ID: "paper", Kind: form.File, Accept: []string{"application/pdf", "image/jpeg", "image/png"}}

// The smallest files of their kinds that are whole.
func aPDF() []byte {
	return []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
}

func picture(w, h int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, color.RGBA{byte(i * 7), byte(i * 3), byte(i), 255})
	}
	return m
}

func aJPEG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(32, 24), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func aPNG(t testing.TB) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, picture(32, 24)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func aZIP(t testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("run.sh")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, "rm -rf /")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gps is a segment of EXIF as a camera writes it: which way up, and where it was taken.
func gps(order binary.ByteOrder, way uint16) []byte {
	var tiff bytes.Buffer
	put := func(v any) { binary.Write(&tiff, order, v) }
	if order == binary.BigEndian {
		tiff.WriteString("MM")
	} else {
		tiff.WriteString("II")
	}
	put(uint16(42))
	put(uint32(8))
	put(uint16(2))
	put([]uint16{0x0112, 3})
	put(uint32(1))
	put([]uint16{way, 0})
	put([]uint16{0x8825, 4}) // the GPS directory
	put([]uint32{1, 38})
	put(uint32(0))
	tiff.WriteString("22.5726N88.3639E Canon")
	return segment(0xe1, append([]byte(exif), tiff.Bytes()...))
}

func segment(mark byte, body []byte) []byte {
	return append([]byte{0xff, mark, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

// behindSOI puts segments at the beginning of an image.
func behindSOI(jpg []byte, segments ...[]byte) []byte {
	return bytes.Join(append([][]byte{jpg[:2]}, append(segments, jpg[2:])...), nil)
}

func chunk(kind string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// behindIHDR puts chunks behind the header of an image.
func behindIHDR(p []byte, chunks ...[]byte) []byte {
	const header = 8 + 25
	return bytes.Join(append([][]byte{p[:header]}, append(chunks, p[header:])...), nil)
}

// bomb is a PNG whose header promises w x h pixels and whose data is as good as nothing.
func bomb(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	return bytes.Join([][]byte{[]byte(pngBegins), chunk("IHDR", append(ihdr, 8, 2, 0, 0, 0)), chunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1}), chunk("IEND", nil)}, nil)
}

// hiddenZIP is a PDF with an archive inside whose comment covers the PDF's own trailer.
func hiddenZIP(t testing.TB) []byte {
	z := aZIP(t)
	tail := []byte("\nstartxref\n9\n%%EOF\n")
	binary.LittleEndian.PutUint16(z[len(z)-2:], uint16(len(tail)))
	return bytes.Join([][]byte{[]byte("%PDF-1.4\n"), z, tail}, nil)
}

// packs is a PDF with an object stream that holds something, packed by Flate.
func packs(dict, objects string) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	io.WriteString(z, objects)
	z.Close()
	return fmt.Appendf(nil, "%%PDF-1.5\n5 0 obj\n<</Type/ObjStm/N 1/First 4/Length %d%s>>stream\r\n%s\nendstream endobj\nstartxref\n9\n%%%%EOF\n", b.Len(), dict, &b)
}

func TestHostileFiles(t *testing.T) {
	jpg, pngs, zipped := aJPEG(t), aPNG(t), aZIP(t)
	damaged := bytes.Clone(pngs)
	damaged[40] ^= 1
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"nothing":                          {nil, "file.none"},
		"an archive called scan.pdf":       {zipped, "file.type"},
		"SVG":                              {[]byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`), "file.type"},
		"HTML":                             {[]byte("<!doctype html><script>1</script>"), "file.type"},
		"GIF":                              {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), "file.type"},
		"a program":                        {[]byte("\x7fELF\x02\x01\x01"), "file.type"},
		"a PDF behind HTML":                {append([]byte("<html>"), aPDF()...), "file.type"},
		"a PDF behind a mark":              {append([]byte("\xef\xbb\xbf"), aPDF()...), "file.type"},
		"a PDF with an archive behind it":  {append(aPDF(), zipped...), "file.broken"},
		"a PDF with a page behind it":      {append(aPDF(), "<script>1</script>"...), "file.broken"},
		"a PDF with an archive inside":     {hiddenZIP(t), "file.broken"},
		"half a PDF":                       {aPDF()[:40], "file.broken"},
		"a PDF of no version":              {[]byte("%PDF-x\nstartxref\n%%EOF"), "file.broken"},
		"a PDF that runs":                  {bytes.Replace(aPDF(), []byte("/Type"), []byte("/OpenAction<</S/JavaScript/JS(1)>>/Type"), 1), "file.active"},
		"a PDF that runs, in hex":          {bytes.Replace(aPDF(), []byte("/Type"), []byte("/S/J#61vaScript/Type"), 1), "file.active"},
		"a PDF that starts a program":      {bytes.Replace(aPDF(), []byte("/Type"), []byte("/S /Launch /Type"), 1), "file.active"},
		"a PDF that carries a file":        {bytes.Replace(aPDF(), []byte("/Type"), []byte("/Names<</EmbeddedFiles 2 0 R>>/Type"), 1), "file.active"},
		"an archive, and a trailer behind": {append(append(aPDF(), zipped...), "\n%%EOF\n"...), "file.broken"},
		"a PDF that sends itself":          {bytes.Replace(aPDF(), []byte("/Type"), []byte("/OpenAction<</S/SubmitForm/F(http://a.example)>>/Type"), 1), "file.active"},
		"a PDF with a paper clip":          {bytes.Replace(aPDF(), []byte("/Type"), []byte("/Annots[<</Subtype/FileAttachment/FS<</EF<</F 7 0 R>>>>>>]/Type"), 1), "file.active"},
		"a PDF that runs, packed":          {packs("/Filter/FlateDecode", "1 0 <</S/JavaScript/JS(1)>>"), "file.active"},
		"a PDF that runs, packed in hex":   {packs("/Filter/Fl#61teDecode", "1 0 <</S/Java#53cript/JS(1)>>"), "file.active"},
		"objects packed twice":             {packs("/Filter[/ASCIIHexDecode/FlateDecode]", "1 0 <<>>"), "file.broken"},
		"objects that are not there":       {bytes.Replace(packs("/Filter/FlateDecode", "1 0 <<>>"), []byte("stream\r\n"), []byte("stream\r\nxx"), 1), "file.broken"},
		"a bomb of objects":                {packs("/Filter/FlateDecode", strings.Repeat("0", mostPacked+1)), "file.broken"},
		"half a JPEG":                      {jpg[:len(jpg)/2], "file.broken"},
		"a JPEG of three bytes":            {jpg[:3], "file.broken"},
		"a JPEG of markers only":           {[]byte("\xff\xd8\xff\xd9"), "file.broken"},
		"a JPEG whose segment is too long": {[]byte("\xff\xd8\xff\xe0\xff\xff12"), "file.broken"},
		"half a PNG":                       {pngs[:len(pngs)-20], "file.broken"},
		"a PNG without a picture":          {[]byte(pngBegins), "file.broken"},
		"a PNG with a wrong checksum":      {damaged, "file.broken"},
		"a PNG of 50 megapixels":           {bomb(10_000, 5_000), "file.pixels"},
		"a PNG of a very long side":        {bomb(12_001, 1), "file.pixels"},
		"a PNG of 2^31 by 2^31":            {bomb(1<<31-1, 1<<31-1), "file.broken"}, // the decoder refuses it first
		"too much":                         {append(aPDF(), make([]byte, form.MaxUpload)...), "file.large"},
	} {
		_, kept, err := lookAt(paper, "scan.pdf", bytes.NewReader(c.content))
		e, ok := errors.AsType[*seva.Error](err)
		if !ok || e.Code() != c.code || e.Kind != seva.Invalid || kept != nil {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

func TestGoodFiles(t *testing.T) {
	for kind, content := range map[string][]byte{"application/pdf": aPDF(), "image/jpeg": aJPEG(t), "image/png": aPNG(t)} {
		// One byte at a time, as a slow phone sends it.
		u, kept, err := lookAt(paper, "../../etc/scan.pdf", iotest.OneByteReader(bytes.NewReader(content)))
		if err != nil || u.Type != kind || u.Size != int64(len(kept)) || len(u.SHA256) != 64 || u.Name != "scan.pdf" {
			t.Errorf("%s: %+v %v", kind, u, err)
		}
	}
	if _, _, err := lookAt(paper, "x", iotest.ErrReader(io.ErrUnexpectedEOF)); seva.KindOf(err) != seva.Internal {
		t.Error("a sender that went away:", err)
	}
	only := paper
	only.Accept, only.Max = []string{"image/jpeg"}, 100
	if _, _, err := lookAt(only, "x", bytes.NewReader(aPDF())); seva.Say("error.file.type").Key != textOf(err).Key || textOf(err).Args["Types"] != "JPEG" {
		t.Error("a type the question does not take:", err)
	}
	if _, _, err := lookAt(only, "x", bytes.NewReader(aJPEG(t))); textOf(err).Key != "error.file.large" {
		t.Error("more than the question takes:", err)
	}
	if _, _, err := lookAt(paper, "x", bytes.NewReader(bomb(8_000, 5_000))); err != nil {
		t.Error("40 megapixels:", err)
	}
	if _, _, err := lookAt(paper, "x", bytes.NewReader(packs("/Filter/FlateDecode", "1 0 <</Type/Catalog/Pages 2 0 R>>"))); err != nil {
		t.Error("packed objects:", err)
	}
}

func textOf(err error) seva.Text {
	if e, ok := errors.AsType[*seva.Error](err); ok {
		return e.Text
	}
	return seva.Text{}
}

// What a camera wrote into a picture is gone, what the picture is like stays.
func TestStripJPEG(t *testing.T) {
	plain := aJPEG(t)
	for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
		dirty := behindSOI(plain, segment(0xe0, append([]byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x02"), "thumb of a secret"...)), gps(order, 6),
			segment(0xe2, []byte("ICC_PROFILE\x00made by Canon")), segment(0xed, []byte("Photoshop 3.0\x00by Ratna")),
			segment(0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01 and more")), segment(0xfe, []byte("Canon was here")))
		dirty = append(dirty, "MotionPhoto_Data of a secret"...)
		_, kept, err := lookAt(paper, "photo.jpg", bytes.NewReader(dirty))
		if err != nil {
			t.Fatal(err)
		}
		for _, gone := range []string{"22.57", "Canon", "Ratna", "secret", "ICC", "and more"} {
			if bytes.Contains(kept, []byte(gone)) {
				t.Errorf("%s is still there", gone)
			}
		}
		if !bytes.Contains(kept, oriented(6)) || orientation(oriented(6)[4:]) != 6 {
			t.Error("the picture would lie on its side")
		}
		if !bytes.Contains(kept, []byte("JFIF")) || !bytes.Contains(kept, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")) {
			t.Error("its colours would change")
		}
		if _, err := jpeg.Decode(bytes.NewReader(kept)); err != nil {
			t.Fatal(err)
		}
		if again, ok := stripJPEG(kept); !ok || !bytes.Equal(again, kept) {
			t.Error("stripping twice is another thing than once")
		}
	}
	// Without anything to strip the pixels are the same, bit for bit.
	_, kept, err := lookAt(paper, "photo.jpg", bytes.NewReader(behindSOI(plain, gps(binary.BigEndian, 1))))
	if err != nil || !bytes.Equal(kept, plain) {
		t.Error("a picture that stands upright is changed:", err)
	}
}

func TestStripPNG(t *testing.T) {
	plain := aPNG(t)
	dirty := behindIHDR(plain, chunk("tEXt", []byte("Author\x00Ratna")), chunk("eXIf", []byte("MM\x00*22.57N")),
		chunk("iTXt", []byte("XML:com.adobe.xmp\x00secret")), chunk("tIME", []byte{7, 234, 1, 1, 0, 0, 0}), chunk("iCCP", []byte("Canon\x00\x00x")))
	dirty = append(dirty, aZIP(t)...)
	_, kept, err := lookAt(paper, "photo.png", bytes.NewReader(dirty))
	if err != nil || !bytes.Equal(kept, plain) {
		t.Error("not only the picture is left:", err)
	}
}

func TestCleanName(t *testing.T) {
	for name, want := range map[string]string{
		"scan.pdf": "scan.pdf", "../../etc/passwd": "passwd", `C:\Users\Ratna\ছবি ১.jpg`: "ছবি ১.jpg", "": "file", "..": "file",
		".htaccess": "htaccess", "a\x00b\nc.pdf": "abc.pdf", "\u202efdp.exe": "fdp.exe", "\xff\xfe": "file", "a<b>:c|d?.png": "abcd.png",
		strings.Repeat("ক", 300): strings.Repeat("ক", maxName),
	} {
		if got := cleanName(name); got != want {
			t.Errorf("%q is called %q, want %q", name, got, want)
		}
	}
}

func FuzzLookAt(f *testing.F) {
	f.Add(aPDF())
	f.Add(hiddenZIP(f))
	f.Add(behindSOI(aJPEG(f), gps(binary.LittleEndian, 8)))
	f.Add(behindIHDR(aPNG(f), chunk("tEXt", []byte("x"))))
	f.Add(bomb(20_000, 1))
	f.Fuzz(func(t *testing.T, content []byte) {
		u, kept, err := lookAt(paper, "x", bytes.NewReader(content))
		if err != nil {
			if _, ok := errors.AsType[*seva.Error](err); !ok || seva.KindOf(err) != seva.Invalid {
				t.Fatal(err)
			}
			return
		}
		// What is kept is taken again, and is then what it was.
		again, same, err := lookAt(paper, "x", bytes.NewReader(kept))
		if err != nil || again != u || !bytes.Equal(same, kept) {
			t.Fatalf("%+v, again %+v %v", u, again, err)
		}
		if isZIP(kept) {
			t.Fatal("it is an archive too")
		}
	})
}
