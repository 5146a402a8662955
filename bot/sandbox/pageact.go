package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
)

// action is what the page posts. Name and Language come along each time, so that the page of a person outlives a restart
// of the sandbox.
type action struct {
	User      int64  `json:"user"`
	Name      string `json:"name"`
	Language  string `json:"language"`
	Text      string `json:"text"`
	Data      string `json:"data"`
	Kind      string `json:"kind"`
	MessageID int    `json:"message_id"`
	ReplyTo   int    `json:"reply_to"` // the message that a text or a file replies to, 0 for none

	Content []byte `json:"content"` // of a file that she picked, in base64
	Mime    string `json:"mime"`
	File    string `json:"file"` // its name
}

func (p *page) serveAction(w http.ResponseWriter, r *http.Request) {
	var a action
	most := int64(maxAction)
	if r.PathValue("what") == "media" {
		most = maxPicked
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, most)).Decode(&a); err != nil || a.User <= 0 {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	u := User{ID: a.User, FirstName: a.Name, LanguageCode: a.Language}
	done, err := p.act(r.PathValue("what"), u, a)
	switch {
	case errors.Is(err, errNoAction):
		http.Error(w, "There is no such action.", http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusConflict)
	default:
		answerJSON(w, done)
	}
}

var errNoAction = errors.New("sandbox: no such action")

// done is the answer to an action.
type done struct {
	MessageID int    `json:"message_id,omitempty"`
	FileID    string `json:"file_id,omitempty"` // of the file in that message
	QueryID   string `json:"query_id,omitempty"`
}

func (p *page) act(what string, u User, a action) (d done, err error) {
	t := p.telegram
	switch what {
	case "say":
		d.MessageID, err = p.say(u, a)
	case "tap":
		d.QueryID, err = t.Tap(u, a.MessageID, a.Data)
	case "edit":
		err = t.EditOwn(u, a.MessageID, a.Text)
	case "press":
		d.MessageID, err = t.Press(u, a.Text)
	case "media":
		d.MessageID, err = p.sendFile(u, a)
		d.FileID = t.FileID(u.ID, d.MessageID)
	case "block":
		t.Block(u)
	case "unblock":
		t.Unblock(u)
	default:
		err = errNoAction
	}
	return d, err
}

func (p *page) say(u User, a action) (int, error) {
	if a.ReplyTo != 0 {
		return p.telegram.SayReply(u, a.Text, a.ReplyTo)
	}
	return p.telegram.Say(u, a.Text), nil
}

func (p *page) sendFile(u User, a action) (int, error) {
	f := File{Name: a.File, Mime: a.Mime, Content: a.Content}
	if a.ReplyTo != 0 {
		return p.telegram.SendFileReply(u, a.Kind, a.Text, f, a.ReplyTo)
	}
	return p.telegram.SendFile(u, a.Kind, a.Text, f), nil
}
