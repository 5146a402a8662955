package mmserver

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	viewedPosts    = 100
	viewedWhispers = 20
)

// View is what a user sees, as JSON for a page. It changes when [Server.Changed] says so.
type View struct {
	Username string        `json:"username"`
	Channels []ViewChannel `json:"channels"`
	Whispers []ViewPost    `json:"whispers"` // her last ephemeral posts
	Dialogs  []ViewDialog  `json:"dialogs"`  // open ones
}

// ViewChannel is a channel of hers.
type ViewChannel struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"` // "team/channel"; of a channel of two "@" and the other's user name
	Title   string     `json:"title"`
	Private bool       `json:"private"`
	Posts   []ViewPost `json:"posts"` // root posts, oldest first: the last 100
}

// ViewPost is a post that was not deleted.
type ViewPost struct {
	ID        string         `json:"id"`
	Channel   string         `json:"channel"`        // its id
	Root      string         `json:"root,omitempty"` // the id of the root post of its thread, unless it is that
	User      string         `json:"user"`           // the user name
	Bot       bool           `json:"bot,omitempty"`
	System    bool           `json:"system,omitempty"`
	Text      string         `json:"text"` // Markdown, as written
	At        int64          `json:"at"`   // Unix milliseconds
	Edited    bool           `json:"edited,omitempty"`
	Cards     []ViewCard     `json:"cards,omitempty"`
	Files     []ViewFile     `json:"files,omitempty"`
	Reactions []ViewReaction `json:"reactions,omitempty"`
	Notified  []string       `json:"notified,omitempty"` // user names
	Replies   []ViewPost     `json:"replies,omitempty"`  // of a root post, oldest first
}

// ViewCard is a message attachment.
type ViewCard struct {
	Colour  string       `json:"colour,omitempty"` // "#rrggbb"
	Pretext string       `json:"pretext,omitempty"`
	Title   string       `json:"title,omitempty"`
	Text    string       `json:"text,omitempty"`
	Fields  []ViewField  `json:"fields,omitempty"`
	Buttons []ViewButton `json:"buttons,omitempty"`
}

// ViewField is a field of a card.
type ViewField struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	Short bool   `json:"short,omitempty"`
}

// ViewButton is a button of a card; ID is for [Person.Tap].
type ViewButton struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	Style string `json:"style,omitempty"`
}

// ViewFile is a file of a post.
type ViewFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"` // of media
	Size int64  `json:"size"` // bytes
}

// ViewReaction is an emoji under a post and the user names of those who put it there.
type ViewReaction struct {
	Emoji string   `json:"emoji"`
	Users []string `json:"users"`
}

// ViewDialog is a form.
type ViewDialog struct {
	ID       string        `json:"id"` // for [Person.Submit]
	Title    string        `json:"title"`
	Text     string        `json:"text,omitempty"`
	Submit   string        `json:"submit,omitempty"`
	Elements []ViewElement `json:"elements,omitempty"`
}

// ViewElement is a field of a form.
type ViewElement struct {
	Name     string       `json:"name"`
	Label    string       `json:"label"`
	Kind     string       `json:"kind"` // text, textarea, select, bool, radio
	Default  string       `json:"default,omitempty"`
	Help     string       `json:"help,omitempty"`
	Hint     string       `json:"hint,omitempty"` // stands in an empty field
	Optional bool         `json:"optional,omitempty"`
	MaxLen   int          `json:"max_length,omitempty"`
	Options  []ViewOption `json:"options,omitempty"`
}

