package sandbox

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// Town is a town of simulated people, as far as the page shows it: they come when asked to, and use their phones by
// themselves from then on. Its methods may be called concurrently. An error's text is shown on the page.
type Town interface {
	// Stand tells how the town stands, for a person who reads the language given, a tag such as "ar".
	Stand(ctx context.Context, language string) (Standing, error)
	// Fill lets everybody come. Again it lets nobody come twice.
	Fill(ctx context.Context) error
	// Gather puts those who come together into teams. Again it does so with those who are in none.
	Gather(ctx context.Context) error
	// Phone gives the phone of one of them, or [ErrNobody].
	Phone(ctx context.Context, user int64) (User, error)
}

// Standing is a town at a glance.
type Standing struct {
	People int       `json:"people"`           // how many live there
	Event  string    `json:"event"`            // what they come to, in words; "" until they come
	Start  time.Time `json:"start,omitzero"`   // when it begins
	Zone   string    `json:"zone,omitempty"`   // in which Start is shown, as "Europe/Berlin"
	Busy   int       `json:"busy"`             // how many are about to answer something
	Places int       `json:"places,omitempty"` // how many can come

	Placed  int `json:"placed"`
	Waiting int `json:"waiting"`
	Offered int `json:"offered"`
	Teams   int `json:"teams,omitempty"`
	In      int `json:"in,omitempty"` // who has said at the door that she is there

	Folk []Neighbour `json:"folk"` // in the order in which they came
}

// Neighbour is one of the people of a town.
type Neighbour struct {
	User     int64  `json:"user"`
	Name     string `json:"name"`
	Language string `json:"language"` // in its own words
	Seat     string `json:"seat"`     // an id; the page has words for those it knows: see words.go
}

func (p *page) serveTown(w http.ResponseWriter, r *http.Request) {
	s, err := p.Town.Stand(r.Context(), wordsFor(r.URL.Query().Get("ui")).Lang)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	answerJSON(w, s)
}

// serveTownDoes serves what can be done with a town as a whole.
func serveTownDoes(do func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := do(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		answerJSON(w, struct{}{})
	}
}

func (p *page) serveNeighbour(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseInt(r.PathValue("user"), 10, 64)
	if err != nil {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	user, err := p.Town.Phone(r.Context(), id)
	switch {
	case errors.Is(err, ErrNobody):
		http.Error(w, err.Error(), http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
	default:
		answerJSON(w, map[string]any{"user": user.ID, "name": user.FirstName, "code": user.LanguageCode})
	}
}
