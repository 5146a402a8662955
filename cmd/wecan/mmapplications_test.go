package main

import (
	"strings"
	"sync"
	"testing"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/enrollment"
)

// The list has a button for each application, which opens it in a dialog; the dialog
// decides once, and nothing when the application has changed.
func TestApplicationsAreOpenedAndDecidedAtMattermost(t *testing.T) {
	r := newMMRig(t)
	if got := r.writes("karin", "applications"); got != "No application waits for a decision." {
		t.Errorf("without any: %s", got)
	}
	first, second, rome := r.applies("leipzig", "First"), r.applies("leipzig", "Second"), r.applies("roma", "Third")
	list := r.gives("karin", "applications")
	saysAll(t, "applications", list.Text, []string{"2 applications wait for a decision:\nTo see one and decide: /wecan applications WE-…"})
	if len(list.Cards) != 2 || verbsOf(list.Cards[0]) != "open" || list.Cards[0].Buttons[0].Label != "Open "+first {
		t.Fatalf("the cards are %+v", list.Cards)
	}
	saysAll(t, "a card", list.Cards[0].Text, []string{first + " · received · score 0 · since "}, rome, "First")
	saysAll(t, "the second card", list.Cards[1].Text, []string{second})

	text, dialog := r.taps("karin", list.Cards[0], "open")
	if dialog == nil || text != "" || len(dialog.Fields) != 3 || len(dialog.Fields[0].Options) != 3 || len(dialog.Fields[1].Options) != 2 {
		t.Fatalf("open: %q and %+v", text, dialog)
	}
	saysAll(t, "the dialog", dialog.Intro, []string{first + " · received", "1 place of 1 is free.", "First", "Arabic"}, "Second", "Third")
	for who, want := range map[string]string{"nadia.k": "You have no role for this.", "lucia": "I find no application " + first, "stranger": "I do not know your account"} {
		if wrong := r.fills(who, dialog, "decision", "accept"); !strings.HasPrefix(wrong[""], want) {
			t.Errorf("%s decides: %v", who, wrong)
		}
		for _, verb := range choices() {
			if got, d := r.taps(who, list.Cards[0], verb); !strings.HasPrefix(got, want) || d != nil {
				t.Errorf("%s taps %s: %q", who, verb, got)
			}
		}
	}
	for field, values := range map[string][]string{
		fieldDecision: {"decision", "withdraw"},
		fieldReason:   {"decision", "decline"},
		fieldWords:    {"decision", "decline", "words", strings.Repeat("a", 201)},
	} {
		if wrong := r.fills("karin", dialog, values...); wrong[field] == "" {
			t.Errorf("%v: %v", values[:2], wrong)
		}
	}
	if f := r.application(first); f.Status != enrollment.StatusReceived || len(f.Changes) > 0 {
		t.Fatalf("something was decided: %+v", f.Changes)
	}
	for range 2 { // the same dialog twice does nothing twice
		if wrong := r.sends("once", "karin", dialog, "decision", "accept"); len(wrong) > 0 {
			t.Errorf("accept: %v", wrong)
		}
	}
	if f := r.application(first); f.Status != enrollment.StatusAccepted || len(f.Changes) != 1 || f.Changes[0].By != "Karin (karin)" {
		t.Errorf("it is %s: %+v", f.Status, f.Changes)
	}
	wrong := r.fills("karin", dialog, "decision", "decline", "reason", "rule")
	saysAll(t, "a dialog about what has changed", wrong[""], []string{first + " has changed: accepted. I have decided nothing.\naccepted: Karin (karin), "})
	text, dialog = r.taps("karin", list.Cards[0], "open")
	saysAll(t, "a button about what has changed", text, []string{first + " · accepted", "accepted: Karin (karin), ", "0 places of 1 are free."})
	if dialog != nil {
		t.Errorf("it opens %+v", dialog)
	}
	if list := r.gives("karin", "applications"); len(list.Cards) != 1 || !strings.Contains(list.Cards[0].Text, second) {
		t.Errorf("after one decision: %+v", list)
	}
	if _, _, err := r.Submit(t.Context(), mattermost.Form{ID: "x", User: "u-karin", Form: formDecide, About: second}); err == nil {
		t.Error("a dialog that is about nothing is taken")
	}
	if _, _, err := r.Choose(t.Context(), mattermost.Choice{ID: "x", User: "u-karin", Verb: "open", About: second}); err == nil {
		t.Error("a button that is about nothing is taken")
	}
}

// one has the coordinator ask for an application, and answers its card.
func (r *mmRig) one(reference string) flows.PostCard {
	r.t.Helper()
	got := r.gives("karin", "applications "+reference)
	if len(got.Cards) != 1 || got.Dialog != nil {
		r.t.Fatalf("applications %s: %+v", reference, got)
	}
	return got.Cards[0]
}

