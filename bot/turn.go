package bot

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"wecan/flows"
)

// take makes the turn of one input, again and again until it is committed, was
// seen before, is kept for later, or the runtime ends. It answers the turn's verdict.
func (r *Runtime) take(m *mailbox, in flows.Incoming) (verdict string, err error) {
	started := time.Now()
	verdict, err = r.attempts(m, in)
	if err == nil {
		r.Meter.Took(StageTurn, time.Since(started))
	}
	return verdict, err
}

// failuresAllowed is how often a turn may fail before its actor is put aside.
const failuresAllowed = 3

func (r *Runtime) attempts(m *mailbox, in flows.Incoming) (verdict string, err error) {
	r.overtake(m, in.Input)
	defs := r.defs.Load()
	t := &turn{r: r, m: m, in: in, defs: defs, etag: r.newEtag()}
	for failures := 0; ; {
		done, err := t.try()
		switch {
		case done:
			return t.verdict, nil
		case err == nil:
			continue // a conflict: once more, on the state it answered
		case errors.Is(err, flows.ErrNewerSchema), errors.Is(err, errStopped):
			return "", err
		}
		m.forget()
		if errors.Is(err, flows.ErrUnreadable) {
			return "", r.lament(in, err)
		}
		var bad *defect
		if !errors.As(err, &bad) {
			if !r.pauseAfter(&t.trouble, err, in) {
				return "", errStopped
			}
			continue
		}
		if failures++; failures >= failuresAllowed {
			return "", r.park(m, in, bad)
		}
	}
}

// defect is a turn that failed in itself: a panic, an error of Step, a state
// that does not decode. To try it again rarely helps.
type defect struct{ reason string }

func (d *defect) Error() string { return d.reason }

// turn is one input on its way through load, step and commit.
type turn struct {
	r       *Runtime
	m       *mailbox
	in      flows.Incoming
	defs    *flows.Definitions
	etag    flows.Etag
	pending *flows.Commit  // sent to the store, outcome unknown
	lasting []flows.Effect // its effects, as the machine made them
	left    *memory        // what is known of the actor once it is committed
	aside   []flows.Effect
	reports []string
	verdict string
	trouble int // store calls that failed in a row
}

// try makes the turn once. It returns done when nothing is left to do, and
// neither done nor an error when another commit came first.
func (t *turn) try() (done bool, err error) {
	if t.pending != nil {
		return t.commit()
	}
	record, err := t.load()
	if err != nil {
		return false, err
	}
	mem := t.m.recall(record.Etag)
	if mem == nil {
		mem = &memory{}
		mem.frame, err = decodeFrame(record.State)
	}
	if errors.Is(err, flows.ErrNewerSchema) {
		return false, err
	}
	if err != nil && record.Parked == nil {
		return false, &defect{reason: err.Error()}
	}
	if etag, ok := mem.frame.committer(t.in.ID); ok {
		t.m.remind(mem.whole())
		return t.seen(etag)
	}
	if record.Parked != nil {
		t.verdict = ""
		return true, t.keep(record.Parked)
	}
	if mem.etag == "" {
		if mem.actor, err = mem.frame.decodeActor(t.in.To, t.now()); err != nil {
			return false, &defect{reason: err.Error()}
		}
	}
	if stale := t.ring(&mem.actor); stale {
		return true, nil
	}
	in, err := t.filled()
	if err != nil {
		return false, err
	}
	if err := t.step(record, mem, in); err != nil {
		return false, err
	}
	return t.commit()
}

func (t *turn) now() time.Time { return t.r.Now().UTC().Truncate(time.Millisecond) }

// load gets the actor from memory or from the store, with the members its
// machine wants for this input.
func (t *turn) load() (*flows.Record, error) {
	var members []string
	if machine, err := t.defs.Machine(t.in.To); err == nil {
		if l, ok := machine.(flows.Loader); ok {
			members = l.Members(t.in.Input)
		}
	}
	t.m.mu.Lock()
	record := t.m.record
	t.m.mu.Unlock()
	if record != nil && record.Parked == nil && len(members) == 0 {
		return record, nil // one put aside is read again: an operator takes it up from outside
	}
	record, err := t.r.Store.Load(t.r.life, t.in.To, members)
	if err != nil {
		return nil, err
	}
	t.m.keep(record)
	return record, nil
}

