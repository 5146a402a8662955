package mmserver

import (
	"net/http"

	"github.com/mattermost/mattermost-server/v6/model"
)

// What an administrator does by REST, as far as the conformance suite needs it to prepare a server that it does not own.

func (s *Server) createChannel(r *request) (any, *model.AppError) {
	var given model.Channel
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	s.mu.Lock()
	t := s.teams[given.TeamId]
	taken := t != nil && s.channel(t.Name+"/"+given.Name) != nil
	s.mu.Unlock()
	if t == nil || taken || !model.IsValidChannelIdentifier(given.Name) {
		return nil, invalid("name")
	}
	id := s.AddChannel(t.Name+"/"+given.Name, given.Type == model.ChannelTypePrivate)
	if err := s.Join(id, r.user.Id); err != nil {
		return nil, invalid("user_id")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[id].DisplayName = given.DisplayName
	return created{s.channels[id].copied()}, nil
}

func (s *Server) addMember(r *request) (any, *model.AppError) {
	var given struct {
		UserID string `json:"user_id"`
	}
	if err := r.decode(&given); err != nil {
		return nil, err
	}
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	id := r.PathValue("channel")
	if err := s.Join(id, given.UserID); err != nil {
		return nil, fail(http.StatusNotFound, idNoUser)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return created{membership(s.channels[id], given.UserID)}, nil
}

func (s *Server) removeMember(r *request) (any, *model.AppError) {
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if err := s.Leave(r.PathValue("channel"), r.PathValue("user")); err != nil {
		return nil, fail(http.StatusNotFound, idNoUser)
	}
	return ok(), nil
}

func (s *Server) archiveChannel(r *request) (any, *model.AppError) {
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	if err := s.Archive(r.PathValue("channel")); err != nil {
		return nil, fail(http.StatusNotFound, idNoChannel)
	}
	return ok(), nil
}

func (s *Server) deleteCommand(r *request) (any, *model.AppError) {
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.PathValue("command")
	if s.commands[id] == nil {
		return nil, fail(http.StatusNotFound, idNoCommand)
	}
	delete(s.commands, id)
	return ok(), nil
}
