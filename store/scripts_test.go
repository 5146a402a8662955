package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"wecan/flows"
	"wecan/store/redistest"
)

// warden allows a Redis user, before each script, exactly the keys that the
// call declares: Redis itself then refuses whatever else the script touches.
// (A cluster only refuses keys of another slot.)
type warden struct {
	admin *redis.Client
	mu    sync.Mutex
	seen  map[string]int // calls by the script's SHA-1
}

func (w *warden) allow(ctx context.Context, cmd redis.Cmder) error {
	args := cmd.Args()
	if len(args) < 3 || args[0] != "evalsha" {
		return nil
	}
	n, ok := args[2].(int)
	if !ok {
		return fmt.Errorf("the number of keys is a %T", args[2])
	}
	rule := []any{"acl", "setuser", "warded", "resetkeys"}
	for _, key := range args[3 : 3+n] {
		rule = append(rule, fmt.Sprint("~", key))
	}
	w.mu.Lock()
	w.seen[fmt.Sprint(args[1])]++
	w.mu.Unlock()
	return w.admin.Do(ctx, rule...).Err()
}

func (w *warden) free(ctx context.Context) error {
	return w.admin.Do(ctx, "acl", "setuser", "warded", "allkeys").Err()
}

func (w *warden) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (w *warden) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }
func (w *warden) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		for _, c := range cmds {
			if err := w.allow(ctx, c); err != nil {
				return err
			}
		}
		err := next(ctx, cmds)
		if e := w.free(ctx); e != nil {
			return e
		}
		return err
	}
}

func TestScriptsDeclareEveryKey(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	admin := server.Client()
	if err := admin.Do(t.Context(), "acl", "setuser", "warded", "on", ">pass", "allkeys", "+@all").Err(); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, &backend{url: strings.Replace(server.URL, "//", "//warded:pass@", 1)})
	client, ok := r.wire.client.(*redis.Client)
	if !ok {
		t.Fatalf("the client is a %T", r.wire.client)
	}
	w := &warden{admin: admin, seen: map[string]int{}}
	client.AddHook(w)

	tour(t, r)
	for _, s := range r.scripts.all() {
		if w.seen[s.sha] == 0 {
			t.Errorf("the tour does not run this script:\n%.80s…", s.source)
		}
	}

	// The warden does notice.
	secretive := newScript("redis.call('GET', KEYS[1]) return redis.call('SET', '" + r.keys.shared("undeclared") + "', '1')")
	if err := admin.ScriptLoad(t.Context(), secretive.source).Err(); err != nil {
		t.Fatal(err)
	}
	_, err := r.wire.eval(t.Context(), secretive, []string{r.keys.shared("declared")})
	if err == nil || !strings.Contains(err.Error(), "can't access at least one of the keys") {
		t.Fatalf("a script that touches a key it does not declare: %v", err)
	}
}

// tour takes every script through its branches.
func tour(t *testing.T, r *rig) {
	t.Helper()
	id, two := r.person(t, 1), r.open(t, "two")
	c := fullTurn(r.load(t, id))
	done := r.commit(t, c, "")
	if again, err := r.Commit(t.Context(), c, ""); err != nil || !again.Conflict {
		t.Fatal(again, err)
	}
	_, foreign := two.turn(t, id, "theirs")
	token := done.Lease.Token
	if err := r.Mark(t.Context(), id, token, c.Effects[0].ID, true); err != nil {
		t.Fatal(err)
	}
	r.ack(t, &flows.Ack{
		ID: id, Token: token, Done: idsOf(c.Effects[:1]), Receipts: []flows.Receipt{asked}, Known: 9,
		Dead: []flows.DeadLetter{{ID: string(c.Effects[0].ID), Kind: "effect", Actor: id}},
	})
	next := turn(r.load(t, id), "more")
	next.Acks, next.Unpark, next.IndexCut, next.IndexAdd = idsOf(c.Effects[1:]), true, []string{"open"}, []string{"closed"}
	next.Members = map[string][]byte{"roster": nil, "other": []byte("x")}
	done = r.commit(t, next, token)
	if err := r.Defer(t.Context(), id, done.Lease.Token, 0); err != nil {
		t.Fatal(err)
	}
	box := two.take(t, id)
	last := turn(foreign.Record)
	last.Base = two.load(t, id)
	last.Acks = idsOf(box.Entries)
	two.commit(t, last, box.Lease.Token)
	two.take(t, id)
	everyScript(t, r, func() {})
	if err := r.Freeze(t.Context(), time.Minute); err != nil {
		t.Fatal(err)
	}
	if err := r.Release(t.Context(), "name"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.snapshot(t.Context(), id, []string{"site:leipzig", "closed"}); err != nil {
		t.Fatal(err)
	}
}

// What the tour does not reach is at least written with KEYS.
func TestScriptsNameKeysByKEYSOnly(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.lua")
	if err != nil || len(files) != len(newScripts().all()) {
		t.Fatalf("%d scripts are files, %d are known (%v)", len(files), len(newScripts().all()), err)
	}
	call := regexp.MustCompile(`redis\.p?call\(\s*'(\w+)'\s*(?:,\s*([^,)]+))?`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		calls := call.FindAllStringSubmatch(string(source), -1)
		if len(calls) != strings.Count(string(source), "redis.") {
			t.Errorf("%s: not every use of redis is a plain call", file)
		}
		for _, c := range calls {
			if c[1] != "TIME" && !strings.HasPrefix(c[2], "KEYS[") {
				t.Errorf("%s: %s names its key %q", file, c[1], c[2])
			}
		}
	}
}
