package main

import (
	"strings"
	"testing"
	"time"
)

// TestPageTown plays a small hackathon with the town of the demo: forty people sign up on
// their own phones, are put into teams, are reminded, come, hand in what they made, and vote.
func TestPageTown(t *testing.T) {
	link := startDemo(t)
	p := openPage(t, desktop)
	p.visit(link + "?ui=ar")
	p.wait(`document.getElementById("town-fill").offsetParent !== null`)
	p.do(`document.getElementById("town-fill").focus()`)
	p.sound("with an empty town")
	p.press("\r")
	p.wait(townStands + `.includes("يكتبون الآن")`)
	p.picture("town-ar-signs-up")
	p.waitTown("والمحجوز منها 24. في الانتظار: 16")
	p.do(`document.getElementById("town-who").focus()`)
	p.sound("with a full town")
	p.picture("town-ar-full")
	p.do(`document.getElementById("town-teams").click()`)
	p.wait(townStands + `.includes("الفرق: ")`)

	p.visit(link + "?ui=en")
	p.waitTown("Of 24 places 24 are taken. 16 people wait.")
	p.wait(`document.querySelectorAll("#town-who option").length === 40`)
	p.do(`document.getElementById("town-who").selectedIndex = [...document.getElementById("town-who").options].findIndex(o => o.textContent.includes("English") && o.textContent.includes("has a place")); document.querySelector("#town-form button").click()`)
	p.on("two")
	p.waitText("A day for our town")
	p.picture("town-en-phone")
	if racing { // days of forty people take minutes then; the part above has all the goroutines
		return
	}

	// Until the evening before: they hear of their teams in the morning, and a day before all are reminded.
	for range 3 {
		p.pass("86400", "A day")
	}
	p.waitTown("In teams: ")
	p.picture("town-en-reminded")
	for hours := 0; !strings.Contains(p.town(), "Already there"); hours++ {
		if hours > 24 {
			t.Fatalf("nobody comes: %s", p.town())
		}
		p.pass("3600", "An hour")
		p.waitTown("Of 24 places")
	}
	p.picture("town-en-there")
	waitFor(t, func() bool { // some ask for a mentor, and the team has their requests
		_, body := get(t, link+"team?ui=en")
		return strings.Contains(body, "A mentor at an event")
	})
	for hours := 0; !strings.Contains(p.text(), "this is the result of the votes"); hours++ {
		if hours > 10 {
			t.Fatalf("there is no result: %s", p.town())
		}
		p.pass("3600", "An hour")
		p.waitTown("Of 24 places")
	}
	p.picture("town-en-result")
	t.Log(p.town())
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// townPatience is for what forty people do: with the race detector it takes long.
const townPatience = 2 * time.Minute

const townStands = `document.getElementById("town-stands").textContent.replace(/[\u2066-\u2069]/g, "")`

// town is what the page says of the town.
func (p *page) town() string { return p.eval(townStands) }

// waitTown waits until the page says that of the town, and nobody there is about to answer.
func (p *page) waitTown(says string) {
	p.t.Helper()
	p.waitFor(townPatience, townStands+`.includes("`+says+`") && !`+townStands+`.includes("يكتبون الآن") && !`+townStands+`.includes("writing now")`)
}

// pass lets time pass by a button of the clock.
func (p *page) pass(seconds, gone string) {
	p.t.Helper()
	p.do(`document.getElementById("passed").textContent = ""; document.querySelector('#clock button[data-seconds="` + seconds + `"]').click()`)
	p.waitFor(townPatience, `document.getElementById("passed").textContent.includes("`+gone+`")`)
}
