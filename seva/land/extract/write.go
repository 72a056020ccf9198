package extract

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"duar/seva"
	"duar/seva/land"
)

// Writer writes an extract that a Reader reads back to equal volumes, but for parcels,
// which CSV has no room for. Volumes must be sound: no Flaws.
type Writer struct {
	out    *bufio.Writer
	format Format
	lines  *json.Encoder
	row    [colCount]string
	begun  bool
}

// NewWriter makes a Writer; Flush must be called at the end.
func NewWriter(w io.Writer, f Format) *Writer {
	out := bufio.NewWriterSize(w, 1<<16)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	return &Writer{out: out, format: f, lines: lines}
}

// Write adds one volume. In CSV, a name that a spreadsheet would run as a formula is
// an error; a Reader lets none through.
func (w *Writer) Write(v land.Volume) error {
	if w.format == CSV {
		return w.table(v)
	}
	return w.objects(v)
}

// Flush writes out what is still kept.
func (w *Writer) Flush() error { return w.out.Flush() }

func (w *Writer) table(v land.Volume) error {
	if !w.begun {
		w.begun = true
		fmt.Fprintln(w.out, strings.Join(Columns(), ","))
	}
	owners := make(map[land.Number]land.Owner, len(v.Folios))
	for _, f := range v.Folios {
		owners[f.Number] = f.Owner
	}
	former := map[land.Number][]string{}
	for _, p := range v.Crosswalk {
		former[p.LR] = append(former[p.LR], p.RS.String())
	}
	for i, p := range v.Plots {
		for k, h := range p.Holdings {
			w.row = [colCount]string{colMouza: v.Mouza.String(), colPlot: p.Number.String()}
			if i == 0 && k == 0 {
				w.row[colValid], w.row[colSource] = v.Valid.String(), v.Source
			}
			if k == 0 {
				w.row[colClass], w.row[colPlotArea] = string(p.Class), p.Area.String()
				w.row[colFlags], w.row[colULPIN] = joinFlags(p.Flags), p.ULPIN
				w.row[colRS] = strings.Join(former[p.Number], "|")
			}
			// The owner is said once: later rows of the khatian leave it empty.
			if o, first := owners[h.Khatian]; first {
				w.owner(o)
				delete(owners, h.Khatian)
			}
			w.holding(h)
			if err := w.line(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *Writer) owner(o land.Owner) {
	w.row[colOwnerType], w.row[colRelation] = string(o.Type), string(o.Relation)
	w.names(colOwnerBn, o.Name)
	w.names(colGuardianBn, o.Guardian)
	w.names(colAddressBn, o.Address)
}

func (w *Writer) holding(h land.Holding) {
	w.row[colKhatian], w.row[colShare] = h.Khatian.String(), h.Share.String()
	w.row[colShareArea], w.row[colPossession] = h.Recorded.String(), string(h.Possession)
	w.names(colPossessorBn, h.Possessor)
	w.names(colRemarkBn, h.Remark.Text)
	w.row[colRule] = h.Remark.Rule
}

func (w *Writer) names(bn int, n seva.Names) { w.row[bn], w.row[bn+1], w.row[bn+2] = n.Bn, n.En, n.Hi }

func (w *Writer) line() error {
	for col, cell := range w.row {
		if formula(cell) || strings.ContainsAny(cell, "\r\n") {
			return fmt.Errorf("extract: column %s cannot be written to CSV: %w", Columns()[col], errUnsafe)
		}
		if col > 0 {
			w.out.WriteByte(',')
		}
		if strings.ContainsAny(cell, `",`) || strings.TrimSpace(cell) != cell {
			cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
		w.out.WriteString(cell)
	}
	return w.out.WriteByte('\n') // the buffer keeps its first error and gives it here
}

var errUnsafe = errors.New("it begins like a formula or has a line break")

func joinFlags(flags []land.Flag) string {
	words := make([]string, len(flags))
	for i, f := range flags {
		words[i] = string(f)
	}
	return strings.Join(words, "|")
}

func (w *Writer) objects(v land.Volume) error {
	err := w.lines.Encode(openLine{figure(v.Mouza.String()), v.Valid.String(), v.Source})
	for _, f := range v.Folios {
		o := f.Owner
		err = errors.Join(err, w.lines.Encode(folioLine{
			figure(f.Number.String()), nameObject(o.Name), string(o.Type),
			nameObject(o.Guardian), string(o.Relation), nameObject(o.Address)}))
	}
	for _, p := range v.Plots {
		l := plotLine{Plot: figure(p.Number.String()), Class: string(p.Class), Area: figure(p.Area.String()),
			ULPIN: p.ULPIN, Holdings: make([]holdingObject, len(p.Holdings))}
		for _, f := range p.Flags {
			l.Flags = append(l.Flags, string(f))
		}
		for i, h := range p.Holdings {
			l.Holdings[i] = holdingObject{figure(h.Khatian.String()), figure(h.Share.String()), figure(h.Recorded.String()),
				string(h.Possession), nameObject(h.Possessor), nameObject(h.Remark.Text), h.Remark.Rule}
		}
		err = errors.Join(err, w.lines.Encode(l))
	}
	for _, p := range v.Crosswalk {
		var l pairLine
		l.Pair.RS, l.Pair.LR = figure(p.RS.String()), figure(p.LR.String())
		err = errors.Join(err, w.lines.Encode(l))
	}
	for _, p := range v.Parcels {
		err = errors.Join(err, w.parcel(p))
	}
	return err
}

// parcel writes coordinates as plain numbers with six places.
func (w *Writer) parcel(p land.Parcel) error {
	fmt.Fprintf(w.out, `{"parcel":%q,"ring":[`, p.Number)
	for i, q := range p.Ring {
		if i > 0 {
			w.out.WriteByte(',')
		}
		b := append(w.out.AvailableBuffer(), '[')
		b = append(appendDegrees(b, q.Lon), ',')
		b = append(appendDegrees(b, q.Lat), ']')
		w.out.Write(b)
	}
	_, err := w.out.WriteString("]}\n")
	return err
}

func appendDegrees(b []byte, v int32) []byte {
	n := int64(v)
	if n < 0 {
		b, n = append(b, '-'), -n
	}
	b = strconv.AppendInt(b, n/1_000_000, 10)
	return fmt.Appendf(b, ".%06d", n%1_000_000)
}
