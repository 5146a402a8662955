package bot

// Unacknowledged is how many effects this process is carrying or has carried
// without the store knowing: those a crash now would let come again.
func (r *Runtime) Unacknowledged() int {
	r.boxes.mu.Lock()
	all := make([]*mailbox, 0, len(r.boxes.all))
	for _, m := range r.boxes.all {
		all = append(all, m)
	}
	r.boxes.mu.Unlock()
	n := 0
	for _, m := range all {
		m.mu.Lock()
		n += len(m.out.acks) + len(m.out.acking)
		if m.out.now != "" {
			n++
		}
		m.mu.Unlock()
	}
	return n
}
