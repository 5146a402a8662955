package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/flows/event"
)

type eventIdeas struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an event, as WE-4K7M-9Q2."`
	Names     bool   `help:"Also the names that people want to be called by."`
	File      int    `placeholder:"WORK" help:"The photo or document that came with a work, by the number of that, in the place of the list: with --out."`
	Out       string `placeholder:"FILE" help:"Write a table for a spreadsheet (CSV) to a new file, for your eyes only. With --file what came with the work, as photo.jpg."`

	TelegramAPIURL *string `name:"telegram-api-url" setting:"" placeholder:"URL" help:"The Bot API server, for --file; default https://api.telegram.org."`
}

// Help is shown by --help.
func (eventIdeas) Help() string {
	return "Who handed something in stands here by the number in whose order she signed up, and without her name unless you ask for it; a team stands by its number. For whom somebody votes is not said to anybody. " +
		"While people can vote, please keep the numbers of votes to yourself. Files lie at Telegram, which hands a bot none above 20 MB; --file brings one."
}

// Run prints what was handed in to an event.
func (c *eventIdeas) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		e, err := d.event(ctx, c.Reference)
		if err != nil {
			return err
		}
		made, err := d.works(ctx, e)
		if err != nil {
			return err
		}
		if c.File != 0 {
			return c.fetch(ctx, p, t, e, made)
		}
		s := ideaSheet{prog: t.words.defs.Programme, event: e, made: ranked(made), now: time.Now()}
		if c.Names {
			if s.rows, err = d.roster(ctx, e); err != nil {
				return err
			}
		}
		if c.Out == "" {
			return s.print(p.stdout)
		}
		if err := intoFile(c.Out, func(f *os.File) error { return s.csv(f) }); err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.stdout, "%d works are in %s. Delete the file when nobody needs it: it does not go with the event.\n", len(made), c.Out)
		return err
	})
}

// fetch writes what came with a work to a file.
func (c *eventIdeas) fetch(ctx context.Context, p *invocation, t *tools, e happening, made []event.Made) error {
	sent, err := fileOf(e, made, c.File)
	if err != nil {
		return err
	}
	if c.Out == "" {
		return errors.New("--file needs --out: the file to write, as photo.jpg")
	}
	r := p.read()
	url := r.address("WECAN_TELEGRAM_API_URL", telegram.DefaultBaseURL)
	if err := r.err(); err != nil {
		return err
	}
	tg, err := telegram.New(telegram.Config{Token: t.set.Token, BaseURL: url})
	if err != nil {
		return err
	}
	defer tg.Close()
	var size int64
	err = intoFile(c.Out, func(f *os.File) error {
		body, _, _, err := tg.Fetch(ctx, sent.What, sent.ID)
		if err != nil {
			return err
		}
		defer func() { _ = body.Close() }()
		size, err = io.Copy(f, body)
		return err
	})
	if err != nil {
		return fmt.Errorf("the file of work %d: %w", c.File, err)
	}
	_, err = fmt.Fprintf(p.stdout, "What came with work %d, %s of %d bytes, is in %s. Delete the file when nobody needs it: it does not go with the event.\n", c.File, fileWords(sent.What), size, c.Out)
	return err
}

// errNoFile is returned for a work that there is not, or without a file.
var errNoFile = errors.New("there is no such file")

// fileOf is the file that came with a work of that number.
func fileOf(e happening, made []event.Made, no int) (flows.PostFile, error) {
	at := slices.IndexFunc(made, func(w event.Made) bool { return w.No == no })
	if at < 0 {
		return flows.PostFile{}, fmt.Errorf("%w: %s has no work %d; see: wecan events ideas %s", errNoFile, e.Reference, no, e.Reference)
	}
	what, id, has := strings.Cut(made[at].File, ":")
	if !has {
		return flows.PostFile{}, fmt.Errorf("%w: work %d of %s came without one", errNoFile, no, e.Reference)
	}
	return flows.PostFile{What: what, ID: id}, nil
}

// works is what was handed in to an event.
func (d *desk) works(ctx context.Context, e happening) ([]event.Made, error) {
	record, err := d.store.Load(ctx, d.ids.Of(flows.KindEvent, e.Reference), e.WorkMembers())
	if err != nil {
		return nil, err
	}
	return e.Works(record.Members)
}

// ranked brings those with the most votes to the front.
func ranked(made []event.Made) []event.Made {
	out := slices.Clone(made)
	slices.SortStableFunc(out, func(a, b event.Made) int { return b.Votes - a.Votes })
	return out
}

// ideaSheet shows what was handed in, those with the most votes first.
type ideaSheet struct {
	prog  *flows.Programme
	event happening
	made  []event.Made
	rows  []event.Row // of those who have signed up, to name them; nil for no names
	now   time.Time
}

// place is the place of a work once the votes are counted, "" before. Those with as many
// votes share one; without a vote there is none.
func (s ideaSheet) place(w event.Made) string {
	if !s.event.Plan.Decided(s.now) || w.Votes == 0 {
		return ""
	}
	return strconv.Itoa(1 + slices.IndexFunc(s.made, func(other event.Made) bool { return other.Votes == w.Votes }))
}

// who handed something in: by number, and by name when there are names.
func (s ideaSheet) who(w event.Made) string {
	out := strconv.Itoa(w.N)
	at := slices.IndexFunc(s.rows, func(r event.Row) bool { return r.Arrival == w.N })
	if at >= 0 && s.rows[at].Form.Name != "" {
		out += " " + plainly(s.rows[at].Form.Name)
	}
	return out
}

func (s ideaSheet) print(out io.Writer) error {
	votes := 0
	var b strings.Builder
	for _, w := range s.made {
		votes += w.Votes
		if place := s.place(w); place != "" {
			fmt.Fprintf(&b, "%s. ", place)
		}
		fmt.Fprintf(&b, "%s\n  number %d, %s, by %s", plainly(w.Title), w.No, counted(w.Votes, "vote", "votes"), s.who(w))
		if w.Team != "" {
			fmt.Fprintf(&b, " for team %s", plainly(w.Team))
		}
		fmt.Fprintf(&b, ", %s", clockTime(s.prog, s.event.Plan.Site, w.At))
		if w.Times > 1 {
			fmt.Fprintf(&b, " for the %d. time", w.Times)
		}
		if what, _, has := strings.Cut(w.File, ":"); has {
			fmt.Fprintf(&b, ", with %s", fileWords(what))
		}
		fmt.Fprintf(&b, "\n  %s\n", plainly(w.Text))
	}
	fmt.Fprintf(&b, "%s, %s\n", counted(len(s.made), "work", "works"), counted(votes, "vote", "votes"))
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}

func (s ideaSheet) csv(out io.Writer) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"PLACE", "NUMBER", "VOTES", "BY", "TEAM", "HANDED IN", "TITLE", "TEXT", "FILE"}) // Flush keeps the error
	for _, one := range s.made {
		file, _, _ := strings.Cut(one.File, ":")
		cells := []string{
			s.place(one), strconv.Itoa(one.No), strconv.Itoa(one.Votes), s.who(one), one.Team, clockTime(s.prog, s.event.Plan.Site, one.At),
			plainly(one.Title), plainly(one.Text), file,
		}
		for at := range cells {
			cells[at] = harmless(cells[at])
		}
		_ = w.Write(cells)
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	return nil
}
