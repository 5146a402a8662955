package flows

// prompt is what all questions have.
type prompt struct {
	common
	text  *text
	again *text // asks again, in other words
	label *text // the answer's name in a review
	next  exit
}

// readAsk reads a step with `ask:`, whose value tells which kind of answer.
func readAsk(l *flowReader, c common, f *fields) step {
	ask := f.get("ask")
	p := prompt{common: c}
	p.private = f.get("private").boolean()
	p.text = l.text(&p.common, "text", f.need("text"))
	p.why = l.text(&p.common, "why", f.get("why"))
	p.again = l.text(&p.common, "again", f.get("again"))
	p.label = l.label(&p.common, "label", f.get("label"))
	p.next = l.exit(f.get("next"))
	switch kind := ask.text(); kind {
	case "text":
		return readAskText(l, p, f)
	case "choice":
		return readAskChoice(l, p, f)
	case "language":
		return readAskLanguage(l, p, f)
	default:
		ask.fail("%q is no kind of question; there are: text, choice, language", kind)
	}
	return nil
}

func (p *prompt) texts() []*text { return presentTexts(p.text, p.why, p.again, p.label) }
func (p *prompt) exits() []exit  { return []exit{p.next} }

// needNext reports a question that leads nowhere.
func (p *prompt) needNext(f *fields) {
	if p.next.to == "" {
		f.fail("the field \"next\" is missing")
	}
}

func (p *prompt) readSave(f *fields) {
	v := f.need("save")
	p.save = v.id(fieldLimit)
	if p.save == fieldLink || p.save == fieldLanguage {
		v.fail("the field %q belongs to the engine", p.save)
	}
}

// fieldLimit bounds the names of fields; they are kept with every answer.
const fieldLimit = 24

// Fields of the engine.
const (
	fieldLink     = "link"     // the payload of the deep link that the person came by
	fieldLanguage = "language" // handed to actions, not kept as a field
)
