package mmserver

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost-server/v6/model"
)

func TestAPersonWrites(t *testing.T) {
	inBubble(t, func(st *stage) {
		s, olena := st.sandbox, st.sandbox.As("olena")
		root := get(olena.Post("refugio/berlin", "root"))(st.t)
		reply := get(olena.Reply(root, "reply"))(st.t)
		second := get(olena.Reply(reply, "to the reply"))(st.t)
		other := get(olena.Post("refugio/berlin", "other"))(st.t)
		file := get(olena.PostFile("", root, "see", "photo.png", []byte("\x89PNG\r\n\x1a\n")))(st.t)
		if got := texts(s.Posts("refugio/berlin")); got != "root|reply|to the reply|see|other" {
			st.t.Errorf("the channel: %s", got)
		}
		if p := s.Kept(file); p.RootId != root || len(p.FileIds) != 1 || len(s.Download(p.FileIds[0])) != 8 {
			st.t.Errorf("the file: %+v", p)
		}
		must(st.t, olena.Edit(reply, "changed"))
		if got := strings.Join(s.Versions(reply), "|"); got != "reply|changed" {
			st.t.Errorf("versions: %s", got)
		}
		must(st.t, olena.Delete(second))
		must(st.t, olena.React(other, "clock1"))
		must(st.t, s.As("wecan").React(other, "white_check_mark"))
		if got := s.Reactions(other); !slices.Equal(got, []string{"olena clock1", "wecan white_check_mark"}) {
			st.t.Errorf("reactions: %q", got)
		}
		must(st.t, olena.Unreact(other, "clock1"))
		if got := s.Reactions(other); len(got) != 1 {
			st.t.Errorf("reactions: %q", got)
		}
		if got := texts(s.Thread(reply)); got != "root|changed|see" {
			st.t.Errorf("the thread: %s", got)
		}
		if s.Kept(second).DeleteAt == 0 {
			st.t.Error("the deleted one is not kept as deleted")
		}
	})
}

func TestAPersonIsRefused(t *testing.T) {
	inBubble(t, func(st *stage) {
		s, bot, nobody := st.sandbox, st.sandbox.As("wecan"), st.sandbox.As("nobody")
		hers := get(s.As("olena").Post("refugio/berlin", "x"))(st.t)
		closed := get(s.As("olena").Post("refugio/closed", "x"))(st.t)
		_, postErr := bot.Post("refugio/closed", "x")
		_, nobodyErr := nobody.Post("refugio/berlin", "x")
		_, fileErr := bot.PostFile("refugio/closed", "", "", "a.txt", nil)
		_, tapErr := bot.Tap(st.t.Context(), closed, "x")
		_, commandErr := bot.Command(st.t.Context(), "refugio/closed", "/x")
		for what, err := range map[string]error{
			"a post": postErr, "nobody": nobodyErr, "a file": fileErr, "a tap": tapErr, "a command": commandErr,
			"an edit": bot.Edit(hers, "y"), "a deletion": bot.Delete(hers), "a reaction": bot.React(closed, "clock1"),
			"taking one away": bot.Unreact(closed, "clock1"),
		} {
			if Status(err) != 403 {
				st.t.Errorf("%s: %v", what, err)
			}
		}
		if err := s.As("olena").React(hers, "no_such_emoji"); Status(err) != 404 {
			st.t.Errorf("an unknown emoji: %v", err)
		}
	})
}

func TestAPersonTaps(t *testing.T) {
	inBubble(t, func(st *stage) {
		address, _ := st.integration(say(200, "application/json", `{"ephemeral_text":"already taken by @kim"}`))
		p := st.card(address, map[string]any{"seal": "s"}, "accept")
		olena := st.sandbox.As("olena")
		if got := get(olena.Tap(st.t.Context(), p.Id, "accept"))(st.t); got != "already taken by @kim" {
			st.t.Errorf("saw %q", got)
		}
		if list := olena.Whispers(); len(list) != 1 || list[0].Message != "already taken by @kim" {
			st.t.Errorf("whispers: %+v", list)
		}
		if _, err := olena.Tap(st.t.Context(), p.Id, "pass"); Status(err) != 404 {
			st.t.Errorf("no such button: %v", err)
		}
		if kept := st.sandbox.Kept(p.Id); kept.Attachments()[0].Actions[0].Integration.Context["seal"] != "s" {
			st.t.Error("the oracle does not see the context")
		}
	})
}

