package mmserver

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/mattermost/mattermost-server/v6/model"
)

// ErrNoDialog is returned when no form with that id is open on her screen.
var ErrNoDialog = errors.New("mmserver: no such dialog is open")

// Person is somebody who works with the server by hand. Her methods do what her client would do and fail as it would, with
// a *model.AppError: a 403 where she is not a member, a 404 for a post that is not there. They meet no faults of
// [Server.OnCall], and she can work while the server is stopped or away: she is inside.
type Person struct {
	server *Server
	user   *user // of nobody when the server does not know her
}

// As gives the person with that id or user name. All that somebody does whom the server does not know fails with 403.
func (s *Server) As(name string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(name)
	if u == nil {
		u = &user{}
	}
	return &Person{server: s, user: u}
}

// ID is her user id; "" when the server does not know her.
func (p *Person) ID() string { return p.user.Id }

// Post writes into a channel and returns the post's id.
func (p *Person) Post(channel, text string) (id string, err error) {
	return idOf(p.Write(&model.Post{ChannelId: channel, Message: text}))
}

// Reply writes into the thread of a post, which may be any of the thread.
func (p *Person) Reply(postID, text string) (id string, err error) {
	channel, root := p.threadOf(postID)
	return idOf(p.Write(&model.Post{ChannelId: channel, RootId: root, Message: text}))
}

func idOf(post *model.Post, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return post.Id, nil
}

// threadOf gives the channel and the root post of a post; of an unknown one the id itself.
func (p *Person) threadOf(postID string) (channel, root string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if one := p.server.posts[postID]; one != nil {
		return one.ChannelId, one.root()
	}
	return "", postID
}

// PostFile writes with a file: into a channel, or into the thread of a post when thread names one.
func (p *Person) PostFile(channel, thread, text, name string, data []byte) (id string, err error) {
	post := &model.Post{ChannelId: p.channelID(channel), Message: text}
	if thread != "" {
		post.ChannelId, post.RootId = p.threadOf(thread)
	}
	info, failure := p.server.upload(p.user, post.ChannelId, name, data)
	if failure != nil {
		return "", failure
	}
	post.FileIds = []string{info.Id}
	return idOf(p.Write(post))
}

// channelID gives the id of a channel named by id or as "team/channel".
func (p *Person) channelID(name string) string {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if c := p.server.channel(name); c != nil {
		return c.Id
	}
	return ""
}

// Write makes a post as it is given, with cards, props or a pending id; its channel may be named as "team/channel".
func (p *Person) Write(post *model.Post) (*model.Post, error) {
	given := copyPost(post)
	given.ChannelId = p.channelID(post.ChannelId)
	made, failure := p.server.create(p.user, given)
	if failure != nil {
		return nil, failure
	}
	return made, nil
}

// Edit changes the text of a post of hers.
func (p *Person) Edit(postID, text string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	kept, failure := p.server.own(p.user, postID)
	if failure != nil {
		return failure
	}
	next := copyPost(kept.Post)
	next.Message = text
	if _, failure = p.server.rewrite(next); failure != nil {
		return failure
	}
	return nil
}

// Delete takes a post of hers away. A root post takes its thread with it.
func (p *Person) Delete(postID string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	kept, failure := p.server.own(p.user, postID)
	if failure != nil {
		return failure
	}
	p.server.remove(kept, p.user.Id)
	return nil
}

// React puts a reaction under a post, by the emoji's name.
func (p *Person) React(postID, emoji string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if _, failure := p.server.react(p.user, postID, emoji); failure != nil {
		return failure
	}
	return nil
}

// Unreact takes a reaction of hers away.
func (p *Person) Unreact(postID, emoji string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	if failure := p.server.unreact(p.user, p.user.Id, postID, emoji); failure != nil {
		return failure
	}
	return nil
}

// Type lets the members of a channel see that she is typing.
func (p *Person) Type(channel string) error {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	c := p.server.channel(channel)
	if !p.server.member(p.user, c) {
		return forbidden()
	}
	e := model.NewWebSocketEvent(model.WebsocketEventTyping, "", c.Id, "", map[string]bool{p.user.Id: true})
	e.Add("parent_id", "")
	e.Add("user_id", p.user.Id)
	p.server.publish(e)
	return nil
}

