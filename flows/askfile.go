package flows

import (
	"slices"
	"strings"

	"wecan/i18n"
)

// askFile asks for a photo, a document or a voice message.
//
//	letter:
//	  ask: document
//	  text: "Please send the letter. A photo of it will do."
//	  save: letter
//	  check: {size: 10}
//	  next: review
//
// A photo may come as a file, and a document as a photo, for that is how people
// send letters. check bounds the size in megabytes, at most 20: more the bot
// cannot fetch (Bot API getFile). What is saved is the kind, a colon, and
// Telegram's id of the file.
type askFile struct {
	prompt
	what string // photo, document or voice
	size int64  // bytes
}

const fileMegabytes = 20

func readAskFile(_ *flowReader, p prompt, f *fields) step {
	s := &askFile{prompt: p, what: strings.TrimPrefix(p.kind, "ask."), size: fileMegabytes << 20}
	s.readSave(f)
	s.needNext(f)
	if check := f.get("check"); check.exists() {
		c := check.fields("check")
		if size := c.get("size"); size.exists() {
			s.size = int64(size.number(1, fileMegabytes)) << 20
		}
		c.rest("check")
	}
	return s
}

func (s *askFile) enter(k *talk) (move, error) { return k.enterAsk(s) }

func (s *askFile) ask(k *talk) question { return question{text: k.render(s.flow, s.text)} }

func (s *askFile) take(k *talk, r reply) verdict {
	switch {
	case r.media == nil || r.media.File.ID == "" || !s.accepts(r.media):
		return s.refuse(k, k.say(s.please()))
	case r.media.File.Size > s.size:
		return verdict{again: k.say(textFileLarge)}
	}
	value := r.media.What + ":" + r.media.File.ID
	return verdict{value: value, shown: s.show(k, value), move: next(s.next.to)}
}

func (s *askFile) accepts(m *Media) bool {
	switch s.what {
	case "photo":
		return m.What == "photo" || m.What == "document" && strings.HasPrefix(m.File.Mime, "image/")
	case "voice":
		return slices.Contains([]string{"voice", "audio", "video_note"}, m.What)
	}
	return m.What == "document" || m.What == "photo"
}

func (s *askFile) please() i18n.Key {
	switch s.what {
	case "photo":
		return textSendPhoto
	case "voice":
		return textSendVoice
	}
	return textSendDocument
}

func (s *askFile) show(k *talk, value string) string {
	switch what, _, _ := strings.Cut(value, ":"); what {
	case "photo":
		return k.say(textPhotoTaken)
	case "document":
		return k.say(textDocumentTaken)
	}
	return k.say(textVoiceTaken)
}

// SentFile says whether the answer in a field is a file at Telegram: what it is
// ("voice", "photo", "document", "audio", "video_note") and the file's id. Words
// that look like one are none: only what a question for files has saved, or a
// voice message in the place of words.
func (b *Book) SentFile(field, value string) (what, id string, ok bool) {
	if id, ok := Spoken(value); ok {
		return "voice", id, true
	}
	for _, flow := range b.order {
		if _, asked := b.flows[flow].saves[field].(*askFile); asked {
			what, id, ok = strings.Cut(value, ":")
			return what, id, ok && id != ""
		}
	}
	return "", "", false
}
