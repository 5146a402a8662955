package mattermost

import (
	"context"
	"log/slog"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/flows"
)

// Tap is a tap on a button of ours: the seal is unbroken, it was tapped where we
// put it, and the one who tapped may do it.
type Tap struct {
	ID       string // the same callback has the same one: the id of the input
	About    string // as in [flows.PostCard]
	Verb     string // as in [flows.PostButton]
	User     string // the id of the one who tapped
	UserName string // her name at the server, without the @
	Channel  string // ids
	Post     string
}

// Taps makes turns of taps.
type Taps interface {
	// Accept returns when the turn is committed. whisper is shown to the one who
	// tapped only, "" for nothing. After an error she is told that it did not
	// work, and taps again. It may outlast the answer; then the whisper is lost.
	Accept(ctx context.Context, t Tap) (whisper string, err error)
}

// Bindings knows where the buttons about something were put up.
type Bindings interface {
	// Bound names the post and its channel by their ids; ok is false when there
	// is none.
	Bound(ctx context.Context, about string) (channelID, postID string, ok bool, err error)
}

// Roles says who may do what.
type Roles interface {
	// May says whether the account with that id may do it. whisper is what she is
	// told when not; "" shows the server's own words for something that failed.
	May(ctx context.Context, userID, verb, about string) (ok bool, whisper string, err error)
}

// Order is a slash command that somebody gave.
type Order struct {
	ID       string // the same callback has the same one
	User     string // ids
	UserName string
	Channel  string
	Team     string
	Word     string // the command itself, such as /wecan
	Text     string // what stands after it
}

// Answer is what the one who gave a command, and only she, gets to see.
type Answer struct {
	Text string // plain words: see [Safe]

	// Cards stand under the text. Their buttons are for her alone, see [Choices], and
	// stay as they are whatever is tapped: nobody can rewrite an answer.
	Cards []flows.PostCard

	Dialog *Dialog // to be opened; nil for none
}

// Orders obeys slash commands. Whether the user may give the command is its own to
// decide.
type Orders interface {
	// Obey may outlast the answer; then its text is shown later. A dialog must come
	// within 3 seconds.
	Obey(ctx context.Context, o Order) (Answer, error)
}

// Choice is a tap on a button under an [Answer]: the seal is unbroken, and it was
// tapped by the one whom the answer was for, where she had asked.
type Choice struct {
	ID       string // the same callback has the same one
	About    string // as in [flows.PostCard]
	Verb     string // as in [flows.PostButton]
	User     string // ids
	UserName string
	Channel  string
}

// Choices does what is chosen under answers. Whether the user still may is its own to
// decide, at each tap.
type Choices interface {
	// Choose returns what she is shown, and a dialog to be opened, nil for none: within
	// 3 seconds. It may outlast the answer; then it is shown later, where that is
	// possible. After an error she is told that it did not work, and taps again.
	Choose(ctx context.Context, c Choice) (a Shown, d *Dialog, err error)
}

// Dialog is a form that is shown to one person.
type Dialog struct {
	Form   string // names the form for the program; comes back
	About  string // what it is about; comes back sealed
	Title  string // at most 24 characters
	Intro  string // plain words
	Submit string // the label of the button
	Fields []Field
}

// Field is a line of a dialog.
type Field struct {
	Name     string // comes back; letters, digits and _
	Kind     FieldKind
	Label    string // at most 24 characters
	Help     string
	Hint     string // stands in the empty field
	Value    string // to begin with
	Optional bool
	Least    int // of characters, for texts
	Most     int // 0: what the server allows: 150 for text, 3,000 for long text
	Options  []Option
}

// FieldKind is what a field asks for.
type FieldKind string

// The kinds of fields, by the server's names.
const (
	FieldText   FieldKind = "text"
	FieldLong   FieldKind = "textarea"
	FieldChoice FieldKind = "select"
	FieldOneOf  FieldKind = "radio"
	FieldYes    FieldKind = "bool" // "true" or "false"
)

// Option is one of several to choose from.
type Option struct{ Text, Value string }

// Form is a dialog that was sent off by the one whom it was opened for.
type Form struct {
	ID        string // of the dialog: the same for each try to send it off
	Form      string
	About     string
	User      string // ids
	Channel   string
	Values    map[string]string // by the fields' names
	Cancelled bool              // she closed it
}

// Forms takes what was filled in.
type Forms interface {
	// Submit returns what is wrong with each field, by its name; under "" what is
	// wrong with the whole. With nothing wrong the dialog closes, and she is shown the
	// answer.
	Submit(ctx context.Context, f Form) (a Shown, wrong map[string]string, err error)
}

// Shown is what came of a dialog, or of a tap under an answer: the one who did it gets to
// see it below the answer to her command, like an [Answer].
type Shown struct {
	Text  string // plain words; "" for nothing
	Cards []flows.PostCard

	// Unshown is what is said when it cannot be shown, for the command's hook works five
	// times, in half an hour; "" where nothing is lost with it, as when all is done. The
	// words alone that come of a tap need no hook.
	Unshown string
}

// Opener shows somebody something that the answer to a callback cannot: the
// [Client].
type Opener interface {
	// Open opens a dialog. trigger came with the callback and lasts for 3 seconds.
	Open(ctx context.Context, trigger string, d *Dialog, address, state string) error
	// Whisper shows the one who gave a command something after its answer. hook is the
	// last part of the response_url: it works five times, in half an hour.
	Whisper(ctx context.Context, hook string, r *model.CommandResponse) error
}

// CallbacksConfig is what [NewCallbacks] needs. All fields but Commands, Observe
// and the times are needed.
type CallbacksConfig struct {
	Seal     *Seal
	Base     string  // where the server reaches us: https://bot.example.org
	Commands []Token // of the slash command, one for each team; none: commands are refused

	Bindings Bindings
	Roles    Roles
	Taps     Taps
	Orders   Orders
	Choices  Choices
	Forms    Forms
	Opener   Opener

	Log     *slog.Logger
	Observe func(event string) // called with the name of each countable event; nil for none

	Now        func() time.Time // nil is time.Now
	AnswerTime time.Duration    // after which it is answered though the work goes on; 0 is 800 ms
	WorkTime   time.Duration    // how long the work may take; 0 is 30 seconds
}
