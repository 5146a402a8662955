package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/referral"
)

// saysAll wants words in an answer, and none of others.
func saysAll(t *testing.T, what, got string, want []string, not ...string) {
	t.Helper()
	for _, words := range want {
		if !strings.Contains(got, words) {
			t.Errorf("%s does not say %q:\n%s", what, words, got)
		}
	}
	for _, words := range not {
		if strings.Contains(got, words) {
			t.Errorf("%s says %q:\n%s", what, words, got)
		}
	}
}

func TestWhatStandsIsRead(t *testing.T) {
	r := newMMRig(t)
	if got := r.writes("karin", "status"); got != "Leipzig: no request waits for somebody." {
		t.Errorf("status: %s", got)
	}
	if got := r.writes("nadia.k", "waiting") + r.writes("nadia.k", "mine"); got != "No request waits for somebody.You have no request now." {
		t.Errorf("waiting, mine: %s", got)
	}
	green, amber, red := r.asks("leipzig", "housing"), r.asks("leipzig", "work", "soon", "days"), r.asks("leipzig", "health", "soon", "tonight")
	rome := r.asks("roma", "money")
	complaint := r.asks("roma", "complaint")
	for _, reference := range []string{green, amber, red, rome} {
		r.offered(reference)
	}
	hour := r.stands(green).Received.UTC().Format("15:04")
	saysAll(t, "status for whoever is not trained", r.writes("karin", "status"), []string{
		"Leipzig: 2 requests wait for somebody.\n🟠 Amber: 1\n🟢 Green: 1\nThe oldest is " + green + ". It waits since ", hour,
	}, "Red", red, "in work", "too long")
	saysAll(t, "status for whoever is trained", r.writes("petra", "STATUS "), []string{"4 requests wait", "🔴 Red: 1"}) // with the complaint of Rome
	list := r.writes("karin", "waiting")
	saysAll(t, "waiting", list, []string{
		"2 requests wait for somebody:\n🟠 Amber " + amber + " · English · 🛠 Work and rights · since ", "🟢 Green " + green + " · English · 🏠 Housing · since ", "· we ask ",
	}, red, rome, complaint, "Health", "landlord", "Mina")
	saysAll(t, "waiting for whoever is trained", r.writes("petra", "waiting"), []string{"🔴 Red " + red + " · English · 🩺 Health", complaint}, rome)
	saysAll(t, "waiting in Rome", r.writes("lucia", "waiting"), []string{rome}, green, complaint, red)

	who := r.offered(amber)
	saysAll(t, "mine of whoever is asked", r.writes(who, "mine"), []string{amber + " · English · 🛠 Work and rights · since ", "can you take it?"})
	r.taken(amber, who)
	saysAll(t, "mine", r.writes(who, "mine"), []string{amber + " · English · 🛠 Work and rights · the person waits for you since "})
	r.writes(who, "reply "+amber+" I am here")
	r.settled(amber, func(one request) bool { return one.Status == referral.StatusPerson })
	saysAll(t, "mine", r.writes(who, "mine"), []string{amber + " · English · 🛠 Work and rights · the person is to write"})
	saysAll(t, "status", r.writes("karin", "status"), []string{"1 request waits", "Somebody of the team has 1 request."}, "🟠")
}

// No word of the person's stands in a list, also not the name of a language.
func TestNoWordsInLists(t *testing.T) {
	r := newMMRig(t)
	number := r.asks("leipzig", "housing", "speaks", "the tongue of my village")
	saysAll(t, "waiting", r.writes("karin", "waiting"), []string{number + " · another one · 🏠 Housing"}, "village", "landlord", "Mina")
}

// A list has twenty lines, and says how many more there are.
func TestListsAreBounded(t *testing.T) {
	r := newMMRig(t)
	for range linesMost + 3 {
		r.asks("leipzig", "housing")
	}
	got := r.writes("karin", "waiting")
	if n := strings.Count(got, "WE-"); n != linesMost {
		t.Errorf("%d lines", n)
	}
	saysAll(t, "waiting", got, []string{"23 requests wait for somebody:", "\n… and 3 more"})
}

