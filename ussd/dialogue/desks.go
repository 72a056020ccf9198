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
	// Account is nil where nothing is known of the number's owner.
	Account *Account
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
	if d.Account == nil {
		at.lists[listHome], at.items[listHome] = m.strange, m.strangeItems
	}
	return &at
}

// shut takes out of the first menu what needs Desks, and remembers it for At.
func (m *Machine) shut() {
	m.home, m.homeItems = m.lists[listHome], m.items[listHome]
	m.strange, m.strangeItems = m.homeWithout("account")
	m.lists[listHome], m.items[listHome] = m.homeWithout("status", "apply", "account")
}

// homeWithout is the first menu without some of its items; numbers stay as they are.
func (m *Machine) homeWithout(ids ...string) (list []entry, items []Item) {
	for _, e := range m.home {
		if slices.Contains(ids, e.id) {
			continue
		}
		list = append(list, e)
		for _, i := range m.homeItems {
			if i.Number == e.number {
				items = append(items, i)
			}
		}
	}
	return list, items
}
