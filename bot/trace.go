package bot

import (
	"bytes"
	"context"
	"log/slog"
	"strings"

	"wecan/flows"
)

// A trace is a name that leads through the logs from an input to its turn, to
// every effect of that turn, and on to the turns of the actors that were told
// something. It has nothing of a person in it. What was committed may be sent
// by another process than the one that took the input, so the trace stands in
// the outbox, in front of the encoded effect and a line break; that encoding
// has no line break of its own.

// traced puts a trace in front of an encoded effect.
func traced(trace string, effect []byte) []byte {
	out := make([]byte, 0, len(trace)+1+len(effect))
	out = append(out, strings.ReplaceAll(trace, "\n", " ")...)
	out = append(out, '\n')
	return append(out, effect...)
}

// untraced parts them again. The trace is "" where there is none.
func untraced(entry []byte) (trace string, effect []byte) {
	before, after, ok := bytes.Cut(entry, []byte{'\n'})
	if !ok {
		return "", entry
	}
	return string(before), after
}

// read decodes an entry, once.
func (it *outboxItem) read() error {
	if it.effect != nil {
		return nil
	}
	var effect []byte
	it.trace, effect = untraced(it.Effect)
	e, err := flows.DecodeEffect(effect)
	if err == nil { // else e is half of one
		it.effect = e
	}
	return err
}

// noteTurn and noteCall are the two ends of a trace; they are written for
// debugging only, because there is one for every message.
func (r *Runtime) noteTurn(t *turn, c *flows.Commit) {
	if r.Log.Enabled(r.life, slog.LevelDebug) {
		r.Log.LogAttrs(r.life, slog.LevelDebug, "turn", slog.String("trace", t.in.Trace), slog.String("input", t.in.ID),
			slog.String("actor", string(t.in.To)), slog.String("etag", string(c.Etag)), slog.Int("effects", len(c.Effects)))
	}
}

func (r *Runtime) noteCall(ctx context.Context, trace string, id flows.EffectID, e flows.Effect, err error) {
	if !r.Log.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{slog.String("trace", trace), slog.String("effect", string(id)), slog.String("kind", kindOf(e))}
	if err != nil {
		attrs = append(attrs, slog.Any("error", err))
	}
	r.Log.LogAttrs(ctx, slog.LevelDebug, "call", attrs...)
}

// kindOf names an effect for the log.
func kindOf(e flows.Effect) string {
	switch e.(type) {
	case flows.Send:
		return "send"
	case flows.Play:
		return "play"
	case flows.Attach:
		return "attach"
	case flows.Enclose:
		return "enclose"
	case flows.Answer:
		return "answer"
	case flows.Edit:
		return "edit"
	case flows.Delete:
		return "delete"
	case flows.Commands:
		return "commands"
	case flows.Tell:
		return "tell"
	case flows.Page:
		return "page"
	case flows.Post:
		return "post"
	case flows.Repost:
		return "repost"
	case flows.React:
		return "react"
	}
	return "unknown"
}
