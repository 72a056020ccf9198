package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"duar/seva"
)

// What ends a family, and what does not.
func TestWhatEndsADevice(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(t *testing.T, f front, h handset, s Session) error
		ends bool
	}{
		"leaving":            {func(t *testing.T, f front, _ handset, s Session) error { return f.Leave(t.Context(), s.Token) }, true},
		"leaving everywhere": {func(t *testing.T, f front, _ handset, s Session) error { return f.LeaveAll(t.Context(), s.Token) }, true},
		"barring":            {func(t *testing.T, f front, _ handset, _ Session) error { return f.Bar(t.Context(), mobile, true) }, true},
		"entering again": {func(t *testing.T, f front, h handset, _ Session) error {
			f.pass(time.Hour)
			enters(t, f, mobile, h)
			return nil
		}, true},
		"another device": {func(t *testing.T, f front, _ handset, _ Session) error {
			enters(t, f, mobile, newHandset())
			return nil
		}, false},
		"leaving on another device": {func(t *testing.T, f front, _ handset, _ Session) error {
			return f.Leave(t.Context(), enters(t, f, mobile, newHandset()).Token)
		}, false},
		"another citizen on the phone": {func(t *testing.T, f front, h handset, _ Session) error {
			enters(t, f, "919831099999", h)
			return nil
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			f, h := open(t), newHandset()
			s := enters(t, f, mobile, h)
			s, err := f.renew(h, s)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.do(t, f, h, s); err != nil {
				t.Fatal(err)
			}
			_, err = f.renew(h, s)
			if (err != nil) != c.ends {
				t.Errorf("renewing: %v", err)
			}
			if c.ends {
				_, err = f.Who(t.Context(), s.Token)
				is(t, err, seva.Unauthenticated, "token")
			}
		})
	}
}

// Nobody has more devices than a few: the oldest goes.
func TestDevicesAreFew(t *testing.T) {
	f := open(t)
	var all []Session
	var sets []handset
	for range devicesMost + 2 {
		h := newHandset()
		sets, all = append(sets, h), append(all, enters(t, f, mobile, h))
		f.pass(3 * time.Hour)
	}
	for i, s := range all {
		_, err := f.renew(sets[i], s)
		if gone := i < 2; (err != nil) != gone {
			t.Errorf("device %d: %v", i, err)
		}
	}
}

func TestDeviceKeys(t *testing.T) {
	f := open(t)
	long, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := ask(t, f, mobile)
	for name, device := range map[string]Device{
		"rsa": deviceOf(long.Public()), "p-384": deviceOf(wide.Public()), "no base64": "~~~", "no key": "AAAA",
		"long": Device(strings.Repeat("A", 100_000)), "cut": newHandset().device()[:60],
	} {
		_, err := f.Enter(t.Context(), c.ID, f.code(t), device)
		if e := is(t, err, seva.Invalid, "device"); e.Field != "device" {
			t.Errorf("%s: %v", name, e)
		}
	}
	// None of that has used up the code.
	if _, err := f.Enter(t.Context(), c.ID, f.code(t), newHandset().device()+"=="); err != nil {
		t.Error(err)
	}
}

// However an app and a thief with its key take turns, with answers lost on the way:
//   - a family has one token that is good, and one before it whose answer is repeated;
//   - a token that is older ends everything, at once and for good, and is audited once;
//   - a token gives one answer, whenever it gives one.
func TestRefreshHolds(t *testing.T) {
	h := newHandset()
	rapid.Check(t, func(rt *rapid.T) {
		f := open(t)
		s := enters(t, f, mobile, h)
		given := []Session{s} // all that the family gave, in order
		answers := map[string]Session{}
		present, over := 0, false
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"refresh", "refresh", "refresh", "pass", "leave"}).Draw(rt, "step") {
			case "pass":
				f.pass(time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(rt, "pause")))
			case "leave":
				if rapid.IntRange(0, 9).Draw(rt, "really") > 0 {
					continue
				}
				if err := f.Leave(context.Background(), given[len(given)-1].Token); err != nil {
					rt.Fatal(err)
				}
				// A session that has been swept or never was ends nothing.
				over = true
			default:
				i := rapid.IntRange(max(0, len(given)-4), len(given)-1).Draw(rt, "which")
				got, err := f.renew(h, given[i])
				switch {
				case over || i < present-1:
					if err == nil {
						rt.Fatalf("token %d of %d gave an answer; over: %v", i, present, over)
					}
					over = true
				case err != nil:
					rt.Fatalf("token %d of %d: %v", i, present, err)
				default:
					if was, before := answers[given[i].Refresh]; before && !same(was, got) {
						rt.Fatalf("token %d gave two answers", i)
					}
					answers[given[i].Refresh] = got
					if i == present {
						given, present = append(given, got), present+1
					} else if !same(got, given[present]) {
						rt.Fatalf("token %d is answered by another than %d", i, present)
					}
				}
			}
			if over {
				if len(f.kept.families) != 0 || len(f.kept.sittings) != 0 {
					rt.Fatalf("%d families and %d sessions are left", len(f.kept.families), len(f.kept.sittings))
				}
				for _, s := range given {
					if _, err := f.Who(context.Background(), s.Token); err == nil {
						rt.Fatal("a session goes on")
					}
				}
			} else if len(f.kept.families) != 1 {
				rt.Fatalf("%d families", len(f.kept.families))
			}
		}
		if n := strings.Count(f.acts(), "session.theft"); n > 1 {
			rt.Fatalf("audited %d times", n)
		}
	})
}

// What somebody sends as a token or a proof brings nobody down and lets nobody in.
func FuzzRefresh(f *testing.F) {
	c := &clock{now: time.Date(2026, 11, 24, 9, 0, 0, 0, seva.IST)}
	m := newMemory()
	d := NewDesk(Parts{Register: m, World: seva.FrozenWorld(c.now, 7).At(c.Now), Secret: []byte("an example secret of 32 bytes..."),
		Say: func(l seva.Lang, text seva.Text) string { return fmt.Sprint(l, " ", text.Args["Code"]) }})
	h := newHandset()
	s := enters(f, front{d, c, m}, mobile, h)
	f.Add(s.Refresh, h.sign("another text"), string(h.device()))
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, token, proof, device string) {
		if _, err := d.Refresh(context.Background(), token, proof); seva.KindOf(err) != seva.Unauthenticated {
			t.Errorf("%v", err)
		}
		if key, err := Device(device).key(); err == nil && device != "" {
			if again, ok := readKey(key); !ok || again == nil {
				t.Error("a key that was taken cannot be read again")
			}
		}
	})
}
