package mmserver

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/mattermost/mattermost-server/v6/model"
)

// trigger is the right to open a dialog on somebody's screen for a moment.
type trigger struct {
	user    *user
	channel *channel
	at      time.Time
}

// dialog is a form that is open on somebody's screen.
type dialog struct {
	model.Dialog

	id      string
	url     string
	channel *channel // where she was
}

// trigger makes a trigger id for what a user does in a channel. The lock is held.
func (s *Server) trigger(u *user, c *channel) string {
	id := model.NewId()
	s.triggers[id] = trigger{u, c, time.Now()}
	return id
}

func (s *Server) openDialog(r *request) (any, *model.AppError) {
	var given model.OpenDialogRequest
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if given.URL == "" {
		return nil, invalid("url")
	}
	if fault := dialogFault(given.Dialog); fault != "" {
		return nil, invalid(fault)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, known := s.triggers[given.TriggerId]
	switch {
	case !known:
		return nil, fail(http.StatusBadRequest, idTriggerBad)
	case time.Since(t.at) > s.options.DialogTimeout:
		return nil, fail(http.StatusBadRequest, idTriggerOld)
	}
	t.user.dialogs = append(t.user.dialogs, &dialog{Dialog: given.Dialog, id: model.NewId(), url: given.URL, channel: t.channel})
	e := model.NewWebSocketEvent(model.WebsocketEventOpenDialog, "", "", t.user.Id, nil)
	e.Add("dialog", text(given))
	s.publish(e)
	s.touch()
	return ok(), nil
}

// dialogFault says what of a dialog no client shows well: the limits of the documentation, which the server itself does not hold one to.
func dialogFault(d model.Dialog) string {
	long := func(text string, most int) bool { return utf8.RuneCountInString(text) > most }
	if d.Title == "" || long(d.Title, 24) || long(d.SubmitLabel, 24) || long(d.State, 3000) || len(d.Elements) > 5 {
		return "dialog: title, submit_label, state or the number of elements"
	}
	for _, e := range d.Elements {
		known := slices.Contains([]string{"text", "textarea", "select", "bool", "radio"}, e.Type)
		if !known || e.Name == "" || e.DisplayName == "" || long(e.Name, 300) || long(e.DisplayName, 24) || long(e.HelpText, 150) || long(e.Placeholder, 150) {
			return "dialog.elements: " + e.Name
		}
	}
	return ""
}

// submitDialog passes on what a client sends; the address in it is the client's word.
func (s *Server) submitDialog(r *request) (any, *model.AppError) {
	var given model.SubmitDialogRequest
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if given.URL == "" {
		return nil, invalid("url")
	}
	given.UserId = r.user.Id
	s.mu.Lock()
	allowed := s.member(r.user, s.channels[given.ChannelId])
	s.mu.Unlock()
	if !allowed {
		return nil, forbidden()
	}
	answer, err := s.submit(r.Context(), given)
	if err != nil {
		return nil, err
	}
	return answer, nil
}

func (s *Server) submit(ctx context.Context, given model.SubmitDialogRequest) (*model.SubmitDialogResponse, *model.AppError) {
	address := given.URL
	given.URL, given.Type = "", "dialog_submission"
	got, err := s.ask(ctx, address, "application/json", "", []byte(text(given)))
	if err != nil || got.status != http.StatusOK {
		return nil, fail(http.StatusBadRequest, idIntegration)
	}
	answer := &model.SubmitDialogResponse{}
	_ = json.Unmarshal(got.body, answer) // an empty answer is a good one, and so is any other text
	return answer, nil
}

// clientFaults are what a client says about a form before it sends anything.
func (d *dialog) clientFaults(values map[string]any) map[string]string {
	faults := map[string]string{}
	for _, e := range d.Elements {
		given := fmt.Sprint(values[e.Name])
		if values[e.Name] == nil {
			given = ""
		}
		length := utf8.RuneCountInString(given)
		option := func(o *model.PostActionOptions) bool { return o.Value == given }
		switch {
		case given == "" && !e.Optional && e.Type != "bool":
			faults[e.Name] = "This field is required."
		case given == "":
		case length < e.MinLength:
			faults[e.Name] = fmt.Sprintf("Minimum input length is %d.", e.MinLength)
		case e.MaxLength > 0 && length > e.MaxLength:
			faults[e.Name] = fmt.Sprintf("Maximum input length is %d.", e.MaxLength)
		case len(e.Options) > 0 && !slices.ContainsFunc(e.Options, option):
			faults[e.Name] = "Must be a valid option."
		}
	}
	return faults
}
