package main

import (
	"slices"

	"wecan/i18n"
)

// mattermostSources are the texts of commands at Mattermost, for translators. What
// they name besides, such as topics and outcomes, stands elsewhere in the catalogue.
func mattermostSources() []i18n.Source {
	const (
		team   = "To somebody of the team, at Mattermost. "
		number = "{number} is the number of a request, such as WE-4K7M-9Q2. "
		line   = team + "A line of a list: {colour} is how urgent it is, {number} the number of a request, {language} a language, {topic} what it is about, {since} a day and an hour. "
		name   = "{name} is a first name. "
		write  = "{command} is what she has to write: keep it as it is. "
		label  = team + "The label of a field, at most 24 characters. "
		title  = team + "The title of a dialog, at most 24 characters. "
		button = team + "A button, at most 24 characters. "
		option = team + "One of several to choose from, and a button: what becomes of an application. "
		sends  = team + "One of several to choose from, and a button, at most 24 characters: what becomes of an application. "
		stands = team + "How an application stands, in a line of a list. "
		help   = team + write + "It stands in a list of all that she may write. "
	)
	one, many := mmText, mmTexts
	return append([]i18n.Source{
		one("stranger", "I do not know your account as one of the team. Please ask the coordinator.", "To somebody at Mattermost whom we do not know."),
		one("norole", "You have no role for this. To see what you may do, write {command}.", team+write),
		one("nothers", "Only whoever has {number} can do this.", team+number),
		one("notfound", "I find no request {number} that you may see.", team+number),
		one("mistake", "There is a mistake in the number. A number looks like {example}.", team+"{example} is a number."),
		one("which", "Which request is it? Please write its number: {command}", team+write),
		one("unknown", "I do not know “{word}”. To see what you may write: {command}", team+write+"{word} is what she wrote."),
		one("nearest", "I do not know “{word}”. Did you mean {command}?", team+write+"{word} is what she wrote."),
		one("aside", "Something is wrong with {number}, so I can do nothing now. Please tell those who run the bot.", team+number),
		one("later", "I have taken it, but I do not know yet what comes of {number}. To look again, write {command}.", team+number+write),
		one("moment", "{day}, {hour}", team+"{day} is a day, such as 31 December, and {hour} an hour, such as 14:05."),
		many("more", "… and {count} more", "… and {count} more", team+"The last line of a list that is too long: so many stand not in it. "),

		one("help.head", "You can write:", team+"Above a list of commands."),
		one("help.status", "{command} – how much waits at your site", help),
		one("help.mine", "{command} – what you have", help),
		one("help.waiting", "{command} – what nobody has yet", help),
		one("help.take", "{command} – take a request", help),
		one("help.release", "{command} – let somebody else have it", help),
		one("help.transfer", "{command} – give it to a colleague", help),
		one("help.note", "{command} – keep a note for the team", help),
		one("help.reply", "{command} – write to the person", help),
		one("help.close", "{command} – close a request", help),
		one("help.away", "{command} – get no new requests", help),
		one("help.back", "{command} – get requests again", help),
		one("help.applications", "{command} – see applications and decide", help),
		one("help.sessions", "{command} – see what is to come, and who comes", help),
		one("help.sessions_plan", "{command} – plan a session", help),
		one("help.events", "{command} – what people can sign up for, and how many have a place", help),
		one("help.announce", "{command} – write to many people at once", help),
		one("help.events_plan", "{command} – plan an event", help),
		one("help.help", "{command} – this list", help),

		one("status.none", "{site}: no request waits for somebody.", team+"{site} is a city."),
		many("status.head", "{site}: {count} request waits for somebody.", "{site}: {count} requests wait for somebody.", team+"{site} is a city. "),
		one("status.colour", "{colour}: {count}", team+"{colour} is how urgent requests are, {count} how many there are."),
		one("status.oldest", "The oldest is {number}. It waits since {since}.", team+number+"{since} is a day and an hour."),
		many("status.taken", "Somebody of the team has {count} request.", "Somebody of the team has {count} requests.", team+"So many are in work. "),
		many("status.overdue", "⏰ {count} request waits too long.", "⏰ {count} requests wait too long.", team),

		one("waiting.none", "No request waits for somebody.", team),
		many("waiting.head", "{count} request waits for somebody:", "{count} requests wait for somebody:", team+"Above a list. "),
		one("waiting.line", "{colour} {number} · {language} · {topic} · since {since}", line),
		one("waiting.asked", "{colour} {number} · {language} · {topic} · since {since} · we ask {name}", line+"{name} is the first name of a colleague who is asked to take it."),
		one("mine.none", "You have no request now.", team),
		many("mine.head", "You have {count} request:", "You have {count} requests:", team+"Above a list. "),
		one("mine.asked", "{colour} {number} · {language} · {topic} · since {since} · can you take it?", line),
		one("mine.navigator", "{colour} {number} · {language} · {topic} · the person waits for you since {owed}", line+"{owed} is a day and an hour."),
		one("mine.person", "{colour} {number} · {language} · {topic} · the person is to write", line),

		one("take.yours", "{number} is yours. The person waits for your answer.", team+number),
		one("take.owner", "{name} has {number} already.", team+number+name),
		many("take.cap", "You have {count} request. That is as many as you can have. The coordinator can give you more.", "You have {count} requests. That is as many as you can have. The coordinator can give you more.", team),
		one("release.busy", "Thank you. I ask somebody else to take {number}.", team+number),
		one("release.done", "Thank you. I ask somebody else to go on with {number}, and the person knows.", team+number),
		one("transfer.done", "{name} has {number} now and knows it.", team+number+name),
		one("transfer.nobody", "I find nobody of the team with the name {name}.", team+"{name} is what she wrote."),
		one("transfer.none", "Nobody else can have this request now.", team),
		one("note.done", "📝 I keep it as a note about {number}. The person does not see it.", team+number),
		one("reply.done", "I bring it to the person of {number}. Its thread shows what becomes of it.", team+number),
		one("close.done", "I have closed {number}, and ask the person whether it helped.", team+number),
		one("away", "You get no new requests now. What you have stays yours.", team),
		one("back", "You get requests again.", team),

		one("not.closed", "This request is over. Only the person can open it again.", team),
		one("not.hers", "{name} has it already.", team+name+"About a request."),
		one("not.unknown", "{name} is not in the team any more.", team+name),
		one("not.unjoined", "{name} has not joined yet.", team+name),
		one("not.away", "{name} is away.", team+name),
		one("not.untrained", "The topic is for trained people, and {name} has no training.", team+name),
		one("not.woman", "The person wishes for a woman.", team),
		one("not.excluded", "{name} cannot have this request.", team+name),
		one("not.site", "Nobody of this site can have this request.", team),
		one("not.role", "A complaint is for a lead, a deputy or a coordinator.", team+"These are roles."),
		one("not.channel", "{name} does not read the channel of this request.", team+name),
		one("not.owner", "Somebody else has it already.", team+"About a request."),

		one("dialog.empty", "Please choose, or write, something.", team+"Below a field of a dialog."),
		one("dialog.close.title", "Close a request", title),
		one("dialog.close.label", "How does it end?", label),
		one("dialog.close.send", "Close it", button),
		one("dialog.release.title", "Pass a request on", title),
		one("dialog.release.label", "Why?", label),
		one("dialog.release.send", "Pass it on", button),
		one("dialog.transfer.title", "Give it to a colleague", title),
		one("dialog.transfer.label", "Who goes on?", label),
		one("dialog.transfer.send", "Give it", button),
		one("dialog.note.title", "A note for the team", title),
		one("dialog.note.label", "Your note", label),
		one("dialog.note.send", "Keep it", button),
		one("dialog.reply.title", "Write to the person", title),
		one("dialog.reply.label", "Your words", label),
		one("dialog.reply.send", "Send", button),

		one("applications.none", "No application waits for a decision.", team),
		many("applications.head", "{count} application waits for a decision:", "{count} applications wait for a decision:", team+"Above a list. "),
		one("applications.how", "To see one and decide: {command}", team+write),
		one("applications.open", "Open {number}", team+"A button, with the number it has at most 24 characters. {number} is that of an application, such as WE-4K7M-9Q2."),
		many("applications.more", "… and {count} more. When you have decided these, {command} shows the next. To see it now: {now}", "… and {count} more. When you have decided these, {command} shows the next. To see them now: {now}", team+"Below a list of applications. {command} and {now} are what she has to write: keep them as they are. "),
		one("applications.notfound", "I find no application {number} at your site.", team+"{number} is the number of an application."),
		one("applications.line", "{number} · {status} · score {points} · since {since}", team+"A line of a list: the number of an application, how it stands, its score, a day and an hour."),
		one("applications.answer", "{label}: {answer}", team+"{label} is what was asked, {answer} what the person said."),
		one("applications.change", "{status}: {name}, {since}", team+"What happened to an application, by whom, on a day at an hour."),
		one("applications.changewhy", "{status}: {name}, {since} ({why})", team+"What happened to an application, by whom, on a day at an hour, and why."),
		many("places.free", "{count} place of {total} is free.", "{count} places of {total} are free.", team+"{total} is how many places there are. "),
		one("places.all", "There is a place for everybody.", team+"In a course."),
		one("stands.received", "received", stands),
		one("stands.review", "somebody looks at it", stands),
		one("stands.accepted", "accepted", stands),
		one("stands.reserve", "on the waiting list", stands),
		one("stands.offered", "we ask about a free place", stands),
		one("stands.declined", "declined", stands),
		one("stands.appeal", "to look at again", stands),
		one("stands.withdrawn", "withdrawn", stands),
		one("stands.lapsed", "no answer about a place", stands),
		one("stands.upheld", "declined once more", stands),
		one("decide.title", "An application", title),
		one("decide.label", "Your decision", label),
		one("decide.reason", "Why you decline", label),
		one("decide.reasonhelp", "Only when you decline. The person reads it in her language.", team+"Below a field."),
		one("decide.words", "Or in your words", label),
		one("decide.wordshelp", "Only when you decline. The person reads it as it is, at most 200 characters.", team+"Below a field."),
		one("decide.send", "Decide", button),
		one("decide.help", "To decide anew afterwards, or to look at it: {command}", team+write+"Below a field, at most 150 characters."),
		one("decide.reasonread", "The person reads it in her language.", team+"Below a field."),
		one("decide.wordsread", "The person reads it as it is, at most 200 characters.", team+"Below a field."),
		one("decide.accept", "Offer a place", option+"Where no place is left, it goes on the waiting list."),
		one("decide.reserve", "Put on the waiting list", option),
		one("decide.decline", "Decline", sends),
		one("decide.uphold", "Decline once more", sends+"The person has asked us to look again."),
		one("decide.appeal", "Look at it again", option+"The person has asked for that, after we have declined."),
		one("decide.review", "Bring it back", option+"It was withdrawn, and that was a mistake."),
		one("decide.withdraw", "The person withdraws", sends+"The person has told us that she does not want the place."),
		one("decide.withdrawhelp", "Only when the person does not want to take part. She reads that somebody told us so. If she had a place, it is free again.", team+"Above a button."),
		one("decide.noreason", "Please choose a reason, or write one. The person reads it.", team+"Below a field of a dialog."),
		one("decide.changed", "{number} has changed: {status}. I have decided nothing.", team+"{number} is the number of an application, {status} how it stands now."),
		one("decide.busy", "{name} decides about {number} at this moment. I have decided nothing.", team+"{name} is a colleague, {number} the number of an application."),
		one("done.stands", "{number}: {status}.", team+"What came of a decision: {number} is the number of an application, {status} how it stands now, such as “accepted”."),
		one("done.noplace", "No place is left, so {number} is on the waiting list now.", team+"{number} is the number of an application."),
		one("done.told", "The person reads it now.", team+"About what was decided."),
		one("done.tells", "The person reads it on {since}.", team+"About what was decided. {since} is a day and an hour, such as “27 November, 08:00”."),
		one("done.again", "To decide anew: {command}", team+write),
		one("done.final", "You cannot take this back. If the person gives the place up: {command}", team+write),
	}, slices.Concat(sessionSources(), eventSources(), eventDaySources(), announceSources())...)
}

// mmText is one of the texts of commands.
func mmText(key, text, note string) i18n.Source {
	return i18n.Source{Key: i18n.Key(mmKeys + key), Text: text, Note: note, Ref: "cmd/wecan/mmwords.go"}
}

// mmTexts is one with another form for several.
func mmTexts(key, text, plural, note string) i18n.Source {
	s := mmText(key, text, note+"{count} is a number.")
	s.Plural, s.Count = plural, "count"
	return s
}