// Tap clicks a button and returns what only she sees then: the ephemeral text, or "". It waits for the integration's answer.
// Without a good one the error is a *model.AppError whose Message is "Action integration error."; 404 when there is
// no such button. Under what only she sees, her client sends the button's cookie with it.
func (p *Person) Tap(ctx context.Context, postID, actionID string) (whisper string, err error) {
	given := press{post: postID, action: actionID}
	for _, w := range p.Whispers() {
		if w.Id != postID {
			continue
		}
		button := w.GetAction(actionID)
		if button == nil {
			return "", fail(http.StatusNotFound, idNoAction)
		}
		given.cookie = button.Cookie
	}
	_, whisper, failure := p.server.tap(ctx, p.user, given)
	if failure != nil {
		return "", failure
	}
	return whisper, nil
}

// Command sends a slash command, as "/wecan list", from a channel, and returns what only she sees then; "" for an empty answer.
// Dialogs that it opens are among [Person.Dialogs].
func (p *Person) Command(ctx context.Context, channel, line string) (whisper string, err error) {
	return p.command(ctx, model.CommandArgs{ChannelId: p.channelID(channel), Command: line})
}

// CommandIn is [Person.Command] from the thread of a post.
func (p *Person) CommandIn(ctx context.Context, postID, line string) (whisper string, err error) {
	channel, root := p.threadOf(postID)
	return p.command(ctx, model.CommandArgs{ChannelId: channel, RootId: root, Command: line})
}

func (p *Person) command(ctx context.Context, args model.CommandArgs) (string, error) {
	answer, failure := p.server.execute(ctx, p.user, args)
	switch {
	case failure != nil:
		return "", failure
	case answer.ResponseType == model.CommandResponseTypeInChannel:
		return "", nil
	}
	return answer.Text, nil
}

// Dialog is a form on her screen.
type Dialog struct {
	model.Dialog

	ID string // names it for [Person.Submit]
}

// Dialogs are the forms that are open on her screen, oldest first.
func (p *Person) Dialogs() []Dialog {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var list []Dialog
	for _, d := range p.user.dialogs {
		list = append(list, Dialog{d.Dialog, d.id})
	}
	return list
}

// Submit sends a form with its values. When the integration finds faults the form stays open and they are returned:
// by the field's name, and under "" the one about the whole form. Her own client checks lengths, choices and missing
// values first, and sends nothing when it finds a fault.
func (p *Person) Submit(ctx context.Context, dialogID string, values map[string]any) (faults map[string]string, err error) {
	d := p.dialog(dialogID)
	if d == nil {
		return nil, ErrNoDialog
	}
	if faults := d.clientFaults(values); len(faults) > 0 {
		return faults, nil
	}
	if values == nil {
		values = map[string]any{}
	}
	answer, failure := p.server.submit(ctx, p.submission(d, values))
	if failure != nil {
		return nil, failure
	}
	if answer.Error == "" && len(answer.Errors) == 0 {
		p.close(d)
		return nil, nil
	}
	faults = map[string]string{}
	for name, fault := range answer.Errors {
		faults[name] = fault
	}
	if answer.Error != "" {
		faults[""] = answer.Error
	}
	return faults, nil
}

func (p *Person) submission(d *dialog, values map[string]any) model.SubmitDialogRequest {
	return model.SubmitDialogRequest{
		URL: d.url, CallbackId: d.CallbackId, State: d.State, UserId: p.user.Id, ChannelId: d.channel.Id, TeamId: d.channel.TeamId, Submission: values,
	}
}

func (p *Person) dialog(id string) *dialog {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	for _, d := range p.user.dialogs {
		if d.id == id {
			return d
		}
	}
	return nil
}

func (p *Person) close(d *dialog) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.user.dialogs = slices.DeleteFunc(p.user.dialogs, func(one *dialog) bool { return one == d })
	p.server.touch()
}

// Cancel closes a form; the integration hears of it when the dialog asks for that.
func (p *Person) Cancel(ctx context.Context, dialogID string) error {
	d := p.dialog(dialogID)
	if d == nil {
		return ErrNoDialog
	}
	p.close(d)
	if !d.NotifyOnCancel {
		return nil
	}
	q := p.submission(d, nil)
	q.Cancelled = true
	if _, failure := p.server.submit(ctx, q); failure != nil {
		return failure
	}
	return nil
}

// Whispers are the ephemeral posts that she saw, oldest first, as the server keeps them.
func (p *Person) Whispers() []*model.Post {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	var list []*model.Post
	for _, w := range p.user.whispers {
		list = append(list, copyPost(w))
	}
	return list
}

// Status is the HTTP status of an error of a [Person]'s method, such as 403; 0 for other errors and nil.
func Status(err error) int {
	var failure *model.AppError
	if errors.As(err, &failure) {
		return failure.StatusCode
	}
	return 0
}
