package mmserver

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
	Name    string     `json:"name"` // "team/channel"
	Title   string     `json:"title"`
	Private bool       `json:"private"`
	Posts   []ViewPost `json:"posts"` // root posts, oldest first: the last 100
}

// ViewPost is a post that was not deleted.
type ViewPost struct {
	ID        string         `json:"id"`
	Channel   string         `json:"channel"` // its id
	User      string         `json:"user"`    // the user name
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
func (s *Server) View(username string) View { return View{} }
