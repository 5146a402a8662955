package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/flows/graph"
	"wecan/i18n"
	"wecan/store"
)

// graphCommand draws a flow.
type graphCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`
	storeFlags     `embed:""`

	Lang  string `placeholder:"TAG" default:"en" help:"The language of the words, as ar; default en."`
	Out   string `placeholder:"FILE" help:"Where the picture goes; default: the standard output."`
	Store bool   `help:"Count in Redis how many people stand at each step, and for how many that is three days or more."`
	Flow  string `arg:"" optional:"" help:"The id of the flow. Without it, the flows are listed."`
}

// Run writes the picture, or lists the flows. With --store it reads every
// person's state; it changes nothing and may run beside the service.
func (c *graphCommand) Run(ctx context.Context, p *invocation) error {
	t, err := c.open(ctx, p)
	if err != nil {
		return err
	}
	defer t.close()
	outlines := t.words.defs.Book.Outlines()
	if c.Flow == "" {
		return listFlows(p.stdout, outlines)
	}
	at := slices.IndexFunc(outlines, func(o flows.Outline) bool { return o.ID == c.Flow })
	if at < 0 {
		return fmt.Errorf("there is no flow %q; wecan graph lists those that there are", c.Flow)
	}
	lang, err := drawnIn(t.words.catalog, c.Lang)
	if err != nil {
		return err
	}
	picture := graph.Picture{
		Flow: outlines[at], Callers: callers(outlines, c.Flow), Lang: lang,
		Label: func(key i18n.Key) string { return t.words.defs.LabelOf(lang, key) },
	}
	if c.Store {
		if picture.Counts, err = count(ctx, t.store, c.Flow, time.Now()); err != nil {
			return err
		}
	}
	svg, err := graph.SVG(picture)
	if err != nil {
		return err
	}
	return c.write(p.stdout, svg)
}

// open reads the words, and with --store opens the store too.
func (c *graphCommand) open(ctx context.Context, p *invocation) (*tools, error) {
	if c.Store {
		return openTools(ctx, p, true)
	}
	t := &tools{}
	r := p.read()
	r.log(&t.set, "warn")
	r.programme(&t.set)
	if err := r.err(); err != nil {
		return nil, err
	}
	var err error
	t.words, err = p.words(&t.set, flows.Parse)
	return t, err
}

func (c *graphCommand) write(stdout io.Writer, svg []byte) error {
	if c.Out == "" {
		_, err := stdout.Write(svg)
		return err
	}
	if err := os.WriteFile(c.Out, svg, 0o644); err != nil { //nolint:gosec // a picture without names, to be shown
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

// drawnIn is the one that is meant by a tag.
func drawnIn(catalog *i18n.Catalog, tag string) (i18n.Lang, error) {
	var names []string
	for _, lang := range catalog.Languages() {
		if strings.EqualFold(string(lang), strings.ReplaceAll(tag, "_", "-")) {
			return lang, nil
		}
		names = append(names, string(lang))
	}
	return "", fmt.Errorf("there is no translation into %q; there are: %s", tag, strings.Join(names, ", "))
}

// callers are the flows that call a flow.
func callers(outlines []flows.Outline, flow string) []string {
	var out []string
	for _, o := range outlines {
		if slices.ContainsFunc(o.Steps, func(s flows.OutlineStep) bool { return s.Kind == "call."+flow }) {
			out = append(out, o.ID)
		}
	}
	return out
}

// count reads the state of every person. One that cannot be read, because it is
// damaged or newer than this program, is counted as such.
func count(ctx context.Context, s *store.Store, flow string, now time.Time) (*graph.Counts, error) {
	out := graph.NewCounts(flow, now)
	err := s.Walk(ctx, flows.KindPerson, func(id flows.ActorID) error {
		record, err := s.Load(ctx, id, nil)
		switch {
		case cannotRead(err):
			out.Unread++
			return nil
		case err != nil:
			return err
		case record.Etag == "": // erased meanwhile
			return nil
		}
		actor, _, err := bot.Inspect(id, record.State)
		if err != nil {
			out.Unread++
			return nil //nolint:nilerr // counted
		}
		out.Add(actor.Body)
		return nil
	})
	return out, err
}

func cannotRead(err error) bool {
	return errors.Is(err, flows.ErrUnreadable) || errors.Is(err, flows.ErrNewerSchema)
}

// listFlows writes a table of the flows.
func listFlows(w io.Writer, outlines []flows.Outline) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "flow\tsteps\tbegins with\tfile")
	for _, o := range outlines {
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", o.ID, len(o.Steps), begins(o), o.File)
	}
	return table.Flush()
}

// begins is the shortest way into a flow.
func begins(o flows.Outline) string {
	t := o.Triggers
	switch {
	case t.Command != "":
		return "/" + t.Command
	case t.Start:
		return "/start"
	case t.Person:
		return "talk to a person"
	case t.Told != "":
		return "told " + t.Told
	case t.Link != "":
		return "link " + t.Link
	case o.Builtin:
		return "/" + o.ID
	}
	return "another flow"
}
