package smpp

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"duar/seva/notice"
)

func TestConfig(t *testing.T) {
	good := config("smsc.example.org:2775")
	for _, c := range []struct {
		name   string
		change func(*Config)
		flaws  []string
	}{
		{"good", func(*Config) {}, nil},
		{"nothing", func(c *Config) { *c = Config{} }, []string{"set the address", "set the system id", "set the password"}},
		{"long password", func(c *Config) { c.Password = "123456789" }, []string{"set the password, 1 to 8"}},
		{"port", func(c *Config) { c.Address = "smsc" }, []string{"set the address"}},
		{"words", func(c *Config) { c.Long, c.Profile, c.SubmitIDs, c.Scheme = "a", "b", "c", "d" },
			[]string{"long must be", "profile must be", "submit-ids must be", "scheme must be"}},
		{"tags", func(c *Config) { c.EntityTag, c.RefTag = "1400", "0x1405/text" }, []string{"entity-tag must be", "ref-tag must be"}},
		{"bounds", func(c *Config) { c.Window, c.Rate, c.EndOp, c.Timeout = -1, -1, 300, time.Millisecond },
			[]string{"set the window", "set the rate", "set end-op", "set enquire"}},
		{"screen", func(c *Config) { c.Units = 90 }, []string{"set units"}},
		{"code", func(c *Config) { c.Code = codeOf("call us") }, []string{"set the code"}},
		{"packed whole", func(c *Config) { c.Packed, c.Long = true, longPayload }, []string{"cannot be packed"}},
	} {
		conf := good
		c.change(&conf)
		_, err := New(conf, time.Now)
		if (err != nil) != (c.flaws != nil) {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, f := range c.flaws {
			if !strings.Contains(err.Error(), f) {
				t.Errorf("%s: %q is not in %q", c.name, f, err)
			}
		}
	}
	if (Config{}).On() || (Config{From: "A"}).Sends() || !good.On() || !good.Sends() {
		t.Error("on or sends")
	}
}

func TestLadder(t *testing.T) {
	d := ladder{first: time.Second, most: time.Minute, locked: 30 * time.Second}
	for tries := range 100 {
		w := d.wait(tries, notice.Unreachable)
		top := min(time.Second<<min(tries, 10), time.Minute)
		if w < top/2 || w > top {
			t.Fatalf("try %d: %v", tries, w)
		}
		if w = d.wait(tries, notice.Locked); w < 15*time.Second || w > time.Minute {
			t.Fatalf("locked, try %d: %v", tries, w)
		}
	}
}

func TestPace(t *testing.T) {
	p := newPace(200)
	began := time.Now()
	for range 41 {
		if err := p.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took < 180*time.Millisecond {
		t.Errorf("41 at 200 a second took %v", took)
	}
	p.hold(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	began = time.Now()
	if err := p.wait(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > time.Second {
		t.Errorf("%v after %v: what cannot be in time is told at once", err, time.Since(began))
	}
}
