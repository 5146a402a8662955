package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// files has somebody write a note for the safeguarding record of the only request
// that she has, by the buttons of its chat.
func (c *crew) files(t *testing.T, id, words string) {
	t.Helper()
	j := c.chats[id]
	all := c.tg.Messages(j.user.ID)
	before := all[len(all)-1].ID
	c.tapsPart(t, j, "What you write now goes to ", "🔒 Safety note")
	c.tapsAfter(t, j, before, "Only people whom", "✍️ Write a note")
	c.readsAfter(t, j, before, "Please write the note")
	c.tg.Say(j.user, words)
	c.tapsAfter(t, j, before, "Do you want to put this note", "🔒 Put it in")
	c.readsAfter(t, j, before, "The note is in the record.")
}

// readsAfter waits for a message that is newer than another one.
func (c *crew) readsAfter(t *testing.T, j *joiner, after int, text string) sandbox.Message {
	t.Helper()
	late := time.After(patience)
	for {
		changed := c.tg.Changed(j.user.ID)
		for _, m := range c.tg.MessagesAfter(j.user.ID, after) {
			if m.FromBot && strings.Contains(m.Text, text) {
				return m
			}
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("%s did not read %q again", j.name, text)
		}
	}
}

func (c *crew) tapsAfter(t *testing.T, j *joiner, after int, text, label string) {
	t.Helper()
	m := c.readsAfter(t, j, after, text)
	for _, line := range m.Buttons {
		for _, b := range line {
			if b.Text == label {
				if _, err := c.tg.Tap(j.user, m.ID, b.Data); err != nil {
					t.Fatal(err)
				}
				return
			}
		}
	}
	t.Fatalf("%q has no button %q: %+v", text, label, m.Buttons)
}

func (c *crew) records(t *testing.T, args ...string) string {
	t.Helper()
	return c.does(t, "NUMBER", append([]string{"record", "list"}, args...)...)
}

const (
	firstNote  = "He has hit her, and the children saw it."
	secondNote = "She is at her sister's."
)

// What is noted about somebody's safety is read at the desk, by name, and stands
// nowhere else.
func TestASafeguardingRecord(t *testing.T) {
	c := newCrew(t, "petra")
	if list := c.records(t); !strings.HasSuffix(list, "\n0 records\n") {
		t.Errorf("before there was a note:\n%s", list)
	}
	person, number := c.asks(t, 61, "🩺 Health")
	petra := c.chats["petra"]
	c.tapsPart(t, petra, number, "✅ Accept")
	c.reads(t, person, "Petra from Another Club has your question.")
	c.doesNot(t, "there is no safeguarding record of "+number, "record", "show", number, "--by=Karin")
	c.files(t, "petra", firstNote)
	c.files(t, "petra", secondNote)

	row(t, c.records(t), number+`  leipzig  2  `+stamp+`  0  open  -`)
	row(t, c.records(t, "--site=leipzig"), `1 record`)
	row(t, c.records(t, "--site=roma"), `0 records`)
	c.doesNot(t, "the programme file has: leipzig, roma", "record", "list", "--site=berlin")
	one := c.does(t, "", "referrals", "show", number)
	row(t, one, `safeguarding record  2 notes`)
	row(t, one, `then  note put into the safeguarding record by petra on `+stamp)

	c.doesNot(t, "a decision needs the name", "record", "show", number, "--by=wecan")
	c.doesNot(t, "a reason has at most 200 characters", "record", "show", number, "--by=Karin", "--reason="+strings.Repeat("x", 201))
	c.doesNot(t, "missing flags: --by", "record", "show", number)
	row(t, c.records(t), number+`  leipzig  2  `+stamp+`  0  open  -`) // and none of these was a reading
	shown := c.does(t, "", "record", "show", strings.ToLower(number), "--by=Karin", "--reason=a court has asked")
	for _, line := range []string{
		`number  ` + number, `kept until  open`, stamp + `  Petra \(petra\)`, `    ` + firstNote, `    ` + secondNote, `2 notes`,
		`read by Karin on ` + stamp + `: a court has asked`,
	} {
		row(t, shown, line)
	}
	row(t, c.does(t, "", "record", "show", number, "--by=Petra"), `read by Karin on `+stamp+`: a court has asked`)
	row(t, c.records(t), number+`  leipzig  2  `+stamp+`  2  open  -`)

	c.does(t, "", "referrals", "close", number, "--outcome=solved", "--by=Karin")
	row(t, c.records(t), number+`  leipzig  2  `+stamp+`  2  `+stamp+`  -`)
	c.isNowhere(t, number, firstNote, secondNote)
	c.does(t, "2 notes are deleted from the record of "+number+".", "record", "erase", number, "--by=Karin", "--reason=she has asked for it")
	c.doesNot(t, "the record of "+number+" has no notes any more", "record", "erase", number, "--by=Karin")
	row(t, c.records(t), number+`  leipzig  0  -  2  `+stamp+`  notes deleted by Karin on `+stamp)
	shown = c.does(t, "", "record", "show", number, "--by=Karin")
	row(t, shown, `deleted  notes, by Karin on `+stamp+`: she has asked for it`)
	row(t, shown, `read by Petra on `+stamp)
	if strings.Contains(shown, "hit her") {
		t.Errorf("it is deleted, and shown:\n%s", shown)
	}
	if one := c.does(t, "", "referrals", "show", number); strings.Contains(one, "safeguarding record  ") {
		t.Errorf("the referral knows of notes:\n%s", one)
	}
	c.doesNot(t, "there is a mistake in it", "record", "show", "WE-4K7M-9Q3", "--by=Karin")
	c.served.stop(t)
	c.fair(t)
	c.does(t, "record: 1", "audit")
	c.does(t, "drifts: 0", "audit")
}

