package referral

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"wecan/i18n"
)

// What of a post fits into messages at Telegram.

// PostFile is a file of a post.
type PostFile struct {
	ID   string `json:"id"`
	Mime string `json:"mime,omitempty"`
	Size int64  `json:"size,omitempty"` // bytes
}

// FileMost is how large a file of the team's may be, in bytes. A bot could send 50 MB
// (Bot API, sending files), but one call would hardly have the time for it; and of what
// people send it gets no more than this either.
const FileMost = 20 << 20

// photoMost is how large a photo may be (Bot API, sendPhoto). A larger one goes as a
// document.
const photoMost = 10 << 20

// what is the kind of the file at Telegram.
func (f PostFile) what() string {
	mime, _, _ := strings.Cut(strings.ToLower(f.Mime), ";")
	switch mime {
	case "image/jpeg", "image/png", "image/webp":
		if f.Size <= photoMost {
			return "photo"
		}
	case "image/gif":
		return "animation"
	case "audio/ogg":
		return "voice"
	case "audio/mpeg", "audio/mp4", "audio/x-m4a":
		return "audio"
	case "video/mp4":
		return "video"
	}
	return "document"
}

// fitting are the files that can be sent. Of the others it is told.
func (w *writing) fitting(files []PostFile) []PostFile {
	var out []PostFile
	large := false
	for _, f := range files {
		if f.Size > FileMost {
			large = true
			continue
		}
		out = append(out, f)
	}
	if large {
		w.notice("", w.say(wordTooLarge, i18n.Arg{Name: "most", Value: strconv.Itoa(FileMost >> 20)}))
	}
	return out
}

// partMost is how much of a text goes into one message at Telegram, in characters: a
// post may have four times as much as fits.
const partMost = 2000

// parts are the parts of a text, split where a line or a word ends.
func parts(text string) []string {
	var out []string
	rest := []rune(text)
	for len(rest) > partMost {
		at := partMost
		for _, ends := range []func(rune) bool{func(r rune) bool { return r == '\n' }, unicode.IsSpace} {
			if i := lastIndex(rest[:partMost], ends); i > partMost/2 {
				at = i
				break
			}
		}
		out = append(out, strings.TrimSpace(string(rest[:at])))
		rest = []rune(strings.TrimSpace(string(rest[at:])))
	}
	if len(rest) > 0 {
		out = append(out, string(rest))
	}
	return out
}

func lastIndex(text []rune, is func(rune) bool) int {
	for i, r := range slices.Backward(text) {
		if is(r) {
			return i
		}
	}
	return -1
}
