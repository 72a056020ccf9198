package seva

import (
	"fmt"
	"strconv"
	"strings"
)

// Area is land in 1/10,000 acre, the resolution of the record. It is never a float.
type Area int64

// Acre is one acre.
const Acre Area = 10_000

// Unit is a unit that land is spoken of in.
type Unit string

const (
	InAcre    Unit = "acre"
	InDecimal Unit = "decimal" // 1/100 acre, also called shatak
	InKatha   Unit = "katha"   // 720 square feet
	InBigha   Unit = "bigha"   // 20 katha
)

// Units lists the units every area is shown in.
func Units() []Unit { return []Unit{InAcre, InDecimal, InKatha, InBigha} }

// Measure is an area in some unit: Value is in 1/10,000 of that unit, rounded half up;
// Exact tells whether nothing was lost by the rounding.
type Measure struct {
	Unit  Unit
	Value int64
	Exact bool
}

// In gives the area in another unit. The factors come from 1 acre = 43,560 square
// feet and 1 katha = 720: 1 acre is exactly 60.5 katha and 3.025 bigha. People say
// 60 and 3; that is a rounding, not a rule.
func (a Area) In(u Unit) Measure {
	num, den := int64(1), int64(1)
	switch u {
	case InDecimal:
		num = 100
	case InKatha:
		num, den = 121, 2
	case InBigha:
		num, den = 121, 40
	}
	n := int64(a) * num
	return Measure{Unit: u, Value: divRound(n, den), Exact: n%den == 0}
}

func divRound(n, d int64) int64 {
	if n < 0 {
		return -divRound(-n, d)
	}
	return (n + d/2) / d
}

// String writes the value with four places: "45.3750".
func (m Measure) String() string { return fixed4(m.Value) }

// String writes acres with four places: "0.7500".
func (a Area) String() string { return fixed4(int64(a)) }

// ParseArea reads acres: "0.75", "1", "12.0364", in digits of any of the three
// scripts. More than four places, a sign or anything else is refused.
func ParseArea(s string) (Area, error) {
	v, err := parseFixed4(s)
	return Area(v), err
}

// Share is a part of 1.0000, in 1/10,000. The shares of a plot add up to Whole.
type Share int64

// Whole is the whole of a thing shared.
const Whole Share = 10_000

// String writes the share with four places: "0.0364".
func (s Share) String() string { return fixed4(int64(s)) }

// ParseShare reads "0.0364" or "1"; it must lie between 0 and 1.
func ParseShare(s string) (Share, error) {
	v, err := parseFixed4(s)
	if err == nil && v > int64(Whole) {
		err = fmt.Errorf("seva: share above 1")
	}
	return Share(v), err
}

// Of gives the share's part of an area, rounded half up: the computed share area.
// The record's own figure may differ and is kept beside it.
func (s Share) Of(a Area) Area { return Area(divRound(int64(s)*int64(a), int64(Whole))) }

func fixed4(v int64) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	b := make([]byte, 0, 24)
	b = append(b, sign...)
	b = strconv.AppendInt(b, v/10_000, 10)
	b = append(b, '.')
	frac := v % 10_000
	return string(append(b, byte('0'+frac/1000), byte('0'+frac/100%10), byte('0'+frac/10%10), byte('0'+frac%10)))
}

// maxWhole keeps a share of the largest area, and sums of areas, within an int64.
const maxWhole = 9

func parseFixed4(s string) (int64, error) {
	s = Digits(strings.TrimSpace(s))
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" || len(whole) > maxWhole || len(frac) > 4 || strings.ContainsAny(s, "+-_") {
		return 0, fmt.Errorf("seva: %w: number with up to four places wanted", strconv.ErrSyntax)
	}
	v, err := strconv.ParseInt(whole+frac+"0000"[len(frac):], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("seva: %w: number with up to four places wanted", strconv.ErrSyntax)
	}
	return v, nil
}
