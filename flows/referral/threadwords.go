package referral

import "wecan/i18n"

// The words of a thread, in the language of the team.
const (
	wordElsewhere    i18n.Key = "referral.thread.elsewhere"
	wordStranger     i18n.Key = "referral.thread.stranger"
	wordVerb         i18n.Key = "referral.thread.verb"
	wordOnPhone      i18n.Key = "referral.thread.phone"
	wordHers         i18n.Key = "referral.thread.hers"
	wordNotAsked     i18n.Key = "referral.thread.notasked"
	wordAcceptFirst  i18n.Key = "referral.thread.acceptfirst"
	wordWasClosed    i18n.Key = "referral.thread.wasclosed"
	wordSomebodyElse i18n.Key = "referral.thread.somebodyelse"
	wordStays        i18n.Key = "referral.thread.stays"
	wordTooLarge     i18n.Key = "referral.thread.toolarge"
	wordFileLost     i18n.Key = "referral.thread.filelost"
	wordFileGone     i18n.Key = "referral.thread.filegone"
	wordFileLarge    i18n.Key = "referral.thread.filelarge"
	wordUndelivered  i18n.Key = "referral.thread.undelivered"
	wordTalk         i18n.Key = "referral.thread.talk"
	wordWhyPassed    i18n.Key = "referral.thread.whypassed"
	wordChanged      i18n.Key = "referral.thread.changed"
	wordAsked        i18n.Key = "referral.thread.asked"
	wordOwes         i18n.Key = "referral.thread.owes"
	wordSilence      i18n.Key = "referral.thread.silence"
	wordNotSent      i18n.Key = "referral.thread.notsent"
	wordHasItStill   i18n.Key = "referral.thread.hasitstill"
	wordTakenBack    i18n.Key = "referral.chat.takenback" // to the person

	wordCardClosed  i18n.Key = "referral.card.closed"
	wordCardHere    i18n.Key = "referral.card.here"
	wordCardThere   i18n.Key = "referral.card.there"
	wordCardAsked   i18n.Key = "referral.card.asked"
	wordCardNobody  i18n.Key = "referral.card.nobody"
	wordCardLooking i18n.Key = "referral.card.looking"
	wordCardOwed    i18n.Key = "referral.card.owed"

	wordFieldTongue i18n.Key = "referral.field.tongue"
	wordOtherTongue i18n.Key = "referral.field.othertongue"
	wordFieldSince  i18n.Key = "referral.field.since"
	wordFieldForm   i18n.Key = "referral.field.form"
	wordFieldSafe   i18n.Key = "referral.field.safe"
	wordFieldWoman  i18n.Key = "referral.field.woman"
	wordFieldName   i18n.Key = "referral.field.name"
)

// Texts of the flows for phones that say the same.
const (
	keyGone       i18n.Key = "alert.gone.text"
	keyTooLate    i18n.Key = "alert.too_late.text"
	keyYours      i18n.Key = "alert.yours.text"
	keyUnsent     i18n.Key = "unsent.news.text"
	keyNotHers    i18n.Key = "finish.unknown.text"
	keyClosed     i18n.Key = "finish.closed.text"
	keyHard       i18n.Key = "finish.hard.text"
	keyHandedOn   i18n.Key = "hand_on.noted.text"
	keyOthers     i18n.Key = "overdue.others.text"
	keyNobody     i18n.Key = "overdue.nobody.text"
	keyCloseHow   i18n.Key = "finish.how.text"
	keyHandOnWhy  i18n.Key = "hand_on.why.text"
	keyReadyWhich i18n.Key = "ready.which.text"

	labelAccept i18n.Key = "alert.card.option.accept"
	labelBusy   i18n.Key = "alert.card.option.busy"
	labelRefuse i18n.Key = "alert.card.option.pass"
	labelClose  i18n.Key = "finish.menu.label"
	labelHandOn i18n.Key = "hand_on.menu.label"
	labelReady  i18n.Key = "ready.menu.label"
)

func wordOutcome(o Outcome) i18n.Key { return i18n.Key("referral.outcome." + string(o)) }

// labelOf is the label of a choice.
func labelOf(verb, option string) i18n.Key {
	switch verb {
	case verbClose:
		return i18n.Key("finish.how.option." + option)
	case verbPass:
		return wordPassed(option)
	}
	return i18n.Key("ready.which.option." + option)
}

// labelBack is the label of the button that goes back.
func labelBack(verb string) i18n.Key { return labelOf(verb, "stop") }

// threadKeys are the texts that a team must have in its language, else it reads all
// of them in English.
func threadKeys() []i18n.Key {
	out := []i18n.Key{
		keyGone, keyTooLate, keyYours, keyUnsent, keyNotHers, keyClosed, keyHard, keyHandedOn, keyOthers, keyNobody, keyCloseHow, keyHandOnWhy, keyReadyWhich,
		labelAccept, labelBusy, labelRefuse, labelClose, labelHandOn, labelReady,
	}
	for _, s := range words() {
		out = append(out, s.Key)
	}
	return out
}

