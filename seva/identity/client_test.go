package identity

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"duar/seva"
	"duar/seva/casework"
)

var register = Client{ID: "lr-register", Name: "Land register", Roles: []casework.Role{casework.Clerk}, Offices: []string{"lr.*"}}

func (h handset) public(t *testing.T) []byte {
	t.Helper()
	der, err := h.device().key()
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// A key takes over from another without a moment at which none holds.
func TestClientKeysRotate(t *testing.T) {
	f := open(t)
	if err := f.AddClient(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	begun := f.Now()
	day := 24 * time.Hour
	for _, k := range []ClientKey{
		{ID: "old", Public: newHandset().public(t), From: begun, Until: begun.Add(10 * day)},
		{ID: "new", Public: newHandset().public(t), From: begun.Add(5 * day)},
	} {
		if err := f.AddClientKey(t.Context(), "lr-register", k); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, "old"}, {5*day - 1, "old"}, {5 * day, "old new"}, {10*day - 1000, "old new"}, {10 * day, "new"}, {1000 * day, "new"}} {
		f.pass(begun.Add(c.after).Sub(f.Now()))
		who, keys, err := f.Client(t.Context(), "lr-register")
		var ids []string
		for _, k := range keys {
			ids = append(ids, k.ID)
		}
		if got := strings.Join(ids, " "); err != nil || got != c.want || who.Kind != Machine || !who.Is(casework.Clerk) || who.Phone != "" {
			t.Errorf("after %s: %s, %+v, %v", c.after, got, who, err)
		}
	}
	if err := f.DropClientKey(t.Context(), "lr-register", "new", time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, keys, err := f.Client(t.Context(), "lr-register"); err != nil || len(keys) != 0 {
		t.Errorf("%v, %v", keys, err)
	}
	if f.acts() != "client.add client.key client.key client.drop" {
		t.Errorf("acts %s", f.acts())
	}
}

func TestClientRefusals(t *testing.T) {
	f := open(t)
	if err := f.AddClient(t.Context(), register); err != nil {
		t.Fatal(err)
	}
	is(t, f.AddClient(t.Context(), register), seva.Conflict, "client.exists")
	for _, id := range []string{"", "ab", "LR", "a b", "1ab", strings.Repeat("a", 41), "client:x"} {
		is(t, f.AddClient(t.Context(), Client{ID: id, Name: "N", Roles: register.Roles, Offices: register.Offices}), seva.Invalid, "client.id")
	}
	is(t, f.AddClient(t.Context(), Client{ID: "abc", Roles: register.Roles, Offices: register.Offices}), seva.Invalid, "staff.name")
	is(t, f.AddClient(t.Context(), Client{ID: "abc", Name: "N"}), seva.Invalid, "staff.role")
	is(t, f.AddClient(t.Context(), Client{ID: "abc", Name: "N", Roles: register.Roles}), seva.Invalid, "staff.office")
	key := ClientKey{ID: "k", Public: newHandset().public(t), From: f.Now()}
	with := func(change func(*ClientKey)) ClientKey { k := key; change(&k); return k }
	for _, k := range []ClientKey{
		with(func(k *ClientKey) { k.ID = "" }), with(func(k *ClientKey) { k.ID = "a b" }),
		with(func(k *ClientKey) { k.Public = nil }), with(func(k *ClientKey) { k.Public = []byte("none") }),
		with(func(k *ClientKey) { k.Until = k.From }),
	} {
		is(t, f.AddClientKey(t.Context(), "lr-register", k), seva.Invalid, "client.key")
	}
	is(t, f.AddClientKey(t.Context(), "nobody", key), seva.NotFound, "client.unknown")
	for i := range keysMost {
		if err := f.AddClientKey(t.Context(), "lr-register", with(func(k *ClientKey) { k.ID += string(rune('0' + i)) })); err != nil {
			t.Fatal(err)
		}
	}
	is(t, f.AddClientKey(t.Context(), "lr-register", key), seva.Invalid, "client.key") // one too many
	is(t, f.AddClientKey(t.Context(), "lr-register", with(func(k *ClientKey) { k.ID = "k0" })), seva.Conflict, "client.key_exists")
	is(t, f.DropClientKey(t.Context(), "lr-register", "z", time.Time{}), seva.NotFound, "client.key_unknown")
	is(t, f.SuspendClient(t.Context(), "nobody", true), seva.NotFound, "client.unknown")
	if err := f.SuspendClient(t.Context(), "lr-register", true); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"lr-register", "nobody", "", "' OR 1=1 --"} {
		_, _, err := f.Client(t.Context(), id)
		is(t, err, seva.Unauthenticated, "token")
	}
}

// A token of a machine is good once, however many show it at the same time.
func TestFresh(t *testing.T) {
	f := open(t)
	until := f.Now().Add(30 * time.Second)
	var fresh atomic.Int64
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if ok, err := f.Fresh(t.Context(), "lr-register", "jti", until); err != nil {
				t.Error(err)
			} else {
				fresh.Add(int64(b2i(ok)))
			}
		})
	}
	wg.Wait()
	if fresh.Load() != 1 {
		t.Errorf("%d times", fresh.Load())
	}
	for _, c := range []struct {
		client, jti string
		until       time.Time
		want        bool
	}{
		{"other", "jti", until, true}, {"lr-register", "another", until, true}, {"lr-register", "jti", until, false},
		{"lr-register", "", until, false}, {"lr-register", strings.Repeat("x", longestJTI+1), until, false},
		{"lr-register", "over", f.Now(), false},
	} {
		if got, err := f.Fresh(t.Context(), c.client, c.jti, c.until); err != nil || got != c.want {
			t.Errorf("%s %.10s: %v, %v", c.client, c.jti, got, err)
		}
	}
	for key := range f.kept.fresh {
		if strings.Contains(key, "another") {
			t.Error("a jti is kept as it was sent")
		}
	}
}
