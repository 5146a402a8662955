package mattermost

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strconv"
	"time"
)

// Seal tells our own buttons and dialogs from those that anybody else made.
//
// The server signs no callback, and every member can make a post with a button
// that calls us, with any context. So the context of a button of ours holds an
// HMAC-SHA-256 over all that it says. Members cannot read the context of a post,
// so they cannot copy it either; and where it was tapped is compared besides.
type Seal struct {
	key    []byte // of the buttons of posts
	choice []byte // of those under answers
	form   []byte // of the dialogs
	paths  [4]string
}

// The ways in.
const (
	wayTap = iota
	wayCommand
	wayDialog
	wayChoice
)

// sealLasts is how long a button works. A referral that waits for longer has
// been told to the coordinator long ago.
const sealLasts = 90 * 24 * time.Hour

// formLasts is how long a dialog may stay open.
const formLasts = 2 * time.Hour

// NewSeal derives all keys and paths from the secret, at least 16 bytes of it. With
// another secret no button that was put up before works any longer.
func NewSeal(secret []byte) (*Seal, error) {
	if len(secret) < 16 {
		return nil, errors.New("mattermost: the secret of the seal has fewer than 16 bytes")
	}
	s := &Seal{
		key: derive(secret, "wecan mattermost button"), choice: derive(secret, "wecan mattermost choice"), form: derive(secret, "wecan mattermost dialog"),
	}
	for i, name := range []string{"tap", "command", "dialog", "choice"} {
		// The address of a dialog is told to whoever opens one, and a server may
		// answer a command with all that we answered. So each way has a path of
		// its own, and nobody finds one by another.
		path := derive(secret, "wecan mattermost path "+name)
		s.paths[i] = "/mattermost/" + name + "/" + base64.RawURLEncoding.EncodeToString(path)[:32]
	}
	return s, nil
}

func derive(secret []byte, purpose string) []byte {
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, purpose) // a hash's Write never fails
	return mac.Sum(nil)
}

// CommandPath is the path that the slash command is registered with.
func (s *Seal) CommandPath() string { return s.paths[wayCommand] }

// button is what a button is about. All of it is sealed.
type button struct {
	About   string
	Verb    string
	Channel string // its id
	Mark    string // of the post that it stands on
}

// The names in a button's context. All values are strings: a number would come
// back as a float.
const (
	keyAbout   = "about"
	keyVerb    = "verb"
	keyChannel = "channel"
	keyMark    = "mark"
	keyUntil   = "until"
	keySeal    = "seal"
)

// inButton are the names in the context of a post's button.
var inButton = []string{keyAbout, keyVerb, keyChannel, keyMark}

// context makes the context of a button that is put up now.
func (s *Seal) context(b button, now time.Time) map[string]any {
	return pack(s.key, inButton, []string{b.About, b.Verb, b.Channel, b.Mark}, now.Add(sealLasts))
}

// open checks the context of a tap.
func (s *Seal) open(context map[string]any, now time.Time) (button, error) {
	v, err := unpack(s.key, inButton, context, now)
	if err != nil {
		return button{}, err
	}
	return button{About: v[0], Verb: v[1], Channel: v[2], Mark: v[3]}, nil
}

var (
	errNoSeal  = errors.New("there is no seal")
	errBroken  = errors.New("the seal is broken")
	errExpired = errors.New("the seal has expired")
)

// sealedMost bounds one value of a context, in bytes: a draft of something that is to be
// said in several dialogs is the longest. The server keeps no such post, but for the
// short ones of cards.
const sealedMost = 8 << 10

// pack makes a context of names and values that works until a moment.
func pack(key []byte, names, values []string, end time.Time) map[string]any {
	until := strconv.FormatInt(end.Unix(), 10)
	context := map[string]any{keyUntil: until, keySeal: sum(key, append(slices.Clone(values), until)...)}
	for i, name := range names {
		context[name] = values[i]
	}
	return context
}

// unpack gives the values of a context that has these names, and no others.
func unpack(key []byte, names []string, context map[string]any, now time.Time) ([]string, error) {
	var v []string
	for _, name := range append(slices.Clone(names), keyUntil, keySeal) {
		text, ok := context[name].(string)
		if !ok || len(text) > sealedMost {
			return nil, errNoSeal
		}
		v = append(v, text)
	}
	if len(context) != len(v) {
		return nil, errNoSeal
	}
	n := len(names)
	if !hmac.Equal([]byte(v[n+1]), []byte(sum(key, v[:n+1]...))) {
		return nil, errBroken
	}
	return v[:n], notOver(v[n], now)
}

func notOver(until string, now time.Time) error {
	sec, err := strconv.ParseInt(until, 10, 64)
	if err != nil || now.Unix() > sec {
		return errExpired
	}
	return nil
}

// sum is the HMAC over the parts, each with its length before it, so that no
// two lists of parts look alike.
func sum(key []byte, parts ...string) string {
	mac := hmac.New(sha256.New, key)
	var n [8]byte
	for _, p := range parts {
		binary.BigEndian.PutUint64(n[:], uint64(len(p)))
		_, _ = mac.Write(n[:])
		_, _ = io.WriteString(mac, p)
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
