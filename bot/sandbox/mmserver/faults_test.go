package mmserver

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"
)

// inBubble runs a test on a fresh sandbox in virtual time.
func inBubble(t *testing.T, test func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(sandboxStage(t, Options{})) })
}

func texts(list []*model.Post) string {
	var all []string
	for _, p := range list {
		all = append(all, p.Message)
	}
	return strings.Join(all, "|")
}

func TestAStopKeepsWhatIsInTheDatabaseOnly(t *testing.T) {
	s := New(Options{})
	url := get(s.Start())(t)
	defer func() { s.Stop() }()
	s.AddChannel("refugio/berlin", true)
	_, token := s.AddBot("wecan", "WeCan")
	must(t, s.Join("refugio/berlin", "wecan"))
	bot := model.NewAPIv4Client(url)
	bot.SetToken(token)
	c := get3(bot.GetChannelByNameForTeamName("berlin", "refugio", ""))(t)
	write := func() *model.Post {
		return get3(bot.CreatePost(&model.Post{ChannelId: c.Id, Message: "once", PendingPostId: "p1"}))(t)
	}
	first := write()
	client, err := model.NewWebSocketClient4("ws"+strings.TrimPrefix(url, "http"), token)
	if err != nil {
		t.Fatal(err)
	}
	client.Listen()
	if e := <-client.EventChannel; e.EventType() != model.WebsocketEventHello {
		t.Errorf("first %s", e.EventType())
	}
	s.Stop()
	for range client.EventChannel {
		continue // until its end
	}
	if _, _, err := bot.GetMe(""); err == nil {
		t.Error("a stopped server answers")
	}
	if again := get(s.Start())(t); again != url {
		t.Errorf("started at %s, was at %s", again, url)
	}
	if second := write(); second.Id == first.Id {
		t.Error("a pending id outlived the process")
	}
	if got := texts(s.Posts("refugio/berlin")); got != "once|once" {
		t.Errorf("the channel: %s", got)
	}
}

func TestAfterAStopASocketBeginsAnew(t *testing.T) {
	inBubble(t, func(st *stage) {
		w := st.connect(st.bot, "")
		w.event("hello")
		st.sandbox.Stop()
		ended(st, w)
		if _, _, err := st.bot.GetMe(""); err == nil {
			st.t.Error("a stopped server answers")
		}
		st.sandbox.StartInside()
		again := st.connect(st.bot, "?connection_id="+w.id+"&sequence_number="+itoa(w.next))
		again.event("hello")
		if again.id == w.id {
			st.t.Error("the connection id outlived the process")
		}
	})
}

func TestWhileTheNetworkIsAwaySocketsCanBeResumed(t *testing.T) {
	inBubble(t, func(st *stage) {
		w := st.connect(st.bot, "")
		w.event("hello")
		st.sandbox.Away(true)
		ended(st, w)
		synctest.Wait() // until the server has noticed: a connection that seems alive is not resumed
		if _, _, err := st.bot.GetMe(""); err == nil {
			st.t.Error("answered while the network is away")
		}
		id := get(st.sandbox.As("olena").Post("refugio/berlin", "meanwhile"))(st.t)
		st.sandbox.Away(false)
		again := st.connect(st.bot, "?connection_id="+w.id+"&sequence_number="+itoa(w.next))
		if p := again.posted("posted"); p.Id != id || again.next != w.next+1 {
			st.t.Errorf("%s with number %d", p.Id, again.next-1)
		}
	})
}

// What is on its way when a connection dies without a word is lost up to 128 events back.
func TestAFrozenSocketLosesWhatWasSent(t *testing.T) {
	for _, c := range []struct {
		lost int
		same bool
	}{{128, true}, {129, false}} {
		inBubble(t, func(st *stage) {
			w := st.connect(st.bot, "")
			w.event("hello")
			st.sandbox.Freeze("wecan")
			busy := st.connect(st.bot, "?connection_id="+w.id+"&sequence_number=1")
			busy.event("hello")
			if busy.id == w.id {
				st.t.Error("a connection that seems to be alive was given away")
			}
			must(st.t, busy.ws.Close())
			for range c.lost {
				get(st.sandbox.As("olena").Post("refugio/berlin", "lost"))(st.t)
				synctest.Wait()
			}
			st.sandbox.Cut("wecan")
			synctest.Wait()
			if n := st.sandbox.Sockets("wecan"); n != 0 {
				st.t.Errorf("%d sockets", n)
			}
			again := st.connect(st.bot, "?connection_id="+w.id+"&sequence_number="+itoa(w.next))
			if c.same {
				if again.posted("posted"); again.next != w.next+1 {
					st.t.Errorf("began with number %d", again.next-1)
				}
				return
			}
			again.event("hello")
			if again.id == w.id || again.next != 1 {
				st.t.Errorf("the same connection goes on with number %d", again.next-1)
			}
		})
	}
}

