package flows

import (
	"hash/fnv"
	"slices"
	"strconv"

	"wecan/i18n"
)

// distress answers words of somebody who is hurt, threatened or wants to die:
// with the emergency card, and the question whether she needs a person. What she
// wrote is not kept, nothing is noted about her, and one tap leads back. The answer
// is in the language of the words, if we have it. Where
// any text is an answer, the same text sent once more is taken as the answer.
//
// false: there are no such words, or they are the label of a button that was
// shown, or a word for a command.
func (k *talk) distress(typed string) bool {
	lang, found := k.e.lexicon.Distress(k.p.Lang, typed)
	if !found || k.offers(typed) {
		return false
	}
	if _, command := k.word(typed, false); command { // the word for /emergency shows the card too
		return false
	}
	if s := k.asker(); s != nil && isFree(s) && !k.doubt(typed) {
		return false
	}
	if slices.Contains(k.e.langs, lang) { // for this message alone: she may have written in haste, or quoted somebody
		defer func(hers i18n.Lang) { k.p.Lang = hers }(k.p.Lang)
		k.p.Lang = lang
	}
	words, buttons := k.wholeCard(k.site())
	k.send(words+"\n\n"+k.say(textDistress), append(buttons, k.goOn()...))
	return true
}

// doubt keeps in mind that a text hardly is an answer to the open question. false:
// it was sent before, so it is meant. What is kept is a short mark, the same for
// every reason to doubt.
func (k *talk) doubt(typed string) bool {
	o := k.top().Open
	if o == nil {
		return true
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(o.Nonce + i18n.Fold(typed))) // it never fails
	mark := strconv.FormatUint(uint64(h.Sum32()), 36)
	if o.Doubt == mark {
		return false
	}
	o.Doubt = mark
	return true
}

// offers says whether she wrote what stands on a button of the open question.
func (k *talk) offers(typed string) bool {
	s := k.asker()
	if s == nil || k.top().Open == nil {
		return false
	}
	id, slips := k.match(s, typed)
	return id != "" && slips == 0
}
