package referral_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/flows/referral"
)

// The model with a team at Mattermost: what stands there is watched too.

// wrotePost is what somebody of the team wrote in a thread.
type wrotePost struct {
	id, reference, who, token string
	mayPass                   bool // she had it when she wrote that, and it was no note
}

// readers are the people of the team who read a channel.
func (x *model) readers(channel string) []flows.TeamMember {
	var out []flows.TeamMember
	for _, m := range x.team {
		site, _ := x.defs.Programme.Site(m.Site)
		at := site.Mattermost
		if m.Mattermost != "" && (at.Channel == channel || at.Restricted == channel && m.IsTrained()) {
			out = append(out, m)
		}
	}
	return out
}

// watchBoard looks at what the bot writes at Mattermost.
func (x *model) watchBoard(on *stands, _ flows.Effect) {
	text := on.String()
	if on.who != "" {
		return
	}
	x.note()
	for words, w := range x.about {
		mentions := strings.Contains(text, words)
		named := w.reference != "" && strings.Contains(text, w.reference)
		if !mentions && !named || strings.Contains(text, "goes on somewhere else") {
			continue
		}
		if on.post.Card != nil && mentions {
			x.fail("the card of %s tells a word or a name: %s", w.reference, text)
		}
		taken := false
		for _, m := range x.readers(on.channel) {
			taken = taken || x.owners[w.reference][x.chatOf(m.ID)]
			switch {
			case w.restricted && !m.IsTrained():
				x.fail("%s is not trained, and reads of %s: %s", m.ID, w.reference, text)
			case w.avoid != "" && w.avoid == m.Name:
				x.fail("%s must not see %s, and reads: %s", m.ID, w.reference, text)
			case (w.team || w.complaint) && m.Site == w.site:
				x.fail("%s is of the site that must not see %s, and reads: %s", m.ID, w.reference, text)
			case !x.board.late && x.wishedAway(w.reference, m.ID): // what was on its way before that comes still
				x.fail("the person has wished %s away from %s, and she reads on: %s", m.ID, w.reference, text)
			}
		}
		if mentions && !taken {
			x.fail("nobody who reads %s has taken %s, and there stands: %s", on.channel, w.reference, text)
		}
	}
}

func (x *model) chatOf(id string) int64 {
	for chat, m := range x.team {
		if m.ID == id {
			return chat
		}
	}
	return 0
}

func (x *model) wishedAway(reference, id string) bool {
	return slices.ContainsFunc(x.views(), func(v referral.View) bool {
		return v.Reference == reference && slices.ContainsFunc(v.Changes, func(c referral.Change) bool { return c.What == referral.Another && c.Who == id })
	})
}

// watchPosts: what the team writes in a thread reaches the person when whoever has
// it means it for her, and else nobody.
func (x *model) watchPosts(chat int64, e flows.Effect) {
	s, is := e.(flows.Send)
	if !is {
		return
	}
	for _, p := range x.posted {
		if strings.Contains(s.Text, p.token) && !p.mayPass {
			x.fail("%d reads what %s wrote for the team about %s: %s", chat, p.who, p.reference, s.Text)
		}
	}
}

// checkAccepts: nobody has it because somebody else said so.
func (x *model) checkAccepts(v referral.View) {
	for _, c := range v.Changes {
		if m := x.team[x.chatOf(c.By)]; c.What == referral.Accepted && m.Mattermost != "" && x.phones[x.chatOf(c.By)] == nil && !slices.Contains(x.accepts, v.Reference+" "+c.By) {
			x.fail("%s has %s, and never said that she takes it", c.By, v.Reference)
		}
	}
}

// talksInThread is who talks with the person at Mattermost.
func (x *model) talksInThread(v referral.View) []int64 {
	if o := x.thread(v.Reference).Owner; o != "" {
		return []int64{x.chatOf(o)}
	}
	return nil
}

