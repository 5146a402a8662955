package bot_test

import (
	"sync"
	"time"
)

// counter is a meter that a test can read.
type counter struct {
	mu sync.Mutex
	n  map[string]int
}

func newCounter() *counter { return &counter{n: map[string]int{}} }

func (c *counter) Count(event string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[event]++
}

func (c *counter) Took(string, time.Duration) {}

func (c *counter) of(event string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[event]
}
