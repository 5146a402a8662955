package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"wecan/flows/enrollment"
)

// Some answers are files: a voice message, a photo. They lie at Telegram, and
// nothing of them is kept here; whoever opens one is taken down.

// fetcher fetches a file by its id at Telegram: a [telegram.Telegram].
type fetcher interface {
	Download(ctx context.Context, id string) ([]byte, error)
}

// sentFile is an answer that is a file.
type sentFile struct {
	field string // of the answer
	what  string // voice, photo, document, audio or video_note
	id    string // at Telegram
}

// files are the answers of an application that are files, by their fields.
func (d *desk) files(f filed) []sentFile {
	var out []sentFile
	told := f.Told()
	for _, field := range slices.Sorted(maps.Keys(told)) {
		if what, id, ok := d.defs.Book.SentFile(field, told[field]); ok {
			out = append(out, sentFile{field, what, id})
		}
	}
	return out
}

// file is one of them; with field "" the only one.
func (d *desk) file(f filed, field string) (sentFile, error) {
	all := d.files(f)
	if field == "" && len(all) == 1 {
		return all[0], nil
	}
	var fields []string
	for _, one := range all {
		if one.field == field {
			return one, nil
		}
		fields = append(fields, one.field)
	}
	switch {
	case len(all) == 0:
		return sentFile{}, fmt.Errorf("%s has no answer that is a voice message or another file", f.Reference)
	case field == "":
		return sentFile{}, fmt.Errorf("%s has several answers that are files; choose one with --answer: %s", f.Reference, strings.Join(fields, ", "))
	}
	return sentFile{}, fmt.Errorf("%s has no file as its answer %q; it has: %s", f.Reference, field, strings.Join(fields, ", "))
}

// fetch fetches an answer that is a file, and takes down by whom. It hands
// nothing out before that is kept. The error is show's, one of
// enrollment.NewOpening, or Telegram's.
func (d *desk) fetch(ctx context.Context, t turns, from fetcher, typed, field, by string) (sentFile, []byte, error) {
	f, err := d.show(ctx, typed)
	if err != nil {
		return sentFile{}, nil, err
	}
	one, err := d.file(f, field)
	if err != nil {
		return one, nil, err
	}
	if f.Parked {
		return one, nil, fmt.Errorf("%s is put aside; see: wecan dead list", f.Reference)
	}
	in, err := enrollment.NewOpening(d.ids, f.View, by, one.field, rand.Text())
	if err != nil {
		return one, nil, err
	}
	content, err := from.Download(ctx, one.id)
	if err != nil {
		return one, nil, err
	}
	if err := t.Handle(ctx, in); err != nil {
		return one, nil, fmt.Errorf("it could not be written down who opens it: %w", err)
	}
	now, err := d.show(ctx, f.Reference)
	if err == nil && len(now.Opened) <= len(f.Opened) {
		err = errors.New("it could not be written down who opens it; see: wecan dead list")
	}
	if err != nil {
		return one, nil, err
	}
	return one, content, nil
}

// mediaType is what a browser may take a file for. What is not surely a sound,
// a picture or a film is only bytes to save: people send anything.
func mediaType(content []byte) string {
	switch found := http.DetectContentType(content); found {
	case "application/ogg":
		return "audio/ogg"
	case "audio/mpeg", "audio/wave", "image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4", "video/webm":
		return found
	}
	return "application/octet-stream"
}
