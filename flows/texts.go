package flows

import "wecan/i18n"

// The engine's own texts. Flows have theirs in YAML; whatever the engine says
// in every flow stands here and nowhere else.
const (
	textChosen        i18n.Key = "system.question.chosen"
	textAnswered      i18n.Key = "system.question.answered"
	textClosed        i18n.Key = "system.question.closed"
	textBegun         i18n.Key = "system.question.begun"
	textWhy           i18n.Key = "system.question.why"
	textSkip          i18n.Key = "system.question.skip"
	textDone          i18n.Key = "system.question.done"
	textPick          i18n.Key = "system.question.pick"
	textPickMany      i18n.Key = "system.question.pickmany"
	textPickCount     i18n.Key = "system.question.pickcount"
	textNumber        i18n.Key = "system.question.number"
	textDay           i18n.Key = "system.question.day"
	textDayWhich      i18n.Key = "system.question.whichday"
	textDayEarly      i18n.Key = "system.question.early"
	textDayLate       i18n.Key = "system.question.late"
	textPhone         i18n.Key = "system.question.phone"
	textNotYours      i18n.Key = "system.question.notyours"
	textShareContact  i18n.Key = "system.question.sharecontact"
	textSharePlace    i18n.Key = "system.question.shareplace"
	textPlace         i18n.Key = "system.question.place"
	textPlaceTaken    i18n.Key = "system.question.placetaken"
	textSendPhoto     i18n.Key = "system.question.photo"
	textSendDocument  i18n.Key = "system.question.document"
	textSendVoice     i18n.Key = "system.question.voice"
	textFileLarge     i18n.Key = "system.question.filelarge"
	textPhotoTaken    i18n.Key = "system.question.phototaken"
	textDocumentTaken i18n.Key = "system.question.documenttaken"
	textVoiceTaken    i18n.Key = "system.question.voicetaken"
	textStuck         i18n.Key = "system.question.stuck"
	textList          i18n.Key = "system.question.list"
	textYes           i18n.Key = "system.answer.yes"
	textNo            i18n.Key = "system.answer.no"
	textReviewLine    i18n.Key = "system.review.line"
	textReviewEdit    i18n.Key = "system.review.change"
	textMenu          i18n.Key = "system.menu.open"
	textGoOn          i18n.Key = "system.menu.goon"
	textMenuBack      i18n.Key = "system.menu.back"
	textMenuStatus    i18n.Key = "system.menu.status"
	textMenuPerson    i18n.Key = "system.menu.person"
	textMenuEmergency i18n.Key = "system.menu.emergency"
	textMenuLanguage  i18n.Key = "system.menu.language"
	textMenuHelp      i18n.Key = "system.menu.help"
	textMenuCancel    i18n.Key = "system.menu.cancel"
	textMenuStop      i18n.Key = "system.menu.stop"
	textHelp          i18n.Key = "system.help.text"
	textEmergency     i18n.Key = "system.emergency.text"
	textCardDanger    i18n.Key = "system.card.danger"
	textCardNotes     i18n.Key = "system.card.notes"
	textCardAlways    i18n.Key = "system.card.always"
	textCardAnonymous i18n.Key = "system.card.anonymous"
	textCardLanguages i18n.Key = "system.card.languages"
	textCourse        i18n.Key = "system.course.line"
	textTrack         i18n.Key = "system.track.line"
	textDistress      i18n.Key = "system.distress.text"
	textPerson        i18n.Key = "system.person.text"
	textSpeak         i18n.Key = "system.language.text"
	textKeysGone      i18n.Key = "system.keys.gone"
	textUnknown       i18n.Key = "system.command.unknown"
	textIdle          i18n.Key = "system.idle.text"
	textRest          i18n.Key = "system.idle.rest"
	textMedia         i18n.Key = "system.media.text"
	textVoiceUnasked  i18n.Key = "system.media.voice"
	textFileUnasked   i18n.Key = "system.media.file"
	textSticker       i18n.Key = "system.media.sticker"
	textEditedTaken   i18n.Key = "system.edited.taken"
	textEditedSent    i18n.Key = "system.edited.sent"
	textEditedOther   i18n.Key = "system.edited.other"
	textFirst         i18n.Key = "system.back.first"
	textNoBack        i18n.Key = "system.back.nothing"
	textNoCancel      i18n.Key = "system.cancel.nothing"
	textSentAlready   i18n.Key = "system.cancel.sent"
	textWaiting       i18n.Key = "system.wait.text"
	textDoneBefore    i18n.Key = "system.begin.done"
	textCleared       i18n.Key = "system.clear.text"
	textMenuClear     i18n.Key = "system.menu.clear"
	textMenuProfile   i18n.Key = "system.menu.profile"
	textNewProfile    i18n.Key = "system.profile.new"
	textProfile       i18n.Key = "system.profile.number"
	textForProfile    i18n.Key = "system.profile.for"
	textHandBack      i18n.Key = "system.profile.sent"
	textNudge         i18n.Key = "system.nudge.text"
	textNotNow        i18n.Key = "system.nudge.notnow"
	textNotNowSaid    i18n.Key = "system.nudge.silent"
	textNotSent       i18n.Key = "system.status.unsent"
	textNoStatus      i18n.Key = "system.status.nothing"
	textLoop          i18n.Key = "system.loop.text"
	textApology       i18n.Key = "system.apology.text"
	textUnchecked     i18n.Key = "system.translation.unchecked"
	textChatLine      i18n.Key = "system.chat.line"
	textChatChanged   i18n.Key = "system.chat.changed"
	textChatAnswer    i18n.Key = "system.chat.answer"
	textChatNow       i18n.Key = "system.chat.now"
	textChatNowTeam   i18n.Key = "system.chat.now_team"
	textChatMember    i18n.Key = "system.chat.member"
	textChatWhich     i18n.Key = "system.chat.which"
	textChatSent      i18n.Key = "system.chat.sent"
	textChatFor       i18n.Key = "system.chat.for"
	textChatOver      i18n.Key = "system.chat.over"
	textChatWaits     i18n.Key = "system.chat.waits"
	textChatCannot    i18n.Key = "system.chat.cannot"
	textCastFrom      i18n.Key = "system.cast.from"
	textCastProgramme i18n.Key = "system.cast.programme"
	textCastSafety    i18n.Key = "system.cast.safety"
	textCastLabel     i18n.Key = "system.cast.language"
	textCastName      i18n.Key = "system.cast.name"
	textCastPlace     i18n.Key = "system.cast.place"
	textCastStop      i18n.Key = "system.cast.stop"
	textCastStopped   i18n.Key = "system.cast.stopped"
	textCastAnswered  i18n.Key = "system.cast.answered"
	textCastReply     i18n.Key = "system.cast.reply"
	textCastGone      i18n.Key = "system.cast.gone"
	textCastTest      i18n.Key = "system.cast.test"
	textWeekly        i18n.Key = "system.weekly.from"
	textWeeklyRow     i18n.Key = "system.weekly.row"
	textWeeklyStopped i18n.Key = "system.weekly.stopped"
	textWordsYes      i18n.Key = "system.words.yes"
	textWordsNo       i18n.Key = "system.words.no"
	textWordsAnd      i18n.Key = "system.words.and"
)

