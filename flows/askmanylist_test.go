package flows

import (
	"slices"
	"testing"
)

func TestTypedLists(t *testing.T) {
	w := &words{and: map[string]bool{"and": true, "y": true, "&": true, "و": true}, joined: []string{"و"}}
	s := []option{{id: "mon", label: "Monday"}, {id: "sea", label: "Sun and sea"}, {id: "sab", label: "صباحًا"}, {id: "mas", label: "مساءً"}, {id: "dhr", label: "بعد الظهر"}}
	for typed, want := range map[string][]string{
		"1 3": {"mon", "sab"}, "1, 3": {"mon", "sab"}, "1 and 3": {"mon", "sab"}, "1 y 3": {"mon", "sab"}, "1, 2 & 3": {"mon", "sea", "sab"},
		"Monday and 3": {"mon", "sab"}, "Sun and sea, Monday": {"sea", "mon"}, "monday AND 4": {"mon", "mas"},
		"صباحا ومساء": {"sab", "mas"}, "١ و٣": {"mon", "sab"}, "١ و ٣": {"mon", "sab"},
		"بعد الظهر ومساء": {"dhr", "mas"}, "monday and sun and sea": nil,
		"and": nil, "1 and": {"mon"}, "1 and 9": nil, "Tuesday and 1": nil, "": nil, "و": nil,
	} {
		if got := w.several(s, typed); !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", typed, got, want)
		}
	}
}
