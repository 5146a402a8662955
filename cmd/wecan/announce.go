package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// announceCommand is where announcements are written and sent by whoever has a terminal
// and the key.
type announceCommand struct {
	List    listAnnouncements `cmd:"" help:"List those that are not over, with how many people got them."`
	Show    showAnnouncement  `cmd:"" help:"Show one, and all that was done to it."`
	New     newAnnouncement   `cmd:"" help:"Write one. Nothing is sent."`
	Change  changeAnnounce    `cmd:"" help:"Change one that was not sent yet."`
	Preview previewAnnounce   `cmd:"" help:"Print what people read, in each language."`
	Count   countAnnounce     `cmd:"" help:"Count who would get one. Nothing is sent."`
	Test    testAnnounce      `cmd:"" help:"Send one to somebody of the team, to see it on a phone."`
	Approve approveAnnounce   `cmd:"" help:"Send one. Large ones, and those for safety, need a second person's yes."`
	Refuse  refuseAnnounce    `cmd:"" help:"Take approvals back, or a correction that waits for one."`
	Pause   pauseAnnounce     `cmd:"" help:"Stop sending one for a while."`
	Resume  resumeAnnounce    `cmd:"" help:"Go on with one that was paused."`
	Cancel  cancelAnnounce    `cmd:"" help:"Stop one for good: who has not got it does not get it."`
	Correct correctAnnounce   `cmd:"" help:"Change the words of one in the chats of those who have it; also to add a translation."`
	Delete  deleteAnnounce    `cmd:"" help:"Take one out of the chats again, as far as Telegram allows."`
	Report  reportAnnounce    `cmd:"" help:"Print what came of one: counts only."`
	Upload  uploadAnnounce    `cmd:"" help:"Put a photo or a document to Telegram, and print the id for --photo or --document."`

	Translations announceTables `cmd:"" help:"Give the words of one to a translator as a table, and take them back."`
}

type listAnnouncements struct {
	deadFlags `embed:""`

	Site string `placeholder:"ID" help:"Only those of a site of the programme file."`
	All  bool   `help:"Also those that are sent or cancelled."`
}

// Run prints a table.
func (c *listAnnouncements) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{site: c.Site}, func(t *tools, d *desk) error {
		list, err := d.announcements().list(ctx, c.Site, c.All)
		if err != nil {
			return err
		}
		return printAnnouncements(p.stdout, t.words.defs.Programme, list)
	})
}

func printAnnouncements(out io.Writer, prog *flows.Programme, list []announced) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "NUMBER\tSTATE\tKIND\tSITE\tBEGINS\tSENT\tTO COME\tFAILED\tTITLE")
	for _, a := range list {
		begins := "-"
		if !a.Plan.At.IsZero() {
			begins = clockTime(prog, a.Plan.Site, a.Plan.At)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", a.Reference, a.word(), a.Plan.Kind, a.Plan.Site, begins,
			a.Went(), a.Left(), a.Failed(), plainly(a.Plan.Title))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the list: %w", err)
	}
	_, err := fmt.Fprintf(out, "%s\n", counted(len(list), "announcement", "announcements"))
	return err
}

// word is how it stands, in one.
func (a announced) word() string {
	switch {
	case a.Parked:
		return "aside"
	case a.waits():
		return "waits"
	case a.State == broadcast.StateDone:
		return "sent"
	}
	return string(a.State)
}

type showAnnouncement struct {
	deadFlags `embed:""`

	Reference string `arg:"" help:"The number of an announcement, as WE-4K7M-9Q2."`
}

// Run prints an announcement.
func (c *showAnnouncement) Run(ctx context.Context, p *invocation) error {
	return looking(ctx, p, wanted{}, func(t *tools, d *desk) error {
		a, err := d.announcement(ctx, c.Reference)
		if err != nil {
			return err
		}
		return printAnnouncement(p.stdout, t.words, a)
	})
}