// A button under an ephemeral post works, but the post cannot be rewritten.
func TestAPersonTapsUnderAWhisper(t *testing.T) {
	inBubble(t, func(st *stage) {
		answer := `{"ephemeral_text":"sent"}`
		taps, _ := st.integration(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(answer)) })
		preview := `{"text":"To 5 people?","attachments":[{"text":"Hello","actions":[{"id":"send","name":"Send","integration":{"url":"` + taps + `"}}]}]}`
		address, _ := st.integration(say(200, "application/json", preview))
		get(st.sandbox.AddCommand("refugio", "wecan", address))(st.t)
		olena := st.sandbox.As("olena")
		if got := get(olena.Command(st.t.Context(), "refugio/berlin", "/wecan broadcast"))(st.t); got != "To 5 people?" {
			st.t.Errorf("saw %q", got)
		}
		id := olena.Whispers()[0].Id
		if got := get(olena.Tap(st.t.Context(), id, "send"))(st.t); got != "sent" {
			st.t.Errorf("saw %q", got)
		}
		answer = `{"update":{"message":"x"},"ephemeral_text":"sent"}`
		if got, err := olena.Tap(st.t.Context(), id, "send"); Status(err) != 404 || got != "" {
			st.t.Errorf("an update: %q %v", got, err)
		}
		if _, err := st.sandbox.As("wecan").Tap(st.t.Context(), id, "send"); Status(err) != 403 {
			st.t.Errorf("somebody else: %v", err)
		}
	})
}

func TestAPersonFillsInADialog(t *testing.T) {
	inBubble(t, func(st *stage) {
		var got []model.SubmitDialogRequest
		answer := `{"errors":{"text":"Say where."},"error":"Not yet."}`
		submits, _ := st.integration(func(w http.ResponseWriter, r *http.Request) {
			var q model.SubmitDialogRequest
			if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
				st.t.Error(err)
			}
			got = append(got, q)
			_, _ = w.Write([]byte(answer))
		})
		address, _ := st.integration(func(_ http.ResponseWriter, r *http.Request) {
			request := form(r.Form.Get("trigger_id"), submits)
			request.Dialog.NotifyOnCancel = true
			_, err := st.bot.OpenInteractiveDialog(request)
			must(st.t, err)
		})
		get(st.sandbox.AddCommand("refugio", "wecan", address))(st.t)
		ctx, olena := st.t.Context(), st.sandbox.As("olena")
		get(olena.Command(ctx, "refugio/berlin", "/wecan broadcast"))(st.t)
		id := olena.Dialogs()[0].ID
		if faults := get(olena.Submit(ctx, id, nil))(st.t); faults["text"] == "" || len(got) != 0 {
			st.t.Errorf("her client let it pass: %v", faults)
		}
		values := map[string]any{"text": "Hello"}
		if faults := get(olena.Submit(ctx, id, values))(st.t); faults["text"] != "Say where." || faults[""] != "Not yet." {
			st.t.Errorf("faults: %v", faults)
		}
		answer = ""
		if faults := get(olena.Submit(ctx, id, values))(st.t); faults != nil || len(olena.Dialogs()) != 0 {
			st.t.Errorf("it stays open: %v", faults)
		}
		if _, err := olena.Submit(ctx, id, values); !errors.Is(err, ErrNoDialog) {
			st.t.Errorf("a closed one: %v", err)
		}
		get(olena.Command(ctx, "refugio/berlin", "/wecan broadcast"))(st.t)
		must(st.t, olena.Cancel(ctx, olena.Dialogs()[0].ID))
		last := got[len(got)-1]
		if len(got) != 3 || !last.Cancelled || last.UserId != olena.ID() || last.ChannelId != st.channel.Id {
			st.t.Errorf("heard %d times, at last %+v", len(got), last)
		}
	})
}

