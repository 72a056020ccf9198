package api_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"duar/api/client"
	"duar/seva"
	"duar/seva/casework"
	"duar/seva/identity"
	"duar/seva/ledger"
	"duar/seva/registry"
)

// trusted is where somebody stands with their own account and data, and an administrator
// with those of staff: in this process, or behind a listener.
type trusted struct {
	door     identity.Door
	own      identity.Own
	bureau   func(token string) identity.Bureau
	registry func(token string) registry.Counter
}

// channelOf is where the client says that staff are; of a citizen it is not believed.
func channelOf(token string) string {
	if people()[token].Kind == identity.Staff {
		return "kiosk"
	}
	return "app"
}

// present is the registry for the citizen at somebody's desk.
func (s trusted) present(token string) registry.Present {
	return s.registry(token).(registry.Present)
}

// A remote kiosk cannot tell that these desks are remote either.
func TestClientIsTheDesksOfTrust(t *testing.T) {
	d := newDesks(t)
	near := trusted{
		door: d.door, own: d.accounts,
		bureau: func(token string) identity.Bureau { return d.accounts.bureau(people()[token]) },
		registry: func(token string) registry.Counter {
			return d.consents.counter(people()[token].Caller(channelOf(token)))
		},
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	server, err := client.New("http://"+listen(t, newWorld(t)), &http.Client{Transport: transport, Timeout: 20 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	far := trusted{
		door: server.Door(), own: server.Own(),
		bureau:   func(token string) identity.Bureau { return server.Bureau(token) },
		registry: func(token string) registry.Counter { return server.Registry(token) },
	}
	move := identity.Move{Challenge: "challenge-move", Code: "123456", Proof: "proof", PIN: "8421"}
	nothing := func(err error) (any, error) { return nil, err }
	type steps = []struct {
		name string
		do   func(context.Context, trusted) (any, error)
	}
	for _, step := range (steps{
		{"entering with a device", func(ctx context.Context, s trusted) (any, error) {
			return s.door.Enter(ctx, "challenge-bn", "123456", deviceKey)
		}},
		{"a device that is none", func(ctx context.Context, s trusted) (any, error) {
			return s.door.Enter(ctx, "challenge-bn", "123456", "x")
		}},
		{"renewing", func(ctx context.Context, s trusted) (any, error) { return s.door.Refresh(ctx, "refresh-1", "proof") }},
		{"renewing with nothing", func(ctx context.Context, s trusted) (any, error) { return s.door.Refresh(ctx, "", "") }},

		{"a code for a PIN", func(ctx context.Context, s trusted) (any, error) {
			return s.own.AskFor(ctx, citizenToken, identity.ToPIN, "")
		}},
		{"a code for a number", func(ctx context.Context, s trusted) (any, error) {
			return s.own.AskFor(ctx, citizenToken, identity.ToMove, "919831000777")
		}},
		{"a number that is taken", func(ctx context.Context, s trusted) (any, error) {
			return s.own.AskFor(ctx, citizenToken, identity.ToMove, "919831000999")
		}},
		{"a code for nobody", func(ctx context.Context, s trusted) (any, error) {
			return s.own.AskFor(ctx, "", identity.ToPIN, "")
		}},
		{"a PIN", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.SetPIN(ctx, citizenToken, "challenge-pin", "123456", "8421"))
		}},
		{"a weak PIN", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.SetPIN(ctx, citizenToken, "challenge-pin", "123456", "1111"))
		}},
		{"no PIN", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.SetPIN(ctx, citizenToken, "challenge-pin", "123456", ""))
		}},
		{"no PIN by a wrong code", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.SetPIN(ctx, citizenToken, "challenge-pin", "1", ""))
		}},
		{"unlocking", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.Unlock(ctx, operatorToken, "open"))
		}},
		{"not unlocking", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.Unlock(ctx, operatorToken, "s\"hut\n"))
		}},

		{"staff", func(ctx context.Context, s trusted) (any, error) { return s.bureau(adminToken).Staff(ctx) }},
		{"enrolling", func(ctx context.Context, s trusted) (any, error) {
			return s.bureau(adminToken).Enrol(ctx, identity.NewStaff{Login: "mita", Name: "Mita Sen", Roles: []casework.Role{casework.Sanctioner}, Offices: []string{"cmo.318"}})
		}},
		{"enrolling again", func(ctx context.Context, s trusted) (any, error) {
			return s.bureau(adminToken).Enrol(ctx, identity.NewStaff{Login: "mita", Name: "Mita Sen", Roles: []casework.Role{casework.Sanctioner}})
		}},
		{"enrolling as nothing", func(ctx context.Context, s trusted) (any, error) {
			return s.bureau(adminToken).Enrol(ctx, identity.NewStaff{Login: "gopal"})
		}},
		{"renewing an account", func(ctx context.Context, s trusted) (any, error) { return s.bureau(adminToken).Renew(ctx, "mita") }},
		{"renewing one's own", func(ctx context.Context, s trusted) (any, error) { return s.bureau(adminToken).Renew(ctx, "bina") }},
		{"other roles", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).SetRoles(ctx, "mita", []casework.Role{casework.Operator}, nil))
		}},
		{"suspending", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).Suspend(ctx, "rina", true))
		}},
		{"the staff after that", func(ctx context.Context, s trusted) (any, error) { return s.bureau(adminToken).Staff(ctx) }},
		{"letting in", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).Suspend(ctx, "rina", false))
		}},
		{"revoking", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).Revoke(ctx, "rina"))
		}},
		{"revoking nobody's", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).Revoke(ctx, "no/body?"))
		}},
		{"barring", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).Bar(ctx, "919831000777", true))
		}},
		{"barring no more", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(adminToken).Bar(ctx, "919831000777", false))
		}},
		{"revoking by who may not", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.bureau(officerToken).Revoke(ctx, "rina"))
		}},

		{"a notice", func(ctx context.Context, s trusted) (any, error) {
			return s.registry("").Notice(ctx, "apply.grievance")
		}},
		{"another", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Notice(ctx, "news")
		}},
		{"no notice", func(ctx context.Context, s trusted) (any, error) { return s.registry("").Notice(ctx, "a/b?c") }},
		{"consents", func(ctx context.Context, s trusted) (any, error) { return s.registry(citizenToken).Consents(ctx) }},
		{"another's consents", func(ctx context.Context, s trusted) (any, error) { return s.registry(otherToken).Consents(ctx) }},
		{"agreeing", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Give(ctx, "news", noticeVersion)
		}},
		{"agreeing to what was", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Give(ctx, "news", "0000000000000000")
		}},
		{"withdrawing", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Withdraw(ctx, "consent-2")
		}},
		{"withdrawing what is needed", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Withdraw(ctx, "consent-1")
		}},
		{"withdrawing another's", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(otherToken).Withdraw(ctx, "consent-1")
		}},
		{"looks", func(ctx context.Context, s trusted) (any, error) { return s.registry(citizenToken).Looks(ctx, 1) }},
		{"looks at the desk", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).LooksAt(ctx, "GR2026000001", "0345", 1)
		}},
		{"looks at a desk without the fact", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).LooksAt(ctx, "GR2026000001", "", 1)
		}},
		{"looks at a desk that guessed", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).LooksAt(ctx, "GR2026000001", "0000", 1)
		}},
		{"looks at no desk", func(ctx context.Context, s trusted) (any, error) {
			return s.present(officerToken).LooksAt(ctx, "GR2026000001", "0345", 1)
		}},
		{"agreeing before coming to the desk", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Give(ctx, "news", noticeVersion)
		}},
		{"consents at the desk", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).ConsentsAt(ctx, "GR2026000001", "0345")
		}},
		{"consents of nobody at the desk", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).ConsentsAt(ctx, "GR2026000002", "0345")
		}},
		{"taking back at the desk", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).WithdrawAt(ctx, "GR2026000001", "0345", "consent-2")
		}},
		{"taking back what is not there", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).WithdrawAt(ctx, "GR2026000001", "0345", "no/ne?")
		}},
		{"taking back without a name", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).WithdrawAt(ctx, "GR2026000001", "0345", "")
		}},
		{"taking back without the fact", func(ctx context.Context, s trusted) (any, error) {
			return s.present(operatorToken).WithdrawAt(ctx, "GR2026000001", "", "consent-2")
		}},
		{"asking", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Ask(ctx, registry.Request{Kind: registry.Correction, Number: "CAF2026000001/2", Field: "members/0/name", Note: "It is Gita"}, "k1")
		}},
		{"asking under another's key", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Ask(ctx, registry.Request{Kind: registry.Erasure}, "another")
		}},
		{"asking of no case", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(citizenToken).Ask(ctx, registry.Request{Kind: registry.Erasure, Number: "GR2026000009"}, "k2")
		}},
		{"requests", func(ctx context.Context, s trusted) (any, error) { return s.registry(citizenToken).Requests(ctx) }},
		{"waiting", func(ctx context.Context, s trusted) (any, error) { return s.registry(officerToken).Waiting(ctx) }},
		{"waiting elsewhere", func(ctx context.Context, s trusted) (any, error) { return s.registry(operatorToken).Waiting(ctx) }},
		{"answering", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(officerToken).Answer(ctx, "request-1", true, "mended", "k3")
		}},
		{"answering none", func(ctx context.Context, s trusted) (any, error) {
			return s.registry(officerToken).Answer(ctx, "", false, "", "k4")
		}},
		{"the export", func(ctx context.Context, s trusted) (any, error) { return s.registry(citizenToken).Data(ctx) }},

		{"moving by no device", func(ctx context.Context, s trusted) (any, error) {
			return nothing(s.own.Move(ctx, citizenToken, identity.Move{Challenge: "challenge-move", Code: "123456", PIN: "8421"}))
		}},
		{"moving", func(ctx context.Context, s trusted) (any, error) { return nothing(s.own.Move(ctx, citizenToken, move)) }},
		{"moving again", func(ctx context.Context, s trusted) (any, error) { return nothing(s.own.Move(ctx, citizenToken, move)) }},
		{"leaving everywhere", func(ctx context.Context, s trusted) (any, error) { return nothing(s.own.LeaveAll(ctx, otherToken)) }},
		{"leaving twice", func(ctx context.Context, s trusted) (any, error) { return nothing(s.own.LeaveAll(ctx, otherToken)) }},
	}) {
		want, wantErr := step.do(t.Context(), near)
		got, gotErr := step.do(t.Context(), far)
		same := []cmp.Option{cmpopts.EquateEmpty(), cmpopts.IgnoreFields(seva.Error{}, "Err"), codes,
			// Whose a line is goes without saying, and who looked is never said.
			cmpopts.IgnoreFields(ledger.Consent{}, "Citizen", "Phone"), cmpopts.IgnoreFields(ledger.Look{}, "Citizen", "Phone", "Who")}
		if diff := cmp.Diff(wantErr, gotErr, same...); diff != "" {
			t.Errorf("%s: the error here (-) and there (+):\n%s", step.name, diff)
		}
		if diff := cmp.Diff(want, got, same...); diff != "" && wantErr == nil {
			t.Errorf("%s: the answer here (-) and there (+):\n%s", step.name, diff)
		}
	}
}
