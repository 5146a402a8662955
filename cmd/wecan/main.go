// Command wecan is the whole service in one program: the bot, the demo, and
// the tools of operators, translators and flow authors.
//
// main.go and cli.go read the command line, settings*.go the settings. Each
// command has a file of its own. service.go joins the rooms: it starts them in
// order, and stops them in reverse.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks for a clean stop. From then on signals do what they
	// do by default, so that a second one ends the process at once.
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "wecan:", err)
		os.Exit(1)
	}
}
