package casework

import (
	"slices"
	"strings"

	"duar/seva"
)

// Caller is who stands at the counter, as far as cases care. The zero Caller is nobody.
type Caller struct {
	ID      string     // identity's id; "" for nobody and for a phone
	Phone   seva.Phone // a citizen's proved mobile, or the number a gateway asserts
	Proved  bool       // the phone was proved by a code, not asserted
	Roles   []Role
	Offices []string // of staff: "lr.2412", or "lr.*" for a whole department
	Channel string   // "app", "kiosk", "phone": where the caller is
	Lang    seva.Lang
}

// Is tells whether the caller has a role.
func (c Caller) Is(r Role) bool { return slices.Contains(c.Roles, r) }

// Serves tells whether the caller works for an office.
func (c Caller) Serves(office string) bool {
	return slices.ContainsFunc(c.Offices, func(o string) bool {
		department, all := strings.CutSuffix(o, "*")
		return o == office || all && strings.HasPrefix(office, department)
	})
}
