package program

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"duar/catalogue"
	"duar/seva/casework"
	people "duar/seva/identity"
)

// demoStaffFile holds how the demo's staff sign in. It is made with the accounts, from
// chance, in the demo's own folder: no two demos have the same.
const demoStaffFile = "demo-staff.txt"

// demoStaff is somebody for each desk of the demo.
var demoStaff = []people.NewStaff{
	{Login: "operator", Name: "Demo operator, BSK Ghatal", Roles: []casework.Role{casework.Operator}},
	{Login: "school", Name: "Demo head of a school", Roles: []casework.Role{casework.Institution}},
	{Login: "clerk", Name: "Demo clerk", Roles: []casework.Role{casework.Clerk}},
	{Login: "verifier", Name: "Demo verifying officer", Roles: []casework.Role{casework.Verifier}},
	{Login: "officer", Name: "Demo sanctioning officer", Roles: []casework.Role{casework.Sanctioner}},
	{Login: "auditor", Name: "Demo auditor of land", Roles: []casework.Role{casework.Auditor}, Offices: []string{"lr.*"}},
	{Login: "accounts", Name: "Demo officer of accounts", Roles: []casework.Role{casework.Accounts}},
	{Login: "treasurer", Name: "Demo second officer of accounts", Roles: []casework.Role{casework.Accounts}},
	{Login: "admin", Name: "Demo administrator", Roles: []casework.Role{casework.Administrator}},
}

// placeless are the roles that have no office.
var placeless = []casework.Role{casework.Operator, casework.Institution, casework.Administrator}

// enrol makes the demo's accounts on its first start. Officers work for every office of
// every department, so that one person can walk a case through; an auditor has one
// department, so that one sees what is shut.
func (c demoCommand) enrol(ctx context.Context, desk *people.Desk) error {
	file := filepath.Join(c.Data, demoStaffFile)
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	there, err := desk.Staff(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	services, err := catalogue.Services()
	if err != nil {
		return err
	}
	offices := map[string]bool{}
	for _, s := range services {
		offices[s.Department+".*"] = true
	}
	var text strings.Builder
	fmt.Fprintln(&text, "The demo's staff. `duar staff code SECRET` gives the six digits, as an authenticator app would.")
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "login\tpassword\tsecret")
	for _, n := range demoStaff {
		if len(n.Offices) == 0 && !slices.Contains(placeless, n.Roles[0]) {
			n.Offices = slices.Sorted(maps.Keys(offices))
		}
		e, err := desk.Enrol(ctx, n)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", n.Login, e.Password, e.Secret)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text.String()), 0o600)
}

// staffCode is an authenticator app for the command line.
type staffCode struct {
	Secret string `arg:"" help:"The secret that was shown with the account."`
}

// Run prints the six digits of this half minute.
func (c staffCode) Run(s *streams) error {
	_, err := fmt.Fprintln(s.out, people.CodeAt(strings.ToUpper(c.Secret), s.world.Now()))
	return err
}
