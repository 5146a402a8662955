package referral

import (
	"slices"

	"wecan/i18n"
)

// The words of a referral that stand in no flow: each is read in the language of
// whoever reads it.
const (
	wordWritten   i18n.Key = "referral.form.written"
	wordVoice     i18n.Key = "referral.form.voice"
	wordNamed     i18n.Key = "referral.name.given"
	wordUnnamed   i18n.Key = "referral.name.none"
	wordYes       i18n.Key = "referral.wish.yes"
	wordNo        i18n.Key = "referral.wish.no"
	wordNoted     i18n.Key = "referral.chat.noted"
	wordUnreached i18n.Key = "referral.chat.unreached"
	wordLater     i18n.Key = "referral.chat.later"
	wordAnother   i18n.Key = "referral.chat.another"
	wordWithdrawn i18n.Key = "referral.chat.withdrawn"
	wordReadySent i18n.Key = "referral.chat.readysent"
	wordGiven     i18n.Key = "referral.chat.given"
	wordShut      i18n.Key = "referral.chat.shut"
	wordSilent    i18n.Key = "referral.chat.silent"
)

func wordColour(c Colour) i18n.Key    { return i18n.Key("referral.colour." + string(c)) }
func wordPassed(why string) i18n.Key  { return i18n.Key("hand_on.why.option." + why) }
func wordReady(id string) i18n.Key    { return i18n.Key("referral.ready." + id) }
func wordTopic(topic string) i18n.Key { return i18n.Key("question.topic.option." + topic) }

func wordSafe(safe string) i18n.Key {
	if _, _, ok := hoursOf(safe); !ok {
		safe = "any"
	}
	return i18n.Key("question.safe.option." + safe)
}

// whys are the reasons for which somebody is offered a referral.
func whys() []string { return []string{whyTurn, whyRole, whyBefore} }

const (
	whyTurn   = "turn"   // she fits, is on duty, and it is her turn
	whyRole   = "role"   // it has climbed to her
	whyBefore = "before" // she had it before it was closed
)

func wordWhy(why string) i18n.Key {
	if !slices.Contains(whys(), why) {
		why = whyTurn
	}
	return i18n.Key("referral.why." + why)
}

// readyAnswers are the ids of the answers that are written already: the options of
// the flow ready.
func readyAnswers() []string { return []string{"hello", "more", "letter", "time", "adviser"} }

// words are the English texts.
func words() []i18n.Source {
	const team = "Read by somebody of the team. "
	const person = "A ready answer that somebody of the team sends with one tap: plain and warm, to one person. "
	out := []i18n.Source{
		{Key: wordColour(Red), Text: "🔴 Red", Note: team + "The most urgent requests."},
		{Key: wordColour(Amber), Text: "🟠 Amber", Note: team + "Requests with a date within three days."},
		{Key: wordColour(Green), Text: "🟢 Green", Note: team + "Requests that can wait some days."},
		{Key: wordWritten, Text: "✍️ written", Note: team + "The request is a text."},
		{Key: wordVoice, Text: "🎤 voice message", Note: team + "The request is a voice message."},
		{Key: wordNamed, Text: "given", Note: team + "Stands behind “Name:”. The person has told a name, which is shown later."},
		{Key: wordUnnamed, Text: "none", Note: team + "Stands behind “Name:”. The person wants to be helped without a name."},
		{Key: wordYes, Text: "yes", Note: team + "Stands behind “A woman wished for:”."},
		{Key: wordNo, Text: "no", Note: team + "Stands behind “A woman wished for:”."},
		{Key: wordWhy(whyTurn), Text: "It comes to you because you fit and it is your turn.", Note: team},
		{Key: wordWhy(whyRole), Text: "It comes to you because of your role. It is urgent, or the others are busy.", Note: team},
		{Key: wordWhy(whyBefore), Text: "It comes to you because you had it before.", Note: team + "The person has opened her request again."},
		{Key: wordNoted, Text: "📝 Kept as a note. The person does not see it.", Note: team},
		{Key: wordUnreached, Text: "📵 The person does not get messages now. She gets yours as soon as she is back.", Note: team},
		{Key: wordLater, Text: "🕘 It is not safe to write to her now. She gets it in the hours that she chose.", Note: team},
		{Key: wordAnother, Text: "The person wishes for somebody else. You did nothing wrong. Thank you!", Note: team},
		{Key: wordWithdrawn, Text: "The person needs no help any more. Thank you!", Note: team},
		{Key: wordGiven, Text: "The coordinator has given this request to somebody else. Thank you for what you did!", Note: team},
		{Key: wordShut, Text: "The coordinator has closed this request. Thank you for what you did!", Note: team},
		{Key: wordSilent, Text: "The person has not written for a long time, so I have closed this request. She can open it again for 14 days.", Note: team},
		{Key: wordTopic(topicMentor), Text: "🙋 A mentor at an event", Note: team + "The topic of a request: somebody at an event asks for advice. At most 30 characters."},
		{Key: wordReadySent, Text: "✔️ She has the ready answer.", Note: team},
		{Key: wordReady("hello"), Text: "Hello! I have read your request and will help you. I answer here.", Note: person},
		{Key: wordReady("more"), Text: "Please tell me a little more, so that I can help you better. You can write or send a voice message.", Note: person},
		{Key: wordReady("letter"), Text: "Can you send me a photo of the letter? Please cover names and numbers that I do not need.", Note: person},
		{Key: wordReady("time"), Text: "I need some time to find this out. I will write to you here.", Note: person},
		{Key: wordReady("adviser"), Text: "Please ask an adviser before you do anything. I can tell you who can advise you for free.", Note: person},
	}
	for i := range out {
		out[i].Ref = "flows/referral/words.go"
	}
	return slices.Concat(out, threadWords(), digestWords())
}