// systemSources lists the engine's texts with notes for translators.
func systemSources() []i18n.Source {
	const ref = "flows/texts.go"
	const polite = "Plain and polite, to one person. "
	const button = "A button, at most 30 characters. "
	out := []i18n.Source{
		{Key: textChosen, Text: "✅ {answer}", Note: "Stands below a question that was answered. {answer} is what the person chose."},
		{Key: textAnswered, Text: "✅ Answered", Note: "Stands below a question whose answer must not stay on the screen."},
		{Key: textClosed, Text: "This question is already closed. Nothing has changed.", Note: polite + "Small notice after a tap on an old button, or when the same answer came again. At most 200 characters."},
		{Key: textBegun, Text: "You have already begun. Please answer the last question.", Note: polite + "Small notice after a tap on the button to begin, at most 200 characters."},
		{Key: textWhy, Text: "❓ Why do you ask?", Note: button + "The person asks us."},
		{Key: textSkip, Text: "⏭ Skip", Note: button + "The person does not want to answer this question."},
		{Key: textDone, Text: "✅ Done", Note: button + "Below a list of which several were chosen: these are all."},
		{Key: textPick, Text: "Please tap one of the buttons. You can also send its number.", Note: polite + "The buttons stand below, one a row; the number is the row's."},
		{Key: textPickMany, Text: "Please choose with the buttons, then tap “Done”. You can also send numbers, like 1 3.", Note: polite + "Several can be chosen. “Done” is the button below them: use the same word as there."},
		{Key: textPickCount, Text: "Please choose at least {least} and at most {most}. Then tap “Done”.", Note: polite + "{least} and {most} are numbers. “Done” is the button below: use the same word as there."},
		{Key: textNumber, Text: "Please write a number from {least} to {most}.", Note: polite},
		{Key: textDay, Text: "Please write day, month and year in numbers, like {example}.", Note: polite + "{example} is a date in numbers, as 24.12.2027."},
		{Key: textDayWhich, Text: "Which day do you mean? You can also write it with the year, like {example}.", Note: polite + "The person wrote a date that can be two days. Buttons with the days stand below. {example} is a date in numbers, as 24.12.2027."},
		{Key: textDayEarly, Text: "This day is too early. Please write a day from {day} on.", Note: polite + "{day} is a date, as 31 December 2027."},
		{Key: textDayLate, Text: "This day is too late. Please write a day up to {day}.", Note: polite + "{day} is a date, as 31 December 2027."},
		{Key: textPhone, Text: "Please share your phone number with the button, or write it in digits, like +49 151 2345678.", Note: polite},
		{Key: textNotYours, Text: "This is the number of another person. Please share your own number with the button, or write it.", Note: polite},
		{Key: textShareContact, Text: "📱 Share my number", Note: button + "The person shares her own phone number."},
		{Key: textSharePlace, Text: "📍 Share where I am", Note: button + "The person shares the place where she is."},
		{Key: textPlace, Text: "Please share the place with the button.", Note: polite},
		{Key: textPlaceTaken, Text: "📍 Place", Note: "Stands for a place on the map that the person shared."},
		{Key: textSendPhoto, Text: "Please send a photo.", Note: polite},
		{Key: textSendDocument, Text: "Please send a file or a photo.", Note: polite},
		{Key: textSendVoice, Text: "Please send a voice message.", Note: polite},
		{Key: textFileLarge, Text: "This file is too large. Please send a smaller one.", Note: polite},
		{Key: textPhotoTaken, Text: "🖼 Photo", Note: "Stands for a photo that the person sent."},
		{Key: textDocumentTaken, Text: "📎 File", Note: "Stands for a file that the person sent."},
		{Key: textVoiceTaken, Text: "🎤 Voice message", Note: "Stands for a voice message that the person sent."},
		{Key: textStuck, Text: "Is this difficult? You can talk to a person: tap the button below.", Note: polite + "After several answers that did not fit. The button says “Talk to a person”."},
		{Key: textList, Text: "{first}, {rest}", Note: "Joins a list. {rest} is one thing or a list again: “Monday, Tuesday, Friday”. Use the comma of your language."},
		{Key: textYes, Text: "✅ Yes", Note: button + "The answer yes."},
		{Key: textNo, Text: "❌ No", Note: button + "The answer no."},
		{Key: textReviewLine, Text: "{label}: {answer}", Note: "One line of a list, for example “Name: Maryam”."},
		{Key: textReviewEdit, Text: "✏️ {label}", Note: "A button to change one answer. {label} is what is changed, for example “Name”."},
		{Key: textMenu, Text: "☰ Menu", Note: button + "Shows all that the person can do."},
		{Key: textGoOn, Text: "▶️ Go on", Note: button + "Back to the open question."},
		{Key: textMenuBack, Text: "⬅️ One question back", Note: button},
		{Key: textMenuStatus, Text: "📄 What I have sent", Note: button + "Shows what the person has sent."},
		{Key: textMenuPerson, Text: "👤 Talk to a person", Note: button},
		{Key: textMenuEmergency, Text: "🆘 Emergency", Note: button + "Shows the number to call in danger."},
		{Key: textMenuLanguage, Text: "🌐 Language", Note: button + "Changes the language."},
		{Key: textMenuHelp, Text: "❓ Help", Note: button},
		{Key: textMenuCancel, Text: "🗑 Stop this form", Note: button + "Leaves the questions and deletes the answers, after asking again."},
		{Key: textMenuStop, Text: "🔕 No more messages", Note: button + "We shall not write by ourselves any more."},
		{
			Key:  textHelp,
			Text: "Answer with a button, or write. Send /menu to see all you can do, /back to go back one question, /person to talk to a person. In danger, call {emergency}.",
			Note: polite + "Keep the words with / as they are. {emergency} is a phone number.",
		},
		{Key: textEmergency, Text: "I am a computer and cannot send help. If someone checks your phone, delete the call and tap “Menu”, then “Clear this chat”.", Note: polite + "Stands below emergency numbers. “Menu” and “Clear this chat” are buttons: use the same words as there."},
		{Key: textCardDanger, Text: "Danger now: call {emergency}, free.", Note: "{emergency} is a phone number. Somebody may be in danger: as short as can be."},
		{Key: cardKey("violence"), Text: "Violence at home: {number}", Note: "A line of the emergency card. {number} is a phone number."},
		{Key: cardKey("trafficking"), Text: "Forced work or threats: {number}", Note: "A line of the emergency card. {number} is a phone number."},
		{Key: cardKey("child"), Text: "Children and young people: {number}", Note: "A line of the emergency card. {number} is a phone number."},
		{Key: textCardNotes, Text: " ({notes})", Note: "Stands behind a phone number. {notes} is a list, as “day and night, no name needed”. Keep the space in front."},
		{Key: textCardAlways, Text: "day and night", Note: "When a phone number is answered."},
		{Key: textCardAnonymous, Text: "no name needed", Note: "Who calls need not say who she is."},
		{Key: textCardLanguages, Text: "many languages", Note: "A phone number is answered in many languages."},
		{Key: textDistress, Text: "Do you need help now? A person can help you. If I have understood you wrong, tap “Go on” and write your answer again.", Note: polite + "Stands below emergency numbers after somebody wrote words of danger, as “he hits me”. “Go on” is a button: use the same words as there."},
		{Key: textCourse, Text: "{course}: {from} – {until}. {cost}", Note: "One line about a course. {from} and {until} are dates, {cost} is a sentence."},
		{Key: textTrack, Text: "{track}: {about}", Note: "One line about a way through a course. {track} is its name, {about} one or two sentences."},
		{Key: textPerson, Text: "You can talk to a person of {org}. Call or write: {contact}", Note: polite + "{org} is the organisation, {contact} phone numbers or addresses, maybe several lines."},
		{Key: textSpeak, Text: "We go on in English.", Note: "After somebody has written the name of your language: “We go on in …”, with your language."},
		{Key: textKeysGone, Text: "The extra keys are gone.", Note: polite + "Large keys stood in the place of the phone's keyboard, and are taken away."},
		{Key: textUnknown, Text: "I do not know this command. Send /menu to see what you can do.", Note: polite + "Keep /menu as it is."},
		{Key: textIdle, Text: "I am a computer, and I have no question for you now. Tap a button below to begin.", Note: polite + "Buttons to apply and for other things stand below."},
		{Key: textRest, Text: "I am a computer, and I have no question for you now. Tap the button below to see what you can do.", Note: polite + "The button says “Menu”."},
		{Key: textMedia, Text: "I can read only text. Please write your answer, or tap a button.", Note: polite + "After a photo, a voice message or a sticker."},
		{Key: textVoiceUnasked, Text: "I cannot listen to voice messages here. Please write your answer, or tap a button.", Note: polite + "The question follows."},
		{Key: textFileUnasked, Text: "I do not need a photo or a file here. Please write your answer, or tap a button.", Note: polite + "The question follows."},
		{Key: textSticker, Text: "I cannot read stickers. Please write your answer, or tap a button.", Note: polite + "The question follows."},
		{Key: textEditedTaken, Text: "I saw that you changed your message. Your answer stays as it was. To change it, send /back, or use the list of your answers at the end.", Note: polite + "Keep /back as it is."},
		{Key: textEditedSent, Text: "I saw that you changed your message. Your answers were sent already and stay as they were. Send /status to see them.", Note: polite + "Keep /status as it is."},
		{Key: textEditedOther, Text: "I cannot use a message that was changed. Please send a new message.", Note: polite},
		{Key: textFirst, Text: "This is the first question.", Note: polite + "The person wanted to go back. The question follows."},
		{Key: textNoBack, Text: "There is no question to go back to.", Note: polite},
		{Key: textNoCancel, Text: "There is nothing to stop now.", Note: polite},
		{Key: textSentAlready, Text: "Your answers were sent already, so I cannot stop this. Send /status to see more.", Note: polite + "Keep /status as it is."},
		{Key: textWaiting, Text: "Your answers are on their way. I will write to you here when they have arrived.", Note: polite},
		{Key: textDoneBefore, Text: "You have done this already. Thank you!", Note: polite + "The person wants to begin a form that can be filled in once."},
		{Key: textCleared, Text: "Hello! I am here when you want to go on.", Note: polite + "Stands alone after the chat was cleared. It must not tell that anything was deleted: somebody else may look at the phone."},
		{Key: textMenuClear, Text: "🧹 Clear this chat", Note: button + "Deletes the messages of both sides."},
		{Key: textMenuProfile, Text: "👥 Another person", Note: button + "Somebody else who uses the same phone."},
		{Key: textNewProfile, Text: "➕ Somebody new", Note: button + "One more person who uses the same phone, or for whom somebody fills in the form."},
		{Key: textProfile, Text: "👤 Person {number}", Note: button + "Somebody who uses this phone and has not told a name yet. {number} is a number such as 2."},
		{Key: textForProfile, Text: "For {name}:", Note: "Stands above a message for another person who uses the same phone. {name} is her name."},
		{Key: textHandBack, Text: "The answer for {name} comes to this phone. If {name} wants it on another phone, a person of our team can help: {contact}. If somebody should not read this, tap “Clear this chat” now.", Note: polite + "Several people use the phone; {name} has just applied. {contact} is a phone number or an address. “Clear this chat” is a button below: use the same words as there."},
		{Key: textNudge, Text: "You have begun and not finished. Your answers are kept. Do you want to go on?", Note: polite + "A friendly reminder after a day. No pressure."},
		{Key: textNotNow, Text: "🔕 Not now", Note: button + "No more reminders of the unfinished form."},
		{Key: textNotNowSaid, Text: "That is fine. To go on later, send /menu.", Note: polite + "Keep /menu as it is."},
		{Key: textNotSent, Text: "You have not sent your answers yet. Those up to now are kept.", Note: polite + "The open question follows."},
		{Key: textNoStatus, Text: "You have not sent anything yet.", Note: polite + "Buttons to begin may stand below."},
		{Key: textLoop, Text: "Something went wrong on our side, and I cannot go on with this form. Your answers are kept. You can do something else, or talk to a person.", Note: polite + "The form itself is broken. Buttons stand below."},
		{
			Key:  textApology,
			Text: "Something went wrong on our side. You did nothing wrong. People will look at it. Please try again later.",
			Note: polite + "Sent when the program has failed.",
		},
		{Key: textCastFrom, Text: "📣 News from {org}", Note: "Stands above an announcement that a person of the team wrote to many. {org} is the name of the organisation."},
		{Key: textCastProgramme, Text: "📌 From {org}, for you", Note: "Stands above a message to people who take part: a new room, a date. {org} is the name of the organisation."},
		{Key: textCastSafety, Text: "⚠️ Important, from {org}", Note: "Stands above a message about the safety of people. {org} is the name of the organisation."},
		{Key: textCastLabel, Text: "This message is in this language: {language}", Note: polite + "Above an announcement that nobody has translated. {language} is the language's own name for itself."},
		{Key: textCastName, Text: "friend", Note: "Stands for the name of a person who has not said it: “Hello friend”. For a woman or a man, one or several; no capital unless your language needs it."},
		{Key: textCastPlace, Text: "your city", Note: "Stands for the city of a person who has not said it: “the meeting in your city”."},
		{Key: textCastStop, Text: "🔕 Stop these", Note: button + "Below an announcement: no more announcements."},
		{Key: textCastStopped, Text: "You get no more news from us. To get them again, send /start.", Note: polite + "After a tap on “Stop these”. Keep /start as it is."},
		{Key: textCastAnswered, Text: "✅ Thank you. You can tap another answer to change it.", Note: polite + "Shown for a moment after a tap on an answer below an announcement. At most 150 characters."},
		{Key: textCastReply, Text: "Nobody reads answers to this message. Do you want to write to a person? Tap the button below.", Note: polite + "She wrote in reply to an announcement. The button says “Talk to a person”."},
		{Key: textCastGone, Text: "This message is no longer right. Please do not use it any more.", Note: polite + "Takes the place of an announcement that was wrong."},
		{Key: textWeekly, Text: "📅 Events of the week, from {org}", Note: "Stands above a list of events that fit, which she asked for. {org} is the name of the organisation."},
		{Key: textWeeklyRow, Text: "{n}. {title}\n{when} · {place}", Note: "One event in that list: {n} is its number, {title} its name, {when} a date with an hour, {place} a city. Keep the number and the dot together."},
		{Key: textWeeklyStopped, Text: "You get no more weekly events. Other messages still come.", Note: polite + "After a tap on “Stop these”, below the events of the week."},
		{Key: textCastTest, Text: "This message is a test. Its buttons do nothing.", Note: "For the person of the team who tries an announcement on her own phone. At most 150 characters."},
		{Key: textChatLine, Text: "{name}: {text}", Note: "What another person writes. {name} is her name or the number of her request, {text} her words."},
		{Key: textChatChanged, Text: "✏️ {name} changed a message: {text}", Note: "Somebody changed what she had written before. {name} is her name, {text} her new words."},
		{Key: textChatAnswer, Text: "💬 Answer {name}", Note: button + "{name} is a person; a long name is cut."},
		{Key: textChatNow, Text: "What you write now goes to {name}.", Note: polite + "After a tap on a button. {name} is a person."},
		{Key: textChatNowTeam, Text: "What you write now goes to all in your team: {name}.", Note: polite + "After a tap on a button. {name} is what the team is called, or its number."},
		{Key: textChatMember, Text: "Member {n}", Note: "Stands in the place of a name: somebody of her team whose name is not shown. {n} is a number from 1."},
		{Key: textChatWhich, Text: "For whom is this? Tap a name. Next time, reply to a message of the person: press it long, then tap “Reply”.", Note: polite + "Buttons with names stand below. “Reply” is Telegram's own word in your language."},
		{Key: textChatFor, Text: "For which conversation?", Note: polite + "Buttons with names stand below."},
		{Key: textChatSent, Text: "Sent to {name}.", Note: "{name} is a person."},
		{Key: textChatOver, Text: "This conversation is over.", Note: polite + "Small notice after a tap on an old button, at most 200 characters."},
		{Key: textChatWaits, Text: "A message has come. To read it, choose who uses the phone.", Note: polite + "On a shared phone, above a button. The message is for a person who is not the one who uses it now."},
		{Key: textChatCannot, Text: "I cannot pass this on. Please write, or send a photo, a file or a voice message.", Note: polite},
		{Key: textUnchecked, Text: "Nobody has checked this translation yet.", Note: "Stands below a message about safety or law whose translation is a draft."},
	}
	out = append(out, wordSources()...)
	for i := range out {
		out[i].Ref = ref
	}
	return out
}

