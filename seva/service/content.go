package service

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"duar/seva"
	"duar/seva/form"
)

// Limits of an image, so that whoever shows one does not run out of memory: a photograph
// of a page at 600 dots an inch is 4,960 x 7,016.
const (
	maxPixels = 40_000_000
	maxSide   = 12_000
	maxName   = 100 // letters of a file's name
)

// medium is a type of file and how one is looked at.
type medium struct {
	kind, name string
	look       func(content []byte) (kept []byte, err error)
}

// media are the types a file may have, in the order a person is told of them.
var media = []medium{
	{"application/pdf", "PDF", lookPDF},
	{"image/jpeg", "JPEG", lookJPEG},
	{"image/png", "PNG", lookPNG},
}

// lookAt reads a file given as the answer to f, and gives what it is found to be by its
// bytes and what of them may be kept: images without what a camera wrote into them. The
// name and whatever the sender said of the type decide nothing.
//
// Errors are Invalid under error.file.none, error.file.large, error.file.type,
// error.file.broken, error.file.pixels and error.file.active; each says what to do.
func lookAt(f form.Field, name string, r io.Reader) (form.Upload, []byte, error) {
	limit := int64(form.MaxUpload)
	if f.Max > 0 {
		limit = min(limit, f.Max)
	}
	// One byte more than may be there tells that there is too much, however much it is.
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return form.Upload{}, nil, seva.Broken(err)
	case int64(len(content)) > limit:
		return form.Upload{}, nil, refuseFile("large", seva.Args{"Max": int(limit >> 10)})
	case len(content) == 0:
		return form.Upload{}, nil, refuseFile("none", nil)
	}
	kind := sniff(content)
	i := slices.IndexFunc(media, func(m medium) bool { return m.kind == kind })
	if i < 0 || !slices.Contains(f.Accept, kind) {
		return form.Upload{}, nil, refuseFile("type", seva.Args{"Types": typeNames(f.Accept)})
	}
	kept, err := media[i].look(content)
	if err != nil {
		return form.Upload{}, nil, err
	}
	if isZIP(kept) {
		return form.Upload{}, nil, refuseFile("broken", nil)
	}
	sum := sha256.Sum256(kept)
	return form.Upload{
		Name: cleanName(name), Type: kind, Size: int64(len(kept)), SHA256: hex.EncodeToString(sum[:]),
	}, kept, nil
}

func refuseFile(code string, args seva.Args) error {
	return seva.Refuse("file", seva.Text{Key: "error.file." + code, Args: args})
}

// sniff tells a type by how the content begins; "" when it is none of ours. It must begin
// at the first byte: a document behind something else is also that something else.
func sniff(content []byte) string {
	for _, m := range []struct{ begins, kind string }{
		{"%PDF-", "application/pdf"}, {"\xff\xd8\xff", "image/jpeg"}, {pngBegins, "image/png"},
	} {
		if bytes.HasPrefix(content, []byte(m.begins)) {
			return m.kind
		}
	}
	return ""
}

// typeNames names the types that are taken, as people call them in every language.
func typeNames(accept []string) string {
	var names []string
	for _, m := range media {
		if slices.Contains(accept, m.kind) {
			names = append(names, m.name)
		}
	}
	return strings.Join(names, ", ")
}

// lookJPEG checks an image and takes out where and when it was taken.
func lookJPEG(content []byte) ([]byte, error) {
	kept, ok := stripJPEG(content)
	if !ok {
		return nil, refuseFile("broken", nil)
	}
	return measured(kept, jpeg.DecodeConfig)
}

// lookPNG does the same for its format.
func lookPNG(content []byte) ([]byte, error) {
	kept, ok := stripPNG(content)
	if !ok {
		return nil, refuseFile("broken", nil)
	}
	return measured(kept, png.DecodeConfig)
}

// measured lets an image through that is not too large. Only its header is decoded: the
// pixels of a hostile image are never unpacked here.
func measured(kept []byte, decode func(io.Reader) (image.Config, error)) ([]byte, error) {
	c, err := decode(bytes.NewReader(kept))
	switch {
	case err != nil || c.Width < 1 || c.Height < 1:
		return nil, refuseFile("broken", nil)
	case c.Width > maxSide || c.Height > maxSide || c.Width*c.Height > maxPixels:
		return nil, refuseFile("pixels", seva.Args{"Side": maxSide, "Mega": maxPixels / 1_000_000})
	}
	return kept, nil
}

// cleanName makes the name a file came under fit to be shown: its last part, one line,
// without invisible signs. It is never used as a path.
func cleanName(name string) string {
	name = strings.ToValidUTF8(name, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || strings.ContainsRune(`<>:"|?*`, r) {
			return -1
		}
		return r
	}, name)
	name, err := seva.Clean("file", name)
	if name = strings.TrimLeft(name, ". "); err != nil || name == "" {
		return "file"
	}
	if utf8.RuneCountInString(name) > maxName {
		name = strings.TrimSpace(string([]rune(name)[:maxName]))
	}
	return name
}
