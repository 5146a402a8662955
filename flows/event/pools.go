package event

// Places are in pools: one for each group for which some are reserved, and "" for the
// others. A reserved place is for its group for a time, and then for all: see [Plan.Kept].

// general is the pool of places that are reserved for nobody.
const general Group = ""

// unlimited stands for the places of an event that takes as many as come.
const unlimited = 1 << 20

// free is how many more people the event can take in all. It can be negative: nobody is
// put out when there are fewer places than before.
func (e *event) free() int {
	all := e.Plan.Capacity
	if all == 0 {
		all = unlimited
	}
	for _, n := range e.Used {
		all -= n
	}
	return all
}

// freeOf is how many of them are in a pool. What a pool has too many of, because it is
// smaller than before or gone, has places of the general one.
func (e *event) freeOf(pool Group) int {
	left := e.free()
	for _, r := range e.Plan.Reserved {
		own := r.Places - e.Used[r.ID]
		if pool == r.ID {
			return own
		}
		left -= max(0, own)
	}
	return left
}

// wants says whether she wants a place of a group.
func (s *entry) wants(id Group) bool {
	switch id {
	case GroupWomen:
		return s.Form.Women
	case GroupParents:
		return s.Form.Parents
	case GroupEnrolled:
		return s.Enrolled
	case general:
	}
	return false
}

// want notes which groups' places somebody who waits may have.
func (k *meeting) want(g *comer) {
	for _, id := range Groups() {
		m := k.May[id]
		m.set(g.n, g.wants(id))
		k.mayBe(id, m)
	}
}

func (k *meeting) unwant(n int) {
	for id, m := range k.May {
		m.set(n, false)
		k.mayBe(id, m)
	}
}

func (k *meeting) mayBe(id Group, m marks) {
	if len(m) == 0 {
		delete(k.May, id)
		return
	}
	if k.May == nil {
		k.May = map[Group]marks{}
	}
	k.May[id] = m
}

// first is the first one on the waiting list who may have a place of a pool, 0 for none.
func (k *meeting) first(pool Group) int {
	if pool == general {
		return k.Wait.first(nil)
	}
	m := k.May[pool]
	if n := k.Wait.first(&m); n != 0 || k.t.Now.Before(k.Plan.Kept()) {
		return n
	}
	return k.Wait.first(nil)
}

// pools are all of them, in the order in which places are given.
func (k *meeting) pools() []Group {
	var out []Group
	for _, r := range k.Plan.Reserved {
		out = append(out, r.ID)
	}
	return append(out, general)
}

// sit gives a place to somebody who waits, if one is free for her and nobody who may have
// it waits before her.
func (k *meeting) sit(g *comer) {
	if k.free() <= 0 {
		return
	}
	for _, pool := range k.pools() {
		if k.freeOf(pool) <= 0 || k.first(pool) != g.n {
			continue
		}
		k.use(pool)
		k.Wait.set(g.n, false)
		k.unwant(g.n)
		g.Seat, g.Pool = SeatPlaced, pool
		return
	}
}

func (k *meeting) use(pool Group) {
	if k.Used == nil {
		k.Used = map[Group]int{}
	}
	k.Used[pool]++
}

// line is the number of an arrival on the waiting list, from 1; 0 for one who is not on it.
func (e *event) line(n int) int {
	if !e.Wait.has(n) {
		return 0
	}
	return 1 + e.Wait.before(n)
}

// settle brings an entry to what the body says. Who waited or had an offer and has neither
// any more did not answer in time: all else that ends them writes the entry.
func (e *event) settle(n int, s *entry) {
	switch o := e.offer(n); {
	case n == 0:
	case e.Wait.has(n):
		s.Seat, s.Pool = SeatWaiting, general
	case o != nil && o.Till == 0:
		s.Seat, s.Pool, s.Offer = SeatPlaced, o.Pool, o.ID
	case o != nil:
		s.Seat, s.Pool, s.Offer = SeatOffered, o.Pool, o.ID
	case s.Seat == SeatWaiting || s.Seat == SeatOffered:
		s.Seat, s.Pool = SeatSilent, general
	}
}

// tally counts how many stand how.
func (e *event) tally() Tally {
	t := Tally{Waiting: e.Wait.count(), Silent: e.Silent, Left: e.Left, Children: e.Children, In: e.In, Marks: e.Marks, Reserved: map[Group]int{}}
	for pool, n := range e.Used {
		t.Placed += n
		if pool != general && n > 0 {
			t.Reserved[pool] = n
		}
	}
	for _, o := range e.Offers {
		if o.Till != 0 {
			t.Offered++
		}
	}
	t.Placed -= t.Offered
	return t
}
