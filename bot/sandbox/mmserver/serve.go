package mmserver

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

const (
	apiRoot = "/api/v4"
	maxBody = 4 << 20 // bytes of a JSON request
)

// request is one authorised call.
type request struct {
	*http.Request

	user *user // nil for the few routes that need no token
}

// decode reads the JSON body.
func (r *request) decode(into any) *model.AppError {
	if err := json.NewDecoder(io.LimitReader(r.Body, maxBody)).Decode(into); err != nil {
		return invalid("body")
	}
	return nil
}

// checkPath refuses what cannot be an id or a user name, before anybody looks for it. A route that has no such part has "".
func (r *request) checkPath() *model.AppError {
	for _, part := range []string{"user", "team", "channel", "post", "file", "command"} {
		id := r.PathValue(part)
		byName := part == "team" && strings.Contains(r.Pattern, "/name/{team}")
		if id != "" && !byName && !model.IsValidId(id) && (part != "user" || id != model.Me) {
			return fail(http.StatusBadRequest, idURL)
		}
	}
	if name := r.PathValue("name"); name != "" && strings.Contains(r.Pattern, "/username/{name}") && !model.IsValidUsername(name) {
		return invalid("username")
	}
	return nil
}

// created is an answer with status 201.
type created struct{ of any }

// unwell is an answer with status 500 that is no error.
type unwell struct{ of any }

// content is an answer that is no JSON.
type content struct {
	kind string
	data []byte
}

// ok is the answer of calls that have nothing to say.
func ok() map[string]string { return map[string]string{"status": "OK"} }

type handler func(*request) (any, *model.AppError)

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, h := range map[string]handler{
		"GET /users/{user}":                                   s.getUser,
		"GET /users/username/{name}":                          s.getUserByName,
		"POST /users/usernames":                               s.getUsersByNames,
		"POST /users/ids":                                     s.getUsersByIDs,
		"GET /bots/{user}":                                    s.getBot,
		"GET /teams/name/{team}":                              s.getTeamByName,
		"GET /teams/{team}":                                   s.getTeam,
		"GET /teams/name/{team}/channels/name/{name}":         s.getChannelByNames,
		"GET /teams/{team}/channels/name/{name}":              s.getChannelByName,
		"GET /users/{user}/teams/{team}/channels":             s.getChannelsOfUser,
		"GET /channels/{channel}":                             s.getChannel,
		"GET /channels/{channel}/members":                     s.getMembers,
		"GET /channels/{channel}/members/{user}":              s.getMember,
		"GET /channels/{channel}/posts":                       s.getPostsOfChannel,
		"POST /posts":                                         s.createPost,
		"GET /posts/{post}":                                   s.getPost,
		"PUT /posts/{post}":                                   s.updatePost,
		"PUT /posts/{post}/patch":                             s.patchPost,
		"DELETE /posts/{post}":                                s.deletePost,
		"GET /posts/{post}/thread":                            s.getThread,
		"GET /posts/{post}/reactions":                         s.getReactions,
		"GET /posts/{post}/files/info":                        s.getFilesOfPost,
		"POST /posts/{post}/actions/{action}":                 s.doPostAction,
		"POST /posts/ephemeral":                               s.createEphemeral,
		"POST /reactions":                                     s.saveReaction,
		"DELETE /users/{user}/posts/{post}/reactions/{emoji}": s.deleteReaction,
		"POST /files":                                         s.uploadFile,
		"GET /files/{file}":                                   s.getFile,
		"GET /files/{file}/info":                              s.getFileInfo,
		"GET /commands":                                       s.listCommands,
		"POST /commands":                                      s.createCommand,
		"POST /commands/execute":                              s.executeCommand,
		"DELETE /commands/{command}":                          s.deleteCommand,
		"POST /channels":                                      s.createChannel,
		"POST /channels/direct":                               s.createDirect,
		"POST /channels/{channel}/members":                    s.addMember,
		"DELETE /channels/{channel}/members/{user}":           s.removeMember,
		"DELETE /channels/{channel}":                          s.archiveChannel,
		"POST /actions/dialogs/submit":                        s.submitDialog,
		"GET /config":                                         s.getConfig,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+apiRoot+path, s.serve(pattern, h, true))
	}
	for pattern, h := range map[string]handler{
		"GET /system/ping":           s.getPing,
		"GET /config/client":         s.getClientConfig,
		"POST /actions/dialogs/open": s.openDialog, // the trigger id is the right to do so
	} {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+apiRoot+path, s.serve(pattern, h, false))
	}
	mux.HandleFunc("GET "+apiRoot+"/websocket", s.serveSocket)
	mux.HandleFunc("POST /hooks/commands/{hook}", s.serve("POST /hooks/commands/{hook}", s.useHook, false))
	mux.HandleFunc("/", s.serve("?", func(*request) (any, *model.AppError) { return nil, fail(http.StatusNotFound, idNotFound) }, false))
	return mux
}