func TestASocketThatWaitsTooLongIsForgotten(t *testing.T) {
	for name, meanwhile := range map[string]func(*stage){
		"events": func(st *stage) {
			for range queueMost + 1 {
				get(st.sandbox.As("olena").Post("refugio/berlin", "missed"))(st.t)
			}
		},
		"time": func(*stage) { time.Sleep(goneMost + time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(st *stage) {
				w := st.connect(st.bot, "")
				w.event("hello")
				st.sandbox.Cut("")
				ended(st, w)
				synctest.Wait()
				meanwhile(st)
				again := st.connect(st.bot, "?connection_id="+w.id+"&sequence_number="+itoa(w.next))
				again.event("hello")
				if again.id == w.id {
					st.t.Error("resumed")
				}
			})
		})
	}
}

func TestASilentClientIsCutOff(t *testing.T) {
	inBubble(t, func(st *stage) {
		w := st.connect(st.bot, "")
		w.event("hello")
		time.Sleep(pongTime + time.Second) // nobody reads, so nobody answers a ping
		synctest.Wait()
		if n := st.sandbox.Sockets("wecan"); n != 0 {
			st.t.Errorf("%d sockets", n)
		}
	})
	inBubble(t, func(st *stage) {
		w := st.connect(st.bot, "")
		w.event("hello")
		go func() {
			time.Sleep(10 * time.Minute)
			_, _ = st.sandbox.As("olena").Post("refugio/berlin", "still there")
		}()
		must(st.t, w.ws.SetReadDeadline(time.Time{}))
		if _, data, err := w.ws.ReadMessage(); err != nil || !strings.Contains(string(data), "still there") {
			st.t.Errorf("after ten minutes: %s %v", data, err)
		}
	})
}

func TestARevokedTokenEndsAll(t *testing.T) {
	inBubble(t, func(st *stage) {
		w := st.connect(st.bot, "")
		w.event("hello")
		st.sandbox.Revoke(st.bot.AuthToken)
		ended(st, w)
		_, _, err := st.bot.GetMe("")
		denied(st.t, "a revoked token", 401, err)
	})
}

func TestFaultsOfCalls(t *testing.T) {
	inBubble(t, func(st *stage) {
		var fault Fault
		var seen Call
		st.sandbox.OnCall(func(c Call) Fault {
			if c.Route == "POST /posts" {
				seen = c
				return fault
			}
			return Fault{}
		})
		write := func() (*model.Response, error) {
			_, response, err := st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x"})
			return response, err
		}
		fault = Fault{Status: 429, RetryAfter: 7}
		response, err := write()
		if err == nil || response.StatusCode != 429 || response.Header.Get("Retry-After") != "7" || response.Header.Get("X-Ratelimit-Reset") != "7" {
			st.t.Errorf("429: %v %v", response, err)
		}
		if seen.User != "wecan" {
			st.t.Errorf("the call: %+v", seen)
		}
		fault = Fault{Status: 503}
		if response, err = write(); err == nil || response.StatusCode != 503 || len(st.sandbox.Posts("refugio/berlin")) != 0 {
			st.t.Errorf("503: %v %v", response, err)
		}
		fault = Fault{DropReply: true}
		if response, err = write(); err == nil || response != nil {
			st.t.Errorf("a lost answer: %v %v", response, err)
		}
		if n := len(st.sandbox.Posts("refugio/berlin")); n != 1 {
			st.t.Errorf("%d posts after a lost answer", n)
		}
		fault = Fault{Delay: time.Minute / 2}
		start := time.Now()
		if _, err = write(); err != nil || time.Since(start) != time.Minute/2 {
			st.t.Errorf("after %v: %v", time.Since(start), err)
		}
		held := make(chan struct{})
		fault = Fault{Hold: held}
		done := make(chan error)
		go func() { _, err := write(); done <- err }()
		synctest.Wait()
		if n := len(st.sandbox.Posts("refugio/berlin")); n != 2 {
			st.t.Errorf("%d posts while one is held", n)
		}
		close(held)
		must(st.t, <-done)
		if st.sandbox.CountStatus(0) != 1 || st.sandbox.CountStatus(429) != 1 || st.sandbox.Count("POST /posts") != 5 {
			st.t.Errorf("the journal: %+v", st.sandbox.Calls())
		}
	})
}

