package mattermost

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot"
	"wecan/bot/sandbox/mmserver"
	"wecan/flows"
)

func alert(mark string) flows.Post {
	return flows.Post{
		Channel: berlin, Mark: mark, Mention: "olena", Text: "A new referral.",
		Card: &flows.PostCard{
			Colour: flows.PostAmber, Title: "R-1234 *new*", Text: "Housing", About: "R-1234",
			Fields:  []flows.PostField{{Title: "Language", Text: "العربية", Short: true}},
			Buttons: []flows.PostButton{{Verb: "accept", Label: "I take it", Primary: true}, {Verb: "busy", Label: "Can't now"}},
		},
	}
}

func TestAlert(t *testing.T) {
	inWorld(t, func(w *world) {
		id := w.put(alert("m1"))
		posts := w.server.Posts(berlin)
		if len(posts) != 1 || posts[0].Id != id || posts[0].Message != "@olena A new referral." {
			t.Fatalf("the channel holds %v", w.texts())
		}
		if got := w.server.Notified(id); !slices.Equal(got, []string{"olena"}) {
			t.Errorf("notified %v", got)
		}
		a := posts[0].Attachments()[0]
		if a.Title != `R-1234 \*new\*` || a.Color != "#e69f00" || len(a.Actions) != 2 || a.Actions[0].Style != "primary" {
			t.Errorf("card %+v", a)
		}
		b, err := w.seal.open(a.Actions[0].Integration.Context, time.Now())
		if want := (button{About: "R-1234", Verb: "accept", Channel: w.channel, Mark: "m1"}); err != nil || b != want {
			t.Errorf("the button is about %+v, %v; want %+v", b, err, want)
		}
		if a.Actions[0].Integration.URL != reach+w.seal.paths[wayTap] {
			t.Errorf("it calls another address")
		}
		w.put(flows.Repost{Channel: berlin, Of: flows.PostRef{ID: id}, Text: "With Olena.", Card: &flows.PostCard{Colour: flows.PostGreen, Title: "R-1234"}})
		now := w.server.Kept(id)
		if now.Message != "With Olena." || len(now.Attachments()[0].Actions) != 0 || now.GetProp(propMark) != "m1" {
			t.Errorf("rewritten as %q %+v %v", now.Message, now.Attachments()[0], now.GetProps())
		}
		// The mark must have stayed: a process that begins now finds the card by it.
		w.carrier = w.newCarrier(nil)
		if again := w.put(alert("m1")); again != id {
			t.Errorf("a second card")
		}
		w.put(flows.React{Channel: berlin, To: flows.PostRef{Mark: "m1"}, Emoji: "white_check_mark"})
		if got := w.server.Reactions(id); !slices.Equal(got, []string{"wecan white_check_mark"}) {
			t.Errorf("reactions %v", got)
		}
		for range 2 {
			w.put(flows.React{Channel: berlin, To: flows.PostRef{ID: id}, Emoji: "white_check_mark", Away: true})
		}
		if got := w.server.Reactions(id); len(got) != 0 {
			t.Errorf("reactions %v", got)
		}
	})
}

// TestOnce: the answer to a post is lost, and it is carried again, by the same process or
// another one, at once or when the server has forgotten the pending id.
func TestOnce(t *testing.T) {
	for _, later := range []time.Duration{0, time.Minute, 26 * time.Hour} {
		for _, restarted := range []bool{false, true} {
			t.Run(fmt.Sprint(later, restarted), func(t *testing.T) {
				inWorld(t, func(w *world) {
					w.put(alert("m0"))
					root := w.put(alert("m1"))
					w.server.OnCall(func(c mmserver.Call) mmserver.Fault {
						return mmserver.Fault{DropReply: c.Route == "POST /posts"}
					})
					reply := flows.Post{Channel: berlin, Under: flows.PostRef{Mark: "m1"}, Mark: "m2", From: "Юля", Text: "Hello"}
					for _, e := range []flows.Post{alert("m3"), reply} {
						_, err := w.carrier.Post(w.t.Context(), e, true)
						var no *bot.Refusal
						if err == nil || errors.As(err, &no) {
							t.Fatalf("a lost answer is %v, want: not now", err)
						}
					}
					w.server.OnCall(nil)
					time.Sleep(later)
					if restarted {
						w.carrier = w.newCarrier(nil)
					}
					w.put(alert("m3"))
					id := w.put(reply)
					if got := w.server.Posts(berlin); len(got) != 4 {
						t.Errorf("%d posts: %q", len(got), w.texts())
					}
					if p := w.server.Kept(id); p.RootId != root || p.Message != "**Юля:** Hello" {
						t.Errorf("the reply is %q under %s", p.Message, p.RootId)
					}
				})
			})
		}
	}
}

