package flows_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"wecan/flows"
)

const referenceAlphabet = "23456789BCDFGHJKMPQRTWX"

func draw(tb testing.TB, seed uint64) string {
	tb.Helper()
	return flows.NewReference(rand.New(rand.NewPCG(seed, 0)))
}

func TestReferenceIsReadAsPeopleTypeIt(t *testing.T) {
	for seed := range uint64(200) {
		ref := draw(t, seed)
		if len(ref) != len("WE-4K7M-9Q2") || strings.ContainsAny(ref[3:], "AEIOUY01LNSVZ") {
			t.Fatalf("drew %s", ref)
		}
		for _, typed := range []string{ref, strings.ToLower(ref), strings.ReplaceAll(ref, "-", ""), " " + strings.ReplaceAll(ref, "-", " ")} {
			if got, ok := flows.ParseReference(typed); !ok || got != ref {
				t.Errorf("%q was read as %q", typed, got)
			}
		}
	}
	if one, again, two := draw(t, 1), draw(t, 1), draw(t, 2); one != again || one == two {
		t.Errorf("a reference does not follow from its seed: %s, %s, %s", one, again, two)
	}
	for _, bad := range []string{"", "WE", "WE-4K7M-9Q", "XX-4K7M-9Q2", "WE-4K7M-9Q22", "WE-4K7O-9Q2", "WE-4K7é-9Q"} {
		if got, ok := flows.ParseReference(bad); ok {
			t.Errorf("%q was read as %q", bad, got)
		}
	}
}

// One wrong character, or two neighbours that changed places, never make
// another valid reference.
func TestReferenceFindsMistakes(t *testing.T) {
	for seed := range uint64(50) {
		ref := []byte(strings.ReplaceAll(draw(t, seed), "-", ""))
		for i := 2; i < len(ref); i++ {
			for _, c := range []byte(referenceAlphabet) {
				wrong := append([]byte(nil), ref...)
				wrong[i] = c
				if got, ok := flows.ParseReference(string(wrong)); ok != (c == ref[i]) {
					t.Fatalf("%s for %s was read as %q", wrong, ref, got)
				}
			}
			if i+1 < len(ref) && ref[i] != ref[i+1] {
				wrong := append([]byte(nil), ref...)
				wrong[i], wrong[i+1] = wrong[i+1], wrong[i]
				if got, ok := flows.ParseReference(string(wrong)); ok {
					t.Fatalf("%s for %s was read as %q", wrong, ref, got)
				}
			}
		}
	}
}

// Each day has a number of its own, which people can type, and nothing that is drawn has
// the same: so a week's events never meet an announcement, or those of another week.
func TestDaysHaveNumbersOfTheirOwn(t *testing.T) {
	seen := map[string]string{}
	for n := range 300 * 366 {
		day := time.Date(2020, 1, 1, 23, 30, 0, 0, time.FixedZone("", -12*3600)).AddDate(0, 0, n)
		ref := flows.DayReference(day)
		if got, ok := flows.ParseReference(ref); !ok || got != ref {
			t.Fatalf("%s of %v cannot be typed", ref, day)
		}
		if was := seen[ref]; was != "" {
			t.Fatalf("%s is of %s and of %v", ref, was, day)
		}
		seen[ref] = day.Format(time.DateOnly)
		if again := flows.DayReference(day.Add(-9 * time.Hour)); again != ref {
			t.Fatalf("%v has %s, and earlier that day it was %s", day, ref, again)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 200_000 { // 378 of them would begin as those of days do
		if ref := flows.NewReference(r); seen[ref] != "" || strings.HasPrefix(ref, "WE-XX") {
			t.Fatalf("%s was drawn, and is that of %s", ref, seen[ref])
		}
	}
}
