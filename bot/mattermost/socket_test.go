package mattermost

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost-server/v6/model"

	"wecan/bot/sandbox/mmserver"
)

func TestEvents(t *testing.T) {
	inWorld(t, func(w *world) {
		e := newEar()
		w.says("amir", "before we came")
		root := w.put(alert("m1"))
		time.Sleep(time.Hour)
		w.listen(e, nil)
		olena := w.server.As("olena")
		id, err := olena.Reply(root, "Hello *you*")
		w.must(err)
		w.must(olena.Edit(id, "Hello"))
		for range 2 {
			w.must(olena.React(id, "heart"))
			w.must(olena.Unreact(id, "heart"))
			time.Sleep(time.Second)
		}
		file, err := olena.PostFile(berlin, root, "look", "map.png", []byte("png"))
		w.must(err)
		w.must(olena.Delete(id))
		w.put(alert("m2"))                    // our own
		w.must(w.server.Join(berlin, "root")) // the system's
		hook := &model.Post{ChannelId: berlin, Message: "from a machine"}
		hook.AddProp("from_webhook", "true")
		_, err = w.server.As("amir").Write(hook)
		w.must(err)
		_, err = w.server.As("olena").Post("refugio/closed", "not for us")
		w.must(err)
		w.expect(e, "posted Hello *you*", "edited Hello", "reacted heart", "unreacted heart",
			"reacted heart", "unreacted heart", "posted look", "deleted")
		ev := e.events[0]
		if ev.Post != id || ev.Root != root || ev.User != olena.ID() || ev.Channel != w.channel || ev.At.IsZero() {
			t.Errorf("event %+v", ev)
		}
		if f := e.events[6]; f.Post != file || len(f.Files) != 1 || f.Files[0].Name != "map.png" || f.Files[0].Size != 3 {
			t.Errorf("event %+v", f)
		}
		if e.repeats() != 0 {
			t.Error("something came twice")
		}
	})
}

// TestGaps: whatever happens to connection, server and events, each thing that people write
// comes once, in order.
func TestGaps(t *testing.T) {
	for name, trouble := range map[string]func(w *world, e *ear){
		"the network is gone for a while": func(w *world, _ *ear) {
			w.server.Away(true)
			w.says("olena", "2")
			time.Sleep(time.Minute)
			w.server.Away(false)
		},
		"it is gone, and 300 things happen": func(w *world, _ *ear) {
			w.server.Away(true)
			for range 300 {
				w.must(w.server.As("amir").React(w.server.Posts(berlin)[0].Id, "heart"))
				w.must(w.server.As("amir").Unreact(w.server.Posts(berlin)[0].Id, "heart"))
			}
			w.says("olena", "2")
			time.Sleep(time.Minute)
			w.server.Away(false)
		},
		"the server is restarted": func(w *world, _ *ear) {
			w.server.Stop()
			w.says("olena", "2")
			time.Sleep(10 * time.Minute)
			w.server.StartInside()
		},
		"an event is lost": func(w *world, _ *ear) {
			w.lose("posted", mmserver.EventFault{Drop: true})
			w.says("olena", "2")
		},
		"the last event is lost": func(w *world, _ *ear) {
			w.lose("posted", mmserver.EventFault{Drop: true})
			w.says("olena", "2")
			time.Sleep(10 * time.Minute)
		},
		"events come twice": func(w *world, _ *ear) {
			w.lose("", mmserver.EventFault{Twice: true})
			w.says("olena", "2")
		},
		"an event is lost, and the channel cannot be read": func(w *world, _ *ear) {
			w.lose("posted", mmserver.EventFault{Drop: true})
			w.server.OnCall(func(c mmserver.Call) mmserver.Fault {
				if strings.HasSuffix(c.Route, "/posts") {
					return mmserver.Fault{Status: 500}
				}
				return mmserver.Fault{}
			})
			w.says("olena", "2")
			w.server.OnEvent(nil)
			w.says("olena", "2b")
			time.Sleep(time.Minute)
			w.server.OnCall(nil)
			time.Sleep(time.Minute)
		},
		"the store is gone for a while": func(w *world, e *ear) {
			e.fail(errAway)
			w.says("olena", "2")
			time.Sleep(5 * time.Minute)
			e.fail(nil)
			time.Sleep(time.Minute)
		},
		"too many calls": func(w *world, _ *ear) {
			w.lose("posted", mmserver.EventFault{Drop: true})
			n := 0
			w.server.OnCall(func(mmserver.Call) mmserver.Fault {
				if n++; n < 5 {
					return mmserver.Fault{Status: 429, RetryAfter: 20}
				}
				return mmserver.Fault{}
			})
			w.says("olena", "2")
			w.server.OnEvent(nil)
			w.says("olena", "2b")
			time.Sleep(5 * time.Minute)
		},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				e := newEar()
				w.put(alert("m1"))
				w.listen(e, nil)
				w.says("olena", "1")
				trouble(w, e)
				settle()
				if !slices.Contains(e.heard(), "posted 2") {
					t.Errorf("it came only when more came: %q", e.heard())
				}
				w.server.OnEvent(nil)
				w.says("olena", "3")
				settle()
				want := []string{"posted 1", "posted 2", "posted 3"}
				if slices.Contains(e.heard(), "posted 2b") {
					want = slices.Insert(want, 2, "posted 2b")
				}
				var posts []string
				for _, h := range e.heard() {
					if strings.HasPrefix(h, "posted") {
						posts = append(posts, h)
					}
				}
				if !slices.Equal(posts, want) {
					t.Errorf("heard %q, want %q", posts, want)
				}
				if strings.Contains(name, "cannot be read") && len(want) != 4 {
					t.Error("2b was lost")
				}
				if n := e.repeats(); n != 0 {
					t.Errorf("%d came twice", n)
				}
			})
		})
	}
}

