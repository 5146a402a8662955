package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sync"
	"time"

	api "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"wecan/bot"
	"wecan/flows"
)

// ClipLimit is how large a recording may be, in bytes. Telegram would take 50
// MB, but shows what is larger than this as a file in some clients, and people
// pay for every megabyte. It is six minutes at the 24 kbit/s of a voice message.
const ClipLimit = 1 << 20

// FileIDs keeps what Telegram calls the files that were uploaded, so that each
// is uploaded once by all processes of a bot. Names and ids are no secrets: an
// id opens nothing without the bot's token.
type FileIDs interface {
	// FileID is what was kept under a name, "" for nothing.
	FileID(ctx context.Context, name string) (id string, err error)
	// KeepFileID keeps an id; "" forgets the one that was kept.
	KeepFileID(ctx context.Context, name, id string) error
}

// The two ways to send a recording. The kind is how the answer calls it.
const (
	kindVoice = "voice" // sendVoice: Ogg with Opus
	kindAudio = "audio" // sendAudio: MP3
)

// ClipKind is how a recording is sent, by the ending of its file's name: voice
// or audio; "" for what is no recording.
func ClipKind(file string) string {
	switch path.Ext(file) {
	case ".ogg", ".oga":
		return kindVoice
	case ".mp3":
		return kindAudio
	}
	return ""
}

// clips are the recordings that were played. They stay known for as long as the
// process lives: there are as many as files.
type clips struct {
	folder fs.FS
	ids    FileIDs

	mu    sync.Mutex
	known map[string]*clip
}

// clip is one recording at Telegram. Whoever finds no id holds turn until it has
// uploaded the recording; the others wait meanwhile.
type clip struct {
	name string // its kind and content
	turn chan struct{}

	mu    sync.Mutex
	id    string
	asked bool // what the store knows is known here, or was refused
	fails int  // uploads in a row without an answer
	rest  time.Time
}

const (
	uploadTries = 3           // uploads without an answer, before the clip is left out for a while
	uploadRest  = time.Minute // that while
)

func (c *clips) of(name string) *clip {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.known[name]
	if one == nil {
		one = &clip{name: name, turn: make(chan struct{}, 1)}
		c.known[name] = one
	}
	return one
}

// play sends a recording: by its id, or else the file itself. Like every carrier
// it makes one call. What holds the text behind it up for no good reason is
// refused for good: a file that cannot be read, and for a while one whose upload
// had no answer several times.
func (t *Telegram) play(ctx context.Context, e flows.Play) (int, error) {
	kind := ClipKind(e.Clip)
	method := methodOf(kind)
	switch {
	case e.Chat == 0:
		return 0, t.never(method, errNoChat)
	case kind == "" || t.clips.folder == nil:
		return 0, t.never(method, errors.New("there is no such recording"))
	}
	c := t.clips.of(kind + ":" + e.Sum)
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return 0, fmt.Errorf("telegram: %s: another upload: %w", method, networkCause(ctx, ctx.Err()))
	}
	if id := t.clips.idOf(ctx, c); id != "" {
		<-c.turn
		return t.playKnown(ctx, e, c, id)
	}
	defer func() { <-c.turn }()
	if c.resting() {
		return 0, t.never(method, errors.New("its upload failed several times; it is left out for a while"))
	}
	data, err := t.clips.read(e.Clip)
	if err != nil {
		return 0, t.never(method, err)
	}
	if now := flows.NewClip(e.Clip, data).Sum; now != e.Sum { // changed since the definitions were read
		e.Sum = now
		return t.play(ctx, e)
	}
	return t.upload(ctx, e, c, data)
}

func methodOf(kind string) string {
	switch kind {
	case kindAudio:
		return "sendAudio"
	case "photo":
		return "sendPhoto"
	case "document":
		return "sendDocument"
	case "video":
		return "sendVideo"
	case "video_note":
		return "sendVideoNote"
	case "animation":
		return "sendAnimation"
	case "sticker":
		return "sendSticker"
	}
	return "sendVoice"
}

