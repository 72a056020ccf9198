package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// source is the directory of the source files.
type source string

// row is one record by column name.
type row map[string]string

// rows reads a whole CSV file. Values are put in NFC and trimmed.
func (s source) rows(name string) ([]row, error) {
	data, err := os.ReadFile(filepath.Join(string(s), name))
	if err != nil {
		return nil, err
	}
	return parse(name, data)
}

func parse(name string, data []byte) ([]row, error) {
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("%s: empty", name)
	}
	var all []row
	for _, record := range records[1:] {
		r := row{}
		for i, column := range records[0] {
			r[column] = norm.NFC.String(strings.TrimSpace(record[i]))
		}
		all = append(all, r)
	}
	return all, nil
}

// by indexes rows by a column; rows without a value in it are left out.
func by(rows []row, column string) map[string]row {
	m := map[string]row{}
	for _, r := range rows {
		if r[column] != "" {
			m[r[column]] = r
		}
	}
	return m
}

// write makes a CSV file of records sorted by their first column, which is the code.
func write(header []string, records [][]string) []byte {
	slices.SortFunc(records, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(header) // a bytes.Buffer takes everything
	_ = w.WriteAll(records)
	return b.Bytes()
}

// title turns a name written in capitals, or in small letters only, into the usual
// form: "BANKURA - I" is "Bankura - I". Roman numerals stay.
func title(name string) string {
	if strings.ToUpper(name) != name && strings.ToLower(name) != name {
		return name
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
	for _, w := range words {
		if strings.Trim(strings.ToUpper(w), "IV") == "" {
			continue
		}
		at := strings.Index(name, w)
		name = name[:at] + strings.ToUpper(w[:1]) + strings.ToLower(w[1:]) + name[at+len(w):]
	}
	return name
}
