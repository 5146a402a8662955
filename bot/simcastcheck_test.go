package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
	"wecan/store"
)

// What must be so when announcements are over, as ADR 0041 and the issue promise it: what
// stands in the chats, what each person keeps, and what is counted, beside each other.

// keptCast is what a person keeps of an announcement.
type keptCast struct {
	Ref     string    `json:"r"`
	Lang    i18n.Lang `json:"l"`
	At      int64     `json:"t"`
	Message int       `json:"m"`
	Answer  string    `json:"a"`
	Replied bool      `json:"y"`
	Lost    bool      `json:"x"`
	Unsure  bool      `json:"z"`
	Gone    bool      `json:"d"`
}

// keptReader is somebody as the store has her.
type keptReader struct {
	created time.Time
	had     []keptCast
}

func (k *simCast) kept(ctx context.Context, s *store.Store, r *simReader) (out keptReader, err error) {
	rec, err := s.Load(ctx, r.actor(), nil)
	if err != nil {
		return out, err
	}
	a, _, err := bot.Inspect(r.actor(), rec.State)
	if err != nil {
		return out, err
	}
	var body struct {
		Cast struct {
			Had []keptCast `json:"h"`
		} `json:"ca"`
	}
	if len(a.Body) > 0 {
		err = json.Unmarshal(a.Body, &body)
	}
	return keptReader{a.Created, body.Cast.Had}, err
}

func (r keptReader) of(reference string) *keptCast {
	at := slices.IndexFunc(r.had, func(h keptCast) bool { return h.Ref == reference })
	if at < 0 {
		return nil
	}
	return &r.had[at]
}

// check looks at everybody and at what is counted.
func (k *simCast) check(ctx context.Context, s *store.Store, bad func(string, ...any)) (twice int, chats string) {
	unsure := 0
	for _, a := range k.notices {
		v, open, err := a.view(ctx)
		if err != nil || open {
			bad("notice %d is not over: %s %v", a.n, v.State, err)
			continue
		}
		sum := newTally(v)
		for _, r := range append(slices.Clone(k.folk), k.late) {
			kept, err := k.kept(ctx, s, r)
			if err != nil {
				bad("reader %d: %v", r.i, err)
				continue
			}
			for _, line := range a.checkReader(r, kept, v) {
				bad("notice %d (%s), reader %d (%s): %s: %+v: %s", a.n, a.plan.Kind, r.i, r.habit, line, kept.of(a.reference), k.w.tail(r.simPerson))
			}
			if a.unmended(r, kept) {
				sum.unmended++
			}
			n := sum.add(r, kept, a.reference, len(a.messages(r)))
			if twice += n; n > 0 {
				chats += k.w.tail(r.simPerson)
			}
		}
		unsure += sum.unsure
		for _, line := range sum.check(a) {
			bad("notice %d (%s, %s): %s", a.n, a.plan.Kind, v.State, line)
		}
	}
	// Where Redis' clock goes back, leases that were good are not, and what was marked is not
	// called: then more is uncertain than calls were open.
	if most := k.w.unsure + k.w.gateways; unsure+twice > most && (twice > most || k.w.plan.skew == 0) {
		bad("%d messages are uncertain and %d came twice, but only %d calls were in flight or unanswered", unsure, twice, most)
	}
	return twice, chats
}

// messages are those of it in somebody's chat, as they stand there.
func (a *simNotice) messages(r *simReader) (out []sandbox.Message) {
	for _, m := range r.w.tg.Messages(r.user.ID) {
		if m.FromBot && strings.Contains(m.Text, a.mark()) {
			out = append(out, m)
		}
	}
	return out
}

// checkReader looks at what one person has of it.
func (a *simNotice) checkReader(r *simReader, kept keptReader, v broadcast.View) (wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	h, all := kept.of(a.reference), a.messages(r)
	if len(all) > 1 && a.plan.Kind != flows.CastSafety {
		bad("it came %d times", len(all))
	}
	if h == nil {
		if len(all) > 0 {
			bad("it came, and she does not know")
		}
		if !a.cancelled && !a.deleted && !a.excused(r, kept, v) {
			bad("she was missed")
		}
		return wrong
	}
	switch {
	case h.Lost && len(all) > 0 && a.plan.Kind != flows.CastSafety:
		bad("it came, and is said not to have come")
	case !h.Lost && !h.Unsure && len(all) == 0:
		bad("it is said to have come")
	case a.week && !r.wantsWeek(), !a.week && !r.moved && r.site != "utrecht":
		bad("it was not for her")
	case r == r.k.late && kept.created.After(v.Sent.Began):
		bad("she came after it began")
	case h.At > a.quiet.Unix()+1:
		bad("she got it after it was over")
	}
	for _, m := range all {
		switch stops := a.plan.Kind == flows.CastInformation || (a.week || a.plan.Kind == flows.CastProgramme) && r.all; {
		case a.week && r.week > 0 && m.ID > r.week:
			bad("it came after she had stopped the events of the week")
		case r.stopped > 0 && stops && m.ID > r.stopped:
			bad("it came after she had stopped it")
		case !a.deleted && m.Deleted:
			bad("nobody has deleted it")
		}
	}
	return wrong
}

