package bot_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows/event"
)

// What somebody at the day of a hackathon answers to what stands on her phone.

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
		v.lines = append(v.lines, spoken{text, v.mates()})
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
			return v.types(strconv.Itoa(1000 + (door+1)%9000))
		}
		return v.types(strconv.Itoa(door))
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
	for n < 8 && offers(m, strconv.Itoa(n+1)) {
		n++
	}
	if v.looked++; v.looked > n || v.goal != goalVote {
		return "👍 OK"
	}
	first := int(v.w.plan.hash("day picks", v.n, len(v.chosen)) % uint64(n))
	return strconv.Itoa((first+v.looked)%n + 1)
}

// titles are the works that stand in a list.
func titles(list string) []string {
	out := workTitle.FindAllString(list, -1)
	slices.Sort(out)
	return out
}
