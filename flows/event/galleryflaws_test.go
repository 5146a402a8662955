package event_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// flawedGallery are faults about works and votes that the model must find.
func flawedGallery() map[string]flaw {
	return map[string]flaw{
		"a vote counts twice": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if name(in) == "vote" {
				ballots(func(b []byte) { b[0]++ })(of, in, r)
			}
		},
		"who leaves is counted still": func(of flows.Kind, in flows.Input, r *flows.Result) {
			if name(in) == "leave" {
				ballots(func(b []byte) { b[len(b)-1]++ })(of, in, r)
			}
		},
		"an old hand-in counts again":                 entryPart("h", 0),
		"an old vote counts again":                    entryPart("c", 0),
		"a vote is forgotten":                         entryPart("v", nil),
		"an event forgets who was in a team":          entryPart("tm", nil),
		"a guest does not say in which teams she was": loses(flows.KindGuest, "mate"),
		"a team has two works":                        forgets("k/", false),
		"what was taken back stays":                   forgets("s/", true),
		"what is newer does not take the place": func(_ flows.Kind, in flows.Input, r *flows.Result) {
			if name(in) == "submit" && !bytes.Contains(r.Members["s/1"], []byte(`"times":1`)) {
				delete(r.Members, "s/1")
			}
		},
		"a receipt has another title":  toldOtherwise("handed", []byte(`"work":"title`), []byte(`"work":"other`)),
		"a receipt has another number": toldOtherwise("handed", []byte(`"number":"1"`), []byte(`"number":"2"`)),
		"there is no receipt":          toldNever("handed"),
		"a vote is not answered":       toldNever("voted"),
		"the result is not told":       toldNever("event.results"),
		"the second is the third":      toldOtherwise("event.results", []byte(`\"place\":\"2\"`), []byte(`\"place\":\"3\"`)),
	}
}

// ballots changes the votes as they are stored, a byte for each work.
func ballots(change func(b []byte)) flaw {
	return body(func(b map[string]any) {
		text, _ := b["works"].(string)
		if data, err := base64.RawStdEncoding.DecodeString(text); err == nil && len(data) > 0 {
			change(data)
			b["works"] = base64.RawStdEncoding.EncodeToString(data)
		}
	})
}

// entryPart sets a part of entries that are written.
func entryPart(part string, value any) flaw {
	return func(of flows.Kind, _ flows.Input, r *flows.Result) {
		for field, data := range r.Members {
			var e map[string]any
			if of == flows.KindEvent && strings.HasPrefix(field, "n/") && json.Unmarshal(data, &e) == nil && e[part] != nil {
				e[part] = value
				r.Members[field], _ = json.Marshal(e) //nolint:errchkjson // it was read from JSON
			}
		}
	}
}

// forgets leaves out what is written to fields of a kind, or what is deleted of them.
func forgets(prefix string, deleted bool) flaw {
	return func(_ flows.Kind, _ flows.Input, r *flows.Result) {
		for field, data := range r.Members {
			if strings.HasPrefix(field, prefix) && (data == nil) == deleted {
				delete(r.Members, field)
			}
		}
	}
}

// toldOtherwise changes what is told to people under a name.
func toldOtherwise(under string, was, is []byte) flaw {
	return func(_ flows.Kind, _ flows.Input, r *flows.Result) {
		for n, e := range r.Effects {
			if t, tell := e.(flows.Tell); tell && t.Name == under {
				t.Data = bytes.ReplaceAll(t.Data, was, is)
				r.Effects[n] = t
			}
		}
	}
}

// toldNever leaves out what is told to people under a name.
func toldNever(under string) flaw {
	return func(_ flows.Kind, _ flows.Input, r *flows.Result) {
		r.Effects = slices.DeleteFunc(r.Effects, func(e flows.Effect) bool {
			t, is := e.(flows.Tell)
			return is && t.Name == under && t.To.Kind() == flows.KindPerson
		})
	}
}

// A model that finds nothing shows nothing; and the same life without the flaw is well.
func TestTheGalleryFindsFlaws(t *testing.T) {
	findsFlaws(t, flawedGallery(), 80, func(tb testing.TB, seed uint64, f flaw) error {
		tb.Helper()
		x := newGallery(tb, dice(seed, 11))
		x.flaw = f
		return x.live(60)
	})
}
