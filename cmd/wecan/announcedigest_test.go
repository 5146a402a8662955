package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/broadcast"
)

// digestRig has one person who asked for labs, and whose night it is: so the events of the
// week stay on their way to her.
func digestRig(t *testing.T) (r *mmRig, number string) {
	t.Helper()
	now := time.Now().UTC()
	quiet := fmt.Sprintf("keep: {months: 12}\nquiet: \"%s-%s\"\n", now.Add(-2*time.Hour).Format("15:04"), now.Add(4*time.Hour).Format("15:04"))
	r = newMMRigOf(t, strings.Replace(sessionProgramme, "keep: {months: 12}\n", quiet, 1))
	r.people++
	for n, line := range []string{"/start", "English", "/weekly", "Lab", "Done", "All cities"} {
		from := flows.Origin{Chat: r.people, Lang: "en"}
		r.handles(flows.Incoming{ID: fmt.Sprint("line", n), To: r.ids.Person(r.people), Input: flows.Text{Origin: from, Message: n + 1, Text: line}})
	}
	d := flows.Digest{
		Reference: flows.DayReference(now), Site: "leipzig", Until: now.Add(36 * time.Hour), Events: []flows.CastEvent{
			{Reference: "WE-4K7M-9Q2", Kind: "lab", Where: "leipzig", Start: now.AddDate(0, 0, 3), Titles: []flows.CastWords{{Lang: "de", Text: "=Nähen"}, {Lang: "ar", Text: "خياطة"}}},
			{Reference: "WE-4K7M-9Q3", Kind: "visit", Where: "roma", Start: now.AddDate(0, 0, 4), Titles: []flows.CastWords{{Lang: "en", Text: "A bakery"}}},
		},
	}
	tell, err := flows.NewTell(r.ids.Of(flows.KindBroadcast, d.Reference), flows.ToldDigest, d)
	if err != nil {
		t.Fatal(err)
	}
	r.handles(flows.Incoming{ID: "week", To: tell.To, Input: flows.Told{From: r.ids.Of(flows.KindListing, flows.ListingName), Name: tell.Name, Data: tell.Data}})
	r.until(d.Reference, func(a announced) bool { return a.Sent.Of(flows.CastLater) == 1 && !a.Next.IsZero() })
	return r, d.Reference
}

// Nobody wrote the events of a week. Whoever looks at them sees which they are, and can
// pause or stop them; nothing else is offered, and nothing else is done.
func TestTheWeekAtMattermost(t *testing.T) {
	r, number := digestRig(t)
	list := r.gives("karin", "announce")
	saysAll(t, "the list", list.Cards[0].Title+list.Cards[0].Text, []string{"Events of the week (" + number + ")"})
	cards := r.castCards("karin", number)
	saysAll(t, "the card", cards[0].Text, []string{"/weekly", "=Nähen (WE-4K7M-9Q2)", "A bakery (WE-4K7M-9Q3)", "Nobody gets it after"}, "approval", "No words", "Kind")
	if len(cards) != 1 || verbsOf(cards[0]) != "pausecast cancelcast" {
		t.Errorf("%d cards, with %s", len(cards), verbsOf(cards[0]))
	}
	preview := r.gives("karin", "announce "+number+" preview")
	all := ""
	for _, c := range preview.Cards {
		all += c.Title + "\n" + c.Text + "\n"
	}
	saysAll(t, "the preview", all, []string{"English", "1. =Nähen", "2. A bakery", "العربية", "1. خياطة"}, "They read the first language")
	for _, verb := range announceChoices() {
		if verb == chooseCast || verb == chooseCastPause || verb == chooseCastResume || verb == chooseCastCancel {
			continue
		}
		if text, d := r.taps("karin", cards[0], verb); d != nil || !strings.Contains(text, "done nothing") && !strings.Contains(text, "no phone") && !strings.Contains(text, "cannot") {
			t.Errorf("%s: %q %+v", verb, text, d)
		}
	}
	for _, part := range castParts() {
		if wrong := r.fills("karin", &mattermost.Dialog{Form: part.form, About: cards[0].About}, "words", "x", "in", "en", "title", "x"); len(wrong) == 0 {
			t.Errorf("the form %s is taken", part.form)
		}
	}
	before := r.cast(number)
	if len(before.Changes) != 2 || before.Plan.Title != "Events of the week" {
		t.Fatalf("%+v", before.View)
	}
	if text, _ := r.taps("karin", cards[0], chooseCastPause); r.cast(number).State != broadcast.StatePaused {
		t.Errorf("pause: %s", text)
	}
	if cards = r.castCards("karin", number); verbsOf(cards[0]) != "resumecast cancelcast" {
		t.Errorf("it has %s", verbsOf(cards[0]))
	}
	_, sure := r.taps("karin", cards[0], chooseCastCancel)
	if r.answers("sure", "karin", sure); r.cast(number).State != broadcast.StateCancelled {
		t.Errorf("%+v", r.cast(number).View)
	}
}

// The same at a terminal.
func TestTheWeekAtATerminal(t *testing.T) {
	r, number := digestRig(t)
	a, words := r.cast(number), r.words()
	var out bytes.Buffer
	prints := func(name string, err error, want []string, no ...string) {
		t.Helper()
		text := strings.Join(strings.Fields(out.String()), " ")
		if out.Reset(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		saysAll(t, name, text, want, no...)
	}
	prints("list", printAnnouncements(&out, words.defs.Programme, []announced{a}), []string{number + " running digest leipzig - 0 1 0 Events of the week"})
	prints("show", printAnnouncement(&out, words, a), []string{"title Events of the week", "kind digest", "for who chose it with /weekly", "event WE-4K7M-9Q2 lab, leipzig", ": =Nähen", "plan by " + flows.ByProgram}, "approved", "no words")
	prints("report", printReport(&out, words.defs.Programme, a), []string{number + " is running: Events of the week", "sent 0"})
	prints("csv", announceCSV(&out, a), []string{number + ",sent,,all,0"})
	prints("preview", printPreview(&out, a.Plan, words.previews(a.Plan, number, nil)), []string{"en · English", "1. =Nähen", "2. A bakery", "ar · العربية", "1. خياطة", "Every language has words."}, "no words:")
	prints("preview in Arabic", printPreview(&out, a.Plan, words.previews(a.Plan, number, langsOf([]string{"ar"}))), []string{"1. خياطة"}, "English")
	if _, err := announceRows(a.Plan, "ar"); err == nil {
		t.Error("a table of no words is written")
	}
	for _, what := range []broadcast.What{broadcast.WhatPlan, broadcast.WhatCorrect, broadcast.WhatDelete, broadcast.WhatTest, broadcast.WhatCount, broadcast.WhatApprove} {
		_, err := r.desk().announce(t.Context(), r.turns, what, broadcast.Order{By: "karin", Reference: number, Plan: a.Plan}, time.Now())
		if refused := (broadcast.RefusedError{}); !errors.As(err, &refused) || !strings.Contains(err.Error(), "the events of the week") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if now, err := r.desk().announce(t.Context(), r.turns, broadcast.WhatCancel, broadcast.Order{By: "karin", Reference: number}, time.Now()); err != nil || now.State != broadcast.StateCancelled {
		t.Errorf("%v: %+v", err, now.View)
	}
}
