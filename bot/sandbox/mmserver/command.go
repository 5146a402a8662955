package mmserver

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

// hook is what is behind a response_url.
type hook struct {
	command *model.Command
	args    model.CommandArgs
	at      time.Time
	uses    int
}

func (s *Server) executeCommand(r *request) (any, *model.AppError) {
	var args model.CommandArgs
	if err := r.decode(&args); err != nil {
		return nil, err
	}
	answer, err := s.execute(r.Context(), r.user, args)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// execute sends a slash command to its integration and shows what that answers.
func (s *Server) execute(ctx context.Context, u *user, args model.CommandArgs) (*model.CommandResponse, *model.AppError) {
	command, form, failure := s.commandForm(u, &args)
	if failure != nil {
		return nil, failure
	}
	got, err := s.ask(ctx, command.URL, "application/x-www-form-urlencoded", "Token "+command.Token, []byte(form.Encode()))
	if err != nil || got.status != http.StatusOK {
		return nil, fail(http.StatusInternalServerError, idCommandFailed)
	}
	answer, err := model.CommandResponseFromHTTPBody(got.kind, bytes.NewReader(got.body))
	if err != nil || answer == nil {
		return nil, fail(http.StatusInternalServerError, idCommandFailed)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range append([]*model.CommandResponse{answer}, answer.ExtraResponses...) {
		if failure := s.show(u, command, args, one); failure != nil {
			return nil, failure
		}
	}
	answer.TriggerId = form.Get("trigger_id")
	return answer, nil
}

// commandForm finds the command of a line and makes what its integration is told.
func (s *Server) commandForm(u *user, args *model.CommandArgs) (*model.Command, url.Values, *model.AppError) {
	if len(args.Command) < 2 || args.Command[0] != '/' {
		return nil, nil, fail(http.StatusBadRequest, "api.command.execute_command.start.app_error")
	}
	name, rest := args.Command[1:], ""
	if i := strings.IndexFunc(name, unicode.IsSpace); i >= 0 {
		name, rest = name[:i], name[i+1:]
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[args.ChannelId]
	switch {
	case !s.member(u, c):
		return nil, nil, forbidden()
	case !*s.settings.ServiceSettings.EnableCommands:
		return nil, nil, fail(http.StatusNotImplemented, idCommandsOff)
	}
	var command *model.Command
	for _, one := range s.commands {
		if one.TeamId == c.TeamId && one.Trigger == strings.ToLower(name) {
			command = one
		}
	}
	if command == nil {
		return nil, nil, fail(http.StatusNotFound, idNoCommand)
	}
	args.UserId, args.TeamId = u.Id, c.TeamId
	id := model.NewId()
	s.hooks[id] = &hook{command: command, args: *args, at: time.Now()}
	form := url.Values{}
	for key, value := range map[string]string{
		"token": command.Token, "team_id": c.TeamId, "team_domain": s.teamName(c),
		"channel_id": c.Id, "channel_name": c.Name, "user_id": u.Id, "user_name": u.Username,
		"command": "/" + command.Trigger, "text": rest, "trigger_id": s.trigger(u, c),
		"response_url": strings.TrimRight(*s.settings.ServiceSettings.SiteURL, "/") + "/hooks/commands/" + id,
	} {
		form.Set(key, value)
	}
	return command, form, nil
}

// show does what an answer to a command asks for: an ephemeral post, or one that seems to be written by who gave the command.
// The lock is held.
func (s *Server) show(u *user, command *model.Command, args model.CommandArgs, answer *model.CommandResponse) *model.AppError {
	p := &model.Post{ChannelId: args.ChannelId, RootId: args.RootId, UserId: u.Id, Type: answer.Type, Message: answer.Text}
	p.SetProps(answer.Props)
	p.AddProp("from_webhook", "true")
	if !answer.SkipSlackParsing {
		p.Message = model.ParseSlackLinksToMarkdown(p.Message)
	}
	if command.Username != "" && *s.settings.ServiceSettings.EnablePostUsernameOverride {
		p.AddProp("override_username", command.Username)
	}
	if answer.Attachments != nil {
		model.ParseSlackAttachment(p, answer.Attachments)
	}
	c := s.channels[args.ChannelId]
	switch {
	case answer.ResponseType == model.CommandResponseTypeInChannel:
		made, failure := s.prepared(u, c, p)
		if failure != nil {
			return failure
		}
		s.add(u, c, made)
	case answer.Text != "" || answer.Attachments != nil:
		answer.Attachments = s.whisper(u, p).Attachments() // her client is answered with what it may see
	}
	return nil
}

// useHook is what a response_url answers: five times, within half an hour.
func (s *Server) useHook(r *request) (any, *model.AppError) {
	answer, err := model.CommandResponseFromHTTPBody(r.Header.Get("Content-Type"), io.LimitReader(r.Body, maxBody))
	if err != nil || answer == nil {
		return nil, fail(http.StatusBadRequest, "web.command_webhook.parse.app_error")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.hooks[r.PathValue("hook")]
	switch {
	case h == nil || time.Since(h.at) > hookLife:
		return nil, fail(http.StatusNotFound, idNoHook)
	case h.uses >= hookUses:
		return nil, fail(http.StatusBadRequest, idHookUsed)
	}
	h.uses++
	if failure := s.show(s.users[h.args.UserId], h.command, h.args, answer); failure != nil {
		return nil, failure
	}
	return content{kind: "text/plain", data: []byte("ok")}, nil
}
