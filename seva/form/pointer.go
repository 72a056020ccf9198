package form

import (
	"strconv"
	"strings"
)

// Rows that a pointer names without a number.
const (
	NewRow = -1 // "members/-": a row that begins with this answer
	NoRow  = -2 // "name": no row of anything
)

// maxRow is far above MaxRows; what is longer is not a row but somebody's number.
const maxRow = 999

// At puts a pointer together; Split takes it apart again.
func At(field string, row int, column string) Pointer {
	p := field
	switch {
	case row == NewRow:
		p += "/-"
	case row >= 0:
		p += "/" + strconv.Itoa(row)
	default:
		return Pointer(p)
	}
	if column != "" {
		p += "/" + column
	}
	return Pointer(p)
}

// Split gives the parts: rows count from 0, or are NewRow or NoRow; column is "" where the
// pointer stops at the field or the row. ok is false for what is no pointer of any form.
func (p Pointer) Split() (field string, row int, column string, ok bool) {
	field, rest, inRow := strings.Cut(string(p), "/")
	if !isID(field) {
		return "", NoRow, "", false
	}
	if !inRow {
		return field, NoRow, "", true
	}
	number, column, inColumn := strings.Cut(rest, "/")
	if inColumn && !isID(column) {
		return "", NoRow, "", false
	}
	if number == "-" {
		return field, NewRow, column, true
	}
	row, err := strconv.Atoi(number)
	if err != nil || row < 0 || row > maxRow || strconv.Itoa(row) != number { // one spelling only: no "+1", no "01"
		return "", NoRow, "", false
	}
	return field, row, column, true
}

// isID tells whether s can be the id of a form, a section, a field, an option or a check:
// small letters, digits and underscores, first a letter.
func isID(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// Field gives the question a pointer stands at: at "members/2/name" the column, at
// "members/2" and "members" the roster.
func (f Form) Field(at Pointer) (Field, bool) {
	id, row, column, ok := at.Split()
	if !ok {
		return Field{}, false
	}
	field, there := f.top(id)
	switch {
	case !there || row != NoRow && field.Kind != Roster:
		return Field{}, false
	case column == "":
		return field, true
	}
	return field.column(column)
}

// top gives a field of the form that is no column.
func (f Form) top(id string) (Field, bool) {
	for _, s := range f.Sections {
		for _, field := range s.Fields {
			if field.ID == id {
				return field, true
			}
		}
	}
	return Field{}, false
}

func (f Field) column(id string) (Field, bool) {
	for _, c := range f.Fields {
		if c.ID == id {
			return c, true
		}
	}
	return Field{}, false
}
