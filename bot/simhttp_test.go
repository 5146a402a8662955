package bot_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
)

// chatOf reads which chat a call is about, and leaves its body readable.
func chatOf(r *http.Request) (int64, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	var call struct {
		Chat int64 `json:"chat_id"`
	}
	if err := json.Unmarshal(body, &call); err != nil || call.Chat == 0 {
		return 0, errors.Join(errors.New("a call without chat_id"), err)
	}
	return call.Chat, nil
}

func status(r *http.Request, code int, body string) *http.Response {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

// recorder is what a handler writes to when there is no network.
type recorder struct {
	code   int
	header http.Header
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{code: http.StatusOK, header: http.Header{}} }

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(code int)        { r.code = code }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }

func (r *recorder) response(req *http.Request) *http.Response {
	return &http.Response{StatusCode: r.code, Header: r.header, Body: io.NopCloser(&r.body), Request: req}
}
