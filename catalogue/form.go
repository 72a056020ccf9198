package catalogue

import (
	"maps"
	"slices"
	"strings"

	"duar/seva/form"
)

// formFile, and what is in it, is a form as a definition writes it. The meaning of each
// key is that of the field of seva/form it becomes.
type formFile struct {
	Version int           `toml:"version,need"`
	Short   bool          `toml:"short"`
	Section []sectionFile `toml:"section,need"`
	Check   []checkFile   `toml:"check"`
}

type sectionFile struct {
	Use   string         `toml:"use"`  // a file of section/, instead of id and fields
	Only  []string       `toml:"only"` // with use: these of its fields, where not all are asked
	ID    string         `toml:"id"`
	When  *conditionFile `toml:"when"`
	Field []fieldFile    `toml:"field"`
}

// sharedFile is a section that several services use: section/<id>.toml.
type sharedFile struct {
	ID    string         `toml:"id,need"`
	When  *conditionFile `toml:"when"`
	Field []fieldFile    `toml:"field,need"`
}

type fieldFile struct {
	ID       string         `toml:"id,need"`
	Kind     form.Kind      `toml:"kind,need"`
	Words    string         `toml:"words"`
	Optional bool           `toml:"optional"`
	When     *conditionFile `toml:"when"`
	Min      int64          `toml:"min"`
	Max      int64          `toml:"max"`
	Since    string         `toml:"since"`
	Until    string         `toml:"until"`
	Partial  bool           `toml:"partial"`
	Options  []string       `toml:"options"`
	Field    []fieldFile    `toml:"field"` // a roster's columns
	Accept   []string       `toml:"accept"`
	Kiosk    bool           `toml:"kiosk"`
	Secret   bool           `toml:"secret"`
}

type checkFile struct {
	ID    string         `toml:"id,need"`
	About string         `toml:"about,need"`
	When  *conditionFile `toml:"when"`
	Must  *conditionFile `toml:"must"`
	Rule  string         `toml:"rule"`
}

type conditionFile struct {
	Field   string          `toml:"field"`
	Fact    string          `toml:"fact"`
	Is      string          `toml:"is"`
	In      []string        `toml:"in"`
	Min     *int64          `toml:"min"`
	Max     *int64          `toml:"max"`
	Between []int64         `toml:"between"`
	Given   *bool           `toml:"given"`
	All     []conditionFile `toml:"all"`
	Any     []conditionFile `toml:"any"`
	Not     *conditionFile  `toml:"not"`
}

// shared is a shared section that has been read.
type shared struct {
	file    *document
	section form.Section
	raw     sectionFile
	used    bool
}

// spot is where something of a form stands, which may be in a file of section/.
type spot struct {
	file *document
	path string
}

// spots finds fields, sections, checks, rules and facts of a service again by what a
// finding says it is about: "field topic", "section matter".
type spots map[string]spot

func (r *reading) section(d *document, id string) {
	var file sharedFile
	d.into(&file)
	d.identified(file.ID, id)
	raw := sectionFile{ID: file.ID, When: file.When, Field: file.Field}
	r.sections[id] = &shared{file: d, raw: raw, section: raw.section(d, "")}
}

// form builds the form of a service and finds out where its parts stand.
func (r *reading) form(d *document, id string, file formFile, at spots) form.Form {
	f := form.Form{ID: id, Version: file.Version, Short: file.Short}
	for i, raw := range file.Section {
		here := spot{d, nth("form.section", i)}
		if raw.Use != "" {
			share, there := r.use(d, here.path, raw)
			if !there {
				continue
			}
			section := share.section
			section.Fields = only(d, here.path+".only", raw, section.Fields)
			if raw.When != nil {
				section.When = raw.When.condition()
			}
			f.Sections = append(f.Sections, section)
			asked := raw.Only
			here, raw = spot{share.file, ""}, share.raw
			raw.Only = asked
		} else {
			if raw.ID == "" || len(raw.Field) == 0 {
				d.flaw(here.path, "a section has an id and fields, or it names a shared one with use")
			}
			d.idLike(here.path+".id", raw.ID)
			f.Sections = append(f.Sections, raw.section(d, here.path))
		}
		r.sectionParts(file.Short, here, raw, at)
	}
	for i, raw := range file.Check {
		path := nth("form.check", i)
		at["check "+raw.ID] = spot{d, path}
		d.idLike(path+".id", raw.ID)
		r.demand(d, path+".id", false, "check."+raw.ID)
		f.Checks = append(f.Checks, form.Check{ID: raw.ID, About: raw.About, When: raw.When.condition(), Must: raw.Must.condition(), Rule: raw.Rule})
	}
	return f
}