// TestMarksOfOthers: what somebody else posted with a mark of ours is not ours.
func TestMarksOfOthers(t *testing.T) {
	inWorld(t, func(w *world) {
		p := &model.Post{ChannelId: berlin, Message: "I was first"}
		p.AddProp(propMark, "m1")
		theirs, err := w.server.As("amir").Write(p)
		w.must(err)
		if id := w.put(alert("m1")); id == theirs.Id {
			t.Error("a post of somebody else was taken for ours")
		}
	})
}

func TestManyPosts(t *testing.T) {
	inWorld(t, func(w *world) {
		first := w.put(alert("m1"))
		for i := range 1_200 {
			_, err := w.server.As("amir").Post(berlin, fmt.Sprint("chat ", i))
			w.must(err)
			time.Sleep(time.Millisecond)
		}
		last := w.put(alert("m2"))
		time.Sleep(time.Hour)
		w.carrier = w.newCarrier(nil)
		if w.put(alert("m1")) != first || w.put(alert("m2")) != last {
			t.Error("a second card around 1,200 posts")
		}
	})
}

// TestReads: a channel is read for what may have been posted by somebody else, once for
// all who ask at the same time, and for nothing else.
func TestReads(t *testing.T) {
	inWorld(t, func(w *world) {
		var mu sync.Mutex
		reads := 0
		w.server.OnCall(func(c mmserver.Call) mmserver.Fault {
			mu.Lock()
			defer mu.Unlock()
			if c.Route != "POST /posts" && strings.HasSuffix(c.Route, "/posts") {
				reads++
				return mmserver.Fault{Delay: time.Second}
			}
			return mmserver.Fault{}
		})
		post := func(mark string, again bool) {
			_, err := w.carrier.Post(w.t.Context(), alert(mark), again)
			w.must(err)
		}
		for i := range 20 {
			post(fmt.Sprint("m", i), false)
		}
		if reads != 0 {
			t.Errorf("the channel was read %d times for what is new", reads)
		}
		w.carrier = w.newCarrier(nil)
		var all sync.WaitGroup
		for i := range 40 {
			all.Go(func() { post(fmt.Sprint("m", i), true) })
		}
		all.Wait()
		if reads < 1 || reads > 2 { // the second is for those who asked while the first was under way
			t.Errorf("the channel was read %d times for all who asked at once", reads)
		}
		if got := len(w.server.Posts(berlin)); got != 40 {
			t.Errorf("%d posts", got)
		}
	})
}