func TestADialogThatNoClientShowsWellIsRefused(t *testing.T) {
	for name, change := range map[string]func(*model.Dialog){
		"a long title": func(d *model.Dialog) { d.Title = strings.Repeat("x", 25) },
		"no title":     func(d *model.Dialog) { d.Title = "" },
		"six elements": func(d *model.Dialog) { d.Elements = slices.Repeat(d.Elements, 6) },
		"a wrong type": func(d *model.Dialog) { d.Elements[0].Type = "date" },
		"a long label": func(d *model.Dialog) { d.Elements[0].DisplayName = strings.Repeat("x", 25) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(st *stage) {
				request := form(st.triggered(), "http://127.0.0.1:1")
				change(&request.Dialog)
				_, err := st.bot.OpenInteractiveDialog(request)
				denied(st.t, name, 400, err)
			})
		})
	}
}

func TestCommandsCanBeSwitchedOff(t *testing.T) {
	inBubble(t, func(st *stage) {
		address, got := st.integration(say(200, "application/json", `{}`))
		get(st.sandbox.AddCommand("refugio", "/wecan", address))(st.t)
		root := get(st.sandbox.As("olena").Post("refugio/berlin", "x"))(st.t)
		get(st.sandbox.As("olena").CommandIn(st.t.Context(), root, "/WeCan  close now"))(st.t)
		if r := <-got; r.Form.Get("text") != " close now" || r.Form.Get("command") != "/wecan" {
			st.t.Errorf("the form: %v", r.Form)
		}
		st.sandbox.Configure(func(c *model.Config) { c.ServiceSettings.EnableCommands = model.NewBool(false) })
		if _, err := st.sandbox.As("olena").Command(st.t.Context(), "refugio/berlin", "/wecan"); Status(err) != 501 {
			st.t.Errorf("switched off: %v", err)
		}
	})
}

func TestWhoIsNotified(t *testing.T) {
	inBubble(t, func(st *stage) {
		s := st.sandbox
		s.AddUser(User{Username: "kim.lee", Away: true, Keywords: []string{"Хелп"}})
		must(st.t, s.Join("refugio/berlin", "kim.lee"))
		for text, want := range map[string]string{
			"@kim.lee":             "kim.lee",
			"@kim.lee.":            "kim.lee",
			"@kim":                 "",
			"@here":                "olena",
			"@channel":             "kim.lee olena",
			"I need HELP":          "olena",
			"helpless":             "",
			"нужнахелпсрочно":      "kim.lee",
			":help:":               "",
			"`@here` and @kim.lee": "kim.lee",
			"@wecan":               "",
		} {
			id := get(s.As("wecan").Post("refugio/berlin", text))(st.t)
			if got := strings.Join(s.Notified(id), " "); got != want {
				st.t.Errorf("%s notified %q, want %q", text, got, want)
			}
		}
		id := get(s.As("wecan").Post("refugio/berlin", "x"))(st.t)
		must(st.t, s.As("wecan").Edit(id, "@channel"))
		if got := s.Notified(id); len(got) != 0 {
			st.t.Errorf("an edit notified %q", got)
		}
	})
}

func TestTheViewHasWhatAPersonSees(t *testing.T) {
	inBubble(t, func(st *stage) {
		s, olena := st.sandbox, st.sandbox.As("olena")
		p := st.card(st.base+"/unused", map[string]any{"secret": "hidden"}, "accept")
		get(olena.PostFile("", p.Id, "see", "list.csv", []byte("a")))(st.t)
		changed := s.Changed()
		must(st.t, olena.React(p.Id, "clock1"))
		<-changed
		v := s.View("olena")
		if len(v.Channels) != 2 || v.Channels[0].Name != "refugio/berlin" || !v.Channels[0].Private {
			st.t.Fatalf("channels: %+v", v.Channels)
		}
		last := v.Channels[0].Posts[len(v.Channels[0].Posts)-1]
		if last.User != "wecan" || !last.Bot || len(last.Cards) != 1 || last.Cards[0].Buttons[0].ID != "accept" || last.Reactions[0].Users[0] != "olena" ||
			len(last.Replies) != 1 || last.Replies[0].Files[0].Name != "list.csv" {
			st.t.Errorf("the card: %+v", last)
		}
		if data := text(v); strings.Contains(data, "hidden") {
			st.t.Error("the view shows a button's context")
		}
		if names := len(s.View("wecan").Channels); names != 1 {
			st.t.Errorf("the bot sees %d channels", names)
		}
		if v := s.View("nobody"); v.Username != "" || len(v.Channels) != 0 {
			st.t.Errorf("nobody sees %+v", v)
		}
	})
}
