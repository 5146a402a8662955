package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/flows/event"
	"wecan/store"
)

// The events of the week, from the choice of people to a place at one: by a process that
// is killed while they go out. Whoever chose them gets them once, in her language; whoever
// chose others, or stops them while hers waits, gets none.

const (
	weekPeople = 16 // who chose what there is
	weekRate   = 4  // a second, so that the kill comes in the middle
)

// weekEvent is the number of the event.
var weekEvent = flows.NewReference(rand.New(rand.NewPCG(5, 6))) //nolint:gochecknoglobals // a constant

// weekWords stand above the events, in the languages of the test.
var weekWords = []string{"Events of the week", "فعاليات الأسبوع"} //nolint:gochecknoglobals // a constant

func TestTheWeekOfManyPeople(t *testing.T) {
	r := newWeekRun(t)
	var all sync.WaitGroup
	for i := range weekPeople {
		all.Go(func() { r.chooses(r.user(i), i%2, "2", "2") }) // labs, all cities
	}
	all.Go(func() { r.chooses(r.hackathons, 0, "1", "2") })
	all.Go(func() { r.chooses(r.elsewhere, 0, "2", "1", "2") }) // labs of her city, which is the second
	all.Go(func() { r.chooses(r.stops, 0, "2", "2") })
	all.Go(func() { r.writes(r.silent, "/start", "English") })
	all.Wait()
	r.await("nothing more comes to her", func() bool { // below her choice the form of the programme is open again
		all := r.tg.Messages(r.stops.ID)
		last := all[len(all)-1].Buttons
		return len(last) > 0 && strings.HasPrefix(last[0][0].Data, "enrollment/")
	})
	r.held.Store(true)
	r.comes()
	all.Go(r.stopsInTime)
	r.await("the first ones have it", func() bool { return r.have() >= 3 })
	r.bots[0].kill()
	if n := r.have(); n >= weekPeople-2 {
		t.Fatalf("%d have it already: it was killed too late", n)
	}
	all.Wait()
	r.until(broadcast.StateDone, castTakeOver+30*time.Second)
	r.judge(r.takenOver(func() int { // hers that she stopped is taken back, or nobody knows
		return weekPeople + 1 - r.have() - r.until(broadcast.StateDone, time.Second).News.Of(flows.CastRetracted)
	}))
	r.signsUp(r.user(0))
	r.looks()
	r.end()
}

// weekRun is one run.
type weekRun struct {
	*castRun

	held                                 atomic.Bool // Telegram takes nothing for whoever stops them
	stops, hackathons, elsewhere, silent sandbox.User
	due                                  time.Time // the hour
}

func newWeekRun(t *testing.T) *weekRun {
	t.Helper()
	r := &weekRun{due: time.Now().UTC().Truncate(time.Minute)}
	r.stops, r.hackathons, r.elsewhere, r.silent = r.user(100), r.user(101), r.user(102), r.user(103)
	text := strings.Replace(castProgramme(), "sites:\n", fmt.Sprintf("announcements: {digest: %q}\nsites:\n", r.due.Format("Monday 15:04")), 1) +
		"  leipzig: {name: \"Leipzig\", time_zone: UTC, emergency: \"112\", person: \"leipzig@wecan.example\"}\n"
	file := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o := sandbox.Options{Seed: 1, Fault: func(method string, chat int64) sandbox.Fault {
		if method == "sendMessage" && chat == r.stops.ID && r.held.Load() {
			return sandbox.Fault{Status: 429, RetryAfter: 1}
		}
		return sandbox.Fault{}
	}}
	f := newFleet(t, 1, file, []byte(text), o, fmt.Sprint("WECAN_BULK_RATE=", weekRate))
	r.castRun = &castRun{fleet: f, rate: weekRate, reference: flows.DayReference(r.due)}
	r.begin()
	return r
}

func (r *weekRun) user(i int) sandbox.User {
	return sandbox.User{ID: int64(castFirst + i), FirstName: "X", LanguageCode: "en"}
}