// atMattermost does one thing there.
func (x *model) atMattermost(chat int64) string {
	who := x.team[chat].ID
	all := x.views()
	if len(all) == 0 {
		return "nothing stands there"
	}
	v := all[x.choose("about", len(all))]
	if x.choose("likely", 3) > 0 { // whoever is to do something
		if c := x.desk(v.Reference); c.Asked != "" {
			who = c.Asked
		} else if v.Owner != "" {
			who = v.Owner
		}
	}
	switch x.choose("there", 15) {
	case 0, 1, 2, 3:
		return x.tapsCard(v.Reference, who)
	case 4, 5, 6:
		return x.writesThere(v, who)
	case 7:
		return x.changesThere()
	case 8:
		x.board.away = true
		return "Mattermost goes away"
	case 9:
		x.comesBack()
		x.drain()
		return "Mattermost comes back"
	case 11:
		return x.tapsCard(v.Reference, "")
	case 12:
		return x.wishesAnother(v)
	case 10:
		x.board.refuse = nil
		return "Mattermost takes all"
	default:
		channel := []string{"help/leipzig", "help/trained", "help/leipzig", "help/roma"}[x.choose("channel", 4)]
		x.board.refuse = func(e flows.Effect) bool {
			p, is := e.(flows.Post)
			r, isRe := e.(flows.Repost)
			return is && p.Channel == channel || isRe && r.Channel == channel
		}
		return "Mattermost refuses " + channel
	}
}

// wishesAnother has the person tap that she wishes for somebody else.
func (x *model) wishesAnother(v referral.View) string {
	to := x.ids.Of(flows.KindReferral, v.Reference)
	var stored struct {
		Person flows.ActorID `json:"person"`
	}
	if err := json.Unmarshal(x.actors[to].Body, &stored); err != nil {
		x.fail("%v", err)
	}
	x.bring(delivery{to, flows.Told{From: stored.Person, Name: "another", Data: fmt.Appendf(nil, `{"id":"a%d"}`, x.turns)}})
	return "the person wishes for somebody else"
}

// drain brings what has come of something that did not begin with an input.
func (w *world) drain() {
	w.tb.Helper()
	if len(w.queue) > 0 {
		next := w.queue[len(w.queue)-1]
		w.queue = w.queue[:len(w.queue)-1]
		w.bring(next)
	}
}

func (x *model) tapsCard(reference, who string) string {
	verbs := []string{"accept", "accept", "accept", "busy", "refuse", "pass", "passtime", "passdanger", "close", "closesolved", "ready", "readyhello", "back", "readynothing"}
	if x.desk(reference).Asked == who {
		verbs = verbs[:6]
	}
	verb := verbs[x.choose("verb", len(verbs))]
	if verb == "accept" {
		x.accepts = append(x.accepts, reference+" "+who)
	}
	x.clicks(reference, who, verb)
	return who + " taps " + verb
}

func (x *model) writesThere(v referral.View, who string) string {
	token := fmt.Sprintf("Post%dbyTheTeam", len(x.posted))
	t := x.thread(v.Reference)
	note := x.choose("note", 3) == 0
	text := token
	if note {
		text = "// " + text
	}
	p := wrotePost{reference: v.Reference, who: who, token: token, mayPass: !note && t.Owner == who && v.Owner == who}
	x.posted = append(x.posted, p)
	x.posted[len(x.posted)-1].id = x.posts(v.Reference, who, text)
	return who + " writes in a thread"
}

// changesThere changes or deletes a post of somebody's.
func (x *model) changesThere() string {
	if len(x.posted) == 0 {
		return "has written nothing"
	}
	p := x.posted[x.choose("post", len(x.posted))]
	if x.choose("deletes", 2) == 0 {
		x.outside(referral.NewDeletion(x.ids, p.reference, p.who, p.id))
		return p.who + " deletes a post"
	}
	text := p.token + " changed"
	if !p.mayPass {
		text = "// " + text
	}
	x.outside(referral.NewEdit(x.ids, p.reference, p.who, p.id, text, strconv.FormatUint(x.turns, 36)))
	return p.who + " changes a post"
}

func TestReferralsAtMattermostAreNeverLost(t *testing.T) {
	steps := 30
	if racing {
		steps = 8
	}
	rapid.Check(t, func(rt *rapid.T) {
		choose := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(rt, what) }
		if err := newModelOf(t, choose, withMattermost).live(steps); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestReferralsAtMattermostByChance(t *testing.T) {
	seeds := uint64(10)
	if racing {
		seeds = 2
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 9))
		x := newModelOf(t, func(_ string, n int) int { return r.IntN(n) }, withMattermost)
		if err := x.live(120); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}
