//go:build !race

package referral_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
)

// flawedBoard are faults at Mattermost that the model must find.
func flawedBoard() map[string]func(of flows.Kind, r *flows.Result) {
	drop := func(name string) func(of flows.Kind, r *flows.Result) {
		return func(_ flows.Kind, r *flows.Result) {
			r.Effects = slices.DeleteFunc(r.Effects, func(e flows.Effect) bool { return isTell(e, name) })
		}
	}
	return map[string]func(of flows.Kind, r *flows.Result){
		"a restricted one stands where all read": func(of flows.Kind, r *flows.Result) {
			alter(of, r, []string{"thread.posts"}, func(v map[string]any) {
				card, _ := v["card"].(map[string]any)
				delete(card, "restricted")
				put(card, "channel", "")
				if card["channel"] == "help/trained" {
					card["channel"] = "help/leipzig"
				}
			})
		},
		"whom she does not want reads": func(of flows.Kind, r *flows.Result) {
			alter(of, r, []string{"need", "may", "orphan"}, func(v map[string]any) { delete(v, "avoid") })
		},
		"whom she has wished away reads on": func(of flows.Kind, r *flows.Result) {
			alter(of, r, []string{"need", "may", "orphan"}, func(v map[string]any) { delete(v, "unwanted") })
		},
		"the card tells what she wrote": func(of flows.Kind, r *flows.Result) {
			var stored struct {
				Request struct{ Words string } `json:"request"`
			}
			if of == flows.KindReferral && json.Unmarshal(r.Actor.Body, &stored) == nil {
				alter(of, r, []string{"thread.posts"}, func(v map[string]any) { put(v, "tongue", " "+stored.Request.Words) })
			}
		},
		"what is for the team goes to the person": func(of flows.Kind, r *flows.Result) {
			if of == flows.KindThread {
				alterTells(r, []string{flows.ToldChatSaid}, func(v map[string]any) {
					if text, is := v["text"].(string); is {
						v["text"] = strings.TrimPrefix(text, "// ")
					}
				})
			}
		},
		"a no is taken for a yes": func(of flows.Kind, r *flows.Result) {
			for i, e := range r.Effects {
				if tell, is := e.(flows.Tell); is && of == flows.KindThread && tell.Name == "busy" {
					tell.Name = "accept"
					r.Effects[i] = tell
				}
			}
		},
		"that it was refused is told nobody": drop("thread.unposted"),
		"who has it is told nobody":          drop("thread.posts"),
		"the roster writes there itself": func(of flows.Kind, r *flows.Result) {
			if of == flows.KindRoster && len(r.Effects) > 0 {
				r.Effects = append(r.Effects, flows.Post{Channel: "help/leipzig", Mark: "x", Text: "x"})
			}
		},
	}
}

func TestTheModelFindsFlawsAtMattermost(t *testing.T) {
	for name, flaw := range flawedBoard() {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			for n := range uint64(80) {
				seed := from(name) + n
				r := rand.New(rand.NewPCG(seed, 10))
				x := newModelOf(t, func(_ string, n int) int { return r.IntN(n) }, withMattermost)
				x.flaw = flaw
				if err := x.live(60); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Error("the model did not find it")
		})
	}
}
