package flows

import "strings"

// Limits of ids, so that a button's data always fits: flow, step, nonce and
// option with three separators, and the sign of an option that is turned on or
// off, make the 64 bytes that Telegram allows (Bot API
// InlineKeyboardButton.callback_data).
const (
	flowIDLimit   = 16
	stepIDLimit   = 16
	optionIDLimit = 24
	nonceSize     = 4
)

// Options of the engine begin with a dot, which no option of a flow can.
const (
	optionWhy    = ".why"    // "Why do you ask?"
	optionSkip   = ".skip"   // an optional question is not answered
	optionMenu   = ".menu"   // all else that she can do
	optionPerson = ".person" // after three answers that did not do
	optionSubmit = ".submit" // the last button of a review
	optionDone   = ".done"   // of several options, all are chosen
	optionShare  = ".share"  // a key that shares her number or her place
)

// beginMark stands before a flow's id in the data of a button that begins it.
const beginMark = ".begin"

// cardMark stands before a site's id in the data of a button that shows its
// emergency card.
const cardMark = ".card"

// beginGoOn stands in the place of a flow's id: the button leads back to the
// open question. No flow can have this name.
const beginGoOn = "-"

// beginNotNow is the same for a button that ends reminders.
const beginNotNow = "--"

// beginClear, beginProfile and beginPerson are the same for buttons that clear
// the chat, that ask who it is, and that bring a person.
const (
	beginClear   = "-clear"
	beginProfile = "-profile"
	beginPerson  = "-person"
)

// isEngineBegin says whether it stands in the place of a flow's id.
func isEngineBegin(s string) bool {
	return s == beginGoOn || s == beginNotNow || s == beginClear || s == beginProfile || s == beginPerson
}

// tapData is what a button's data says.
type tapData struct {
	begin string // the flow to begin; then nothing else is set
	card  string // the site whose emergency card to show; then nothing else is set
	chat  string // the reference of the chat to go to; then only flow may be set, to begin that there, or nonce, to pass that message on

	flow, step string
	nonce      string // of the question that the button belongs to
	option     string
}

func (d tapData) String() string {
	switch {
	case d.begin != "":
		return beginMark + "/" + d.begin
	case d.card != "":
		return cardMark + "/" + d.card
	case d.chat != "":
		if rest := d.flow + chatUnsent(d.nonce); rest != "" {
			return chatMark + "/" + d.chat + "/" + rest
		}
		return chatMark + "/" + d.chat
	}
	return d.flow + "/" + d.step + "/" + d.nonce + "/" + d.option
}

// chatUnsent is a message that waits, in the data of a chat's button.
func chatUnsent(nonce string) string {
	if nonce == "" {
		return ""
	}
	return "+" + nonce
}

// parseTap reads a button's data. false: no button of ours, or of a version
// that is long gone.
func parseTap(data string) (tapData, bool) {
	if len(data) > 64 {
		return tapData{}, false
	}
	parts := strings.Split(data, "/")
	switch {
	case len(parts) == 2 && parts[0] == beginMark && (isID(parts[1]) && len(parts[1]) <= flowIDLimit || isEngineBegin(parts[1])):
		return tapData{begin: parts[1]}, true
	case len(parts) == 2 && parts[0] == cardMark && isID(parts[1]) && len(parts[1]) <= siteIDLimit:
		return tapData{card: parts[1]}, true
	case len(parts) == 2 && parts[0] == chatMark && isPayload(parts[1]):
		return tapData{chat: parts[1]}, true
	case len(parts) == 3 && parts[0] == chatMark && isPayload(parts[1]) && isID(parts[2]) && len(parts[2]) <= flowIDLimit:
		return tapData{chat: parts[1], flow: parts[2]}, true
	case len(parts) == 3 && parts[0] == chatMark && isPayload(parts[1]) && strings.HasPrefix(parts[2], "+") && isNonce(parts[2][1:]):
		return tapData{chat: parts[1], nonce: parts[2][1:]}, true
	case len(parts) == 4 && isID(parts[0]) && len(parts[0]) <= flowIDLimit && isID(parts[1]) && len(parts[1]) <= stepIDLimit &&
		isNonce(parts[2]) && isOption(parts[3]):
		return tapData{flow: parts[0], step: parts[1], nonce: parts[2], option: parts[3]}, true
	}
	return tapData{}, false
}

// isOption allows the characters of ids and of language tags, and in front the
// engine's own dot or the sign that turns one of several on or off.
func isOption(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '.' || s[0] == '+' || s[0] == '-' {
		s = s[1:]
	}
	if s == "" || len(s) > optionIDLimit || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '-' && s[i] != '_' {
			return false
		}
	}
	return true
}

const nonceAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

func isNonce(s string) bool {
	if len(s) != nonceSize {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(nonceAlphabet, s[i]) < 0 {
			return false
		}
	}
	return true
}
