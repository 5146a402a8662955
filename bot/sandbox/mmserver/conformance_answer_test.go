package mmserver

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

// answerTo is an answer to a command with one button that calls an address.
func answerTo(address string) string {
	return `{"response_type":"ephemeral","text":"one waits","skip_slack_parsing":true,"attachments":[{"title":"WE-1","text":"a_b","actions":[` +
		`{"id":"open1","type":"button","name":"Open","integration":{"url":"` + address + `","context":{"about":"r1","number":7}}}]}]}`
}

// withButtons gives a command whose answer has a button, and gives the ephemeral post and what the client of who gave it
// was answered.
func (st *stage) withButtons(c *model.Client4, channel *model.Channel, w *wire, address string) (*model.Post, *model.CommandResponse) {
	st.t.Helper()
	command, _ := st.integration(say(200, "application/json", answerTo(address)))
	answer := get3(c.ExecuteCommand(channel.Id, "/"+st.command(command).Trigger))(st.t)
	p := w.posted("ephemeral_message")
	if p.Message != "one waits" || p.Type != model.PostTypeEphemeral || len(p.Attachments()) != 1 || len(p.Attachments()[0].Actions) != 1 {
		st.t.Fatalf("the answer: %+v", p)
	}
	return p, answer
}

func cookieOf(p *model.Post) string { return p.Attachments()[0].Actions[0].Cookie }

// answerButtons: an answer to a command may have buttons. The server keeps no such post, so what is behind a button is in the
// cookie that came with it, and whoever has the cookie and may read the channel can tap.
func answerButtons(st *stage) {
	var q model.PostActionIntegrationRequest
	taps, got := st.integration(func(w http.ResponseWriter, r *http.Request) {
		q = model.PostActionIntegrationRequest{}
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			st.t.Error(err)
		}
		_, _ = w.Write([]byte(`{"ephemeral_text":"done"}`))
	})
	w := st.connect(st.user, "")
	w.event("hello")
	p, answer := st.withButtons(st.user, st.channel, w, taps)
	a := p.Attachments()[0].Actions[0]
	if a.Id != "open1" || a.Integration != nil || a.Cookie == "" || strings.Contains(a.Cookie, "{") || p.UserId != st.person.Id || p.GetProp("from_webhook") != "true" {
		st.t.Errorf("her client sees %+v of %v", a, p.GetProps())
	}
	if len(answer.Attachments) != 1 || answer.Attachments[0].Actions[0].Integration != nil {
		st.t.Errorf("her client is answered with %+v", answer.Attachments)
	}
	for cookie, status := range map[string]int{"": 403, "bm9uZQ==": 400, "AAAA" + a.Cookie[4:]: 400} {
		_, err := st.user.DoPostActionWithCookie(p.Id, "open1", "", cookie)
		denied(st.t, "a cookie that is not its own", status, err)
	}
	_, err := st.user.DoPostActionWithCookie(model.NewId(), "open1", "", a.Cookie)
	denied(st.t, "another post", 400, err)
	if len(got) != 0 {
		st.t.Error("a tap without its cookie came through")
	}
	_, err = st.user.DoPostActionWithCookie(p.Id, "open1", "", a.Cookie)
	must(st.t, err)
	if q.UserId != st.person.Id || q.PostId != p.Id || q.ChannelId != st.channel.Id || q.TeamId != st.team.Id || q.TriggerId == "" || q.Type != "button" ||
		q.Context["about"] != "r1" || q.Context["number"] != float64(7) {
		st.t.Errorf("the tap: %+v", q)
	}
	if said := w.posted("ephemeral_message"); said.Message != "done" || said.RootId != p.Id || said.GetProp("from_webhook") != "true" {
		st.t.Errorf("the whisper: %q under %s, %v", said.Message, said.RootId, said.GetProps())
	}
	_, err = st.bot.OpenInteractiveDialog(form(q.TriggerId, st.base+"/unused"))
	must(st.t, err)
	w.event("open_dialog")
	_, err = st.bot.DoPostActionWithCookie(p.Id, "open1", "", a.Cookie)
	must(st.t, err)
	if q.UserId != st.botUser.Id {
		st.t.Errorf("somebody else taps as %s", q.UserId)
	}
	_, err = st.user.DoPostActionWithCookie(p.Id, "other", "", a.Cookie)
	must(st.t, err)
	if q.Context["about"] != "r1" {
		st.t.Errorf("with another id of the button: %v", q.Context)
	}
}

// answersStay: an answer to a command is not rewritten, and its buttons are for those who may read the channel.
func answersStay(st *stage) {
	taps, got := st.integration(say(200, "application/json", `{"update":{"message":"x"},"ephemeral_text":"done"}`))
	w := st.connect(st.user, "")
	w.event("hello")
	p, _ := st.withButtons(st.user, st.channel, w, taps)
	_, err := st.user.DoPostActionWithCookie(p.Id, "open1", "", cookieOf(p))
	denied(st.t, "an update", 404, err)
	if len(got) != 1 {
		st.t.Errorf("%d taps came", len(got))
	}
	_, err = st.admin.RemoveUserFromChannel(st.channel.Id, st.botUser.Id)
	must(st.t, err)
	_, err = st.bot.DoPostActionWithCookie(p.Id, "open1", "", cookieOf(p))
	denied(st.t, "somebody who is not in the channel", 403, err)
}

// lateButtons: what comes by a response_url may have buttons too.
func lateButtons(st *stage) {
	taps, got := st.integration(say(200, "application/json", `{}`))
	address, given := st.integration(say(200, "application/json", `{}`))
	c := st.command(address)
	w := st.connect(st.user, "")
	w.event("hello")
	get3(st.user.ExecuteCommand(st.channel.Id, "/"+c.Trigger))(st.t)
	if status := st.send(http.MethodPost, (<-given).Form.Get("response_url"), answerTo(taps)); status != 200 {
		st.t.Errorf("the late answer: %d", status)
	}
	p := w.posted("ephemeral_message")
	_, err := st.user.DoPostActionWithCookie(p.Id, "open1", "", cookieOf(p))
	must(st.t, err)
	if len(got) != 1 {
		st.t.Errorf("%d taps came", len(got))
	}
}
