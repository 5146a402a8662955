package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// explainCommand reads the journal.
type explainCommand struct {
	logFlags       `embed:""`
	programmeFlags `embed:""`
	storeFlags     `embed:""`

	Reveal    bool   `help:"Show what people wrote, and what was written to them."`
	Reference string `arg:"" help:"The number of an application or a referral, as WE-4K7M-9Q2, the id of a site, or the id of an actor."`
}

// story is one turn of one actor, with what came after it.
type story struct {
	actor flows.ActorID
	entry bot.JournalEntry
	after []byte // the actor after the turn, nil when that is not known any more
}

// Run prints the turns of an application, or of a referral and what stands of it at
// Mattermost, and of the person behind it; or of the team of a site and what it is told
// in the morning. The oldest are first.
func (c *explainCommand) Run(ctx context.Context, p *invocation) error {
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	ids, err := t.actors(ctx, c.Reference)
	if err != nil {
		return err
	}
	var all []story
	for _, id := range ids {
		told, err := t.stories(ctx, id)
		if err != nil {
			return err
		}
		all = append(all, told...)
	}
	if len(all) == 0 {
		return fmt.Errorf("the journal has no turn of %s any more", c.Reference)
	}
	slices.SortStableFunc(all, func(a, b story) int { return a.entry.Now.Compare(b.entry.Now) })
	for _, s := range all {
		if err := t.tell(p.stdout, s, c.Reveal); err != nil {
			return err
		}
	}
	return nil
}

// numbered are the kinds of actors that have a number: which one a number is of
// does not stand in it.
func numbered() []flows.Kind { return []flows.Kind{flows.KindApplication, flows.KindReferral} }

// ofNumber are the kinds whose ids are made of a number, ofSite those of the id of a
// site. The safeguarding record is none of them: it has a command of its own.
func ofNumber() []flows.Kind { return append(numbered(), flows.KindThread) }

func ofSite() []flows.Kind { return []flows.Kind{flows.KindRoster, flows.KindDigest} }

// meant are the actors that a number, the id of a site or the id of an actor may be of.
func (t *tools) meant(reference string) ([]flows.ActorID, error) {
	name := strings.TrimSpace(reference)
	var kinds []flows.Kind
	if ref, ok := flows.ParseReference(reference); ok {
		name, kinds = ref, ofNumber()
	} else if _, ok := t.words.defs.Programme.Site(name); ok {
		kinds = ofSite()
	}
	var out []flows.ActorID
	for _, kind := range kinds {
		out = append(out, t.ids.Of(kind, name))
	}
	k := flows.ActorID(name).Kind()
	switch {
	case len(out) > 0:
		return out, nil
	case k == flows.KindPerson || slices.Contains(ofNumber(), k) || slices.Contains(ofSite(), k):
		return []flows.ActorID{flows.ActorID(name)}, nil
	}
	return nil, fmt.Errorf("%q is neither the number of an application or a referral, as WE-4K7M-9Q2, nor the id of a site or of an actor", reference)
}

