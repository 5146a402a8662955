package bot

import (
	"sync"
	"time"
)

// crew is the goroutines of a runtime. None is started once it is dismissed, so
// that whoever waits for the last one has seen the last one.
//
// One that is done waits a moment for more work: its stack has grown to what a
// turn or a call needs, and to grow a new one for each costs a twelfth of all
// computing time.
type crew struct {
	mu        sync.Mutex
	dismissed bool
	under     sync.WaitGroup
	idle      []chan func() // those who wait, the last used at the end
}

// idleFor is how long one waits for more work, idleMost how many do.
const (
	idleFor  = 5 * time.Second
	idleMost = 256
)

// Go runs f beside the caller, or not at all when the crew was dismissed: then
// the runtime has ended and its inputs are left to the next process.
func (c *crew) Go(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dismissed {
		return
	}
	if n := len(c.idle); n > 0 {
		next := c.idle[n-1]
		c.idle = c.idle[:n-1]
		next <- f // it has room for one
		return
	}
	c.under.Go(func() { c.work(f) })
}

func (c *crew) work(f func()) {
	more := make(chan func(), 1)
	pause := time.NewTimer(idleFor)
	defer pause.Stop()
	for f != nil {
		f()
		if !c.rest(more) {
			return
		}
		pause.Reset(idleFor)
		select {
		case f = <-more:
		case <-pause.C:
			f = c.leave(more)
		}
	}
}

// rest has one wait for more work; false when nobody is to.
func (c *crew) rest(more chan func()) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.dismissed || len(c.idle) >= idleMost {
		return false
	}
	c.idle = append(c.idle, more)
	return true
}

// leave ends the wait, with what came at the last moment, or nil.
func (c *crew) leave(more chan func()) func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, other := range c.idle {
		if other == more {
			c.idle = append(c.idle[:i], c.idle[i+1:]...)
			return nil
		}
	}
	return <-more
}

// dismiss lets nobody begin any more and waits for those who have.
func (c *crew) dismiss() {
	c.mu.Lock()
	c.dismissed = true
	for _, more := range c.idle {
		more <- nil
	}
	c.idle = nil
	c.mu.Unlock()
	c.under.Wait()
}
