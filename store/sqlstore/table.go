package sqlstore

import (
	"context"
	"fmt"
	"strings"
)

// table is one of the tables of versions. Each has mouza in front and the versions'
// five columns behind; only what lies between differs, so reading the present,
// comparing, closing and adding are written once.
type table struct {
	name string
	key  []string // beside mouza, all integers
	rest []string
	// apart says that versions which have ended are in a table of their own, and that
	// the statements for the present and for closing are written by hand in land.sql.
	apart bool
}

// Every table of versions, in the order of writing.
func tables() []table {
	return []table{
		{name: "land_mouza", rest: []string{"plots", "khatians", "area", "maps"}},
		{name: "land_khatian", key: []string{"khatian"}, rest: []string{"name", "kind", "guardian", "relation", "address"}},
		{name: "land_plot", key: []string{"plot"}, rest: []string{"class", "area", "flags", "ulpin"}},
		{name: "land_sheet", key: []string{"spot"}, rest: []string{"sheet"}, apart: true},
		{name: "land_holding", key: []string{"khatian", "plot"}, rest: []string{"share", "area", "possession", "possessor", "remark", "rule"}},
		{name: "land_crosswalk", key: []string{"rs", "lr"}},
		{name: "land_parcel", key: []string{"plot"}, rest: []string{"ulpin", "ring", "touches"}},
	}
}

// versionColumns are shared by all rows of one binding.
func versionColumns() []string {
	return []string{"valid_from", "valid_to", "recorded_from", "recorded_to", "extract"}
}

// width is how many values a row has before the shared ones.
func (t table) width() int { return 1 + len(t.key) + len(t.rest) }

// columns are those of a row before the shared ones, in the order of its values.
func (t table) columns() []string {
	return append(append([]string{"mouza"}, t.key...), t.rest...)
}

// sink is where rows of the table are put.
func (t table) sink() sink {
	return sink{table: t.name, columns: t.columns(), shared: versionColumns()}
}

// statements registers what the table needs: its present rows of a mouza, the closing
// of one, and for SQLite the adding of many.
func (t table) statements(d dialect, all map[string]string) {
	t.sink().statements(d, all)
	if t.apart {
		return
	}
	order := append(append([]string{}, t.key...), "mouza")
	all[t.name+".current"] = d.render(fmt.Sprintf("SELECT %s FROM %s WHERE mouza = $1 AND recorded_to = :open ORDER BY %s",
		strings.Join(t.columns(), ", "), t.name, strings.Join(order, ", ")))
	where := "mouza = $3"
	for i, k := range t.key {
		where += fmt.Sprintf(" AND %s = $%d", k, i+4)
	}
	all[t.name+".close"] = d.render(fmt.Sprintf("UPDATE %s SET valid_to = $1, recorded_to = $2 WHERE %s AND recorded_to = :open", t.name, where))
}

// close ends one version at the present moment: args are valid_to, recorded_to, mouza
// and the key.
func (t table) close(ctx context.Context, c change, args []any) error {
	ending := t.name + ".close"
	if t.apart {
		ending = t.name + ".keep"
	}
	n, err := c.do(ctx, ending, args...)
	if err == nil && n != 1 {
		err = fmt.Errorf("%s: closed %d rows for one", t.name, n)
	}
	if err == nil && t.apart {
		_, err = c.do(ctx, t.name+".drop", args[3:]...)
	}
	return err
}

// putSizes are the lengths in rows of SQLite's adding statements. PostgreSQL has COPY.
var putSizes = [...]int{64, 8, 1}

func putName(table string, rows int) string { return fmt.Sprintf("%s.put.%d", table, rows) }

// statements registers SQLite's adding statements. Shared values come first and are
// named by number in every row, so that they are bound once; the others have no
// number, because the driver looks up every name it is given.
func (s sink) statements(d dialect, all map[string]string) {
	if d.Name != sqliteDialect.Name {
		return
	}
	var row []string
	for i := range s.shared {
		row = append(row, fmt.Sprintf("?%d", i+1))
	}
	for range s.columns {
		row = append(row, "?")
	}
	one := "(" + strings.Join(row, ",") + ")"
	columns := strings.Join(append(s.shared[:len(s.shared):len(s.shared)], s.columns...), ", ")
	for _, size := range putSizes {
		all[putName(s.table, size)] = fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", s.table, columns,
			strings.TrimSuffix(strings.Repeat(one+",", size), ","))
	}
}
