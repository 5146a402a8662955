package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// Facts is what an operator wants to know about Redis beyond [Finding]: see
// [Examine]. With several masters each fact is the worst of them.
type Facts struct {
	Finding
	Masters   int
	Unfit     error         // why a service would refuse to start ([ErrUnfit]), nil when it would not
	Replica   bool          // it follows another Redis, and refuses writes
	Uncovered bool          // the cluster does not have all its slots
	InStep    int           // replicas that follow their master closely
	Behind    int           // replicas that are connected and do not
	Unwritten string        // why Redis cannot write to its disk: "aof", "snapshot" or ""
	Scripts   bool          // our scripts may be run
	Used      int64         // bytes of memory
	Limit     int64         // maxmemory in bytes; 0 for none
	Ahead     time.Duration // Redis' clock minus ours, good to half a round trip
	Key       KeyFit
}

// KeyFit says whether a master key is the one that this Redis was first used
// with.
type KeyFit int

// KeyUnknown: no key was given; KeyUnused: nothing is sealed yet; KeyFits: it is
// the one; KeyOther: another one was used.
const (
	KeyUnknown KeyFit = iota
	KeyUnused
	KeyFits
	KeyOther
)

// Examine looks at Redis for an operator and changes nothing there. Of the
// options it uses URL, Bot and Key, which may be missing. Its error is that Redis
// cannot be reached or does not let itself be asked; it holds no password.
func Examine(ctx context.Context, o Options) (Facts, error) {
	client, memory, err := connect(o)
	if err != nil {
		return Facts{}, err
	}
	defer func() { _ = client.Close() }() // nothing was written
	if memory != nil {
		memory.Close()
		return Facts{}, errors.New("store: memory: is gone with its process; there is nothing to look at")
	}
	nodes, err := masters(ctx, client)
	if err != nil {
		return Facts{}, fmt.Errorf("store: ask Redis who it is: %w", err)
	}
	var all Facts
	for i, node := range nodes {
		f, err := examineNode(ctx, node)
		if err != nil {
			return Facts{}, err
		}
		if i == 0 {
			all = f
		} else {
			all.join(f)
		}
	}
	all.Masters = len(nodes)
	if o.Key.aead == nil {
		return all, nil
	}
	all.Key, err = fitOf(ctx, client, newKeys(o.Bot).shared("ids"), o.Key)
	return all, err
}

func examineNode(ctx context.Context, node *redis.Client) (Facts, error) {
	found, err := lookAt(ctx, node)
	if err != nil {
		return Facts{}, err
	}
	info, err := node.Info(ctx).Result()
	if err != nil {
		return Facts{}, fmt.Errorf("store: ask Redis how it is: %w", err)
	}
	f := readFacts(fields(info))
	f.Finding, f.Unfit = found, found.fit()
	if f.Unwritten == "snapshot" && !stopsWriting(ctx, node) {
		f.Unwritten = ""
	}
	f.Scripts = node.Eval(ctx, "return 1", nil).Err() == nil
	if fields(info)["cluster_enabled"] == "1" {
		state, err := node.ClusterInfo(ctx).Result()
		f.Uncovered = err == nil && fields(state)["cluster_state"] != "ok"
	}
	f.Ahead, err = ahead(ctx, node)
	return f, err
}

// stopsWriting says whether a node refuses writes after a snapshot that failed:
// so it does by default, where snapshots are taken at all.
func stopsWriting(ctx context.Context, node *redis.Client) bool {
	stop, known := config(ctx, node, "stop-writes-on-bgsave-error")
	save, knownSave := config(ctx, node, "save")
	return (!known || stop == "yes") && (!knownSave || save != "")
}

// A replica reports to its master each second.
const longestLag = 5 // seconds

// follows reads a line of INFO as "ip=127.0.0.1,port=6380,state=online,offset=14,lag=1".
func follows(replica string) bool {
	said := fields(strings.ReplaceAll(strings.ReplaceAll(replica, "=", ":"), ",", "\n"))
	lag, err := strconv.Atoi(said["lag"])
	return said["state"] == "online" && err == nil && lag <= longestLag
}

// readFacts reads what INFO says.
func readFacts(info map[string]string) Facts {
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(info[name], 10, 64) // missing means none
		return n
	}
	f := Facts{Replica: info["role"] == "slave", Used: number("used_memory"), Limit: number("maxmemory")}
	for i := range number("connected_slaves") {
		if follows(info[fmt.Sprintf("slave%d", i)]) {
			f.InStep++
		} else {
			f.Behind++
		}
	}
	switch {
	case info["aof_enabled"] == "1" && info["aof_last_write_status"] == "err":
		f.Unwritten = "aof"
	case info["rdb_last_bgsave_status"] == "err":
		f.Unwritten = "snapshot"
	}
	return f
}

// join keeps the worse of each.
func (f *Facts) join(g Facts) {
	f.worsen(g.Finding)
	if f.Unfit == nil {
		f.Unfit = g.Unfit
	}
	f.Replica = f.Replica || g.Replica
	f.Uncovered = f.Uncovered || g.Uncovered
	f.InStep = min(f.InStep, g.InStep)
	f.Behind += g.Behind
	if f.Unwritten == "" {
		f.Unwritten = g.Unwritten
	}
	f.Scripts = f.Scripts && g.Scripts
	if fuller(g, *f) {
		f.Used, f.Limit = g.Used, g.Limit
	}
	if g.Ahead.Abs() > f.Ahead.Abs() {
		f.Ahead = g.Ahead
	}
}

// fuller says whether a is nearer to its limit than b.
func fuller(a, b Facts) bool {
	return a.Limit > 0 && (b.Limit == 0 || float64(a.Used)/float64(a.Limit) > float64(b.Used)/float64(b.Limit))
}

// ahead is the node's clock minus ours. The quickest of three answers tells it
// best.
func ahead(ctx context.Context, node *redis.Client) (time.Duration, error) {
	var best, out time.Duration
	for i := range 3 {
		asked := time.Now()
		there, err := node.Time(ctx).Result()
		if err != nil {
			return 0, fmt.Errorf("store: ask Redis for the time: %w", err)
		}
		trip := time.Since(asked)
		if i == 0 || trip < best {
			best, out = trip, there.Sub(asked.Add(trip/2))
		}
	}
	return out, nil
}

func fitOf(ctx context.Context, client redis.UniversalClient, name string, key MasterKey) (KeyFit, error) {
	sealed, err := client.Get(ctx, name).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return KeyUnused, nil
	case err != nil:
		return KeyUnknown, fmt.Errorf("store: read the secret of ids: %w", err)
	}
	if _, err := key.aead.Decrypt(sealed, []byte("ids")); err != nil {
		return KeyOther, nil //nolint:nilerr // that it cannot be opened is the answer
	}
	return KeyFits, nil
}
