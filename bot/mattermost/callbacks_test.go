package mattermost

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot/sandbox/mmserver"
	"wecan/flows"
)

func TestTap(t *testing.T) {
	inWorld(t, func(w *world) {
		_, d := w.callbacks(nil)
		id := w.card(d)
		ctx := w.t.Context()
		whisper, err := w.server.As("olena").Tap(ctx, id, "accept")
		if err != nil || whisper != "" {
			t.Fatalf("the first tap: %q, %v", whisper, err)
		}
		whisper, err = w.server.As("amir").Tap(ctx, id, "accept")
		if err != nil || whisper != "already taken by @\u200bolena" {
			t.Errorf("the second tap: %q, %v", whisper, err)
		}
		w.server.AddUser(mmserver.User{Username: "guest"})
		w.must(w.server.Join(berlin, "guest"))
		if _, err := w.server.As("guest").Tap(ctx, id, "accept"); err == nil {
			t.Error("somebody who may not could tap")
		}
		want := Tap{ID: d.taps[0].ID, About: "R-1234", Verb: "accept", User: w.server.As("olena").ID(), UserName: "olena", Channel: w.channel, Post: id}
		if len(d.taps) != 1 || d.taps[0] != want {
			t.Errorf("taps %+v", d.taps)
		}
		d.posts, d.taps = map[string][2]string{"R-1234": {w.channel, id}}, nil
		d.broken = errors.New("no store")
		if _, err := w.server.As("olena").Tap(ctx, id, "accept"); err == nil {
			t.Error("a tap that failed looked like one that did not")
		}
	})
}

// TestForeignPost: a member copies our button, as far as members can, and more: with
// the context that they cannot see.
func TestForeignPost(t *testing.T) {
	inWorld(t, func(w *world) {
		_, d := w.callbacks(nil)
		id := w.card(d)
		ours := w.server.Kept(id)
		copied := ours.Clone()
		copied.Id, copied.UserId = "", ""
		theirs, err := w.server.As("amir").Write(copied)
		w.must(err)
		if got := theirs.Attachments(); len(got) != 1 {
			t.Skip("the sandbox lets nobody make such a post")
		}
		_, err = w.server.As("amir").Tap(w.t.Context(), theirs.Id, "accept")
		if err == nil || d.done() != 0 {
			t.Errorf("a foreign post's button worked: %v", err)
		}
	})
}

func TestSlowTap(t *testing.T) {
	inWorld(t, func(w *world) {
		h, d := w.callbacks(nil)
		d.slow = 5 * time.Second
		id := w.card(d)
		began := time.Now()
		whisper, err := w.server.As("olena").Tap(w.t.Context(), id, "accept")
		if took := time.Since(began); err != nil || whisper != "" || took > time.Second {
			t.Errorf("%q, %v after %v", whisper, err, took)
		}
		if d.done() != 0 {
			t.Error("it was not slow")
		}
		w.must(h.Drain(w.t.Context()))
		if d.done() != 1 {
			t.Error("the work did not go on")
		}
	})
}

func TestTooManyTaps(t *testing.T) {
	inWorld(t, func(w *world) {
		h, d := w.callbacks(nil)
		d.slow = 10 * time.Second
		id := w.card(d)
		var all sync.WaitGroup
		refused := make(chan error, 200)
		for range 200 {
			all.Go(func() {
				if _, err := w.server.As("olena").Tap(w.t.Context(), id, "accept"); err != nil {
					refused <- err
				}
			})
		}
		all.Wait()
		if len(refused) != 200-atOnce {
			t.Errorf("%d of 200 were put off", len(refused))
		}
		w.must(h.Drain(w.t.Context()))
	})
}

