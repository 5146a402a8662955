package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"

	"wecan/flows"
	"wecan/flows/enrollment"
	"wecan/i18n"
	"wecan/store"
)

// openStore opens the store of the settings, and reads the secret of its ids.
func openStore(ctx context.Context, set *settings, owner string, log *slog.Logger) (*store.Store, flows.IDs, error) {
	s, err := store.Open(ctx, store.Options{
		URL: string(set.RedisURL), Bot: set.Bot, Owner: owner, Key: set.Key, Wait: set.RedisWait, Journal: set.Journal, Log: log,
	})
	if err != nil {
		return nil, flows.IDs{}, err
	}
	ids, err := s.IDs(ctx, set.Bot)
	if err != nil {
		return nil, flows.IDs{}, errors.Join(err, s.Close())
	}
	return s, ids, nil
}

// newLog writes to the standard error.
func newLog(set *settings, w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{Level: set.LogLevel}
	if set.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// words are the flows, the translations, the programme file and the recordings,
// checked.
type words struct {
	defs    *flows.Definitions
	catalog *i18n.Catalog
	clips   []flows.Clip
	others  []string // files beside the recordings
	trial   bool     // with the demo's own flow
}

// loadWords reads them, as they may be published. Its errors name the files as
// the operator does, all problems at once.
func loadWords(set *settings) (*words, error) { return readWords(set, flows.Parse) }

// loadDraft reads them for somebody who is still writing: see
// [flows.ParseDraft].
func loadDraft(set *settings) (*words, error) { return readWords(set, flows.ParseDraft) }

func readWords(set *settings, parse func(...flows.Capability) (*flows.Book, error)) (*words, error) {
	clips, others, err := readClips(set)
	if err != nil {
		return nil, err
	}
	caps, err := capabilities(set)
	if err != nil {
		return nil, err
	}
	book, errBook := parse(caps...)
	p, errProgramme := flows.ParseProgramme(programmeOf(set))
	if err := errors.Join(errBook, errProgramme); err != nil {
		return nil, err
	}
	if set.DemoChat {
		atDemoChat(p)
	}
	sources, translations := allSources(book, p), layer(set.FlowsDir)
	if set.Trial {
		sources, translations = append(sources, trialSources()...), trialFolder()
	}
	catalog, err := i18n.Load(i18n.Files, sources, translations)
	if err != nil {
		return nil, inFolder(err, set.FlowsDir)
	}
	if set.Pseudo {
		if catalog, err = catalog.WithPseudo(flows.Typed); err != nil {
			return nil, err
		}
	}
	defs, err := flows.Compile(book, catalog, p, clips...)
	if err != nil {
		return nil, inFolder(err, set.FlowsDir)
	}
	return &words{defs: defs, catalog: catalog, clips: clips, others: others, trial: set.Trial}, nil
}

// programmeOf is the programme file, by the name that the operator gave it.
func programmeOf(set *settings) (name string, data []byte) {
	if set.Programme == nil {
		return enrollment.Example()
	}
	return set.ProgrammeFile, set.Programme
}

// isExample says whether it is the built-in programme, also when a copy of it is
// named.
func (set *settings) isExample() bool {
	_, example := enrollment.Example()
	return set.Programme == nil || bytes.Equal(set.Programme, example)
}

// allSources are all texts that are translated: those of the flows and of the
// programme file, the menu's, and those of commands at Mattermost.
func allSources(book *flows.Book, p *flows.Programme) []i18n.Source {
	return slices.Concat(book.Sources(), p.Sources(), menuSources(), mattermostSources())
}

// looking opens the desk for a command that changes nothing, when w names only what
// there is.
func looking(ctx context.Context, p *invocation, w wanted, look func(*tools, *desk) error) error {
	t, err := openTools(ctx, p, true)
	if err != nil {
		return err
	}
	defer t.close()
	if err := w.check(t.words.defs.Programme); err != nil {
		return err
	}
	return look(t, t.desk())
}

// list writes each problem of an error as a line of its own, and counts them.
func list(w io.Writer, err error) int {
	n := 0
	for line := range strings.Lines(err.Error()) {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintln(w, line)
			n++
		}
	}
	return n
}
