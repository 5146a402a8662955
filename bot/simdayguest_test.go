package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
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
	at   time.Time
	code string // the team that it is for
	to   []*simVisitor
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

// answers answers what she is asked, or goes where she wants to.
func (v *simVisitor) answers(ctx context.Context, m sandbox.Message) {
	for _, part := range []func(context.Context, sandbox.Message) (string, bool){v.onTheWay, v.ofTeams, v.atTheDoor, v.ofWork, v.ofVotes} {
		label, known := part(ctx, m)
		if !known {
			continue
		}
		if data := dataOf(m, label); data != "" {
			v.tap(m, data)
			if v.chance(150, "double") {
				v.tap(m, data)
			}
		}
		return
	}
}

// types writes an answer.
func (v *simVisitor) types(text string) (string, bool) {
	v.w.tg.Say(v.user, text)
	return "", true
}

// onTheWay are the pages between /events and what she wants.
func (v *simVisitor) onTheWay(_ context.Context, m sandbox.Message) (string, bool) {
	switch {
	case strings.Contains(m.Text, "or to sign up, tap the number"):
		if v.goal == goalNone {
			return "👍 OK", true
		}
		return "1", true
	case offers(m, "📍 At the event"):
		return "📍 At the event", true
	case strings.Contains(m.Text, "Your number for this event"):
		return map[goal]string{
			goalMake: "👥 My team", goalJoin: "👥 My team", goalLeave: "👥 My team", goalTalk: "👥 My team",
			goalHand: "📤 Hand in work", goalVote: "🗳 Look and vote",
		}[v.goal], true
	}
	return "", false
}

// ofTeams are the questions about her team.
func (v *simVisitor) ofTeams(ctx context.Context, m sandbox.Message) (string, bool) {
	asks := func(words string) bool { return strings.Contains(m.Text, words) }
	switch {
	case asks("you are in no team now. What"):
		return v.teamless(), true
	case asks("Which name do you want for your team"):
		if v.would(500, "named") {
			return v.types("Roses")
		}
		return "⏭ Skip", true
	case asks("Which number does the team have"):
		v.wanted = v.d.code
		return v.types(v.wanted)
	case asks("May the others in your team see your name"):
		return v.agrees(), true
	case asks("Your team for Day"):
		return map[goal]string{goalLeave: "❌ Leave the team", goalTalk: "💬 Write to my team"}[v.goal], true
	case asks("Do you want to leave your team?"):
		v.goal = goalNone
		return "✅ Yes", true
	case asks("What you write now goes to all in your team"):
		v.speaks(ctx)
		return "", true
	}
	return "", false
}

func (v *simVisitor) teamless() string {
	was := v.goal
	v.goal = goalNone // when this comes again there was no room
	switch was {      //nolint:exhaustive // for the others she needs none
	case goalMake:
		return "➕ Make a team"
	case goalJoin:
		return "🔢 Join a team"
	}
	return "👍 Wait"
}

// agrees says whether the others may see her name, unless she does not answer.
func (v *simVisitor) agrees() string {
	v.goal = goalNone
	if v.silent {
		return ""
	}
	if v.agreed.IsZero() {
		v.agreed = time.Now()
	}
	if v.would(400, "hides") {
		v.shows = "no"
		return "❌ No"
	}
	v.shows = "yes"
	return "✅ Yes"
}

// speaks writes to her team.
func (v *simVisitor) speaks(ctx context.Context) {
	if v.goal != goalTalk {
		return
	}
	v.goal = goalNone
	for k := range 2 {
		v.moves++
		v.pause(ctx, "writes", 1500)
		text := fmt.Sprintf("talk%dn%d", v.n, k)
		v.lines = append(v.lines, spoken{text, time.Now(), v.code, v.mates()})
		v.w.tg.Say(v.user, text)
	}
}

// atTheDoor are the questions whether she is there, and how it was.
func (v *simVisitor) atTheDoor(_ context.Context, m sandbox.Message) (string, bool) {
	asks := func(words string) bool { return strings.Contains(m.Text, words) }
	switch {
	case asks("It begins now") && v.noted:
		return "🕐 I come later", true
	case asks("It begins now"):
		return "📍 I am here", true
	case asks("A number with four digits stands at the entrance"):
		door := event.Door(v.w.ids, v.d.reference)
		if v.wrong {
			v.wrong = false
			return v.types(fmt.Sprint(1000 + (door+1)%9000))
		}
		return v.types(fmt.Sprint(door))
	case asks("At the entrance stands another number"):
		return "✏️ Write it again", true
	case asks("is over. How was it for you?"):
		return map[event.Mark]string{event.MarkGood: "😀 Good", event.MarkFine: "🙂 Fine", event.MarkBad: "🙁 Not good"}[v.mark], true
	case asks("Do you want to say more?") && v.word != "":
		return v.types(v.word)
	case asks("Do you want to say more?"):
		return "⏭ Skip", true
	}
	return "", false
}

