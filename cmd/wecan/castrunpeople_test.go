package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
	"wecan/i18n"
	"wecan/store"
)

const (
	castFirst = 1_000_000_000 // the number of the first chat: all have ten digits
	castWords = "The room is another one today."
)

// castLangs are those whom it is for; one person in ten reads another language.
var castLangs = []i18n.Lang{"en", "ar"} //nolint:gochecknoglobals // a constant

// castTongue is which language somebody has chosen, as she types it.
func castTongue(i int) string {
	switch {
	case i%10 == 9:
		return "Українська"
	case i%2 == 1:
		return "العربية"
	}
	return "English"
}

// castMould is the state of somebody who has chosen a language by the real flows.
type castMould struct {
	chat  string
	state []byte
}

// fill writes people into the store: each in the state of somebody who has come and has
// chosen a language, with her own chat.
func (r *castRun) fill() {
	r.t.Helper()
	for i := range r.people {
		r.tg.Say(castUser(i), "/start")
		if castTongue(i) == "Українська" {
			r.outside++
		}
	}
	r.forget()
	r.desk(func(ids flows.IDs, desk *bot.Runtime, s *store.Store) {
		moulds := map[string]castMould{}
		for i, tongue := range []string{"English", "العربية", "Українська"} {
			moulds[tongue] = r.mould(ids, desk, s, int64(castFirst+900_000_000+i), tongue)
		}
		var next, failed atomic.Int64
		var all sync.WaitGroup
		for range 32 {
			all.Go(func() {
				for i := int(next.Add(1) - 1); i < r.people; i = int(next.Add(1) - 1) {
					if err := moulds[castTongue(i)].write(r.t.Context(), ids, s, castFirst+int64(i)); err != nil {
						failed.Add(1)
					}
				}
			})
		}
		all.Wait()
		if n := failed.Load(); n > 0 {
			r.t.Fatalf("%d people could not be written", n)
		}
	})
	r.people += 3 // those whom the others are made of
	r.outside++
	for i := range 3 {
		r.tg.Say(sandbox.User{ID: int64(castFirst + 900_000_000 + i), FirstName: "X"}, "/start")
	}
	r.forget()
}

func castUser(i int) sandbox.User {
	return sandbox.User{ID: int64(castFirst + i), FirstName: "X", LanguageCode: "en"}
}

func (r *castRun) mould(ids flows.IDs, desk *bot.Runtime, s *store.Store, chat int64, tongue string) castMould {
	r.t.Helper()
	for n, text := range []string{"/start", tongue} {
		in := flows.Incoming{
			ID: fmt.Sprintf("update:%d%d", chat, n), To: ids.Person(chat),
			Input: flows.Text{Origin: flows.Origin{Chat: chat, Lang: "en"}, Message: n + 1, Text: text},
		}
		if err := desk.Handle(r.t.Context(), in); err != nil {
			r.t.Fatal(err)
		}
	}
	if err := desk.CatchUp(r.t.Context()); err != nil {
		r.t.Fatal(err)
	}
	record, err := s.Load(r.t.Context(), ids.Person(chat), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return castMould{strconv.FormatInt(chat, 10), record.State}
}

func (m castMould) write(ctx context.Context, ids flows.IDs, s *store.Store, chat int64) error {
	id := ids.Person(chat)
	state := bytes.ReplaceAll(m.state, []byte(m.chat), []byte(strconv.FormatInt(chat, 10)))
	actor, _, err := bot.Inspect(id, state)
	if err != nil {
		return err
	}
	etag := flows.Etag(fmt.Sprintf("%016x", chat))
	_, err = s.Commit(ctx, &flows.Commit{
		Base: &flows.Record{ID: id}, Etag: etag, State: state, Timer: actor.NextTimer(), IndexAdd: actor.Index, Created: actor.Created,
	}, "")
	return err
}

// got is when somebody's phone has shown the announcement, each time.
func (r *castRun) got(chat int64) (out []time.Time) {
	for _, m := range r.tg.Messages(chat) {
		if m.FromBot && (strings.Contains(m.Text, castWords) || strings.Contains(m.Text, "الغرفة أخرى اليوم.")) {
			out = append(out, m.Date)
		}
	}
	return out
}

// write has people ask for help one after the other, n times or until ctx ends, and
// answers how long each waited, sorted.
func (r *castRun) write(ctx context.Context, n int) (took []time.Duration) {
	for i := 0; (n == 0 || i < n) && ctx.Err() == nil; i++ {
		user := castUser(i % castWriters)
		began, last := time.Now(), r.tg.Say(user, "/help")
		for late := began.Add(patience); ; {
			changed := r.tg.Changed(user.ID)
			if slices.ContainsFunc(r.tg.MessagesAfter(user.ID, last), func(m sandbox.Message) bool {
				return m.FromBot && !strings.Contains(m.Text, castWords)
			}) {
				took = append(took, time.Since(began))
				break
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return took
			case <-time.After(time.Until(late)):
				r.t.Error("somebody has no answer")
				return took
			}
		}
		pause(ctx, castThink)
	}
	slices.Sort(took)
	return took
}
