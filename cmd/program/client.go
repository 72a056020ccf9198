package program

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"duar/seva"
	people "duar/seva/identity"
)

// clientCommand keeps the systems of departments and gateways that call the API. Each
// signs its requests with a key of its own; here are only the public halves.
type clientCommand struct {
	Add     clientAdd     `cmd:"" help:"Make a system known; it can call nothing until it has a key."`
	List    clientList    `cmd:"" help:"List the systems with their keys."`
	Key     clientKey     `cmd:"" help:"Give a system one more public key; those that it has go on."`
	Drop    clientDrop    `cmd:"" help:"End a key, now or at a moment."`
	Suspend clientSuspend `cmd:"" help:"Shut a system out at once, or let it in again."`
}

// whichClient names a system.
type whichClient struct {
	Client string `help:"The system's id, as lr-register." required:"" env:"-"`
}

type clientAdd struct {
	engines
	placement
	whichClient
	Name string `help:"Whose system it is." required:"" env:"-"`
}

// Run makes the system known.
func (c clientAdd) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		err := d.AddClient(ctx, people.Client{ID: c.Client, Name: c.Name, Roles: c.Role, Offices: c.Office})
		if err == nil {
			fmt.Fprintf(s.out, "%s is known; give it a key with `duar client key`\n", c.Client)
		}
		return err
	})
}

type clientList struct{ engines }

// Run lists the systems by id, and below each its keys with the first digits of SHA-256 of
// each, by which its owner can tell which it is.
func (c clientList) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		all, err := d.AllClients(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			fmt.Fprintln(s.out, "no systems; make one known with `duar client add`")
		}
		w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
		for _, one := range all {
			state := ""
			if !one.Suspended.IsZero() {
				state = "suspended " + seva.DateOf(one.Suspended).String()
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", one.ID, one.Name, words(one.Roles), words(one.Offices), state)
			for _, k := range one.Keys {
				print := sha256.Sum256(k.Public)
				fmt.Fprintf(w, "  key %s\tsha256:%s\tfrom %s\t%s\t\n", k.ID, hex.EncodeToString(print[:8]), moment(k.From), until(k.Until))
			}
		}
		return w.Flush()
	})
}

type clientKey struct {
	engines
	whichClient
	Name  string    `name:"key" help:"Name of the key, which the system says with each request (kid)." required:"" env:"-"`
	File  string    `help:"The public key in PEM (BEGIN PUBLIC KEY), of Ed25519 or P-256." required:"" type:"existingfile" env:"-"`
	From  time.Time `help:"From when it holds, as 2026-12-01T00:00:00+05:30; now without." format:"2006-01-02T15:04:05Z07:00" env:"-"`
	Until time.Time `help:"Until when; without end without." format:"2006-01-02T15:04:05Z07:00" env:"-"`
}

// Run adds the key.
func (c clientKey) Run(ctx context.Context, s *streams) error {
	public, err := publicKey(c.File)
	if err != nil {
		return err
	}
	return c.attend(ctx, s, func(d *people.Desk) error {
		k := people.ClientKey{ID: c.Name, Public: public, From: c.From, Until: c.Until}
		if k.From.IsZero() {
			k.From = s.world.Now()
		}
		err := d.AddClientKey(ctx, c.Client, k)
		if err == nil {
			fmt.Fprintf(s.out, "%s has key %s from %s %s\n", c.Client, k.ID, moment(k.From), until(k.Until))
		}
		return err
	})
}

type clientDrop struct {
	engines
	whichClient
	Name string    `name:"key" help:"Name of the key." required:"" env:"-"`
	At   time.Time `help:"When it ends, as 2026-12-01T00:00:00+05:30; now without." format:"2006-01-02T15:04:05Z07:00" env:"-"`
}

// Run ends the key.
func (c clientDrop) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		err := d.DropClientKey(ctx, c.Client, c.Name, c.At)
		if err == nil {
			fmt.Fprintf(s.out, "%s's key %s ends %s\n", c.Client, c.Name, moment(latest(c.At, s.world.Now())))
		}
		return err
	})
}

type clientSuspend struct {
	engines
	whichClient
	Lift bool `help:"Let it in again." env:"-"`
}

// Run shuts the system out, or lets it in.
func (c clientSuspend) Run(ctx context.Context, s *streams) error {
	return c.attend(ctx, s, func(d *people.Desk) error {
		err := d.SuspendClient(ctx, c.Client, !c.Lift)
		if err == nil {
			fmt.Fprintln(s.out, c.Client, map[bool]string{false: "is suspended", true: "may call again"}[c.Lift])
		}
		return err
	})
}

// publicKey reads a key file. A private key is refused by name: it belongs to the system
// alone, and was better made anew.
func publicKey(file string) ([]byte, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%s is no PEM file; make one with `openssl pkey -in KEY.pem -pubout`", file)
	case block.Type == "PUBLIC KEY":
		return block.Bytes, nil
	case block.Type == "PRIVATE KEY" || block.Type == "EC PRIVATE KEY":
		return nil, errors.New("this is a private key, which must not leave the system that signs with it: make a new pair there, and give the public half (`openssl pkey -in KEY.pem -pubout`)")
	}
	return nil, fmt.Errorf("%s holds a %s; give a PUBLIC KEY (`openssl pkey -in KEY.pem -pubout`)", file, block.Type)
}

// moment writes a moment as whoever runs the program types it, in IST.
func moment(t time.Time) string { return t.In(seva.IST).Format(time.RFC3339) }

func until(t time.Time) string {
	if t.IsZero() {
		return "without end"
	}
	return "until " + moment(t)
}

// latest is the later of two moments.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
