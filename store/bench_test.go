package store

import (
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"

	"wecan/flows"
)

// BenchmarkCommit makes the turns of a conversation: each commit leaves one
// effect and takes the ack of the one before along.
//
// wirecmds/op is what crosses the network for one turn, rediscmds/op what Redis
// runs for it, the script's own commands included.
func BenchmarkCommit(b *testing.B) {
	for _, c := range []struct {
		name string
		back func(testing.TB) *backend
	}{
		{"memory", func(testing.TB) *backend { return memory() }},
		{"redis", oneRedis},
		{"replica", withReplica},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := newRig(b, c.back(b))
			var people atomic.Int64 // each talker is another
			b.Run("serial", func(b *testing.B) {
				t := r.talker(b, people.Add(1))
				r.measured(b, func() {
					for b.Loop() {
						t.turn(b)
					}
				})
			})
			b.Run("parallel", func(b *testing.B) {
				b.SetParallelism(32)
				r.measured(b, func() {
					b.RunParallel(func(pb *testing.PB) {
						t := r.talker(b, people.Add(1))
						for pb.Next() {
							t.turn(b)
						}
					})
				})
			})
		})
	}
}

// talker is a person in the middle of a conversation.
type talker struct {
	r     *rig
	rec   *flows.Record
	token string
	acks  []flows.EffectID
	state []byte
	says  string
}

func (r *rig) talker(b *testing.B, n int64) *talker {
	b.Helper()
	return &talker{r: r, rec: &flows.Record{ID: r.person(b, n)}, state: make([]byte, 400), says: string(make([]byte, 250))}
}

func (t *talker) turn(b *testing.B) {
	b.Helper()
	c := turn(t.rec, t.says)
	c.State, c.Acks = t.state, t.acks
	done, err := t.r.Commit(b.Context(), c, t.token)
	if err != nil || done.Conflict || done.Waiting != 1 {
		b.Errorf("commit: %+v, %v", done, err)
		return
	}
	t.rec, t.token, t.acks = done.Record, done.Lease.Token, idsOf(c.Effects)
}

var commandCalls = regexp.MustCompile(`cmdstat_([a-z|]+):calls=(\d+)`)

// measured runs do and reports the commands it cost, where Redis counts them.
func (r *rig) measured(b *testing.B, do func()) {
	b.Helper()
	b.ReportAllocs()
	count := func() (wire, all float64) {
		if r.back.embedded != nil {
			return 0, 0
		}
		for _, m := range commandCalls.FindAllStringSubmatch(r.text(b, "info", "commandstats"), -1) {
			n, _ := strconv.ParseFloat(m[2], 64)
			all += n
			if m[1] == "evalsha" || m[1] == "wait" {
				wire += n
			}
		}
		return wire, all
	}
	wire, all := count()
	do()
	b.StopTimer()
	wireNow, allNow := count()
	if wireNow > 0 {
		b.ReportMetric((wireNow-wire)/float64(b.N), "wirecmds/op")
		b.ReportMetric((allNow-all)/float64(b.N), "rediscmds/op")
	}
}

// BenchmarkAudit audits a thousand settled actors.
func BenchmarkAudit(b *testing.B) {
	r := newRig(b, oneRedis(b))
	const people = 1000
	for n := range int64(people) {
		r.settled(b, r.person(b, n))
	}
	b.ReportAllocs()
	rounds := 0
	for b.Loop() {
		if sum, found := r.audit(b); sum.Actors[flows.KindPerson] < people || len(found) != 0 {
			b.Fatalf("counted %+v, found %+v", sum, found)
		}
		rounds++
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rounds*people), "ns/actor")
}
