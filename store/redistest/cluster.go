package redistest

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// Cluster is a Redis Cluster in which each master has one replica.
type Cluster struct {
	URL   string // of all nodes, as store.Options wants it
	Nodes []*Server

	tb testing.TB
}

// NodeTimeout is how long a node of a [Cluster] may be silent before the others
// count it as failed. A replica takes over about a second later.
const NodeTimeout = time.Second

const slotsOfCluster = 16384

// StartNodes starts a cluster of masters, with the slots spread evenly, and of
// as many replicas, with further arguments for each node, and waits until it
// serves.
func StartNodes(tb testing.TB, masters int, args ...string) *Cluster {
	tb.Helper()
	c := &Cluster{tb: tb}
	args = append([]string{
		"--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-node-timeout", strconv.FormatInt(NodeTimeout.Milliseconds(), 10),
	}, args...)
	var addresses []string
	for i := range 2 * masters {
		s := Start(tb, args...)
		c.Nodes = append(c.Nodes, s)
		addresses = append(addresses, s.Addr)
		c.must(s.Client().Do(s.ctx(), "cluster", "set-config-epoch", i+1).Err())
		if i < masters {
			c.must(s.Client().ClusterAddSlotsRange(s.ctx(), slotsOfCluster*i/masters, slotsOfCluster*(i+1)/masters-1).Err())
		}
	}
	c.URL = "redis+cluster://" + strings.Join(addresses, ",")
	first := c.Nodes[0]
	for _, s := range c.Nodes[1:] {
		host, port, _ := strings.Cut(s.Addr, ":")
		c.must(first.Client().ClusterMeet(first.ctx(), host, port).Err())
	}
	for i, s := range c.Nodes[masters:] {
		id := c.Nodes[i].Client().ClusterMyID(first.ctx()).Val()
		s.await("to know its master", func() bool { return s.Client().ClusterReplicate(s.ctx(), id).Err() == nil })
	}
	for _, s := range c.Nodes {
		s.await("for the cluster to be ok", s.inGoodCluster)
	}
	for _, s := range c.Nodes[masters:] {
		s.await("to follow its master", s.follows)
	}
	return c
}

// Masters are the nodes that have the slots now, in the order of Nodes. All
// nodes must be up.
func (c *Cluster) Masters() []*Server {
	var out []*Server
	for _, s := range c.Nodes {
		if s.info("role") == "master" {
			out = append(out, s)
		}
	}
	return out
}

// AwaitFailover waits until a replica has taken over the slots of a master that
// was killed.
func (c *Cluster) AwaitFailover(killed *Server) {
	c.tb.Helper()
	for _, s := range c.Nodes {
		if s == killed {
			continue
		}
		// Until the master counts as failed the cluster looks good too.
		s.await("for a failover", func() bool { return s.knowsFailed(killed) && s.inGoodCluster() })
	}
}

// Rejoin restarts a killed node, and waits until it follows the one that took
// its place.
func (c *Cluster) Rejoin(killed *Server) {
	c.tb.Helper()
	killed.Restart()
	killed.await("to follow its successor", killed.follows)
	for _, s := range c.Nodes {
		s.await("for the cluster to be ok again", func() bool { return !s.knowsFailed(killed) && s.inGoodCluster() })
	}
}

func (c *Cluster) must(err error) {
	c.tb.Helper()
	if err != nil {
		c.tb.Fatalf("redistest: make a cluster: %v", err)
	}
}

func (s *Server) inGoodCluster() bool {
	return strings.Contains(s.Client().ClusterInfo(s.ctx()).Val(), "cluster_state:ok")
}

func (s *Server) follows() bool {
	return s.info("role") == "slave" && s.info("master_link_status") == "up"
}

// knowsFailed says whether the node takes the other one for failed.
func (s *Server) knowsFailed(other *Server) bool {
	for line := range strings.Lines(s.Client().ClusterNodes(s.ctx()).Val()) {
		if fields := strings.Fields(line); len(fields) > 2 && strings.HasPrefix(fields[1], other.Addr+"@") {
			return strings.Contains(fields[2]+",", "fail,")
		}
	}
	return false
}
