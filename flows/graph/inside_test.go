package graph

import (
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"wecan/flows"
	"wecan/i18n"
)

func TestConditionsAreWords(t *testing.T) {
	for source, want := range map[string]string{
		`age < 18`:                              `age < 18`,
		`age >= 18 && !childcare`:               `age ≥ 18 and not childcare`,
		`site == "leipzig" and childcare`:       `site is “leipzig” and childcare`,
		`name != 'a == b' || age <= 3`:          `name is not “a == b” or age ≤ 3`,
		`name == "no end`:                       `name is "no end`,
		`"mon" in days and not ("sat" in days)`: `“mon” in days and not (“sat” in days)`,
	} {
		if got := plainCondition(source); got != want {
			t.Errorf("%s is read as %s, it should be %s", source, got, want)
		}
	}
}

// A wrapped text loses nothing, or says that it does; no line is too wide.
func TestWrapping(t *testing.T) {
	letters := rapid.StringOfN(rapid.RuneFrom([]rune("abcW مرحبا 我们 é\u0301😀.,")), 0, 120, -1)
	rapid.Check(t, func(t *rapid.T) {
		text := letters.Draw(t, "text")
		most, lines := rapid.Float64Range(60, 300).Draw(t, "most"), rapid.IntRange(1, 5).Draw(t, "lines")
		got := wrap(text, textSize, most, lines)
		if len(got) > lines {
			t.Fatalf("%d lines of %d", len(got), lines)
		}
		for _, l := range got {
			if textWidth(l, textSize) > most+0.001 {
				t.Fatalf("%q is %v wide, of %v", l, textWidth(l, textSize), most)
			}
		}
		bare := func(s string) string { return strings.ReplaceAll(strings.Join(strings.Fields(s), ""), " ", "") }
		if all := strings.Join(got, ""); bare(all) != bare(text) && !strings.HasSuffix(all, "…") {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// No box lies on another one or outside the sheet, no label on a box, and
// every word fits into its box.
func TestNothingLiesOnAnotherThing(t *testing.T) {
	b, err := flows.Parse(flows.Capability{
		Name: "tour", Dir: "flows/graph/testdata", Flows: os.DirFS("testdata"),
		Actions: map[string]flows.Action{"thing.send": {Answers: []string{"well", "wrong", "again"}}, "thing.count": {}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []i18n.Lang{"en", "ar"} {
		for _, o := range b.Outlines() {
			s := newScene(&Picture{Flow: o, Lang: lang, Label: func(key i18n.Key) string { return "Words of " + string(key) }, Counts: NewCounts(o.ID, time.Now())})
			if err := s.arrange(); err != nil {
				t.Fatal(err)
			}
			for what, overlap := range s.overlaps() {
				t.Errorf("%s in %s: %s lies on %s", o.ID, lang, what, overlap)
			}
			for _, b := range s.boxes {
				if w := textWidth(b.look.words, smallSize) + 22 + 2*boxPad; w > b.w {
					t.Errorf("%s in %s: %q does not fit into its box", o.ID, lang, b.look.words)
				}
			}
		}
	}
}

// overlaps are the parts that lie on another one.
func (s *scene) overlaps() map[string]string {
	type area struct {
		name       string
		x, y, w, h float64
	}
	sheet := area{"the sheet", s.width / 2, s.height / 2, s.width, s.height}
	var all []area
	for _, b := range s.boxes {
		all = append(all, area{"box " + b.id, b.x, b.y, b.w, b.h})
	}
	for _, a := range s.arrows {
		if len(a.lines) > 0 {
			all = append(all, area{"label " + a.lines[0], a.x, a.y, a.w, a.h})
		}
	}
	out := map[string]string{}
	for i, a := range all {
		if math.Abs(a.x-sheet.x) > (sheet.w-a.w)/2+0.5 || math.Abs(a.y-sheet.y) > (sheet.h-a.h)/2+0.5 {
			out[a.name] = "the edge of the sheet"
		}
		for _, b := range all[:i] {
			if math.Abs(a.x-b.x) < (a.w+b.w)/2 && math.Abs(a.y-b.y) < (a.h+b.h)/2 {
				out[a.name] = b.name
			}
		}
	}
	return out
}
