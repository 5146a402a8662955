package store

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
	"wecan/store/redistest"
)

func TestURLFormsAreRead(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]redis.Options{
		"redis://localhost":                            {Addr: "localhost:6379"},
		"redis://user:pass@host:7000/3":                {Addr: "host:7000", Username: "user", Password: "pass", DB: 3},
		"redis://:p%40ss%2F@host":                      {Addr: "host:6379", Password: "p@ss/"},
		"redis://[::1]:7000?read_timeout=7s":           {Addr: "[::1]:7000", ReadTimeout: 7 * time.Second},
		"rediss://user:pass@host:7000":                 {Addr: "host:7000", Username: "user", Password: "pass"},
		"unix:///run/redis.sock?db=2":                  {Addr: "/run/redis.sock", DB: 2},
		"unix://user:pass@/run/redis.sock":             {Addr: "/run/redis.sock", Username: "user", Password: "pass"},
		"redis://host:7000/3?max_retries=5&protocol=3": {Addr: "host:7000", DB: 3},
	} {
		client, memory, err := connect(Options{URL: url})
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		c, ok := client.(*redis.Client)
		if !ok || memory != nil {
			t.Errorf("%s: the client is a %T", url, client)
			continue
		}
		got := c.Options()
		if got.Addr != want.Addr || got.Username != want.Username || got.Password != want.Password || got.DB != want.DB {
			t.Errorf("%s: %s as %s in database %d", url, got.Addr, got.Username, got.DB)
		}
		if want.ReadTimeout != 0 && got.ReadTimeout != want.ReadTimeout {
			t.Errorf("%s: reads for %v", url, got.ReadTimeout)
		}
		if got.MaxRetries != 0 || got.Protocol != 2 {
			t.Errorf("%s: %d retries by protocol %d", url, got.MaxRetries, got.Protocol)
		}
		tls := strings.HasPrefix(url, "rediss:")
		if (got.TLSConfig != nil) != tls || tls && got.TLSConfig.ServerName != "host" {
			t.Errorf("%s: TLS %+v", url, got.TLSConfig)
		}
		_ = c.Close()
	}
}

func TestClusterURLsAreRead(t *testing.T) {
	t.Parallel()
	for url, want := range map[string][]string{
		"redis+cluster://host":                          {"host:6379"},
		"redis+cluster://user:pass@a:7000,b:7001":       {"a:7000", "b:7001"},
		"redis+cluster://user:pa,ss@a:7000,b:7001":      {"a:7000", "b:7001"},
		"rediss+cluster://a:7000,b:7001?read_timeout=3": {"a:7000", "b:7001"},
	} {
		client, _, err := connect(Options{URL: url})
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		c, ok := client.(*redis.ClusterClient)
		if !ok {
			t.Errorf("%s: the client is a %T", url, client)
			continue
		}
		got := c.Options()
		if !slices.Equal(got.Addrs, want) || strings.Contains(url, "@") && (got.Username != "user" || !strings.HasPrefix(got.Password, "pa")) {
			t.Errorf("%s: %q as %q", url, got.Addrs, got.Username)
		}
		if tls := strings.HasPrefix(url, "rediss"); (got.TLSConfig != nil) != tls {
			t.Errorf("%s: TLS %+v", url, got.TLSConfig)
		}
		if got.MaxRetries > 0 {
			t.Errorf("%s: %d retries", url, got.MaxRetries)
		}
		_ = c.Close()
	}
}

func TestHostsAreSpread(t *testing.T) {
	t.Parallel()
	for rest, want := range map[string]string{
		"//h":                   "redis://h",
		"//h:1/2?master_name=m": "redis://h:1/2?master_name=m",
		"//a:1,b:2,c:3/0?x=1":   "redis://a:1/0?x=1&addr=b%3A2&addr=c%3A3",
		"//u:p,w@a:1,b:2":       "redis://u:p,w@a:1?addr=b%3A2",
		"//[::1]:1,[::2]:2":     "redis://[::1]:1?addr=%5B%3A%3A2%5D%3A2",
	} {
		if got := spread("redis", rest); got != want {
			t.Errorf("%s: %s, want %s", rest, got, want)
		}
	}
}

