package mmserver

import (
	"bytes"
	"context"
	"io"
	"net/http"
)

// Direct carries requests to a handler in this process without sockets, whatever their host: for Options.Transport, so that an
// integration can live in the same testing/synctest bubble. A request whose context ends returns the context's error,
// though its handler goes on.
func Direct(h http.Handler) http.RoundTripper { return direct{h} }

type direct struct{ handler http.Handler }

// RoundTrip is for http.RoundTripper.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	done := make(chan *recorded, 1)
	served := r.Clone(context.WithoutCancel(r.Context()))
	served.RequestURI, served.RemoteAddr = r.URL.RequestURI(), "127.0.0.1:1"
	go func() {
		w := &recorded{header: http.Header{}}
		defer func() {
			if recover() != nil {
				w = nil // the handler cut the connection
			}
			done <- w
		}()
		d.handler.ServeHTTP(w, served)
	}()
	select {
	case w := <-done:
		if w == nil {
			return nil, io.ErrUnexpectedEOF
		}
		return w.response(r), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// recorded is an answer as a handler wrote it.
type recorded struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorded) Header() http.Header { return w.header }

func (w *recorded) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorded) Write(data []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(data)
}

func (w *recorded) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status: http.StatusText(w.status), StatusCode: w.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}
}
