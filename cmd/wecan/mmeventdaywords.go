package main

import "wecan/i18n"

// eventDaySources are the texts at Mattermost about the teams of an event, its entrance and
// what was handed in, for translators. Those about teams are what a terminal says, too.
func eventDaySources() []i18n.Source {
	const (
		team   = "To somebody of the team, at Mattermost, about an event that people can sign up for, such as a hackathon or a visit. "
		number = "{number} is the number of an event, such as WE-4K7M-9Q2. "
		when   = "{when} is a day and an hour. "
		write  = "{command} is what she has to write: keep it as it is. "
		label  = team + "The label of a field, at most 24 characters. "
		title  = team + "The title of a dialog, at most 24 characters. "
		button = team + "A button, at most 24 characters. "
		help   = team + "Below a field, at most 150 characters. "
		fault  = team + "Below a field of a dialog: what was wrong. "
		part   = team + "A part of a line: {count} is a number. "
		why    = team + "Why people are in one team, in a line behind their names. "
		moves  = team + "What publishing a proposal changes in a team, in a line behind the names. "
		left   = team + "Why somebody has no team, in a line behind the name. "
		apart  = team + "Why two friends are not in one team, in a line behind their names. "
		hand   = team + "About teams that somebody changes by hand: {who} and {other} are numbers of people, {team} is the number of a team. "
		did    = team + "What somebody did, in a line before her name. "
	)
	one := mmText
	return []i18n.Source{
		one("events.noteams", "{number} has no teams.", team+number),
		one("events.teams.is", "This is only a proposal: people do not read it before you publish it. Please keep their reasons to yourself.", team+"Above a list of teams."),
		one("events.teams.other", "For another one: {command}", team+write+"For another proposal of teams."),
		one("events.team", "Team {count}: {people}", team+"{count} is the number of a team, {people} are numbers and names."),
		one("events.newteam", "Team {count}, new: {people}", team+"{count} is the number of a team that there is not yet, {people} are numbers and names."),
		one("events.team.comes", "would come: {people}", moves+"{people} come into the team when it is published."),
		one("events.team.goes", "would go: {people}", moves+"{people} leave the team when it is published."),
		one("events.team.kept", "we keep a place for: {people}", moves+"{people} were put into the team, and have not come yet."),
		one("events.team.silent", "have not said whether others see their name: {people}", moves),
		one("events.because.languages", "all speak {languages}", why),
		one("events.because.skills", "can: {skills}", why+"{skills} are such as “Cooking”."),
		one("events.because.ideas", "an own idea: {people}", why+"{people} have an idea of their own."),
		one("events.because.pair", "friends: {people}", why+"{people} want to be together."),
		one("events.because.women", "all asked for a team of women", why),
		one("events.because.alone", "wishes to work alone", why),
		one("events.teamless", "No team: {people} – {why}", team+"{people} is a name."),
		one("events.left.few", "too few others speak a language of theirs", left),
		one("events.left.women", "too few others asked for a team of women", left),
		one("events.left.sizes", "the numbers do not come out", left),
		one("events.left.hand", "somebody moved them by hand", left),
		one("events.apart", "Not together: {people} – {why}", team+"{people} are two friends who named each other."),
		one("events.apart.women", "only one asked for a team of women", apart),
		one("events.apart.alone", "one wishes to work alone", apart),
		one("events.apart.language", "they speak no language in common", apart),
		one("events.apart.sizes", "no team has room for both", apart),
		one("events.apart.later", "no team has room for both", apart),
		one("events.look", "⚠ {what}", team+"{what} is something in a proposal of teams that somebody should look at."),
		one("events.board.nobody", "Nobody with a place has the number {who}.", hand),
		one("events.board.noteam", "There is no team {team} in the proposal.", hand),
		one("events.board.women", "All in team {team} asked for a team of women, and {who} did not.", hand),
		one("events.board.notwomen", "{who} asked for a team of women, and team {team} is none.", hand),
		one("events.board.large", "Too many in team {team}: {count}. At most {most} have room.", hand+"{count} and {most} are numbers."),
		one("events.board.small", "Too few in team {team}: {count}. At least {least} should be there.", hand+"{count} and {least} are numbers."),
		one("events.board.language", "In team {team} there is no language that all speak.", hand),
		one("events.board.friends", "{who} and {other} are friends, and not together.", hand),
		one("events.teams.ask", "Is it as it should be?", team+"Above buttons, below a proposal of teams."),
		one("events.moveteams", "Move somebody", button+"It opens a form: somebody goes into another team of the proposal."),
		one("events.publishteams", "Publish", button+"It opens a form: the teams of the proposal are made."),
		one("events.form.moveteams", "Move somebody", title),
		one("events.form.publishteams", "Publish the teams", title),
		one("events.form.publish", "Publish", button),
		one("events.form.see", "See it", button+"The changed proposal is shown."),
		one("events.field.who", "Whose numbers?", label+"The numbers that stand before names."),
		one("events.field.into", "Into which team?", label),
		one("events.into.none", "No team", team+"One of several to choose from."),
		one("events.help.who", "The number before the name. Several as {example}.", help+"{example} shows how to write it."),
		one("events.fault.who", "Please write one number or several, and choose a team.", fault),
		one("events.teams.nobody", "This tells nobody: you see it first.", team+"In a form."),
		one("events.teams.change", "Teams that are new or change: {count}", team+"{count} is a number."),
		one("events.teams.hear", "People hear of their team in the daytime. We ask each whether the others may see the name.", team+"In a form, before teams are published."),
		one("events.teams.done", "I have published the teams. People hear of it in the daytime. To see them: {command}", team+write),
		one("events.teams.same", "The teams stand so already.", team),
		one("events.teams.stale", "People or teams have changed meanwhile. I have published nothing. To see it anew: {command}", team+write),
		one("events.teams.many", "These are too many changes by hand. Please publish some first.", team),
		one("events.teams.unshown", "I can show no more below this command. To go on: {command}", team+write),

		one("events.day", "For the day:", team+"Above buttons about the entrance of an event, and what people hand in there."),
		one("events.doorevent", "Entrance", button+"It shows a number for the entrance, and how many have come."),
		one("events.cameevent", "Note who came", button+"It opens a form."),
		one("events.worksevent", "Ideas", button+"It shows what was handed in."),
		one("events.fileevent", "Send me the file", button),
		one("events.door.number", "🔢 The number for the entrance: {number}", team+"{number} has four digits: whoever writes it says that she is there."),
		one("events.door.sheet", "Write it on a large sheet at the entrance, and nowhere else. It shows that somebody is there.", team),
		one("events.door.when", "People can write it from {from} until {until}.", team+"{from} and {until} are days with an hour."),
		one("events.door.online", "It is online: there is no entrance.", team),
		one("events.door.early", "You can note who came from {when}.", team+when),
		one("events.door.cannot", "For those who cannot write the number:", team+"Above a button to note who came to an event."),
		one("events.door.shut", "You can note nobody at this event any more.", team),
		one("events.door.unshown", "I can show no more below this command. To note who came: {command}", team+write),
		one("events.form.cameevent", "Who came?", title),
		one("events.form.note", "Note it", button),
		one("events.field.codes", "Numbers that they show", label+"The numbers that people have for the event."),
		one("events.field.person", "Or by name", label),
		one("events.field.not", "They did not come", label+"A box to tick: what was noted by mistake is taken back."),
		one("events.help.codes", "The bot has told each person a number for this event. Several with spaces between them.", help),
		one("events.fault.codes", "Please write a number, or choose a name.", fault),
		one("events.fault.code", "There is a mistake in one of the numbers. Please look once more.", fault),
		one("events.fault.manycodes", "At most {most} at once.", fault+"{most} is a number."),
		one("events.noted", "I have noted it. I tell nobody.", team+"About who came to an event."),
		one("events.noplace", "No place at this event: {numbers}", team+"{numbers} are numbers that people have for events."),
		one("events.was.yes", "came", team+"A part of a line behind a name: she came to the event."),
		one("events.was.no", "did not come", team+"A part of a line behind a name: she did not come to the event."),
		one("events.did.came", "noted who came ({count})", did+"{count} is how many people."),
		one("events.did.notcame", "noted who did not come ({count})", did+"{count} is how many people."),
		one("events.did.teams", "changed teams", did),

		one("events.noworks", "Nobody has handed in anything yet.", team),
		one("events.secret", "Please keep the numbers of votes to yourself until the votes have ended.", team),
		one("events.work", "Idea {count}: {title}", team+"Something that people made at the event and handed in: {count} is its number, {title} are their words."),
		one("events.place", "place {count}", part+"The place in a vote: 1 is the first."),
		one("events.votes", "votes: {count}", part),
		one("events.by", "by {people}", team+"A part of a line: who handed something in."),
		one("events.forteam", "for team {number}", team+"A part of a line: {number} is the number of a team."),
		one("events.file.photo", "📎 With a photo", team+"About something that was handed in."),
		one("events.file.document", "📎 With a file", team+"About something that was handed in."),
		one("events.handed", "I have sent it to you in a direct message.", team+"About a file."),
		one("events.nofile", "This file is not there any more.", team),
		one("events.large", "This file is too large for me. Please ask those who made it.", team),
		one("events.unhanded", "I cannot bring the file now. Please try once more, or at a terminal: {command}", team+write),
		one("events.works.unshown", "I can show no more below this command. To see what people made: {command}", team+write),
	}
}
