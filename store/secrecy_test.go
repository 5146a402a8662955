package store

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"wecan/flows"
	"wecan/store/redistest"
)

// Whoever has only the Redis, its dump or its append-only file, reads nothing
// that a person wrote, and finds nobody by the chat's number.
func TestRedisHoldsNoPlainText(t *testing.T) {
	t.Parallel()
	const chat = 987654321
	server := redistest.Start(t, append(redistest.Durable(), "--rdbcompression", "no", "--aof-use-rdb-preamble", "no")...)
	r := newRig(t, &backend{url: server.URL})
	ids, err := r.IDs(t.Context(), r.bot)
	if err != nil {
		t.Fatal(err)
	}
	id := ids.Person(chat)
	words := []string{"Юлия Мороз", "I need help with the papers", "seat for Yulia", "what she wrote", "the letter's words", "why it failed"}
	c := fullTurn(r.load(t, id))
	c.State = []byte(`{"name":"` + words[0] + `","chat":` + strconv.Itoa(chat) + `}`)
	c.Effects[0].Effect = []byte(words[1] + strconv.Itoa(chat))
	c.Members = map[string][]byte{"roster": []byte(words[2])}
	c.Journal = []byte(words[3])
	c.Park = &flows.Parking{Input: "update:1", Reason: words[5]}
	done := r.commit(t, c, "")
	letter := flows.DeadLetter{ID: string(c.Effects[1].ID), Kind: "effect", Actor: id, Reason: words[5], Payload: []byte(words[4])}
	r.ack(t, &flows.Ack{
		ID: id, Token: done.Lease.Token, Done: idsOf(c.Effects[1:]), Dead: []flows.DeadLetter{letter}, Receipts: []flows.Receipt{asked}, Known: 1,
	})
	if err := r.Bury(t.Context(), flows.DeadLetter{ID: "update/1", Kind: "update", Payload: []byte(words[4])}); err != nil {
		t.Fatal(err)
	}
	master, err := r.key.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	secrets := append(forms(chat), words...)
	secrets = append(secrets, master[:40])

	where := places(t, r, server.Dir)
	for _, s := range secrets {
		for name, content := range where {
			if bytes.Contains(content, []byte(s)) {
				t.Errorf("%s holds %q", name, s)
			}
		}
	}

	// The search does find what is there.
	r.do(t, "hset", r.keys.actor(id), "planted", words[0])
	found := 0
	for _, content := range places(t, r, server.Dir) {
		if bytes.Contains(content, []byte(words[0])) {
			found++
		}
	}
	if found != 2 {
		t.Fatalf("a planted text was found in %d places, want the dump and the append-only file", found)
	}
}

// forms are the ways in which a number may stand somewhere.
func forms(chat int64) []string {
	text := strconv.FormatInt(chat, 10)
	big := binary.BigEndian.AppendUint32(nil, uint32(chat))
	small := binary.LittleEndian.AppendUint32(nil, uint32(chat))
	return []string{text, string(big), string(small), hex.EncodeToString(big), base64.StdEncoding.EncodeToString([]byte(text))}
}

// places are the dump of every key, by its name, and every file of the server.
func places(t *testing.T, r *rig, dir string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for key := range r.everything(t) {
		out["key "+key] = append([]byte(key), r.text(t, "dump", key)...)
	}
	files := os.DirFS(dir)
	err := fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out["file "+path], err = fs.ReadFile(files, path)
		return err
	})
	if err != nil || len(out) < 10 {
		t.Fatalf("%d places to look at (%v)", len(out), err)
	}
	return out
}

// damage changes one stored value, given its bytes, to what change makes of it.
func (r *rig) damage(t *testing.T, key, field string, change func([]byte) []byte) {
	t.Helper()
	r.do(t, "hset", key, field, string(change([]byte(r.text(t, "hget", key, field)))))
}

func flip(b []byte) []byte   { b[len(b)-3] ^= 1; return b }
func newer(b []byte) []byte  { b[0] = sealForm + 1; return b }
func cutOff(b []byte) []byte { return b[:4] }
func empty([]byte) []byte    { return nil }

func TestDamagedAndNewerValuesAreTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, field string
		change      func([]byte) []byte
		want        error
	}{
		{"a damaged state", "s", flip, ErrWrongKey},
		{"a short state", "s", cutOff, ErrWrongKey},
		{"no state", "s", empty, ErrWrongKey},
		{"a newer state", "s", newer, flows.ErrNewerSchema},
		{"a damaged data key", "k", flip, ErrWrongKey},
		{"no data key", "k", empty, ErrWrongKey},
		{"a damaged parking", "p", flip, ErrWrongKey},
		{"a newer parking", "p", newer, flows.ErrNewerSchema},
		{"a damaged member", "roster", flip, ErrWrongKey},
		{"a newer member", "roster", newer, flows.ErrNewerSchema},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, memory())
			id := r.person(t, 1)
			r.commit(t, fullTurn(r.load(t, id)), "")
			key := r.keys.actor(id)
			if c.field == "roster" {
				key = r.keys.members(id)
			}
			r.damage(t, key, c.field, c.change)
			_, err := r.Load(t.Context(), id, []string{"roster"})
			if !errors.Is(err, c.want) {
				t.Fatalf("load: %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), string(id)) {
				t.Fatalf("the error does not say whose it is: %v", err)
			}
		})
	}
}

func TestDamagedEffectsAreTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(string) string
		want   error
	}{
		"damaged":    {func(e string) string { return string(flip([]byte(e))) }, ErrWrongKey},
		"short":      {func(e string) string { return e[:entryHeader-1] }, nil},
		"empty":      {func(e string) string { return e[:entryHeader] }, ErrWrongKey},
		"newer":      {func(e string) string { return e[:entryHeader] + "\x02" + e[entryHeader+1:] }, flows.ErrNewerSchema},
		"another id": {func(e string) string { return "-0000000000000000ff" + e[1+idSize:] }, ErrWrongKey},
		"no time":    {func(e string) string { return e[:1+idSize] + "later than now" + e[entryHeader+1:] }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, memory())
			id := r.person(t, 1)
			r.turn(t, id, "a")
			key := r.keys.outbox(id)
			r.do(t, "lset", key, 0, c.change(r.text(t, "lindex", key, 0)))
			if _, err := r.Take(t.Context(), id); err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Fatalf("take: %v, want %v", err, c.want)
			}
		})
	}
}

// A seal fits one use of one actor, so that nothing can be moved.
func TestSealedValuesCannotBeMoved(t *testing.T) {
	t.Parallel()
	r := newRig(t, memory())
	a, b := r.person(t, 1), r.person(t, 2)
	r.commit(t, fullTurn(r.load(t, a)), "")
	r.turn(t, b)
	for name, move := range map[string]func(){
		"another's state":          func() { r.do(t, "hset", r.keys.actor(b), "s", r.text(t, "hget", r.keys.actor(a), "s")) },
		"another's state with key": func() { r.do(t, "hset", r.keys.actor(b), "k", r.text(t, "hget", r.keys.actor(a), "k")) },
		"a parking as state": func() {
			r.do(t, "hset", r.keys.actor(a), "s", r.text(t, "hget", r.keys.actor(a), "p"))
		},
	} {
		move()
		id := b
		if name == "a parking as state" {
			id = a
		}
		if _, err := r.Load(t.Context(), id, nil); !errors.Is(err, ErrWrongKey) {
			t.Errorf("%s: %v, want %v", name, err, ErrWrongKey)
		}
	}
	c := r.person(t, 3)
	r.members(t, c, map[string][]byte{"x": []byte("1"), "y": []byte("2")})
	r.do(t, "hset", r.keys.members(c), "x", r.text(t, "hget", r.keys.members(c), "y"))
	if _, err := r.Load(t.Context(), c, []string{"x"}); !errors.Is(err, ErrWrongKey) {
		t.Errorf("another member: %v, want %v", err, ErrWrongKey)
	}
}

func TestMasterKeyIsReadAndNeverPrinted(t *testing.T) {
	t.Parallel()
	k, err := NewMasterKey()
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.Reveal()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ParseMasterKey(" " + text + "\n"); err != nil {
		t.Errorf("its own text: %v", err)
	}
	if got := k.String(); strings.Contains(got, text[:8]) {
		t.Errorf("it prints %q", got)
	}
	for name, bad := range map[string]string{"empty": "", "words": "my secret words", "short": text[:20], "another thing": "aGVsbG8gd29ybGQ="} {
		_, err := ParseMasterKey(bad)
		if err == nil || !strings.Contains(err.Error(), "wecan key") || bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What versions before sealed, with Tink's own, opens still, and the other way.
func TestSealsAreOfTinksForm(t *testing.T) {
	raw := make([]byte, dataKeySize)
	raw[0] = 7
	theirs, err := subtle.NewAESGCM(raw)
	if err != nil {
		t.Fatal(err)
	}
	a, err := sealer(raw)
	if err != nil {
		t.Fatal(err)
	}
	ours := &dataKey{aead: a}
	old, err := theirs.Encrypt([]byte("a secret"), []byte("state|person.x"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := ours.open(sealState, "person.x", append([]byte{sealForm}, old...)); err != nil || string(plain) != "a secret" {
		t.Errorf("%q, %v", plain, err)
	}
	sealed, err := ours.seal(sealState, "person.x", []byte("a secret"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := theirs.Decrypt(sealed[1:], []byte("state|person.x")); err != nil || string(plain) != "a secret" {
		t.Errorf("%q, %v", plain, err)
	}
}
