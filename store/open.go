package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Options open a [Store].
type Options struct {
	// URL says where Redis is:
	//
	//	redis://[user:password@]host[:6379][/db]       one Redis; rediss:// with TLS, unix:///path for a socket
	//	redis+sentinel://[user:password@]host:26379[,host:port…]/db?master_name=NAME[&username=…&password=…]
	//	redis+cluster://[user:password@]host:port[,host:port…]
	//	memory:                                        inside this process, gone with it
	//
	// rediss+sentinel:// and rediss+cluster:// use TLS. In a Sentinel URL user and
	// password before the host are for the Sentinels, those in the parameters for
	// Redis, and each host needs its port. Further parameters are
	// those of go-redis' ParseURL, ParseFailoverURL and ParseClusterURL.
	URL string

	Bot   int64     // the bot's id: part of every key
	Owner string    // who we are among the processes; no colon. A process that starts under the same owner takes over the leases: see Store.Take
	Key   MasterKey // seals what identifies

	// Wait is how many replicas must have a write before it counts, -1 to wait
	// for one when Redis says at the start that it has replicas.
	Wait int

	LeaseTime time.Duration                                                     // how long a sending lease lasts; default 30 s
	Journal   int                                                               // turns kept for explaining, in all; default 20,000; 0 keeps that, negative keeps none
	Embedded  *miniredis.Miniredis                                              // what memory: runs on, to share it; default one of our own
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error) // for tests: instead of the network

	Log *slog.Logger
}

// Store keeps actors in one Redis, behind Sentinel, or on a Cluster. It is
// safe for concurrent use.
type Store struct {
	keys    keys
	wire    *wire
	scripts scripts
	master  MasterKey
	owner   string
	lease   time.Duration
	journal int // per partition, 0 = none
	log     *slog.Logger
	memory  *miniredis.Miniredis // what memory: runs on; else nil
	shared  bool                 // memory is somebody else's
}

const (
	defaultLease   = 30 * time.Second
	defaultJournal = 20000
)

