package flows

import (
	"encoding/json"
	"strings"

	"wecan/i18n"
)

// LinesMost is how many lines [Lines] shows. A message has 4096 UTF-16 units for all
// of them and the words around them (Bot API sendMessage), so a line should stay
// below 150.
const LinesMost = 20

// linesMark stands before a list that another actor tells. As with [wordsMark], no
// person can type it.
const linesMark = "\x01lines:"

// Phrase is a text of the catalogue with what fills its placeholders: one line of
// [Lines].
type Phrase struct {
	Key  i18n.Key          `json:"k"` // one of a capability's Words
	Args map[string]string `json:"a,omitempty"`
}

// Lines is a list as a value that [TellPerson] brings along. She reads a line, or a
// block where the text has several, for each phrase. An argument is shown as any
// told value is, but for a list within a list, which is left out. No phrases are "",
// so that conditions can ask whether there are any.
//
// At most [LinesMost] are taken: whoever tells more leaves some out, and says so. A
// phrase whose text is gone when she reads it, or has another placeholder by then, is
// left out too: another version has told it.
func Lines(phrases ...Phrase) string {
	if len(phrases) == 0 {
		return ""
	}
	data, err := json.Marshal(phrases[:min(len(phrases), LinesMost)])
	if err != nil { // texts are always JSON
		return ""
	}
	return linesMark + string(data)
}

// lines is such a list, without its mark, as she reads it.
func (r Reader) lines(list string) string {
	var phrases []Phrase
	if json.Unmarshal([]byte(list), &phrases) != nil {
		return ""
	}
	var out []string
	for _, p := range phrases[:min(len(phrases), LinesMost)] {
		if words, ok := r.phrase(p); ok {
			out = append(out, words)
		}
	}
	return strings.Join(out, "\n")
}

func (r Reader) phrase(p Phrase) (words string, ok bool) {
	var args []i18n.Arg
	for name, value := range p.Args {
		if strings.HasPrefix(value, linesMark) {
			value = ""
		}
		args = append(args, arg(name, r.Heard(value)))
	}
	return r.Catalog.Find(r.Lang, p.Key, args...)
}
