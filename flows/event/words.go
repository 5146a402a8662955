package event

import "wecan/i18n"

// The rows of the list, one event each.
const (
	rowOpen    i18n.Key = "event.row.open"
	rowPlaced  i18n.Key = "event.row.placed"
	rowWaiting i18n.Key = "event.row.waiting"
	rowOffered i18n.Key = "event.row.offered"
	rowMore    i18n.Key = "event.row.more"

	// Of the details of one.
	rowPlace        i18n.Key = "event.row.place"
	rowOnline       i18n.Key = "event.row.online"
	rowSpoken       i18n.Key = "event.row.spoken"
	rowInterpreters i18n.Key = "event.row.interpreters"
	rowCost         i18n.Key = "event.row.cost"
	rowTeams        i18n.Key = "event.row.teams"
	rowWomenTeams   i18n.Key = "event.row.women_teams"
	rowChildcare    i18n.Key = "event.row.childcare"
	rowPrayer       i18n.Key = "event.row.prayer"
	rowNoAlcohol    i18n.Key = "event.row.no_alcohol"
	rowLastBus      i18n.Key = "event.row.last_bus"
	rowContact      i18n.Key = "event.row.contact"
	rowBring        i18n.Key = "event.row.bring"
	rowPhotos       i18n.Key = "event.row.photos"
	rowIdeas        i18n.Key = "event.row.ideas"
	rowRules        i18n.Key = "event.row.rules"

	rowSlot i18n.Key = "event.row.slot" // of the programme
	// Of what was handed in.
	rowWork   i18n.Key = "event.row.work"
	rowChosen i18n.Key = "event.row.chosen"
	rowPrize  i18n.Key = "event.row.prize"
	// Of a team.
	rowMate   i18n.Key = "event.team.mate"
	rowMateNo i18n.Key = "event.team.mate_no"

	rowBesides  i18n.Key = "event.team.besides"
	rowTogether i18n.Key = "event.team.together"

	// Lines of its chat, behind the name of somebody.
	wordMateNew   i18n.Key = "event.team.new"
	wordMateGone  i18n.Key = "event.team.gone"
	wordTeamNight i18n.Key = "event.team.night"
)

// words are the texts that stand in no flow.
func words() []i18n.Source {
	const (
		ref   = "flows/event/words.go"
		about = "A line about an event. "
		note  = "An entry of a list of events. {n} is its number in the list, {when} a day and an hour, {title} and {place} are words of the team. "
		team  = "words of the team."
		work  = "An entry of a list of what people have made at an event. {work} is its title, in the words of those who made it. "
	)
	return []i18n.Source{
		{Key: rowOpen, Text: "📅 {n}. {when}: {title}. {place}", Note: note + "She can sign up.", Ref: ref},
		{Key: rowPlaced, Text: "✅ {n}. {when}: {title}. {place}", Note: note + "She has a place.", Ref: ref},
		{Key: rowWaiting, Text: "⏳ {n}. {when}: {title}. You are number {line} on the waiting list.", Note: note + "{line} is her number on the waiting list.", Ref: ref},
		{Key: rowOffered, Text: "📨 {n}. {when}: {title}. We keep a place for you until {hours}.", Note: note + "{hours} is a day and an hour: until then she can say yes.", Ref: ref},
		{Key: rowMore, Text: "And {n} more after that.", Note: "Below a list of events. {n} is a number from 1.", Ref: ref},
		{Key: rowPlace, Text: "📍 {place}", Note: about + "{place} is an address.", Ref: ref},
		{Key: rowOnline, Text: "💻 Online: {link}", Note: about + "{link} is an address on the internet.", Ref: ref},
		{Key: rowSpoken, Text: "🗣 Languages: {languages}", Note: about + "Languages that are spoken there.", Ref: ref},
		{Key: rowInterpreters, Text: "🗣 Somebody translates into: {languages}", Note: about + "Languages into which somebody interprets what is said.", Ref: ref},
		{Key: rowCost, Text: "💶 Cost: {cost}", Note: about + "What it costs, in " + team, Ref: ref},
		{Key: rowTeams, Text: "👥 People work in teams of {least} to {most}.", Note: about + "Two numbers of people.", Ref: ref},
		{Key: rowWomenTeams, Text: "👭 A team of women only is possible.", Note: about, Ref: ref},
		{Key: rowChildcare, Text: "🧸 You can bring children. Somebody looks after them.", Note: about, Ref: ref},
		{Key: rowPrayer, Text: "🕊 There is a quiet room, also to pray.", Note: about, Ref: ref},
		{Key: rowNoAlcohol, Text: "🥤 There is no alcohol.", Note: about, Ref: ref},
		{Key: rowLastBus, Text: "🚌 The way home: {bus}", Note: about + "When the last bus leaves, in " + team, Ref: ref},
		{Key: rowContact, Text: "👤 To turn to: {contact}", Note: about + "The name of whoever helps there.", Ref: ref},
		{Key: rowBring, Text: "🎒 Please bring: {bring}", Note: about + "In " + team, Ref: ref},
		{Key: rowPhotos, Text: "📷 Photos: {photos}", Note: about + "Whether photos are taken and for what, in " + team, Ref: ref},
		{Key: rowIdeas, Text: "💡 Your ideas: {ideas}", Note: about + "To whom ideas belong, in " + team, Ref: ref},
		{Key: rowSlot, Text: "🕘 {hour}: {words}", Note: "A line of the programme of an event. {hour} is an hour, or a day and an hour, {words} are " + team, Ref: ref},
		{Key: rowWork, Text: "💡 {n}. {work}", Note: work + "{n} is the number of its button.", Ref: ref},
		{Key: rowChosen, Text: "✅ {n}. {work} (your vote)", Note: work + "{n} is the number of its button. She votes for this one.", Ref: ref},
		{Key: rowPrize, Text: "🏆 {place}. {work} – votes: {votes}", Note: work + "{place} is its place, as 1, {votes} a number.", Ref: ref},
		{Key: rowMate, Text: "👤 {name}", Note: "Somebody in a team, in a list. {name} is what she wants to be called.", Ref: ref},
		{Key: rowMateNo, Text: "👤 Member {n}", Note: "Somebody in a team whose name is not shown, in a list. {n} is a number from 1.", Ref: ref},
		{Key: rowBesides, Text: "👥 Besides you: {n}", Note: "How many others are in her team. {n} is a number from 1.", Ref: ref},
		{Key: rowTogether, Text: "🤝 What people in your team can do:", Note: "Below it stand some words, one in a line.", Ref: ref},
		{Key: wordMateNew, Text: "👋 New in the team.", Note: "Stands behind a name: who it is. No form for a man or a woman.", Ref: ref},
		{Key: wordMateGone, Text: "👋 Not in the team any more.", Note: "Stands behind a name: who it is. No form for a man or a woman.", Ref: ref},
		{Key: wordTeamNight, Text: "🌙 It is night. The others get this in the morning.", Note: "To somebody who wrote to her team by night. It stands behind the name of the team.", Ref: ref},
		{Key: rowRules, Text: "🤝 Rules: {rules}", Note: about + "Rules of how people treat each other, in " + team, Ref: ref},
	}
}
