package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// record is the transcript of a chat, written as it goes. The nil record writes
// nothing.
type record struct{ file *os.File }

// newRecord begins a transcript in a file that is not there yet; nil for "".
func newRecord(name string) (*record, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // nothing is recorded
	}
	if !strings.HasSuffix(name, ".chat") {
		return nil, fmt.Errorf("the name of a transcript ends in .chat; say --record=%s.chat", name)
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // a test's transcript, for everybody to read
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("there is a file %s already; remove it, or name another one", name)
	}
	if err != nil {
		return nil, fmt.Errorf("begin the transcript: %w", err)
	}
	r := &record{file: f}
	return r, r.add("# Say here what is shown. Recorded by wecan chat.\n")
}

// add writes a part of it. What was written stays, however the chat ends.
func (r *record) add(transcript string) error {
	if r == nil {
		return nil
	}
	if _, err := r.file.WriteString(transcript); err != nil {
		return fmt.Errorf("write the transcript: %w", err)
	}
	return nil
}

func (r *record) close() error {
	if r == nil {
		return nil
	}
	if err := r.file.Close(); err != nil {
		return fmt.Errorf("write the transcript: %w", err)
	}
	return nil
}