// One application has the decisions that can be made now, each a tap; a decline asks
// for a reason.
func TestAnApplicationHasButtons(t *testing.T) {
	r := newMMRig(t)
	first, second, third, rome := r.applies("leipzig", "First"), r.applies("leipzig", "Second"), r.applies("leipzig", "Third"), r.applies("roma", "Fourth")
	saysAll(t, "an application of another site", r.writes("karin", "applications "+rome), []string{"I find no application " + rome + " at your site."}, "Fourth")
	saysAll(t, "an application that there is not", r.writes("karin", "applications WE-2222-222"), []string{"I find no application WE-2222-222"})
	saysAll(t, "a mistake", r.writes("karin", "applications WE-2222-223"), []string{"There is a mistake in the number. A number looks like WE-4K7M-9Q2."})

	card := r.one(strings.ToLower(first))
	saysAll(t, "the card", card.Title+"\n"+card.Text, []string{first + " · received", "1 place of 1 is free.", "First", "Arabic"})
	if verbsOf(card) != "accept reserve decline" || !card.Buttons[0].Primary || card.Buttons[2].Primary {
		t.Fatalf("the buttons are %+v", card.Buttons)
	}
	for range 2 { // the same tap once more tells the same, and does nothing
		text, _ := r.chooses("once", "karin", card, "accept") // she reads it now, or by night in the morning
		saysAll(t, "accept", text, []string{first + ": accepted.\nThe person reads it ", "\nYou cannot take this back. If the person gives the place up: /wecan applications " + first})
	}
	if f := r.application(first); f.Status != enrollment.StatusAccepted || len(f.Changes) != 1 || f.Changes[0].By != "Karin (karin)" {
		t.Errorf("it is %s: %+v", f.Status, f.Changes)
	}
	for _, verb := range []string{"accept", "reserve", "decline", "withdraw"} { // the card stays there as it was
		text, d := r.taps("karin", card, verb)
		saysAll(t, verb+" later", text, []string{first + " has changed: accepted. I have decided nothing.\naccepted: Karin (karin), "})
		if d != nil {
			t.Errorf("%s opens %+v", verb, d)
		}
	}

	card = r.one(second)
	text, _ := r.taps("karin", card, "accept")
	saysAll(t, "accept without a place", text, []string{"No place is left, so " + second + " is on the waiting list now.", "To decide anew: /wecan applications " + second})
	card = r.one(second)
	if verbsOf(card) != "accept decline" {
		t.Errorf("on the waiting list it has %s", verbsOf(card))
	}
	text, dialog := r.taps("karin", card, "decline")
	if dialog == nil || text != "" || len(dialog.Fields) != 2 || dialog.Submit != "Decline" {
		t.Fatalf("decline: %q and %+v", text, dialog)
	}
	if wrong := r.fills("karin", dialog); wrong[fieldReason] != "Please choose a reason, or write one. The person reads it." {
		t.Errorf("decline without a reason: %v", wrong)
	}
	if wrong := r.fills("karin", dialog, "words", "The course is full.", "decision", "accept"); len(wrong) > 0 {
		t.Errorf("decline: %v", wrong)
	}
	f := r.application(second)
	if f.Status != enrollment.StatusDeclined || f.Changes[1].Words != "The course is full." || f.Changes[1].Reason != "" {
		t.Errorf("it is %s: %+v", f.Status, f.Changes)
	}
	card = r.one(second)
	saysAll(t, "a declined application", card.Text, []string{"declined: Karin (karin), ", "(The course is full.)"})
	text, _ = r.taps("karin", card, "appeal")
	saysAll(t, "appeal", text, []string{second + ": to look at again.\nTo decide anew: "}, "reads")
	if card = r.one(second); verbsOf(card) != "accept reserve uphold" {
		t.Errorf("after an appeal it has %s", verbsOf(card))
	}
	_, dialog = r.taps("karin", card, "uphold")
	if wrong := r.fills("karin", dialog, "reason", "places"); len(wrong) > 0 || r.application(second).Status != enrollment.StatusDeclined {
		t.Errorf("uphold: %v", wrong)
	}

	card = r.one(third)
	text, _ = r.taps("karin", card, "reserve")
	saysAll(t, "reserve", text, []string{third + ": on the waiting list."})
	for _, verb := range []string{"accept", "decline"} { // both could be decided now, but not about what she saw
		text, dialog = r.taps("karin", card, verb)
		saysAll(t, verb+" by an old button", text, []string{third + " has changed: on the waiting list. I have decided nothing.\non the waiting list: Karin (karin), "})
		if dialog != nil {
			t.Errorf("%s by an old button opens %+v", verb, dialog)
		}
	}
	card = r.one(first)
	text, dialog = r.taps("karin", card, "withdraw")
	if verbsOf(card) != "withdraw" || dialog == nil || text != "" || len(dialog.Fields) != 0 {
		t.Fatalf("withdraw of %s: %q and %+v", verbsOf(card), text, dialog)
	}
	if wrong := r.fills("karin", dialog); len(wrong) > 0 || r.application(first).Status != enrollment.StatusWithdrawn {
		t.Errorf("withdraw: %v", wrong)
	}
	text, _ = r.taps("karin", r.one(first), "review")
	saysAll(t, "review", text, []string{first + ": somebody looks at it."})
}