func TestFaultsOfEvents(t *testing.T) {
	inBubble(t, func(st *stage) {
		st.sandbox.OnEvent(func(username, event string) EventFault {
			if username != "wecan" {
				return EventFault{}
			}
			return EventFault{Drop: event == "post_edited", Twice: event == "posted"}
		})
		w := st.connect(st.bot, "")
		w.event("hello")
		p := st.post(st.user, "x", "")
		first, second := w.posted("posted"), w.posted("posted")
		if first.Id != p.Id || second.Id != p.Id || w.next != 3 {
			st.t.Errorf("%s, %s, next %d", first.Id, second.Id, w.next)
		}
		must(st.t, st.sandbox.As("olena").Edit(p.Id, "y"))
		must(st.t, st.sandbox.As("olena").Delete(p.Id))
		if w.posted("post_deleted"); w.next != 5 {
			st.t.Errorf("the gap cannot be seen: next %d", w.next)
		}
	})
}

func TestAReadSinceGivesAThousandAtMost(t *testing.T) {
	inBubble(t, func(st *stage) {
		for range sinceMost + 10 {
			get(st.sandbox.As("olena").Post("refugio/berlin", "x"))(st.t)
		}
		list := get3(st.bot.GetPostsSince(st.channel.Id, 1, false))(st.t)
		if len(list.Order) != sinceMost {
			st.t.Errorf("%d posts", len(list.Order))
		}
	})
}

func TestAnArchivedChannelTakesNothing(t *testing.T) {
	inBubble(t, func(st *stage) {
		p := st.post(st.bot, "x", "")
		must(st.t, st.sandbox.Archive("refugio/berlin"))
		_, _, err := st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x"})
		denied(st.t, "a post", 400, err)
		_, _, err = st.bot.PatchPost(p.Id, &model.PostPatch{Message: model.NewString("y")})
		denied(st.t, "a patch", 400, err)
		_, _, err = st.bot.GetChannelByName("berlin", st.team.Id, "")
		denied(st.t, "by name", 404, err)
	})
}

func TestAPrivateIntegrationMustBeAllowed(t *testing.T) {
	inBubble(t, func(st *stage) {
		st.calls.HandleFunc("/tap", say(200, "application/json", `{"ephemeral_text":"ok"}`))
		for address, want := range map[string]bool{"http://127.0.0.1:9/tap": true, "http://localhost/tap": true, "http://10.0.0.7/tap": false, "http://bot.example/tap": true} {
			p := st.card(address, nil, "accept")
			_, err := st.sandbox.As("olena").Tap(st.t.Context(), p.Id, "accept")
			if (err == nil) != want {
				st.t.Errorf("%s: %v", address, err)
			}
		}
		st.sandbox.Configure(func(c *model.Config) {
			c.ServiceSettings.AllowedUntrustedInternalConnections = model.NewString("10.0.0.0/8")
		})
		for address, want := range map[string]bool{"http://127.0.0.1:9/tap": false, "http://10.0.0.7/tap": true} {
			_, err := st.sandbox.As("olena").Tap(st.t.Context(), st.card(address, nil, "accept").Id, "accept")
			if (err == nil) != want {
				st.t.Errorf("%s: %v", address, err)
			}
		}
	})
}

func TestOverTCPOnlyLoopbackIsCalled(t *testing.T) {
	s := New(Options{})
	s.AddChannel("a/b", false)
	s.AddUser(User{Username: "olena"})
	must(t, s.Join("a/b", "olena"))
	p := &model.Post{ChannelId: "a/b"}
	p.AddProp("attachments", []*model.SlackAttachment{{Actions: []*model.PostAction{{
		Id: "x", Integration: &model.PostActionIntegration{URL: "http://192.0.2.1/tap"},
	}}}})
	made := get(s.As("olena").Write(p))(t)
	var failure *model.AppError
	if _, err := s.As("olena").Tap(t.Context(), made.Id, "x"); !errors.As(err, &failure) || failure.Message != "Action integration error." {
		t.Errorf("a foreign address: %v", err)
	}
}

func TestUnknownPathsAre404(t *testing.T) {
	inBubble(t, func(st *stage) {
		for _, path := range []string{"/", "/api/v4/nothing", "/api/v3/users/me"} {
			if status := st.send(http.MethodGet, st.url+path, ""); status != 404 {
				st.t.Errorf("%s: %d", path, status)
			}
		}
		if !slices.ContainsFunc(st.sandbox.Calls(), func(c Call) bool { return c.Route == "?" && c.Status == 404 }) {
			st.t.Error("they do not stand in the journal")
		}
	})
}
