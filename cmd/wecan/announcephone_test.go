package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"wecan/bot/sandbox"
)

// hand is somebody who reads her phone from above and taps as she goes.
type hand struct {
	c    *crew
	j    *joiner
	seen int // the last message that she has dealt with
}

// reads waits for a message behind those that she has dealt with.
func (h *hand) reads(t *testing.T, text string) sandbox.Message {
	t.Helper()
	late := time.After(patience)
	for {
		changed := h.c.tg.Changed(h.j.user.ID)
		for _, m := range h.c.tg.MessagesAfter(h.j.user.ID, h.seen) {
			if m.FromBot && strings.Contains(m.Text, text) {
				h.seen = m.ID
				return m
			}
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("%s did not read %q:%s", h.j.name, text, h.tail())
		}
	}
}

func (h *hand) tail() (out string) {
	for _, m := range h.c.tg.Messages(h.j.user.ID) {
		out += fmt.Sprintf("\n  %v %d %q", m.FromBot, m.ID, m.Text)
	}
	return out
}

// taps waits for a message and taps its button, so many times.
func (h *hand) taps(t *testing.T, text, label string, times int) {
	t.Helper()
	m := h.reads(t, text)
	for _, row := range m.Buttons {
		for _, b := range row {
			for n := 0; b.Text == label && n < times; n++ {
				if _, err := h.c.tg.Tap(h.j.user, m.ID, b.Data); err != nil {
					t.Fatal(err)
				}
				if n == times-1 {
					return
				}
			}
		}
	}
	t.Fatalf("%q has no button %q: %+v", text, label, m.Buttons)
}

// writes has her write to many people, up to the photo.
func (h *hand) writes(t *testing.T, words string) {
	t.Helper()
	h.c.tg.Say(h.j.user, "/announce")
	h.taps(t, "What do you want to do?", "📣 Write a new one", 1)
	h.taps(t, "What is your announcement about?", "📰 News", 1)
	h.taps(t, "Who is it for?", "Everybody at my site", 1)
	h.reads(t, "Please write the words")
	h.c.tg.Say(h.j.user, words)
	h.taps(t, "Do you want a button", "To reach the team", 1)
	h.reads(t, "Do you want to send a photo with it?")
}

