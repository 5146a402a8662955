package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// crew is a team of one, whose phone is there when nothing is wrong.
type crew struct{ wrong error }

func (c crew) Crew(_ context.Context, language string) (Crew, error) {
	return Crew{
		Members:  []Member{{ID: "bo", Name: "Bo " + language, Roles: []string{"navigator"}}},
		Requests: []Request{{Reference: "WE-4K7M-9Q2", Stands: "offered", Who: "bo", Due: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)}},
	}, c.wrong
}

func (c crew) Phone(_ context.Context, id string) (User, error) {
	if id != "bo" {
		return User{}, fmt.Errorf("%w: %s", ErrNobody, id)
	}
	return User{ID: 7, FirstName: "Bo", LanguageCode: "uk"}, c.wrong
}

func TestThePageHandsOutThePhonesOfATeam(t *testing.T) {
	for _, c := range []struct {
		team               crew
		method, path, says string
		want               int
	}{
		{crew{}, http.MethodGet, "/team?ui=ar", `"Bo ar"`, 200},
		{crew{}, http.MethodGet, "/team?ui=xx", `"stands":"offered","who":"bo","due":"2026-03-01T09:30:00Z"`, 200},
		{crew{}, http.MethodPost, "/team/bo", `{"code":"uk","name":"Bo","user":7}`, 200},
		{crew{}, http.MethodPost, "/team/ann", "nobody of the team", 404},
		{crew{errors.New("still starting")}, http.MethodGet, "/team", "still starting", 422},
		{crew{errors.New("still starting")}, http.MethodPost, "/team/bo", "still starting", 422},
	} {
		server := httptest.NewServer(http.StripPrefix("/chat", Page(New(Options{}), PageOptions{Team: c.team})))
		if status, _, body := fetchPage(t, server, c.method, c.path, "", nil); status != c.want || !strings.Contains(body, c.says) {
			t.Errorf("%s %s: %d %s", c.method, c.path, status, body)
		}
		server.Close()
	}
}
