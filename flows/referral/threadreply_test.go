package referral_test

import (
	"slices"
	"testing"

	"wecan/flows/referral"
)

// What whoever has a referral writes as a command goes where her posts in the thread
// go, once, and stands there too. What others write goes nowhere.
func TestWordsOfACommand(t *testing.T) {
	w := newWorldOf(t, withMattermost)
	w.phone(amina, "en")
	w.asks(amina, "Housing", "My landlord wants me to leave.")
	number := w.only().Reference
	reply := func(who, text, key string) {
		t.Helper()
		w.outside(referral.NewReply(w.ids, number, who, text, key))
	}
	stands := func(text string) []*stands {
		var out []*stands
		for _, p := range w.board.posts {
			if p.post.Text == text {
				out = append(out, p)
			}
		}
		return out
	}
	reply("nadia", "Too early", "k1")
	w.clicks(number, "nadia", "accept")
	for range 2 {
		reply("nadia", "Hello *there*", "k2")
		reply("nadia", "// she sounds tired", "k3")
	}
	reply("omar", "Me too", "k4")
	reply("", "A stranger", "k5")
	phone := w.phones[amina]
	for _, text := range []string{"Too early", "she sounds tired", "Me too", "A stranger"} {
		if phone.has(text) {
			t.Errorf("she reads %q:\n%s", text, phone)
		}
	}
	if !phone.has("Hello *there*") {
		t.Errorf("she does not read it:\n%s", phone)
	}
	for text, emoji := range map[string]string{"Hello *there*": "white_check_mark", "// she sounds tired": "memo"} {
		one := stands(text)
		if len(one) != 1 || one[0].post.From != "Nadia" || one[0].under == "" || !slices.Equal(one[0].reactions, []string{emoji}) {
			t.Errorf("%q stands so in the thread: %+v", text, one)
		}
	}
	for _, text := range []string{"Too early", "Me too", "A stranger"} {
		if len(stands(text)) > 0 {
			t.Errorf("%q stands in the thread", text)
		}
	}
	if w.board.problem != nil {
		t.Error(w.board.problem)
	}
}
