package flows

import (
	"maps"
	"slices"
	"strings"
)

// prompt is what all questions of flow authors have.
type prompt struct {
	common
	text     *text
	why      *text
	again    *text // asks again, in other words
	label    *text // the answer's name in a review
	optional bool
	next     exit
}

// askers are the kinds of questions, by what stands after `ask:`.
func askers() map[string]func(l *flowReader, p prompt, f *fields) step {
	return map[string]func(l *flowReader, p prompt, f *fields) step{
		"text":     readAskText,
		"choice":   readAskChoice,
		"choices":  readAskMany,
		"yesno":    readAskYesNo,
		"number":   readAskNumber,
		"date":     readAskDate,
		"contact":  readAskContact,
		"location": readAskPlace,
		"photo":    readAskFile,
		"document": readAskFile,
		"voice":    readAskFile,
		"language": readAskLanguage,
		"menu":     readAskMenu, // the engine's own, as the next one
		"profile":  readAskProfile,
	}
}

// readAsk reads a step with `ask:`, whose value tells which kind of answer.
func readAsk(l *flowReader, c common, f *fields) step {
	ask := f.get("ask")
	kind := ask.text()
	p := prompt{common: c}
	p.kind = "ask." + kind
	p.private = f.get("private").boolean()
	p.optional = f.get("optional").boolean()
	p.careful = f.get("careful").boolean()
	p.text = l.text(&p.common, "text", f.need("text"))
	p.why = l.text(&p.common, "why", f.get("why"))
	p.again = l.text(&p.common, "again", f.get("again"))
	p.label = l.label(&p.common, "label", f.get("label"))
	p.next = l.exit(f.get("next"))
	read := askers()[kind]
	own := kind == "menu" || kind == "profile"
	if read == nil || own && !isBuiltin(l.flow.id) {
		kinds := slices.Sorted(maps.Keys(askers()))
		kinds = slices.DeleteFunc(kinds, func(s string) bool { return s == "menu" || s == "profile" })
		ask.fail("%q is no kind of question; there are: %s", kind, strings.Join(kinds, ", "))
		return nil
	}
	return read(l, p, f)
}

func (p *prompt) asked() *prompt { return p }
func (p *prompt) texts() []*text { return presentTexts(p.text, p.why, p.again, p.label) }
func (p *prompt) exits() []exit  { return []exit{p.next} }

func (p *prompt) route(*talk, string) move { return next(p.next.to) }

// needNext reports a question that leads nowhere.
func (p *prompt) needNext(f *fields) {
	if p.next.to == "" {
		f.fail("the field \"next\" is missing")
	}
}

func (p *prompt) readSave(f *fields) {
	v := f.need("save")
	p.save = v.text()
	v.checkField(p.save)
}

// refuse asks again, in the author's words where there are any.
func (p *prompt) refuse(k *talk, otherwise string) verdict {
	if p.again != nil {
		return verdict{again: k.render(p.flow, p.again)}
	}
	return verdict{again: otherwise}
}

// enterAsk asks. When an answer is changed at the review, the questions that
// were asked before are passed with the answers they have.
func (k *talk) enterAsk(s asker) (move, error) {
	f := k.top()
	name := s.base().save
	if c := f.Change; c != nil && c.Step != s.base().id {
		if a, ok := k.p.Fields[name]; ok && name != "" && slices.Contains(c.Was, s.base().id) {
			f.Trail = append(f.Trail, s.base().id)
			return s.route(k, a.Value), nil
		}
		c.Fresh = true
	}
	k.ask(s)
	return move{stay: true}, nil
}

// fieldLimit bounds the names of fields; they are kept with every answer.
const fieldLimit = 24

// Fields of the engine.
const (
	fieldLink     = "link"      // the payload of the deep link that the person came by
	fieldLanguage = "language"  // handed to actions and conditions, not kept as a field
	fieldToday    = "today"     // for conditions: the day at her site
	fieldAnswered = "answered"  // for conditions: the names of the fields that have an answer
	fieldTeamSite = "team_site" // the site of the team that she belongs to
	fieldSite     = "site"      // which of the programme's sites she chose; the engine reads it

	fieldLinkSite   = "link_site"   // the site of a deep link of ours
	fieldLinkCohort = "link_cohort" // and its cohort
	fieldLinkCode   = "link_code"   // the code of an invitation
	fieldLinkAbout  = "link_about"  // what the link is about: see [LinkAbout]
)

// linkFields are the fields that a deep link fills.
func linkFields() []string {
	return []string{fieldLink, fieldLinkSite, fieldLinkCohort, fieldLinkCode, fieldLinkAbout}
}

// checkField says what is wrong with the name of a field.
func (v value) checkField(s string) {
	switch {
	case s == "":
	case slices.Contains(linkFields(), s), s == fieldLanguage, s == fieldToday, s == fieldAnswered, s == factFunder, s == factNewsOff, s == factWeeklyOn:
		v.fail("the field %q belongs to the engine", s)
	case slices.Contains(programmeArgs(), s):
		v.fail("{%s} is filled from the programme file; choose another name for the field", s)
	case !isField(s) || len(s) > fieldLimit:
		v.fail("%q is no name of a field: begin with a small letter, go on with a-z, 0-9 and _, at most %d in all", s, fieldLimit)
	}
}

// isField allows what is a name in a condition too.
func isField(s string) bool { return isID(s) && !strings.Contains(s, "-") }
