package flows

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Sample is something that a person may answer a question with.
type Sample struct {
	Text  string
	Media *Media // in the place of Text; without origin and number
	Good  bool   // the question takes it
}

// Samples are answers to try a question with, besides its buttons: some that it
// takes, the largest first, and some that it does not. What conditions compare
// its answer with is among them, where it can be answered. answers are those
// that she gave before.
func (d *Definitions) Samples(at StepAt, answers map[string]string, now time.Time) []Sample {
	f := d.Book.flows[at.Flow]
	if f == nil {
		return nil
	}
	s, ok := f.steps[at.Step].(asker)
	if !ok {
		return nil
	}
	consts := d.Book.Constants(s.base().save)
	bad := []Sample{{Text: "zzzz"}}
	switch s := s.(type) {
	case *askText:
		return s.samples(consts)
	case *askNumber:
		return append(s.samples(consts), bad...)
	case *askDate:
		return append(s.samples(consts, d.todayAt(answers, now)), bad...)
	case *askContact:
		return []Sample{
			{Media: &Media{What: "contact", Contact: Contact{Phone: "491512345678", Own: true}}, Good: true},
			{Text: "+49 151 2345678", Good: true},
			{Text: "٠١٥١٢٣٤٥٦٧٨", Good: true},
			{Text: "12"},
			{Media: &Media{What: "contact", Contact: Contact{Phone: "491512345678"}}},
		}
	case *askPlace:
		return append([]Sample{{Media: &Media{What: "location", Place: Place{Lat: -51.3397, Lon: 112.3731}}, Good: true}}, bad...)
	case *askFile:
		return append(s.samples(), bad...)
	}
	return bad
}

func (d *Definitions) todayAt(answers map[string]string, now time.Time) time.Time {
	zone := d.Programme.Sites[0].Zone
	if site, ok := d.Programme.Site(answers[fieldSite]); ok {
		zone = site.Zone
	}
	y, m, day := now.In(zone).Date()
	return time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
}

func (s *askText) samples(consts []string) []Sample {
	out := []Sample{
		{Text: fit("Amina_*[x](y)<b>&amp; `مريم` 😀 ", s.most, s.most), Good: true},
		{Text: fit("Amina", s.least, s.most), Good: true},
		{Text: fit("مريم الأحمد", s.least, s.most), Good: true},
		{Text: fit("Zoë-Łucja ", s.most, s.most), Good: true},
	}
	for _, c := range consts {
		if n := utf8.RuneCountInString(c); n >= s.least && n <= s.most && strings.TrimSpace(c) == c {
			out = append(out, Sample{Text: c, Good: !s.letters || strings.ContainsFunc(c, isLetterRune)})
		}
	}
	out = append(out, Sample{Text: fit("ab", s.most+1, s.most+1)})
	if s.least > 1 {
		out = append(out, Sample{Text: fit("ab", s.least-1, s.least-1)})
	}
	if s.letters {
		out = append(out, Sample{Text: fit("12345", s.least, s.most)})
	}
	return out
}

func isLetterRune(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0xBF }

// fit repeats or cuts a text to a length, and lets it neither end nor begin
// with a space.
func fit(s string, least, most int) string {
	runes := []rune(s)
	out := slices.Clone(runes)
	for len(out) < least {
		out = append(out, runes[len(out)%len(runes)])
	}
	out = out[:min(len(out), most)]
	if out[len(out)-1] == ' ' {
		out[len(out)-1] = 'a'
	}
	return string(out)
}

func (s *askNumber) samples(consts []string) []Sample {
	list := []int{s.most, s.least, 0, 1, 2}
	for _, c := range consts {
		if n, err := strconv.Atoi(c); err == nil {
			list = append(list, n-1, n, n+1)
		}
	}
	var out []Sample
	for _, n := range list {
		if n >= s.least && n <= s.most && len(strconv.Itoa(n)) <= 15 {
			out = append(out, Sample{Text: strconv.Itoa(n), Good: true})
		}
	}
	out = append(out, Sample{Text: native(s.most), Good: true})
	if s.decimals > 0 && s.least < s.most && s.most > 0 {
		out = append(out, Sample{Text: fmt.Sprintf("%d,5", s.most-1), Good: true})
	}
	return append(out,
		Sample{Text: strconv.Itoa(s.most + 1)}, Sample{Text: strconv.Itoa(s.least - 1)}, Sample{Text: strconv.Itoa(s.least) + ",123456"})
}

// native writes a number with Arabic digits.
func native(n int) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + '٠'
		}
		return r
	}, strconv.Itoa(n))
}

func (s *askDate) samples(consts []string, today time.Time) []Sample {
	from, until := s.from.on(today), s.until.on(today)
	list := []time.Time{until, from, today, today.AddDate(0, 0, 40), time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)}
	for _, c := range consts {
		if day, err := time.Parse(time.DateOnly, c); err == nil {
			list = append(list, day.AddDate(0, 0, -1), day, day.AddDate(0, 0, 1))
		}
		if n, err := strconv.Atoi(c); err == nil && n < 200 {
			list = append(list, today.AddDate(-n, 0, -1), today.AddDate(-n, 0, 1))
		}
	}
	var out []Sample
	for _, day := range list {
		if !day.IsZero() && (from.IsZero() || !day.Before(from)) && (until.IsZero() || !day.After(until)) {
			out = append(out, Sample{Text: day.Format("2.1.2006"), Good: true})
		}
	}
	out = append(out, Sample{Text: "31.2.2025"})
	if !from.IsZero() {
		out = append(out, Sample{Text: from.AddDate(0, 0, -1).Format(time.DateOnly)})
	}
	if !until.IsZero() {
		out = append(out, Sample{Text: until.AddDate(0, 0, 1).Format(time.DateOnly)})
	}
	return out
}

