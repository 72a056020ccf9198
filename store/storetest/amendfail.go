package storetest

import (
	"errors"
	"testing"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/land"
)

func unsoundChange(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	was := plot(t, s, v.Plots[2].Number, land.At{})
	good := func() land.Change { return sold(was, was.Holdings[0].Khatian, 1000, number(77, 0), laterDay()) }
	for what, spoil := range map[string]func(*land.Change){
		"shares":          func(c *land.Change) { c.Plots[0].Holdings[0].Share-- },
		"area":            func(c *land.Change) { c.Plots[0].Area++ },
		"area of a share": func(c *land.Change) { c.Plots[0].Holdings[0].Recorded++ },
		"no khatian":      func(c *land.Change) { c.Folios = nil },
		"no such plot":    func(c *land.Change) { c.Plots[0].Number = number(999, 0) },
		"a day before":    func(c *land.Change) { c.Valid = seva.Date{Year: 2026, Month: 10, Day: 31} },
		"no day":          func(c *land.Change) { c.Valid = seva.Date{Year: 2026} },
		"twice":           func(c *land.Change) { c.Plots = append(c.Plots, c.Plots[0]) },
		"nobody's order":  func(c *land.Change) { c.By = "somebody" },
		"unnamed":         func(c *land.Change) { c.Folios[0].Owner.Name = seva.Names{} },
		"landless khatian": func(c *land.Change) {
			c.Folios = append(c.Folios, land.Folio{Number: number(78, 0), Owner: buyer("কেউ")})
		},
		"separator":     func(c *land.Change) { c.Folios[0].Owner.Name.En = "a\x1fb" },
		"encoding":      func(c *land.Change) { c.Plots[0].ULPIN = "\xff" },
		"nothing":       func(c *land.Change) { c.Plots, c.Folios = nil, nil },
		"another mouza": func(c *land.Change) { c.Mouza++ },
		"negative share": func(c *land.Change) {
			c.Plots[0].Holdings[0].Share += 2 * c.Plots[0].Holdings[1].Share
			c.Plots[0].Holdings[1].Share *= -1
		},
	} {
		c := good()
		spoil(&c)
		if err := amend(t, s, c); seva.KindOf(err) != seva.Internal || err == nil {
			t.Errorf("%s: %v, want a refusal", what, err)
		}
		equal(t, what, plot(t, s, was.Number, land.At{}), was)
		if _, err := s.Khatian(t.Context(), mouza, number(77, 0), land.At{}); !errors.Is(err, land.ErrNone) {
			t.Errorf("%s: a khatian was left: %v", what, err)
		}
	}
	c := good()
	c.Areas = true
	c.Plots[0].Area, c.Plots[0].Holdings[0].Recorded = c.Plots[0].Area+10, c.Plots[0].Holdings[0].Recorded+10
	mustAmend(t, s, c)
	if sum, err := s.Summary(t.Context(), mouza); err != nil || sum.Area != total(v)+10 {
		t.Errorf("summary %+v, %v", sum, err)
	}
}

func total(v land.Volume) seva.Area {
	var all seva.Area
	for _, p := range v.Plots {
		all += p.Area
	}
	return all
}

var errStop = errors.New("storetest: stop")

func failsLater(t *testing.T, s RecordStore) {
	v := demoRegister(t, s)
	was := plot(t, s, v.Plots[2].Number, land.At{})
	sum, _ := s.Summary(t.Context(), mouza)
	err := s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		if err := tx.Amend(t.Context(), sold(was, was.Holdings[0].Khatian, was.Holdings[0].Share, number(77, 0), laterDay())); err != nil {
			return err
		}
		return errStop
	})
	if !errors.Is(err, errStop) {
		t.Fatal(err)
	}
	equal(t, "plot", plot(t, s, was.Number, land.At{}), was)
	equal(t, "plot later", plot(t, s, was.Number, land.At{Valid: laterDay()}), was)
	if now, err := s.Summary(t.Context(), mouza); err != nil || now != sum {
		t.Errorf("summary %+v, %v", now, err)
	}
	// An error that the caller does not mind keeps nothing either.
	bad := sold(was, was.Holdings[0].Khatian, 1000, number(77, 0), laterDay())
	bad.Plots[0].Area++
	_ = s.Cases().Change(t.Context(), func(tx casework.Tx) error {
		_ = tx.Amend(t.Context(), sold(was, was.Holdings[0].Khatian, 1000, number(77, 0), laterDay()))
		_ = tx.Amend(t.Context(), bad)
		return nil
	})
	equal(t, "plot after an error that nobody minded", plot(t, s, was.Number, land.At{}), was)
}
