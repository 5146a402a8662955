package main

import (
	"wecan/flows/event"
	"wecan/i18n"
)

// neighbour is somebody who lives in the town of the demo.
type neighbour struct {
	name string
	lang i18n.Lang
}

// townsfolk are all of them, in the order in which they come. The names are invented.
func townsfolk() []neighbour {
	in := func(lang i18n.Lang, names ...string) (out []neighbour) {
		for _, name := range names {
			out = append(out, neighbour{name, lang})
		}
		return out
	}
	groups := [][]neighbour{
		in("ar", "أمل", "يوسف", "ليلى", "سامر", "هدى", "كريم", "نور", "رنا", "فارس", "سلمى", "زياد", "منى", "طارق", "دينا"),
		in("uk", "Оксана", "Тарас", "Марина", "Богдан", "Ірина", "Данило", "Софія", "Андрій", "Леся", "Роман"),
		in("en", "Grace", "Samuel", "Abena", "Daniel", "Hanna", "Yonas", "Miriam", "Joseph"),
		in("es", "Lucía", "Mateo", "Valentina", "Andrés", "Camila", "Diego", "Paula", "Javier"),
	}
	var out []neighbour
	for i := 0; len(groups) > 0; i++ { // one of each language after the other
		at := i % len(groups)
		out, groups[at] = append(out, groups[at][0]), groups[at][1:]
		if len(groups[at]) == 0 {
			groups = append(groups[:at:at], groups[at+1:]...)
		}
	}
	return out
}

// townWords are what the hackathon is about, as its planners would write it.
func townWords() []event.Words {
	return []event.Words{
		{Lang: "en", Title: "A day for our town", About: "We look for small ideas that make life in our town easier. You can bring an idea, or join others."},
		{Lang: "ar", Title: "يوم لبلدتنا", About: "نبحث عن أفكار صغيرة تجعل الحياة في بلدتنا أسهل. يمكنك أن تأتي بفكرة، أو أن تنضم إلى آخرين."},
		{Lang: "es", Title: "Un día para nuestro pueblo", About: "Buscamos ideas pequeñas para vivir mejor en nuestro pueblo. Puedes traer una idea o unirte a otras personas."},
		{Lang: "uk", Title: "День для нашого містечка", About: "Шукаємо маленькі ідеї, з якими жити в нашому містечку стане легше. Можна мати свою ідею або приєднатися до інших."},
	}
}

// townSchedule is the programme of the day.
func townSchedule() []event.Slot {
	slot := func(minutes int, en, ar, es, uk string) event.Slot {
		return event.Slot{After: minutes, Words: []event.Words{{Lang: "en", Title: en}, {Lang: "ar", Title: ar}, {Lang: "es", Title: es}, {Lang: "uk", Title: uk}}}
	}
	return []event.Slot{
		slot(0, "Welcome, with breakfast", "الترحيب والفطور", "Bienvenida, con desayuno", "Вітання та сніданок"),
		slot(60, "Work in teams", "العمل في فرق", "Trabajo en equipos", "Робота в командах"),
		slot(300, "Everybody shows what they made", "كل فريق يعرض عمله", "Cada equipo muestra su trabajo", "Кожна команда показує свою роботу"),
		slot(390, "The result, and music", "النتيجة والموسيقى", "El resultado, y música", "Результат і музика"),
	}
}

// answers are what she answers to a question: options that she taps, and words, after "=",
// that she types. None: she does not answer it.
func (p *townsman) answers(question string) []string {
	switch question {
	case "event.page":
		return []string{"sign"}
	case "signup.notice":
		return []string{"begin"}
	case "signup.name":
		return []string{"=" + p.name}
	case "signup.prepare":
		return []string{p.yes(question, 8)}
	case "signup.needs":
		return []string{"+food", ".done"}
	case "signup.words", "signup.friend":
		return []string{".skip"}
	case "signup.skills":
		return p.skills()
	case "signup.role":
		if p.hasIdea() {
			return []string{"idea"}
		}
		return []string{"join"}
	case "signup.idea":
		return []string{"=" + p.idea()}
	case "signup.langs":
		return p.speaks()
	case "signup.among", "signup.women":
		return []string{p.yes("women", 3)}
	case "signup.parents":
		return []string{"no"}
	case "signup.children":
		if p.draw(question, 6) == 0 {
			return []string{"one"}
		}
		return []string{"none"}
	case "signup.check":
		return []string{".submit"}
	}
	return p.answersLater(question)
}

// answersLater are what she answers when she has signed up: to an offer, and to news.
func (p *townsman) answersLater(question string) []string {
	switch question {
	case "event_news.offer":
		if p.draw(question, 4) == 0 {
			return []string{"decline"}
		}
		return []string{"take"}
	case "event_news.given", "event_news.moved", "event_news.ends", "event_news.elsewhere", "event_news.all_new", "event_news.back":
		return []string{"come"}
	case "event_news.remind":
		if p.draw(question, 10) == 0 { // something has come between: somebody else can have the place
			return []string{"off"}
		}
		return []string{"come"}
	case "event_news.queued", "event_news.news":
		return []string{"wait"}
	}
	return p.answersThere(question)
}