// unmended says whether a message of it stands there that is not as it was mended last.
func (a *simNotice) unmended(r *simReader, kept keptReader) bool {
	h := kept.of(a.reference)
	return h != nil && !a.week && r.habit != habitBlocks && slices.ContainsFunc(a.messages(r), func(m sandbox.Message) bool {
		return m.ID == h.Message && !h.Unsure && (a.deleted && !m.Deleted || !a.deleted && !strings.Contains(m.Text, a.newest()))
	})
}

// excused says whether there is a reason for which she has not got it.
func (a *simNotice) excused(r *simReader, kept keptReader, v broadcast.View) bool {
	switch r.habit { //nolint:exhaustive // the others want it
	case habitMoves:
		if !a.week {
			return true
		}
	case habitBlocks:
		return true
	case habitStops, habitButton:
		if a.stoppable() {
			return true
		}
	}
	if a.week {
		return !r.wantsWeek()
	}
	return r.site != "utrecht" || r.comesInto(kept, v)
}

// joining is how long the turn with which somebody comes may take while Redis fails.
const joining = 10 * time.Second

// comesInto says whether the walk need not have met her: it may have passed her place
// before her first turn was committed.
func (r *simReader) comesInto(kept keptReader, v broadcast.View) bool {
	return r == r.k.late && !kept.created.Before(v.Sent.Began.Add(-joining))
}

// castTally is what people say, beside what is counted.
type castTally struct {
	v       broadcast.View
	met     int // people who were there when it began
	coming  int // and those who came just before, and may have been met
	langs   map[i18n.Lang]int
	lost    int
	unsure  int
	replied int
	answers map[string]int

	unmended int // whose message does not stand there as it was mended
}

func newTally(v broadcast.View) *castTally {
	return &castTally{v: v, langs: map[i18n.Lang]int{}, answers: map[string]int{}}
}

// add adds somebody. What it answers is how many messages came twice.
func (c *castTally) add(r *simReader, kept keptReader, reference string, messages int) (twice int) {
	switch {
	case !kept.created.Before(c.v.Sent.Began):
	case r.comesInto(kept, c.v):
		c.coming++
	default:
		c.met++
	}
	h := kept.of(reference)
	if h == nil {
		return 0
	}
	c.langs[h.Lang]++
	if h.Lost {
		c.lost++
	}
	if h.Unsure {
		c.unsure++
	}
	if h.Replied {
		c.replied++
	}
	if h.Answer != "" {
		c.answers[h.Answer]++
	}
	return max(0, messages-1)
}

// check says where what is counted is not what people say. Of an announcement that was
// stopped on its way the last verdicts may be missing: a crash has taken them, and nobody
// asks again.
func (c *castTally) check(a *simNotice) (wrong []string) {
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	had := 0
	for _, n := range c.langs {
		had += n
	}
	sent, counted := c.v.Sent.Of(flows.CastSent), c.v.Sent.People()
	switch {
	case a.cancelled || a.deleted:
		if sent > had {
			bad("%d are counted as sent to, %d have it", sent, had)
		}
	case sent+c.v.Sent.Of(broadcast.WordAside) < had || sent > had:
		bad("%d are counted as sent to, %d have it: %v", sent, had, c.v.Sent.Words)
	case counted < c.met || counted > c.met+c.coming:
		bad("%d people are counted, there were %d, and %d came: %v", counted, c.met, c.coming, c.v.Sent.Words)
	}
	for lang, n := range c.v.Sent.Langs(flows.CastSent) {
		if lang != "" && n > c.langs[lang] {
			bad("%d are counted as sent to in %s, there are %d", n, lang, c.langs[lang])
		}
	}
	if c.unmended > 0 {
		bad("%d messages are not as they were mended: %v", c.unmended, c.v.Mended.Words)
	}
	c.checkNews(bad)
	return wrong
}

func (c *castTally) checkNews(bad func(string, ...any)) {
	news := c.v.News
	if n := news.Of(flows.CastBarred) + news.Of(flows.CastRefused) + news.Of(flows.CastRetracted); n != c.lost {
		bad("%d are counted as not reached, %d were not: %v", n, c.lost, news)
	}
	if n := news.Of(flows.CastUncertain); n != c.unsure {
		bad("%d are counted as uncertain, %d are", n, c.unsure)
	}
	if n := news.Of(flows.CastReplied); n != c.replied {
		bad("%d are counted as having replied, %d have", n, c.replied)
	}
	for _, id := range []string{"yes", "no"} {
		n := 0
		for _, count := range c.v.Answers[id] {
			n += count
		}
		if n != c.answers[id] {
			bad("%d are counted for %s, %d said it", n, id, c.answers[id])
		}
	}
}
