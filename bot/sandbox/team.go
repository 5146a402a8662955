package sandbox

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Team is those of the programme who answer people, as far as the page shows it: whose phone can stand beside that of a person,
// and which requests are open. Its methods may be called concurrently. An error's text is shown on the page.
type Team interface {
	// Crew gives who is on it and what is open, for a person who reads the language given, a tag such as "ar".
	Crew(ctx context.Context, language string) (Crew, error)
	// Phone gives the phone of somebody of it, or [ErrNobody].
	Phone(ctx context.Context, id string) (User, error)
}

// ErrNobody is returned by [Team.Phone] for an id that nobody has.
var ErrNobody = errors.New("sandbox: nobody of the team has this id")

// Crew is the team and its work at a glance.
type Crew struct {
	Members  []Member  `json:"members"`
	Requests []Request `json:"requests"` // those that are open, the most urgent first

	// Opens is when all of the team are at work next; zero when they are now, or when nobody knows.
	Opens time.Time `json:"opens,omitzero"`
}

// Member is somebody of the team.
type Member struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Site      string   `json:"site"`
	Roles     []string `json:"roles"`     // ids; the page has words for those it knows: see words.go
	Languages []string `json:"languages"` // each in its own words
	User      int64    `json:"user"`      // whose phone is hers, 0 for none yet
	Chats     bool     `json:"chats"`     // she works at Mattermost, and needs no phone
}

// Request is an open request for a person, without a word of hers and without her name.
type Request struct {
	Reference string    `json:"reference"`
	Colour    string    `json:"colour"` // in words, as how urgent it is
	Topic     string    `json:"topic"`  // in words
	Language  string    `json:"language"`
	Stands    string    `json:"stands"`         // an id; the page has words for those it knows
	Late      bool      `json:"late,omitempty"` // it waits too long, or nobody takes it
	Who       string    `json:"who,omitempty"`  // the [Member.ID] of whoever has it or is asked
	Due       time.Time `json:"due,omitzero"`   // when somebody must act; zero for never
	Zone      string    `json:"zone,omitempty"` // in which Due is shown, as "Europe/Berlin"
}

func (p *page) serveCrew(w http.ResponseWriter, r *http.Request) {
	crew, err := p.Team.Crew(r.Context(), wordsFor(r.URL.Query().Get("ui")).Lang)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	answerJSON(w, crew)
}

// serveTeamPhone posts, because somebody may join by it.
func (p *page) serveTeamPhone(w http.ResponseWriter, r *http.Request) {
	user, err := p.Team.Phone(r.Context(), r.PathValue("id"))
	switch {
	case errors.Is(err, ErrNobody):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
	default:
		answerJSON(w, map[string]any{"user": user.ID, "name": user.FirstName, "code": user.LanguageCode})
	}
}