// ring takes a due timer off the actor. It reports true for one that the actor
// no longer waits for.
func (t *turn) ring(a *flows.Actor) (stale bool) {
	timer, ok := t.in.Input.(flows.Timer)
	if !ok {
		return false
	}
	due, ok := a.Timers[timer.Name]
	if !ok || !due.Equal(timer.Due) {
		return true
	}
	delete(a.Timers, timer.Name)
	return false
}

// seen answers an input that came again. If the etag it produced is mine, my
// own commit had been applied and only its reply was lost, so the sending is
// mine too; else somebody sends already.
func (t *turn) seen(etag flows.Etag) (bool, error) {
	t.r.Meter.Count(EventSeen)
	if err := t.r.Store.Affirm(t.r.life, t.in.To); err != nil {
		return false, err
	}
	if etag == t.etag {
		t.applied()
		t.r.takeOver(t.m)
		t.r.carryAside(t.in, t.aside)
		return true, nil
	}
	t.verdict = flows.VerdictSeen
	// A tap that came again still turns its waiting circle: stop it.
	if tap, ok := t.in.Input.(flows.Tap); ok {
		t.r.carryAside(t.in, []flows.Effect{flows.Answer{Query: tap.Query}})
	}
	return true, nil
}

// step runs the machine on the input as it was filled, and prepares the commit.
func (t *turn) step(record *flows.Record, mem *memory, in flows.Input) error {
	now := t.now()
	f, actor := mem.frame, mem.actor
	actor.ID = t.in.To
	before, indexed := f.actor, slices.Clone(actor.Index)
	ft := flows.Turn{Now: now, IDs: t.r.IDs, Receipts: record.Receipts, Members: record.Members, Memory: mem.body}
	t.r.draw(ft.Seed[:])
	receipts := t.m.receipts()
	ft.Receipts = append(slices.Clone(record.Receipts), receipts.list...)

	result, err := t.runStep(ft, actor, in)
	if err != nil {
		return err
	}
	if t.verdict = result.Verdict; !flows.GoodVerdict(t.verdict) {
		return &defect{reason: "the verdict is none: see GoodVerdict"}
	}
	state, err := encodeActor(result.Actor)
	if err != nil {
		return &defect{reason: fmt.Sprintf("the new state does not encode: %v", err)}
	}
	f.actor = state
	f.remember(t.in.ID, t.etag, now)
	c := &flows.Commit{
		Base: record, Etag: t.etag, State: f.encode(), Timer: result.Actor.NextTimer(),
		Created: result.Actor.Created, Members: result.Members, Acks: receipts.acks,
	}
	if len(c.State) > flows.StateLimit {
		return &defect{reason: fmt.Sprintf("the new state has %d bytes, the limit is %d", len(c.State), flows.StateLimit)}
	}
	for _, name := range result.Actor.Index {
		if !slices.Contains(indexed, name) {
			c.IndexAdd = append(c.IndexAdd, name)
		}
	}
	for _, name := range indexed {
		if !slices.Contains(result.Actor.Index, name) {
			c.IndexCut = append(c.IndexCut, name)
		}
	}
	did, err := encodeEffects(result.Effects)
	if err != nil {
		return err
	}
	t.sort(c, result.Effects, did, time.Now().UTC().Truncate(time.Millisecond))
	if result.Withheld {
		c.Journal, err = withheldEntry(t, ft)
	} else {
		c.Journal, err = journalEntry(t, ft, before, did)
	}
	if err != nil {
		return &defect{reason: err.Error()}
	}
	t.pending, t.reports = c, result.Reports
	// One copy of the JSON is kept: the state's own.
	f.actor = c.State[len(c.State)-len(state):]
	if n := len(result.Actor.Body); n > 0 {
		result.Actor.Body = json.RawMessage(f.actor[len(state)-1-n : len(state)-1])
	}
	t.left = &memory{etag: t.etag, frame: f, actor: result.Actor, body: result.Memory}
	return nil
}

