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
	ctx, cancel := context.WithCancel(context.Background())
	go heed(cancel)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr)
	cancel()
	if err != nil {
		fmt.Fprintln(os.Stderr, "wecan:", err)
		os.Exit(1)
	}
}

// heed asks for a clean stop at the first signal, and ends the process at the
// second.
func heed(stop context.CancelFunc) {
	came := make(chan os.Signal, 2)
	signal.Notify(came, os.Interrupt, syscall.SIGTERM)
	<-came
	stop()
	<-came
	fmt.Fprintln(os.Stderr, "wecan: ended at once by a second signal; the next start goes on with what is left")
	os.Exit(1)
}
