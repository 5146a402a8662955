package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"wecan/flows"
)

// deadCommand looks after dead letters: effects, inputs and updates that could
// not be delivered or handled.
type deadCommand struct {
	List  listDeadCommand `cmd:"" help:"List them, oldest first."`
	Show  showDeadCommand `cmd:"" help:"Show one."`
	Retry retryCommand    `cmd:"" help:"Try one again, after what was wrong has been put right."`
	Drop  dropDeadCommand `cmd:"" help:"Take one away for good."`
}

type deadFlags struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`
	storeFlags     `embed:""`
}

type listDeadCommand struct {
	deadFlags `embed:""`
}

// Run prints a line for each letter.
func (listDeadCommand) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, false)
	if err != nil {
		return err
	}
	defer t.close()
	letters, err := t.letters(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, d := range letters {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", d.At.Format(time.RFC3339), d.Kind, d.ID, d.Reason)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err = fmt.Fprintf(p.stdout, "%d dead letters\n", len(letters))
	return err
}

func (t *tools) letters(ctx context.Context) ([]flows.DeadLetter, error) {
	letters, err := t.store.Dead(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(letters, func(a, b flows.DeadLetter) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return letters, nil
}

// letter finds one.
func (t *tools) letter(ctx context.Context, id string) (flows.DeadLetter, error) {
	letters, err := t.store.Dead(ctx)
	if err != nil {
		return flows.DeadLetter{}, err
	}
	at := slices.IndexFunc(letters, func(d flows.DeadLetter) bool { return d.ID == id })
	if at < 0 {
		return flows.DeadLetter{}, fmt.Errorf("there is no dead letter %q; see: wecan dead list", id)
	}
	return letters[at], nil
}

type showDeadCommand struct {
	deadFlags `embed:""`

	Reveal bool   `help:"Show what people wrote, or what was to be written to them."`
	ID     string `arg:"" name:"id" help:"As wecan dead list shows it."`
}

// Run prints a letter.
func (c *showDeadCommand) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, false)
	if err != nil {
		return err
	}
	defer t.close()
	d, err := t.letter(ctx, c.ID)
	if err != nil {
		return err
	}
	return showLetter(p.stdout, d, c.Reveal)
}

func showLetter(w io.Writer, d flows.DeadLetter, reveal bool) error {
	fmt.Fprintf(w, "id       %s\nkind     %s\nactor    %s\nat       %s\nreason   %s\n", d.ID, d.Kind, d.Actor, d.At.Format(time.RFC3339), d.Reason)
	what := fmt.Sprintf("%d bytes; --reveal shows them", len(d.Payload))
	if reveal {
		what = string(d.Payload)
	}
	_, err := fmt.Fprintf(w, "payload  %s\n", what)
	return err
}

type dropDeadCommand struct {
	deadFlags `embed:""`

	ID string `arg:"" name:"id" help:"As wecan dead list shows it."`
}

// Run takes a letter away.
func (c *dropDeadCommand) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, false)
	if err != nil {
		return err
	}
	defer t.close()
	d, err := t.letter(ctx, c.ID)
	if err == nil {
		err = t.store.Unbury(ctx, d)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(p.stdout, "%s is dropped\n", d.ID)
	return err
}

var errStillBad = errors.New("it failed again; put right what is wrong and try once more")