// Two coordinators decide at once: one does, and the other is told what stands.
func TestTwoCoordinatorsDecideAtOnce(t *testing.T) {
	r := newMMRigOf(t, mmProgramme+"  clara: {name: Clara, site: leipzig, roles: [coordinator], languages: [en], woman: true, mattermost: clara}\n")
	for range 5 {
		reference := r.applies("leipzig", "Somebody")
		card := r.one(reference)
		var both sync.WaitGroup
		said := map[string]string{}
		var mu sync.Mutex
		for who, verb := range map[string]string{"karin": "accept", "clara": "reserve"} {
			both.Go(func() {
				a, _, err := r.Choose(t.Context(), mattermost.Choice{ID: who + reference, About: card.About, Verb: verb, User: "u-" + who, UserName: who})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				said[who] = a.Text
			})
		}
		both.Wait()
		f := r.application(reference)
		if len(f.Changes) != 1 {
			t.Fatalf("changes: %+v", f.Changes)
		}
		done, not := "karin", "clara"
		if f.Changes[0].By == "Clara (clara)" {
			done, not = not, done
		}
		saysAll(t, done, said[done], []string{reference}, "I have decided nothing")
		saysAll(t, not, said[not], []string{reference, "I have decided nothing.", f.Changes[0].By}, "The person reads")
	}
}

// A long list comes in pages, and says how to go on.
func TestALongListOfApplications(t *testing.T) {
	r := newMMRig(t)
	for range 23 {
		r.applies("leipzig", "Somebody")
	}
	all, err := r.desk().list(t.Context(), wanted{site: "leipzig"}) // several come in one moment
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]struct {
		from, to int
		more     string
	}{
		"applications": {
			0, 10, "… and 13 more. When you have decided these, /wecan applications shows the next. To see them now: /wecan applications 2",
		},
		"applications 2": {10, 20, "… and 3 more. When you have decided these, /wecan applications shows the next. To see them now: /wecan applications 3"},
		"applications 3": {20, 23, ""},
		"applications 9": {20, 23, ""},
		"applications 0": {0, 10, "… and 13 more."},
	} {
		got := r.gives("karin", text)
		saysAll(t, text, got.Text, []string{"23 applications wait for a decision:"})
		cards := got.Cards
		if want.more != "" {
			last := cards[len(cards)-1]
			cards = cards[:len(cards)-1]
			if !strings.HasPrefix(last.Text, want.more) || len(last.Buttons) > 0 {
				t.Errorf("%s ends with %+v", text, last)
			}
		}
		if len(cards) != want.to-want.from {
			t.Fatalf("%s has %d cards", text, len(cards))
		}
		for i, card := range cards {
			if !strings.HasPrefix(card.Text, all[want.from+i].Reference+" ") {
				t.Errorf("%s: card %d is %s", text, i, card.Text)
			}
		}
	}
}

// Who reads Arabic reads all of it in Arabic, and numbers and names do not turn the
// words round.
func TestCommandsAreReadInArabic(t *testing.T) {
	r := newMMRig(t)
	if !mmSpeaks(r.words().catalog, "ar") {
		t.Fatal("the texts of commands are not complete in Arabic")
	}
	const fsi, pdi = "\u2068", "\u2069"
	number := r.asks("leipzig", "housing")
	r.asks("leipzig", "work")
	r.taken(number, "nadia.k")
	saysAll(t, "help", r.writes("amal", ""), []string{"يمكنك كتابة:", fsi + "/wecan take WE-…" + pdi + " – أخذ طلب"}, "You can")
	list := r.writes("amal", "waiting")
	saysAll(t, "waiting", list, []string{"طلب واحد في الانتظار:", "🛠", fsi + "WE-", "منذ " + fsi}, "waits", "Work", "since")
	if strings.Count(list, fsi) != strings.Count(list, pdi) {
		t.Errorf("isolates are not closed: %q", list)
	}
	saysAll(t, "take", strings.ReplaceAll(r.writes("amal", "take "+number), "\u200f", ""), []string{"الطلب " + fsi + number + pdi + " لدى " + fsi + "Nadia" + pdi + " الآن."})
	for n, want := range []string{"", "طلبان في الانتظار:", "3 طلبات في الانتظار:"} {
		if n > 0 {
			r.asks("leipzig", "money")
			saysAll(t, "waiting", strings.NewReplacer(fsi, "", pdi, "").Replace(r.writes("amal", "waiting")), []string{want})
		}
	}
}
