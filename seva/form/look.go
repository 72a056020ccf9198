package form

import (
	"context"
	"errors"
	"strings"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// errNoDesk is a mistake of whoever put the house together: a form asks what no desk of
// the Desks it was given can tell.
var errNoDesk = errors.New("form: a desk is not there")

// villages is the part of a place desk that knows the census villages; not every desk does.
type villages interface {
	Village(ctx context.Context, code string) (place.Village, error)
}

// readPlace reads "2412/337696" or "2412"; the separator may also be a dash or a space.
func (f Field) readPlace(text string) (string, error) {
	parts := strings.FieldsFunc(seva.Digits(text), func(r rune) bool { return r == '/' || r == '-' || r == ' ' })
	if len(parts) == 0 || len(parts) > 2 || len(parts[0]) > 6 || !isDigits(strings.Join(parts, "")) ||
		len(parts) == 2 && len(parts[1]) != 6 {
		return "", f.refuse("error.place.form")
	}
	return strings.Join(parts, "/"), nil
}

// readNumbered reads a mouza and a plot or khatian: "1027001/165/1201", "1027001 165".
func (f Field) readNumbered(text string) (string, error) {
	text = seva.Digits(text)
	if len(text) > 8 && strings.ContainsRune("/- ", rune(text[7])) {
		idn, err := place.ParseIDN(text[:7])
		if err != nil {
			return "", err
		}
		number, err := land.ParseNumber(f.ID, text[8:])
		if err != nil {
			return "", err
		}
		return idn.String() + "/" + number.String(), nil
	}
	if f.Kind == Plot {
		return "", f.refuse("error.plot.form", seva.Args{"Example": sample("1027001/165/1201")})
	}
	return "", f.refuse("error.khatian.form", seva.Args{"Example": sample("1027001/12")})
}

// readFile takes the id of an upload; whether there is one the Files say.
func (f Field) readFile(text string) (string, error) {
	if len(text) > 64 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		return "", f.refuse("error.file.form")
	}
	return text, nil
}

// look asks the desk of the field's kind about a value that has been read, and gives what
// is kept of it. What a desk refuses is a flaw of the answer; a desk that is away is not.
func (d Desks) look(ctx context.Context, f Field, v Value) (Value, error) {
	switch f.Kind {
	case Date:
		return v, d.lookDate(f, v.Text)
	case Aadhaar:
		text, err := d.keepAadhaar(ctx, v.Text)
		return Value{Text: text}, err
	case Place:
		return v, d.lookPlace(ctx, f, v.Text)
	case Plot, Khatian:
		return v, d.lookLand(ctx, f, v.Text)
	case File:
		return v, d.lookFile(ctx, f, v.Text)
	}
	return v, nil
}

// lookDate holds the date against bounds that move with the day.
func (d Desks) lookDate(f Field, text string) error {
	if !moving.MatchString(f.Since) && !moving.MatchString(f.Until) {
		return nil
	}
	date, err := seva.ParseDate(text)
	if err != nil {
		return seva.Broken(err)
	}
	today := d.World.Today()
	return f.inBounds(date, func(bound string) (seva.Date, bool) { return dayOn(bound, today) })
}

// lookPlace: the block is one, and the village lies in it.
func (d Desks) lookPlace(ctx context.Context, f Field, text string) error {
	if d.Places == nil {
		return seva.Broken(errNoDesk)
	}
	block, code, finer := strings.Cut(text, "/")
	// Whether there is a block is told by whether its mouzas can be asked for.
	if _, err := d.Places.Mouzas(ctx, block); err != nil {
		return err
	}
	desk, knows := d.Places.(villages)
	if !finer || !knows {
		return nil
	}
	village, err := desk.Village(ctx, code)
	if err == nil && village.Block != block {
		err = f.refuse("error.village.block")
	}
	return err
}

func (d Desks) lookLand(ctx context.Context, f Field, text string) error {
	if d.Land == nil {
		return seva.Broken(errNoDesk)
	}
	idn, err := place.ParseIDN(text[:7])
	if err != nil {
		return err
	}
	number, err := land.ParseNumber(f.ID, text[8:])
	if err != nil {
		return err
	}
	if f.Kind == Plot {
		_, err = d.Land.Plot(ctx, idn, number, land.At{})
	} else {
		_, err = d.Land.Khatian(ctx, idn, number, land.At{})
	}
	return err
}

func (d Desks) lookFile(ctx context.Context, f Field, id string) error {
	if d.Files == nil {
		return seva.Broken(errNoDesk)
	}
	file, err := d.Files.File(ctx, id)
	if err != nil {
		return err
	}
	return f.Takes(file)
}

// Takes tells whether a field takes an upload, by its type and size; the error is Invalid
// under error.file.type or error.file.large. Whoever receives a file may ask before it is
// kept.
func (f Field) Takes(u Upload) error {
	allowed := false
	for _, t := range f.Accept {
		allowed = allowed || t == u.Type
	}
	most := int64(MaxUpload)
	if f.Max != 0 {
		most = f.Max
	}
	switch {
	case !allowed:
		return f.refuse("error.file.type", seva.Args{"Types": f.typeNames()})
	case u.Size > most:
		return f.refuse("error.file.large", seva.Args{"Max": int(most >> 10)})
	}
	return nil
}

// mediaTypes are the types a file may have, and what people call them.
var mediaTypes = map[string]string{"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}

func (f Field) typeNames() string {
	var names []string
	for _, t := range f.Accept {
		names = append(names, mediaTypes[t])
	}
	return strings.Join(names, ", ")
}
