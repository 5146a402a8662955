package store

import (
	"slices"
	"testing"

	"wecan/store/redistest"
)

// rule is one thing that bot may rely on, whatever Redis stands behind.
type rule struct {
	name string
	test func(*testing.T, *rig)
}

// TestConformance holds the embedded store and every form of Redis to the same
// rules.
func TestConformance(t *testing.T) {
	t.Parallel()
	turns := slices.Concat(commitRules(), leaseRules(), ackRules(), receiptRules(), outboxRules(), memberRules())
	all := slices.Concat(turns, agendaRules(), indexRules(), pageRules(), tokenRules(), noteRules(), sharedRules(), idRules(), auditRules())
	for _, b := range []struct {
		name  string
		rules []rule
		start func(testing.TB) *backend
	}{
		{"memory", all, func(testing.TB) *backend { return memory() }},
		{"redis", all, oneRedis},
		{"cluster", all, func(tb testing.TB) *backend { tb.Helper(); return &backend{url: redistest.StartCluster(tb).URL} }},
		{"replica", turns, withReplica},
	} {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			back := b.start(t)
			for _, r := range b.rules {
				t.Run(r.name, func(t *testing.T) {
					t.Parallel()
					r.test(t, newRig(t, back))
				})
			}
		})
	}
}

func oneRedis(tb testing.TB) *backend {
	tb.Helper()
	return &backend{url: redistest.Start(tb).URL}
}

// withReplica is a master and a replica that must have each write.
func withReplica(tb testing.TB) *backend {
	tb.Helper()
	master := redistest.Start(tb)
	redistest.StartReplica(tb, master)
	return &backend{url: master.URL, wait: 1}
}
