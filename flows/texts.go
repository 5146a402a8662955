package flows

import (
	"fmt"
	"time"

	"wecan/i18n"
)

// The engine's own texts. Flows have theirs in YAML; whatever the engine says
// in every flow stands here and nowhere else.
const (
	textChosen      i18n.Key = "system.question.chosen"
	textAnswered    i18n.Key = "system.question.answered"
	textClosed      i18n.Key = "system.question.closed"
	textBegun       i18n.Key = "system.question.begun"
	textWhy         i18n.Key = "system.question.why"
	textPick        i18n.Key = "system.question.pick"
	textStuck       i18n.Key = "system.question.stuck"
	textReviewLine  i18n.Key = "system.review.line"
	textReviewEdit  i18n.Key = "system.review.change"
	textHelp        i18n.Key = "system.help.text"
	textUnknown     i18n.Key = "system.command.unknown"
	textIdle        i18n.Key = "system.idle.text"
	textRest        i18n.Key = "system.idle.rest"
	textMedia       i18n.Key = "system.media.text"
	textEditedTaken i18n.Key = "system.edited.taken"
	textEditedSent  i18n.Key = "system.edited.sent"
	textEditedOther i18n.Key = "system.edited.other"
	textFirst       i18n.Key = "system.back.first"
	textNoBack      i18n.Key = "system.back.nothing"
	textNoCancel    i18n.Key = "system.cancel.nothing"
	textSentAlready i18n.Key = "system.cancel.sent"
	textWaiting     i18n.Key = "system.wait.text"
	textNotSent     i18n.Key = "system.status.unsent"
	textNoStatus    i18n.Key = "system.status.nothing"
	textApology     i18n.Key = "system.apology.text"
	textDate        i18n.Key = "system.date.text"
)

func monthKey(m time.Month) i18n.Key { return i18n.Key(fmt.Sprintf("system.date.month%d", int(m))) }

// systemSources lists the engine's texts with notes for translators.
func systemSources() []i18n.Source {
	const ref = "flows/texts.go"
	const polite = "Plain and polite, to one person. "
	out := []i18n.Source{
		{Key: textChosen, Text: "✅ {answer}", Note: "Stands below a question that was answered. {answer} is what the person chose."},
		{Key: textAnswered, Text: "✅ Answered", Note: "Stands below a question whose answer must not stay on the screen."},
		{Key: textClosed, Text: "This question is already closed. Nothing has changed.", Note: polite + "Small notice after a tap on an old button, or when the same answer came again. At most 200 characters."},
		{Key: textBegun, Text: "You have already begun. Please answer the last question.", Note: polite + "Small notice after a tap on the button to begin, at most 200 characters."},
		{Key: textWhy, Text: "❓ Why do you ask?", Note: "A button below a question, at most 30 characters. The person asks us."},
		{Key: textPick, Text: "Please tap one of the buttons. You can also send its number.", Note: polite + "The buttons stand below, one a row; the number is the row's."},
		{Key: textStuck, Text: "Is this difficult? Send /help to see what you can do.", Note: polite + "After several answers that did not fit. Keep /help as it is."},
		{Key: textReviewLine, Text: "{label}: {answer}", Note: "One line of the list of answers, for example “Name: Maryam”."},
		{Key: textReviewEdit, Text: "✏️ {label}", Note: "A button to change one answer. {label} is what is changed, for example “Name”."},
		{
			Key:  textHelp,
			Text: "Answer with a button, or write. Send /back to go back one question, /language to change the language, /status to see your application, /cancel to stop. In danger, call {emergency}.",
			Note: polite + "Keep the words with / as they are. {emergency} is a phone number.",
		},
		{Key: textUnknown, Text: "I do not know this command. Send /help to see what you can do.", Note: polite + "Keep /help as it is."},
		{Key: textIdle, Text: "I am a computer, and I have no question for you now. Tap the button below to begin, or send /help.", Note: polite + "A button to apply stands below. Keep /help as it is."},
		{Key: textRest, Text: "I am a computer, and I have no question for you now. Send /status to see your application, or /help.", Note: polite + "Keep /status and /help as they are."},
		{Key: textMedia, Text: "I can read only text. Please write your answer, or tap a button.", Note: polite + "After a photo, a voice message or a sticker."},
		{Key: textEditedTaken, Text: "I saw that you changed your message. Your answer stays as it was. To change it, send /back, or use the list of your answers at the end.", Note: polite + "Keep /back as it is."},
		{Key: textEditedSent, Text: "I saw that you changed your message. Your application was sent already and stays as it was. Send /status to see it.", Note: polite + "Keep /status as it is."},
		{Key: textEditedOther, Text: "I cannot use a message that was changed. Please send a new message.", Note: polite},
		{Key: textFirst, Text: "This is the first question.", Note: polite + "The person wanted to go back. The question follows."},
		{Key: textNoBack, Text: "There is no question to go back to.", Note: polite},
		{Key: textNoCancel, Text: "There is nothing to stop now.", Note: polite},
		{Key: textSentAlready, Text: "Your answers were sent already, so I cannot stop this. Send /status to see more.", Note: polite + "Keep /status as it is."},
		{Key: textWaiting, Text: "Your answers are on their way. I will write to you here when they have arrived.", Note: polite},
		{Key: textNotSent, Text: "You have not sent your application yet. Your answers up to now are kept.", Note: polite + "The open question follows."},
		{Key: textNoStatus, Text: "You have not applied yet.", Note: polite + "A button to apply may stand below."},
		{
			Key:  textApology,
			Text: "Something went wrong on our side. You did nothing wrong. People will look at it. Please try again later.",
			Note: polite + "Sent when the program has failed.",
		},
		{Key: textDate, Text: "{day} {month} {year}", Note: "A date, for example “31 December 2027”. Put the three in your order."},
	}
	for m := time.January; m <= time.December; m++ {
		out = append(out, i18n.Source{Key: monthKey(m), Text: m.String(), Note: "The month as it stands in a date after the day: “31 December 2027”."})
	}
	for i := range out {
		out[i].Ref = ref
	}
	return out
}
