package mmserver

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost-server/v6/model"
)

// defaultSettings are those of a fresh server, with what a bot needs switched on.
func defaultSettings(o Options) *model.Config {
	config := &model.Config{}
	config.SetDefaults()
	service := &config.ServiceSettings
	service.EnableBotAccountCreation, service.EnableUserAccessTokens, service.EnableCommands = model.NewBool(true), model.NewBool(true), model.NewBool(true)
	service.AllowedUntrustedInternalConnections = model.NewString("localhost 127.0.0.1 ::1")
	config.EmailSettings.PushNotificationContents = model.NewString(model.IdLoadedNotification)
	config.EmailSettings.EmailNotificationContentsType = model.NewString(model.EmailNotificationContentsGeneric)
	config.FileSettings.MaxFileSize = model.NewInt64(o.MaxFileSize)
	if o.Settings != nil {
		o.Settings(config)
	}
	return config
}

func (s *Server) getPing(r *request) (any, *model.AppError) {
	said := map[string]string{"status": model.StatusOk, "AndroidLatestVersion": "", "IosLatestVersion": ""}
	if r.FormValue("get_server_status") == "" {
		return said, nil
	}
	said["database_status"], said["filestore_status"] = model.StatusOk, model.StatusOk
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.away {
		said["status"], said["database_status"] = model.StatusUnhealthy, model.StatusUnhealthy
		return unwell{said}, nil
	}
	return said, nil
}

// getConfig is for administrators.
func (s *Server) getConfig(r *request) (any, *model.AppError) {
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	config := s.settings.Clone()
	config.Sanitize()
	return config, nil
}

// getClientConfig is what every client may know; a little less without a token.
func (s *Server) getClientConfig(r *request) (any, *model.AppError) {
	if format := r.FormValue("format"); format != "old" {
		return nil, fail(http.StatusNotImplemented, "api.config.client.old_format.app_error")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	service := s.settings.ServiceSettings
	config := map[string]string{
		"Version": model.CurrentVersion, "BuildNumber": "sandbox",
		"SiteURL":                  strings.TrimRight(*service.SiteURL, "/"),
		"EnableBotAccountCreation": strconv.FormatBool(*service.EnableBotAccountCreation),
	}
	if r.user == nil {
		return config, nil
	}
	config["EnableCommands"] = strconv.FormatBool(*service.EnableCommands)
	config["EnableUserAccessTokens"] = strconv.FormatBool(*service.EnableUserAccessTokens)
	config["EnablePostUsernameOverride"] = strconv.FormatBool(*service.EnablePostUsernameOverride)
	config["SendPushNotifications"] = strconv.FormatBool(*s.settings.EmailSettings.SendPushNotifications)
	config["SendEmailNotifications"] = strconv.FormatBool(*s.settings.EmailSettings.SendEmailNotifications)
	config["EmailNotificationContentsType"] = *s.settings.EmailSettings.EmailNotificationContentsType
	config["MaxFileSize"] = strconv.FormatInt(*s.settings.FileSettings.MaxFileSize, 10)
	return config, nil
}

// listCommands gives an administrator the commands with their tokens, and others only their hints.
func (s *Server) listCommands(r *request) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.teams[r.FormValue("team_id")]
	custom, _ := strconv.ParseBool(r.FormValue("custom_only"))
	admin := r.user.IsSystemAdmin()
	switch {
	case t == nil:
		return nil, invalid("team_id")
	case !admin && (custom || !t.members[r.user.Id]):
		return nil, forbidden()
	}
	list := []*model.Command{}
	for _, c := range s.commands {
		if c.TeamId != t.Id || c.DeleteAt != 0 || !admin && !c.AutoComplete {
			continue
		}
		listed := *c
		if !admin {
			listed.Token, listed.URL, listed.CreatorId = "", "", ""
		}
		list = append(list, &listed)
	}
	slices.SortFunc(list, func(a, b *model.Command) int { return cmp.Compare(a.Trigger, b.Trigger) })
	return list, nil
}

func (s *Server) createCommand(r *request) (any, *model.AppError) {
	var c model.Command
	if err := r.decode(&c); err != nil {
		return nil, err
	}
	if !r.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.teams[c.TeamId] == nil {
		return nil, invalid("team_id")
	}
	for _, other := range s.commands {
		if other.TeamId == c.TeamId && other.Trigger == c.Trigger {
			return nil, fail(http.StatusBadRequest, "api.command.duplicate_trigger.app_error")
		}
	}
	c.Id, c.Token, c.CreatorId = "", "", r.user.Id
	c.PreSave()
	if err := c.IsValid(); err != nil {
		return nil, err
	}
	s.commands[c.Id] = &c
	made := c
	return created{&made}, nil
}

// reachable says whether the server would call an integration at an address: private ones only when the settings name them.
func (s *Server) reachable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	if host != "localhost" && (ip == nil || !ip.IsLoopback() && !ip.IsPrivate()) {
		return true
	}
	s.mu.Lock()
	allowed := *s.settings.ServiceSettings.AllowedUntrustedInternalConnections
	s.mu.Unlock()
	for _, one := range strings.FieldsFunc(allowed, func(c rune) bool { return c == ' ' || c == ',' }) {
		if one == host {
			return true
		}
		if _, network, err := net.ParseCIDR(one); err == nil && ip != nil && network.Contains(ip) {
			return true
		}
	}
	return false
}
