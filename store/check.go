package store

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

// Finding is what [Store.Check] found out about Redis.
type Finding struct {
	Server      string // "redis" or "valkey"
	Version     string
	Persistence string // "always", "everysec", "no" or "off": how soon a write is on the disk; "unknown"
	Eviction    string // maxmemory-policy; "unknown"
	replicas    int
}

// worstFirst orders what Finding.Persistence says.
func worstFirst() []string { return []string{"off", "no", "unknown", "everysec", "always"} }

// Warning is one clear sentence when writes may be lost with the power, "" when not.
func (f Finding) Warning() string {
	switch f.Persistence {
	case "always", "everysec":
		return ""
	case "unknown":
		return "This Redis does not say whether it keeps an append-only file; make sure it does (appendonly yes), or answers are lost when it stops."
	case "no":
		return "Redis leaves writing its append-only file to the system (appendfsync no): some seconds of answers are lost when the machine fails; set: appendfsync everysec, better always."
	}
	return "Redis keeps no append-only file: every answer since its last snapshot is lost when it stops; set: appendonly yes and appendfsync everysec, better always."
}

// ErrUnfit is returned at the start for a Redis that cannot be used as it is.
var ErrUnfit = errors.New("store: this Redis cannot be used")

const (
	oldestMajor = 6
	oldestMinor = 2
)

// look reads version, persistence and eviction of every master, and answers the
// worst of each.
func look(ctx context.Context, client redis.UniversalClient) (Finding, error) {
	nodes, err := masters(ctx, client)
	if err != nil {
		return Finding{}, fmt.Errorf("store: ask Redis who it is: %w", err)
	}
	var all Finding
	for i, node := range nodes {
		f, err := lookAt(ctx, node)
		if err == nil {
			err = f.fit()
		}
		if err != nil {
			return f, err
		}
		if i == 0 {
			all = f
		}
		all.worsen(f)
	}
	return all, nil
}

// worsen keeps the worse of each.
func (f *Finding) worsen(g Finding) {
	f.replicas = min(f.replicas, g.replicas)
	if slices.Index(worstFirst(), g.Persistence) < slices.Index(worstFirst(), f.Persistence) {
		f.Persistence = g.Persistence
	}
}

// masters are the nodes that hold the data: all of a cluster's, else the one.
func masters(ctx context.Context, client redis.UniversalClient) ([]*redis.Client, error) {
	switch c := client.(type) {
	case *redis.Client:
		return []*redis.Client{c}, nil
	case *redis.ClusterClient:
		var mu sync.Mutex
		var nodes []*redis.Client
		err := c.ForEachMaster(ctx, func(_ context.Context, node *redis.Client) error {
			mu.Lock()
			defer mu.Unlock()
			nodes = append(nodes, node)
			return nil
		})
		if err == nil && len(nodes) == 0 {
			err = errors.New("the cluster names no masters")
		}
		return nodes, err
	}
	return nil, fmt.Errorf("unknown kind of Redis client %T", client)
}

// lookAt asks one node. CONFIG is forbidden on many hosted servers, so INFO
// answers where it can.
func lookAt(ctx context.Context, node *redis.Client) (Finding, error) {
	info, err := node.Info(ctx).Result()
	if err != nil {
		return Finding{}, fmt.Errorf("store: ask Redis who it is: %w", err)
	}
	f := readInfo(info)
	if policy, ok := config(ctx, node, "maxmemory-policy"); ok {
		f.Eviction = policy
	}
	if f.Persistence == "on" {
		f.Persistence = "everysec" // Redis' default
		if fsync, ok := config(ctx, node, "appendfsync"); ok {
			f.Persistence = fsync
		}
	}
	return f, nil
}

// fit refuses what would lose or break data by design.
func (f Finding) fit() error {
	major, minor, ok := version(f.Version)
	if !ok {
		return fmt.Errorf("%w: it does not tell its version", ErrUnfit)
	}
	if f.Server == "redis" && (major < oldestMajor || major == oldestMajor && minor < oldestMinor) {
		return fmt.Errorf("%w: it is version %s; use Redis %d.%d or newer, or Valkey", ErrUnfit, f.Version, oldestMajor, oldestMinor)
	}
	if f.Eviction != "noeviction" && f.Eviction != "unknown" {
		return fmt.Errorf("%w: its maxmemory-policy is %s, so it throws people's answers away when memory is short; set: maxmemory-policy noeviction",
			ErrUnfit, f.Eviction)
	}
	return nil
}

// config reads one setting; false where CONFIG is forbidden.
func config(ctx context.Context, client *redis.Client, name string) (string, bool) {
	m, err := client.ConfigGet(ctx, name).Result()
	if err != nil {
		return "", false
	}
	v, ok := m[name]
	return v, ok
}

// readInfo reads INFO's answer. Persistence "on" means: on, how soon is not said.
func readInfo(info string) Finding {
	said := fields(info)
	f := Finding{Server: "redis", Version: said["redis_version"], Persistence: "unknown", Eviction: "unknown"}
	if v := said["valkey_version"]; v != "" {
		f.Server, f.Version = "valkey", v
	}
	switch said["aof_enabled"] {
	case "1":
		f.Persistence = "on"
	case "0":
		f.Persistence = "off"
	}
	if p := said["maxmemory_policy"]; p != "" {
		f.Eviction = p
	}
	f.replicas, _ = strconv.Atoi(said["connected_slaves"]) // missing means none
	return f
}

// fields are the lines "name:value" of an answer.
func fields(info string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			out[name] = value
		}
	}
	return out
}

var versionForm = regexp.MustCompile(`^(\d+)\.(\d+)`)

func version(v string) (major, minor int, ok bool) {
	m := versionForm.FindStringSubmatch(v)
	if m == nil {
		return 0, 0, false
	}
	major, err1 := strconv.Atoi(m[1])
	minor, err2 := strconv.Atoi(m[2])
	return major, minor, err1 == nil && err2 == nil
}

// Check reads again what Redis is and how it keeps its data, for the operator.
// Its error wraps [ErrUnfit] when the service would refuse to start.
func (s *Store) Check(ctx context.Context) (Finding, error) {
	if s.memory != nil {
		return Finding{Server: "memory", Version: "7", Persistence: "off", Eviction: "noeviction"}, nil
	}
	return look(ctx, s.wire.client)
}

// Ping says whether the store answers.
func (s *Store) Ping(ctx context.Context) error {
	key := s.keys.shared("ping")
	return s.wire.read(ctx, key, redis.NewStringCmd(ctx, "get", key))
}
