package flows

// Post writes a post in a channel of Mattermost, where the team works. All words
// are plain: what people write can neither format anything nor mention anybody.
//
// Only one actor writes into a thread: see [KindThread]. A [KindDigest] writes root
// posts of its own.
type Post struct {
	Channel string  `json:"c"`          // "team/channel", as the programme file names it
	Under   PostRef `json:"u,omitzero"` // the root post of the thread; zero: this is a root post
	Mark    string  `json:"k"`          // names the post for ever: with it the post is found again after a crash

	Mention string    `json:"@,omitempty"` // the user name of the one who is to look at it, without the @
	From    string    `json:"n,omitempty"` // who speaks; stands in bold before the text
	Text    string    `json:"t,omitempty"`
	Card    *PostCard `json:"d,omitempty"`
	File    *PostFile `json:"f,omitempty"`

	// Receipt is as in [Send]; the post's id comes back in [Receipt.Post].
	Receipt string `json:"r,omitempty"`
}

// PostRef names a post: by its id at Mattermost once that is known, else by its
// mark. What people of the team wrote has only an id.
type PostRef struct {
	ID   string `json:"i,omitempty"`
	Mark string `json:"k,omitempty"`
}

// PostCard is a coloured card in a post.
type PostCard struct {
	Colour  PostColour   `json:"c"`
	Title   string       `json:"t"`
	Text    string       `json:"x,omitempty"`
	Fields  []PostField  `json:"f,omitempty"`
	Buttons []PostButton `json:"b,omitempty"`

	// About is what the buttons are about, such as a referral's reference: it
	// comes back with a tap, sealed.
	About string `json:"a,omitempty"`
}

// PostColour is the colour of a card's edge.
type PostColour string

// The colours.
const (
	PostRed   PostColour = "red"
	PostAmber PostColour = "amber" // new
	PostGreen PostColour = "green" // somebody has it
	PostGrey  PostColour = "grey"  // over
)

// PostField is a line of a card.
type PostField struct {
	Title string `json:"t"`
	Text  string `json:"x"`
	Short bool   `json:"s,omitempty"` // two may stand side by side
}

// PostButton is a button of a card.
type PostButton struct {
	Verb    string `json:"v"` // what the tap asks for: letters and digits only
	Label   string `json:"l"`
	Primary bool   `json:"p,omitempty"` // the safe one
}

// PostFile is a file at Telegram that a post brings along.
type PostFile struct {
	What string `json:"w"` // Telegram's field name, as in [Attach]
	ID   string `json:"i"` // its file_id

	// Gone and Large stand in the post in the place of the file when it cannot be
	// brought, or is too large: the words of the post go on alone.
	Gone  string `json:"g,omitempty"`
	Large string `json:"l,omitempty"`
}

// Repost rewrites a post in place. What it does not have is taken away, the
// buttons too.
type Repost struct {
	Channel string    `json:"c"`
	Of      PostRef   `json:"o"`
	Mention string    `json:"@,omitempty"` // nobody is notified again
	From    string    `json:"n,omitempty"`
	Text    string    `json:"t,omitempty"`
	Card    *PostCard `json:"d,omitempty"`
}

// React puts a reaction of the bot under a post, or takes it away.
type React struct {
	Channel string  `json:"c"`
	To      PostRef `json:"o"`
	Emoji   string  `json:"e"` // by its name at Mattermost, as white_check_mark
	Away    bool    `json:"x,omitempty"`
}

func (Post) isEffect()   {}
func (Repost) isEffect() {}
func (React) isEffect()  {}

// AtMattermost says whether an effect is carried to Mattermost rather than to
// Telegram.
func AtMattermost(e Effect) bool {
	switch e.(type) {
	case Post, Repost, React:
		return true
	case Send, Play, Attach, Enclose, Answer, Edit, Delete, Commands, Tell, Page:
	}
	return false
}

// ToldUnposted tells an actor, with an [Unposted], that a post of its own can
// never be written: the channel is gone, the bot may not write there, or the words
// are refused. It comes from nobody: [Told.From] is "".
const ToldUnposted = "post.refused"

// Unposted is the post that was refused.
type Unposted struct {
	Mark string `json:"k,omitempty"` // of the post, or of what was to be rewritten or reacted to
	Kind string `json:"w"`           // post, repost or react
}
