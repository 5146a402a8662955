package main

import "wecan/i18n"

// sessionSources are the texts about sessions at Mattermost, for translators.
func sessionSources() []i18n.Source {
	const (
		team   = "To somebody of the team, at Mattermost, about a session: a meeting of people who take part in the programme. "
		number = "{number} is the number of a session, such as WE-4K7M-9Q2. "
		when   = "{when} is a day and an hour. "
		write  = "{command} is what she has to write: keep it as it is. "
		label  = team + "The label of a field, at most 24 characters. "
		title  = team + "The title of a dialog, at most 24 characters. "
		button = team + "A button, at most 24 characters. "
		help   = team + "Below a field, at most 150 characters. "
		fault  = team + "Below a field of a dialog: what was wrong. "
		part   = team + "A part of a line about who comes: {count} is a number. "
		did    = team + "What somebody did to a session, in a line before her name. "
	)
	one, many := mmText, mmTexts
	return []i18n.Source{
		one("sessions.none", "No session is to come at your site.", team),
		many("sessions.head", "{count} session is to come at your site:", "{count} sessions are to come at your site:", team+"Above a list. "),
		one("sessions.how", "To see all about one: {command}", team+write),
		one("sessions.title", "{title} ({number})", team+number+"{title} are words of the team."),
		one("sessions.notfound", "I find no session {number} at your site.", team+number),
		one("sessions.span", "📅 {when} – {until}", team+when+"{until} is an hour."),
		one("sessions.come", "Come: {count}", part),
		one("sessions.comeof", "Come: {count} of {total}", part+"{total} is how many places there are."),
		one("sessions.late", "of them later: {count}", part+"So many of those who come have said that they come later."),
		one("sessions.wait", "Wait: {count}", part+"So many are on the waiting list."),
		one("sessions.cannot", "Cannot: {count}", part+"So many have said that they cannot come."),
		one("sessions.children", "Children: {count}", part+"So many children are to be looked after."),
		one("sessions.map", "🗺 Map: {link}", team+"{link} is an address on the internet."),
		one("sessions.for", "For: {who}", team+"Whom it is for: {who} is the name of a group, or “everybody”."),
		one("sessions.everybody", "Everybody", team+"One of several to choose from, and a part of a line: whom it is for."),
		one("sessions.off", "🚫 It does not take place.", team),
		one("sessions.over", "This session is over.", team),
		many("sessions.places", "{count} place", "{count} places", team+"So many people can come. "),

		one("sessions.plan", "Plan one", button),
		one("sessions.planit", "Plan it", button),
		one("sessions.changesession", "Change", button),
		one("sessions.moresession", "Say more", button+"It opens a form for further details."),
		one("sessions.seriessession", "A series", button+"It makes several sessions of one: every week, for example."),
		one("sessions.moveseries", "Move the series", button+"It opens a form: this session moves, and with it those that come later."),
		one("sessions.peoplesession", "Who helps", button+"It opens a form for the trainer, interpreters and who pays the travel."),
		one("sessions.rhythmsession", "Reminders", button+"It opens a form for when people are reminded."),
		one("sessions.nophase", "None", team+"One of several to choose from: the session is part of no phase of the programme."),
		one("sessions.cancelsession", "Cancel", button+"It opens a form to cancel the session."),
		one("sessions.backsession", "It takes place", button+"The session was cancelled, and that is taken back."),

		one("sessions.draft", "This is a draft. Nobody reads of it before you plan it.", team),
		many("sessions.invited", "It is for {count} person.", "It is for {count} people.", team+"To a session that is being planned. "),
		many("sessions.again", "{count} time, every {weeks} weeks, the last time on {last}", "{count} times, every {weeks} weeks, the last time on {last}", team+"{weeks} is a number, also 1; {last} is a day and an hour. "),
		one("sessions.unshown", "I can show no more below this command. Please copy what you wrote, and begin anew: {command}", team+write),
		one("sessions.done", "I have planned {number}: {when}.", team+number+when),
		one("sessions.already", "You have planned {number} already. To see or change it: {command}", team+number+write),
		one("sessions.see", "To see or change it: {command}", team+write),
		one("sessions.changed", "I have changed {number}: {when}.", team+number+when),
		one("sessions.same", "{number} stays as it was.", team+number),
		many("sessions.told", "I tell {count} person.", "I tell {count} people.", team+"Of a change, or that a session is cancelled: by night they read it in the morning. "),
		one("sessions.gone", "I have cancelled {number}: {when}.", team+number+when),
		one("sessions.stale", "{number} has changed meanwhile. I have changed nothing.", team+number+"What stands now follows below."),
		one("sessions.change", "{what}: {name}, {since}", team+"What happened to a session, by whom, on a day at an hour."),
		one("sessions.did.planned", "planned", did),
		one("sessions.did.moved", "time changed", did),
		one("sessions.did.changed", "details changed", did),
		one("sessions.did.cancelled", "cancelled", did),
		one("sessions.did.back", "takes place after all", did),

		one("sessions.form.session", "A session", title),
		one("sessions.form.sessionmore", "More about a session", title),
		one("sessions.form.sessionseries", "A series", title+"Of sessions, such as one each week."),
		one("sessions.form.sessionpeople", "Who helps", title),
		one("sessions.form.sessionrhythm", "Reminders", title),
		one("sessions.form.sessionmove", "Move the series", title),
		one("sessions.form.cancel", "Cancel a session", title),
		one("sessions.form.cancelit", "Cancel the session", button),
		one("sessions.form.goon", "Go on", button),
		one("sessions.form.change", "Change it", button),
		one("sessions.form.draft", "This plans nothing yet: you see it first.", team+"In a form."),
		one("sessions.form.told", "People hear of a new time or place at once, by night in the morning.", team+"In a form."),
		one("sessions.field.title", "What is it?", label),
		one("sessions.field.start", "Day and hour", label),
		one("sessions.field.length", "How long?", label),
		one("sessions.field.place", "Place, or link", label),
		one("sessions.field.places", "How many can come?", label),
		one("sessions.field.cohort", "Which group?", label+"A group that began together, such as “Spring 2027”."),
		one("sessions.field.track", "Which path?", label+"What people take part for, such as “Community navigator”."),
		one("sessions.field.languages", "Languages spoken", label),
		one("sessions.field.childcare", "Childcare", label+"A box to tick: somebody looks after children."),
		one("sessions.field.bring", "What to bring", label),
		one("sessions.field.trainer", "Who leads it?", label),
		one("sessions.field.interpreters", "Interpreters", label+"Languages into which somebody interprets."),
		one("sessions.field.travel", "Who pays the travel?", label),
		one("sessions.field.phase", "Part of", label+"A phase of the programme, as “Activation”."),
		one("sessions.field.remind", "Reminders", label+"How long before the start people are reminded."),
		one("sessions.field.every", "Every how many weeks?", label),
		one("sessions.field.times", "How many times?", label),
		one("sessions.field.later", "Also the later ones", label+"A box to tick: those of the series that come after this one."),
		one("sessions.help.start", "As {example}, by the clock of {site}.", help+"{example} shows how to write it, {site} is a city."),
		one("sessions.help.length", "In hours and minutes, as {example}.", help),
		one("sessions.help.place", "An address, also with a link to a map behind it. Or only a link, when people come online.", help),
		one("sessions.help.places", "Leave it empty when everybody can come.", help),
		one("sessions.help.languages", "With commas between them.", help),
		one("sessions.help.bring", "People read it as you write it, at most 200 characters.", help),
		one("sessions.help.interpreters", "Languages, with commas between them.", help),
		one("sessions.help.remind", "So long before the start, as {example}. Empty: as always ({usual}). 0: no reminder.", help+"{example} and {usual} are such times: d is for days, h for hours, m for minutes."),
		one("sessions.help.every", "1 is each week, 2 is every second week.", help),
		one("sessions.help.times", "In all, at most {most}. 1 is no series.", help),
		many("sessions.help.later", "{count} more of this series is to come.", "{count} more of this series are to come.", help),
		one("sessions.fault.title", "Please write what it is, in at most 80 characters.", fault),
		one("sessions.fault.start", "I do not understand this day and hour. Please write them as in the example.", fault),
		one("sessions.fault.skipped", "This hour is left out on that day: the clocks go forward. Please choose another one.", fault),
		one("sessions.fault.past", "This is over already. Please write a later day or hour.", fault),
		one("sessions.fault.length", "Please write hours and minutes, at most 24 hours.", fault),
		one("sessions.fault.place", "Please write an address of at most 200 characters, or a link with https://", fault),
		one("sessions.fault.places", "Please write a number, at most 1000, or nothing.", fault),
		one("sessions.fault.cohort", "This group is not in the programme any more.", fault),
		one("sessions.fault.track", "This path is not in the programme any more.", fault),
		one("sessions.fault.languages", "I do not know one of these languages. Please write their names, at most eight.", fault),
		one("sessions.fault.bring", "Please write at most 200 characters.", fault),
		one("sessions.fault.trainer", "Please write at most 80 characters.", fault),
		one("sessions.fault.interpreters", "I do not know one of these languages. Please write their names, at most eight.", fault),
		one("sessions.fault.travel", "Please write at most 200 characters.", fault),
		one("sessions.fault.phase", "This phase is not in the programme any more.", fault),
		one("sessions.fault.remind", "Please write at most four times as in the example, or 0 for no reminder.", fault),
		one("sessions.fault.every", "Please write a number from 1 to {most}.", fault),
		one("sessions.fault.times", "Please write a number from 1 to {most}.", fault),
		one("sessions.fault.other", "Something in it does not fit the programme any more. Please ask those who run the bot.", team),
	}
}
