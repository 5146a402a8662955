package session

import (
	"embed"
	"strings"
	"time"

	"wecan/flows"
	"wecan/i18n"
)

//go:embed *.yaml ids.lock
var flowFiles embed.FS

// Capability is what cmd registers.
func Capability() flows.Capability {
	return flows.Capability{
		Name:    "session",
		Flows:   flowFiles,
		Dir:     "flows/session",
		Locked:  true,
		Words:   words(),
		Samples: samples(),
		Actions: actions(),
		Follows: flows.KindAgenda,
		Tells: map[string][]string{
			letterNews:    append(sessionGives(), "kind", "was", "was_place", "what"),
			letterChanges: {"rows", "n", "more"},
			letterAgenda:  {"rows", "n", "sessions"},
			letterAddress: {"address"},
		},
		Bind: func(_ *flows.Book, p *flows.Programme, _ *i18n.Catalog) map[flows.Kind]flows.Machine {
			return map[flows.Kind]flows.Machine{
				flows.KindSession: Session{Programme: p}, flows.KindCalendar: Calendar{}, flows.KindAgenda: Agenda{Programme: p},
			}
		},
	}
}

// sessionGives are the values about one session: see [book.given].
func sessionGives() []string {
	return []string{"session", "title", "phase", "when", "until", "details", "place", "map", "online", "answer", "seat", "line", "childcare"}
}

// The rows of lists, one session each.
const (
	rowOpen      i18n.Key = "session.row.open"
	rowComing    i18n.Key = "session.row.coming"
	rowWaiting   i18n.Key = "session.row.waiting"
	rowOff       i18n.Key = "session.row.off"
	rowChanged   i18n.Key = "session.row.changed"
	rowCancelled i18n.Key = "session.row.cancelled"
	rowElsewhere i18n.Key = "session.row.elsewhere"
	rowBack      i18n.Key = "session.row.back"
	rowMore      i18n.Key = "session.row.more"

	// Of the details of one.
	rowPlace        i18n.Key = "session.row.place"
	rowOnline       i18n.Key = "session.row.online"
	rowSpoken       i18n.Key = "session.row.spoken"
	rowInterpreters i18n.Key = "session.row.interpreters"
	rowChildcare    i18n.Key = "session.row.childcare"
	rowTravel       i18n.Key = "session.row.travel"
	rowTrainer      i18n.Key = "session.row.trainer"
	rowBring        i18n.Key = "session.row.bring"
)

// words are the texts that stand in no flow.
func words() []i18n.Source {
	const (
		ref   = "flows/session/capability.go"
		about = "A line about a session. "
		note  = "An entry of a list of sessions. {when} is a day and an hour, {title} and {place} are words of the team. "

		number = "{n} is its number in the list. "
	)
	return []i18n.Source{
		{Key: rowOpen, Text: "📅 {n}. {when}: {title}. {place}", Note: note + number, Ref: ref},
		{Key: rowComing, Text: "✅ {n}. {when}: {title}. {place}", Note: note + number + "She has said that she comes.", Ref: ref},
		{Key: rowWaiting, Text: "⏳ {n}. {when}: {title}. You are number {line} on the waiting list.", Note: note + number + "{line} is her number on the waiting list.", Ref: ref},
		{Key: rowOff, Text: "❌ {n}. {when}: {title}. You said that you cannot come.", Note: note + number, Ref: ref},
		{Key: rowChanged, Text: "🔁 {title}: not {was}, but {when}. {place}", Note: note + "{was} is the day and hour before.", Ref: ref},
		{Key: rowElsewhere, Text: "🔁 {title}, {when}. The new place: {place}", Note: note, Ref: ref},
		{Key: rowBack, Text: "✅ {title}, {when}: it takes place, though we had cancelled it. {place}", Note: note, Ref: ref},
		{Key: rowPlace, Text: "📍 {place}", Note: about + "{place} is an address.", Ref: ref},
		{Key: rowOnline, Text: "💻 Online: {link}", Note: about + "{link} is an address on the internet.", Ref: ref},
		{Key: rowSpoken, Text: "🗣 Languages: {languages}", Note: about + "Languages that are spoken there.", Ref: ref},
		{Key: rowInterpreters, Text: "🗣 Somebody translates into: {languages}", Note: about + "Languages into which somebody interprets what is said.", Ref: ref},
		{Key: rowChildcare, Text: "🧸 You can bring children. Somebody looks after them.", Note: about, Ref: ref},
		{Key: rowTravel, Text: "🚌 Travel: {travel}", Note: about + "Who pays the travel, in words of the team.", Ref: ref},
		{Key: rowTrainer, Text: "👤 With {trainer}", Note: about + "{trainer} is the name of whoever leads it.", Ref: ref},
		{Key: rowBring, Text: "🎒 Please bring: {bring}", Note: about + "{bring} are words of the team.", Ref: ref},
		{Key: rowCancelled, Text: "🚫 {title}, {was}: it does not take place.", Note: note + "{was} is a day and an hour.", Ref: ref},
		{Key: rowMore, Text: "And {n} more after that.", Note: "Below a list of sessions. {n} is a number from 1.", Ref: ref},
	}
}

const sampleFile = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

// samples are values as agendas tell them.
func samples() map[string][]string {
	at := time.Date(2027, 3, 2, 17, 0, 0, 0, time.UTC)
	plan := Plan{
		Title: "First meeting", Site: "roma", Start: at, Minutes: 90, Place: "Room 5, Via Roma 1", Online: "https://meet.example.org/abc",
		Languages: []i18n.Lang{"it", "en"}, Interpreters: []i18n.Lang{"ar"}, Childcare: true, Travel: "we pay your tickets", Trainer: "Lucia", Bring: "a pen",
	}
	when := flows.When(plan.Site, at)
	rows := func(keys ...i18n.Key) string {
		var out []flows.Phrase
		for _, key := range keys {
			out = append(out, flows.Phrase{Key: key, Args: map[string]string{"title": plan.Title, "when": when, "was": when, "place": plan.Place, "line": "2", "n": "1"}})
		}
		return flows.Lines(out...)
	}
	return map[string][]string{
		"when": {when}, "was": {when}, "until": {flows.At(plan.Site, plan.End())}, "details": {details(plan)},
		"rows":     {rows(rowOpen, rowComing, rowWaiting, rowOff, rowMore), rows(rowChanged, rowElsewhere, rowBack, rowCancelled)},
		"calendar": {sampleFile}, "address": {"", "https://bot.example.org" + FeedPath("agenda.0123456789abcdefghjkmnpqrs", strings.Repeat("7", feedLetters))},
		"map": {"https://map.example.org/1"}, "online": {"", plan.Online}, // a walk tries few combinations
		"more": {"", "3"}, "line": {"2"}, "n": {"2"}, "sessions": {"WE-4K7M-9Q2,WE-4K7M-9Q3"},
	}
}