// threadWords are the English texts.
func threadWords() []i18n.Source {
	const team = "Read by the team, in a channel of Mattermost. "
	const title = team + "The title of a line of a card, one or two words: "
	out := []i18n.Source{
		{Key: wordElsewhere, Text: "This request goes on somewhere else. What you write here reaches nobody.", Note: team + "It stands on the card of a request that has left this channel."},
		{Key: wordStranger, Text: "I do not know you as one of the team of this site. Please ask the coordinator.", Note: team + "To somebody who tapped a button."},
		{Key: wordVerb, Text: "I do not know this command. There are: {verbs}.", Note: team + "{verbs} is a list of commands in English."},
		{Key: wordOnPhone, Text: "You talk with the person on Telegram. Please go on there.", Note: team + "To somebody who tapped a button or wrote here."},
		{Key: wordHers, Text: "It is yours already.", Note: team + "To somebody who tapped “Accept” again."},
		{Key: wordNotAsked, Text: "I have asked somebody else now. Thank you!", Note: team + "To somebody who tapped “Accept”."},
		{Key: wordAcceptFirst, Text: "Nobody has this request yet. The person does not read what you write here.", Note: team},
		{Key: wordWasClosed, Text: "Somebody has closed this request. The person does not read what you write here.", Note: team},
		{Key: wordSomebodyElse, Text: "{by} talks with the person. What others write here stays with the team.", Note: team + "{by} is a first name."},
		{Key: wordStays, Text: "The person has this message still. Only whoever has the request can take it back.", Note: team + "Somebody deleted a message."},
		{Key: wordTooLarge, Text: "📎 I could not send a file. One of more than {most} MB (megabytes) is too large.", Note: team + "{most} is a number, such as 20."},
		{Key: wordFileLost, Text: "📎 I could not bring a file of the person here. It may be too large. Please ask for it in another way.", Note: team},
		{Key: wordFileGone, Text: "📎 A file came with this. I could not bring it here. Please ask for it in another way.", Note: team + "Stands below what the person wrote."},
		{Key: wordFileLarge, Text: "📎 A file came with this. It is too large to bring it here. Please ask for a smaller one.", Note: team + "Stands below what the person wrote."},
		{Key: wordUndelivered, Text: "❌ A message or a file did not reach the person. Please send it in another way.", Note: team + "Also to a navigator on Telegram. Something that the team sent to the person."},
		{Key: wordTalk, Text: "💬 {navigator}, what you write under this card now goes to the person. Begin a message with a space and // to keep it in the team.\n✅ under a message says: I have sent it.", Note: team + "{navigator} is a first name. Keep // as it is: it needs a space before it, else Mattermost takes the message for a command."},
		{Key: wordWhyPassed, Text: "The last one has passed it on: {why}", Note: team + "{why} is a reason, such as “No time”."},
		{Key: wordChanged, Text: "✏️ Changed a message: {text}", Note: team + "Stands behind the name of the person, who changed a message. {text} is what it says now."},
		{Key: wordAsked, Text: "Can you take this request? Please answer before {day}, {hour}. {why}", Note: team + "{day} is a date, {hour} an hour, {why} a sentence."},
		{Key: wordOwes, Text: "⏰ The person waits for your answer since {day}, {hour}. If you cannot answer, tap “Pass on” on the card.", Note: team + "{day} is a date, {hour} an hour. “Pass on” is a button: use the same word as there."},
		{Key: wordSilence, Text: "The person has not written since {day}, {hour}. The request does not close by itself. Please write once more, or close it.", Note: team + "{day} is a date, {hour} an hour."},
		{Key: wordNotSent, Text: "This message waited still. The person does not get it.", Note: team + "Somebody deleted a message."},
		{Key: wordHasItStill, Text: "The person has this message on her phone still. I tell her that you take it back.", Note: team + "Somebody deleted a message."},
		{Key: wordTakenBack, Text: "I take back a message that I wrote to you. Please do not rely on it.", Note: "Plain and calm, to one person, from the one who helps her."},
		{Key: wordCardClosed, Text: "Closed: {outcome}", Note: team + "{outcome} is how it ended, such as “solved”."},
		{Key: wordCardHere, Text: "{navigator} has it and talks with the person here.", Note: team + "{navigator} is a first name."},
		{Key: wordCardThere, Text: "{navigator} has it and talks with the person on Telegram.", Note: team + "{navigator} is a first name."},
		{Key: wordCardAsked, Text: "I have asked {navigator}, and wait until {day}, {hour}.", Note: team + "{navigator} is a first name, {day} a date, {hour} an hour."},
		{Key: wordCardNobody, Text: "⏰ Nobody has taken it yet.", Note: team},
		{Key: wordCardLooking, Text: "I look for somebody who fits.", Note: team},
		{Key: wordCardOwed, Text: "⏰ The person waits for an answer since {day}, {hour}.", Note: team + "{day} is a date, {hour} an hour."},
		{Key: wordFieldTongue, Text: "Language", Note: title + "the language to talk in."},
		{Key: wordOtherTongue, Text: "another one", Note: team + "Stands behind “Language:”. The person has written the name of a language that the program does not know."},
		{Key: wordFieldSince, Text: "Waits since", Note: title + "a day and an hour."},
		{Key: wordFieldForm, Text: "Request", Note: title + "“written” or “voice message”."},
		{Key: wordFieldSafe, Text: "Safe to write", Note: title + "hours of the day."},
		{Key: wordFieldWoman, Text: "A woman wished for", Note: title + "yes or no."},
		{Key: wordFieldName, Text: "Name", Note: title + "“given” or “none”; the name itself does not stand there."},
	}
	ends := []string{"solved", "passed to others", "advised", "no contact", "not needed any more"}
	for i, outcome := range Outcomes() {
		out = append(out, i18n.Source{Key: wordOutcome(outcome), Text: ends[i], Note: team + "Stands behind “Closed:”. How a request ended."})
	}
	for i := range out {
		out[i].Ref = "flows/referral/threadwords.go"
	}
	return out
}