func TestARequestIsTakenAndReleased(t *testing.T) {
	r := newMMRig(t)
	number := r.asks("leipzig", "housing")
	first := r.offered(number)
	other := map[bool]string{true: "omar", false: "nadia.k"}[first == "nadia.k"]
	saysAll(t, "release of whoever is asked", r.writes(first, "release"), []string{"Thank you. I ask somebody else to take " + number})
	second := r.offered(number)
	if second == first {
		t.Errorf("%s is asked again", first)
	}
	saysAll(t, "release by somebody else", r.writes(first, "release "+number), []string{"Only whoever has " + number})

	r.taken(number, second)
	if one := r.stands(number); r.account(one.Owner) != second {
		t.Errorf("it is with %s", one.Owner)
	}
	saysAll(t, "take again", r.writes(second, "take "+number), []string{number + " is yours"})
	saysAll(t, "take by another", r.writes("karin", "take "+number), []string{" has " + number + " already."})
	if second != other {
		saysAll(t, "take by another", r.writes(other, "take "+number), []string{" has " + number + " already."})
	}

	got := r.gives(second, "release "+number)
	if got.Dialog == nil || got.Dialog.Form != "release" || len(got.Dialog.Fields) != 1 || len(got.Dialog.Fields[0].Options) != 4 {
		t.Fatalf("release without a reason: %+v", got)
	}
	if wrong := r.fills(second, got.Dialog, "why", "time"); len(wrong) > 0 {
		t.Errorf("the dialog: %v", wrong)
	}
	one := r.settled(number, func(one request) bool { return r.account(one.Owner) != second })
	if last := one.Changes; !slices.ContainsFunc(last, func(c referral.Change) bool { return c.What == referral.Passed && c.Why == "time" }) {
		t.Errorf("what happened: %+v", last)
	}
	if wrong := r.fills(second, got.Dialog, "why", "time"); !strings.Contains(wrong[""], "Only whoever has ") {
		t.Errorf("the same dialog again: %v", wrong)
	}
	saysAll(t, "take of what she passed on", r.writes(second, "take "+number), []string{" cannot have this request."})
}

// Two who take one at the same time do not both get it.
func TestTwoTakeTheSame(t *testing.T) {
	r := newMMRig(t)
	number := r.asks("leipzig", "housing")
	r.offered(number)
	r.patience = 2 * time.Second
	done := make(chan string)
	for _, who := range []string{"nadia.k", "omar", "karin", "amal"} {
		go func() {
			got, err := r.Obey(t.Context(), mattermost.Order{ID: "at once " + who, User: "u-" + who, Text: "take " + number})
			done <- fmt.Sprint(got.Text, err)
		}()
	}
	got := 0
	for range 4 {
		if strings.Contains(<-done, "is yours") {
			got++
		}
	}
	if owner := r.stands(number).Owner; got > 1 || owner == "" {
		t.Errorf("%d are told that they have it; it is with %q", got, owner)
	}
}

func TestARequestIsTransferred(t *testing.T) {
	r := newMMRig(t)
	number, health := r.asks("leipzig", "housing", "woman", true), r.asks("leipzig", "health")
	r.taken(number, "nadia.k")
	for text, want := range map[string]string{
		"transfer " + number + " @omar":    "The person wishes for a woman.",
		"transfer " + number + " @nobody":  "I find nobody of the team with the name nobody.",
		"transfer " + number + " @nadia.k": "Nadia has it already.",
		"transfer " + health + " @petra":   "I find no request " + health,
	} {
		saysAll(t, text, r.writes("karin", text), []string{want})
	}
	saysAll(t, "transfer by somebody else", r.writes("omar", "transfer "+number+" @petra"), []string{"Only whoever has " + number})
	r.taken(health, "petra")
	saysAll(t, "transfer to the untrained", r.writes("petra", "transfer "+health+" @omar"), []string{"Omar does not read the channel of this request."})
	r.writes("karin", "away")
	saysAll(t, "transfer to somebody away", r.writes("nadia.k", "transfer "+number+" karin"), []string{"Karin is away."})
	r.writes("karin", "back")

	got := r.gives("nadia.k", "transfer")
	var to []string
	for _, o := range got.Dialog.Fields[0].Options {
		to = append(to, o.Value)
	}
	if !slices.Contains(to, "petra") || slices.Contains(to, "nadia") || slices.Contains(to, "tareq") {
		t.Errorf("the dialog offers %v", to)
	}
	if wrong := r.fills("nadia.k", got.Dialog, "to", "omar"); wrong[""] != "The person wishes for a woman." {
		t.Errorf("the dialog to omar: %v", wrong)
	}
	if wrong := r.fills("nadia.k", got.Dialog); wrong["to"] == "" {
		t.Errorf("the empty dialog: %v", wrong)
	}
	saysAll(t, "transfer", r.writes("nadia.k", "transfer @petra"), []string{"Petra has " + number + " now and knows it."})
	one := r.stands(number)
	if last := one.Changes[len(one.Changes)-1]; one.Owner != "petra" || last.What != referral.Assigned || last.By != "Nadia (nadia)" || last.Who != "petra" {
		t.Errorf("what happened: %+v", last)
	}
}