// effectsMost is how many effects a turn may have: two digits of an [flows.EffectID]
// number them.
const effectsMost = 256

func encodeEffects(effects []flows.Effect) ([][]byte, error) {
	if len(effects) > effectsMost {
		return nil, &defect{reason: fmt.Sprintf("a turn with more than %d effects", effectsMost)}
	}
	out := make([][]byte, len(effects))
	for i, e := range effects {
		data, err := flows.EncodeEffect(e)
		if err != nil {
			return nil, &defect{reason: err.Error()}
		}
		out[i] = data
	}
	return out, nil
}

// sort parts the effects into those of the outbox and those carried at once.
func (t *turn) sort(c *flows.Commit, effects []flows.Effect, encoded [][]byte, now time.Time) {
	t.aside, t.lasting = nil, nil
	for i, e := range effects {
		if !flows.Lasting(e) {
			t.aside = append(t.aside, e)
			continue
		}
		id := flows.EffectID(string(t.etag) + hexDigits[i>>4:i>>4+1] + hexDigits[i&15:i&15+1])
		t.lasting = append(t.lasting, e)
		c.Effects = append(c.Effects, flows.OutboxEntry{ID: id, Appended: now, Effect: traced(t.in.Trace, encoded[i])})
	}
}

const hexDigits = "0123456789abcdef"

// runStep calls the machine and turns its panic into a defect. What a panic
// says may quote a person, so only where it happened is kept.
func (t *turn) runStep(ft flows.Turn, actor flows.Actor, in flows.Input) (result flows.Result, err error) {
	started := time.Now()
	defer func() {
		if v := recover(); v != nil {
			err = &defect{reason: "the step panicked at " + panicPlace(debug.Stack())}
		}
	}()
	result, err = t.defs.Step(ft, actor, in)
	t.r.Meter.Took(StageStep, time.Since(started))
	if err != nil {
		return result, &defect{reason: err.Error()}
	}
	return result, nil
}

// commit writes the pending commit. When its outcome stays unknown it is
// written again as it is.
func (t *turn) commit() (done bool, err error) {
	c := t.pending
	held := t.m.board(len(c.Acks))
	defer t.r.land(t.m)
	started := time.Now()
	answer, err := t.r.Store.Commit(t.r.life, c, held)
	t.r.Meter.Took(StageCommit, time.Since(started))
	if err != nil {
		return false, err
	}
	t.trouble = 0
	if !answer.Conflict {
		t.r.noteTurn(t, c)
		t.m.committed(answer, c)
		t.m.remind(t.left)
		t.r.Meter.Count(EventTurn)
		t.applied()
		t.r.carryAside(t.in, t.aside)
		t.r.sendCommitted(t, answer)
		return true, nil
	}
	t.m.keep(answer.Record)
	if answer.Record.Etag == c.Etag {
		// Applied by an earlier try whose reply was lost.
		t.r.noteTurn(t, c)
		t.r.Meter.Count(EventTurn)
		t.applied()
		t.m.used(c)
		t.r.carryAside(t.in, t.aside)
		t.r.takeOver(t.m)
		return true, nil
	}
	t.r.Meter.Count(EventConflict)
	t.pending = nil
	return false, nil
}

// applied tells whoever looks after the bot what the turn reports, now that it
// is known to be committed. A process that dies before says nothing.
func (t *turn) applied() {
	for _, report := range t.reports {
		t.r.Meter.Count(EventReported)
		t.r.Log.ErrorContext(t.r.life, "a turn reports what somebody must look at",
			"report", report, "actor", string(t.in.To), "trace", t.in.Trace)
	}
	t.reports = nil
}

// pauseAfter waits before a store call is repeated, longer each time.
func (r *Runtime) pauseAfter(trouble *int, err error, in flows.Incoming) bool {
	*trouble++
	r.Meter.Count(EventRetry)
	if *trouble == 3 {
		r.Log.WarnContext(r.life, "the store does not answer; trying again until it does", "trace", in.Trace, "error", err)
	}
	return r.sleep(min(20*time.Millisecond<<min(*trouble, 8), 2*time.Second))
}
