package sandbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// ServeHTTP is the Bot API. Its paths are /bot<token>/<method>, and /file/bot<token>/<file_path> for what getFile names.
func (t *Telegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := t.answer(r)
	if a.cut {
		panic(http.ErrAbortHandler)
	}
	a.header(w.Header())
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // a client that went away has lost its answer, as with Telegram
}

// RoundTripper is the Bot API without sockets: requests are answered in the caller's goroutine, whatever their host.
// A request whose context ends while it waits returns the context's error.
func (t *Telegram) RoundTripper() http.RoundTripper { return direct{t} }

type direct struct{ telegram *Telegram }

// RoundTrip is for http.RoundTripper.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx := r.Context()
	if r.Body != nil {
		defer r.Body.Close() //nolint:errcheck // it was read or is of no interest
		if ctx.Done() != nil {
			defer context.AfterFunc(ctx, func() { r.Body.Close() })() //nolint:errcheck // frees a reader that waits on a pipe
		}
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a := d.telegram.answer(r)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if a.cut {
		return nil, fmt.Errorf("sandbox: connection cut: %w", io.ErrUnexpectedEOF)
	}
	header := make(http.Header, 2)
	a.header(header)
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)), Request: r,
	}, nil
}

// answer reads, checks and applies one request.
func (t *Telegram) answer(r *http.Request) answer {
	if below, ok := strings.CutPrefix(r.URL.Path, "/file"); ok {
		return t.answerFile(r, below)
	}
	name, ok := strings.CutPrefix(r.URL.Path, t.path)
	if !ok {
		return answerStranger(r.URL.Path)
	}
	method := t.api.methods[strings.ToLower(name)]
	if method == nil {
		t.record(Call{Method: name, Status: http.StatusNotFound, At: time.Now()}, nil)
		return answerError(&apiError{code: http.StatusNotFound, description: "Not Found: method not found"})
	}
	call := Call{Method: method.name, At: time.Now()}
	a, err := t.apply(r, method, &call)
	if err != nil {
		call.Description = err.description
		if !a.cut {
			a = answerError(err)
		}
	}
	call.Status = a.status
	t.record(call, err)
	t.log.LogAttrs(r.Context(), slog.LevelDebug, "call", slog.String("method", call.Method), slog.Int("status", call.Status))
	return a
}

// answerStranger is for whoever does not know the token, or asks for nothing.
func answerStranger(path string) answer {
	if strings.HasPrefix(path, "/bot") && strings.Count(path, "/") > 1 {
		return answerError(&apiError{code: http.StatusUnauthorized, description: "Unauthorized"})
	}
	return answerError(&apiError{code: http.StatusNotFound, description: "Not Found"})
}

// answerFile hands out a file. It stands in the journal, and meets faults, as the call "file".
func (t *Telegram) answerFile(r *http.Request, path string) answer {
	asked, ok := strings.CutPrefix(path, t.path)
	if !ok {
		return answerStranger(path)
	}
	call := Call{Method: "file", Status: http.StatusOK, At: time.Now()}
	var fault Fault
	if t.fault != nil {
		fault = t.fault(call.Method, 0)
	}
	pause(r.Context(), fault.Delay)
	var a answer
	switch content, err := t.download(asked); {
	case fault.Status != 0:
		a = answerStatus(fault.Status, fault.RetryAfter)
	case err != nil:
		call.Description, a = err.description, answerError(err)
	default:
		a = answer{status: http.StatusOK, file: true, body: content, cut: fault.DropReply}
	}
	call.Status = a.status
	t.record(call, nil)
	return a
}

func (t *Telegram) record(call Call, err *apiError) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.journal.add(call)
	if err != nil && err.violation {
		t.journal.violation(call.Method, err.description)
	}
}

func (t *Telegram) apply(r *http.Request, method *typ, call *Call) (answer, *apiError) {
	params, err := readParams(r)
	if err != nil {
		return answer{}, err
	}
	args, err := checkParams(method, params)
	if err != nil {
		return answer{}, err
	}
	call.ChatID, call.MessageID = args.integer("chat_id"), args.integer("message_id")
	var fault Fault
	if t.fault != nil {
		fault = t.fault(method.name, call.ChatID)
	}
	if fault.Status != 0 {
		pause(r.Context(), fault.Delay)
		return answerStatus(fault.Status, fault.RetryAfter), nil
	}
	result, err := t.dispatch(r.Context(), method.name, args)
	pause(r.Context(), fault.Delay)
	if fault.DropReply {
		return answer{cut: true}, err
	}
	if err != nil {
		return answer{}, err
	}
	return answerResult(result), nil
}

// pause waits, or returns early when the client has gone.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func notYet(what string) *apiError {
	return &apiError{code: http.StatusNotImplemented, description: "Not Implemented: the sandbox does not do " + what + " yet"}
}

// dispatch applies a call that passed the check.
func (t *Telegram) dispatch(ctx context.Context, method string, args arguments) (any, *apiError) {
	switch method {
	case "getUpdates":
		return t.getUpdates(ctx, args)
	case "sendMessage":
		return t.sendMessage(args)
	case "getFile":
		return t.getFile(args)
	case "editMessageText":
		return t.editMessageText(args)
	case "editMessageReplyMarkup":
		return t.editMessageReplyMarkup(args)
	case "deleteMessages":
		return t.deleteMessages(args)
	case "deleteMessage":
		return t.deleteMessage(args)
	case "answerCallbackQuery":
		return t.answerCallbackQuery(args)
	case "sendChatAction":
		return t.sendChatAction(args)
	case "setWebhook":
		return t.setWebhook(args)
	case "deleteWebhook":
		return t.deleteWebhook(args)
	case "getWebhookInfo":
		return t.getWebhookInfo()
	}
	if kind := sends(method); kind != "" {
		return t.sendFile(args, kind)
	}
	return t.dispatchProfile(method, args)
}

// sends is the kind of file that a method sends, which is also the name of its parameter; "" for other methods.
func sends(method string) string {
	switch method {
	case "sendVoice":
		return "voice"
	case "sendAudio":
		return "audio"
	case "sendPhoto":
		return "photo"
	case "sendDocument":
		return "document"
	case "sendVideo":
		return "video"
	case "sendVideoNote":
		return "video_note"
	case "sendAnimation":
		return "animation"
	case "sendSticker":
		return "sticker"
	}
	return ""
}

func (t *Telegram) dispatchProfile(method string, args arguments) (any, *apiError) {
	switch method {
	case "getMe":
		return t.getMe()
	case "setMyCommands":
		return t.setMyCommands(args)
	case "getMyCommands":
		return t.getMyCommands(args)
	case "deleteMyCommands":
		return t.deleteMyCommands(args)
	case "setMyName":
		return t.setText(args, "name", t.profile.names, maxName)
	case "getMyName":
		return t.getText(args, "name", t.profile.names)
	case "setMyDescription":
		return t.setText(args, "description", t.profile.descriptions, maxDescription)
	case "getMyDescription":
		return t.getText(args, "description", t.profile.descriptions)
	case "setMyShortDescription":
		return t.setText(args, "short_description", t.profile.shortTexts, maxShort)
	case "getMyShortDescription":
		return t.getText(args, "short_description", t.profile.shortTexts)
	}
	return nil, notYet(method)
}
