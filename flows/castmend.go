package flows

import "time"

// deletable is within what time Telegram lets a bot delete its message (Bot API
// deleteMessage: 48 hours), less some for the message to wait here.
const deletable = 47 * time.Hour

// mendable finds what a correction or a deletion is for. Without it the verdict says what
// becomes of it: it was none of hers, or was mended before; or nobody knows its number yet,
// so that another pass must mend it.
func (k *talk) mendable(c *Cast) (h *hadCast, without string) {
	h = k.p.had(c.Reference)
	switch {
	case h == nil, h.Seq >= c.Seq, h.Gone, h.Lost, h.Unsure && h.Message == 0:
		return nil, CastHad
	case k.p.Blocked:
		return nil, CastBlocked
	case !k.t.Now.Before(c.Until):
		return nil, CastOver
	case h.Message == 0:
		return nil, CastLater
	}
	return h, ""
}

// castCorrect puts the words as they are now in the place of those that she has. It makes
// no sound, so no hour is wrong; and words that nobody has translated are better than
// words that are wrong.
func (k *talk) castCorrect(c *Cast) string {
	h, without := k.mendable(c)
	if h == nil {
		return without
	}
	c.Missing = MissingLabel
	words, without := c.wordsFor(k.p.Lang)
	if without != "" {
		return without
	}
	h.Seq = c.Seq
	k.out = append(k.out, Edit{
		Chat: k.p.Chat, Message: h.Message, Text: k.castText(c, words, k.p.Lang), Buttons: k.castButtons(c, words.Lang, k.p.Lang, h.Answer), Must: true,
	})
	return LangVerdict(CastSent, h.Lang)
}

// castDelete takes it out of her chat. What is too old for that says that it no longer
// counts; its file stays.
func (k *talk) castDelete(c *Cast) string {
	h, without := k.mendable(c)
	if h == nil {
		return without
	}
	h.Seq, h.Gone = c.Seq, true
	if k.t.Now.Sub(time.Unix(h.At, 0)) < deletable {
		gone := Delete{Chat: k.p.Chat, Message: h.Message}
		if h.File != 0 {
			gone.More = []int{h.File}
		}
		k.out = append(k.out, gone)
		return LangVerdict(CastSent, h.Lang)
	}
	k.out = append(k.out, Edit{Chat: k.p.Chat, Message: h.Message, Text: k.say(textCastGone), Must: true})
	return LangVerdict(CastSent, h.Lang)
}
