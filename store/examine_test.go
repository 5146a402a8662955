package store

import (
	"context"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"wecan/store/redistest"
)

func examined(t *testing.T, url string, key MasterKey) Facts {
	t.Helper()
	f, err := Examine(t.Context(), Options{URL: url, Bot: 1, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestExamineHealthyRedis(t *testing.T) {
	t.Parallel()
	master := redistest.Start(t, redistest.Durable()...)
	redistest.StartReplica(t, master)
	f := examined(t, master.URL, MasterKey{})
	for late := time.Now().Add(20 * time.Second); f.InStep == 0 && time.Now().Before(late); { // until it has reported to its master
		f = examined(t, master.URL, MasterKey{})
	}
	if f.Server != "redis" || f.Persistence != "always" || f.Masters != 1 || f.InStep != 1 || f.Behind != 0 || f.Unfit != nil ||
		f.Replica || f.Uncovered || f.Unwritten != "" || !f.Scripts || f.Used == 0 || f.Limit != 0 || f.Key != KeyUnknown || f.Ahead.Abs() > time.Second {
		t.Errorf("found %+v", f)
	}
	if left := master.Client().DBSize(t.Context()).Val(); left != 0 {
		t.Errorf("looking left %d keys", left)
	}
}

func TestExamineTellsWhoseKeyItIs(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	key, err1 := NewMasterKey()
	other, err2 := NewMasterKey()
	turned, err3 := key.Rotate()
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	if f := examined(t, server.URL, key); f.Key != KeyUnused {
		t.Errorf("an empty Redis: %v", f.Key)
	}
	s, err := Open(t.Context(), Options{URL: server.URL, Bot: 1, Owner: "one", Key: key})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.IDs(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for want, k := range map[KeyFit]MasterKey{KeyFits: key, KeyOther: other} {
		if f := examined(t, server.URL, k); f.Key != want {
			t.Errorf("key %v is said to be %v", want, f.Key)
		}
	}
	if f := examined(t, server.URL, turned); f.Key != KeyFits {
		t.Errorf("a rotated key: %v", f.Key)
	}
}

func TestExamineFindsFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		args  []string
		spoil func(*testing.T, *redistest.Server) // answers nothing; what it breaks stays so
		found func(Facts) bool
	}{
		{"evicting", []string{"--maxmemory-policy", "allkeys-lru"}, nil, func(f Facts) bool { return f.Unfit != nil }},
		{"no append-only file", nil, nil, func(f Facts) bool { return f.Persistence == "off" }},
		{"a failed snapshot", []string{"--save", "3600 1"}, breakSnapshot, func(f Facts) bool { return f.Unwritten == "snapshot" }},
		{
			"a failed snapshot nobody minds",
			[]string{"--save", "3600 1", "--stop-writes-on-bgsave-error", "no"},
			breakSnapshot,
			func(f Facts) bool { return f.Unwritten == "" },
		},
		{"nearly full", nil, fill, func(f Facts) bool { return f.Limit > 0 && f.Used*100/f.Limit > 80 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t, c.args...)
			if c.spoil != nil {
				c.spoil(t, server)
			}
			if f := examined(t, server.URL, MasterKey{}); !c.found(f) {
				t.Errorf("found %+v", f)
			}
		})
	}
}

// breakSnapshot takes the server's folder away, and waits until it has noticed.
func breakSnapshot(t *testing.T, server *redistest.Server) {
	t.Helper()
	if err := os.RemoveAll(server.Dir); err != nil {
		t.Fatal(err)
	}
	server.Client().BgSave(t.Context())
	awaitInfo(t, server.Client(), "rdb_last_bgsave_status", "err")
}

func fill(t *testing.T, server *redistest.Server) {
	t.Helper()
	used, err := strconv.Atoi(fields(server.Client().Info(t.Context(), "memory").Val())["used_memory"])
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Client().ConfigSet(t.Context(), "maxmemory", strconv.Itoa(used*11/10)).Err(); err != nil {
		t.Fatal(err)
	}
}

func awaitInfo(t *testing.T, c *redis.Client, name, value string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for fields(c.Info(ctx).Val())[name] != value {
		if ctx.Err() != nil {
			t.Fatalf("%s never became %s", name, value)
		}
	}
}

func TestExamineFindsReplica(t *testing.T) {
	t.Parallel()
	replica := redistest.StartReplica(t, redistest.Start(t))
	if f := examined(t, replica.URL, MasterKey{}); !f.Replica {
		t.Errorf("found %+v", f)
	}
}

func TestExamineFindsUncoveredCluster(t *testing.T) {
	t.Parallel()
	server := redistest.StartCluster(t)
	if f := examined(t, server.URL, MasterKey{}); f.Uncovered || f.Masters != 1 {
		t.Errorf("a whole cluster: %+v", f)
	}
	if err := server.Client().ClusterDelSlots(t.Context(), 16383).Err(); err != nil {
		t.Fatal(err)
	}
	if f := examined(t, server.URL, MasterKey{}); !f.Uncovered {
		t.Errorf("a slot is missing: %+v", f)
	}
}

func TestExamineFindsForbiddenScripts(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	if err := server.Client().Do(t.Context(), "acl", "setuser", "guest", "on", ">pass", "allkeys", "+@all", "-@scripting").Err(); err != nil {
		t.Fatal(err)
	}
	if f := examined(t, strings.Replace(server.URL, "//", "//guest:pass@", 1), MasterKey{}); f.Scripts {
		t.Errorf("found %+v", f)
	}
}

func TestExamineComparesClocks(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	for _, by := range []time.Duration{-time.Minute, 7 * time.Second} {
		if f := examined(t, server.ShiftClock(by), MasterKey{}); (f.Ahead - by).Abs() > time.Second {
			t.Errorf("a clock %v ahead is said to be %v ahead", by, f.Ahead)
		}
	}
}

func TestExamineSaysWhyNot(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, "--requirepass", "sesame")
	for url, want := range map[string]string{
		server.URL: "NOAUTH",
		strings.Replace(server.URL, "//", "//:hunter2@", 1): "WRONGPASS",
		"redis://:hunter2@127.0.0.1:1":                      "connection refused",
		"memory:":                                           "gone with its process",
	} {
		_, err := Examine(t.Context(), Options{URL: url, Bot: 1})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("want %q, told %v", want, err)
		}
	}
}

