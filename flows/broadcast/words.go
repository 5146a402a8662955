package broadcast

import (
	"wecan/flows"
	"wecan/i18n"
)

// The words of the report at Mattermost, in the language of the team.
const (
	wordCounted   i18n.Key = "broadcast.state.counted"
	wordSecond    i18n.Key = "broadcast.state.second"
	wordScheduled i18n.Key = "broadcast.state.scheduled"
	wordDraft     i18n.Key = "broadcast.state.draft"
	wordCounting  i18n.Key = "broadcast.state.counting"
	wordRunning   i18n.Key = "broadcast.state.running"
	wordResting   i18n.Key = "broadcast.state.resting"
	wordPaused    i18n.Key = "broadcast.state.paused"
	wordDone      i18n.Key = "broadcast.state.done"
	wordCancelled i18n.Key = "broadcast.state.cancelled"
	wordCorrects  i18n.Key = "broadcast.state.correcting"
	wordDeletes   i18n.Key = "broadcast.state.deleting"
	wordDeleted   i18n.Key = "broadcast.state.deleted"
	wordPending   i18n.Key = "broadcast.state.pending"
	wordMended    i18n.Key = "broadcast.report.mended"
	wordProgress  i18n.Key = "broadcast.report.progress"
	wordEnds      i18n.Key = "broadcast.report.ends"
	wordLine      i18n.Key = "broadcast.report.line"
	wordWould     i18n.Key = "broadcast.report.would"
	wordSent      i18n.Key = "broadcast.report.sent"
	wordLater     i18n.Key = "broadcast.report.later"
	wordWakes     i18n.Key = "broadcast.report.wakes"
	wordWaits     i18n.Key = "broadcast.report.waits"
	wordNoWords   i18n.Key = "broadcast.report.nowords"
	wordWeek      i18n.Key = "broadcast.report.week"
	wordStopped   i18n.Key = "broadcast.report.stopped"
	wordBlocked   i18n.Key = "broadcast.report.blocked"
	wordRefused   i18n.Key = "broadcast.report.refused"
	wordUncertain i18n.Key = "broadcast.report.uncertain"
	wordOptedOut  i18n.Key = "broadcast.report.optedout"
	wordReplied   i18n.Key = "broadcast.report.replied"
	wordTapped    i18n.Key = "broadcast.report.tapped"
	wordApprove   i18n.Key = "broadcast.button.approve"
	wordRefuse    i18n.Key = "broadcast.button.refuse"
	wordUnplan    i18n.Key = "broadcast.button.draft"
	wordPause     i18n.Key = "broadcast.button.pause"
	wordResume    i18n.Key = "broadcast.button.resume"
	wordCancel    i18n.Key = "broadcast.button.cancel"
)

// The words of announcements that are written on Telegram.
const (
	wordSignUp  i18n.Key = "broadcast.phone.signup"
	wordPerson  i18n.Key = "broadcast.phone.person"
	wordForeign i18n.Key = "broadcast.phone.foreign"
	wordNoSuch  i18n.Key = "broadcast.phone.none"
	wordNoneYet i18n.Key = "broadcast.phone.first"
	wordNotNow  i18n.Key = "broadcast.phone.state"
	wordChanged i18n.Key = "broadcast.phone.changed"
	wordOld     i18n.Key = "broadcast.phone.count"
	wordFew     i18n.Key = "broadcast.phone.few"
	wordBy      i18n.Key = "broadcast.phone.by"
	wordUnread  i18n.Key = "broadcast.phone.words"
	wordNoEvent i18n.Key = "broadcast.phone.event"
	wordUnfit   i18n.Key = "broadcast.phone.plan"
	wordNoWhom  i18n.Key = "broadcast.phone.segment"
)

// Whom an announcement is for, as a phone shows it, a line each.
const (
	wordEverybody i18n.Key = "broadcast.for.everybody"
	wordAt        i18n.Key = "broadcast.for.site"
	wordEnrolled  i18n.Key = "broadcast.for.enrolled"
	wordGroup     i18n.Key = "broadcast.for.cohort"
	wordTrack     i18n.Key = "broadcast.for.track"
	wordPhase     i18n.Key = "broadcast.for.phase"
	wordReads     i18n.Key = "broadcast.for.languages"
	wordGuests    i18n.Key = "broadcast.for.event"
	wordTeam      i18n.Key = "broadcast.for.role"
	wordSilent    i18n.Key = "broadcast.for.unanswered"
	wordMore      i18n.Key = "broadcast.for.more"
	wordWeekly    i18n.Key = "broadcast.for.week"
)

