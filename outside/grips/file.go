package grips

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"duar/seva"
	"duar/seva/payment"
)

// The treasury's daily file. Its real shape is not public; this one has the fields of the
// messages under their own names, one line for each challan:
//
//	date,dpr,gpr,drn,grn,brn,amount,status
//	24/11/2026,PABC…,GPR0000000001,DABC…,192026270000000001,BRN00000001,500,S
//
// UTF-8 with or without a byte order mark, commas, a heading of exactly these names, amounts
// in rupees as in messages, all lines of one day.
var columns = []string{"date", "dpr", "gpr", "drn", "grn", "brn", "amount", "status"}

// Bounds of a file: more than the State's busiest department has in a day. A line is of a
// thousand crore rupees at most, so that no sum of lines goes beyond what a sum can hold.
const (
	fileMost  = 64 << 20 // bytes
	linesFile = 500_000
	grnMost   = 35
	lineMost  = rupees(1_000_00_00_000_00)
)

// plain tells whether a number of ours or theirs is letters and digits and nothing else. One
// with a space behind it would be another number, and its money would be counted again; one
// that begins as a formula would be one in whoever's spreadsheet.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

// Bad says where a file cannot be read. Nothing of such a file is dealt with.
type Bad struct {
	Line int // from 1, below the heading; 0 for the heading or the whole
	What string
}

func (b Bad) Error() string { return fmt.Sprintf("grips: line %d of the file: %s", b.Line, b.What) }

// ReadFile reads a daily file whole. words tells the statuses, as in Settings. The error is
// a Bad when it is not one.
func ReadFile(r io.Reader, words map[string]payment.Status) (payment.File, error) {
	if words == nil {
		words = Words()
	}
	text, err := io.ReadAll(io.LimitReader(r, fileMost+1))
	switch {
	case err != nil:
		return payment.File{}, err
	case len(text) > fileMost:
		return payment.File{}, Bad{0, "too long"}
	}
	sum := sha256.Sum256(text)
	f := payment.File{Digest: hex.EncodeToString(sum[:])}
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	c.FieldsPerRecord, c.ReuseRecord = len(columns), true
	for line := 0; ; line++ {
		row, err := c.Read()
		switch {
		case errors.Is(err, io.EOF) && line > 1:
			return f, nil
		case errors.Is(err, io.EOF):
			return payment.File{}, Bad{line, "there is nothing in it"}
		case err != nil || line > linesFile:
			return payment.File{}, Bad{line, "it has not the columns " + strings.Join(columns, ",")}
		case line == 0:
			for i, name := range columns {
				if strings.TrimSpace(row[i]) != name {
					return payment.File{}, Bad{0, "the heading must be " + strings.Join(columns, ",")}
				}
			}
			continue
		}
		e, on, what := entry(row, words)
		if what == "" && line > 1 && on != f.Day {
			what = "it is of another day than the lines before"
		}
		if what != "" {
			return payment.File{}, Bad{line, what}
		}
		e.Line, f.Day = line, on
		f.Lines = append(f.Lines, e)
	}
}

// entry reads one line, or says what is wrong with it.
func entry(row []string, words map[string]payment.Status) (e payment.Entry, on seva.Date, what string) {
	if !short(row...) {
		return e, on, "a value is too long or has odd letters"
	}
	for i, s := range row[1:6] {
		if !plain(s) {
			return e, on, "the " + columns[1+i] + " has something else than letters and digits"
		}
	}
	t, err := time.ParseInLocation(day, row[0], seva.IST)
	if err != nil || t.Year() < 2000 {
		return e, on, "the date must look like 24/11/2026"
	}
	amount, err := parseRupees(row[6])
	if err != nil || amount > lineMost {
		return e, on, "the amount must be in rupees"
	}
	status, ok := words[strings.ToUpper(row[7])]
	if !ok {
		return e, on, "the status is not known"
	}
	switch {
	case row[4] == "" && status == payment.SaysPaid:
		return e, on, "money without a GRN"
	case len(row[4]) > grnMost: // it would be money that nobody could name, and so never give back
		return e, on, "the grn is too long"
	case amount == 0 && status == payment.SaysPaid:
		return e, on, "money of nothing"
	}
	e = payment.Entry{DPR: row[1], GPR: row[2], DRN: row[3], GRN: row[4], BRN: row[5], Amount: seva.Money(amount), Status: status}
	return e, seva.DateOf(t), ""
}