// await waits until it is so.
func (r *weekRun) await(what string, is func() bool) {
	r.t.Helper()
	for late := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(late) {
			r.t.Errorf("it never comes that %s", what)
			return
		}
	}
}

// writes has somebody write lines, each when the one before was answered.
func (r *weekRun) writes(u sandbox.User, lines ...string) {
	for _, line := range lines {
		said := r.tg.Say(u, line)
		r.await(fmt.Sprintf("%q is answered", line), func() bool {
			return slices.ContainsFunc(r.tg.MessagesAfter(u.ID, said), func(m sandbox.Message) bool { return m.FromBot })
		})
	}
}

// chooses has her choose a language, a kind of event and where it may be.
func (r *weekRun) chooses(u sandbox.User, lang int, answers ...string) {
	r.writes(u, append([]string{"/start", []string{"English", "العربية"}[lang], "/weekly"}, answers...)...)
}

// comes has an event planned shortly before the hour, which has passed meanwhile.
func (r *weekRun) comes() {
	r.t.Helper()
	before := func() time.Time { return r.due.Add(-10 * time.Second) }
	atDeskBy(r.t, r.bots[0].env, r.programme, before, func(ids flows.IDs, desk *bot.Runtime, _ *store.Store) {
		in, err := event.NewPlan(ids, event.Order{ID: "o", By: "Anna", Reference: weekEvent, Plan: event.Plan{
			Kind: event.KindLab, Site: "utrecht", Start: r.due.AddDate(0, 0, 9), Minutes: 60, Place: "Hall 1", Open: event.OpenEverybody,
			Words: []event.Words{{Lang: "en", Title: "Ideas for our street"}, {Lang: "ar", Title: "أفكار لشارعنا"}},
		}})
		if err == nil {
			err = desk.Handle(r.t.Context(), in)
		}
		if err == nil {
			err = desk.CatchUp(r.t.Context())
		}
		if err != nil {
			r.t.Fatal(err)
		}
	})
}

// got are the events of the week on somebody's phone.
func (r *weekRun) got(u sandbox.User) (out []sandbox.Message) {
	for _, m := range r.tg.Messages(u.ID) {
		if m.FromBot && slices.ContainsFunc(weekWords, func(s string) bool { return strings.Contains(m.Text, s) }) {
			out = append(out, m)
		}
	}
	return out
}

func (r *weekRun) have() (n int) {
	for i := range weekPeople {
		n += min(1, len(r.got(r.user(i))))
	}
	return n
}

// stopsInTime has somebody stop them while hers waits, for Telegram takes nothing for her.
func (r *weekRun) stopsInTime() {
	r.await("hers waits", func() bool { return r.tg.CountStatus(429) > 0 })
	r.tg.Say(r.stops, "/stop")
	r.tg.Say(r.stops, "📅 No weekly events")
	r.await("it is heard", func() bool { return r.tg.Pending() == 0 })
	r.held.Store(false)
}

// judge looks at all phones. Of a message that was on its way at the kill nobody knows
// whether it came: it is counted as such, and never sent again.
func (r *weekRun) judge(v broadcast.View) {
	missed := 0
	for i := range weekPeople {
		got := r.got(r.user(i))
		if len(got) == 0 {
			missed++
			continue
		}
		if len(got) > 1 || !strings.Contains(got[0].Text, weekWords[i%2]) || !strings.Contains(got[0].Text, []string{"Ideas for our street", "أفكار لشارعنا"}[i%2]) {
			r.t.Errorf("person %d has %d, the first is\n%s", i, len(got), got[0].Text)
		}
	}
	uncertain := v.Uncertain()
	if missed > uncertain || uncertain > 8 {
		r.t.Errorf("%d do not have it, of %d it is not known: %v %v", missed, uncertain, v.Sent, v.News)
	}
	for name, u := range map[string]sandbox.User{"wants hackathons": r.hackathons, "lives elsewhere": r.elsewhere, "stopped": r.stops, "never asked": r.silent} {
		if got := r.got(u); len(got) > 0 {
			r.t.Errorf("who %s has\n%s", name, got[0].Text)
		}
	}
	r.await("she reads that she stopped them", func() bool {
		return slices.ContainsFunc(r.tg.Messages(r.stops.ID), func(m sandbox.Message) bool { return strings.Contains(m.Text, "no more weekly events") })
	})
	if n := v.News.Of(flows.CastRetracted) + v.News.Of(flows.CastUncertain); n == 0 {
		r.t.Errorf("nothing was taken back: %v %v", v.Sent, v.News)
	}
	r.t.Logf("%d of %d have it, of %d it is not known; %v", weekPeople-missed, weekPeople, uncertain, v.Sent.Words)
}