// ServeHTTP is the REST API and the WebSocket, for a server that somebody else listens for.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// serve makes an HTTP handler of one that knows who asks. With needsToken a request without a valid token gets 401.
func (s *Server) serve(route string, h handler, needsToken bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		call := Call{Route: route, Post: r.PathValue("post"), Channel: r.PathValue("channel"), At: time.Now()}
		u := s.owner(bearer(r))
		if u != nil {
			call.User = u.Username
		}
		w.Header().Set(model.HeaderRequestId, model.NewId())
		w.Header().Set(model.HeaderVersionId, s.version())
		if needsToken && u == nil {
			s.answer(w, r, call, nil, fail(http.StatusUnauthorized, idSession))
			return
		}
		fault := s.fault(call)
		wait(r.Context(), fault.Hold)
		if fault.Status != 0 {
			pause(r.Context(), fault.Delay)
			s.answerFault(w, r, call, fault)
			return
		}
		q := &request{Request: r, user: u}
		err := s.away(route, r)
		if err == nil {
			err = q.checkPath()
		}
		var got any
		if err == nil {
			got, err = h(q)
		}
		pause(r.Context(), fault.Delay)
		if fault.DropReply {
			s.record(r.Context(), call)
			panic(http.ErrAbortHandler)
		}
		s.answer(w, r, call, got, err)
	}
}

// bearer is the token that came with a request; "" for none.
func bearer(r *http.Request) string {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(kind, "bearer") || strings.EqualFold(kind, "token") {
		return strings.TrimSpace(token)
	}
	if cookie, err := r.Cookie(model.SessionCookieToken); err == nil {
		return cookie.Value
	}
	return ""
}

// owner is whose token it is; nil for nobody's.
func (s *Server) owner(token string) *user {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == "" {
		return nil
	}
	return s.users[s.tokens[token]]
}

func (s *Server) fault(call Call) Fault {
	s.mu.Lock()
	decide := s.faults.call
	s.mu.Unlock()
	if decide == nil {
		return Fault{}
	}
	return decide(call)
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, call Call, got any, err *model.AppError) {
	call.Status = http.StatusOK
	if err != nil {
		call.Status, call.Reason = err.StatusCode, err.Id
		got = err
	}
	switch v := got.(type) {
	case created:
		call.Status, got = http.StatusCreated, v.of
	case unwell:
		call.Status, got = http.StatusInternalServerError, v.of
	case content:
		s.record(r.Context(), call)
		w.Header().Set("Content-Type", v.kind)
		w.Header().Set("Content-Length", strconv.Itoa(len(v.data)))
		_, _ = w.Write(v.data) // the client may have gone
		return
	}
	s.record(r.Context(), call)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(call.Status)
	_ = json.NewEncoder(w).Encode(got) // a client that went away has lost its answer
}

// answerFault answers as what stands before the server does: in plain text.
func (s *Server) answerFault(w http.ResponseWriter, r *http.Request, call Call, fault Fault) {
	call.Status, call.Reason = fault.Status, "fault"
	s.record(r.Context(), call)
	if fault.Status == http.StatusTooManyRequests {
		w.Header().Set("X-Ratelimit-Limit", "100")
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", strconv.Itoa(fault.RetryAfter))
	}
	if fault.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(fault.RetryAfter))
	}
	text := http.StatusText(fault.Status)
	if fault.Status == http.StatusTooManyRequests {
		text = "limit exceeded"
	}
	http.Error(w, text, fault.Status)
}

func (s *Server) record(ctx context.Context, call Call) {
	s.mu.Lock()
	s.journal.add(call)
	s.mu.Unlock()
	s.log.LogAttrs(ctx, slog.LevelDebug, "call", slog.String("route", call.Route), slog.Int("status", call.Status))
}

// pause waits, or returns early when the client has gone.
func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func wait(ctx context.Context, held <-chan struct{}) {
	if held == nil {
		return
	}
	select {
	case <-held:
	case <-ctx.Done():
	}
}

func (s *Server) version() string { return model.CurrentVersion + ".sandbox.0.false" }