func printAnnouncement(out io.Writer, words *words, a announced) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, plainly(value))
		}
	}
	prog := words.defs.Programme
	line("number", a.Reference)
	line("title", a.Plan.Title)
	line("state", a.sentence())
	line("kind", string(a.Plan.Kind))
	line("site", a.Plan.Site)
	if a.Plan.Kind == flows.CastDigest {
		digestLines(line, prog, a.Plan)
	} else {
		segmentLines(line, a.Plan.Segment)
		announceWords(line, words, a.Plan)
		line("begins", "as soon as it is approved")
	}
	if !a.Plan.At.IsZero() {
		line("begins", clockTime(prog, a.Plan.Site, a.Plan.At))
	}
	for _, one := range []struct {
		name string
		at   announceMoment
	}{{"until", announceMoment{a.Plan.Site, laterOf(a.Plan.Until, a.Until)}}, {"next pass", announceMoment{a.Plan.Site, a.Next}}} {
		if !one.at.IsZero() {
			line(one.name, clockTime(prog, one.at.site, one.at.Time))
		}
	}
	line("counted", countLine(prog, a))
	if !a.Sent.Began.IsZero() {
		line("people", sentLine(a))
	}
	for _, c := range a.Changes {
		line(minute(c.At), strings.TrimSpace(fmt.Sprintf("%s by %s %s", c.What, c.By, noted(c.Note))))
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the announcement: %w", err)
	}
	return nil
}

func noted(note string) string {
	if note == "" {
		return ""
	}
	return "(" + note + ")"
}

// sentence is how it stands, with whose yes is missing.
func (a announced) sentence() string {
	var names []string
	for _, one := range a.Approvals {
		names = append(names, one.By)
	}
	switch by := strings.Join(names, ", "); {
	case a.Parked:
		return "aside; see: wecan dead list"
	case a.Pending != nil:
		return fmt.Sprintf("%s, and a correction waits for approval: %d of %d", a.word(), len(a.Approvals), a.Need)
	case a.waits():
		return fmt.Sprintf("counted, approved by %s; it needs %d people", by, a.Need)
	}
	return a.word()
}

// digestLines tell of what the events of a week are made: nobody wrote them.
func digestLines(line func(name, value string), prog *flows.Programme, p broadcast.Plan) {
	line("for", "who chose it with /weekly, each the events that fit")
	for _, e := range p.Events {
		title := e.Reference
		if len(e.Titles) > 0 {
			title = e.Titles[0].Text
		}
		line("event "+e.Reference, fmt.Sprintf("%s, %s, %s: %s", e.Kind, e.Where, clockTime(prog, e.Where, e.Start), title))
	}
}

// segmentLines tell for whom it is.
func segmentLines(line func(name, value string), s flows.Segment) {
	roles := make([]string, len(s.Roles))
	for i, r := range s.Roles {
		roles[i] = string(r)
	}
	for _, one := range []struct {
		name string
		list []string
	}{{"sites", s.Sites}, {"cohorts", s.Cohorts}, {"tracks", s.Tracks}, {"phases", s.Phases}, {"roles", roles}, {"events", s.Events}} {
		line(one.name, strings.Join(one.list, ", "))
	}
	line("who read", joinLangs(s.Languages))
	line("enrolled", onlyYes(s.Enrolled))
	line("not answered", s.Unanswered)
}

// announceWords tell what is written, and what is missing.
func announceWords(line func(name, value string), words *words, p broadcast.Plan) {
	for n, w := range p.Words {
		name := "in " + string(w.Lang)
		switch {
		case n == 0:
			name += ", the source"
		case w.Reviewed:
			name += ", reviewed"
		}
		line(name, strings.Join(strings.Fields(w.Text), " "))
	}
	if missing := p.Without(readIn(words)); len(missing) > 0 {
		line("no words in", joinLangs(missing)+": "+missingWords(p.Missing))
	}
	if p.File != nil {
		line("file", "a "+p.File.What)
	}
	for _, b := range p.Buttons {
		about := ""
		if to := b.URL + b.About; to != "" {
			about = " " + to
		}
		labels := make([]string, len(b.Labels))
		for i, l := range b.Labels {
			labels[i] = fmt.Sprintf("%s=%s", l.Lang, l.Text)
		}
		line("button "+b.ID, fmt.Sprintf("%s%s %s", b.Do, about, strings.Join(labels, " ")))
	}
}

// readIn are the languages that people can read the bot in.
func readIn(w *words) []i18n.Lang {
	if langs := w.defs.Programme.Languages; langs != nil {
		return langs
	}
	return w.catalog.Languages()
}

func missingWords(m flows.CastMissing) string {
	switch m {
	case flows.MissingWait:
		return "they get it when there is a translation"
	case flows.MissingLeave:
		return "they do not get it"
	case flows.MissingLabel:
	}
	return "they read the source, below a line that says so"
}
