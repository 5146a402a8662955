package broadcast

import (
	"time"

	"wecan/flows"
)

// job is to go to all people for one thing.
type job struct {
	No     int          `json:"no"` // ascending
	Do     flows.CastDo `json:"do"`
	Seq    int          `json:"seq"`    // of the cast that people are told
	Before time.Time    `json:"before"` // who was created later is none of them
	Pass   int          `json:"pass"`
	Todo   partitions   `json:"todo,omitempty"`  // of this pass
	Again  partitions   `json:"again,omitempty"` // where people are who can be told later
	Waits  partitions   `json:"waits,omitempty"` // where people wait for a translation
	Of     int          `json:"of"`              // how many partitions this pass has
	Most   int          `json:"most"`            // people on the first page of the next walker

	// Next is when mending goes once more to those whose message could not be changed yet;
	// zero: it is at work.
	Next time.Time `json:"next,omitzero"`

	Since  time.Time `json:"since,omitzero"` // since when it works without a break; zero: it does not
	Worked int64     `json:"worked"`         // milliseconds before that, in this pass
}

// worker is a walker at work.
type worker struct {
	Partition int  `json:"p"`
	Call      int  `json:"c"`
	Job       int  `json:"j"`
	Seq       int  `json:"s,omitempty"` // of the cast that it was called with; 0: it was called before that was noted
	Halted    bool `json:"h,omitempty"` // it was told to stop
}

// wide is how many walkers are at work at a time.
const wide = 8

// begin makes a job of going to all people.
func (b *broadcast) begin(do flows.CastDo, seq int, before time.Time) *job {
	b.Jobs++
	j := &job{No: b.Jobs, Do: do, Seq: seq, Before: before, Most: pageFirst}
	j.pass(allPartitions())
	return j
}

// pass begins to go to those partitions.
func (j *job) pass(todo partitions) {
	j.Pass++
	j.Todo, j.Of, j.Worked, j.Since = todo, todo.count(), 0, time.Time{}
}

// worked is how long this pass has been worked on.
func (j *job) worked(now time.Time) time.Duration {
	d := time.Duration(j.Worked) * time.Millisecond
	if !j.Since.IsZero() && now.After(j.Since) {
		d += now.Sub(j.Since)
	}
	return d
}

// rest stops the clock.
func (j *job) rest(now time.Time) {
	j.Worked, j.Since = j.worked(now).Milliseconds(), time.Time{}
}

// active is the job that walkers are to work on, nil for none. What mends what was sent
// goes before sending.
func (b *broadcast) active() *job {
	switch {
	case b.Side != nil && b.Side.Next.IsZero():
		return b.Side
	case b.State == StateRunning && b.Next.IsZero():
		return b.Send
	}
	return nil
}

// drive keeps the walkers at work on the job that is active, halts the others, and ends
// a pass behind the last of them. Another job begins when all are back from the one before,
// so no partition has two.
//
// Whoever orders may do so in a process that lives for a moment only, as a command does.
// What walkers tell would be carried there: so they are called by the timer, which a
// process that serves looks at.
func (k *making) drive() error {
	for {
		j := k.active()
		busy, err := k.haltBut(j)
		if err != nil || j == nil || busy {
			return err
		}
		if k.desk {
			k.Due = true
			return nil
		}
		if j.Since.IsZero() {
			j.Since = k.t.Now
		}
		for len(k.Workers) < wide && j.Todo.first() >= 0 {
			if err := k.call(j, j.Todo.first()); err != nil {
				return err
			}
		}
		if len(k.Workers) > 0 {
			return nil
		}
		k.passed(j)
	}
}

// haltBut halts the walkers of other jobs, and says whether there are any.
func (k *making) haltBut(j *job) (busy bool, err error) {
	for i, w := range k.Workers {
		if j != nil && w.Job == j.No {
			continue
		}
		if busy = true; w.Halted {
			continue
		}
		k.Workers[i].Halted = true
		h := halt{Reference: k.Reference, Partition: w.Partition, Call: w.Call}
		if err := k.tell(k.walkerID(w.Partition), toldHalt, h); err != nil {
			return busy, err
		}
	}
	if k.Send != nil && k.Send != j {
		k.Send.rest(k.t.Now)
	}
	return busy, nil
}

func (k *making) walkerID(partition int) flows.ActorID {
	return k.t.IDs.Of(flows.KindWalker, walkerKey(k.Reference, partition))
}

func (k *making) call(j *job, partition int) error {
	j.Todo.drop(partition)
	k.Calls++
	k.Workers = append(k.Workers, worker{Partition: partition, Call: k.Calls, Job: j.No, Seq: j.Seq})
	return k.tell(k.walkerID(partition), toldGo, call{
		Reference: k.Reference, Partition: partition, Call: k.Calls, Job: j.No, Pass: j.Pass, Do: j.Do,
		Seq: j.Seq, Before: j.Before, Most: j.Most,
	})
}
