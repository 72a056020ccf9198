package catalogue

import (
	"fmt"
	"slices"
	"strings"

	"duar/seva/registry"
)

// termFile is how long something is kept, as its file writes it.
type termFile struct {
	Kind   string `toml:"kind,need"`
	Days   int    `toml:"days,need"`
	Source string `toml:"source,need"`
}

// term reads one; what the kinds are and how short each may be is the registry's to say.
func (r *reading) term(d *document, id string, p *registry.Plan) {
	var file termFile
	d.into(&file)
	if want := strings.ReplaceAll(file.Kind, ".", "_"); file.Kind != "" && want != id {
		d.flaw("kind", "%q is in the file %s.toml: it belongs in %s.toml", file.Kind, id, want)
	}
	choose(d, "kind", "kind", file.Kind, registry.Kinds())
	if slices.Contains(registry.Kinds(), file.Kind) && file.Days < registry.Least(file.Kind) {
		d.flaw("days", "%d days: at least %d", file.Days, registry.Least(file.Kind))
	}
	p.Terms = append(p.Terms, registry.Term(file))
}

// terms sees that nothing is kept for ever because nobody wrote down how long, and puts
// them in the order of their kinds.
func (r *reading) terms(p *registry.Plan) {
	for _, kind := range registry.Kinds() {
		if !slices.ContainsFunc(p.Terms, func(t registry.Term) bool { return t.Kind == kind }) {
			r.faults = append(r.faults, Fault{File: home + "retention",
				What: fmt.Sprintf("nothing says how long %s is kept: add %s.toml", kind, strings.ReplaceAll(kind, ".", "_"))})
		}
	}
	slices.SortFunc(p.Terms, func(a, b registry.Term) int {
		return slices.Index(registry.Kinds(), a.Kind) - slices.Index(registry.Kinds(), b.Kind)
	})
}