func TestRefusals(t *testing.T) {
	reply := flows.Post{Channel: berlin, Under: flows.PostRef{ID: model.NewId()}, Mark: "m2", Text: "x"}
	for name, c := range map[string]struct {
		e     flows.Effect
		fault mmserver.Fault
		kind  bot.RefusalKind // 0: not now
	}{
		"a channel that is not there":      {flows.Post{Channel: "refugio/nowhere", Mark: "m", Text: "x"}, mmserver.Fault{}, bot.Never},
		"a channel without the bot":        {flows.Post{Channel: "refugio/closed", Mark: "m", Text: "x"}, mmserver.Fault{}, bot.Never},
		"a channel's name that is none":    {flows.Post{Channel: "../users/me", Mark: "m", Text: "x"}, mmserver.Fault{}, bot.Never},
		"a root post that is not there":    {reply, mmserver.Fault{}, bot.Never},
		"a mark that is not there":         {flows.Repost{Channel: berlin, Of: flows.PostRef{Mark: "none"}, Text: "x"}, mmserver.Fault{}, bot.Never},
		"an id that is none":               {flows.Repost{Channel: berlin, Of: flows.PostRef{ID: "../.."}, Text: "x"}, mmserver.Fault{}, bot.Never},
		"a mention of all":                 {flows.Post{Channel: berlin, Mark: "m", Mention: "channel", Text: "x"}, mmserver.Fault{}, bot.Never},
		"a mention with more behind it":    {flows.Post{Channel: berlin, Mark: "m", Mention: "olena @all", Text: "x"}, mmserver.Fault{}, bot.Never},
		"an emoji that is none":            {flows.React{Channel: berlin, To: flows.PostRef{Mark: "m"}, Emoji: "a/b"}, mmserver.Fault{}, bot.Never},
		"a post without a mark":            {flows.Post{Channel: berlin, Text: "x"}, mmserver.Fault{}, bot.Never},
		"an effect for Telegram":           {flows.Send{Chat: 1, Text: "x"}, mmserver.Fault{}, bot.Never},
		"too many calls":                   {alert("m"), mmserver.Fault{Status: 429, RetryAfter: 7}, bot.Slower},
		"a proxy without a server":         {alert("m"), mmserver.Fault{Status: 502}, 0},
		"a server that is being restarted": {alert("m"), mmserver.Fault{Status: 503, RetryAfter: 3}, 0},
		"a server that broke":              {alert("m"), mmserver.Fault{Status: 500}, 0},
		"no answer in time":                {alert("m"), mmserver.Fault{Delay: time.Hour}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				if c.fault != (mmserver.Fault{}) {
					w.server.OnCall(func(mmserver.Call) mmserver.Fault { return c.fault })
				}
				_, err := w.carrier.Post(w.t.Context(), c.e, true)
				var no *bot.Refusal
				got := bot.RefusalKind(0)
				if errors.As(err, &no) {
					got = no.Kind
				}
				if err == nil || got != c.kind {
					t.Errorf("got %v (%v), want %v", got, err, c.kind)
				}
				if c.kind == bot.Slower && no.After != seconds(7) {
					t.Errorf("wait %v", no.After)
				}
				if c.kind == bot.Never && len(w.server.Posts(berlin)) != 0 {
					t.Errorf("it was posted: %q", w.texts())
				}
			})
		})
	}
}

func TestRevokedToken(t *testing.T) {
	inWorld(t, func(w *world) {
		w.put(alert("m0"))
		w.server.Revoke(w.token)
		_, err := w.carrier.Post(w.t.Context(), alert("m1"), true)
		if !refusedFor(err, bot.Barred) {
			t.Fatalf("a revoked token is %v", err)
		}
		if strings.Contains(err.Error(), w.token) {
			t.Error("the error shows the token")
		}
	})
}

func TestServerAway(t *testing.T) {
	inWorld(t, func(w *world) {
		w.put(alert("m0"))
		w.server.Stop()
		if _, err := w.carrier.Post(w.t.Context(), alert("m1"), true); err == nil || refusedFor(err, bot.Never) {
			t.Fatalf("a server that is away is %v", err)
		}
		time.Sleep(time.Hour)
		w.server.StartInside()
		w.put(alert("m1"))
		if got := w.texts(); len(got) != 2 {
			t.Errorf("the channel holds %q", got)
		}
	})
}

func TestLongText(t *testing.T) {
	inWorld(t, func(w *world) {
		long := strings.Repeat("word_and\\ ", 4_000)
		e := flows.Post{Channel: berlin, Mark: "m1", From: "Юля", Text: long}
		id := w.put(e)
		w.carrier = w.newCarrier(nil)
		if w.put(e) != id {
			t.Error("posted twice")
		}
		posts := w.server.Thread(id)
		if len(posts) < 3 || len(w.server.Posts(berlin)) != len(posts) {
			t.Fatalf("%d posts", len(posts))
		}
		var whole []string
		for _, p := range posts {
			if n := len([]rune(p.Message)); n > 16_383 {
				t.Errorf("a post of %d characters", n)
			}
			whole = append(whole, strings.Fields(p.Message)...)
		}
		if want := strings.Fields("**Юля:** " + Safe(long)); !reflect.DeepEqual(whole, want) {
			t.Error("words were lost or cut")
		}
	})
}