// Words reach the person once, stand in the thread, and notes stay with the team.
func TestWordsAndNotes(t *testing.T) {
	r := newMMRig(t)
	number, other := r.asks("leipzig", "housing"), r.asks("leipzig", "work")
	r.taken(number, "nadia.k")
	saysAll(t, "reply by somebody else", r.writes("omar", "reply "+number+" Hello"), []string{"Only whoever has "})
	for range 2 {
		saysAll(t, "reply", r.obeys("one", "nadia.k", "reply "+number+" Hello *there*\nsecond line").Text, []string{"I bring it to the person of " + number})
	}
	saysAll(t, "note", r.writes("nadia.k", "note she sounds tired"), []string{"📝 I keep it as a note about " + number})
	got := r.gives("nadia.k", "reply")
	if got.Dialog == nil || got.Dialog.About != number {
		t.Fatalf("reply without words: %+v", got)
	}
	if wrong := r.fills("nadia.k", got.Dialog, "words", "From the dialog"); len(wrong) > 0 {
		t.Errorf("the dialog: %v", wrong)
	}
	waitFor(t, func() bool { return strings.Contains(r.board.texts(), "From the dialog") })
	texts := r.board.texts()
	for _, words := range []string{"Nadia: Hello *there*\nsecond line", "Nadia: // she sounds tired", "Nadia: From the dialog"} {
		if strings.Count(texts, words) != 1 {
			t.Errorf("%q stands %d times in\n%s", words, strings.Count(texts, words), texts)
		}
	}
	r.taken(other, "nadia.k")
	for _, text := range []string{"reply Hello", "close"} { // it must not be guessed which one is meant
		saysAll(t, text, r.writes("nadia.k", text), []string{"Which request is it?", number, other})
	}
	for _, typo := range []string{"WE-2222-223", "we22-2222", "WE 2222 223", "we-4k7m"} {
		saysAll(t, typo, r.writes("nadia.k", "reply "+typo+" Hello"), []string{"There is a mistake in the number."})
	}
	parts := strings.ToLower(strings.ReplaceAll(number, "-", " "))
	saysAll(t, "a number in parts", r.writes("nadia.k", "reply "+parts+" In parts"), []string{"person of " + number})
}

func TestARequestIsClosed(t *testing.T) {
	r := newMMRig(t)
	number, second := r.asks("leipzig", "housing"), r.asks("leipzig", "work")
	r.taken(number, "nadia.k")
	saysAll(t, "close by somebody else", r.writes("omar", "close "+number+" solved"), []string{"Only whoever has "})
	got := r.gives("nadia.k", "close")
	if got.Dialog == nil || len(got.Dialog.Fields[0].Options) != 4 {
		t.Fatalf("close without an outcome: %+v", got)
	}
	if wrong := r.fills("nadia.k", got.Dialog, "outcome", "solved"); len(wrong) > 0 {
		t.Errorf("the dialog: %v", wrong)
	}
	if one := r.stands(number); one.Status != referral.StatusClosed || one.Outcome != referral.Solved {
		t.Errorf("it is %s: %s", one.Status, one.Outcome)
	}
	if wrong := r.fills("karin", got.Dialog, "outcome", "solved"); wrong[""] != "This request is over. Only the person can open it again." {
		t.Errorf("the dialog again: %v", wrong)
	}
	if got := r.gives("karin", "close "+second).Dialog; got == nil || len(got.Fields[0].Options) != 5 {
		t.Errorf("a coordinator closes: %+v", got)
	}
	saysAll(t, "close by a coordinator", r.writes("karin", "close "+second+" withdrawn"), []string{"I have closed " + second})
	one := r.stands(second)
	if last := one.Changes[len(one.Changes)-1]; last.By != "Karin (karin)" || last.Why != "withdrawn" {
		t.Errorf("what happened: %+v", last)
	}
}

