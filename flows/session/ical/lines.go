package ical

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// fetch reads a file, within [MaxBytes].
func fetch(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the calendar could not be read: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, ErrTooLarge
	}
	return data, nil
}

// unfold makes lines of a file: each property on one, however its lines were
// ended and wherever they were cut, also within a letter. The lines share the
// memory of the file, which is changed.
func unfold(data []byte) ([][]byte, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, ErrEncoding
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var lines [][]byte
	kept := data[:0] // never longer than what was read of data
	begun := -1      // where the line that may go on begins in kept
	for len(data) > 0 {
		var line []byte
		line, data = cut(data)
		switch {
		case len(line) == 0: // an empty line means nothing, also where a line is cut
		case (line[0] == ' ' || line[0] == '\t') && begun >= 0:
			kept = append(kept, line[1:]...)
		default:
			if begun >= 0 {
				lines = append(lines, kept[begun:len(kept):len(kept)])
			}
			begun = len(kept)
			kept = append(kept, line...)
		}
	}
	if begun >= 0 {
		lines = append(lines, kept[begun:])
	}
	if !utf8.Valid(kept) || bytes.IndexByte(kept, 0) >= 0 {
		return nil, ErrEncoding
	}
	return lines, nil
}

// cut takes the first line off, which ends with CR LF, LF or CR.
func cut(data []byte) (line, rest []byte) {
	end := bytes.IndexAny(data, "\r\n")
	if end < 0 {
		return data, nil
	}
	next := end + 1
	if data[end] == '\r' && next < len(data) && data[next] == '\n' {
		next++
	}
	return data[:end], data[next:]
}

// errLine is returned for a line that is no property.
var errLine = errors.New("the line cannot be read")
