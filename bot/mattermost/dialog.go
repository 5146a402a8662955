package mattermost

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	fieldsMost = 40
	valueMost  = 3_000 // characters; the server's own limit for long texts
	stateMost  = 3_000
)

// form is what a dialog's state says: the state goes to the person's own app and
// comes back with what she filled in.
type form struct {
	Form, About, User, ID string

	Channel string // where the command was given
	Hook    string // of the command: what comes of the dialog is shown by it
}

// state makes the state of a dialog that is opened now by a trigger, for that user
// only. The form's ID is made here.
func (s *Seal) state(f form, trigger string, now time.Time) (string, error) {
	until := strconv.FormatInt(now.Add(formLasts).Unix(), 10)
	parts := []string{f.Form, f.About, f.User, inputID("dialog", f.User, trigger), f.Channel, f.Hook, until}
	var raw bytes.Buffer
	enc := json.NewEncoder(&raw)
	enc.SetEscapeHTML(false) // the room is small, and nobody shows it
	if err := enc.Encode(append(parts, sum(s.form, parts...))); err != nil {
		return "", fmt.Errorf("mattermost: write the state of a dialog: %w", err)
	}
	state := base64.RawURLEncoding.EncodeToString(bytes.TrimSpace(raw.Bytes()))
	if len(state) > stateMost {
		return "", errors.New("mattermost: what a dialog is about is too long")
	}
	return state, nil
}

func (s *Seal) openState(state string, now time.Time) (form, error) {
	raw, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil || len(state) > stateMost {
		return form{}, errNoSeal
	}
	var v []string
	if json.Unmarshal(raw, &v) != nil || len(v) != 8 {
		return form{}, errNoSeal
	}
	if !hmac.Equal([]byte(v[7]), []byte(sum(s.form, v[:7]...))) {
		return form{}, errBroken
	}
	if err := notOver(v[6], now); err != nil {
		return form{}, err
	}
	return form{Form: v[0], About: v[1], User: v[2], ID: v[3], Channel: v[4], Hook: v[5]}, nil
}

// dialog checks all that can be checked of what was filled in without asking
// anybody. Who opened a dialog knows its address, and that of no other way in.
func (h *Callbacks) dialog(body []byte) (job, result) {
	var req model.SubmitDialogRequest
	if readOne(body, &req) != nil {
		return nil, refused(http.StatusBadRequest, "it cannot be read")
	}
	if req.Type != "dialog_submission" || !model.IsValidId(req.UserId) || !model.IsValidId(req.ChannelId) {
		return nil, refused(http.StatusBadRequest, "it names nobody or nothing")
	}
	st, err := h.c.Seal.openState(req.State, h.c.Now())
	if err != nil {
		return nil, refused(http.StatusBadRequest, err.Error())
	}
	if st.User != req.UserId || st.Form != req.CallbackId {
		return nil, refused(http.StatusForbidden, "another dialog than was opened for her")
	}
	values, ok := valuesOf(req.Submission)
	if !ok {
		return nil, refused(http.StatusBadRequest, "the values cannot be read")
	}
	f := Form{
		ID: st.ID, Form: st.Form, About: st.About, User: req.UserId, Channel: req.ChannelId,
		Values: values, Cancelled: req.Cancelled,
	}
	return func(ctx context.Context) result { return h.submit(ctx, f, st) }, result{}
}

var fieldName = regexp.MustCompile(`^[A-Za-z0-9_]{1,300}$`)

// valuesOf makes words of all values. Numbers come as floats.
func valuesOf(submission map[string]any) (map[string]string, bool) {
	if len(submission) > fieldsMost {
		return nil, false
	}
	values := make(map[string]string, len(submission))
	for name, v := range submission {
		if !fieldName.MatchString(name) {
			return nil, false
		}
		switch v := v.(type) {
		case nil:
		case string:
			if utf8.RuneCountInString(v) > valueMost {
				return nil, false
			}
			values[name] = v
		case bool:
			values[name] = strconv.FormatBool(v)
		case float64:
			values[name] = strconv.FormatFloat(v, 'f', -1, 64)
		default:
			return nil, false
		}
	}
	return values, true
}

func (h *Callbacks) submit(ctx context.Context, f Form, st form) result {
	a, wrong, err := h.c.Forms.Submit(ctx, f)
	if err != nil {
		return failed("the dialog was not taken")
	}
	h.c.Observe(EventBackDialog)
	if len(wrong) == 0 {
		wrong = h.shows(ctx, a, st)
	}
	if len(wrong) == 0 {
		return taken(struct{}{})
	}
	resp := &model.SubmitDialogResponse{Error: wrong[""], Errors: map[string]string{}}
	for name, what := range wrong {
		if name != "" {
			resp.Errors[name] = what
		}
	}
	return taken(resp)
}

// shows shows what came of a dialog, and says what is wrong when it cannot.
func (h *Callbacks) shows(ctx context.Context, a Shown, st form) map[string]string {
	answer := whispered(short(a.Text), h.cards(a.Cards, Order{User: st.User, Channel: st.Channel}, st.Hook))
	if answer.Text == "" && len(answer.Attachments) == 0 {
		return nil
	}
	if st.Hook != "" && h.c.Opener.Whisper(ctx, st.Hook, answer) == nil {
		return nil
	}
	if a.Unshown == "" {
		h.note(ctx, failed("what came of a dialog was not shown"))
		return nil
	}
	return map[string]string{"": a.Unshown}
}

// Open opens a dialog: see [Opener].
func (c *Client) Open(ctx context.Context, trigger string, d *Dialog, address, state string) error {
	req := &model.OpenDialogRequest{TriggerId: trigger, URL: address, Dialog: model.Dialog{
		CallbackId: d.Form, Title: d.Title, IntroductionText: Safe(d.Intro), SubmitLabel: d.Submit, State: state,
		Elements: []model.DialogElement{},
	}}
	for _, f := range d.Fields {
		e := model.DialogElement{
			Name: f.Name, Type: string(f.Kind), DisplayName: f.Label, HelpText: Safe(f.Help), Placeholder: f.Hint,
			Default: f.Value, Optional: f.Optional, MinLength: f.Least, MaxLength: f.Most,
		}
		for _, o := range f.Options {
			e.Options = append(e.Options, &model.PostActionOptions{Text: o.Text, Value: o.Value})
		}
		req.Dialog.Elements = append(req.Dialog.Elements, e)
	}
	return c.openDialog(ctx, req)
}

// Whisper shows a late answer to a command: see [Opener].
func (c *Client) Whisper(ctx context.Context, hook string, r *model.CommandResponse) error {
	return c.hook(ctx, hook, r)
}