// actors finds who is meant, and the person behind an application or a referral.
func (t *tools) actors(ctx context.Context, reference string) ([]flows.ActorID, error) {
	candidates, err := t.meant(reference)
	if err != nil {
		return nil, err
	}
	var found []flows.ActorID
	for _, id := range candidates {
		record, err := t.store.Load(ctx, id, nil)
		if err != nil {
			return nil, err
		}
		if record.Etag == "" {
			continue
		}
		found = append(found, id)
		behind, err := personOf(id, record)
		if err != nil {
			return nil, err
		}
		if behind != "" && !slices.Contains(found, behind) {
			found = append(found, behind)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("there is nothing that has the number or id %s", reference)
	}
	return found, nil
}

// personOf is the person behind an application or a referral, "" for other actors.
func personOf(id flows.ActorID, record *flows.Record) (flows.ActorID, error) {
	if !slices.Contains(numbered(), id.Kind()) {
		return "", nil
	}
	actor, _, err := bot.Inspect(id, record.State)
	if err != nil {
		return "", err
	}
	var of struct{ Person flows.ActorID }
	if err := json.Unmarshal(actor.Body, &of); err != nil {
		return "", fmt.Errorf("the %s cannot be read: %w", id.Kind(), err)
	}
	return of.Person, nil
}

// stories reads an actor's turns. What a turn left is what the next one found,
// or what is stored now.
func (t *tools) stories(ctx context.Context, id flows.ActorID) ([]story, error) {
	journal, err := t.store.Journal(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []story
	for _, data := range journal {
		entry, err := bot.ReadJournalEntry(data)
		if err != nil {
			return nil, err
		}
		if n := len(out); n > 0 {
			out[n-1].after = entry.Before
		}
		out = append(out, story{actor: id, entry: entry})
	}
	if len(out) == 0 {
		return nil, nil
	}
	record, err := t.store.Load(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	last := &out[len(out)-1]
	if actor, _, err := bot.Inspect(id, record.State); err == nil && record.Etag == last.entry.Etag {
		if last.after, err = json.Marshal(actor); err != nil {
			return nil, fmt.Errorf("write the state of %s: %w", id, err)
		}
	}
	return out, nil
}

// tell prints one turn as a block.
func (t *tools) tell(w io.Writer, s story, reveal bool) error {
	e := s.entry
	fmt.Fprintf(w, "%s  %s\n", e.Now.UTC().Format(time.RFC3339Nano), s.actor)
	fmt.Fprintf(w, "  trace        %s\n", cmp.Or(e.Trace, "none"))
	if e.Withheld {
		_, err := fmt.Fprintf(w, "  input        not kept (%s)\n\n", e.Input)
		return err
	}
	fmt.Fprintf(w, "  input        %s (%s)\n", kindOf(e.What), e.Input)
	if reveal {
		fmt.Fprintf(w, "               %s\n", bodyOf(e.What))
	}
	kinds := make([]string, len(e.Did))
	for i, did := range e.Did {
		kinds[i] = kindOf(did)
	}
	fmt.Fprintf(w, "  effects      %s\n", cmp.Or(strings.Join(kinds, ", "), "none"))
	for _, did := range e.Did {
		if reveal {
			fmt.Fprintf(w, "               %s %s\n", kindOf(did), bodyOf(did))
		}
	}
	same := "today's"
	if e.Defs != t.words.defs.Hash {
		same = "not today's"
	}
	fmt.Fprintf(w, "  definitions  %.12s (%s)\n", e.Defs, same)
	_, err := fmt.Fprintf(w, "  replay       %s\n\n", t.replay(s))
	return err
}

// replay makes the turn again with today's definitions and says what differs.
func (t *tools) replay(s story) string {
	result, err := s.entry.Replay(s.actor, t.ids, t.words.defs)
	switch {
	case errors.Is(err, bot.ErrNotWhole):
		return "not made: it also read what the journal does not keep"
	case err != nil:
		return "fails" // why may quote what was written
	}
	var differs []string
	if !slices.EqualFunc(s.entry.Did, result.Effects, sameEffect) {
		differs = append(differs, "the effects")
	}
	after, err := json.Marshal(result.Actor)
	if s.after != nil && (err != nil || !bytes.Equal(after, s.after)) {
		differs = append(differs, "the state")
	}
	switch {
	case len(differs) > 0:
		return strings.Join(differs, " and ") + " would differ"
	case s.after == nil:
		return "the same effects; the state is not known any more"
	}
	return "the same"
}

func sameEffect(did []byte, e flows.Effect) bool {
	again, err := flows.EncodeEffect(e)
	return err == nil && bytes.Equal(did, again)
}

// Inputs and effects are written as kind{json}.

func kindOf(data []byte) string {
	kind, _, _ := bytes.Cut(data, []byte{'{'})
	return string(kind)
}

func bodyOf(data []byte) string {
	body := string(data[len(kindOf(data)):])
	if kindOf(data) != "enclose" {
		return body
	}
	var e flows.Enclose
	if json.Unmarshal([]byte(body), &e) != nil {
		return body
	}
	return fmt.Sprintf("%s, %d bytes: %s", e.Name, len(e.Data), e.Text) // what is in it says nothing in base64
}

// tools are what the commands need that look into a store.
type tools struct {
	set   settings
	store *store.Store
	ids   flows.IDs
	words *words
}

// openTools opens the store under a name of its own, so that it never takes a
// lease from a process that serves. With definitions it reads them too.
func openTools(ctx context.Context, p *invocation, definitions bool) (*tools, error) {
	t, err := readTools(p, definitions)
	if err != nil {
		return nil, err
	}
	return t, t.open(ctx, p)
}

// readTools reads the settings, and with definitions the words.
func readTools(p *invocation, definitions bool) (*tools, error) {
	t := &tools{}
	r := p.read()
	r.log(&t.set, "warn")
	r.programme(&t.set)
	r.store(&t.set)
	if t.set.RedisURL == memoryURL {
		r.wrong("WECAN_REDIS_URL is memory:, which another process cannot look into. Set it to where Redis is.")
	}
	err := r.err()
	if err == nil && definitions {
		t.words, err = p.words(&t.set, flows.Parse)
	}
	return t, err
}

// open opens the store.
func (t *tools) open(ctx context.Context, p *invocation) (err error) {
	t.store, t.ids, err = openStore(ctx, &t.set, randomOwner(), newLog(&t.set, p.stderr))
	return err
}

func (t *tools) close() {
	if t.store != nil {
		_ = t.store.Close() // everything was answered before
	}
}
