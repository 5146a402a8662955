package flows

import (
	"slices"

	"wecan/i18n"
)

// media handles a message that is no text: the answer to a question that asks
// for one, else a word about what would help.
func (k *talk) media(in Media) error {
	if k.castReplied(in.Reply, i18n.Clean(in.Caption)) || k.chatMedia(in) {
		return nil
	}
	switch s := k.asker(); {
	case s == nil:
	case k.top().Open == nil: // a new version put her here: she was never asked
		k.ask(s)
		return nil
	case wantsMedia(s, in.What) && k.late(in.Message):
		k.remark(textClosed)
		return nil
	case wantsMedia(s, in.What):
		return k.answer(s, reply{media: &in, typedIn: in.Message})
	}
	if k.isNew && k.e.start != "" {
		k.sendText(textMedia)
		return k.begin(k.e.start)
	}
	k.remark(k.unasked(in.What))
	return nil
}

func wantsMedia(s asker, what string) bool {
	switch s := s.(type) {
	case *askText:
		return s.voice && what == "voice"
	case *askContact, *askPlace, *askFile:
		return true
	}
	return false
}

// unasked is what to say to a message that the question did not ask for.
func (k *talk) unasked(what string) i18n.Key {
	asked := k.asker() != nil
	switch what {
	case "voice", "audio", "video_note":
		return either(asked, textVoiceUnasked, textMedia)
	case "photo", "document", "video", "animation":
		return either(asked, textFileUnasked, textMedia)
	case "sticker":
		return either(asked, textSticker, textMedia)
	}
	return textMedia
}

func either(first bool, a, b i18n.Key) i18n.Key {
	if first {
		return a
	}
	return b
}

// edited answers a message that was changed. Nothing changes with it: the
// question it answered may be long gone.
func (k *talk) edited(in Edited) {
	if k.chatEdited(in) {
		return
	}
	field := ""
	for name, s := range k.p.Fields {
		if s.Message != 0 && s.Message == in.Message {
			field = name
		}
	}
	switch {
	case field == "":
		k.remark(textEditedOther)
	case !k.waits() && slices.ContainsFunc(k.p.Strands, func(s strand) bool {
		return slices.ContainsFunc(s.Stack, func(f frame) bool { return k.e.book.flows[f.Flow].saves[field] != nil })
	}):
		k.remark(textEditedTaken)
	default:
		k.remark(textEditedSent)
	}
}
