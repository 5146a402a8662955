package main

import (
	"bufio"
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"wecan/store/redistest"
)

// redisNumber reads a field of INFO.
func redisNumber(t *testing.T, server *redistest.Server, field string) float64 {
	t.Helper()
	for _, line := range bytes.Split([]byte(server.Client().Info(t.Context(), "everything").Val()), []byte("\r\n")) {
		if name, value, ok := bytes.Cut(line, []byte(":")); ok && string(name) == field {
			n, err := strconv.ParseFloat(string(value), 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("Redis tells no %s", field)
	return 0
}

// redisCPU is the computing time of Redis.
func redisCPU(t *testing.T, server *redistest.Server) time.Duration {
	t.Helper()
	return seconds(redisNumber(t, server, "used_cpu_user") + redisNumber(t, server, "used_cpu_sys"))
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// ownCPU is the computing time of this process.
func ownCPU(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// shown are the metrics of the program by their names, labels included.
func (p *program) shown() map[string]float64 {
	p.t.Helper()
	out, err := p.look()
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// look is as shown, for a program that may be gone.
func (p *program) look() (map[string]float64, error) {
	client := http.Client{Timeout: 10 * time.Second}
	resp, err := client.Get("http://" + p.address() + "/metrics") //nolint:noctx,gosec // bounded by the client, and on this machine
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	out := map[string]float64{}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			out[name] = n
		}
	}
	return out, nil
}
