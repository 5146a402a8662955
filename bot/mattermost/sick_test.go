package mattermost

import (
	"errors"
	"testing"

	"wecan/bot"
	"wecan/flows"
)

// A server that has lost its database refuses what it cannot look up. That is no
// reason to give up what somebody wrote, nor to take the token for a wrong one.
func TestRefusalsWithoutADatabaseAreForNow(t *testing.T) {
	inWorld(t, func(w *world) {
		root := w.put(alert("m1"))
		effects := map[string]flows.Effect{
			"a line":     flows.Post{Channel: berlin, Mark: "m2", Under: flows.PostRef{ID: root}, Text: "a line"},
			"a card":     flows.Repost{Channel: berlin, Of: flows.PostRef{ID: root}, Text: "With Olena."},
			"a reaction": flows.React{Channel: berlin, To: flows.PostRef{ID: root}, Emoji: "white_check_mark"},
		}
		for _, remembers := range []bool{true, false} {
			w.server.LoseDatabase(remembers)
			for what, e := range effects {
				_, err := w.carrier.Post(w.t.Context(), e, true)
				if refused := (*bot.Refusal)(nil); err == nil || errors.As(err, &refused) {
					w.t.Errorf("%s, while tokens are remembered is %v: %v, want any other error", what, remembers, err)
				}
			}
			w.client.forget(berlin)
			if _, err := w.client.Channel(w.t.Context(), berlin); err == nil || refusedFor(err, bot.Never) || refusedFor(err, bot.Barred) {
				w.t.Errorf("the channel by its name: %v", err)
			}
			w.server.FindDatabase()
		}
		for what, e := range effects {
			if _, err := w.carrier.Post(w.t.Context(), e, true); err != nil {
				w.t.Errorf("%s afterwards: %v", what, err)
			}
		}
	})
}
