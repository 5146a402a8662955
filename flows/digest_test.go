package flows

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"wecan/i18n"
)

// weeklyPerson is somebody in the north who chose what she wants to read of; nil for
// somebody who did not ask.
func weeklyPerson(t *testing.T, chose map[string]string) *castTalker {
	t.Helper()
	c := castTalkerIn(t, i18n.English)
	p := &person{Chat: castChat, profile: profile{Lang: i18n.English, Sure: true}}
	p.save(fieldSite, saved{Value: "north"})
	for name, value := range chose {
		p.save(name, saved{Value: value})
	}
	c.a.Body, _ = json.Marshal(p)
	return c
}

func weeklyCast(now time.Time) Cast {
	event := func(ref, kind, where string, sites ...string) CastEvent {
		return CastEvent{Reference: ref, Kind: kind, Where: where, Sites: sites, Start: now.Add(72 * time.Hour), Titles: []CastWords{{Lang: "en", Text: "The " + kind + " in the " + where}}}
	}
	return Cast{Reference: "WE-DDDD-DDD", Seq: 1, Do: CastSend, Kind: CastDigest, Until: now.Add(36 * time.Hour), Events: []CastEvent{
		event("WE-4K7M-9Q2", "lab", "north"), event("WE-4K7M-9Q3", "lab", "east"),
		event("WE-4K7M-9Q4", "visit", "north"), event("WE-4K7M-9Q5", "lab", "north", "east"),
	}}
}

func (c *castTalker) verdict(cast Cast) string {
	c.t.Helper()
	c.out.Reset()
	data, _ := json.Marshal(cast)
	c.turn("cast", Told{From: c.ids.Of(KindWalker, cast.Reference+"/1"), Name: ToldCast, Data: data})
	_, verdict, _ := strings.Cut(c.out.String(), "verdict ")
	return strings.TrimSpace(verdict)
}

func TestADigestHasWhatSheChose(t *testing.T) {
	for _, test := range []struct {
		name  string
		chose map[string]string
		want  string // the events, or the verdict
	}{
		{"nobody asked", nil, CastOutside},
		{"chosen, then stopped", map[string]string{fieldWeeklyKinds: "lab", fieldWeeklyWhere: weeklyAll}, CastOutside},
		{"labs near", map[string]string{fieldWeekly: valueYes, fieldWeeklyKinds: "lab", fieldWeeklyWhere: "mine"}, "lab/north"},
		{"labs anywhere", map[string]string{fieldWeekly: valueYes, fieldWeeklyKinds: "lab", fieldWeeklyWhere: weeklyAll}, "lab/north lab/east"},
		{"two kinds near", map[string]string{fieldWeekly: valueYes, fieldWeeklyKinds: "lab,visit", fieldWeeklyWhere: "mine"}, "lab/north visit/north"},
		{"nothing fits", map[string]string{fieldWeekly: valueYes, fieldWeeklyKinds: "campaign", fieldWeeklyWhere: weeklyAll}, CastOutside},
	} {
		c := weeklyPerson(t, test.chose)
		got := c.verdict(weeklyCast(c.now))
		if got == CastSent+"-en" {
			var titles []string
			for _, e := range weeklyCast(c.now).Events {
				if strings.Contains(c.last.Text, "The "+e.Kind+" in the "+e.Where) && len(e.Sites) == 0 {
					titles = append(titles, e.Kind+"/"+e.Where)
				}
			}
			got = strings.Join(titles, " ")
			if len(c.last.Buttons) != len(titles)+1 {
				t.Errorf("%s: %d buttons", test.name, len(c.last.Buttons))
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// It comes once, not by night, and not after the button below it stopped it.
func TestADigestIsStopped(t *testing.T) {
	c := weeklyPerson(t, map[string]string{fieldWeekly: valueYes, fieldWeeklyKinds: "lab", fieldWeeklyWhere: weeklyAll})
	day := c.now
	if c.now = c.now.Add(14 * time.Hour); c.verdict(weeklyCast(day)) != CastLater {
		t.Fatal("by night:", c.out.String())
	}
	c.now = day
	first := weeklyCast(day)
	if got := c.verdict(first); got != CastSent+"-en" {
		t.Fatal(got)
	}
	if got := c.verdict(first); got != CastHad {
		t.Fatal("again:", got)
	}
	c.out.Reset()
	c.turn("stop", Tap{Origin: Origin{Chat: castChat}, Query: "q", Message: 9, Data: castTap{ref: first.Reference, do: tapStop, id: string(CastDigest)}.String()})
	if !strings.Contains(c.out.String(), "no more weekly events") || !strings.Contains(c.out.String(), "news stopped") {
		t.Fatal(c.out.String())
	}
	next := weeklyCast(day)
	next.Reference = "WE-FFFF-FFF"
	if got := c.verdict(next); got != CastOutside {
		t.Fatal("after the button:", got)
	}
}

// The longest one is a message still: the first eight that fit, soonest first, each title
// in its own direction and as it was written where nobody translated it.
func TestTheLongestDigest(t *testing.T) {
	long := strings.Repeat("Ж", 80)
	c := castTalkerIn(t, "ar")
	p := &person{Chat: castChat, profile: profile{Lang: "ar", Sure: true}}
	for name, value := range map[string]string{fieldSite: "north", fieldWeekly: valueYes, fieldWeeklyKinds: "lab", fieldWeeklyWhere: weeklyAll} {
		p.save(name, saved{Value: value})
	}
	c.a.Body, _ = json.Marshal(p)
	week := weeklyCast(c.now)
	week.Events = nil
	for n := range CastEventsMost {
		e := CastEvent{Reference: "WE-4K7M-9Q2", Kind: "lab", Where: []string{"north", "east"}[n%2], Start: c.now.Add(time.Duration(n) * time.Hour), Titles: []CastWords{{Lang: "uk", Text: long}, {Lang: "fr", Text: "x"}}}
		if n == 2 {
			e.Titles = append(e.Titles, CastWords{Lang: "ar", Text: "خياطة"})
		}
		week.Events = append(week.Events, e)
	}
	if got := c.verdict(week); got != CastSent+"-ar" {
		t.Fatal(got)
	}
	text := c.last.Text
	if n := utf16Length(text); n > messageMost {
		t.Errorf("it has %d", n)
	}
	if len(c.last.Buttons) != digestMost+1 || strings.Count(text, "\u2068"+long+"\u2069") != digestMost-1 || !strings.Contains(text, "\u2068خياطة\u2069") {
		t.Errorf("%d buttons below\n%q", len(c.last.Buttons), text)
	}
	if label := c.last.Buttons[1][0].Label; label != "2. خياطة" { // the first has begun
		t.Errorf("the second is %q", label)
	}
	for _, row := range c.last.Buttons {
		if d, ok := parseCastTap(row[0].Data); !ok || len(row[0].Data) > 64 || utf16Length(row[0].Label) > CastLabelMost || d.ref != week.Reference {
			t.Errorf("%+v", row)
		}
	}
}
