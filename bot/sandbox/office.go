package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

// Office is what the people of the programme see and do, as far as the page shows it: the applications that came in, and
// deciding about them. Its texts are for a person who reads the language given, a tag such as "ar". Its methods may be
// called concurrently. An error's text is shown on the page.
type Office interface {
	// List gives all applications, newest first, and the places that there are.
	List(ctx context.Context, language string) (Board, error)
	// Show gives one with all that is known of it, or [ErrNoApplication].
	Show(ctx context.Context, language, reference string) (Dossier, error)
	// Decide decides about one. It returns [ErrChanged] when the application is not what was seen any more.
	Decide(ctx context.Context, d Decision) error
	// Open gives an answer that is a file, and takes down who opened it. The error is [ErrNoApplication] when there is no such
	// answer, [ErrFileGone] or [ErrFileLarge].
	Open(ctx context.Context, o Opening) (File, error)
}

// Clock is the time the demo lives in, which can be put forward.
type Clock interface {
	// Pass lets time pass. It returns when what fell due meanwhile has happened.
	Pass(ctx context.Context, d time.Duration) error
}

// ErrNoApplication is returned by [Office.Show] and [Office.Decide] for a reference that nobody has.
var ErrNoApplication = errors.New("sandbox: there is no such application")

// ErrChanged is returned by [Office.Decide] when somebody else has changed the application since it was shown.
var ErrChanged = errors.New("sandbox: the application has changed since")

// Errors of [Office.Open].
var (
	ErrFileGone  = errors.New("sandbox: the file is not there any more")
	ErrFileLarge = errors.New("sandbox: the file is too large to be fetched")
)

// Board is what is seen at a glance.
type Board struct {
	Applications []Application `json:"applications"`
	Places       []Places      `json:"places"`
}

// Places are those of one site.
type Places struct {
	Site    string `json:"site"`
	Total   int    `json:"total"` // 0: as many as come
	Taken   int    `json:"taken"`
	Offered int    `json:"offered,omitempty"` // of Taken: not answered yet
	Free    int    `json:"free"`

	Reserved []Reserved `json:"reserved,omitempty"`
}

// Reserved are places that are kept for a group, a part of the site's.
type Reserved struct {
	Group string `json:"group"` // an id; the page has words for those it knows
	Total int    `json:"total"`
	Free  int    `json:"free"`
}

// Application is a line in the list of applications.
type Application struct {
	Reference string    `json:"reference"`
	Name      string    `json:"name"`
	Site      string    `json:"site"`
	Status    string    `json:"status"` // an id; the page has words for those it knows: see words.go
	Number    int       `json:"number,omitempty"`
	Points    int       `json:"points,omitempty"`
	Received  time.Time `json:"received"`

	// Until is when an offer ends, zero when there is none; Zone is the site's time zone, as "Europe/Berlin", in which it is
	// shown.
	Until time.Time `json:"until,omitzero"`
	Zone  string    `json:"zone,omitempty"`
}

// Dossier is one application with all that is known of it.
type Dossier struct {
	Application

	Answers []Answer `json:"answers"`
	History []Change `json:"history"`
	Open    []string `json:"open"`             // ids of the verbs that can be decided now; the page offers nothing else
	Reasons []Reason `json:"reasons"`          // to choose from when the verb is one of Because
	Because []string `json:"because"`          // those of Open that need a reason
	Met     []string `json:"met"`              // what the points are for, in words
	Version int      `json:"version"`          // comes back with a decision, see [Decision.Seen]
	Places  *Places  `json:"places,omitempty"` // of its site

	Tells time.Time `json:"tells,omitzero"` // when the person is told of the last change; zero when that is done
}

// Answer is what the person told, with the words it was asked under.
type Answer struct {
	Label string `json:"label"`
	Text  string `json:"text"`
	Field string `json:"field"`          // its id
	File  string `json:"file,omitempty"` // what it is if it can be opened: "voice", "audio", "video_note", "photo" or "document"
}

// Opening is that somebody opens an answer that is a file.
type Opening struct {
	Reference string `json:"-"`
	Field     string `json:"-"`  // the [Answer.Field]
	By        string `json:"by"` // the name of whoever does
}

// Change is one thing that happened to an application.
type Change struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	What   string    `json:"what"`             // a status or the id of another change; the page has words for those it knows
	Reason string    `json:"reason,omitempty"` // in words
}

// Reason is one that a decision can give.
type Reason struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// Decision is what somebody decides about an application.
type Decision struct {
	Reference string `json:"-"`
	By        string `json:"by"`     // the name of whoever decides
	Verb      string `json:"verb"`   // one of [Dossier.Open]
	Reason    string `json:"reason"` // the id of one of [Dossier.Reasons], or empty
	Words     string `json:"words"`  // a reason in free words, or empty
	Seen      int    `json:"seen"`   // the [Dossier.Version] that was decided about
}

func (p *page) serveApplications(w http.ResponseWriter, r *http.Request) {
	list, err := p.Office.List(r.Context(), wordsFor(r.URL.Query().Get("ui")).Lang)
	if err != nil {
		officeError(w, err)
		return
	}
	answerJSON(w, list)
}

func (p *page) serveApplication(w http.ResponseWriter, r *http.Request) {
	d, err := p.Office.Show(r.Context(), wordsFor(r.URL.Query().Get("ui")).Lang, r.PathValue("reference"))
	if err != nil {
		officeError(w, err)
		return
	}
	answerJSON(w, d)
}

func (p *page) serveDecision(w http.ResponseWriter, r *http.Request) {
	d := Decision{Reference: r.PathValue("reference")}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAction)).Decode(&d); err != nil || d.Verb == "" || d.By == "" {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	if err := p.Office.Decide(r.Context(), d); err != nil {
		officeError(w, err)
		return
	}
	answerJSON(w, struct{}{})
}

// serveOpened posts, because to open an answer leaves a trace.
func (p *page) serveOpened(w http.ResponseWriter, r *http.Request) {
	o := Opening{Reference: r.PathValue("reference"), Field: r.PathValue("field")}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAction)).Decode(&o); err != nil || o.By == "" {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	file, err := p.Office.Open(r.Context(), o)
	if err != nil {
		officeError(w, err)
		return
	}
	w.Header().Set("Content-Type", file.Mime)
	w.Header().Set("Content-Disposition", "attachment") // whatever it holds, it is never a page
	_, _ = w.Write(file.Content)                        // the browser may have gone
}

func officeError(w http.ResponseWriter, err error) {
	status := http.StatusUnprocessableEntity
	switch {
	case errors.Is(err, ErrNoApplication):
		status = http.StatusNotFound
	case errors.Is(err, ErrChanged):
		status = http.StatusConflict
	case errors.Is(err, ErrFileGone):
		status = http.StatusGone
	case errors.Is(err, ErrFileLarge):
		status = http.StatusRequestEntityTooLarge
	}
	http.Error(w, err.Error(), status)
}

// longestPass is the most that passes at once.
const longestPass = 31 * 24 * time.Hour

func (p *page) serveClock(w http.ResponseWriter, r *http.Request) {
	var ask struct {
		Seconds int64 `json:"seconds"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAction)).Decode(&ask)
	if err != nil || ask.Seconds <= 0 || ask.Seconds > int64(longestPass/time.Second) {
		http.Error(w, "The request is not understood.", http.StatusBadRequest)
		return
	}
	if err := p.Clock.Pass(r.Context(), time.Duration(ask.Seconds)*time.Second); err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	p.telegram.TimePassed()
	answerJSON(w, map[string]time.Time{"now": p.telegram.now()})
}