// ofWork are the questions of a hand-in.
func (v *simVisitor) ofWork(ctx context.Context, m sandbox.Message) (string, bool) {
	asks := func(words string) bool { return strings.Contains(m.Text, words) }
	switch {
	case asks("you can hand in your work until"):
		if v.mode == handsAsked {
			return "📤 Hand in", true
		}
		return "Not now", true
	case asks("we ask for a title, some sentences"):
		v.goal = goalNone
		return "✅ Yes, start", true
	case asks("you have handed in already"):
		v.goal = goalNone
		return "✏️ Look and change", true
	case asks("What is the title of your work?"):
		v.title++
		return v.types(fmt.Sprintf("work%dn%d", v.n, v.title))
	case asks("What is it about?"):
		return v.types("about it")
	case asks("You can add one photo or one document") && v.files():
		v.w.tg.SendMedia(v.user, "photo")
		return "", true
	case asks("You can add one photo or one document"):
		return "⏭ Skip", true
	case asks("tap Hand in.") && len(v.handed) == v.title: // she looks at what she handed in
		return "✏️ Title", true
	case asks("tap Hand in."):
		v.waits(ctx)
		v.handed = append(v.handed, given{fmt.Sprintf("work%dn%d", v.n, v.title), v.files(), time.Now()})
		return "✅ Hand in", true
	}
	return "", false
}

// files says whether she has a photo.
func (v *simVisitor) files() bool { return v.would(400, "photo") }

// waits is until when she looks at her answers.
func (v *simVisitor) waits(ctx context.Context) {
	at := time.Duration(0)
	switch v.mode { //nolint:exhaustive // the others do not wait
	case handsAtEnd:
		at = dayHandIn - 5*time.Second + v.some("waits", 10)
	case handsBarely:
		at = dayHandIn + dayGrace - 4*time.Second + v.some("waits", 6)
	case handsLate:
		at = dayHandIn + dayGrace + 6*time.Second + v.some("waits", 10)
	}
	v.until(ctx, at)
}

// until lets time pass until so long after the start.
func (v *simVisitor) until(ctx context.Context, at time.Duration) {
	select {
	case <-time.After(time.Until(v.d.start.Add(at))):
	case <-ctx.Done():
	}
}

var workTitle = regexp.MustCompile(`work\d+n\d+`)

// ofVotes are the pages of what there is to vote for.
func (v *simVisitor) ofVotes(ctx context.Context, m sandbox.Message) (string, bool) {
	asks := func(words string) bool { return strings.Contains(m.Text, words) }
	switch {
	case asks("you can see now what people have made"):
		v.goal = goalVote
		return "🗳 Look and vote", true
	case asks("Each person has one vote, until"):
		return v.picks(m), true
	case asks("Do you want to vote for this one?"):
		v.goal = goalNone
		if v.delays {
			v.until(ctx, dayDecided-4*time.Second+v.some("decides", 8))
		}
		v.chosen = append(v.chosen, vote{workTitle.FindString(m.Text), time.Now()})
		return "🗳 Vote for this", true
	case asks("This is yours, so you can vote"), asks("Your vote is for this one."):
		return "⬅️ Back to the list", true
	}
	return "", false
}

// picks looks at one of a list, and at another one the next time.
func (v *simVisitor) picks(m sandbox.Message) string {
	n := 0
	for n < 8 && offers(m, fmt.Sprint(n+1)) {
		n++
	}
	if v.looked++; v.looked > n || v.goal != goalVote {
		return "👍 OK"
	}
	first := int(v.w.plan.hash("day picks", v.n, len(v.chosen)) % uint64(n))
	return fmt.Sprint((first+v.looked)%n + 1)
}

// titles are the works that stand in a list.
func titles(list string) []string {
	out := workTitle.FindAllString(list, -1)
	slices.Sort(out)
	return out
}