// use finds the shared section that a service's section names.
func (r *reading) use(d *document, path string, raw sectionFile) (*shared, bool) {
	share, known := r.sections[raw.Use]
	switch {
	case raw.ID != "" || len(raw.Field) > 0:
		d.flaw(path+".use", "use stands alone: the id and the fields are those of section/%s.toml", raw.Use)
		return nil, false
	case known:
		share.used = true
	case !r.broken["section/"+raw.Use+".toml"]:
		d.flaw(path+".use", "no section/%s.toml%s", raw.Use, meant(raw.Use, ids(r.sections)))
	}
	return share, known
}

// only gives those fields of a shared section that a service asks.
func only(d *document, path string, raw sectionFile, all []form.Field) []form.Field {
	if raw.Only == nil {
		return all
	}
	var names []string
	for _, f := range all {
		names = append(names, f.ID)
	}
	for i, id := range raw.Only {
		if !slices.Contains(names, id) {
			d.flaw(nth(path, i), "section/%s.toml has no field %q%s", raw.Use, id, meant(id, names))
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(f form.Field) bool { return !slices.Contains(raw.Only, f.ID) })
}

// sectionParts notes where the fields of a section stand and the words they demand.
func (r *reading) sectionParts(short bool, here spot, raw sectionFile, at spots) {
	at["section "+raw.ID] = here
	r.demand(here.file, join(here.path, "id"), false, "section."+raw.ID)
	for i, f := range raw.Field {
		if raw.Only != nil && !slices.Contains(raw.Only, f.ID) {
			continue
		}
		path := nth(join(here.path, "field"), i)
		at["field "+f.ID] = spot{here.file, path}
		r.fieldWords(here.file, path, short, f)
		for j, column := range f.Field {
			path := nth(path+".field", j)
			at["field "+f.ID+"/"+column.ID] = spot{here.file, path}
			r.fieldWords(here.file, path, short, column)
		}
	}
}

// fieldWords demands the words of a field. On a form short enough for a phone the
// question has words of its own there, and the options are read out.
func (r *reading) fieldWords(d *document, path string, short bool, raw fieldFile) {
	phone := short && !raw.Kiosk
	f := raw.field()
	r.demand(d, path+".id", false, f.Key())
	if phone {
		r.demand(d, path+".id", true, "ask."+strings.TrimPrefix(f.Key(), "field."))
	}
	for i, o := range raw.Options {
		r.demand(d, nth(path+".options", i), phone, f.OptionKey(o))
	}
}

// section builds a section that stands at a path of d, and sees to what only the file can
// know; the rest is proved by seva/form.
func (s sectionFile) section(d *document, path string) form.Section {
	section := form.Section{ID: s.ID, When: s.When.condition()}
	for i, f := range s.Field {
		f.check(d, nth(join(path, "field"), i))
		section.Fields = append(section.Fields, f.field())
	}
	return section
}

func (f fieldFile) check(d *document, path string) {
	d.idLike(path+".id", f.ID)
	choose(d, path+".kind", "kind", f.Kind, form.Kinds())
	for i, o := range f.Options {
		d.idLike(nth(path+".options", i), o)
	}
	for i, column := range f.Field {
		column.check(d, nth(path+".field", i))
	}
}

func (f fieldFile) field() form.Field {
	field := form.Field{ID: f.ID, Kind: f.Kind, Words: f.Words, Optional: f.Optional, When: f.When.condition(),
		Min: f.Min, Max: f.Max, Since: f.Since, Until: f.Until, Partial: f.Partial, Options: f.Options,
		Accept: f.Accept, Kiosk: f.Kiosk, Secret: f.Secret}
	for _, column := range f.Field {
		field.Fields = append(field.Fields, column.field())
	}
	return field
}

// condition gives the condition, or none for none.
func (c *conditionFile) condition() *form.Condition {
	if c == nil {
		return nil
	}
	return &form.Condition{Field: c.Field, Fact: c.Fact, Is: c.Is, In: c.In, Min: c.Min, Max: c.Max,
		Between: c.Between, Given: c.Given, All: conditions(c.All), Any: conditions(c.Any), Not: c.Not.condition()}
}

func conditions(files []conditionFile) []form.Condition {
	var all []form.Condition
	for _, f := range files {
		all = append(all, *f.condition())
	}
	return all
}

func ids[T any](of map[string]T) []string {
	return slices.Sorted(maps.Keys(of))
}