// wordSources are what people write for a command or an answer. They are never
// shown.
func wordSources() []i18n.Source {
	const note = "Not shown. What people may write, with | between: add all that people say in your language, in any spelling. "
	return []i18n.Source{
		{Key: wordsKey("start"), Text: "start | begin | start again", Note: note + "To begin."},
		{Key: wordsKey("menu"), Text: "menu | options | what can I do", Note: note + "To see everything that can be done."},
		{Key: wordsKey(wordHello), Text: "hello | hi | good morning | good evening", Note: note + "What people say to begin a talk. No names, no everyday answers."},
		{Key: wordsKey("back"), Text: "back | go back | previous question", Note: note + "To go back one question."},
		{Key: wordsKey("cancel"), Text: "cancel | quit | give up", Note: note + "To leave the questions."},
		{Key: wordsKey("language"), Text: "language | change language | other language", Note: note + "To change the language."},
		{Key: wordsKey("help"), Text: "help | I do not understand | how does it work", Note: note + "To learn how to use the bot."},
		{Key: wordsKey("person"), Text: "person | human | talk to a person | speak to a person | call me", Note: note + "To talk to a person."},
		{Key: wordsKey("emergency"), Text: "emergency | danger | sos | 112 | police", Note: note + "Somebody is in danger."},
		{Key: wordsKey("stop"), Text: "stop | unsubscribe | no more messages", Note: note + "To get no more messages."},
		{Key: wordsKey("clear"), Text: "clear | clear chat | delete messages", Note: note + "To delete the messages of the chat."},
		{Key: wordsKey("profile"), Text: "somebody else | change person | other user", Note: note + "Somebody else uses the same phone."},
		{Key: wordsKey("status"), Text: "status | my application | my answers", Note: note + "To see what was sent."},
		{Key: textWordsYes, Text: "yes | y | yeah | ok | okay | sure", Note: note + "The answer yes."},
		{Key: textWordsNo, Text: "no | n | nope", Note: note + "The answer no."},
		{Key: textWordsAnd, Text: "and | & | + | also", Note: note + "Between two things of a list, as in “1 and 3”."},
	}
}

// systemLabels are the engine's texts that stand on buttons.
func systemLabels() []i18n.Key {
	return []i18n.Key{
		textWhy, textSkip, textDone, textShareContact, textSharePlace, textYes, textNo, textMenu, textGoOn, textMenuBack, textMenuStatus,
		textMenuClear, textMenuProfile, textNewProfile, textProfile, textNotNow, textMenuPerson, textMenuEmergency, textMenuLanguage, textMenuHelp, textMenuCancel, textMenuStop, textCastStop,
	}
}