func TestSheGoesAwayAndComesBack(t *testing.T) {
	r := newMMRig(t)
	saysAll(t, "away", r.writes("nadia.k", "away"), []string{"You get no new requests now. What you have stays yours."})
	if c, err := r.desk().colleague(t.Context(), "nadia", ""); err != nil || !c.Away {
		t.Errorf("she is not away: %v", err)
	}
	saysAll(t, "back", r.obeys("again", "nadia.k", "back").Text, []string{"You get requests again."})
	if c, err := r.desk().colleague(t.Context(), "nadia", ""); err != nil || c.Away {
		t.Errorf("she is away still: %v", err)
	}
}

func TestTheSameOrderTwice(t *testing.T) {
	r := newMMRig(t)
	number := r.asks("leipzig", "housing")
	for range 2 {
		r.obeys("take", "nadia.k", "take "+number)
	}
	for range 2 {
		r.obeys("transfer", "karin", "transfer "+number+" @omar")
	}
	r.writes("omar", "transfer "+number+" @nadia.k")
	r.obeys("transfer", "karin", "transfer "+number+" @omar") // the old one comes once more
	one := r.stands(number)
	count := map[string]int{}
	for _, c := range one.Changes {
		count[c.What]++
	}
	if one.Owner != "nadia" || count[referral.Accepted] != 1 || count[referral.Assigned] != 2 {
		t.Errorf("it is with %s: %+v", one.Owner, one.Changes)
	}
}

func TestStrangersAndSlips(t *testing.T) {
	r := newMMRig(t)
	number := r.asks("leipzig", "housing")
	for _, who := range []string{"stranger", ""} {
		for _, text := range []string{"", "status", "take " + number} {
			if got := r.writes(who, text); got != "I do not know your account as one of the team. Please ask the coordinator." {
				t.Errorf("%q: %s: %s", who, text, got)
			}
		}
		wrong := r.fills(who, &mattermost.Dialog{Form: "close", About: number}, "outcome", "solved")
		if !strings.Contains(wrong[""], "I do not know your account") {
			t.Errorf("%q sends a dialog off: %v", who, wrong)
		}
	}
	for text, want := range map[string]string{
		"statsu": "Did you mean /wecan status?", "accept " + number: "Did you mean /wecan take?", "wait": "Did you mean /wecan waiting?",
		"xyzzy plugh": "I do not know “xyzzy”. To see what you may write: /wecan help", "aplications": "Did you mean /wecan applications?",
	} {
		saysAll(t, text, r.writes("karin", text), []string{want})
	}
	saysAll(t, "what she may not do", r.writes("nadia.k", "aplications"), nil, "Did you mean")
	saysAll(t, "applications by a navigator", r.writes("nadia.k", "applications"), []string{"You have no role for this."})
	saysAll(t, "help of a navigator", r.writes("nadia.k", ""), []string{"/wecan take WE-… – take a request", "/wecan help – this list"}, "applications")
	saysAll(t, "help of a coordinator", r.writes("karin", "help"), []string{"/wecan applications – see applications and decide"})
	got, err := r.Obey(t.Context(), mattermost.Order{ID: "x", User: "gone", Text: "status"})
	if err == nil || got.Text != "" {
		t.Errorf("an account that the server does not know: %q %v", got.Text, err)
	}
	if _, _, err := r.Submit(t.Context(), mattermost.Form{ID: "x", User: "u-karin", Form: "explode", About: number}); err != nil {
		t.Errorf("a form that there is not: %v", err)
	}
	if _, wrong, err := r.Submit(t.Context(), mattermost.Form{ID: "x", User: "u-karin", Form: "close", Cancelled: true}); err != nil || wrong != nil {
		t.Errorf("a dialog that she closed: %v %v", wrong, err)
	}
}

// awayShelves fail.
type awayShelves struct{ shelves }

func (awayShelves) Load(context.Context, flows.ActorID, []string) (*flows.Record, error) {
	return nil, errors.New("the store is away")
}

// Without the store nothing is known, and nobody is told anything else.
func TestTheStoreIsAway(t *testing.T) {
	r := newMMRig(t)
	r.mmDesk.store = awayShelves{r.store}
	for _, text := range []string{"status", "mine", "take WE-4K7M-9Q2"} {
		got, err := r.Obey(t.Context(), mattermost.Order{ID: "x", User: "u-nadia.k", Text: text})
		if err == nil || got.Text != "" {
			t.Errorf("%s: %q %v", text, got.Text, err)
		}
	}
}