// isNowhere looks for texts of a record where none of it may stand: on phones, in
// the log, in Redis, in what the lists and the journal show.
func (c *crew) isNowhere(t *testing.T, number string, texts ...string) {
	t.Helper()
	s := c.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	petra := string(ids.Person(c.chats["petra"].user.ID))
	places := map[string]string{
		"the log": c.served.log.String(), "the list": c.records(t), "the referrals": c.referrals(t, "--status=closed"),
		"the journal": c.does(t, "not kept", "explain", "--reveal", petra) + c.does(t, "not kept", "explain", "--reveal", number),
	}
	for _, who := range []int64{61, c.chats["petra"].user.ID} {
		all := c.tg.Messages(who)
		for _, m := range slices.DeleteFunc(all, func(m sandbox.Message) bool { return m.Deleted }) {
			places["a phone"] += m.Text + "\n"
		}
	}
	client := c.redis.Client()
	keys, err := client.Keys(t.Context(), "*").Result()
	if err != nil || len(keys) == 0 {
		t.Fatalf("Redis has the keys %v: %v", keys, err)
	}
	for _, key := range keys {
		dump, err := client.Dump(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		places["Redis"] += key + dump
	}
	for _, kind := range []flows.Kind{flows.KindPerson, flows.KindReferral} {
		err := s.Walk(t.Context(), kind, func(id flows.ActorID) error {
			record, err := s.Load(t.Context(), id, nil)
			places["the states"] += string(record.State)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for place, content := range places {
		for _, text := range texts {
			if strings.Contains(content, text) {
				t.Errorf("%s has %q", place, text)
			}
		}
	}
}

// A record that is put aside is told, and neither read nor deleted.
func TestARecordThatIsPutAside(t *testing.T) {
	c := newCrew(t, "petra")
	_, number := c.asks(t, 61, "🩺 Health")
	c.tapsPart(t, c.chats["petra"], number, "✅ Accept")
	c.files(t, "petra", firstNote)
	c.served.stop(t)
	s := c.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	park(t, s, ids.Of(flows.KindRecord, number), flows.Incoming{ID: "a", Input: flows.Timer{Name: "erase"}})
	row(t, c.records(t), number+`  leipzig  1  `+stamp+`  0  open  put aside`)
	for _, what := range []string{"show", "erase"} {
		c.doesNot(t, "the record of "+number+" is put aside; see: wecan dead list", "record", what, number, "--by=Karin")
	}
}
