package redistest_test

import (
	"context"
	"testing"
	"time"

	"wecan/store/redistest"
)

func TestServerKeepsItsDataOverAKill(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t, redistest.Durable()...)
	if err := s.Client().Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	addr := s.Addr
	s.Kill()
	if err := s.Client().Get(t.Context(), "k").Err(); err == nil {
		t.Fatal("a killed server answers")
	}
	s.Restart()
	if got := s.Client().Get(t.Context(), "k").Val(); got != "v" || s.Addr != addr {
		t.Fatalf("after the restart %s has %q, want %q at %s", s.Addr, got, "v", addr)
	}
}

func TestServerPauses(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	if err := s.Client().Ping(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	s.Pause()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	client := s.Client().WithTimeout(50 * time.Millisecond)
	if err := client.Ping(ctx).Err(); err == nil {
		t.Fatal("a paused server answers")
	}
	s.Resume()
	if err := s.Client().Ping(t.Context()).Err(); err != nil {
		t.Fatalf("a resumed server does not answer: %v", err)
	}
}

func TestReplicaHasWhatItsMasterHas(t *testing.T) {
	t.Parallel()
	master := redistest.Start(t)
	replica := redistest.StartReplica(t, master)
	if err := master.Client().Set(t.Context(), "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	if n := master.Client().Wait(t.Context(), 1, 10*time.Second).Val(); n != 1 {
		t.Fatalf("%d replicas have the write, want 1", n)
	}
	if got := replica.Client().Get(t.Context(), "k").Val(); got != "v" {
		t.Fatalf("the replica has %q, want %q", got, "v")
	}
}

func TestClusterOwnsAllSlots(t *testing.T) {
	t.Parallel()
	s := redistest.StartCluster(t)
	for _, key := range []string{"a", "b", "{p:00}", "{p:ff}"} {
		if err := s.Client().Set(t.Context(), key, "v", 0).Err(); err != nil {
			t.Errorf("set %s: %v", key, err)
		}
	}
}

func TestClusterGivesAReplicaThePlaceOfItsMaster(t *testing.T) {
	t.Parallel()
	c := redistest.StartNodes(t, 3)
	before := c.Masters()
	if len(before) != 3 {
		t.Fatalf("there are %d masters, want 3", len(before))
	}
	before[0].Kill()
	c.AwaitFailover(before[0])
	c.Rejoin(before[0])
	after := c.Masters()
	if len(after) != 3 || after[0] == before[0] {
		t.Fatalf("after the failover there are %d masters, the killed one among them: %v", len(after), after[0] == before[0])
	}
}
