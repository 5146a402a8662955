package mmserver

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

// ViewPerson is an account as a page shows it.
type ViewPerson struct {
	Username string `json:"username"`
	Name     string `json:"name"` // the user name when she has told no other
	Position string `json:"position,omitempty"`
	Bot      bool   `json:"bot,omitempty"`
}

// People are all who have an account, by user name.
func (s *Server) People() []ViewPerson {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]ViewPerson, 0, len(s.users))
	for _, u := range s.users {
		name := strings.TrimSpace(u.FirstName + " " + u.LastName)
		list = append(list, ViewPerson{Username: u.Username, Name: cmp.Or(name, u.Username), Position: u.Position, Bot: u.IsBot})
	}
	slices.SortFunc(list, func(a, b ViewPerson) int { return cmp.Compare(a.Username, b.Username) })
	return list
}

// Read gives a file that she may read: one of hers, or of a post in a channel of hers.
func (p *Person) Read(fileID string) (name, mediaType string, data []byte, err error) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	f, failure := p.server.fileFor(p.user, fileID)
	if failure != nil {
		return "", "", nil, failure
	}
	return f.Name, f.MimeType, f.data, nil
}

// MoveCommand gives the slash command with that token another address.
func (s *Server) MoveCommand(token, url string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.commands {
		if c.Token == token {
			c.URL = url
			return nil
		}
	}
	return errors.New("mmserver: no command has this token")
}

// Reason is what her client shows of an error of a [Person]'s method.
func Reason(err error) string {
	var failure *model.AppError
	if errors.As(err, &failure) {
		return failure.Message
	}
	return err.Error()
}