// lose has something go wrong with the next event of that kind, "" for all from now on.
func (w *world) lose(kind string, f mmserver.EventFault) {
	var once sync.Once
	w.server.OnEvent(func(user, event string) (out mmserver.EventFault) {
		if user != "wecan" || kind != "" && event != kind {
			return out
		}
		if kind == "" {
			return f
		}
		once.Do(func() { out = f })
		return out
	})
}

// TestEditsWhileAway: what was changed or deleted while nobody listened is told as it
// is.
func TestEditsWhileAway(t *testing.T) {
	inWorld(t, func(w *world) {
		e := newEar()
		end := w.listen(e, nil)
		olena := w.server.As("olena")
		kept, gone := w.says("olena", "kept"), w.says("olena", "gone")
		settle()
		end()
		w.must(olena.Edit(kept, "kept, better"))
		time.Sleep(time.Second)
		w.must(olena.Delete(gone))
		time.Sleep(time.Second)
		quick := w.says("olena", "qick")
		w.must(olena.Edit(quick, "quick"))
		time.Sleep(time.Minute)
		w.listen(e, nil)
		w.expect(e, "posted kept", "posted gone", "edited kept, better", "deleted", "posted quick")
	})
}

// TestRestarts: the process dies and begins again in the middle of a talk.
func TestRestarts(t *testing.T) {
	for seed := range uint64(20) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			inWorld(t, func(w *world) {
				r := rand.New(rand.NewPCG(seed, 1))
				e := newEar()
				end := w.listen(e, nil)
				var want []string
				for i := range 60 {
					switch r.IntN(8) {
					case 0:
						end()
						end = w.listen(e, nil)
					case 1:
						w.server.Stop()
						time.Sleep(time.Duration(r.IntN(300)) * time.Second)
						w.server.StartInside()
					case 2:
						w.lose("posted", mmserver.EventFault{Drop: true})
					case 3:
						w.server.Away(true)
						time.Sleep(time.Duration(r.IntN(300)) * time.Millisecond)
						w.server.Away(false)
					}
					text := strconv.Itoa(i)
					w.says("olena", text)
					want = append(want, "posted "+text)
					time.Sleep(time.Duration(r.IntN(2000)) * time.Millisecond)
				}
				time.Sleep(10 * time.Minute)
				w.expect(e, want...)
			})
		})
	}
}

// TestThreads: the server leaves a post out when the channel is read; the thread has it.
func TestThreads(t *testing.T) {
	inWorld(t, func(w *world) {
		e := newEar()
		root := w.put(alert("m1"))
		olena := w.server.As("olena")
		first, err := olena.Reply(root, "long ago")
		w.must(err)
		upto := time.UnixMilli(w.server.Kept(first).CreateAt)
		time.Sleep(time.Hour)
		_, err = olena.Reply(root, "left out")
		w.must(err)
		time.Sleep(time.Hour)
		e.cursors[w.channel] = time.Now() // as if the channel had been read
		e.threads = []ThreadRef{{Channel: w.channel, Root: root, Upto: upto}, {Channel: w.channel, Root: model.NewId()}}
		w.listen(e, nil)
		w.expect(e, "posted long ago", "posted left out")
	})
}

func TestBadToken(t *testing.T) {
	inWorld(t, func(w *world) {
		e := newEar()
		w.listen(e, nil)
		w.says("olena", "1")
		w.server.Revoke(w.token)
		settle()
		log := w.log.String()
		if strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "WECAN_MATTERMOST_TOKEN") || strings.Contains(log, w.token) {
			t.Errorf("the log says %s", log)
		}
		if w.events.of(EventSocketBarred) < 2 {
			t.Error("it was not tried again")
		}
	})
}

// TestHalfOpen: a connection over which nothing comes any longer, and of which
// nobody says that it is dead.
func TestHalfOpen(t *testing.T) {
	inWorld(t, func(w *world) {
		e := newEar()
		w.listen(e, func(c *SocketConfig) { c.Sweep = 24 * time.Hour })
		w.says("olena", "1")
		w.server.Freeze("wecan")
		w.says("olena", "2")
		time.Sleep(30 * time.Second)
		w.expect(e, "posted 1")
		settle()
		w.expect(e, "posted 1", "posted 2")
	})
}

func TestBurst(t *testing.T) {
	inWorld(t, func(w *world) {
		e := newEar()
		e.slow = 20 * time.Millisecond
		w.listen(e, nil)
		var want []string
		for i := range 1_000 {
			_, err := w.server.As("olena").Post(berlin, strconv.Itoa(i))
			w.must(err)
			time.Sleep(100 * time.Microsecond)
			want = append(want, fmt.Sprint("posted ", i))
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		got := e.heard()
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || e.repeats() != 0 {
			t.Errorf("%d of %d came, %d twice", len(got), len(want), e.repeats())
		}
	})
}
