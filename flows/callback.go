package flows

import "strings"

// Limits of ids, so that a button's data always fits: flow, step, nonce and
// option with three separators make 63 of the 64 bytes that Telegram allows
// (Bot API InlineKeyboardButton.callback_data).
const (
	flowIDLimit   = 16
	stepIDLimit   = 16
	optionIDLimit = 24
	nonceSize     = 4
)

// Options of the engine begin with a dot, which no option of a flow can.
const (
	optionWhy    = ".why"    // "Why do you ask?"
	optionSubmit = ".submit" // the last button of a review
)

// beginMark stands before a flow's id in the data of a button that begins it.
const beginMark = ".begin"

// tapData is what a button's data says.
type tapData struct {
	begin string // the flow to begin; then nothing else is set

	flow, step string
	nonce      string // of the question that the button belongs to
	option     string
}

func (d tapData) String() string {
	if d.begin != "" {
		return beginMark + "/" + d.begin
	}
	return d.flow + "/" + d.step + "/" + d.nonce + "/" + d.option
}

// parseTap reads a button's data. false: no button of ours, or of a version
// that is long gone.
func parseTap(data string) (tapData, bool) {
	if len(data) > 64 {
		return tapData{}, false
	}
	parts := strings.Split(data, "/")
	switch {
	case len(parts) == 2 && parts[0] == beginMark && isID(parts[1]) && len(parts[1]) <= flowIDLimit:
		return tapData{begin: parts[1]}, true
	case len(parts) == 4 && isID(parts[0]) && len(parts[0]) <= flowIDLimit && isID(parts[1]) && len(parts[1]) <= stepIDLimit &&
		isNonce(parts[2]) && isOption(parts[3]):
		return tapData{flow: parts[0], step: parts[1], nonce: parts[2], option: parts[3]}, true
	}
	return tapData{}, false
}

// isOption allows the characters of ids and of language tags, and the engine's
// own dot in front.
func isOption(s string) bool {
	if len(s) > optionIDLimit {
		return false
	}
	s = strings.TrimPrefix(s, ".")
	if s == "" {
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
