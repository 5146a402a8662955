package session

import (
	"embed"

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
		Actions: actions(),
		Follows: true,
		Tells: map[string][]string{
			letterNews:    append(sessionGives(), "kind", "was", "was_place", "what"),
			letterChanges: {"rows", "n", "more"},
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
	rowOpen      = "session.row.open"
	rowComing    = "session.row.coming"
	rowWaiting   = "session.row.waiting"
	rowOff       = "session.row.off"
	rowChanged   = "session.row.changed"
	rowCancelled = "session.row.cancelled"

	// Of the details of one.
	rowPlace        = "session.row.place"
	rowOnline       = "session.row.online"
	rowSpoken       = "session.row.spoken"
	rowInterpreters = "session.row.interpreters"
	rowChildcare    = "session.row.childcare"
	rowTravel       = "session.row.travel"
	rowTrainer      = "session.row.trainer"
	rowBring        = "session.row.bring"
)

// words are the texts that stand in no flow.
func words() []i18n.Source {
	const (
		ref   = "flows/session/capability.go"
		about = "A line about a session. "
		note  = "An entry of a list of sessions. {when} is a day and an hour, {title} and {place} are words of the team. "
	)
	return []i18n.Source{
		{Key: rowOpen, Text: "📅 {when}: {title}. {place}", Note: note, Ref: ref},
		{Key: rowComing, Text: "✅ {when}: {title}. {place}", Note: note + "She has said that she comes.", Ref: ref},
		{Key: rowWaiting, Text: "⏳ {when}: {title}. You are number {line} on the waiting list.", Note: note + "{line} is a number.", Ref: ref},
		{Key: rowOff, Text: "❌ {when}: {title}. You have said that you cannot come.", Note: note, Ref: ref},
		{Key: rowChanged, Text: "🔁 {title}: not {was}, but {when}. {place}", Note: note + "{was} is the day and hour before.", Ref: ref},
		{Key: rowPlace, Text: "📍 {place}", Note: about + "{place} is an address.", Ref: ref},
		{Key: rowOnline, Text: "💻 Online: {link}", Note: about + "{link} is an address on the internet.", Ref: ref},
		{Key: rowSpoken, Text: "🗣 Languages: {languages}", Note: about + "Languages that are spoken there.", Ref: ref},
		{Key: rowInterpreters, Text: "🗣 Interpreters: {languages}", Note: about + "Languages into which somebody interprets.", Ref: ref},
		{Key: rowChildcare, Text: "🧸 Somebody looks after children.", Note: about, Ref: ref},
		{Key: rowTravel, Text: "🚌 Travel: {travel}", Note: about + "Who pays the travel, in words of the team.", Ref: ref},
		{Key: rowTrainer, Text: "👤 With {trainer}", Note: about + "{trainer} is the name of whoever leads it.", Ref: ref},
		{Key: rowBring, Text: "🎒 Please bring: {bring}", Note: about + "{bring} are words of the team.", Ref: ref},
		{Key: rowCancelled, Text: "🚫 {title}, {was}: it does not take place.", Note: note + "{was} is a day and an hour.", Ref: ref},
	}
}
