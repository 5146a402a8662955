package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"
)

const (
	readyPath = "/readyz"
	livePath  = "/livez"
	askAgain  = 200 * time.Millisecond
	askTime   = 4 * time.Second // more than the pings that a readyz waits for
	askLimit  = 4 << 10         // bytes of an answer
)

// healthCommand asks a bot on the same machine how it is. It is for service
// managers in places without curl, such as our container.
type healthCommand struct {
	Config *string `setting:"" placeholder:"FILE" help:"A file with settings, one NAME=VALUE a line."`
	Listen *string `setting:"" placeholder:"ADDRESS" help:"Where the bot listens; default :8080."`
	Live   bool    `help:"Ask only whether it lives, not whether it is ready."`

	Wait time.Duration `placeholder:"TIME" help:"Ask again until it is well, for so long; default: ask once."`
}

// Run prints what it is told; the error says why it is not well.
func (c healthCommand) Run(ctx context.Context, p *invocation) error {
	r := p.read()
	listen := r.listen(listenSetting, ":8080")
	if err := r.err(); err != nil {
		return err
	}
	if listen == "" {
		return errors.New("WECAN_LISTEN is empty, so the bot cannot be asked; set it, for example to 127.0.0.1:8080")
	}
	path := readyPath
	if c.Live {
		path = livePath
	}
	for late := time.Now().Add(c.Wait); ; {
		status, line, err := askService(ctx, listen, path)
		if err == nil && status != http.StatusOK {
			err = errors.New(line)
		}
		if err == nil {
			fmt.Fprintln(p.stdout, line)
			return nil
		}
		if time.Now().After(late) || !pause(ctx, askAgain) {
			return err
		}
	}
}

// askService asks whoever listens on an address of this machine.
func askService(ctx context.Context, listen, path string) (status int, line string, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(listen)+path, http.NoBody)
	if err != nil {
		return 0, "", fmt.Errorf("WECAN_LISTEN: %w", err)
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true}, // and no proxy: it is this machine
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return 0, "", fmt.Errorf("nothing listens on %s", listen)
	case err != nil:
		return 0, "", fmt.Errorf("%s does not answer: %w", listen, err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, askLimit))
	if err != nil {
		return 0, "", fmt.Errorf("%s does not answer: %w", listen, err)
	}
	return resp.StatusCode, strings.TrimSpace(string(body)), nil
}

// reachable is where an address to listen on is reached from this machine.
func reachable(listen string) string {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return listen
	}
	switch ip := net.ParseIP(host); {
	case host == "" || ip.Equal(net.IPv4zero):
		host = "127.0.0.1"
	case ip.Equal(net.IPv6unspecified):
		host = "::1"
	}
	return net.JoinHostPort(host, port)
}

// isReason says whether a line is one that /readyz gives for not being ready.
func isReason(line string) bool {
	return slices.Contains([]string{readyStarting, readyStopping, readyStore, readyToken, readyLease, readyWebhook}, line)
}