// ViewOption is a choice of a field.
type ViewOption struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// View gives what a user sees now; an empty one when the server does not know her.
func (s *Server) View(username string) View {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.user(username)
	v := View{Channels: []ViewChannel{}, Whispers: []ViewPost{}, Dialogs: []ViewDialog{}}
	if u == nil {
		return v
	}
	v.Username = u.Username
	for _, c := range s.channels {
		if c.members[u.Id] && c.DeleteAt == 0 {
			v.Channels = append(v.Channels, s.viewChannel(u, c))
		}
	}
	slices.SortFunc(v.Channels, func(a, b ViewChannel) int { // those of two stand last
		two := func(c ViewChannel) bool { return strings.HasPrefix(c.Name, "@") }
		if two(a) != two(b) {
			if two(a) {
				return 1
			}
			return -1
		}
		return cmp.Compare(a.Name, b.Name)
	})
	for _, w := range u.whispers[max(0, len(u.whispers)-viewedWhispers):] {
		v.Whispers = append(v.Whispers, s.viewPost(&post{Post: w}))
	}
	for _, d := range u.dialogs {
		v.Dialogs = append(v.Dialogs, viewDialog(d))
	}
	return v
}

func (s *Server) viewChannel(u *user, c *channel) ViewChannel {
	name, title := s.channelNames(u, c)
	v := ViewChannel{ID: c.Id, Name: name, Title: title, Private: c.Type != model.ChannelTypeOpen, Posts: []ViewPost{}}
	replies := map[string][]ViewPost{}
	for _, p := range c.posts {
		if p.DeleteAt == 0 && p.RootId != "" {
			replies[p.RootId] = append(replies[p.RootId], s.viewPost(p))
		}
	}
	for _, p := range c.posts {
		if p.DeleteAt == 0 && p.RootId == "" {
			one := s.viewPost(p)
			one.Replies = replies[p.Id]
			v.Posts = append(v.Posts, one)
		}
	}
	v.Posts = v.Posts[max(0, len(v.Posts)-viewedPosts):]
	return v
}

func (s *Server) viewPost(p *post) ViewPost {
	v := ViewPost{
		ID: p.Id, Channel: p.ChannelId, Root: p.RootId, System: p.IsSystemMessage() && p.Type != model.PostTypeEphemeral,
		Text: p.Message, At: p.CreateAt, Edited: p.EditAt != 0, Notified: s.names(p.notified),
	}
	if u := s.users[p.UserId]; u != nil {
		v.User, v.Bot = u.Username, u.IsBot || p.GetProp("from_webhook") == "true"
	}
	for _, card := range p.Attachments() {
		v.Cards = append(v.Cards, viewCard(card))
	}
	for _, id := range p.FileIds {
		if f := s.files[id]; f != nil {
			v.Files = append(v.Files, ViewFile{ID: f.Id, Name: f.Name, Type: f.MimeType, Size: f.Size})
		}
	}
	for _, r := range p.reactions {
		i := slices.IndexFunc(v.Reactions, func(one ViewReaction) bool { return one.Emoji == r.EmojiName })
		if i < 0 {
			i = len(v.Reactions)
			v.Reactions = append(v.Reactions, ViewReaction{Emoji: r.EmojiName})
		}
		v.Reactions[i].Users = append(v.Reactions[i].Users, s.users[r.UserId].Username)
	}
	return v
}

func viewCard(card *model.SlackAttachment) ViewCard {
	v := ViewCard{Colour: card.Color, Pretext: card.Pretext, Title: card.Title, Text: card.Text}
	for _, f := range card.Fields {
		v.Fields = append(v.Fields, ViewField{Title: f.Title, Text: fmt.Sprint(f.Value), Short: bool(f.Short)})
	}
	for _, a := range card.Actions {
		v.Buttons = append(v.Buttons, ViewButton{ID: a.Id, Label: a.Name, Style: a.Style})
	}
	return v
}

func viewDialog(d *dialog) ViewDialog {
	v := ViewDialog{ID: d.id, Title: d.Title, Text: d.IntroductionText, Submit: d.SubmitLabel}
	for _, e := range d.Elements {
		one := ViewElement{
			Name: e.Name, Label: e.DisplayName, Kind: e.Type, Default: e.Default, Help: e.HelpText, Hint: e.Placeholder, Optional: e.Optional, MaxLen: e.MaxLength,
		}
		for _, o := range e.Options {
			one.Options = append(one.Options, ViewOption{Label: o.Text, Value: o.Value})
		}
		v.Elements = append(v.Elements, one)
	}
	return v
}
