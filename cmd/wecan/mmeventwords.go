package main

import "wecan/i18n"

// eventSources are the texts about events at Mattermost, for translators. What an event
// has in common with a session is said in the words for that.
func eventSources() []i18n.Source {
	const (
		team   = "To somebody of the team, at Mattermost, about an event that people can sign up for, such as a hackathon or a visit. "
		number = "{number} is the number of an event, such as WE-4K7M-9Q2. "
		write  = "{command} is what she has to write: keep it as it is. "
		label  = team + "The label of a field, at most 24 characters. "
		title  = team + "The title of a dialog, at most 24 characters. "
		button = team + "A button, at most 24 characters. "
		form   = button + "It opens a form. "
		help   = team + "Below a field, at most 150 characters. "
		fault  = team + "Below a field of a dialog: what was wrong. "
		part   = team + "A part of a line about how many people stand how: {count} is a number. "
		kind   = team + "A sort of event: one of several to choose from. "
		seat   = team + "Above a list of names, or of numbers. "
		why    = team + "Why people are in one team, in a line behind their names. "
		left   = team + "Why somebody has no team, in a line behind the name. "
		apart  = team + "Why two friends are not in one team, in a line behind their names. "
	)
	one, many := mmText, mmTexts
	return []i18n.Source{
		one("events.none", "No event is to come.", team),
		many("events.head", "{count} event is to come:", "{count} events are to come:", team+"Above a list. "),
		one("events.how", "To see all about one: {command}", team+write),
		one("events.notfound", "I find no event {number} at your site.", team+number),
		one("events.over", "This event is over.", team),
		one("events.more", "To say more about it:", team+"Above buttons that open forms."),
		one("events.site", "🏠 Site: {site}", team+"{site} is a city: who plans it works there."),
		one("events.kind", "Kind: {kind}", team+"{kind} is a sort of event, such as “Hackathon”."),
		one("events.kind.hackathon", "Hackathon", kind),
		one("events.kind.lab", "Lab", kind+"People try something out together."),
		one("events.kind.campaign", "Campaign", kind+"People do something for their neighbourhood together."),
		one("events.kind.conference", "Conference", kind),
		one("events.kind.visit", "Visit", kind+"People go to see a place."),
		one("events.enrolled", "People who are enrolled", team+"One of several to choose from, and a part of a line: whom it is for. They take part in a course."),
		one("events.allsites", "Of all sites", team+"One of several to choose from: people of all cities of the programme can come."),
		one("events.closes", "Sign-up until: {when}", team+"{when} is a day and an hour."),
		one("events.wordsin", "{language}: {title}", team+"{language} is the name of a language, {title} are words of the team in it."),
		one("events.offer", "A place that is free again is kept for the next person: at most {time}", team+"{time} is a time such as 12h; h is for hours, d for days."),
		one("events.remind", "Reminders before the start: {times}", team+"{times} are such times as 1d, 2h; d is for days, h for hours."),
		one("events.placed", "Have a place: {count}", part),
		one("events.placedof", "Have a place: {count} of {total}", part+"{total} is how many places there are."),
		one("events.offered", "are offered one: {count}", part+"A place is kept for so many, until they say yes or no."),
		one("events.silent", "no answer: {count}", part+"So many did not say whether they want a place."),
		one("events.left", "do not come any more: {count}", part),
		one("events.kept", "{group}: {count} of {total} are taken", team+"Places that are kept for a group: {group} is such as “Places for women”, the others are numbers."),

		one("events.plan", "Plan one", button),
		one("events.eventit", "Plan it", button),
		one("events.changeevent", "Change", form+"For what it is, when and where."),
		one("events.placesevent", "Places", form+"For how many people can come."),
		one("events.whomevent", "For whom", form),
		one("events.wordsevent", "Words", form+"For what people read about the event, in one language."),
		one("events.thereevent", "Languages, children", form+"For languages, childcare, a quiet room."),
		one("events.usefulevent", "Cost, way home", form),
		one("events.rulesevent", "Rules", form+"For rules, photos and ideas."),
		one("events.sizesevent", "Teams, reminders", form),
		one("events.peopleevent", "People", button+"It shows who has signed up."),
		one("events.teamsevent", "Teams", button+"It shows who could work with whom."),
		one("events.linkevent", "Link", button+"It shows a link for posters."),
		one("events.cancelevent", "Cancel", button+"It opens a form to cancel the event."),
		one("events.backevent", "It takes place", button+"The event was cancelled, and that is taken back."),

		one("events.draft", "This is a draft. Nobody can find it before you plan it.", team),
		many("events.invited", "{count} person who is enrolled can come.", "{count} people who are enrolled can come.", team+"To an event that is being planned. "),
		one("events.others", "People who are not enrolled can come too.", team+"To an event that is being planned."),
		one("events.done", "Nobody is told of it: people find it with /events, or by its link.", team+"About an event that she has just planned. Keep /events as it is."),
		one("events.rest", "To say more, change it or get the link: {command}", team+write),

		one("events.form.changeevent", "An event", title),
		one("events.form.placesevent", "Places", title),
		one("events.form.whomevent", "For whom", title),
		one("events.form.wordsevent", "What people read", title),
		one("events.form.thereevent", "Languages, children", title),
		one("events.form.usefulevent", "Cost, way home", title),
		one("events.form.rulesevent", "Rules", title),
		one("events.form.sizesevent", "Teams, reminders", title),
		one("events.form.cancel", "Cancel an event", title),
		one("events.form.cancelit", "Cancel the event", button),
		one("events.field.kind", "What kind?", label),
		one("events.field.women", "Places for women", label+"How many are kept for them; also a part of a line before a number."),
		one("events.field.parents", "Places for parents", label+"How many are kept for them; also a part of a line before a number."),
		one("events.field.enrolled", "Places for enrolled", label+"How many are kept for people who take part in a course; also a part of a line before a number."),
		one("events.field.closes", "Sign-up until", label+"A day and an hour."),
		one("events.field.open", "Who can come?", label),
		one("events.field.sites", "From which sites?", label+"Sites are cities."),
		one("events.field.in", "In which language?", label),
		one("events.field.about", "What happens there?", label),
		one("events.field.prayer", "A quiet room", label+"A box to tick: there is a quiet room, also to pray."),
		one("events.field.noalcohol", "No alcohol", label+"A box to tick: there is no alcohol."),
		one("events.field.cost", "What it costs", label),
		one("events.field.bring", "What to bring", label),
		one("events.field.bus", "The way home", label+"How people come home, such as the last bus."),
		one("events.field.contact", "Whom to turn to", label+"The name of whoever helps there."),
		one("events.field.rules", "Rules", label+"How people treat each other there."),
		one("events.field.photos", "Photos", label+"Whether photos are taken, and for what."),
		one("events.field.ideas", "Whose are the ideas?", label+"To whom ideas belong."),
		one("events.field.teams", "People in a team", label),
		one("events.field.womenteams", "A team of women", label+"A box to tick: women can choose, in private, to be in a team of women."),
		one("events.field.offer", "How long it is kept", label+"A place that is free again is kept for the next person for so long."),
		one("events.help.length", "In hours and minutes, as {example}. Days as {days}.", help+"{example} and {days} show how to write it."),
		one("events.help.places", "Leave it empty when everybody can come. With fewer than before nobody loses a place.", help),
		one("events.help.kept", "So many of the places are kept until sign-up closes.", help),
		one("events.help.closes", "As {example}. Empty: until it begins.", help+"{example} shows how to write it."),
		one("events.help.in", "The form has the words that were there first. For another language, choose it and write anew.", help),
		one("events.help.title", "When you leave it empty, this language is taken out.", help),
		one("events.help.about", "A few sentences, at most 400 characters.", help),
		one("events.help.teams", "The fewest and the most, as {example}. Empty: there are no teams.", help+"{example} shows how to write it."),
		one("events.help.offer", "A place that is free again is kept so long, at most, as {example}. Empty: {usual}.", help+"{example} and {usual} are such times: d is for days, h for hours, m for minutes."),
		one("events.fault.length", "Please write hours and minutes, or days, at most 14 days.", fault),
		one("events.fault.places", "Please write a number, at most 5000, or nothing.", fault),
		one("events.fault.count", "Please write a number, or nothing.", fault),
		one("events.fault.reserved", "More places are kept for groups than there are.", fault),
		one("events.fault.closes", "Sign-up cannot close after the start.", fault),
		one("events.fault.group", "What everybody can come to is for no single group. Please choose again.", fault),
		one("events.fault.about", "Please write at most 400 characters.", fault),
		one("events.fault.words", "All words about it together are too long. Please write less.", fault),
		one("events.fault.teams", "Please write two numbers as in the example, at most 20, or nothing.", fault),
		one("events.fault.offer", "Please write one time as in the example, at most 7 days, or nothing.", fault),

		one("events.nobody", "Nobody has signed up yet.", team),
		one("events.seat.placed", "Have a place", seat),
		one("events.seat.offered", "Are offered a place", seat+"It is kept for them until they say yes or no."),
		one("events.seat.waiting", "Wait", seat),
		one("events.seat.silent", "Did not answer", seat+"They did not say whether they want a place."),
		one("events.line", "waits as number {count}", part),
		one("events.until", "until {when}", part+"{when} is a day and an hour: so long a place is kept for her."),
		one("events.needs", "{what}: {count}", team+"{what} is something that people need, such as “No stairs”, {count} how many need it."),
		one("events.terminal", "To see all, at a terminal: {command}", team+write),
		one("events.noteams", "{number} has no teams.", team+number),
		one("events.teams.is", "This is a proposal: it changes nothing, and nobody is told. Please say nobody’s reasons to others.", team+"Above a list of teams."),
		one("events.teams.other", "For another one: {command}", team+write+"For another proposal of teams."),
		one("events.team", "Team {count}: {people}", team+"{count} is the number of a team, {people} are numbers and names."),
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
		one("events.apart", "Not together: {people} – {why}", team+"{people} are two friends who named each other."),
		one("events.apart.women", "only one asked for a team of women", apart),
		one("events.apart.alone", "one wishes to work alone", apart),
		one("events.apart.language", "they speak no language in common", apart),
		one("events.apart.sizes", "no team has room for both", apart),
		one("events.apart.later", "no team has room for both", apart),
		one("events.link", "The link to it, for posters and messages: {link}", team+"{link} is an address on the internet."),
		one("events.qr", "For a QR code to print, at a terminal: {command}", team+write),
		one("events.nolink", "I cannot make the link now. At a terminal: {command}", team+write),
	}
}
