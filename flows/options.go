package flows

import (
	"slices"

	"wecan/i18n"
)

// options are what a question lets choose from: written in the flow, or a list
// of the programme file.
//
//	options:
//	  begin: {label: "✅ Yes", go: name}
//	  later: {label: "No", go: declined, if: age >= 18}
//
// An option's value is its label, or a label with the step it leads to, the
// condition under which it is shown, and whether it means yes or no, so that
// these words answer it too. With `options: sites` they are the sites
// of the programme file, with another word one of its lists.
type options struct {
	written []choice
	list    string // of the programme file, "" for written ones
	at      place
}

type choice struct {
	id    string
	means string // yes or no: what answers it too, in any language
	label *text
	to    exit
	when  *condition
}

func (o *options) read(l *flowReader, c *common, v value, branches bool) {
	o.at = v.at
	if !v.exists() {
		return
	}
	if word, ok := scalarText(v.node); ok {
		v.checkID(word, optionIDLimit)
		o.list = word
		return
	}
	for _, one := range v.fields("options").list {
		o.written = append(o.written, readChoice(l, c, one, branches))
	}
	if !slices.ContainsFunc(o.written, func(c choice) bool { return c.when == nil }) {
		v.fail("a choice has at least one option that is always shown")
	}
}

func readChoice(l *flowReader, c *common, one field, branches bool) choice {
	one.checkID(one.name, optionIDLimit)
	out := choice{id: one.name}
	part := "option." + one.name
	if _, ok := scalarText(one.node); ok {
		out.label = l.label(c, part, one.value)
		return out
	}
	f := one.fields("an option")
	own := *c
	if note := f.get("note"); note.exists() {
		own.note = note.text()
	}
	out.label = l.label(&own, part, f.need("label"))
	if branches {
		out.to = l.exit(f.get("go"))
		out.means = readMeans(f.get("means"))
	}
	out.when = l.condition(f.get("if"))
	f.rest("an option")
	return out
}

func readMeans(v value) string {
	if !v.exists() {
		return ""
	}
	means := v.plain()
	if means != valueYes && means != valueNo {
		v.fail("means is yes or no")
	}
	return means
}

func (o *options) labels() []*text {
	var out []*text
	for _, c := range o.written {
		out = append(out, presentTexts(c.label)...)
	}
	return out
}

func (o *options) conditions() []*condition {
	var out []*condition
	for _, c := range o.written {
		if c.when != nil {
			out = append(out, c.when)
		}
	}
	return out
}

// shown are the options that she can choose from now.
func (o *options) shown(k *talk) []option {
	var out []option
	if o.list != "" {
		for _, id := range k.offered(o.list) {
			out = append(out, option{id, k.entryLabel(o.list, id)})
		}
		return out
	}
	for _, c := range o.written {
		if c.when == nil || k.holds(c.when) {
			out = append(out, option{c.id, k.say(c.label.key)})
		}
	}
	return out
}

// offered are the ids of a list that she can choose from: of tracks those of
// the courses at her site.
func (k *talk) offered(list string) []string {
	if list != listTracks {
		return k.e.programme.listed(list)
	}
	site, known := k.site()
	var out []string
	for _, t := range k.e.programme.tracksAt(site, known) {
		out = append(out, t.ID)
	}
	return out
}

// none says whether a list has nothing for her: then its question is passed.
func (o *options) none(k *talk) bool { return o.list != "" && len(o.shown(k)) == 0 }

// has says whether there is such an option, shown or not.
func (o *options) has(k *talk, id string) bool {
	if o.list != "" {
		return slices.Contains(k.e.programme.listed(o.list), id)
	}
	_, ok := o.find(id)
	return ok
}

func (o *options) find(id string) (choice, bool) {
	at := slices.IndexFunc(o.written, func(c choice) bool { return c.id == id })
	if at < 0 {
		return choice{}, false
	}
	return o.written[at], true
}

// labelOf is an option as she reads it. One that is gone meanwhile is shown by
// its id.
func (o *options) labelOf(k *talk, id string) string {
	if !o.has(k, id) {
		return id
	}
	if o.list != "" {
		return k.entryLabel(o.list, id)
	}
	c, _ := o.find(id)
	return k.say(c.label.key)
}

// entryLabel is what stands in a list of the programme file, on a button.
func (k *talk) entryLabel(list, id string) string {
	name := k.reader().entry(list, id)
	if list == listCohorts {
		return i18n.OwnLine(k.p.Lang, name)
	}
	return name
}

func listKey(list, id string) i18n.Key {
	switch list {
	case listSites:
		return siteKey(id)
	case listCourses:
		return courseKey(id)
	case listTracks:
		return trackKey(id)
	}
	return i18n.Key("programme." + list + "." + id)
}
