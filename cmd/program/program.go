// Package program is duar's command line, and the one place where all rooms are tied
// together: it opens the stores, makes the desks, and hands them to the faces.
//
// It knows every room and no rule of any of them.
package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"

	"duar/seva"
)

// command is the command line. Flags are also read from the environment, as DUAR_ and
// the flag's name.
type command struct {
	Demo     demoCommand     `cmd:"" help:"Start everything on embedded defaults with demo data and say what to try."`
	Serve    serveCommand    `cmd:"" help:"Serve the API, the phone gateways and the metrics."`
	Phone    phoneCommand    `cmd:"" help:"A feature phone in this terminal: dial a code, answer screens, read SMS."`
	Kiosk    kioskCommand    `cmd:"" help:"The operator's terminal of a Bangla Sahayata Kendra."`
	Load     loadCommand     `cmd:"" help:"Load places, land extracts or demo records."`
	Map      mapCommand      `cmd:"" help:"Maps of mouzas: check and import a GeoJSON file."`
	Check    checkCommand    `cmd:"" help:"Prove definitions, messages and screens."`
	Clock    clockCommand    `cmd:"" help:"Say the due date of cases by the legal clock, to settle a dispute."`
	Measure  measureCommand  `cmd:"" help:"Say how a phone network counts a text, as one JSON line."`
	Admin    adminCommand    `cmd:"" help:"Make the first administrator."`
	Staff    staffCommand    `cmd:"" help:"Keep the accounts of operators and officers."`
	Client   clientCommand   `cmd:"" help:"Keep the systems that call the API, and their keys."`
	Tick     tickCommand     `cmd:"" help:"Do now what the legal clock should have done by now, and end."`
	SMS      smsCommand      `cmd:"" name:"sms" help:"Messages: the texts to register, and those that were given up."`
	Payment  paymentCommand  `cmd:"" help:"Keep the books of what was paid: balance, daily files, refunds."`
	Retain   retainCommand   `cmd:"" help:"Take out now what its time is over for, and say how much of each kind."`
	Document documentCommand `cmd:"" help:"Prove signed papers, and keep the keys they are signed with."`
	Audit    auditCommand    `cmd:"" help:"Prove the log of who did what."`
	Backup   backupCommand   `cmd:"" help:"Copy everything into one encrypted file while the server runs, and make the key for it."`
	Restore  restoreCommand  `cmd:"" help:"Put a backup into an empty place, having proved it."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database to this version's schema."`
	Version  versionCommand  `cmd:"" help:"Say which version this is."`
}

// streams is the terminal that a command talks to. Commands take it from kong by type.
type streams struct {
	in       io.Reader
	out, err io.Writer
	world    seva.World
	log      *slog.Logger
}

// Run does what the arguments say and gives the exit code: 0 done, 1 failed, 2 the
// arguments cannot be understood. It returns when ctx ends, having drained.
func Run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	return RunIn(ctx, seva.RealWorld(), args, in, out, errw)
}

// RunIn is Run in another world: one whose clock a test moves.
func RunIn(ctx context.Context, world seva.World, args []string, in io.Reader, out, errw io.Writer) int {
	var cmd command
	code := 0
	parser, err := kong.New(&cmd,
		kong.Name("duar"),
		kong.Description("Public services of West Bengal from any phone and any kiosk desk."),
		kong.Writers(out, errw),
		kong.DefaultEnvars("DUAR"),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Exit(func(c int) { code = c; panic(exited{}) }),
	)
	if err != nil {
		fmt.Fprintln(errw, "duar:", err)
		return 2
	}
	io := &streams{in: in, out: out, err: errw, world: world,
		log: slog.New(slog.NewJSONHandler(errw, nil))}
	return guarded(&code, func() int {
		chosen, err := parser.Parse(args)
		if err != nil {
			fmt.Fprintln(errw, "duar:", err)
			fmt.Fprintln(errw, "duar: say `duar --help` for what it can do")
			return 2
		}
		chosen.BindTo(ctx, (*context.Context)(nil))
		chosen.Bind(io)
		if err := chosen.Run(); err != nil {
			if !errors.Is(err, errSaid) {
				fmt.Fprintln(errw, "duar:", explain(err))
			}
			return 1
		}
		return 0
	})
}

// exited carries kong's wish to exit (after --help) out of its parser.
type exited struct{}

func guarded(code *int, f func() int) (result int) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case exited:
			result = *code
		default:
			panic(r)
		}
	}()
	return f()
}

// errSaid is returned by a command that has already told the person what is wrong.
var errSaid = errors.New("already said")