// wordRole is what somebody does in the team.
func wordRole(r flows.Role) i18n.Key { return i18n.Key("broadcast.role." + string(r)) }

// wordWhy is why an order is not carried out, for a phone.
func wordWhy(why Why) i18n.Key {
	switch why {
	case WhyCount:
		return wordOld
	case WhyFew:
		return wordFew
	case WhyBy:
		return wordBy
	case WhyState, WhyLate, WhyOther, WhySame, WhyNobody, WhyCarried:
	}
	return wordNotNow
}

// wordFault is what does not fit in what a phone wrote.
func wordFault(part Part) i18n.Key {
	switch part { //nolint:exhaustive // of the others a phone writes nothing
	case PartWords:
		return wordUnread
	case PartButtons:
		return wordNoEvent
	case PartSegment:
		return wordNoWhom
	}
	return wordUnfit
}

// words are the English texts.
func words() []i18n.Source {
	const team = "Read by the team in a channel of Mattermost, in the report of an announcement to many people. "
	const line = team + "The beginning of a line: behind it stands how many people that are."
	const button = team + "A button, at most 30 characters."
	out := []i18n.Source{
		{Key: wordDraft, Text: "It is a draft again.", Note: team},
		{Key: wordCounting, Text: "The count is under way: who would get it?", Note: team},
		{Key: wordCounted, Text: "It waits for approval.", Note: team},
		{Key: wordSecond, Text: "It waits for approval by another person.", Note: team + "One person of the team has approved it, two must."},
		{Key: wordScheduled, Text: "Approved. It begins: {moment}", Note: team + "{moment} is a date with an hour."},
		{Key: wordRunning, Text: "People get it now.", Note: team},
		{Key: wordResting, Text: "It goes on: {moment}", Note: team + "It is night where people are who have not got it yet. {moment} is a date with an hour."},
		{Key: wordPaused, Text: "Paused. Nobody gets it now.", Note: team},
		{Key: wordDone, Text: "Done.", Note: team},
		{Key: wordCancelled, Text: "Cancelled. Nobody else gets it.", Note: team},
		{Key: wordCorrects, Text: "The new words take the place of the old ones.", Note: team + "In the chats of those who have it."},
		{Key: wordDeletes, Text: "The bot deletes it from people's chats.", Note: team},
		{Key: wordDeleted, Text: "Taken back, as far as Telegram allows.", Note: team + "It was deleted from people's chats; Telegram deletes only messages of the last two days."},
		{Key: wordPending, Text: "New words wait for approval by another person.", Note: team},
		{Key: wordMended, Text: "Changed in people's chats", Note: line},
		{Key: wordProgress, Text: "{bar} {percent} %", Note: team + "How far it is: {bar} is a bar such as ▓▓▓░░, {percent} a number up to 100."},
		{Key: wordEnds, Text: "Done at about {hour}", Note: team + "{hour} is an hour."},
		{Key: wordLine, Text: "{what}: {count}", Note: team + "One line: {what} is the beginning, {count} how many people; languages may stand behind it."},
		{Key: wordWould, Text: "Would get it now", Note: line},
		{Key: wordSent, Text: "Sent", Note: line + " Not “delivered” and not “read”: nobody knows that."},
		{Key: wordLater, Text: "Later, after the night", Note: line},
		{Key: wordWakes, Text: "After the night: from {moment}", Note: team + "Also on Telegram, to a coordinator. {moment} is a date with an hour: people who sleep now get it then."},
		{Key: wordWaits, Text: "Waiting for a translation", Note: line},
		{Key: wordNoWords, Text: "No translation", Note: line + " They do not get it: there are no words in their language."},
		{Key: wordWeek, Text: "Enough this week", Note: line + " They had as many announcements as people get within seven days."},
		{Key: wordStopped, Text: "They want no announcements", Note: line + " They do not get it."},
		{Key: wordBlocked, Text: "They blocked the bot", Note: line},
		{Key: wordRefused, Text: "Telegram refused it", Note: line},
		{Key: wordUncertain, Text: "Perhaps sent", Note: line + " Nobody knows whether these messages were sent: the service stopped in the middle."},
		{Key: wordOptedOut, Text: "They said stop after it", Note: line + " They want no more announcements, and said so by the button below it."},
		{Key: wordReplied, Text: "They wrote back", Note: line},
		{Key: wordTapped, Text: "They tapped a button", Note: line},
		{Key: wordApprove, Text: "Approve", Note: button},
		{Key: wordRefuse, Text: "Refuse", Note: button},
		{Key: wordUnplan, Text: "Back to draft", Note: button + " It has its approval and begins later: the approval is taken back."},
		{Key: wordPause, Text: "Pause", Note: button},
		{Key: wordResume, Text: "Go on", Note: button},
		{Key: wordCancel, Text: "Cancel it", Note: button},
	}
	const reason = "Why something is not possible with an announcement. To a coordinator on Telegram, plain, to one person."
	const below = "A button below an announcement to many people, at most 30 characters."
	out = append(out, []i18n.Source{
		{Key: wordSignUp, Text: "Sign up", Note: below},
		{Key: wordPerson, Text: "Talk to a person", Note: below},
		{Key: wordForeign, Text: "Not in their language", Note: "Read by a coordinator on Telegram, before an announcement is sent. The beginning of a line: behind it stands how many people would get it in another language than theirs."},
		{Key: wordNoSuch, Text: "At your site there is no announcement with this number.", Note: reason},
		{Key: wordNoneYet, Text: "You have not written an announcement yet.", Note: reason},
		{Key: wordNotNow, Text: "This does not fit how the announcement stands now.", Note: reason},
		{Key: wordChanged, Text: "Something has changed since you saw it. Please look at it again.", Note: reason},
		{Key: wordOld, Text: "The count is older than a day. Please count again.", Note: reason},
		{Key: wordFew, Text: "It is for fewer than ten people. Please write to them one by one.", Note: reason},
		{Key: wordBy, Text: "You have approved it already. It needs another person.", Note: reason},
		{Key: wordUnread, Text: "The language or the words are wrong. Words in braces must be the same in all languages.", Note: reason},
		{Key: wordNoEvent, Text: "This is not the number of an event.", Note: reason},
		{Key: wordUnfit, Text: "Something in it does not fit. Please write it again.", Note: reason},
		{Key: wordNoWhom, Text: "One of the languages or numbers that you wrote is wrong.", Note: reason},
	}...)
	const who = "Read by a coordinator on Telegram. A line that says whom an announcement to many people is for. "
	out = append(out, []i18n.Source{
		{Key: wordEverybody, Text: "For: everybody", Note: who},
		{Key: wordAt, Text: "For people at: {what}", Note: who + "{what} is the name of a place."},
		{Key: wordEnrolled, Text: "Only people in a course", Note: who},
		{Key: wordGroup, Text: "Group: {what}", Note: who + "{what} is the name of a group of people who began together."},
		{Key: wordTrack, Text: "Way in the course: {what}", Note: who + "{what} is the name of a way through the course."},
		{Key: wordPhase, Text: "Now in: {what}", Note: who + "{what} is a phase of the course."},
		{Key: wordReads, Text: "Language: {what}", Note: who + "{what} are names of languages: it is for people who read one of them."},
		{Key: wordGuests, Text: "With a place at event {what}, or waiting for one", Note: who + "{what} is a number such as WE-4K7M-9Q2."},
		{Key: wordTeam, Text: "In the team: {what}", Note: who + "{what} is what people do in the team, such as “Navigators”."},
		{Key: wordSilent, Text: "Did not answer announcement {what}", Note: who + "{what} is a number such as WE-4K7M-9Q2."},
		{Key: wordMore, Text: "And {count} more of these", Note: who + "{count} is a number: as many names did not fit above."},
		{Key: wordWeekly, Text: "For people who want the events of the week", Note: who},
	}...)
	const role = "What somebody does in the team, of several people: the end of a line such as “In the team: Navigators”."
	for _, one := range []struct {
		role flows.Role
		text string
	}{
		{flows.RoleNavigator, "Navigators"},
		{flows.RoleLead, "Safeguarding leads"},
		{flows.RoleDeputy, "Safeguarding deputies"},
		{flows.RoleCoordinator, "Coordinators"},
	} {
		out = append(out, i18n.Source{Key: wordRole(one.role), Text: one.text, Note: role})
	}
	for i := range out {
		out[i].Ref = "flows/broadcast/words.go"
	}
	return out
}
