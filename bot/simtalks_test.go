package bot_test

import (
	"context"
	"sync"
	"testing"

	"wecan/bot"
	"wecan/flows"
	"wecan/store"
)

// simTalks are the people of a simulation who ask for a person, and the team that
// helps them.
type simTalks struct {
	w           *world
	askers      []*simAsker
	helpers     []*simHelper
	invitations map[string]string // the payload of the link, by the id in the programme file

	staffed chan struct{} // closed when all of the team have joined
	over    chan struct{} // closed when nobody asks for anything any more

	later sync.WaitGroup // what comes once more after a while

	mu      sync.Mutex
	joining int
	asking  int
	all     map[int]bool // askers of whom somebody has heard the last line
}

// newTalks makes the people, and invites the team through the runtime, as "wecan
// people invite" does.
func newTalks(w *world, s *store.Store) *simTalks {
	t := &simTalks{
		w: w, invitations: map[string]string{}, staffed: make(chan struct{}), over: make(chan struct{}),
		asking: w.plan.asks, all: map[int]bool{},
	}
	desk := bot.New(bot.Options{Store: s, Carrier: nobody{}, IDs: w.ids}, w.defs)
	if err := desk.Start(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	for i, id := range simTeam() {
		if w.plan.atBoard(i) {
			w.board.members = append(w.board.members, newMember(w.board, i))
			continue
		}
		t.helpers = append(t.helpers, newHelper(w, i))
		t.invitations[id] = invite(w.t.Context(), w.t, desk, w.ids, id, "utrecht")
	}
	if err := desk.Stop(0); err != nil {
		w.t.Fatal(err)
	}
	if t.joining = len(t.helpers); t.joining == 0 {
		close(t.staffed)
	}
	for i := range w.plan.asks {
		t.askers = append(t.askers, newAsker(w, i))
	}
	return t
}

// nobody carries nothing: there is nothing to carry.
type nobody struct{}

func (nobody) Carry(context.Context, flows.Effect) (int, error) { return 0, nil }

// live lets all of them live.
func (t *simTalks) live(ctx context.Context, crowd *sync.WaitGroup) {
	for _, h := range t.helpers {
		crowd.Go(func() { h.live(ctx) })
	}
	for _, a := range t.askers {
		crowd.Go(func() { a.live(ctx) })
	}
	if b := t.w.board; b != nil {
		for _, m := range b.members {
			crowd.Go(func() { m.live(ctx) })
		}
		crowd.Go(func() { b.feed(ctx) })
	}
	crowd.Go(func() { t.watch(ctx) })
}

// join notes that one more of the team has joined.
func (t *simTalks) join() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.joining--; t.joining == 0 {
		close(t.staffed)
	}
}

// end notes that one more needs nothing any more.
func (t *simTalks) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.asking--; t.asking == 0 {
		close(t.over)
	}
}

// hear notes that an asker's last line has come.
func (t *simTalks) hear(who int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all[who] = true
}

func (t *simTalks) heard(who int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.all[who]
}

// persons are the askers and the helpers.
func (t *simTalks) persons() (out []*simPerson) {
	for _, a := range t.askers {
		out = append(out, a.simPerson)
	}
	for _, h := range t.helpers {
		out = append(out, h.simPerson)
	}
	return out
}

// invite invites somebody of the team, and returns what her link says.
func invite(ctx context.Context, tb testing.TB, desk *bot.Runtime, ids flows.IDs, id, site string) string {
	tb.Helper()
	roster := ids.Of(flows.KindRoster, site)
	tell, err := flows.NewTell(roster, "people.invite", map[string]string{"id": id, "code": "code-" + id})
	if err != nil {
		tb.Fatal(err)
	}
	in := flows.Incoming{ID: "invite:" + id, To: roster, Input: flows.Told{Name: tell.Name, Data: tell.Data}}
	if err := desk.Handle(ctx, in); err != nil {
		tb.Fatal(err)
	}
	link, err := ids.Seal(flows.Link{Site: site, Cohort: "code-" + id, Flow: "team"})
	if err != nil {
		tb.Fatal(err)
	}
	return link
}
