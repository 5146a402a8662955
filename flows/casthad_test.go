package flows

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// However many she may have in a week, and whatever else comes to her, it is known how many
// she had; none that can still be told again is forgotten; and what is kept stays small.
func TestTheMostOfAWeekIsCounted(t *testing.T) {
	fullest := 0
	rapid.Check(t, func(rt *rapid.T) {
		var c castState
		var all []hadCast // whatever she had
		week := rapid.IntRange(1, castWeekMost).Draw(rt, "week")
		now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
		for i := range rapid.IntRange(10, 60).Draw(rt, "announcements") {
			now = now.Add(time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour)
			h := hadCast{
				Ref: fmt.Sprintf("WE-AAAA-A%02d", i), Seq: 12, Lang: "zh-Hant-TW", At: now.Unix(), Message: 1 << 30, File: 1 << 30, Answer: "aaaaaaaa", News: 100, Replied: true,
				Kind:  rapid.SampledFrom([]CastKind{CastInformation, CastProgramme, CastProgramme, CastSafety, CastDigest}).Draw(rt, "kind"),
				Until: now.Add(time.Duration(rapid.IntRange(1, 72).Draw(rt, "until")) * time.Hour).Unix(),
				Lost:  rapid.IntRange(0, 9).Draw(rt, "lost") == 0,
			}
			counted, others := 0, 0
			for _, one := range all {
				switch at := time.Unix(one.At, 0); {
				case one.Kind != CastSafety && one.Kind != CastDigest && !one.Lost && now.Before(at.Add(7*24*time.Hour)):
					counted++
				case now.Unix() <= one.Until:
					others++
				}
			}
			if got := c.inWeek(now); got != counted {
				rt.Fatalf("she had %d within seven days, and %d are known of %d", counted, got, len(c.Had))
			}
			if !c.hasRoom(now) {
				rt.Fatalf("there is no room for one more beside %d", len(c.Had))
			}
			if h.Kind.capped() && counted >= week || others >= hadMost-castWeekMost-1 {
				continue
			}
			all = append(all, h)
			c.add(h, now)
			fullest = max(fullest, counted)
			kept := &person{Cast: c}
			for _, one := range all {
				if !one.over(now) && kept.had(one.Ref) == nil {
					rt.Fatalf("%s is forgotten and can come again", one.Ref)
				}
			}
			if data, err := json.Marshal(c); err != nil || len(data) > StateLimit/6 || len(c.Had) > hadMost {
				rt.Fatalf("%d take %d bytes, %v", len(c.Had), len(data), err)
			}
		}
	})
	if fullest <= hadKept { // so many are kept whether they count or not
		t.Errorf("nobody had more than %d: it shows nothing of a programme file that allows %d", fullest, castWeekMost)
	}
}
