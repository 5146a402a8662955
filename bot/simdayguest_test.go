package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/event"
)

// simVisitor is somebody at the day of a hackathon. She goes where she wants to go by the
// buttons, and answers each question once. What she was told she remembers: the checks ask
// whether it is so.
type simVisitor struct {
	*simPerson

	d     *simDay
	i     int
	goal  goal
	plans []visit
	last  string // what the bot said last

	// Her team.
	code     string // as she was told
	wanted   string // the number that she typed
	silent   bool   // she does not say whether her name is shown
	shows    string
	agreed   time.Time // when she answered that first
	consents bool      // and was told that it is kept
	lines    []spoken

	// The door.
	noted  bool // somebody of the team notes her, and she says nothing
	wrong  bool // she writes a wrong number first
	inside bool // she was told that we know

	// What she hands in and votes for.
	mode     handing
	title    int // how many titles she has written
	handed   []given
	receipts []receipt
	refused  int      // how often she was told that it is too late
	shown    []string // lists of works
	looked   int      // how many of them since she went there
	chosen   []vote
	voted    string // the last vote of which she was told that it counts
	delays   bool   // she decides when the votes end
	late     bool   // she was told that they are over

	mark  event.Mark
	word  string
	rated bool
}

// goal is what she wants to do at the event.
type goal string

const (
	goalNone  goal = ""
	goalMake  goal = "make"
	goalJoin  goal = "join"
	goalLeave goal = "leave"
	goalTalk  goal = "talk"
	goalHand  goal = "hand"
	goalVote  goal = "vote"
)

// handing is when somebody hands in.
type handing string

const (
	handsEarly  handing = "early"
	handsAgain  handing = "again"  // early, and something newer later
	handsAsked  handing = "asked"  // when she is told of the deadline
	handsAtEnd  handing = "at end" // around the deadline
	handsBarely handing = "barely" // at the end of the grace
	handsLate   handing = "late"
	handsNever  handing = "never"
)

// visit is something that she begins at a time after the start.
type visit struct {
	at   time.Duration
	goal goal
}

// spoken is a line that she wrote to her team, given something that she handed in.
type spoken struct {
	text string
	to   []*simVisitor // who is to read it
}

type given struct {
	title string
	file  bool
	at    time.Time
}

// vote is a tap for a work.
type vote struct {
	title string
	at    time.Time
}

type receipt struct {
	title, no string
}

func newVisitor(d *simDay, i int) *simVisitor {
	v := &simVisitor{simPerson: newPerson(d.w, firstVisitor+i), d: d, i: i}
	v.name = fmt.Sprintf("Zora%c", 'a'+i)
	v.silent = i > 0 && v.would(150, "silent")
	v.noted = i == visitors-1
	v.wrong = v.would(250, "wrong")
	modes := []handing{handsEarly, handsEarly, handsAgain, handsAsked, handsAtEnd, handsBarely, handsLate, handsNever}
	v.mode = modes[int(d.w.plan.hash("hands in", v.n)%uint64(len(modes)))]
	if i == 0 && v.mode == handsNever { // else there may be nothing to vote for
		v.mode = handsAgain
	}
	v.mark = []event.Mark{event.MarkGood, event.MarkFine, event.MarkBad}[d.w.plan.hash("mark", v.n)%3]
	if v.would(500, "says") {
		v.word = fmt.Sprintf("word%d", v.n)
	}
	if int(d.w.plan.hash("leaver")%6) == i && i < 3 {
		v.plans = append(v.plans, visit{-270*time.Second + v.some("leaves", 10), goalLeave})
		if v.would(500, "makes another") {
			v.plans = append(v.plans, visit{-250*time.Second + v.some("makes", 10), goalMake})
		}
	}
	v.plans = append(v.plans, visit{-65*time.Second + v.some("talks", 15), goalTalk})
	switch v.mode {
	case handsEarly, handsAgain:
		v.plans = append(v.plans, visit{30*time.Second + v.some("hands", 30), goalHand})
	case handsAtEnd:
		v.plans = append(v.plans, visit{dayHandIn - 35*time.Second, goalHand})
	case handsBarely, handsLate:
		v.plans = append(v.plans, visit{dayHandIn + dayGrace - 40*time.Second, goalHand})
	case handsAsked, handsNever:
	}
	if v.mode == handsAgain {
		v.plans = append(v.plans, visit{dayHandIn - 40*time.Second, goalHand})
	}
	if v.delays = v.would(150, "delays"); !v.delays && v.would(500, "votes again") {
		v.plans = append(v.plans, visit{dayVotes + v.some("votes again at", 120), goalVote})
	}
	return v
}