// What cannot be made to happen here in a short time is read from INFO's words.
func TestFactsAreRead(t *testing.T) {
	t.Parallel()
	f := readFacts(fields(strings.Join([]string{
		"role:master", "connected_slaves:4", "aof_enabled:1", "aof_last_write_status:err", "rdb_last_bgsave_status:err",
		"slave0:ip=127.0.0.1,port=1,state=online,offset=14,lag=0",
		"slave1:ip=127.0.0.1,port=2,state=online,offset=14,lag=30",
		"slave2:ip=127.0.0.1,port=3,state=wait_bgsave,offset=0,lag=0",
		"slave3:ip=127.0.0.1,port=4,state=online,offset=14,lag=1", "used_memory:90", "maxmemory:100",
	}, "\r\n")))
	if want := (Facts{InStep: 2, Behind: 2, Unwritten: "aof", Used: 90, Limit: 100}); f != want {
		t.Errorf("read %+v", f)
	}
}

func TestWorstMasterIsTold(t *testing.T) {
	t.Parallel()
	good := Facts{Finding: Finding{Persistence: "always"}, InStep: 2, Scripts: true, Used: 1, Limit: 100, Ahead: time.Second}
	bad := Facts{
		Finding: Finding{Persistence: "off"}, Unfit: ErrUnfit, Replica: true, Uncovered: true, Behind: 1, Unwritten: "aof",
		Used: 90, Limit: 100, Ahead: -time.Minute,
	}
	want := bad
	for _, pair := range [][2]Facts{{good, bad}, {bad, good}} {
		got := pair[0]
		got.join(pair[1])
		if got != want {
			t.Errorf("joined %+v, want %+v", got, want)
		}
	}
}
