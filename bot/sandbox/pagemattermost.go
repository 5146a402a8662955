package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"

	"wecan/bot/sandbox/mmserver"
)

// mattermostSight is all that the page shows of Mattermost: what one of its people sees, and who they are.
type mattermostSight struct {
	mmserver.View

	People []mmserver.ViewPerson `json:"people"`
}

func (p *page) sightAt(username string) mattermostSight {
	return mattermostSight{View: p.Mattermost.View(username), People: p.Mattermost.People()}
}

// atMattermost is whose client the page shows: that of the user name wished for, else that of the first person there is.
func (p *page) atMattermost(wish string) string {
	people := slices.DeleteFunc(p.Mattermost.People(), func(one mmserver.ViewPerson) bool { return one.Bot })
	if len(people) == 0 || slices.ContainsFunc(people, func(one mmserver.ViewPerson) bool { return one.Username == wish }) {
		return wish
	}
	return people[0].Username
}

// mattermostAct is what somebody does at Mattermost.
type mattermostAct struct {
	As      string         `json:"as"`      // her user name
	Channel string         `json:"channel"` // where a text is said; its id
	Post    string         `json:"post"`    // what it is done to, or the thread in which a text is said
	Text    string         `json:"text"`    // one that begins with a slash is a command
	Button  string         `json:"button"`
	Emoji   string         `json:"emoji"`
	Dialog  string         `json:"dialog"`
	Values  map[string]any `json:"values"` // of the dialog's fields

	Content []byte `json:"content"` // of a file that she picked, in base64
	File    string `json:"file"`    // its name
}

// mattermostDone is what she gets at once. The rest she sees by the stream, a whisper too.
type mattermostDone struct {
	Post   string            `json:"post,omitempty"`   // that was made
	Faults map[string]string `json:"faults,omitempty"` // of a form, by field; "" is the form
}

// serveMattermost answers as Mattermost does when it refuses: with its status and the words that her client shows.
func (p *page) serveMattermost(w http.ResponseWriter, r *http.Request) {
	var a mattermostAct
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxPicked)).Decode(&a); err != nil || a.As == "" {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	done, err := p.actAtMattermost(r.Context(), r.PathValue("what"), a)
	switch {
	case errors.Is(err, errNoAction):
		http.Error(w, "There is no such action.", http.StatusNotFound)
	case err != nil:
		http.Error(w, mmserver.Reason(err), cmp.Or(mmserver.Status(err), http.StatusConflict))
	default:
		answerJSON(w, done)
	}
}

func (p *page) actAtMattermost(ctx context.Context, what string, a mattermostAct) (d mattermostDone, err error) {
	she := p.Mattermost.As(a.As)
	switch what {
	case "say":
		d.Post, err = say(ctx, she, a)
	case "edit":
		err = she.Edit(a.Post, a.Text)
	case "delete":
		err = she.Delete(a.Post)
	case "tap":
		_, err = she.Tap(ctx, a.Post, a.Button)
	case "react":
		err = she.React(a.Post, a.Emoji)
	case "unreact":
		err = she.Unreact(a.Post, a.Emoji)
	case "submit":
		d.Faults, err = she.Submit(ctx, a.Dialog, a.Values)
	case "cancel":
		err = she.Cancel(ctx, a.Dialog)
	default:
		err = errNoAction
	}
	return d, err
}

// say sends what stands in the field below a channel or a thread.
func say(ctx context.Context, she *mmserver.Person, a mattermostAct) (post string, err error) {
	switch {
	case len(a.Content) > 0:
		return she.PostFile(a.Channel, a.Post, a.Text, a.File, a.Content)
	case strings.HasPrefix(a.Text, "/") && a.Post != "":
		_, err = she.CommandIn(ctx, a.Post, a.Text)
		return "", err
	case strings.HasPrefix(a.Text, "/"):
		_, err = she.Command(ctx, a.Channel, a.Text)
		return "", err
	case a.Post != "":
		return she.Reply(a.Post, a.Text)
	}
	return she.Post(a.Channel, a.Text)
}

func (p *page) serveMattermostFile(w http.ResponseWriter, r *http.Request) {
	name, mediaType, data, err := p.Mattermost.As(r.URL.Query().Get("as")).Read(r.PathValue("id"))
	if err != nil {
		http.Error(w, mmserver.Reason(err), cmp.Or(mmserver.Status(err), http.StatusConflict))
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name})) // whatever it holds, it is never a page
	_, _ = w.Write(data)                                                                                           //nolint:gosec // it is not shown as a page; the browser may have gone
}