// signsUp has somebody tap the event, and sign up.
func (r *weekRun) signsUp(u sandbox.User) {
	got := r.got(u)
	if len(got) == 0 { // hers was on its way at the kill
		u = r.user(2)
		if got = r.got(u); len(got) == 0 {
			r.t.Fatal("neither of two has it")
		}
	}
	after := got[0].ID
	if _, err := r.tg.Tap(u, after, got[0].Buttons[0][0].Data); err != nil {
		r.t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	for done := map[string]bool{}; !done[".submit"]; {
		changed := r.tg.Changed(u.ID)
		for _, m := range r.tg.MessagesAfter(u.ID, after) {
			after = m.ID
			r.answers(u, m, done)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			var seen []string
			for _, m := range r.tg.MessagesAfter(u.ID, got[0].ID) {
				seen = append(seen, fmt.Sprintf("%v %s %v", m.FromBot, m.Text, m.Buttons))
			}
			r.t.Fatalf("she cannot sign up: %v, and sees:\n%s", done, strings.Join(seen, "\n"))
		}
	}
}

// answers answers a question about the event: with a tap, or with her name. Below it the
// form of the programme is open, which she leaves alone.
func (r *weekRun) answers(u sandbox.User, m sandbox.Message, done map[string]bool) {
	for _, row := range m.Buttons {
		for _, b := range row {
			parts := strings.Split(b.Data, "/")
			option, named := parts[len(parts)-1], len(parts) == 4 && parts[0] == "signup" && parts[1] == "name"
			switch {
			case parts[0] == "enrollment" || done[option]:
			case named && !done["name"]:
				done["name"] = true
				r.tg.Say(u, "Mina")
				return
			case slices.Contains([]string{"sign", "begin", "no", ".submit"}, option):
				done[option] = true
				_, _ = r.tg.Tap(u, m.ID, b.Data) // an older copy's button may be gone
				return
			}
		}
	}
}

// looks has the team look at it.
func (r *weekRun) looks() {
	r.t.Helper()
	env := r.bots[0].env
	says := func(want string, args ...string) {
		r.t.Helper()
		out, err := said(r.t, env, args...)
		if text := strings.Join(strings.Fields(out), " "); err != nil || !strings.Contains(text, want) {
			r.t.Errorf("%s: %v\n%s\nwant %q", strings.Join(args, " "), err, out, want)
		}
	}
	says(r.reference+" sent digest utrecht", "announce", "list", "--all")
	says("event "+weekEvent+" lab, utrecht", "announce", "show", r.reference)
	says("looked at an event 1", "announce", "report", r.reference)
	says("1. أفكار لشارعنا", "announce", "preview", r.reference)
	says(r.reference+",sent,,all,", "announce", "report", r.reference, "--csv")
	r.await("she has a place", func() bool {
		out, err := said(r.t, env, "events", "show", weekEvent)
		return err == nil && strings.Contains(strings.Join(strings.Fields(out), " "), "people 1 have a place")
	})
	if _, err := said(r.t, env, "announce", "change", r.reference, "--title=Mine", "--by=Anna"); err == nil || !strings.Contains(err.Error(), "events of the week") {
		r.t.Errorf("it is changed: %v", err)
	}
}
