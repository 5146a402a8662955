package flows

import (
	"strings"
	"time"

	"wecan/i18n"
)

// An announcement goes to many people: a broadcast keeps it, a walker for each
// partition tells it to everybody there, and each person's own turn decides whether
// she gets it, in which language, and when. This file is what they tell each other.

// ToldCast brings a person a [Cast]. Its verdict is one of those below.
const ToldCast = "cast"

// Cast is what a walker tells a person. It is the same for all, so it is stored once,
// as a member field of the broadcast: see [Tell.Shared].
type Cast struct {
	Reference string    `json:"reference"` // of the broadcast
	Seq       int       `json:"seq"`       // ascending with every correction, from 1
	Do        CastDo    `json:"do"`
	Kind      CastKind  `json:"kind"`
	Until     time.Time `json:"until"` // who has not got it by then does not get it

	// At is of a count: the moment as of which she says what would become of it; zero,
	// or one that has passed: now.
	At time.Time `json:"at,omitzero"`

	// Langs is of a count: whoever would get it later says so with her language. Who is
	// asked by an older version, or answers by one, says [CastLater] alone.
	Langs bool `json:"langs,omitempty"`

	Segment Segment      `json:"segment,omitzero"`
	Words   []CastWords  `json:"words,omitempty"` // the first is what was written, the others translate it
	Missing CastMissing  `json:"missing,omitempty"`
	File    *CastFile    `json:"file,omitempty"` // comes before the words
	Buttons []CastButton `json:"buttons,omitempty"`

	Week int `json:"week,omitempty"` // who had so many announcements within seven days gets none; 0: no limit

	// Events are those of a digest, soonest first: her turn chooses which fit.
	Events []CastEvent `json:"events,omitempty"`
}

// CastDo is what is done with it.
type CastDo string

// What is done. They stand in stored states: never rename one.
const (
	CastSend    CastDo = "send"
	CastCount   CastDo = "count"   // nothing is sent or changed: the verdict says what would be
	CastCorrect CastDo = "correct" // who got it sees the words as they are now, in the same message
	CastDelete  CastDo = "delete"  // who got it has it taken out of her chat, as far as Telegram allows
	CastTest    CastDo = "test"    // a coordinator sees it on her own phone, in the language of the first words, whoever she is; nothing is counted
)

// CastKind is what an announcement is for.
type CastKind string

// The kinds. They stand in stored states and in buttons: never rename one.
const (
	CastInformation CastKind = "information" // people can stop these
	CastProgramme   CastKind = "programme"   // what who takes part must know: changed rooms, forms, dates
	CastSafety      CastKind = "safety"      // comes at any hour, to everybody: two approve it, and only reviewed translations go out
	CastDigest      CastKind = "digest"      // the events of the week, for who asked for them
)

// CastWords are the words in one language, with placeholders of [CastPlaceholders].
type CastWords struct {
	Lang i18n.Lang `json:"lang"`
	Text string    `json:"text"` // at most [CastTextMost] characters

	// Reviewed says that a person who knows the language has read it.
	Reviewed bool `json:"reviewed,omitempty"`
}

// Limits of an announcement.
const (
	CastTextMost    = 1500 // characters
	CastButtonsMost = 6
	CastLabelMost   = 30 // characters
	CastEventsMost  = 100
)

// CastAnswers is how long after [Cast.Until] answers are counted. Then it is forgotten who
// answered; how many there were stays.
const CastAnswers = 30 * 24 * time.Hour

// CastPlaceholders are what words can have in braces: {name} is what she wants to be
// called, {site} her place. Who has not said it reads a neutral word in its place.
func CastPlaceholders() []string { return []string{"name", "site"} }

// CastMissing is what becomes of people in whose language there are no words.
type CastMissing string

// They stand in stored states: never rename one.
const (
	MissingLabel CastMissing = "label" // they read what was written, below a line that says so
	MissingWait  CastMissing = "wait"  // they get it when there is a translation
	MissingLeave CastMissing = "leave" // they do not get it
)

// CastFile is a photo or a document that lies at Telegram.
type CastFile struct {
	What string `json:"what"` // photo or document
	ID   string `json:"id"`   // its file_id
}

// CastButton stands below the words.
type CastButton struct {
	ID     string       `json:"id"` // small letters and digits, at most 8; unique in the announcement
	Do     CastButtonDo `json:"do"`
	Labels []CastWords  `json:"labels"`          // of the same languages as the words
	URL    string       `json:"url,omitempty"`   // of a link
	About  string       `json:"about,omitempty"` // the event to sign up for, or the session to say whether she comes: its reference
}

// CastButtonDo is what a button does.
type CastButtonDo string

// They stand in stored states: never rename one.
const (
	ButtonLink    CastButtonDo = "link"
	ButtonEvent   CastButtonDo = "event"   // shows an event, to sign up
	ButtonSession CastButtonDo = "session" // shows a session, to say whether she comes
	ButtonAnswer  CastButtonDo = "answer"  // is an answer: it is counted, and she can change it
	ButtonPerson  CastButtonDo = "person"  // "talk to a person"
)