func (v *simVisitor) actor() flows.ActorID { return v.w.ids.Person(v.user.ID) }

// would decides once and for all.
func (v *simVisitor) would(per1000 int, what string) bool {
	return v.w.plan.happens(per1000, "day "+what, v.n)
}

// some is a time of up to so many seconds.
func (v *simVisitor) some(what string, seconds int) time.Duration {
	return time.Duration(v.w.plan.hash("day "+what, v.n)%uint64(seconds*1000)) * time.Millisecond
}

// live does what she plans, reads, and answers.
func (v *simVisitor) live(ctx context.Context) {
	if v.i == 0 {
		v.pause(ctx, "start", 3000)
		v.goes(goalMake)
	} else {
		v.w.tg.Say(v.user, "/help") // until somebody writes, Telegram takes nothing for her
	}
	joins := v.d.made
	if v.i == 0 || v.i > 2 {
		joins = nil
	}
	for ctx.Err() == nil {
		changed := v.w.tg.Changed(v.user.ID)
		if v.reads(ctx) {
			continue
		}
		var next <-chan time.Time
		if len(v.plans) > 0 {
			next = time.After(time.Until(v.d.start.Add(v.plans[0].at)))
		}
		select {
		case <-changed:
		case <-joins:
			joins = nil
			v.pause(ctx, "joins", 1500)
			v.goes(goalJoin)
		case <-next:
			g := v.plans[0].goal
			v.plans = v.plans[1:]
			v.begins(g)
		case <-v.d.over:
			return
		case <-ctx.Done():
		}
	}
}

// begins begins what she has planned, if there is sense in it.
func (v *simVisitor) begins(g goal) {
	switch {
	case g == goalLeave && v.code == "", g == goalMake && v.code != "", g == goalTalk && (v.code == "" || !v.consents):
		return
	}
	v.goes(g)
}

// goes goes to the event for something.
func (v *simVisitor) goes(g goal) {
	v.goal, v.last, v.looked = g, "", 0
	v.w.tg.Say(v.user, "/events")
}

// mates are the others in her team, as they were told.
func (v *simVisitor) mates() (out []*simVisitor) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	for _, one := range v.d.folk {
		if one != v && one.code == v.code && one.consents {
			out = append(out, one)
		}
	}
	return out
}

// in notes in which team she is: "" for none.
func (v *simVisitor) in(code string) {
	v.d.mu.Lock()
	defer v.d.mu.Unlock()
	if v.code != code {
		v.consents, v.shows = false, ""
	}
	v.code = code
}

func (v *simVisitor) reads(ctx context.Context) bool {
	for _, m := range v.w.tg.MessagesAfter(v.user.ID, v.seen) {
		v.seen = m.ID
		if !m.FromBot || m.Kind == "voice" {
			continue
		}
		again := m.Text == v.last
		v.last = m.Text
		v.hears(m)
		if len(m.Buttons) == 0 && !strings.HasPrefix(m.Text, "What you write now") || again {
			continue
		}
		v.moves++
		v.pause(ctx, "thinks", 900)
		v.answers(ctx, m)
		return true
	}
	return false
}

var teamNumber = regexp.MustCompile(`\d{6}`)

// hears remembers what she was told.
func (v *simVisitor) hears(m sandbox.Message) {
	has := func(words string) bool { return strings.Contains(m.Text, words) }
	switch {
	case has("Your team has the number"): // she has made it, or was put there
		code := teamNumber.FindString(m.Text)
		v.in(code)
		if v.i == 0 && v.d.code == "" {
			v.d.code = code
			close(v.d.made)
		}
	case has("You are in the team now"):
		v.in(v.wanted)
	case has("You are in no team now."), has("You are not in the team for"):
		v.in("")
	case has("Good. This is your team"):
		v.d.mu.Lock()
		v.consents = true
		v.d.mu.Unlock()
	case has("we know that you are here"):
		v.inside = true
	case has("✅ We have it: "):
		v.receipts = append(v.receipts, receipt{behind(m.Text, "✅ We have it: ", "\n"), behind(m.Text, "Number ", ",")})
	case has("The time to hand in is over"):
		v.refused++
	case has("Your vote is for: "):
		v.voted = behind(m.Text, "Your vote is for: ", ".")
	case has("The time to vote is over"):
		v.late = true
	case has("Each person has one vote, until"):
		v.shown = append(v.shown, m.Text)
	case has("This helps us to make the next one better"):
		v.rated = true
	}
}

// behind is what stands behind some words, up to others.
func behind(text, after, before string) string {
	_, rest, _ := strings.Cut(text, after)
	out, _, _ := strings.Cut(rest, before)
	return out
}