// joinAll lets people apply at the same time: every third of them in Arabic.
func (c *crew) joinAll(t *testing.T, n int) {
	t.Helper()
	var all sync.WaitGroup
	for i := range n {
		j := newJoiner(c.tg, int64(person+i), []string{"ar", "en", "en"}[i%3])
		c.team.people = append(c.team.people, j)
		all.Go(func() {
			if err := j.join(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// came is how often somebody reads a text.
func (c *crew) came(j *joiner, text string) (n int) {
	for _, m := range c.tg.Messages(j.user.ID) {
		if m.FromBot && strings.Contains(m.Text, text) {
			n++
		}
	}
	return n
}

// leaflet sends a document that lies at nobody's phone yet: it goes to Karin first, and then
// to everybody, before the words.
func (c *crew) leaflet(t *testing.T) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "leaflet.pdf")
	if err := os.WriteFile(file, []byte("%PDF-1.4 a leaflet"), 0o600); err != nil {
		t.Fatal(err)
	}
	flag := strings.TrimSpace(c.does(t, "--document=", "announce", "upload", file, "--to=karin"))
	number := aNumber.FindString(c.does(t, "is draft", "announce", "new", "--title=Leaflet", "--site=leipzig", "--kind=information", "--text=en=Please read this.", flag, "--by=Petra"))
	c.does(t, number, "announce", "count", number, "--by=Petra")
	for late := time.Now().Add(patience); !strings.Contains(c.does(t, number, "announce", "show", number), "counted"); {
		if time.Now().After(late) {
			t.Fatal("it is not counted")
		}
	}
	c.does(t, number, "announce", "approve", number, "--by=Petra")
	for i, j := range c.team.people {
		words := c.reads(t, j, "Please read this.").ID
		files := 0
		for _, m := range c.tg.Messages(j.user.ID) {
			if m.FromBot && m.Kind == "document" {
				files++
				if m.ID > words {
					t.Errorf("person %d has the leaflet behind the words", i)
				}
			}
		}
		if files != 1 {
			t.Errorf("person %d has %d leaflets", i, files)
		}
	}
}

// A coordinator announces something from her phone, with a photo and in two languages:
// everybody of her site gets it once, in her own. Nobody else can, and she no more once
// she has left the team.
func TestAnnounceByPhone(t *testing.T) {
	c := newCrewOf(t, "announcements: {week: 5}\n"+awake(crewFile), "karin", "nadia")
	c.joinAll(t, 12)
	for _, j := range []*joiner{c.chats["nadia"], c.team.people[1]} {
		c.tg.Say(j.user, "/announce")
		c.reads(t, j, "This is for coordinators.")
	}
	karin := &hand{c: c, j: c.chats["karin"]}
	karin.reads(t, "many people at once: send /announce.")
	if n := c.came(c.chats["nadia"], "many people at once"); n > 0 {
		t.Error("a navigator is told that she may write to many people")
	}

	const english, arabic = "On Friday we cook together at seven.", "يوم الجمعة نطبخ معا في السابعة."
	karin.writes(t, english)
	c.tg.SendMedia(karin.j.user, "photo")
	karin.reads(t, english)
	number := aNumber.FindString(karin.reads(t, "I have kept it as").Text)
	karin.taps(t, "Announcement "+number, "🌐 Add a language", 1)
	karin.reads(t, "Which language do you want to add?")
	c.tg.Say(karin.j.user, "Arabic")
	karin.reads(t, "Please write the words in this language")
	c.tg.Say(karin.j.user, arabic)
	karin.reads(t, arabic)
	karin.reads(t, "I count again who gets it")
	card := karin.reads(t, "Announcement "+number)
	karin.seen = card.ID - 1
	for i, j := range c.team.people {
		if n := c.came(j, english) + c.came(j, arabic); n > 0 {
			t.Fatalf("person %d has it before it is approved", i)
		}
	}
	karin.taps(t, "Announcement "+number, "✅ Approve", 2)
	karin.taps(t, "Shall I take your approval?", "✅ Yes", 2)
	for i, j := range c.team.people {
		text, other := english, arabic
		if j.lang == "ar" {
			text, other = arabic, english
		}
		m := c.reads(t, j, text)
		if c.came(j, other) > 0 {
			t.Errorf("person %d reads it in another language too", i)
		}
		if len(m.Buttons) != 2 {
			t.Errorf("person %d has the buttons %+v", i, m.Buttons)
		}
	}
	if m := karin.reads(t, "People get it now."); len(m.Buttons) > 0 {
		t.Errorf("a question stays open while it is sent: %+v", m)
	}
	if m := karin.reads(t, "Announcement "+number); !strings.Contains(m.Text, "Done.") || !strings.Contains(m.Text, "Sent: ") {
		t.Errorf("at the end she reads %q", m.Text)
	}
	for i, j := range c.team.people {
		photos := 0
		for _, m := range c.tg.Messages(j.user.ID) {
			if m.FromBot && m.Kind == "photo" {
				photos++
			}
		}
		if n := c.came(j, english) + c.came(j, arabic); n != 1 || photos != 1 {
			t.Errorf("person %d has it %d times, with %d photos", i, n, photos)
		}
	}

	c.leaflet(t)

	// Another one, which she has counted when she leaves the team.
	karin.writes(t, "The room is closed.")
	c.tg.Say(karin.j.user, "Skip")
	second := aNumber.FindString(karin.reads(t, "I have kept it as").Text)
	karin.taps(t, "Announcement "+second, "✅ Approve", 1)
	c.does(t, "karin has left the team of leipzig.", "people", "remove", "karin")
	karin.taps(t, "Shall I take your approval?", "✅ Yes", 1)
	karin.reads(t, "This is for coordinators.")
	if out := c.does(t, second, "announce", "show", second); !strings.Contains(out, "counted") {
		t.Errorf("it stands so:\n%s", out)
	}
	for i, j := range c.team.people {
		if c.came(j, "The room is closed.") > 0 {
			t.Errorf("person %d has what was never approved", i)
		}
	}
	for _, v := range c.tg.Violations() {
		t.Errorf("a call against the rules of the Bot API: %s", v)
	}
	c.served.stop(t)
	c.does(t, "drifts: 0", "audit")
}
