package flows_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// Below a draft about safety or law stands that nobody has checked it. Below
// what was reviewed, what is in English, and what is about nothing of the kind
// there is no such line.
func TestCareful(t *testing.T) {
	const flow = `
flow: law
first: notice
triggers: {command: law, again: true}
steps:
  notice: {say: "We keep your answers.", careful: CAREFUL, next: over}
  over: {end: left}
`
	const line = "Nobody has checked this translation yet."
	entry := "msgctxt \"law.notice.text\"\nmsgid \"We keep your answers.\"\nmsgstr \"نحتفظ بإجاباتك.\"\n"
	for name, c := range map[string]struct {
		careful, po, lang string
		want              bool
	}{
		"a draft":          {"true", "# draft: for review\n" + entry, "ar", true},
		"reviewed":         {"true", entry, "ar", false},
		"not translated":   {"true", "", "ar", false},
		"English":          {"true", "# draft: for review\n" + entry, "en", false},
		"about other news": {"false", "# draft: for review\n" + entry, "ar", false},
	} {
		t.Run(name, func(t *testing.T) {
			defs, err := compile(t, strings.Replace(flow, "CAREFUL", c.careful, 1), fstest.MapFS{"po/ar.po": {Data: []byte(
				"msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n" + c.po)}})
			if err != nil {
				t.Fatal(err)
			}
			w, err := rehearsal.NewWorld(defs)
			if err != nil {
				t.Fatal(err)
			}
			w.Lang = c.lang
			out, err := w.Give(w.Person(), w.Write("/law"))
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, e := range out {
				if send, ok := e.(flows.Send); ok {
					got += send.Text
				}
			}
			if strings.Contains(got, line) != c.want || !strings.Contains(got, "We keep") && !strings.Contains(got, "نحتفظ") {
				t.Errorf("she reads %q", got)
			}
		})
	}
}
