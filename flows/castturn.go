package flows

import "wecan/i18n"

// This file decides in a person's turn what becomes of an announcement: see [Cast]. What
// is decided is the verdict of the turn; only a Do that sends changes anything.

// hearCast handles what a broadcast tells. One whose words are gone is over.
func (k *talk) hearCast(in Told) error {
	if from := in.From.Kind(); from != KindWalker && from != KindBroadcast {
		return nil
	}
	if len(in.Data) == 0 {
		k.verdict = CastOver
		return nil
	}
	c, err := readTold[Cast](in)
	if err != nil {
		return err
	}
	switch c.Do {
	case CastSend, CastCount:
		k.verdict = k.castFor(&c)
	case CastCorrect:
		k.verdict = k.castCorrect(&c)
	case CastDelete:
		k.verdict = k.castDelete(&c)
	case CastTest:
		k.verdict = k.castTest(&c)
	}
	return nil
}

// castFor decides whether she gets it now, and sends it unless it is only counted. That
// she has it comes first: whatever has changed since, she is counted once.
func (k *talk) castFor(c *Cast) string {
	if k.p.Chat == 0 || !k.p.Sure {
		return CastStranger
	}
	if h := k.p.had(c.Reference); h != nil {
		if c.Do == CastSend {
			h.Until = max(h.Until, c.Until.Unix())
		}
		return CastHad
	}
	now := k.t.Now
	if c.Do == CastCount && c.At.After(now) {
		now = c.At
	}
	switch {
	case k.p.Blocked:
		return CastBlocked
	case !now.Before(c.Until):
		return CastOver
	case !k.inSegment(&c.Segment), c.Kind == CastDigest && len(k.p.fitting(c.Events, now)) == 0:
		return CastOutside
	case k.p.stops(c.Kind):
		return CastStopped
	}
	words, without := c.wordsFor(k.p.Lang)
	if without != "" && c.Kind != CastDigest {
		return without
	}
	switch {
	case c.Kind.capped() && c.Week > 0 && k.p.Cast.inWeek(now) >= c.Week, !k.p.Cast.hasRoom(now):
		return CastWeek
	case c.Kind != CastSafety && k.awake(now).After(now):
		return c.later(k.p.Lang)
	case c.Do == CastCount:
		return LangVerdict(CastWould, k.p.Lang)
	}
	k.sendCast(c, words)
	return LangVerdict(CastSent, k.p.Lang)
}

// later is the verdict of somebody for whom it is night.
func (c *Cast) later(lang i18n.Lang) string {
	if c.Do == CastCount && c.Langs {
		return LangVerdict(CastLater, lang)
	}
	return CastLater
}

// sendCast sends it, and asks the question that she is at again below it.
func (k *talk) sendCast(c *Cast, words CastWords) {
	k.p.Cast.add(hadCast{
		Ref: c.Reference, Seq: c.Seq, Kind: c.Kind, Lang: k.p.Lang, At: k.t.Now.Unix(), Until: c.Until.Unix(),
	}, k.t.Now)
	if c.Kind == CastDigest {
		k.emitDigest(c)
	} else {
		k.emitCast(c, words, k.p.Lang)
	}
	k.resume()
}

// castTest shows it to whoever tries it, whoever she is, as readers of the first words
// will see it. Nothing is noted, so that its buttons do nothing.
func (k *talk) castTest(c *Cast) string {
	switch {
	case k.p.Chat == 0:
		return CastStranger
	case k.p.Blocked:
		return CastBlocked
	case len(c.Words) == 0:
		return CastNoWords
	}
	k.emitCast(c, c.Words[0], c.Words[0].Lang)
	return LangVerdict(CastSent, c.Words[0].Lang)
}

// emitCast sends the file and the message, as somebody of that language reads it. A
// safety message may come twice after a crash; all others never do.
func (k *talk) emitCast(c *Cast, words CastWords, lang i18n.Lang) {
	once := Uncertain
	if c.Kind == CastSafety {
		once = Repeat
	}
	mark := c.Kind.mark()
	if f := c.File; f != nil {
		k.out = append(k.out, Attach{Chat: k.p.Chat, What: f.What, File: f.ID, Receipt: castReceipt(c, receiptFile), Once: once, Mark: mark})
	}
	k.emit(Send{
		Chat: k.p.Chat, Text: k.castText(c, words, lang), Buttons: k.castButtons(c, words.Lang, lang, ""), Receipt: castReceipt(c, ""), Once: once, Mark: mark,
	})
}

// mark stands on what is sent of a kind, so that it can be taken back: see [Retract].
func (kind CastKind) mark() string { return castMark + "/" + string(kind) }
