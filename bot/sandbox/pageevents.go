package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// phonesMost is how many people one stream tells of. A browser opens six connections to a server in all, so a page with
// two phones must not need two of them.
const phonesMost = 2

// watched is what a stream tells of: the chat of a person, or what somebody sees at Mattermost.
type watched struct {
	user    User
	at      string // her user name at Mattermost; then user is nobody
	changed <-chan struct{}
	acting  bool // "typing…" stands there and will end by itself
}

// serveEvents streams the whole of what each person sees, again after each change: a page that lost its connection is
// right again after the first events. The query has a user and a language for each of at most two people, and, where
// there is one, who is at Mattermost.
func (p *page) serveEvents(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	all := watchedBy(query)
	if all == nil {
		http.Error(w, "user must be the number of a person; at most two people can be watched.", http.StatusBadRequest)
		return
	}
	if p.Mattermost != nil && query.Has("mattermost") {
		all = append(all, watched{at: p.atMattermost(query.Get("mattermost"))})
	}
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Time{}) // not all writers have deadlines
	w.Header().Set("Content-Type", "text/event-stream")
	for i := range all {
		if !p.tell(w, &all[i]) {
			return
		}
	}
	for control.Flush() == nil {
		i, ok := waitForChange(w, r, control, all)
		if !ok || !p.tell(w, &all[i]) {
			return
		}
	}
}

// watchedBy reads a query; nil when it is not understood.
func watchedBy(query url.Values) []watched {
	users, languages := query["user"], query["language"]
	if len(users) == 0 || len(users) > phonesMost {
		return nil
	}
	people := make([]watched, len(users))
	for i, user := range users {
		id, err := strconv.ParseInt(user, 10, 64)
		if err != nil || id <= 0 {
			return nil
		}
		people[i].user.ID = id
		if i < len(languages) {
			people[i].user.LanguageCode = languages[i]
		}
	}
	return people
}

// tell writes what one sees now, and says false when the browser has gone.
func (p *page) tell(w http.ResponseWriter, one *watched) bool {
	var data []byte
	if one.user.ID == 0 {
		one.changed = p.Mattermost.Changed()
		data = append([]byte("event: mattermost\ndata: "), encode(p.sightAt(one.at))...)
	} else {
		one.changed = p.telegram.Changed(one.user.ID)
		sight := p.telegram.sight(one.user)
		one.acting = sight.Action != ""
		data = append([]byte("data: "), encode(sight)...)
	}
	_, err := w.Write(append(data, "\n\n"...))
	return err == nil
}

// waitForChange gives which of them the page has to be told of anew, and false when the browser has gone.
func waitForChange(w http.ResponseWriter, r *http.Request, control *http.ResponseController, all []watched) (int, bool) {
	var changed [phonesMost + 1]<-chan struct{}
	for i, one := range all {
		changed[i] = one.changed
	}
	acting := slices.IndexFunc(all, func(one watched) bool { return one.acting })
	pause := heartbeat
	if acting >= 0 {
		pause = actionLife
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		select {
		case <-changed[0]:
			return 0, true
		case <-changed[1]:
			return 1, true
		case <-changed[2]:
			return 2, true
		case <-r.Context().Done():
			return 0, false
		case <-timer.C:
			if acting >= 0 {
				return acting, true
			}
			if _, err := w.Write([]byte(": still here\n\n")); err != nil || control.Flush() != nil {
				return 0, false
			}
			timer.Reset(heartbeat)
		}
	}
}

// sight is all that a person sees.
type sight struct {
	User        int64     `json:"user"`
	Name        string    `json:"name"` // of the person
	Blocked     bool      `json:"blocked"`
	BotName     string    `json:"bot_name"`
	BotUsername string    `json:"bot_username"`
	Description string    `json:"description"`
	Commands    []Command `json:"commands"`
	Messages    []shown   `json:"messages"` // the last ones that were not deleted
	Queries     []Query   `json:"queries"`  // her last taps
	Keyboard    [][]Key   `json:"keyboard"`
	Action      string    `json:"action"`
	Now         time.Time `json:"now"` // see Options.Now
}

// shown is a message with what a phone draws of its file, contact or place.
type shown struct {
	Message

	Media json.RawMessage `json:"media,omitempty"`
}

func (t *Telegram) sight(u User) sight {
	s := sight{User: u.ID, Commands: t.Commands(u), BotUsername: t.bot.Username, Now: t.now()}
	s.BotName, s.Description, _ = t.Profile(u.LanguageCode)
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chats[u.ID]
	if c == nil {
		return s
	}
	s.Name, s.Blocked, s.Action = c.user.FirstName, c.blocked, c.actionNow()
	if !c.blocked {
		s.Keyboard = c.keyboard
	}
	s.Messages = c.lastPresent(shownMessages)
	for _, tap := range c.queries {
		if now.Sub(tap.at) <= queryLife {
			s.Queries = append(s.Queries, tap.Query)
		}
	}
	return s
}

// lastPresent are the last n messages that she sees, oldest first.
func (c *chat) lastPresent(n int) []shown {
	var out []shown
	for i := len(c.messages) - 1; i >= 0 && len(out) < n; i-- {
		if m := c.messages[i]; !m.Deleted {
			out = append(out, shown{m.Message, m.media})
		}
	}
	slices.Reverse(out)
	return out
}
