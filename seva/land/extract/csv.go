package extract

import (
	"bytes"
	"slices"

	"duar/seva"
	"duar/seva/land"
	"duar/seva/place"
)

// The columns of a CSV extract. A row is a holding; what belongs to its plot, its
// khatian or its mouza may be left empty once an earlier row has said it.
const (
	colMouza = iota
	colValid
	colSource
	colPlot
	colClass
	colPlotArea
	colFlags
	colULPIN
	colRS
	colKhatian
	colOwnerBn
	colOwnerEn
	colOwnerHi
	colOwnerType
	colGuardianBn
	colGuardianEn
	colGuardianHi
	colRelation
	colAddressBn
	colAddressEn
	colAddressHi
	colShare
	colShareArea
	colPossession
	colPossessorBn
	colPossessorEn
	colPossessorHi
	colRemarkBn
	colRemarkEn
	colRemarkHi
	colRule
	colCount
)

// Columns are the names of the columns, in the order in which they are written.
func Columns() []string {
	return []string{
		"mouza", "valid", "source",
		"plot", "class", "plot_area", "flags", "ulpin", "rs",
		"khatian", "owner_bn", "owner_en", "owner_hi", "owner_type",
		"guardian_bn", "guardian_en", "guardian_hi", "relation",
		"address_bn", "address_en", "address_hi",
		"share", "share_area",
		"possession", "possessor_bn", "possessor_en", "possessor_hi",
		"remark_bn", "remark_en", "remark_hi", "rule",
	}
}

// required are the columns that every file must have.
func required() []int { return []int{colMouza, colPlot, colClass, colPlotArea, colKhatian, colShare} }

// csvRows reads CSV. A row is one line: no text of a register has a line break in it.
type csvRows struct {
	names []string
	at    [colCount]int // where each column stands in a row, -1 where it does not
	wide  int
	cells [][]byte
	plain []byte // room for quoted cells without their quotes
	idn   []byte // the last mouza as written, and read
	last  place.IDN
}

func (c *csvRows) head(line []byte) error {
	c.names = Columns()
	if !c.split(line) {
		return seva.Refuse("header", seva.Say("error.extract.quote"))
	}
	c.wide = len(c.cells)
	for i := range c.at {
		c.at[i] = -1
	}
	for i, cell := range c.cells {
		name := string(bytes.TrimSpace(cell))
		col := slices.Index(c.names, name)
		if col < 0 {
			return seva.Refuse("header", seva.Say("error.extract.column", seva.Args{"Number": i + 1}))
		}
		if c.at[col] >= 0 {
			return refused(name, "column_twice")
		}
		c.at[col] = i
	}
	for _, col := range required() {
		if c.at[col] < 0 {
			return refused(c.names[col], "column_missing")
		}
	}
	if c.at[colOwnerBn] < 0 && c.at[colOwnerEn] < 0 && c.at[colOwnerHi] < 0 {
		return refused(c.names[colOwnerBn], "column_missing")
	}
	return nil
}

// cell gives a column of the current row, empty where the file has no such column.
func (c *csvRows) cell(col int) []byte {
	if at := c.at[col]; at >= 0 {
		return c.cells[at]
	}
	return nil
}

func (c *csvRows) mouza(line []byte) (place.IDN, bool, error) {
	if !c.split(line) {
		return 0, false, seva.Refuse("line", seva.Say("error.extract.quote"))
	}
	if len(c.cells) != c.wide {
		return 0, false, seva.Refuse("line", seva.Say("error.extract.cells",
			seva.Args{"Have": len(c.cells), "Want": c.wide}))
	}
	if raw := c.cell(colMouza); !bytes.Equal(raw, c.idn) || c.last == 0 {
		idn, err := mouza(raw)
		if err != nil {
			return 0, false, err
		}
		c.idn, c.last = append(c.idn[:0], raw...), idn
	}
	return c.last, false, nil
}

// split cuts a row into cells; false when the quotes do not fit. Spaces around a
// plain cell are not part of it.
func (c *csvRows) split(line []byte) bool {
	c.cells, c.plain = c.cells[:0], c.plain[:0]
	for {
		if len(line) == 0 || line[0] != '"' {
			cell, rest, more := bytes.Cut(line, []byte(","))
			if bytes.IndexByte(cell, '"') >= 0 {
				return false
			}
			c.cells = append(c.cells, bytes.TrimSpace(cell))
			if !more {
				return true
			}
			line = rest
			continue
		}
		start := len(c.plain)
		line = line[1:]
		for {
			i := bytes.IndexByte(line, '"')
			if i < 0 {
				return false
			}
			c.plain = append(c.plain, line[:i]...)
			line = line[i+1:]
			if len(line) == 0 || line[0] != '"' {
				break
			}
			c.plain = append(c.plain, '"')
			line = line[1:]
		}
		// A later append may move plain, but what was cut from it stays as it is.
		c.cells = append(c.cells, c.plain[start:len(c.plain):len(c.plain)])
		if len(line) == 0 {
			return true
		}
		if line[0] != ',' {
			return false
		}
		line = line[1:]
	}
}

func (c *csvRows) row(d *draft) error {
	h, err := c.holding(d)
	if err != nil {
		return err
	}
	if err := c.volume(d); err != nil {
		return err
	}
	if err := c.folio(d, h.Khatian); err != nil {
		return err
	}
	plot, err := c.plot(d, h.Plot)
	if err != nil {
		return err
	}
	if len(c.cell(colShareArea)) == 0 {
		h.Recorded = h.Share.Of(plot.Area)
	}
	plot.Holdings = append(plot.Holdings, h)
	return nil
}

// holding reads what belongs to the row alone.
func (c *csvRows) holding(d *draft) (h land.Holding, err error) {
	r := reading{d: d, c: c}
	h.Plot = pick(&r, colPlot, number)
	h.Khatian = pick(&r, colKhatian, number)
	h.Share = pick(&r, colShare, share)
	if len(c.cell(colShareArea)) > 0 {
		h.Recorded = pick(&r, colShareArea, area)
	}
	h.Possession = pick(&r, colPossession, possession)
	h.Possessor = r.names(colPossessorBn)
	h.Remark.Text = r.names(colRemarkBn)
	h.Remark.Rule = r.text(colRule)
	return h, r.err
}
