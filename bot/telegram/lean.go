package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
)

// lean makes one of the frequent calls: the parameters are the library's types,
// sent as JSON in one piece. The library itself would write a multipart form
// through a pipe from a goroutine of its own, and decode all of the answer.
func (t *Telegram) lean(ctx context.Context, method string, params any) (message int, err error) {
	data, err := json.Marshal(params)
	if err != nil {
		return 0, t.never(method, err)
	}
	var (
		status int
		body   []byte
	)
	if t.pipes != nil {
		status, body, err = t.pipes.post(ctx, method, data, t.timeout)
	} else {
		timed, cancel := context.WithTimeout(ctx, t.timeout)
		defer cancel()
		status, body, err = t.post(timed, method, data, answerLimit)
	}
	if err == nil {
		message, err = readDone(status, body)
	}
	if err != nil {
		err = refusal(method, err)
		t.observe(callEvent(err))
		return 0, err
	}
	t.observe(EventCallOK)
	return message, nil
}

// How the Bot API answers a call that it has carried out: with the message that
// was sent or edited, or with true.
var (
	doneMessage = []byte(`{"ok":true,"result":{"message_id":`)
	doneTrue    = []byte(`{"ok":true,"result":true}`)
)

// readDone is the id of the message in an answer, 0 when it holds none. Nothing
// else of an answer matters, so the usual forms are not decoded.
func readDone(status int, body []byte) (message int, err error) {
	if bytes.Equal(body, doneTrue) {
		return 0, nil
	}
	if rest, ok := bytes.CutPrefix(body, doneMessage); ok && bytes.HasSuffix(body, []byte("}}")) {
		end := bytes.IndexAny(rest, ",}")
		if n, err := strconv.Atoi(string(rest[:max(end, 0)])); err == nil {
			return n, nil
		}
	}
	result, err := readAnswer(status, body)
	if err != nil {
		return 0, err
	}
	return messageID(result), nil
}
