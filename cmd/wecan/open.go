package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
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
}

// loadWords reads them. Its errors name the files as the operator does.
func loadWords(set *settings) (*words, error) {
	clips, others, err := readClips(set)
	if err != nil {
		return nil, err
	}
	defs, err := enrollment.Definitions(set.Programme, nil, clips...)
	if err != nil {
		return nil, named(err, set.ProgrammeFile)
	}
	sources, err := allSources(set.Programme)
	if err != nil {
		return nil, named(err, set.ProgrammeFile)
	}
	catalog, err := i18n.Load(i18n.Files, sources)
	if err != nil {
		return nil, fmt.Errorf("translations: %w", err)
	}
	return &words{defs: defs, catalog: catalog, clips: clips, others: others}, nil
}

// allSources are all texts that are translated: those of the flows and of the
// programme file, and the menu's.
func allSources(programme []byte) ([]i18n.Source, error) {
	sources, err := enrollment.Sources(programme)
	if err != nil {
		return nil, err
	}
	return append(sources, menuSources()...), nil
}

// named puts the programme file's own name into the problems.
func named(err error, file string) error {
	var problems flows.FileErrors
	if file == "" || !errors.As(err, &problems) {
		return err
	}
	out := make(flows.FileErrors, len(problems))
	for i, p := range problems {
		if p.File == unnamedProgramme {
			p.File = file
		}
		out[i] = p
	}
	return out
}

// unnamedProgramme is how package enrollment calls a programme file that is not
// its own.
const unnamedProgramme = "programme"

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
