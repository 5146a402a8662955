package telegram

import (
	"crypto/x509"
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"

	"wecan/flows"
)

// BenchmarkSend makes calls from 16 goroutines for each core to a server in this
// process, over each of the ways to it. The server's own work is in the figures,
// alike in all but HTTP/2.
func BenchmarkSend(b *testing.B) {
	for _, bc := range []struct {
		name          string
		tls, h2, slow bool
	}{
		{name: "plain/fasthttp"},
		{name: "plain/net-http", slow: true},
		{name: "tls/fasthttp", tls: true},
		{name: "tls/net-http", tls: true, slow: true},
		{name: "tls/net-http-2", tls: true, h2: true, slow: true},
	} {
		b.Run(bc.name, func(b *testing.B) { benchSend(b, bc.tls, bc.h2, bc.slow) })
	}
}

func benchSend(b *testing.B, secure, h2, slow bool) {
	b.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":12345,"date":1700000000,"chat":{"id":7,"type":"private"},"text":"What is your name?"}}`)
	}))
	server.EnableHTTP2 = h2
	if secure {
		server.StartTLS()
	} else {
		server.Start()
	}
	defer server.Close()
	tg, err := New(Config{Token: "1000:BENCH", BaseURL: server.URL})
	if err != nil {
		b.Fatal(err)
	}
	defer tg.Close()
	if secure {
		roots := x509.NewCertPool()
		roots.AddCert(server.Certificate())
		tg.pipes.client.TLSConfig.RootCAs = roots
		transport, _ := tg.wire.client.Transport.(*http.Transport)
		transport.TLSClientConfig.RootCAs = roots
		transport.ForceAttemptHTTP2 = h2
		if !h2 {
			transport.TLSClientConfig.NextProtos = []string{"http/1.1"}
		}
	}
	if slow {
		tg.pipes = nil
	}
	effect := flows.Send{Chat: 7, Text: "In which city do you want to take part?", Buttons: [][]flows.Button{
		{{Label: "Utrecht", Data: "enrollment/site/nppx/utrecht"}},
		{{Label: "Leipzig", Data: "enrollment/site/nppx/leipzig"}},
		{{Label: "☰ Menu", Data: "enrollment/site/nppx/.menu"}},
	}}
	b.SetParallelism(16)
	b.ReportAllocs()
	before := cpu()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if id, err := tg.Carry(b.Context(), effect); err != nil || id != 12345 {
				b.Error(id, err)
				return
			}
		}
	})
	b.ReportMetric(float64(cpu()-before)/1000/float64(b.N), "cpu-µs/op")
}

// cpu is the computing time of this process, ns.
func cpu() int64 {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}
