package store

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"wecan/store/redistest"
)

// opened opens a store and answers what it logs.
func opened(t *testing.T, url string) (*Store, string, error) {
	t.Helper()
	key, err := NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	s, err := Open(t.Context(), Options{URL: url, Bot: 1, Owner: "one", Key: key, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err == nil {
		t.Cleanup(func() { _ = s.Close() })
	}
	return s, log.String(), err
}

func TestVersionsAreJudged(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		info string
		fits bool
	}{
		{"redis_version:6.2.0", true},
		{"redis_version:6.2.14", true},
		{"redis_version:7.0.15", true},
		{"redis_version:8.2.1", true},
		{"redis_version:10.0.0", true},
		{"redis_version:6.1.9", false},
		{"redis_version:6.0.16", false},
		{"redis_version:5.0.14", false},
		{"redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.0.1", true},
		{"redis_version:", false},
		{"redis_version:unstable", false},
		{"", false},
	} {
		f := readInfo("# Server\r\n" + c.info + "\r\nmaxmemory_policy:noeviction\r\n")
		err := f.fit()
		if (err == nil) != c.fits || err != nil && !errors.Is(err, ErrUnfit) {
			t.Errorf("%q: %v, fits should be %v", c.info, err, c.fits)
		}
	}
}

func TestInfoIsRead(t *testing.T) {
	t.Parallel()
	f := readInfo("# Server\r\nredis_version:7.2.4\r\nvalkey_version:8.0.1\r\naof_enabled:0\r\nmaxmemory_policy:allkeys-lru\r\nconnected_slaves:2\r\n")
	if want := (Finding{Server: "valkey", Version: "8.0.1", Persistence: "off", Eviction: "allkeys-lru", replicas: 2}); f != want {
		t.Fatalf("read %+v, want %+v", f, want)
	}
}

func TestEvictingRedisIsRefused(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for _, policy := range []string{"allkeys-lru", "volatile-ttl"} {
		if err := server.Client().ConfigSet(t.Context(), "maxmemory-policy", policy).Err(); err != nil {
			t.Fatal(err)
		}
		_, _, err := opened(t, server.URL)
		if !errors.Is(err, ErrUnfit) || !strings.Contains(err.Error(), policy) || !strings.Contains(err.Error(), "maxmemory-policy noeviction") {
			t.Errorf("%s: %v", policy, err)
		}
	}
	if err := server.Client().ConfigSet(t.Context(), "maxmemory-policy", "noeviction").Err(); err != nil {
		t.Fatal(err)
	}
	s, _, err := opened(t, server.URL)
	if err != nil {
		t.Fatal(err)
	}
	// Somebody changes it while the service runs: the operator's check tells.
	if err := server.Client().ConfigSet(t.Context(), "maxmemory-policy", "allkeys-random").Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Check(t.Context()); !errors.Is(err, ErrUnfit) {
		t.Fatalf("check: %v, want %v", err, ErrUnfit)
	}
}

func TestMissingPersistenceIsWarnedOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		args        []string
		persistence string
		says        string // what the one warning says; "" for none
	}{
		{"no AOF", nil, "off", "appendonly yes"},
		{"left to the system", []string{"--appendonly", "yes", "--appendfsync", "no"}, "no", "appendfsync everysec"},
		{"each second", []string{"--appendonly", "yes"}, "everysec", ""},
		{"always", redistest.Durable(), "always", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, log, err := opened(t, redistest.Start(t, c.args...).URL)
			if err != nil {
				t.Fatal(err)
			}
			wantWarning(t, log, c.says)
			f, err := s.Check(t.Context())
			if err != nil || f.Persistence != c.persistence || f.Eviction != "noeviction" {
				t.Fatalf("found %+v, %v", f, err)
			}
		})
	}
}

func wantWarning(t *testing.T, log, says string) {
	t.Helper()
	if says == "" {
		if log != "" {
			t.Fatalf("warned without need: %s", log)
		}
		return
	}
	if strings.Count(log, "\n") != 1 || !strings.Contains(log, "level=WARN") || !strings.Contains(log, says) {
		t.Fatalf("the log is %q, want one warning that says %q", log, says)
	}
}

// Hosted servers forbid CONFIG; INFO then tells what it can.
func TestForbiddenConfigIsReadFromInfo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, policy, persistence, says string
		args, without                   []string
		fits                            bool
	}{
		{"each second", "noeviction", "everysec", "", []string{"--appendonly", "yes"}, []string{"-config"}, true},
		{"no AOF", "noeviction", "off", "appendonly yes", nil, []string{"-config"}, true},
		{"evicting", "allkeys-lfu", "", "", nil, []string{"-config"}, false},
		{"no INFO either", "noeviction", "", "", nil, []string{"-config", "-info"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t, append(c.args, "--maxmemory-policy", c.policy)...)
			user := []any{"acl", "setuser", "guest", "on", ">pass", "allkeys", "allchannels", "+@all"}
			for _, w := range c.without {
				user = append(user, w)
			}
			if err := server.Client().Do(t.Context(), user...).Err(); err != nil {
				t.Fatal(err)
			}
			s, log, err := opened(t, strings.Replace(server.URL, "//", "//guest:pass@", 1))
			if !c.fits {
				if err == nil {
					t.Fatal("it was opened")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			wantWarning(t, log, c.says)
			if f, err := s.Check(t.Context()); err != nil || f.Persistence != c.persistence || f.Eviction != c.policy {
				t.Fatalf("found %+v, %v", f, err)
			}
		})
	}
}

func TestOldRedisIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	old := Finding{Server: "redis", Version: "6.0.16", Eviction: "noeviction"}
	err := old.fit()
	if !errors.Is(err, ErrUnfit) || !strings.Contains(err.Error(), "6.0.16") || !strings.Contains(err.Error(), "6.2") {
		t.Fatalf("it is told: %v", err)
	}
}

func TestMemoryNeedsNoCheck(t *testing.T) {
	t.Parallel()
	s, log, err := opened(t, "memory:")
	if err != nil {
		t.Fatal(err)
	}
	wantWarning(t, log, "")
	if f, err := s.Check(t.Context()); err != nil || f.Server != "memory" {
		t.Fatalf("found %+v, %v", f, err)
	}
}
