package main

import "wecan/i18n"

// announceSources are the texts about announcements at Mattermost, for translators. What
// an announcement has in common with events and sessions is said in the words for those.
func announceSources() []i18n.Source {
	const (
		team   = "To somebody of the team, at Mattermost, about an announcement: a message to many people at once. "
		number = "{number} is the number of an announcement, such as WE-4K7M-9Q2. "
		when   = "{when} is a day and an hour. "
		write  = "{command} is what she has to write: keep it as it is. "
		label  = team + "The label of a field, at most 24 characters. "
		title  = team + "The title of a dialog, at most 24 characters. "
		button = team + "A button, at most 24 characters. "
		form   = button + "It opens a form. "
		help   = team + "Below a field, at most 150 characters. "
		fault  = team + "Below a field of a dialog: what was wrong. "
		kind   = team + "A sort of announcement: one of several to choose from. "
		whom   = team + "A part of a line: which people get it. "
		role   = team + "People of the team, by what they do: one of several to choose from, and a part of a list. "
		miss   = team + "What people get in whose language there are no words: one of several to choose from. "
		did    = team + "What somebody did to an announcement, in a line before her name. "
		lists  = "{what} is a list of names. "
	)
	one, many := mmText, mmTexts
	return []i18n.Source{
		one("announce.none", "There is no announcement yet.", team),
		many("announce.head", "{count} announcement:", "{count} announcements:", team+"Above a list. "),
		one("announce.how", "To see all about one: {command}", team+write),
		one("announce.notfound", "I find no announcement {number} of your site.", team+number),
		one("announce.plan", "Write one", form+"For a new announcement."),
		one("announce.kind", "Kind: {kind}", team+"{kind} is a sort of announcement, such as “Information”."),
		one("announce.kind.information", "Information", kind+"People can stop these."),
		one("announce.kind.programme", "About the course", kind+"What people who take part must know, such as another room."),
		one("announce.kind.safety", "Safety", kind+"It comes at any hour, to everybody."),
		one("announce.kind.digest", "Events of the week", kind+"People choose to get these."),

		one("announce.role", "of the team: {what}", whom+lists),
		one("announce.role.navigator", "navigators", role),
		one("announce.role.lead", "safeguarding leads", role+"They are trained for the hardest requests."),
		one("announce.role.deputy", "safeguarding deputies", role+"Of the leads."),
		one("announce.role.coordinator", "coordinators", role),
		one("announce.event", "have a place at {what}, or wait for one", whom+"{what} are numbers of events."),
		one("announce.phase", "now in: {what}", whom+"{what} are names of phases of the programme."),
		one("announce.unanswered", "have not answered {number}", whom+number),
		one("announce.begins", "Begins: {when}", team+when),
		one("announce.asked", "For people who chose it with {command}: each gets the events that fit.", team+"Keep {command} as it is."),
		one("announce.soon", "Begins right after the approval.", team),
		one("announce.until", "Nobody gets it after {when}.", team+when),
		one("announce.file.photo", "🖼 A photo comes before the words.", team),
		one("announce.file.document", "📄 A file comes before the words.", team),
		one("announce.button", "Button: {label}", team+"{label} is what stands on it."),
		one("announce.without", "No words yet in: {languages}", team+"{languages} are names of languages."),
		one("announce.missing.label", "They read the first language", miss+"A line above says which language it is."),
		one("announce.missing.wait", "They wait for a translation", miss),
		one("announce.missing.leave", "They do not get it", miss),
		one("announce.reviewed", "✔ {language}", team+"The title of a card: {language} is the name of a language. Somebody who knows it has read the words."),

		many("announce.reach", "It is for {count} person.", "It is for {count} people.", team+"So many people would get it. "),
		one("announce.counted", "Counted: {when}", team+when),

		one("announce.basicscast", "Title, kind", form+"For the title and the kind of an announcement."),
		one("announce.wordscast", "Words", form+"For the words in one language."),
		one("announce.whomcast", "For whom", form),
		one("announce.amongcast", "Only some of them", form+"For fewer of those whom the announcement is for."),
		one("announce.buttonscast", "Buttons", form+"For the buttons below the words."),
		one("announce.whencast", "When", form),
		one("announce.countcast", "Count the people", button),
		one("announce.approvecast", "Approve and send", form+"It asks once more before anything is sent."),
		one("announce.refusecast", "Do not approve", button+"It is a draft again."),
		one("announce.draftcast", "Back to draft", button+"It has its approval and begins later: the approval is taken back."),
		one("announce.pausecast", "Pause", button),
		one("announce.resumecast", "Go on", button+"It was paused, and goes on."),
		one("announce.cancelcast", "Stop for good", form+"It asks once more. Who has not got it does not get it."),
		one("announce.correctcast", "Correct", form+"For other words in the message that people have already."),
		one("announce.deletecast", "Take back", form+"It asks once more before the message is deleted in all chats."),
		one("announce.testcast", "Send it to me", button+"She gets it on her own phone, to see it."),

		one("announce.draft", "To change it:", team+"Above buttons that open forms."),
		one("announce.kept", "I have kept {number}. I send nothing before you count the people and approve it.", team+number),
		one("announce.same", "{number} stays as it was.", team+number),
		one("announce.stale", "{number} has changed meanwhile. I have done nothing.", team+number+"How it stands now follows below."),
		one("announce.unfit", "I cannot do this with {number} now.", team+number+"How it stands follows below."),
		one("announce.counting", "I count the people of {number}. To see how many: {command}", team+number+write),
		one("announce.approved", "{number} goes out now. Who sleeps gets it in the morning.", team+number),
		one("announce.approvedat", "{number} has its approval. It begins: {when}", team+number+when),
		one("announce.second", "I have kept your yes for {number}. Now a second person must approve it: {command}", team+number+write),
		one("announce.notfirst", "You have approved {number} already. The second must be somebody else.", team+number),
		one("announce.few", "{number} is for fewer than ten people. Please choose more people, or write to them one by one.", team+number),
		one("announce.old", "Please count the people of {number} first: the last count is older than a day.", team+number),
		one("announce.late", "The times of {number} do not fit any more. Please choose new ones.", team+number),
		one("announce.done.refuse", "{number} is a draft again. You can change it and count again.", team+number+"It was not approved, or its approval was taken back."),
		one("announce.done.oldwords", "I do not use the new words of {number}. People keep the words that they have.", team+number),
		one("announce.done.pause", "I have paused {number}. Who has not got it waits.", team+number),
		one("announce.done.resume", "{number} goes on.", team+number),
		one("announce.done.cancel", "I have stopped {number}. The others do not get it any more.", team+number),
		one("announce.done.correct", "People see the new words of {number} in the same message.", team+number),
		one("announce.done.delete", "I take {number} out of the chats. Telegram deletes only messages of the last two days.", team+number),
		one("announce.tested", "I send it to you on Telegram. I count nothing of it.", team),
		one("announce.nophone", "I know no phone of yours. Please join the team on Telegram first.", team),
		one("announce.hint.preview", "What people read: {command}", team+write),
		one("announce.hint.next", "To go on: {command}", team+write),
		one("announce.hint.see", "How it stands: {command}", team+write),

		one("announce.form.basicscast", "An announcement", title),
		one("announce.form.wordscast", "What people read", title),
		one("announce.form.whomcast", "For whom", title),
		one("announce.form.amongcast", "Only some of them", title+"For fewer of those whom the announcement is for."),
		one("announce.form.buttonscast", "Buttons", title),
		one("announce.form.whencast", "When", title),
		one("announce.form.approvecast", "Send it?", title),
		one("announce.form.cancelcast", "Stop it for good?", title),
		one("announce.form.correctcast", "Correct it", title),
		one("announce.form.correctit", "Send the new words", button),
		one("announce.form.deletecast", "Take it back?", title),
		one("announce.form.keep", "Keep it", button+"Of a form: nothing is sent by it."),
		one("announce.form.sends", "It is for people of your site. This sends nothing yet: you see it first.", team+"In a form."),
		one("announce.form.corrects", "People who have the message see the new words in it.", team+"In a form."),
		one("announce.form.second", "A second person must approve it too.", team+"In a form."),
		one("announce.field.title", "Title for the team", label),
		one("announce.field.kind", "What kind?", label),
		one("announce.field.words", "What people read", label),
		one("announce.field.reviewed", "Read and correct", label+"A box to tick: somebody who knows the language has read the words."),
		one("announce.field.labels", "Labels of the buttons", label),
		one("announce.field.languages", "Who reads", label+"Languages: only people who read one of them."),
		one("announce.field.enrolled", "Only in a course", label+"A box to tick: only people who take part in a course."),
		one("announce.field.role", "Only of the team", label+"A choice of what they do there, such as “navigators”."),
		one("announce.field.events", "With a place at", label+"Numbers of events."),
		one("announce.field.unanswered", "Who has not answered", label+"The number of another announcement."),
		one("announce.field.buttons", "Buttons", label),
		one("announce.field.person", "“Talk to a person”", label+"A box to tick: there is a button with these words."),
		one("announce.field.at", "Begins", label+"A day and an hour."),
		one("announce.field.until", "Nobody gets it after", label+"A day and an hour."),
		one("announce.field.missing", "Without a translation", label+"What people get in whose language there are no words."),
		one("announce.help.title", "People do not see it.", help),
		one("announce.help.words", "{called} and {place} stand for a person’s name and place.", help+"{called} and {place} show how to write it."),
		one("announce.help.none", "Leave the words empty to take this language out.", help),
		one("announce.help.reviewed", "Tick it when somebody who knows the language has read the words.", help),
		one("announce.help.labels", "A line for each button, in their order.", help),
		one("announce.help.languages", "With commas between them. Empty: everybody.", help),
		one("announce.help.events", "Numbers such as {example}. Empty: everybody. At an event of your site, people of all sites are meant.", help+"{example} is a number."),
		one("announce.help.unanswered", "Only who got it and has not answered, as {example}. Empty: everybody.", help+"{example} is a number."),
		one("announce.help.buttons", "A line for each, as {example}. With a link, or the number of an event or session, it opens that.", help+"{example} shows how to write it."),
		one("announce.help.at", "As {example}, by the clock of {site}. Empty: right after the approval.", help+"{example} shows how to write it, {site} is a city."),
		one("announce.help.until", "As {example}. Empty: three days after it begins.", help+"{example} shows how to write it."),
		one("announce.fault.title", "Please write a title of at most 80 characters.", fault),
		one("announce.fault.words", "Please write 1 to 1500 characters. In braces only {called} and {place} can stand, the same in all languages. For safety, somebody must have read each translation.", fault+"{called} and {place} show how to write it."),
		one("announce.fault.segment", "I do not know one of these. Please look at the names and numbers.", fault),
		one("announce.fault.buttons", "Please write each line as in the example, in all languages of the words. At most six, each with at most 30 characters.", fault),
		one("announce.fault.labels", "Please write a line for each button, with at most 30 characters.", fault),
		one("announce.fault.until", "It must end after it begins, at most 14 days later.", fault),
		one("announce.fault.other", "Something in it does not fit the programme any more. Please ask those who run the bot.", team),

		one("announce.happened", "{what}, {since}", team+"What happened to an announcement by itself, on a day at an hour."),
		one("announce.did.plan", "written", did),
		one("announce.did.count", "counting begun", did),
		one("announce.did.counted", "counted", did),
		one("announce.did.approve", "approved", did),
		one("announce.did.refuse", "not approved", did),
		one("announce.did.started", "begun", did),
		one("announce.did.ended", "ended", did),
		one("announce.did.pause", "paused", did),
		one("announce.did.resume", "gone on", did),
		one("announce.did.cancel", "stopped for good", did),
		one("announce.did.correct", "corrected", did),
		one("announce.did.delete", "taken back", did),
		one("announce.did.mended", "brought to all who have it", did+"New words, or that it was taken back."),
		one("announce.did.test", "sent to somebody of the team, to see it", did),
	}
}
