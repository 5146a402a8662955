package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

const (
	pollLimit = 100              // updates, getUpdates limit
	pollWait  = 50 * time.Second // getUpdates timeout
	pollCall  = 65 * time.Second // our own patience for it

	// batchLimit bounds an answer to getUpdates, in bytes: 100 updates of
	// 160 KB. The largest that people can cause have some 20 KB.
	batchLimit = 16 << 20
)

// getUpdates is the request (Bot API getUpdates).
type getUpdates struct {
	Offset  int64    `json:"offset,omitempty"`
	Limit   int      `json:"limit"`
	Timeout int      `json:"timeout"` // seconds
	Allowed []string `json:"allowed_updates"`
}

// fetched is what one getUpdates brought.
type fetched struct {
	raws []json.RawMessage

	// broken is set when the answer as a whole is not JSON, or too long, in
	// the middle of its first update: nothing could be read.
	broken   bool
	brokenID int64  // that update's id, 0 if not even that can be read
	rest     []byte // the beginning of that update
}

// fetch waits up to wait for updates from offset on.
func (t *Telegram) fetch(ctx context.Context, offset int64, limit int, wait, patience time.Duration) (fetched, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	data, err := json.Marshal(getUpdates{Offset: offset, Limit: limit, Timeout: int(wait / time.Second), Allowed: allowed()})
	if err != nil {
		return fetched{}, fmt.Errorf("telegram: getUpdates: %w", err)
	}
	status, body, err := t.post(ctx, "getUpdates", data, batchLimit)
	if err != nil && !errors.Is(err, errTooLong) {
		return fetched{}, err
	}
	if err == nil {
		var a struct {
			OK     bool              `json:"ok"`
			Result []json.RawMessage `json:"result"`
		}
		if json.Unmarshal(body, &a) == nil && a.OK {
			return fetched{raws: a.Result}, nil
		}
		_, err := readAnswer(status, body)
		var f *failure
		if errors.As(err, &f) && f.code != 0 {
			return fetched{}, err
		}
	}
	if f, ok := salvage(body); ok {
		return f, nil
	}
	return fetched{}, &failure{status: status}
}

// salvage reads the updates before the place where an answer stops being JSON
// or was cut off. It is false when the answer is not one of getUpdates at all,
// such as the error page of a proxy.
func salvage(body []byte) (fetched, bool) {
	head := answerHead.FindIndex(body)
	if head == nil {
		return fetched{}, false
	}
	list := body[head[1]-1:] // from the bracket on
	dec := json.NewDecoder(bytes.NewReader(list))
	if _, err := dec.Token(); err != nil {
		return fetched{}, false
	}
	var f fetched
	for dec.More() {
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			break
		}
		f.raws = append(f.raws, raw)
	}
	if len(f.raws) > 0 {
		return f, true
	}
	f.broken = true
	f.rest = list[1:]
	if m := updateHead.FindSubmatch(f.rest); m != nil {
		f.brokenID, _ = strconv.ParseInt(string(m[1]), 10, 64) // out of range: 0, not readable
	}
	f.rest = f.rest[:min(len(f.rest), keptOfBroken)]
	return f, true
}

// keptOfBroken is how many bytes of a broken answer are kept for a person to
// look at.
const keptOfBroken = 64 << 10

var (
	answerHead = regexp.MustCompile(`^\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[`)
	updateHead = regexp.MustCompile(`^\s*\{\s*"update_id"\s*:\s*([1-9][0-9]{0,17})\s*[,}]`)
)
