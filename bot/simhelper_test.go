package bot_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot/sandbox"
)

// simHelper is somebody of the team: she joins by her invitation, takes requests,
// or does not, writes to the people by replies, and closes.
type simHelper struct {
	*simPerson

	id     string // in the programme file
	joined bool
	tapped map[string]int     // by reference: the newest message in her chat when she first tapped Accept
	cases  map[int]*simCase   // by asker
	opened map[string]closing // by reference: how a chat is closed
	ending bool               // she has begun to close one: one after the other
	latest latest
}

// latest is what she wrote last.
type latest struct {
	who  int // to whom
	text string
}

// simCase is one person's request, as she has it.
type simCase struct {
	reference string
	last      int // the newest line of the person's
	said      int
	closing   bool
}

// closing is a button.
type closing struct {
	message sandbox.Message
	data    string
}

// simTeam are the ids of the team in testdata/short/programme.yaml. The last one
// never says no.
func simTeam() []string { return []string{"nadia", "omar", "karin"} }

func newHelper(w *world, i int) *simHelper {
	return &simHelper{
		simPerson: newPerson(w, firstHelper+i), id: simTeam()[i],
		tapped: map[string]int{}, cases: map[int]*simCase{}, opened: map[string]closing{},
	}
}

// live joins, and works until nobody asks for anything any more.
func (h *simHelper) live(ctx context.Context) {
	h.pause(ctx, "start", 1000)
	h.w.tg.Say(h.user, "/start "+h.w.talks.invitations[h.id])
	for ctx.Err() == nil {
		changed := h.w.tg.Changed(h.user.ID)
		if h.read(ctx) || h.act(ctx) {
			continue
		}
		select {
		case <-changed:
		case <-time.After(time.Second): // somebody else may have heard the last line
		case <-h.w.talks.over:
			h.done = true
			return
		case <-ctx.Done():
		}
	}
}

func (h *simHelper) read(ctx context.Context) bool {
	for _, m := range h.w.tg.MessagesAfter(h.user.ID, h.seen) {
		h.seen = m.ID
		if m.FromBot {
			h.moves++
			h.hear(ctx, m)
			return true
		}
	}
	return false
}

// closesEarly is how many of 1000 helpers close before what they wrote last has
// come.
const closesEarly = 150

// saidBy finds what askers have said.
var saidBy = regexp.MustCompile(`(?:need|ask)(\d+)(?:n(\d+))?`)

func (h *simHelper) hear(ctx context.Context, m sandbox.Message) {
	number := numberForm.FindString(m.Text)
	switch {
	case strings.Contains(m.Text, "Which language do you want"):
		h.choose(m, "English")
	case strings.Contains(m.Text, "Welcome to the team") && !h.joined:
		h.joined = true
		h.w.talks.join()
	case offers(m, "✅ Accept"):
		h.pause(ctx, "thinks", 400)
		h.offered(ctx, m, number)
	case offers(m, "🏁 Close it") && number != "":
		h.opened[number] = closing{m, dataOf(m, "🏁 Close it")}
	case offers(m, "✅ Solved"):
		h.tap(m, dataOf(m, "✅ Solved"))
	case strings.Contains(m.Text, "Closed. I ask the person"):
		h.ending = false
	case strings.Contains(m.Text, "For whom is this?"):
		h.tap(m, dataOf(m, h.label(m)))
	case saidBy.MatchString(m.Text):
		h.line(m, number)
	}
}

// offered takes a request, or not. Somebody who is asleep taps when it is too late.
func (h *simHelper) offered(ctx context.Context, m sandbox.Message, number string) {
	willing := h.id == simTeam()[len(simTeam())-1]
	switch {
	case !willing && h.chance(200, "busy"):
		h.tap(m, dataOf(m, "⏸ I can't now"))
		return
	case !willing && h.chance(200, "asleep"):
		select {
		case <-time.After(asleep):
		case <-ctx.Done():
		}
	}
	if _, again := h.tapped[number]; !again {
		all := h.w.tg.Messages(h.user.ID)
		h.tapped[number] = all[len(all)-1].ID
	}
	h.tap(m, dataOf(m, "✅ Accept"))
	if h.chance(250, "double") {
		h.excuses++
		h.tap(m, dataOf(m, "✅ Accept"))
	}
}

// line hears what somebody wrote to her.
func (h *simHelper) line(m sandbox.Message, number string) {
	found := saidBy.FindStringSubmatch(m.Text)
	who, _ := strconv.Atoi(found[1]) // digits
	c := h.cases[who]
	if c == nil {
		c = &simCase{reference: number}
		h.cases[who] = c
	}
	c.last = m.ID
	if found[2] == strconv.Itoa(linesEach) {
		h.w.talks.hear(who)
	}
}

// act writes to the next one who waits for her, or closes.
func (h *simHelper) act(ctx context.Context) bool {
	for _, who := range slices.Sorted(maps.Keys(h.cases)) {
		c := h.cases[who]
		switch {
		case c.said < linesEach && !h.settled():
		case c.said < linesEach:
			h.moves++
			if h.chance(40, "block") {
				h.away(ctx)
			}
			h.pause(ctx, "writes", 1200)
			c.said++
			h.write(who, c)
			return true
		case h.ending:
		case !c.closing && !h.w.plan.happens(closesEarly, "early", h.n, who) && !h.arrived():
		case !c.closing && h.w.talks.heard(who) && h.opened[c.reference].data != "":
			c.closing, h.ending = true, true
			b := h.opened[c.reference]
			h.tap(b.message, b.data)
			return true
		case !c.closing && h.w.talks.heard(who) && h.alone(c):
			// The message with the button could not be brought: she had blocked the bot.
			c.closing, h.ending = true, true
			h.w.tg.Say(h.user, "/close")
			return true
		}
	}
	return false
}

// alone says whether she has nobody else to help.
func (h *simHelper) alone(with *simCase) bool {
	for _, c := range h.cases {
		if c != with && !c.closing {
			return false
		}
	}
	return h.blocks > 0
}

// label is the one of the person to whom she wrote last.
func (h *simHelper) label(m sandbox.Message) string {
	for _, row := range m.Buttons {
		if strings.HasSuffix(row[0].Text, h.cases[h.latest.who].reference) {
			return row[0].Text
		}
	}
	return ""
}

// settled says whether what she wrote last has come: with several people she waits
// for that, since she may be asked for whom it is.
func (h *simHelper) settled() bool {
	return h.w.plan.asks == 1 || h.latest.text == "" || h.arrived()
}

// arrived says whether what she wrote last has come.
func (h *simHelper) arrived() bool {
	return slices.Contains(h.w.talks.lines(h.w.talks.askers[h.latest.who-firstAsker].simPerson, "nav"), h.latest.text)
}

// write says something to one of those whom she helps: as a reply, or, where there
// can be no doubt, just so.
func (h *simHelper) write(who int, c *simCase) {
	text := h.text(who, c.said)
	h.latest = latest{who, text}
	if h.w.plan.asks == 1 && h.chance(500, "just so") {
		h.w.tg.Say(h.user, text)
		return
	}
	if _, err := h.w.tg.SayReply(h.user, text, c.last); err != nil {
		h.w.note("reply: " + err.Error())
	}
}

func dataOf(m sandbox.Message, label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}
