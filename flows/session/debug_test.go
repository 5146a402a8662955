package session_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

func TestDebug(t *testing.T) {
	seed, _ := strconv.Atoi(os.Getenv("SEED"))
	r := rand.New(rand.NewPCG(uint64(seed), uint64(env("STREAM", 7))))
	x := newModel(t, func(_ string, n int) int { return r.IntN(n) })
	for range env("STEPS", 80) {
		was := x.now
		did := x.something()
		fmt.Println(was.Format("01-02 15:04:05"), did, x.broken)
		if x.broken != nil {
			break
		}
	}
	x.wait(2 * day)
	x.agree()
	x.wait(20 * day)
	x.inTheEnd()
	fmt.Println(x.broken, x.slack)
	of := os.Getenv("OF")
	for _, s := range x.stands[of] {
		fmt.Println(s.at.Format("01-02 15:04:05"), s.is.Rev, s.is.Cancelled, s.is.Plan.Start.Format("01-02 15:04"), s.is.Plan.Minutes, s.is.Plan.Place, s.is.Plan.Cohort, s.is.Plan.Track, s.is.Plan.Remind)
	}
	who := os.Getenv("WHO")
	for _, s := range x.parts[who] {
		fmt.Println("part", s.at.Format("01-02 15:04:05"), s.is)
	}
	for _, s := range x.known[pair{who, of}] {
		fmt.Println("knows", s.at.Format("01-02 15:04:05"), s.is)
	}
	for _, s := range x.seats[pair{who, of}] {
		fmt.Println("seat", s.at.Format("01-02 15:04:05"), s.is)
	}
	for _, s := range x.touched[pair{who, of}] {
		fmt.Println("touch", s.at.Format("01-02 15:04:05"), s.why)
	}
	fmt.Println(x.outages)
	fmt.Println(string(x.members[x.ids.Of("agenda", who)]["items"]), x.actors[x.ids.Of("agenda", who)].Timers)
}

var shift = func() int { n, _ := strconv.Atoi(os.Getenv("SHIFT")); return n }()

func env(name string, or int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return or
}
