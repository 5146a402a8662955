package telegram

import (
	"regexp"
	"strings"
)

// plainWords keeps of a description only words that Telegram's own messages
// are made of, and codes such as BUTTON_URL_INVALID. Some descriptions quote
// the request, and the request holds what people wrote; a list of what is
// known to be harmless is the only way to be sure.
func plainWords(description string) string {
	return sift(description, func(bare string) bool { return strings.Contains(vocabulary, " "+bare+" ") })
}

// hookWords is plainWords for why a post to a webhook failed. The status that
// our side answered with tells most of it.
func hookWords(description string) string {
	return sift(description, func(bare string) bool {
		return httpStatus.MatchString(bare) || strings.Contains(vocabulary, " "+bare+" ") || strings.Contains(hookVocabulary, " "+bare+" ")
	})
}

func sift(description string, known func(bare string) bool) string {
	var kept []string
	dropped := false
	for _, word := range strings.Fields(description) {
		bare := strings.ToLower(strings.Trim(word, ".,:;!?(){}"))
		if errorCode.MatchString(word) || bare != "" && known(bare) {
			kept = append(kept, word)
			dropped = false
			continue
		}
		if !dropped {
			kept = append(kept, "…")
		}
		dropped = true
	}
	return strings.Join(kept, " ")
}

var (
	errorCode  = regexp.MustCompile(`^[A-Z]{2,}(_[A-Z]{2,}){1,6}$`)
	httpStatus = regexp.MustCompile(`^[1-5][0-9]{2}$`)
)

// hookVocabulary is what the messages about webhooks have besides.
const hookVocabulary = " certificate closed connect connection expired failed handshake hostname known mismatch network " +
	"out refused reset resolution routines self-signed signed ssl timed tls unable unreachable verification verify "

// vocabulary is taken from the error messages of Telegram's Bot API server.
const vocabulary = " " +
	"a access account action active add after again allowed already an and another answer are as at audio bad " +
	"be been block blocked bot bots button buttons by byte bytes callback can can't change chat chats " +
	"client command commands conflict contain contains conversation conversion data deactivated delete " +
	"deleted description desktop different doesn't domain edit edited empty end entities entity error " +
	"everyone exactly exceeded exist expected expired failed field file find flood for forbidden found " +
	"from full gateway getupdates group have host https id identifier identifier/http identifiers if in initiate inline " +
	"identifier/http instance internal invalid is it keyboard kicked language later length limit location long longer " +
	"make many markup member message messages method missing modified must name need new no non-empty " +
	"not number object of offset old only or other padding parameter parse parsed payload peer permission " +
	"permissions phone port private query reached read reference remote remove replied reply request requested requests " +
	"resolve response restart restricted retry right rights running same secret send server service set " +
	"setting should shutdown specified start string strings supergroup supported temporarily terminated text than that the " +
	"there this time timeout to token too type unauthorized unavailable unexpected unsupported update " +
	"upgraded url use used user username users valid value voice was webhook were while with without wrong you "
