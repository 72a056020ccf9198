package catalogue

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"duar/seva/registry"
	"duar/seva/service"
)

//go:embed notice/*.toml retention/*.toml
var privacy embed.FS

// purposeFile is a use of personal data as its file writes it.
type purposeFile struct {
	ID     string         `toml:"id,need"`
	Basis  registry.Basis `toml:"basis,need"`
	Keep   int            `toml:"keep"` // days; 0 while the account is
	Shared []string       `toml:"shared"`
	Source string         `toml:"source,need"`
	Item   []itemFile     `toml:"item,need"`
}

type itemFile struct {
	ID  string `toml:"id,need"`
	Use string `toml:"use,need"`
}

// applyingFile is what applications of each area are put on, and what the sections of their
// forms are needed for.
type applyingFile struct {
	Area []struct {
		ID     service.Area   `toml:"id,need"`
		Basis  registry.Basis `toml:"basis,need"`
		Source string         `toml:"source,need"`
	} `toml:"area,need"`
	Use []struct {
		ID      string   `toml:"id,need"`
		Section []string `toml:"section,need"`
	} `toml:"use"`
}

// applyingName is the file that is no purpose by itself.
const applyingName = "apply"

// Privacy reads what the program says of personal data: for what they are used, and how
// long they are kept. The error is Faults.
func Privacy() (registry.Plan, error) { return ReadPrivacy(privacy) }

// ReadPrivacy is Privacy of another tree of files, laid out as this folder is: notice/ and
// retention/.
func ReadPrivacy(files fs.FS) (registry.Plan, error) {
	r := &reading{files: files, broken: map[string]bool{}, demanded: map[Word]bool{}}
	var p registry.Plan
	r.each("notice", func(d *document, id string) {
		if id == applyingName {
			r.applying(d, &p)
			return
		}
		r.purpose(d, id, &p)
	})
	r.each("retention", func(d *document, id string) { r.term(d, id, &p) })
	r.terms(&p)
	if p.Applying == nil && !r.broken["notice/"+applyingName+".toml"] {
		r.faults = append(r.faults, Fault{File: home + "notice", What: "nothing says on what applications are put: add apply.toml"})
	}
	if len(r.faults) > 0 {
		return registry.Plan{}, r.faults.sorted()
	}
	return p, nil
}

func bases() []registry.Basis { return []registry.Basis{registry.ByConsent, registry.ByBenefit} }

func (r *reading) purpose(d *document, id string, p *registry.Plan) {
	var file purposeFile
	d.into(&file)
	d.identified(file.ID, id)
	choose(d, "basis", "basis", file.Basis, bases())
	if file.Keep < 0 {
		d.flaw("keep", "%d days: 0 while the account is, or more", file.Keep)
	}
	purpose := registry.Purpose{ID: file.ID, Words: file.ID, Basis: file.Basis, Keep: file.Keep, Shared: file.Shared}
	for i, item := range file.Item {
		d.idLike(nth("item", i)+".id", item.ID)
		d.idLike(nth("item", i)+".use", item.Use)
		purpose.Items = append(purpose.Items, registry.Item{ID: item.ID, Words: "item." + item.ID, Use: "use." + item.Use})
	}
	p.Purposes = append(p.Purposes, purpose)
}

func (r *reading) applying(d *document, p *registry.Plan) {
	var file applyingFile
	d.into(&file)
	uses := map[string]string{}
	for i, use := range file.Use {
		d.idLike(nth("use", i)+".id", use.ID)
		for _, section := range use.Section {
			if was, twice := uses[section]; twice {
				d.flaw(nth("use", i)+".section", "%q is needed for %s already", section, was)
			}
			uses[section] = use.ID
		}
	}
	var seen []service.Area
	for i, area := range file.Area {
		at := nth("area", i)
		choose(d, at+".id", "area", area.ID, service.Areas())
		choose(d, at+".basis", "basis", area.Basis, bases())
		if slices.Contains(seen, area.ID) {
			d.flaw(at+".id", "%s twice", area.ID)
		}
		seen = append(seen, area.ID)
		p.Applying = append(p.Applying, registry.Applying{Area: area.ID, Basis: area.Basis, Uses: uses})
	}
	for _, area := range service.Areas() {
		if !slices.Contains(seen, area) {
			d.fault(0, "nothing says on what applications of %s are put (there are %s)", area, strings.Join(areas(), ", "))
		}
	}
}

func areas() []string {
	var all []string
	for _, a := range service.Areas() {
		all = append(all, string(a))
	}
	return all
}
