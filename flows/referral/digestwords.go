package referral

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

// The words of a morning digest, in the language of the team.
const (
	wordDigestAll    i18n.Key = "referral.digest.all"
	wordDigestColour i18n.Key = "referral.digest.colour"
	wordDigestLine   i18n.Key = "referral.digest.line"
	wordDigestOwner  i18n.Key = "referral.digest.owner"
	wordDigestNobody i18n.Key = "referral.digest.nobody"
	wordDigestTongue i18n.Key = "referral.digest.tongue"
	wordDigestMore   i18n.Key = "referral.digest.more"
)

// digestWords are the English texts.
func digestWords() []i18n.Source {
	const team = "Read by the team in the morning, in a channel of Mattermost. "
	out := []i18n.Source{
		{
			Key: wordDigestAll, Text: "☀️ {day}: {count} request waits for the team.", Plural: "☀️ {day}: {count} requests wait for the team.", Count: "count",
			Note: team + "The first line: {day} is the date of today, {count} a number.",
		},
		{Key: wordDigestColour, Text: "{colour}: {count}", Note: team + "{colour} is how urgent they are, such as “🔴 Red”, {count} how many."},
		{
			Key: wordDigestLine, Text: "{colour} {number} · {topic} · {tongue} · since {day}, {hour} · {who}",
			Note: team + "One request: {colour} is how urgent it is, {tongue} the language to talk in, {day} a date and {hour} an hour since when somebody waits. {who} is “nobody has it yet” or “Nadia has it”.",
		},
		{Key: wordDigestOwner, Text: "{navigator} has it", Note: team + "The end of a line: {navigator} is a first name of the team."},
		{Key: wordDigestNobody, Text: "nobody has it yet", Note: team + "The end of a line."},
		{Key: wordDigestTongue, Text: "another language", Note: team + "Part of a line: the language to talk in is none that we know by name."},
		{
			Key: wordDigestMore, Text: "… and {count} more request", Plural: "… and {count} more requests", Count: "count",
			Note: team + "The last line, when there are more than the list shows. {count} is a number.",
		},
	}
	for i := range out {
		out[i].Ref = "flows/referral/digestwords.go"
	}
	return out
}

func arg(name, value string) i18n.Arg { return i18n.Arg{Name: name, Value: value} }

// text is the whole post.
func (d *telling) text(m morning, q queue) string {
	r := d.m.words.reader(m.Site)
	all := 0
	var counts []string
	for _, c := range []Colour{Red, Amber, Green} {
		if n := q.Counts[c]; n > 0 {
			all += n
			counts = append(counts, r.Say(wordDigestColour, arg("colour", r.Say(wordColour(c))), arg("count", strconv.Itoa(n))))
		}
	}
	lines := []string{r.Say(wordDigestAll, arg("day", r.Heard(m.Day)), arg("count", strconv.Itoa(all))), strings.Join(counts, " · ")}
	for _, one := range q.First {
		lines = append(lines, one.line(r, m.Site))
	}
	if more := all - len(q.First); more > 0 {
		lines = append(lines, r.Say(wordDigestMore, arg("count", strconv.Itoa(more))))
	}
	return strings.Join(lines, "\n")
}

// line is one request; ⏰ stands before what waits too long.
func (o waits) line(r flows.Reader, site string) string {
	topic, tongue, who := unknown, cmp.Or(i18n.Endonym(o.Tongue), unknown), r.Say(wordDigestNobody)
	if o.Topic != "" {
		topic = r.Say(wordTopic(o.Topic))
	}
	if o.Tongue == anotherTongue {
		tongue = r.Say(wordDigestTongue)
	}
	if o.Owner != "" {
		who = r.Say(wordDigestOwner, arg("navigator", o.Owner))
	}
	zone := cmp.Or(r.Zone, time.UTC)
	words := r.Say(wordDigestLine,
		arg("colour", r.Say(wordColour(o.Colour))), arg("number", o.Reference), arg("topic", topic), arg("tongue", tongue),
		arg("day", i18n.Day(r.Lang, o.Since.In(zone))), arg("hour", r.Heard(flows.At(site, o.Since))), arg("who", who))
	if o.Late {
		return "⏰ " + words
	}
	return words
}

// unknown stands for what was not told yet: see [summary].
const unknown = "–"
