package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"wecan/flows"
)

// commandLine is all that can be written behind "wecan". A flag that is a
// setting too has the tag setting: see [readings].
type commandLine struct {
	Serve   serveCommand   `cmd:"" help:"Run the bot."`
	Demo    demoCommand    `cmd:"" help:"Try the bot on this machine, in a browser, without Telegram and Redis."`
	Check   checkCommand   `cmd:"" help:"Check the flows, the translations and a programme file."`
	Walk    walkCommand    `cmd:"" help:"Go through every flow in every language, as people could, and tell where they would be stuck."`
	Schema  schemaCommand  `cmd:"" help:"Print the JSON Schema of flow files or of programme files, for editors."`
	Graph   graphCommand   `cmd:"" help:"Draw a flow as a picture (SVG), with the number of people at each step if wanted."`
	Chat    chatCommand    `cmd:"" help:"Talk to a flow in the terminal."`
	Explain explainCommand `cmd:"" help:"Tell which turns an application and the person behind it went through."`
	Dead    deadCommand    `cmd:"" help:"Look after what could not be delivered or handled."`
	Link    linkCommand    `cmd:"" help:"Print a link that begins the chat with the bot, for a site and a cohort, and draw it as a QR code."`
	Doctor  doctorCommand  `cmd:"" help:"Look for what is wrong with settings, files, Redis, Telegram, clocks and the running bot, and tell how to mend it."`
	Health  healthCommand  `cmd:"" help:"Ask the bot that serves on this machine whether it is ready."`
	Audit   auditCommand   `cmd:"" help:"Compare indexes, timers and leases in Redis with the states they follow from."`
	Key     keyCommand     `cmd:"" help:"Make a master key, or put a new one in front of an old one."`
	I18n    i18nCommand    `cmd:"" name:"i18n" help:"Collect, bring up to date and check the translations."`
	Version versionCommand `cmd:"" help:"Print the version."`

	Applications applicationsCommand `cmd:"" help:"List applications, show one, and decide."`
	People       peopleCommand       `cmd:"" help:"Look after the team: list it, invite somebody, add or remove one, say who is away."`
	Referrals    referralsCommand    `cmd:"" help:"List requests for a person's help, show one, give it to somebody, close it."`
	Sessions     sessionsCommand     `cmd:"" help:"Plan sessions: list them, show one, move, change or cancel it."`
	Events       eventsCommand       `cmd:"" help:"Plan events: list them, show one and who has signed up, change or cancel it."`
	Announce     announceCommand     `cmd:"" help:"Write to many people at once: write it, see it, count, approve, pause, correct it, and read what came of it."`
	Record       recordCommand       `cmd:"" help:"List safeguarding records, read one, delete one before its time."`
}

// invocation is what a command is run with, besides its own flags.
type invocation struct {
	flags  []*kong.Flag      // of the chosen command
	known  map[string]bool   // every setting of any command
	env    map[string]string // the environment
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	words  wordReader
}

// wordReader is [readWords]. Tests have one that reads the same words once.
type wordReader func(*settings, func(...flows.Capability) (*flows.Book, error)) (*words, error)

// run does what the command line says. Its error is for the person who wrote
// it; the end of the process is main's.
func run(ctx context.Context, args, env []string, stdout, stderr io.Writer) error {
	return runWith(ctx, args, env, stdout, stderr, readWords)
}

func runWith(ctx context.Context, args, env []string, stdout, stderr io.Writer, read wordReader) error {
	var line commandLine
	ended := false // kong ends the process after --help, if nobody keeps it from that
	parser, err := kong.New(&line,
		kong.Name("wecan"),
		kong.Description("A chat assistant that helps migrants to join programmes."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { ended = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 200}),
		kong.ValueFormatter(withSetting),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return fmt.Errorf("read the command line: %w", err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	switch {
	case ended:
		return nil
	case err != nil:
		return fmt.Errorf("%w; see: wecan --help", err)
	}
	return chosen.Run(&invocation{
		flags: chosen.Flags(), known: knownSettings(parser.Model.Node), env: environment(env),
		stdin: os.Stdin, stdout: stdout, stderr: stderr, now: time.Now, words: read,
	})
}

// withSetting shows a flag's help with the setting that it overrides.
func withSetting(v *kong.Value) string {
	if v.Flag == nil || !v.Tag.Has(settingTag) {
		return v.Help
	}
	return v.Help + " (" + settingName(v.Flag) + ")"
}

func environment(env []string) map[string]string {
	out := make(map[string]string, len(env))
	for _, one := range env {
		if name, value, ok := strings.Cut(one, "="); ok {
			out[name] = value
		}
	}
	return out
}
