// Command duar lets people reach public services from any phone and any kiosk desk.
// Everything it does is in package program.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"duar/cmd/program"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := program.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