func TestBadURLsAreRefusedWithoutTheirPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"", "hunter2", "hunter2:6379", "user:hunter2@host", "http://user:hunter2@host", "memory://hunter2", "memory",
		"redis://user:hunter2@host:port", "redis://:hunter2/x@host", "redis://:12/hunter2@host", "redis://:12?hunter2@host",
		"redis://:hunter2%@host", "redis://:hunter2@host/zero", "redis://:hunter2@host?nonsense=1", "redis://:hunter2@host:1/2/3",
		"redis+sentinel://:hunter2@host:26379/0", "redis+sentinel://:hunter2@host/x?master_name=m", "redis+sentinel://:hunter2%@h?master_name=m",
		"redis+sentinel://:hunter2@a:1,b?master_name=m", "redis+sentinel://a:1?master_name=m&password=hunter2&nonsense=1",
		"redis+cluster://:hunter2@a:1,b", "redis+cluster://:hunter2@host?nonsense=1", "redis+ring://:hunter2@host", "unix+cluster:///hunter2",
	} {
		client, _, err := connect(Options{URL: url})
		if err == nil {
			t.Errorf("%s was read", url)
			_ = client.Close()
			continue
		}
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the password is in: %v", url, err)
		}
	}
}

func TestFailedStartsDoNotTellThePassword(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--requirepass", "other")
	gone := "redis://:hunter2@" + server.Addr
	for name, url := range map[string]string{
		"wrong password": gone,
		"wrong user":     "redis://nobody:hunter2@" + server.Addr,
		"no sentinel":    "redis+sentinel://:hunter2@" + server.Addr + "/0?master_name=m",
		"no cluster":     "redis+cluster://:hunter2@" + server.Addr,
		"nobody there":   "redis://:hunter2@127.0.0.1:1?dialer_retries=1",
	} {
		_, log, err := opened(t, url)
		if err == nil {
			t.Errorf("%s: it was opened", name)
			continue
		}
		if strings.Contains(err.Error()+log, "hunter2") {
			t.Errorf("%s: the password is in: %v %s", name, err, log)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	t.Parallel()
	key, err := NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"no owner": {URL: "memory:", Key: key},
		"a colon":  {URL: "memory:", Key: key, Owner: "a:b"},
		"no key":   {URL: "memory:", Owner: "one"},
		"no URL":   {Key: key, Owner: "one"},
	} {
		if s, err := Open(t.Context(), o); err == nil {
			t.Errorf("%s: it was opened", name)
			_ = s.Close()
		}
	}
}

func TestUnixSocketIsUsed(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--unixsocket", "redis.sock")
	r := newRig(t, &backend{url: "unix://" + filepath.Join(server.Dir, "redis.sock")})
	id := r.person(t, 1)
	c, _ := r.turn(t, id)
	if got := server.Client().HGet(t.Context(), r.keys.actor(id), "e").Val(); got != string(c.Etag) {
		t.Fatalf("etag %q, want %q", got, c.Etag)
	}
}

// A Sentinel makes the replica the master when the master is killed; the store
// goes on with what was committed.
func TestStoreFollowsTheSentinel(t *testing.T) {
	t.Parallel()
	master := redistest.Start(t)
	replica := redistest.StartReplica(t, master)
	r := newRig(t, &backend{url: redistest.StartSentinel(t, master, "main").URL})
	id := r.person(t, 1)
	before, done := r.turn(t, id, "kept")
	// Let the replica have it before the master dies.
	if err := r.open(t, "two", func(o *Options) { o.Wait = 1 }).Affirm(t.Context(), id); err != nil {
		t.Fatal(err)
	}

	master.Kill()
	c := turn(done.Record, "after")
	if answer, err := r.Commit(t.Context(), c, ""); err == nil {
		t.Fatalf("without a master the commit answers %+v", answer)
	}
	if rec := r.wakeUp(t, id); rec.Etag != before.Etag {
		t.Fatalf("after the failover the etag is %q, want %q", rec.Etag, before.Etag)
	}
	r.commit(t, c, "")
	if got := replica.Client().HGet(t.Context(), r.keys.actor(id), "e").Val(); got != string(c.Etag) {
		t.Fatalf("the new master has %q, want %q", got, c.Etag)
	}
	if box := r.take(t, id); len(box.Entries) != 2 {
		t.Fatalf("the outbox has %q", said(box.Entries))
	}
}

// wakeUp loads an actor as often as it takes until Redis is back.
func (s *Store) wakeUp(tb testing.TB, id flows.ActorID) *flows.Record {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 20*time.Second)
	defer cancel()
	for {
		rec, err := s.Load(ctx, id, nil)
		if err == nil {
			return rec
		}
		if ctx.Err() != nil {
			tb.Fatalf("Redis does not come back: %v", err)
		}
	}
}
