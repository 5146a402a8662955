package main

import (
	"fmt"
	"strings"

	"wecan/store"
)

// redisTrouble is for a Redis that could not be asked. What go-redis says holds
// an address at most, never the password.
func redisTrouble(err error) remark {
	text := strings.TrimPrefix(err.Error(), "store: ")
	r := remark{state: wrong, about: "redis", says: text, mend: "see that Redis runs, that WECAN_REDIS_URL says where, and that no firewall stands between"}
	for _, sign := range []string{"WRONGPASS", "NOAUTH", "invalid password"} {
		if strings.Contains(text, sign) {
			r.mend = "put the user and the password of Redis into WECAN_REDIS_URL: redis://user:password@host:6379/0"
		}
	}
	if strings.Contains(text, "NOPERM") {
		r.mend = "let the user of WECAN_REDIS_URL run every command, with ACL SETUSER name +@all"
	}
	return r
}

// ofRedis judges what was found; wait is WECAN_REDIS_WAIT, -1 for auto.
func ofRedis(f store.Facts, wait int) []remark {
	out := []remark{ofServer(f), ofDisk(f)}
	if full, ok := ofMemory(f); ok {
		out = append(out, full)
	}
	out = append(out, ofReplicas(f, wait))
	if key, ok := ofKey(f.Key); ok {
		out = append(out, key)
	}
	return append(out, ofClock("Redis' clock", f.Ahead))
}

func ofServer(f store.Facts) remark {
	r := remark{state: wrong, about: "redis"}
	switch {
	case f.Unfit != nil:
		r.says = strings.TrimPrefix(f.Unfit.Error(), "store: ")
	case f.Replica:
		r.says, r.mend = "this is a replica, which refuses every write", "set WECAN_REDIS_URL to its master, or with redis+sentinel:// to the Sentinels"
	case f.Uncovered:
		r.says, r.mend = "a part of the cluster has no master", "see: redis-cli --cluster check HOST:PORT"
	case !f.Scripts:
		r.says, r.mend = "it refuses scripts, and every turn is one", "let the user of WECAN_REDIS_URL run them, with ACL SETUSER name +@all"
	default:
		name := map[string]string{"redis": "Redis", "valkey": "Valkey"}[f.Server]
		r.state, r.says = fine, fmt.Sprintf("%s %s", name, f.Version)
		if f.Masters > 1 {
			r.says = fmt.Sprintf("%s, %d masters", r.says, f.Masters)
		}
	}
	return r
}

// ofDisk judges how Redis keeps what it is given.
func ofDisk(f store.Facts) remark {
	r := remark{state: wrong, about: "disk"}
	switch {
	case f.Unwritten == "aof":
		r.says, r.mend = "Redis cannot write to its append-only file and refuses writes", "make room on the disk of Redis, and see its log"
	case f.Unwritten == "snapshot":
		r.says = "the last snapshot of Redis failed, so it refuses writes"
		r.mend = "make room on the disk of Redis, see that it may write to its folder, and run: redis-cli BGSAVE"
	case f.Persistence == "unknown":
		r.state, r.says = warning, f.Warning()
	case f.Warning() != "":
		r.says = f.Warning()
	case f.Persistence == "everysec":
		r.state, r.says = warning, "answers reach the disk within a second; those of the last second are lost when the machine fails"
		r.mend = "set: appendfsync always"
	default:
		r.state, r.says = fine, "every answer is on the disk before it counts"
	}
	return r
}

// ofMemory warns when Redis comes near its own limit: then it refuses writes.
func ofMemory(f store.Facts) (remark, bool) {
	const near, full = 80, 95 // percent
	if f.Limit <= 0 || f.Used*100 < f.Limit*near {
		return remark{}, false
	}
	r := remark{
		warning, "memory", fmt.Sprintf("Redis uses %d %% of its maxmemory; when it is full it refuses writes", f.Used*100/f.Limit),
		"give Redis more memory: raise maxmemory",
	}
	if f.Used*100 >= f.Limit*full {
		r.state = wrong
	}
	return r, true
}

func ofReplicas(f store.Facts, wait int) remark {
	r := remark{state: wrong, about: "replicas"}
	all := f.InStep + f.Behind
	need := wait
	if wait < 0 {
		need = min(1, all)
	}
	switch {
	case f.InStep < need:
		r.says = fmt.Sprintf("each write must reach %s, but only %d follow closely: no answer counts", counted(need, "replica", "replicas"), f.InStep)
		r.mend = "see why the replicas do not follow (INFO replication), or set WECAN_REDIS_WAIT lower"
	case need == 0 && all > 0:
		r.state, r.says = warning, "no write waits for a replica, so a failover loses answers"
		r.mend = "set WECAN_REDIS_WAIT to auto"
	case need == 0:
		r.state, r.says = fine, "none, and none is waited for"
	default:
		r.state, r.says = fine, fmt.Sprintf("each write reaches %d of %d before it counts", need, all)
	}
	return r
}

func ofKey(k store.KeyFit) (remark, bool) {
	switch k {
	case store.KeyUnused:
		return remark{state: fine, about: "key", says: "this Redis holds nothing of this bot yet"}, true
	case store.KeyFits:
		return remark{state: fine, about: "key", says: "it opens what this Redis holds"}, true
	case store.KeyOther:
		return remark{
			wrong, "key", "this Redis was first used with another master key, and this one opens nothing in it",
			"set WECAN_MASTER_KEY_FILE to the first one; you find it where you keep its copy",
		}, true
	case store.KeyUnknown:
	}
	return remark{}, false
}
