package api_test

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
)

// accounts is an identity.Own and, for an administrator, an identity.Bureau, whose secrets
// are those of door: the code is 123456, the password "open", the proof "proof".
type accounts struct {
	door   *door
	mu     sync.Mutex
	staff  []identity.Account
	barred []seva.Phone
	pin    string
}

func enrolled() []identity.Account {
	account := func(token, login string) identity.Account {
		who := people()[token]
		return identity.Account{ID: who.ID, Kind: identity.Staff, Handle: login, Name: who.Name, Roles: who.Roles, Offices: who.Offices, Made: recorded}
	}
	return []identity.Account{account(officerToken, "anil"), account(adminToken, "bina"), account(operatorToken, "rina")}
}

func (a *accounts) AskFor(ctx context.Context, token string, p identity.Purpose, to seva.Phone) (identity.Challenge, error) {
	if _, err := a.door.Who(ctx, token); err != nil {
		return identity.Challenge{}, err
	}
	if p == identity.ToMove && to == "919831000999" {
		return identity.Challenge{}, &seva.Error{Kind: seva.Conflict, Field: "phone", Text: seva.Say("error.move.taken")}
	}
	return identity.Challenge{ID: "challenge-" + string(p), Expires: recorded.Add(5 * time.Minute), Again: recorded.Add(time.Minute)}, nil
}

func (a *accounts) SetPIN(ctx context.Context, token, challenge, code, pin string) error {
	if _, err := a.door.Who(ctx, token); err != nil {
		return err
	}
	if challenge != "challenge-pin" || code != "123456" {
		return seva.Refuse("code", seva.Say("error.code.wrong", seva.Args{"Left": 4}))
	}
	if pin == "1111" {
		return seva.Refuse("pin", seva.Say("error.pin.weak"))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.pin = pin
	return nil
}

func (a *accounts) Move(ctx context.Context, token string, m identity.Move) error {
	switch _, err := a.door.Who(ctx, token); {
	case err != nil:
		return err
	case m.Proof != "proof":
		return seva.Fail(seva.Forbidden, seva.Say("error.move.device"))
	case m.Challenge != "challenge-move" || m.Code != "123456":
		return seva.Refuse("code", seva.Say("error.code.wrong", seva.Args{"Left": 4}))
	case m.PIN != "8421" && (m.OldChallenge != "challenge-leave" || m.OldCode != "123456"):
		return seva.Refuse("old_code", seva.Say("error.code.wrong", seva.Args{"Left": 3}))
	}
	return a.door.Leave(ctx, token)
}

func (a *accounts) Unlock(ctx context.Context, token, password string) error {
	if _, err := a.door.Who(ctx, token); err != nil {
		return err
	}
	if password != "open" {
		return seva.Fail(seva.Unauthenticated, seva.Say("error.sign_in"))
	}
	return nil
}

func (a *accounts) LeaveAll(ctx context.Context, token string) error { return a.door.Leave(ctx, token) }

// bureau gives the desk of staff to administrators only.
func (a *accounts) bureau(who identity.Principal) identity.Bureau { return bureau{a, who} }

type bureau struct {
	*accounts
	who identity.Principal
}

// change finds an account and lets an administrator change it, who is not its own.
func (b bureau) change(login string, change func(*identity.Account)) error {
	if !b.who.Is(casework.Administrator) {
		return seva.Fail(seva.Forbidden, seva.Say("error.forbidden"))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	i := slices.IndexFunc(b.staff, func(a identity.Account) bool { return a.Handle == login })
	if i < 0 {
		return &seva.Error{Kind: seva.NotFound, Field: "login", Text: seva.Say("error.staff.unknown", seva.Args{"Login": login})}
	}
	if b.staff[i].ID == b.who.ID {
		return seva.Fail(seva.Forbidden, seva.Say("error.staff.self"))
	}
	change(&b.staff[i])
	return nil
}

func (b bureau) Staff(context.Context) ([]identity.Account, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.staff), nil
}

var handed = identity.Enrolment{Password: "gnyd-w4ky-ub3b-dtut", Secret: "JBSWY3DPEHPK3PXP", URL: "otpauth://totp/duar:mita?secret=JBSWY3DPEHPK3PXP&issuer=duar"}

func (b bureau) Enrol(_ context.Context, n identity.NewStaff) (identity.Enrolment, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.ContainsFunc(b.staff, func(a identity.Account) bool { return a.Handle == n.Login }) {
		return identity.Enrolment{}, &seva.Error{Kind: seva.Conflict, Field: "login", Text: seva.Say("error.staff.exists", seva.Args{"Login": n.Login})}
	}
	if len(n.Roles) == 0 {
		return identity.Enrolment{}, seva.Refuse("roles", seva.Say("error.staff.role"))
	}
	b.staff = append(b.staff, identity.Account{ID: "staff-9", Kind: identity.Staff, Handle: n.Login, Name: n.Name, Roles: n.Roles, Offices: n.Offices, Made: recorded})
	slices.SortFunc(b.staff, func(a, c identity.Account) int { return cmp.Compare(a.Handle, c.Handle) })
	return handed, nil
}

func (b bureau) Renew(_ context.Context, login string) (identity.Enrolment, error) {
	if err := b.change(login, func(*identity.Account) {}); err != nil {
		return identity.Enrolment{}, err
	}
	return handed, nil
}

func (b bureau) SetRoles(_ context.Context, login string, roles []casework.Role, offices []string) error {
	return b.change(login, func(a *identity.Account) { a.Roles, a.Offices = roles, offices })
}

func (b bureau) Suspend(_ context.Context, login string, suspended bool) error {
	return b.change(login, func(a *identity.Account) {
		if a.Suspended = (time.Time{}); suspended {
			a.Suspended = recorded
		}
	})
}

func (b bureau) Revoke(_ context.Context, login string) error {
	return b.change(login, func(*identity.Account) {})
}

func (b bureau) Bar(_ context.Context, p seva.Phone, barred bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.barred = slices.DeleteFunc(b.barred, func(one seva.Phone) bool { return one == p }); barred {
		b.barred = append(b.barred, p)
	}
	return nil
}
