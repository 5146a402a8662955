package flows_test

import (
	"math/rand/v2"
	"strings"
	"testing"

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