func TestCommand(t *testing.T) {
	inWorld(t, func(w *world) {
		token := w.register()
		_, d := w.callbacks(func(c *CallbacksConfig) { c.Commands = []Token{commandToken, token} })
		ctx, olena := w.t.Context(), w.server.As("olena")
		said, err := olena.Command(ctx, berlin, "/wecan list @amir")
		if err != nil || said != `you said \*list @`+"\u200b"+`amir\*` {
			t.Fatalf("%q, %v", said, err)
		}
		o := d.orders[0]
		if o.User != olena.ID() || o.UserName != "olena" || o.Channel != w.channel || o.Word != "/wecan" || o.Text != "list @amir" || o.ID == "" {
			t.Errorf("order %+v", o)
		}
		d.slow = 2 * time.Second
		if said, err := olena.Command(ctx, berlin, "/wecan slow"); err != nil || said != "" {
			t.Errorf("a slow command: %q, %v", said, err)
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		var late []string
		for _, p := range olena.Whispers() {
			late = append(late, p.Message)
		}
		if !slices.Contains(late, `you said \*slow\*`) {
			t.Errorf("the late answer is not among %q", late)
		}
	})
}

func TestDialog(t *testing.T) {
	inWorld(t, func(w *world) {
		token := w.register()
		_, d := w.callbacks(func(c *CallbacksConfig) { c.Commands = []Token{token} })
		ctx, olena := w.t.Context(), w.server.As("olena")
		if _, err := olena.Command(ctx, berlin, "/wecan form"); err != nil {
			t.Fatal(err)
		}
		open := olena.Dialogs()
		if len(open) != 1 {
			t.Fatalf("%d dialogs are open", len(open))
		}
		d.wrong = map[string]string{"text": "Too short.", "": "Not today."}
		faults, err := olena.Submit(ctx, open[0].ID, map[string]any{"text": "x", "sure": true})
		if err != nil || faults["text"] != "Too short." || faults[""] != "Not today." {
			t.Errorf("faults %v, %v", faults, err)
		}
		d.wrong = nil
		if faults, err = olena.Submit(ctx, open[0].ID, map[string]any{"text": "longer", "sure": false}); err != nil || len(faults) != 0 {
			t.Errorf("faults %v, %v", faults, err)
		}
		if len(d.forms) != 2 || d.forms[0].ID != d.forms[1].ID {
			t.Fatalf("forms %+v", d.forms)
		}
		f := d.forms[1]
		if f.Form != "note" || f.About != "R-1234" || f.User != olena.ID() || f.Values["text"] != "longer" || f.Values["sure"] != "false" {
			t.Errorf("form %+v", f)
		}
		if strings.Contains(open[0].State, "R-1234") {
			t.Error("the state shows what it is about")
		}
	})
}

// TestDialogIsAnswered: what came of a dialog stands below the answer to the command, with
// buttons that work; when the server shows no more there, the dialog says so where it matters.
func TestDialogIsAnswered(t *testing.T) {
	inWorld(t, func(w *world) {
		_, d := w.callbacks(nil)
		card := w.shown(d).Attachments()[0].Actions[0].Id // it opens a dialog
		list := w.server.As("olena").Whispers()
		ctx, olena, command := t.Context(), w.server.As("olena"), list[len(list)-1].Id
		d.told = Shown{Text: "*kept*", Cards: []flows.PostCard{{Text: "more", About: "A-3", Buttons: []flows.PostButton{{Verb: "accept", Label: "Go on"}}}}}
		sends := func() map[string]string {
			t.Helper()
			if _, err := olena.Tap(ctx, command, card); err != nil {
				t.Fatal(err)
			}
			open := olena.Dialogs()
			faults, err := olena.Submit(ctx, open[len(open)-1].ID, map[string]any{"text": "x"})
			if err != nil {
				t.Fatal(err)
			}
			return faults
		}
		if faults := sends(); len(faults) > 0 {
			t.Errorf("faults %v", faults)
		}
		list = olena.Whispers()
		last := list[len(list)-1]
		if last.Message != "\u200b"+`\*kept\*` || len(last.Attachments()) != 1 {
			t.Fatalf("she sees %q and %+v", last.Message, last.Attachments())
		}
		if whisper, err := olena.Tap(ctx, last.Id, last.Attachments()[0].Actions[0].Id); err != nil || whisper != `done: \*A-3\*` {
			t.Errorf("a tap below it: %q, %v", whisper, err)
		}
		for range 4 {
			sends()
		}
		shown, forms := len(olena.Whispers()), len(d.forms)
		if faults := sends(); len(faults) > 0 {
			t.Errorf("nothing is lost, but she is told %v", faults)
		}
		d.told.Unshown = "Say it again."
		if faults := sends(); faults[""] != "Say it again." {
			t.Errorf("faults %v", faults)
		}
		if len(olena.Whispers()) != shown || len(d.forms) != forms+2 {
			t.Errorf("%d are shown, %d forms came", len(olena.Whispers())-shown, len(d.forms)-forms)
		}
		if log := fmt.Sprint(w.log); strings.Contains(log, "kept") || strings.Contains(log, "A-3") {
			t.Errorf("the log holds what it is about: %s", log)
		}
	})
}
