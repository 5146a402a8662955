package match_test

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"wecan/flows/event/match"
	"wecan/i18n"
)

// BenchmarkMatch is a hackathon of 500, and the most there can be. Its measure is the
// time of one; it also says how good the teams are and how many people have none.
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			rand := rand.New(rand.NewPCG(1, 9))
			people := crowd(func(_ string, n int) int { return rand.IntN(n) }, n)
			r := match.Rules{Min: 3, Max: 5}
			var p match.Proposal
			var err error
			for b.Loop() {
				if p, err = match.Match(people, r); err != nil {
					b.Fatal(err)
				}
			}
			quality, err := match.Quality(p, people, r)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(quality, "quality")
			b.ReportMetric(float64(len(p.Left)), "left")
		})
	}
}

// BenchmarkMend is somebody leaving such a hackathon.
func BenchmarkMend(b *testing.B) {
	rand := rand.New(rand.NewPCG(1, 9))
	people := crowd(func(_ string, n int) int { return rand.IntN(n) }, 500)
	r := match.Rules{Min: 3, Max: 5}
	p, err := match.Match(people, r)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := match.Mend(p, people[1:], r); err != nil {
			b.Fatal(err)
		}
	}
}

// many is how many people the tests of time match: fewer under the race detector, which is
// many times slower.
func many() int {
	if racing || testing.Short() {
		return 80
	}
	return 500
}

// The promise is two seconds; ten are for a machine that does much else.
func TestFiveHundredPeopleAreMatchedInTime(t *testing.T) {
	rand := rand.New(rand.NewPCG(2, 9))
	people, r := crowd(func(_ string, n int) int { return rand.IntN(n) }, many()), match.Rules{Min: 3, Max: 5}
	start := time.Now()
	p, err := match.Match(people, r)
	took := time.Since(start)
	if err == nil {
		err = broken(p, people, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	why := map[match.Kind]int{}
	for _, l := range p.Left {
		why[l.Why]++
	}
	t.Logf("%v; %d teams, %d people without one: %v", took, len(p.Teams), len(p.Left), why)
	if took > 10*time.Second {
		t.Error("that is too long")
	}
}

// Many languages, and teams that are all of one size: hardly more are left than the numbers
// leave over.
func TestNumbersThatHardlyComeOut(t *testing.T) {
	rand := rand.New(rand.NewPCG(1, 2))
	var people []match.Person
	for n := range many() {
		one := match.Person{ID: strconv.Itoa(n), Skills: []string{skillIDs[rand.IntN(len(skillIDs))]}, Idea: rand.IntN(3) == 0}
		for range 1 + rand.IntN(3) { // some are spoken by many, most by few
			one.Languages = append(one.Languages, i18n.Lang(strconv.Itoa(int(40*rand.Float64()*rand.Float64()))))
		}
		people = append(people, one)
	}
	for range 100 {
		befriend(people, rand.IntN(len(people)), rand.IntN(len(people)))
	}
	for size := 3; size <= 5; size++ {
		r := match.Rules{Min: size, Max: size}
		start := time.Now()
		p, err := match.Match(people, r)
		took := time.Since(start)
		if err == nil {
			err = broken(p, people, r)
		}
		if err != nil {
			t.Fatal(err)
		}
		sizes := 0
		for _, l := range p.Left {
			if l.Why == match.LeftSizes {
				sizes++
			}
		}
		t.Logf("teams of %d: %v; %d people are left by the numbers, %d friends apart", size, took, sizes, len(p.Apart))
		if sizes > 2*size || took > 10*time.Second {
			t.Error("that is not good enough")
		}
	}
}
