package dialogue

import (
	"slices"

	"duar/seva/casework"
	"duar/seva/service"
)

// Desks are the counters at which one phone stands: where it applies for something, and
// where it asks how an application goes. The caller's number is in them.
type Desks struct {
	Services service.Counter
	Cases    casework.Counter
	// Hop names the delivery, so that what is begun in it is begun once however often it
	// comes.
	Hop string
}

// At gives the machine for one phone. Without it nothing can be applied for, and the menu
// does not offer it.
func (m *Machine) At(d Desks) *Machine {
	at := *m
	at.desks = d
	at.lists[listHome], at.items[listHome] = m.home, m.homeItems
	return &at
}

// shut takes out of the first menu what needs Desks, and remembers it for At.
func (m *Machine) shut() {
	m.home, m.homeItems = m.lists[listHome], m.items[listHome]
	needs := func(id string) bool { return id == "status" || id == "apply" }
	m.lists[listHome] = slices.DeleteFunc(slices.Clone(m.home), func(e entry) bool { return needs(e.id) })
	m.items[listHome] = nil
	for _, e := range m.lists[listHome] {
		for _, i := range m.homeItems {
			if i.Number == e.number {
				m.items[listHome] = append(m.items[listHome], i)
			}
		}
	}
}