func TestFiles(t *testing.T) {
	files := shelf{
		"voice":   {name: "voice.ogg", data: "OggS", size: 4},
		"unsized": {name: `C:\Users\x\..\me<b>.jpg`, data: "jpeg"},
		"large":   {name: "film.mp4", size: 2 << 20},
		"huge":    {name: "film.mp4", err: ErrTooLarge},
		"away":    {err: errAway},
	}
	for id, want := range map[string]struct{ name, text string }{
		"voice":   {"voice.ogg", "**Юля:** look"},
		"unsized": {"me<b>.jpg", "**Юля:** look"},
		"large":   {"", "**Юля:** look\n\nIt is too large."},
		"huge":    {"", "**Юля:** look\n\nIt is too large."},
		"gone":    {"", "**Юля:** look\n\nIt is gone."},
	} {
		t.Run(id, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.carrier = w.newCarrier(files)
				e := flows.Post{Channel: berlin, Mark: "m", From: "Юля", Text: "look", File: &flows.PostFile{What: "voice", ID: id, Gone: "It is gone.", Large: "It is too large."}}
				p := w.server.Kept(w.put(e))
				if p.Message != want.text || (len(p.FileIds) == 1) != (want.name != "") {
					t.Fatalf("post %q with %v", p.Message, p.FileIds)
				}
				if want.name == "" {
					return
				}
				if got := string(w.server.Download(p.FileIds[0])); got != files[id].data {
					t.Errorf("the file holds %q", got)
				}
				body, name, size, err := w.client.File(w.t.Context(), p.FileIds[0])
				w.must(err)
				defer func() { _ = body.Close() }()
				if name != want.name || size != int64(len(files[id].data)) {
					t.Errorf("fetched %q of %d bytes", name, size)
				}
			})
		})
	}
	inWorld(t, func(w *world) {
		w.carrier = w.newCarrier(files)
		e := flows.Post{Channel: berlin, Mark: "m", File: &flows.PostFile{What: "voice", ID: "away"}}
		if _, err := w.carrier.Post(w.t.Context(), e, true); !errors.Is(err, errAway) || len(w.texts()) != 0 {
			t.Errorf("a file that is away: %v, %q", err, w.texts())
		}
	})
}

// slowShelf has one file that never comes to its end.
type slowShelf struct{}

func (slowShelf) Fetch(ctx context.Context, _ flows.PostFile) (io.ReadCloser, string, int64, error) {
	return io.NopCloser(&endless{ctx}), "film.mp4", 1 << 20, nil
}

type endless struct {
	ctx context.Context //nolint:containedctx // a body ends with its request, as those of net/http do
}

func (e *endless) Read([]byte) (int, error) {
	<-e.ctx.Done()
	return 0, e.ctx.Err()
}

// A line may be too slow for a file. What stands behind it in the thread does not wait
// for ever, and the words that came with it are not lost.
func TestAFileThatNeverComesToItsEndIsLeftOut(t *testing.T) {
	inWorld(t, func(w *world) {
		w.carrier = w.newCarrier(slowShelf{})
		e := flows.Post{Channel: berlin, Mark: "m", Text: "look", File: &flows.PostFile{What: "video", ID: "f", Gone: "It is gone."}}
		began := time.Now()
		for {
			ctx, cancel := context.WithTimeout(w.t.Context(), seconds(28)) // what the runtime allows
			id, err := w.carrier.Post(ctx, e, true)
			cancel()
			if err == nil {
				if p := w.server.Kept(id); p.Message != "look\n\nIt is gone." || len(p.FileIds) > 0 {
					t.Errorf("post %q with %v", p.Message, p.FileIds)
				}
				return
			}
			if took := time.Since(began); took > 3*time.Minute {
				t.Fatalf("after %s it is tried still: %v", took, err)
			}
			time.Sleep(seconds(1))
		}
	})
}