// idOf asks memory, and the store once. A store that does not answer costs one
// upload more.
func (c *clips) idOf(ctx context.Context, one *clip) string {
	one.mu.Lock()
	defer one.mu.Unlock()
	if one.id != "" || one.asked || c.ids == nil {
		return one.id
	}
	if id, err := c.ids.FileID(ctx, one.name); err == nil {
		one.id, one.asked = id, true
	}
	return one.id
}

// change replaces one id by another, or by none, here and in the store, unless
// somebody did so before. If the store does not take it, another process, or the
// next one, uploads again.
func (c *clips) change(ctx context.Context, one *clip, from, to string) {
	one.mu.Lock()
	stale := one.id != from
	if !stale {
		one.id, one.asked = to, true
	}
	one.mu.Unlock()
	if !stale && c.ids != nil {
		_ = c.ids.KeepFileID(ctx, one.name, to)
	}
}

func (c *clip) resting() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Before(c.rest)
}

// tried counts uploads without an answer; any answer ends the count.
func (c *clip) tried(answered bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answered {
		c.fails = 0
		return
	}
	if c.fails++; c.fails >= uploadTries {
		c.rest = time.Now().Add(uploadRest)
	}
}

// read reads a recording. Its errors name the file as the folder does.
func (c *clips) read(file string) ([]byte, error) {
	f, err := c.folder.Open(file)
	if err != nil {
		return nil, fmt.Errorf("the recording cannot be read: %w", err)
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, ClipLimit+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the recording cannot be read: %w", err)
	case len(data) == 0 || len(data) > ClipLimit:
		return nil, fmt.Errorf("the recording %s is empty or larger than %d bytes", file, ClipLimit)
	}
	return data, nil
}

// errFileUnknown is not now: the next try uploads.
var errFileUnknown = errors.New("telegram: Telegram does not know the recording any more; it will be uploaded again")

// playKnown sends a recording by its id. One that Telegram refuses is forgotten.
func (t *Telegram) playKnown(ctx context.Context, e flows.Play, c *clip, id string) (int, error) {
	message, _, err := t.playFile(ctx, e, &models.InputFileString{Data: id})
	var f *failure
	if errors.As(err, &f) && f.kind() == bot.Never && f.says("file") {
		t.clips.change(ctx, c, id, "")
		return 0, errFileUnknown
	}
	return message, err
}

// upload sends the file itself, and keeps the id that it got.
func (t *Telegram) upload(ctx context.Context, e flows.Play, c *clip, data []byte) (int, error) {
	// The name is shown with an audio.
	name := "voice" + path.Ext(e.Clip)
	message, id, err := t.playFile(ctx, e, &models.InputFileUpload{Filename: name, Data: bytes.NewReader(data)})
	var refused *bot.Refusal
	c.tried(err == nil || errors.As(err, &refused))
	if err == nil && id != "" {
		t.clips.change(ctx, c, "", id)
	}
	return message, err
}

// playFile makes the call. id is what the file is called now, "" when the answer
// calls it something else. The phone rings for the text behind it.
func (t *Telegram) playFile(ctx context.Context, e flows.Play, file models.InputFile) (message int, id string, err error) {
	kind := ClipKind(e.Clip)
	message, err = t.call(ctx, methodOf(kind), func(ctx context.Context) error {
		if kind == kindAudio {
			m, err := t.api.SendAudio(ctx, &api.SendAudioParams{ChatID: e.Chat, Audio: file, DisableNotification: true})
			if err == nil && m.Audio != nil {
				id = m.Audio.FileID
			}
			return err
		}
		m, err := t.api.SendVoice(ctx, &api.SendVoiceParams{ChatID: e.Chat, Voice: file, DisableNotification: true})
		if err == nil && m.Voice != nil {
			id = m.Voice.FileID
		}
		return err
	})
	return message, id, err
}
