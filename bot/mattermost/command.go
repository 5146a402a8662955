package mattermost

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost-server/v6/model"
)

// command checks all that can be checked of a slash command without asking
// anybody.
func (h *Callbacks) command(body []byte, authorization string) (job, result) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, refused(http.StatusBadRequest, "it cannot be read")
	}
	token := form.Get("token")
	scheme, header, _ := strings.Cut(authorization, " ")
	known := h.tokenKnown(token)
	if !known || len(form["token"]) != 1 || authorization != "" && (scheme != "Token" || header != token) {
		return nil, refused(http.StatusUnauthorized, "a wrong token")
	}
	o, trigger, err := orderOf(form)
	if err != nil {
		return nil, refused(http.StatusBadRequest, err.Error())
	}
	hook := hookOf(form.Get("response_url"))
	return func(ctx context.Context) result { return h.obey(ctx, o, trigger, hook) }, result{}
}

// tokenKnown compares with all tokens. The time it takes tells nothing.
func (h *Callbacks) tokenKnown(token string) bool {
	got, known := sha256.Sum256([]byte(token)), 0
	for _, want := range h.commands {
		known |= subtle.ConstantTimeCompare(got[:], want[:])
	}
	return known == 1
}

var commandWord = regexp.MustCompile(`^/[^\s/]{1,128}$`)

func orderOf(form url.Values) (o Order, trigger string, err error) {
	for _, key := range []string{"team_id", "channel_id", "user_id", "user_name", "command", "text", "trigger_id"} {
		if len(form[key]) != 1 || !utf8.ValidString(form.Get(key)) {
			return Order{}, "", errors.New("a field is missing or there twice")
		}
	}
	o = Order{
		User: form.Get("user_id"), UserName: form.Get("user_name"), Channel: form.Get("channel_id"), Team: form.Get("team_id"),
		Word: form.Get("command"), Text: strings.TrimSpace(form.Get("text")),
	}
	trigger = form.Get("trigger_id")
	if !model.IsValidId(o.User) || !model.IsValidId(o.Channel) || !model.IsValidId(o.Team) ||
		!userName.MatchString(o.UserName) || !commandWord.MatchString(o.Word) ||
		trigger == "" || len(trigger) > triggerMost || utf8.RuneCountInString(o.Text) > postLimit {
		return Order{}, "", errors.New("it names nobody or nothing")
	}
	o.ID = inputID("command", o.Channel, o.User, trigger, o.Word, o.Text)
	return o, trigger, nil
}

var hookForm = regexp.MustCompile(`^[a-z0-9]{26}$`)

// hookOf takes only the last part of a response_url: we never call an address that
// came from outside.
func hookOf(address string) string {
	if u, err := url.Parse(address); err == nil && strings.HasSuffix(path.Dir(u.Path), "/hooks/commands") && hookForm.MatchString(path.Base(u.Path)) {
		return path.Base(u.Path)
	}
	return ""
}

func (h *Callbacks) obey(ctx context.Context, o Order, trigger, hook string) result {
	a, err := h.c.Orders.Obey(ctx, o)
	if err != nil {
		return failed("the command was not obeyed")
	}
	if a.Dialog != nil {
		if err := h.open(ctx, a.Dialog, trigger, form{User: o.User, Channel: o.Channel, Hook: hook}); err != nil {
			return failed("the dialog could not be opened")
		}
	}
	h.c.Observe(EventBackCommand)
	answer := whispered(short(a.Text), h.cards(a.Cards, o, hook))
	res := taken(answer)
	h.whisperLate(&res, hook, answer)
	return res
}

// open opens a dialog for somebody. at says for whom, and below which command.
func (h *Callbacks) open(ctx context.Context, d *Dialog, trigger string, at form) error {
	at.Form, at.About = d.Form, d.About
	state, err := h.c.Seal.state(at, trigger, h.c.Now())
	if err != nil {
		return err
	}
	return h.c.Opener.Open(ctx, trigger, d, h.dialogs, state)
}

// whisperLate has an answer that comes too late shown by the hook of a command.
func (h *Callbacks) whisperLate(res *result, hook string, r *model.CommandResponse) {
	if hook == "" || r.Text == "" && len(r.Attachments) == 0 {
		return
	}
	res.late = func(ctx context.Context) {
		if err := h.c.Opener.Whisper(ctx, hook, r); err != nil {
			h.note(ctx, failed("a late answer was not shown"))
		}
	}
}

// whispered is what only the one who gave a command gets to see.
func whispered(text string, cards []*model.SlackAttachment) *model.CommandResponse {
	return &model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: text, Attachments: cards, SkipSlackParsing: true}
}