// Open connects, and checks that this Redis can keep what it is given (see
// [Store.Check]). Errors say what to set.
func Open(ctx context.Context, o Options) (*Store, error) {
	if strings.Contains(o.Owner, ":") || o.Owner == "" {
		return nil, errors.New("store: Options.Owner must be set and have no colon")
	}
	if o.Key.aead == nil {
		return nil, errors.New("store: Options.Key must be set; make one with: wecan key")
	}
	s := &Store{keys: newKeys(o.Bot), scripts: newScripts(), master: o.Key, owner: o.Owner, lease: o.LeaseTime, log: o.Log}
	if s.lease == 0 {
		s.lease = defaultLease
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	hearDriver(s.log)
	switch {
	case o.Journal == 0:
		s.journal = defaultJournal / 256
	case o.Journal > 0:
		s.journal = max(1, o.Journal/256)
	}
	client, memory, err := connect(o)
	if err != nil {
		return nil, err
	}
	s.memory, s.shared = memory, o.Embedded != nil
	wait := o.Wait
	if memory != nil {
		wait = 0
	} else {
		found, err := look(ctx, client)
		if err != nil {
			_ = client.Close()
			return nil, err
		}
		if w := found.Warning(); w != "" {
			s.log.WarnContext(ctx, "answers may be lost", "reason", w)
		}
		if wait < 0 {
			wait = min(1, found.replicas)
		}
	}
	s.wire = newWire(client, wait)
	s.wire.scripts = s.scripts
	return s, nil
}

// Close ends the connections. Calls that wait fail.
func (s *Store) Close() error {
	err := s.wire.close()
	if s.memory != nil && !s.shared {
		s.memory.Close()
	}
	return err
}

// Replicas is how many replicas must have each write.
func (s *Store) Replicas() int { return s.wire.wait }

// connect makes the client for a URL. Retries are off: see the package comment.
func connect(o Options) (redis.UniversalClient, *miniredis.Miniredis, error) {
	scheme, rest, ok := strings.Cut(o.URL, ":")
	if !ok {
		return nil, nil, errBadURL(o.URL)
	}
	base, mode, _ := strings.Cut(scheme, "+")
	switch {
	case o.URL == "memory:":
		return embedded(o)
	case mode == "" && (base == "redis" || base == "rediss" || base == "unix"):
		opt, err := redis.ParseURL(o.URL)
		if err != nil {
			return nil, nil, errUnreadURL(o.URL)
		}
		return redis.NewClient(single(opt, o.Dial)), nil, nil
	case mode == "sentinel" && (base == "redis" || base == "rediss"):
		opt, err := redis.ParseFailoverURL(spread(base, rest))
		if err != nil {
			return nil, nil, errUnreadURL(o.URL)
		}
		if opt.MasterName == "" {
			return nil, nil, fmt.Errorf("%w: a Sentinel URL needs ?master_name=NAME", errBadURL(o.URL))
		}
		opt.MaxRetries, opt.Protocol, opt.DisableIdentity, opt.Dialer = -1, 2, true, o.Dial
		return redis.NewFailoverClient(opt), nil, nil
	case mode == "cluster" && (base == "redis" || base == "rediss"):
		opt, err := redis.ParseClusterURL(spread(base, rest))
		if err != nil {
			return nil, nil, errUnreadURL(o.URL)
		}
		opt.MaxRetries, opt.Protocol, opt.DisableIdentity, opt.Dialer = -1, 2, true, o.Dial
		opt.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
		return redis.NewClusterClient(opt), nil, nil
	}
	return nil, nil, errBadURL(o.URL)
}

func single(opt *redis.Options, dial func(context.Context, string, string) (net.Conn, error)) *redis.Options {
	opt.MaxRetries, opt.Protocol, opt.DisableIdentity = -1, 2, true
	opt.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if dial != nil {
		opt.Dialer = dial
	}
	return opt
}

// spread turns our comma-separated hosts into go-redis' addr parameters.
func spread(base, rest string) string {
	head, query, _ := strings.Cut(strings.TrimPrefix(rest, "//"), "?")
	user := ""
	if at := strings.LastIndexByte(head, '@'); at >= 0 {
		user, head = head[:at+1], head[at+1:]
	}
	hosts, path, _ := strings.Cut(head, "/")
	first, others, _ := strings.Cut(hosts, ",")
	out := base + "://" + user + first
	if path != "" {
		out += "/" + path
	}
	for h := range strings.SplitSeq(others, ",") {
		if h != "" {
			query = strings.Trim(query+"&addr="+url.QueryEscape(h), "&")
		}
	}
	if query != "" {
		out += "?" + query
	}
	return out
}

// errUnreadURL is for a URL of a known form. What exactly is wrong stays unsaid,
// because the parsers quote what they stumble over, and that may be a password.
func errUnreadURL(raw string) error {
	scheme, _, _ := strings.Cut(raw, ":")
	return fmt.Errorf("store: the %s URL of Redis cannot be read: check host, port, database and parameters; "+
		"in user and password write every character but letters and digits as %%XX", scheme)
}

// errBadURL names the forms without showing the URL, which may hold a password.
func errBadURL(raw string) error {
	scheme, _, ok := strings.Cut(raw, "://")
	if !ok || len(scheme) > 20 {
		scheme = "?"
	}
	return fmt.Errorf("store: the Redis URL (scheme %q) is not one of redis://host:6379/0, rediss://…, unix:///path, "+
		"redis+sentinel://host:26379/0?master_name=NAME, redis+cluster://host:6379, memory:", scheme)
}

// token is a fresh fencing token of a lease: the owner, a colon, 16 random digits.
func (s *Store) token() string { return s.owner + ":" + random() }

func random() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails
	return hex.EncodeToString(b[:])
}