func (s *askFile) samples() []Sample {
	var out []Sample
	for _, m := range []Media{
		{What: "photo"},
		{What: "document", File: File{Mime: "image/png"}},
		{What: "document", File: File{Mime: "application/pdf"}},
		{What: "voice"},
		{What: "audio"},
		{What: "video_note"},
		{What: "video"},
	} {
		m.File.ID, m.File.Size = "file-"+m.What, s.size
		out = append(out, Sample{Media: &m, Good: s.accepts(&m)})
		if s.accepts(&m) {
			large := m
			large.File.Size = s.size + 1
			out = append(out, Sample{Media: &large})
		}
	}
	slices.SortStableFunc(out, func(a, b Sample) int { return goodFirst(a) - goodFirst(b) })
	return out
}

func goodFirst(s Sample) int {
	if s.Good {
		return 0
	}
	return 1
}

// Endings are the answers that a flow handles at a step that waits for another
// actor; none for other steps.
func (b *Book) Endings(at StepAt, late bool) []string {
	f := b.flows[at.Flow]
	if f == nil {
		return nil
	}
	s, ok := f.steps[at.Step].(*do)
	if !ok {
		return nil
	}
	var out []string
	said := s.answer
	if late {
		said = s.late
	}
	for name := range said {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Givens are values with which a flow can be begun that another actor begins: each
// combination of those that its conditions tell apart, at most givensMost.
func (d *Definitions) Givens(flow string, now time.Time) []map[string]string {
	f := d.Book.flows[flow]
	if f == nil {
		return []map[string]string{{}}
	}
	return d.combinations(f, f.gives, now)
}

// Brought are values that an answer may bring along to the request at that step,
// combined as [Definitions.Givens] are.
func (d *Definitions) Brought(at StepAt, now time.Time) []map[string]string {
	f := d.Book.flows[at.Flow]
	if f == nil {
		return []map[string]string{{}}
	}
	s, ok := f.steps[at.Step].(*do)
	if !ok {
		return []map[string]string{{}}
	}
	return d.combinations(f, d.Book.actions[s.action].Gives, now)
}

func (d *Definitions) combinations(f *flow, told []string, now time.Time) []map[string]string {
	var names []string
	var values [][]string
	for _, name := range told {
		if slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		values = append(values, d.givenValues(f, name, now))
	}
	var out []map[string]string
	for _, combo := range spread(values, givensMost) {
		one := map[string]string{}
		for at, name := range names {
			one[name] = values[at][combo[at]]
		}
		out = append(out, one)
	}
	return out
}

const givensMost = 36

// samplesFor are the sample values of a name for a flow: those of its own capability, or
// of all when that has none.
func (b *Book) samplesFor(f *flow, name string) (out []string) {
	if own := b.samples[path.Dir(f.file)][name]; len(own) > 0 {
		return own
	}
	for _, dir := range slices.Sorted(maps.Keys(b.samples)) {
		out = append(out, b.samples[dir][name]...)
	}
	return out
}

func (d *Definitions) givenValues(f *flow, name string, now time.Time) []string {
	for _, t := range f.allTexts() {
		if t.count == name {
			return []string{"1", "3"}
		}
	}
	for _, id := range f.order {
		if w, ok := f.steps[id].(*wait); ok && w.day == name {
			return []string{now.AddDate(0, 0, 5).Format(time.DateOnly), now.AddDate(0, 0, -5).Format(time.DateOnly)}
		}
	}
	consts := f.compared(name)
	if len(consts) == 0 {
		consts = d.Book.Constants(name)
	}
	if samples := d.Book.samplesFor(f, name); len(samples) > 0 {
		return f.distinct(name, append(consts, samples...))
	}
	if slices.ContainsFunc(f.order, func(id string) bool {
		return slices.ContainsFunc(webLinksOf(f.steps[id]), func(w webLink) bool { return w.name == name })
	}) {
		return append(consts, "https://example.org/map?at=1", "")
	}
	return append(consts, "Sample")
}

// distinct leaves out of the values of a field those that no condition of the flow could
// tell from one before. Of a field that is compared with nothing all different ones stay:
// they are read.
func (f *flow) distinct(name string, values []string) []string {
	texts := f.compared(name)
	ordered := slices.ContainsFunc(f.conditions(), func(c *condition) bool {
		return slices.Contains(c.names, name) && strings.ContainsAny(c.source, "<>")
	})
	alike := map[string]bool{}
	return slices.DeleteFunc(values, func(value string) bool {
		key := value
		if len(texts) > 0 {
			key = strconv.FormatBool(value == "")
			for _, text := range texts {
				key += strconv.FormatBool(value == text) + strconv.FormatBool(strings.Contains(value, text))
				if ordered {
					key += strconv.Itoa(strings.Compare(value, text))
				}
			}
		}
		again := alike[key]
		alike[key] = true
		return again
	})
}

// compared are the texts that conditions of the flow compare a field with, but for
// those that stand beside another field of the same condition.
func (f *flow) compared(name string) []string {
	var out []string
	for _, c := range f.conditions() {
		for _, one := range c.texts {
			if one.field == name && !slices.Contains(out, one.text) {
				out = append(out, one.text)
			}
		}
	}
	return out
}
