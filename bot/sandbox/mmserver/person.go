package mmserver

import (
	"context"

	"github.com/mattermost/mattermost-server/v6/model"
)

// Person is somebody who works with the server by hand. Her methods do what her client would do and fail as it would, with
// a *model.AppError: a 403 where she is not a member, a 404 for a post that is not there.
type Person struct {
	server *Server
	id     string
}

// As gives the person with that id or user name. All that somebody does whom the server does not know fails with 401.
func (s *Server) As(name string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &Person{server: s}
	if u := s.user(name); u != nil {
		p.id = u.Id
	}
	return p
}

// ID is her user id; "" when the server does not know her.
func (p *Person) ID() string { return p.id }

// Post writes into a channel and returns the post's id.
func (p *Person) Post(channel, text string) (id string, err error) {
	return p.write(channel, &model.Post{Message: text})
}

// Reply writes into the thread of a post, which may be any of the thread.
func (p *Person) Reply(postID, text string) (id string, err error) {
	return "", nil
}

// PostFile writes into a channel, or into a thread when thread is the id of one of its posts, with a file.
func (p *Person) PostFile(channel, thread, text, name string, data []byte) (id string, err error) {
	return "", nil
}

// Write makes a post as it is given, with cards, props or a pending id; its channel may be named as "team/channel".
func (p *Person) Write(post *model.Post) (*model.Post, error) {
	return nil, nil
}

// Edit changes the text of a post of hers.
func (p *Person) Edit(postID, text string) error { return nil }

// Delete takes a post of hers away. A root post takes its thread with it.
func (p *Person) Delete(postID string) error { return nil }

// React puts a reaction under a post, by the emoji's name.
func (p *Person) React(postID, emoji string) error { return nil }

// Unreact takes a reaction of hers away.
func (p *Person) Unreact(postID, emoji string) error { return nil }

// Tap clicks a button and returns what only she sees then: the ephemeral text, or "". It waits for the integration's answer.
// Without a good one the error is a *model.AppError whose Message is "Action integration error."; 404 when there is
// no such button.
func (p *Person) Tap(ctx context.Context, postID, actionID string) (whisper string, err error) {
	return "", nil
}

// Command sends a slash command, as "/wecan list", from a channel, and returns what only she sees then; "" for an empty answer.
// Dialogs that it opens are among [Person.Dialogs].
func (p *Person) Command(ctx context.Context, channel, line string) (whisper string, err error) {
	return "", nil
}

// CommandIn is [Person.Command] from the thread of a post.
func (p *Person) CommandIn(ctx context.Context, postID, line string) (whisper string, err error) {
	return "", nil
}

// Dialog is a form on her screen.
type Dialog struct {
	model.Dialog

	ID string // names it for [Person.Submit]
}

// Dialogs are the forms that are open on her screen, oldest first.
func (p *Person) Dialogs() []Dialog { return nil }

// Submit sends a form with its values. When the integration finds faults the form stays open and they are returned:
// by the field's name, and under "" the one about the whole form. Her own client checks lengths and missing values first.
func (p *Person) Submit(ctx context.Context, dialogID string, values map[string]any) (faults map[string]string, err error) {
	return nil, nil
}

// Cancel closes a form; the integration hears of it when the dialog asks for that.
func (p *Person) Cancel(ctx context.Context, dialogID string) error { return nil }

// Whispers are the ephemeral posts that she saw, oldest first.
func (p *Person) Whispers() []*model.Post { return nil }

func (p *Person) write(channel string, post *model.Post) (string, error) { return "", nil }