// CastEvent is one line of a digest.
type CastEvent struct {
	Reference string      `json:"reference"`
	Kind      string      `json:"kind"`
	Sites     []string    `json:"sites,omitempty"` // nil: all
	Where     string      `json:"where"`           // the site where it is
	Start     time.Time   `json:"start"`
	Titles    []CastWords `json:"titles"` // the first is what was written
}

// Segment says who gets it. Of each list that is not empty one must fit: "leipzig or
// roma, and Arabic". There is no status, topic of a referral or health here, and there
// never will be.
type Segment struct {
	Sites     []string    `json:"sites,omitempty"`
	Cohorts   []string    `json:"cohorts,omitempty"`
	Tracks    []string    `json:"tracks,omitempty"`
	Phases    []string    `json:"phases,omitempty"` // of the sessions that she goes to now
	Languages []i18n.Lang `json:"languages,omitempty"`
	Roles     []Role      `json:"roles,omitempty"`  // who helps people, not who is helped
	Events    []string    `json:"events,omitempty"` // who has a place there, or waits for one; references
	Enrolled  bool        `json:"enrolled,omitempty"`

	// Unanswered is another broadcast: only who got that one and has not answered.
	Unanswered string `json:"unanswered,omitempty"`
}

// Verdicts of a [Cast]. The first two are followed by a language, the third one where
// [Cast.Langs] asks for it. They are counted by these words: never rename one.
const (
	CastSent     = VerdictSent // "sent-ar"; also for a correction or a deletion that was made
	CastWould    = "would"     // "would-ar": of a count; it would be sent now
	CastLater    = "later"     // it is night where she is, "later-ar" of a count; or nobody knows yet which message to mend
	CastOutside  = "outside"   // she is not in the segment
	CastStopped  = "stopped"   // she wants no such messages
	CastWeek     = "week"      // she had enough of them within seven days
	CastBlocked  = "blocked"   // she cannot be written to
	CastHad      = "had"       // she has got it already, or it was none of hers to correct or delete
	CastNoWords  = "no-words"  // there is no translation, and none waits for it
	CastWaits    = "waits"     // the same, and she gets it when there is one
	CastOver     = "over"      // it is too late
	CastStranger = "stranger"  // she has not begun anything, or has not chosen a language
)

// LangOf takes the language off a verdict that has one, as "sent-ar"; else it is "".
func LangOf(verdict string) (word string, lang i18n.Lang) {
	word, tag, _ := strings.Cut(verdict, "-")
	if word != CastSent && word != CastWould && word != CastLater {
		return verdict, ""
	}
	parts := strings.Split(tag, "-")
	for i, part := range parts[1:] { // a verdict has small letters; see RFC 5646, 2.1.1
		switch len(part) {
		case 2:
			parts[i+1] = strings.ToUpper(part)
		case 4:
			parts[i+1] = strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return word, i18n.Lang(strings.Join(parts, "-"))
}

// LangVerdict is a verdict with a language, as [LangOf] reads it: "sent-fa-af".
func LangVerdict(word string, lang i18n.Lang) string {
	return word + "-" + strings.ToLower(string(lang))
}

// ToldCastNews is what a person tells a broadcast after its verdict, with a [CastNews].
const ToldCastNews = "cast.news"

// CastNews is what became of an announcement that was sent to her.
type CastNews struct {
	Reference string    `json:"reference"`
	Person    ActorID   `json:"person"`
	Lang      i18n.Lang `json:"lang"`
	What      CastWhat  `json:"what"`
	Button    string    `json:"button,omitempty"` // that she tapped
	N         int       `json:"n,omitempty"`      // of her answers to this one, ascending: an older one changes nothing
}

// CastWhat is what became of it.
type CastWhat string

// They stand in stored states: never rename one.
const (
	CastTapped    CastWhat = "tapped"    // a button; an answer may take the place of another
	CastReplied   CastWhat = "replied"   // she wrote in reply to it
	CastOptedOut  CastWhat = "stopped"   // she wants no more of the kind, by its button
	CastBarred    CastWhat = "blocked"   // Telegram refused it: she has blocked the bot
	CastRefused   CastWhat = "refused"   // Telegram refused it for good for another reason
	CastUncertain CastWhat = "uncertain" // a crash left it open whether it was sent
	CastRetracted CastWhat = "retracted" // she stopped the kind while it waited to be sent: it did not go out
)

// ToldFact brings a person a [Fact].
const ToldFact = "fact"

// Fact is what another actor knows of a person that segments ask for: in which phase
// she is, at which events she has a place, what she does in the team. Her application
// tells how she takes part: see [ToldParticipation].
type Fact struct {
	Topic  FactTopic `json:"topic"`
	Key    string    `json:"key,omitempty"` // of several tellers of one topic: her application's reference
	Seq    int       `json:"seq"`           // ascending for one topic and key: what has a smaller one is old
	Values []string  `json:"values,omitempty"`
}

// FactTopic is what a fact is about. They stand in stored states: never rename one.
type FactTopic string

// The topics, and who may tell them.
const (
	FactPhases FactTopic = "phases" // her agenda
	FactEvents FactTopic = "events" // her guest
	FactRoles  FactTopic = "roles"  // the roster of her site
)