// answersThere are what she answers in her team, and on the day.
func (p *townsman) answersThere(question string) []string {
	switch question {
	case "event_team.shows":
		return []string{p.yes(question, 1)}
	case "event_day.rate":
		return []string{"good"}
	case "event_day.said":
		return []string{".skip"}
	case "event_day.there":
		return []string{"here"}
	case "event_day.number":
		if p.asks = p.wantsMentor(); p.asks {
			return []string{"=" + p.door(), "=/events"}
		}
		return []string{"=" + p.door()}
	case "event_list.pick", "event.hers", "event_day.what", "event_day.about":
		return p.asksMentor(question)
	case "event_deadline.ahead":
		return []string{"hand"}
	case "event_submit.alone", "event_submit.together":
		return []string{"begin"}
	case "event_submit.before", "event_submit.before_by":
		return []string{"later"}
	case "event_submit.name":
		return []string{"=" + p.idea()}
	case "event_submit.words":
		return []string{"=" + p.story()}
	case "event_submit.file":
		return []string{".skip"}
	case "event_submit.check":
		return []string{".submit"}
	case "event_poll.now":
		return []string{"look"}
	case "event_ideas.pick":
		return p.picks()
	case "event_idea.page":
		return []string{"vote"}
	case "event_idea.mine":
		return []string{"back"}
	}
	return nil
}

// asksMentor is her way to a mentor, once she is there: what she wants to know goes to those of
// the team who take such requests. On any other way she is led by whoever has her phone.
func (p *townsman) asksMentor(question string) []string {
	switch {
	case !p.asks:
		return nil
	case question == "event_list.pick":
		return []string{"one"}
	case question == "event.hers":
		return []string{"more"}
	case question == "event_day.what":
		return []string{"mentor"}
	}
	p.asks = false
	return []string{"=" + p.question()}
}

// wantsMentor is so for a few.
func (p *townsman) wantsMentor() bool { return p.draw("mentor", 9) == 0 }

// question is what she asks a mentor.
func (p *townsman) question() string {
	return map[i18n.Lang]string{
		"ar": "كيف نجد أشخاصًا يجربون فكرتنا؟",
		"uk": "Як знайти людей, які спробують нашу ідею?",
		"en": "How do we find people who try our idea?",
		"es": "¿Cómo encontramos a personas que prueben nuestra idea?",
	}[p.lang]
}

// looksMost is how often she looks for a work that is not her own.
const looksMost = 6

// picks are some numbers of a list, in an order of her own: she taps the first that there is.
func (p *townsman) picks() []string {
	all := []string{"one", "two", "three", "four", "five", "six", "seven", "eight"}
	if p.looked++; p.looked > looksMost {
		return nil
	}
	at := (p.draw("picks", len(all)) + p.looked) % len(all)
	return append(all[at:], all[:at]...)
}

// yes is yes for one in so many.
func (p *townsman) yes(question string, of int) string {
	if p.draw(question, of) == 0 {
		return "yes"
	}
	return "no"
}

func (p *townsman) hasIdea() bool { return p.draw("idea", 4) == 0 }

// skills are two or three.
func (p *townsman) skills() []string {
	all := []string{"+craft", "+care", "+cook", "+computer", "+design", "+money", "+talk", "+organise"}
	at := p.draw("skills", len(all))
	out := []string{all[at], all[(at+3)%len(all)]}
	if p.draw("skilled", 3) == 0 {
		out = append(out, all[(at+5)%len(all)])
	}
	return append(out, ".done")
}

// speaks are her own language, and for most some English or German too.
func (p *townsman) speaks() []string {
	out := []string{"+" + string(p.lang)}
	if p.lang != "en" && p.draw("english", 3) > 0 {
		out = append(out, "+en")
	}
	if p.draw("german", 3) == 0 {
		out = append(out, "+de")
	}
	return append(out, ".done")
}

// story is what her idea is about.
func (p *townsman) story() string {
	return map[i18n.Lang]string{
		"ar": "نلتقي مرة في الأسبوع. كل شخص يأتي بما يعرفه، ونتعلم بعضنا من بعض.",
		"uk": "Ми зустрічаємося раз на тиждень. Кожен ділиться тим, що вміє, і ми вчимося одне в одного.",
		"en": "We meet once a week. Everybody brings what they can do, and we learn from each other.",
		"es": "Nos vemos una vez a la semana. Cada persona trae lo que sabe hacer y aprendemos unas de otras.",
	}[p.lang]
}

// idea is one in her language.
func (p *townsman) idea() string {
	ideas := map[i18n.Lang][]string{
		"ar": {"مطبخ مشترك للجيران", "حديقة صغيرة خلف المدرسة", "من يصلح الدراجات معًا"},
		"uk": {"Спільна майстерня у дворі", "Мовні прогулянки парком", "Бібліотека речей для сусідів"},
		"en": {"A shelf of tools for everybody", "Neighbours who read letters together", "A walk for mothers on Sunday"},
		"es": {"Un huerto para el barrio", "Cocinar juntos una vez al mes", "Un taller para arreglar ropa"},
	}[p.lang]
	return ideas[p.draw("which", len(ideas))]
}
