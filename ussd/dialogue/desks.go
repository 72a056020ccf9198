package dialogue

import (
	"context"
	"slices"

	"duar/seva/casework"
	"duar/seva/charge"
	"duar/seva/document"
	"duar/seva/office"
	"duar/seva/service"
	"duar/seva/watch"
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
	Land
	staffed bool // somebody stands there; see At
}

// Land is what can be asked about land besides its record. What is nil is not offered.
type Land struct {
	Papers  Papers
	Watches watch.Counter
	// Notice gives the version of the notice under which land is watched (watch.Purpose).
	Notice  func() string
	Fees    charge.Teller
	Offices office.Desk
}

// Papers tells of a signed paper by its number: the part of document.Counter that anybody may
// ask. Errors are those of document.Counter.Document, and TooMany under error.case.tries.
type Papers interface {
	Document(ctx context.Context, number string) (document.View, error)
}

// At gives the machine for one phone. Without it nothing can be applied for, and the menu
// does not offer it.
func (m *Machine) At(d Desks) *Machine {
	at := *m
	d.staffed = true
	at.stand(d)
	return &at
}

// need is an item that some desk answers.
type need struct {
	list list
	id   string
	met  func(*Desks) bool
}

// needs are all such items. Any other needs only the record and the directory.
var needs = []need{
	{listHome, "status", (*Desks).open},
	{listHome, "apply", (*Desks).open},
	{listHome, "account", func(d *Desks) bool { return d.Account != nil }},
	{listHome, "papers", func(d *Desks) bool { return d.Papers != nil }},
	{listLand, "deed", (*Desks).traces},
	{listPlot, "cases", (*Desks).traces},
	{listKhatian, "cases", (*Desks).traces},
	{listLand, "watch", (*Desks).watches},
	{listPlot, "watch", (*Desks).watches},
	{listKhatian, "watch", (*Desks).watches},
	{listLand, "fee", (*Desks).fees},
	{listPlot, "fee", (*Desks).fees},
	{listLand, "office", (*Desks).offices},
	{listLand, "elsewhere", (*Desks).open},
	{listPlace, "office", (*Desks).offices},
}

func (d *Desks) open() bool    { return d.staffed }
func (d *Desks) traces() bool  { return d.Cases != nil }
func (d *Desks) watches() bool { return d.Watches != nil && d.Notice != nil }
func (d *Desks) fees() bool    { return d.Fees != nil }
func (d *Desks) offices() bool { return d.Offices != nil }

// stand puts the machine before some desks: what they cannot answer is taken out of the
// menus. Numbers stay as they are.
func (m *Machine) stand(d Desks) {
	m.desks, m.choices = d, m.whole
	for _, n := range needs {
		if !n.met(&m.desks) {
			m.without(n.list, n.id)
		}
	}
}

// without takes an item out of a list.
func (c *choices) without(l list, id string) {
	at := slices.IndexFunc(c.lists[l], func(e entry) bool { return e.id == id })
	if at < 0 {
		return
	}
	number := c.lists[l][at].number
	c.lists[l] = slices.Delete(slices.Clone(c.lists[l]), at, at+1)
	c.items[l] = slices.DeleteFunc(slices.Clone(c.items[l]), func(i Item) bool { return i.Number == number })
}
