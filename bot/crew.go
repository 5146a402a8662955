package bot

import "sync"

// crew is the goroutines of a runtime. None is started once it is dismissed, so
// that whoever waits for the last one has seen the last one.
type crew struct {
	mu        sync.Mutex
	dismissed bool
	under     sync.WaitGroup
}

// Go runs f beside the caller, or not at all when the crew was dismissed: then
// the runtime has ended and its inputs are left to the next process.
func (c *crew) Go(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.dismissed {
		c.under.Go(f)
	}
}

// dismiss lets nobody begin any more and waits for those who have.
func (c *crew) dismiss() {
	c.mu.Lock()
	c.dismissed = true
	c.mu.Unlock()
	c.under.Wait()
}
