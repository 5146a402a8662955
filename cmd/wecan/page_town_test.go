package main

import (
	"testing"
)

// TestPageTown fills the town: forty people sign up for a hackathon on their own phones, and
// answer what comes when time passes.
func TestPageTown(t *testing.T) {
	link := startDemo(t)
	p := openPage(t, desktop)
	p.visit(link + "?ui=ar")
	p.wait(`document.getElementById("town-fill").offsetParent !== null`)
	p.do(`document.getElementById("town-fill").focus()`)
	p.sound("with an empty town")
	p.press("\r")
	stands := `document.getElementById("town-stands").textContent.replace(/[\u2066-\u2069]/g, "")`
	p.wait(stands + `.includes("يكتبون الآن")`)
	p.picture("town-ar-signs-up")
	p.wait(stands + `.includes("والمحجوز منها 24. في الانتظار: 16") && !` + stands + `.includes("يكتبون الآن")`)
	p.do(`document.getElementById("town-who").focus()`)
	p.sound("with a full town")
	p.picture("town-ar-full")

	p.visit(link + "?ui=en")
	p.wait(stands + `.includes("Of 24 places 24 are taken. 16 people wait.")`)
	p.wait(`document.querySelectorAll("#town-who option").length === 40`)
	p.do(`document.getElementById("town-who").value = "400000002"; document.querySelector("#town-form button").click()`)
	p.on("two")
	p.wait(p.part(".owner-name") + `.textContent === "Grace"`)
	p.waitText("A day for our town")
	p.picture("town-en-phone")

	// A day before it begins all are reminded. Some cannot come, and the next are asked.
	p.do(`document.querySelector('#clock button[data-seconds="86400"]').click()`)
	p.wait(`document.getElementById("passed").textContent.includes("A day")`)
	p.do(`document.querySelector('#clock button[data-seconds="86400"]').click()`)
	p.wait(`document.getElementById("passed").textContent.includes("passes")`)
	p.wait(`document.getElementById("passed").textContent.includes("A day")`)
	p.wait(stands + `.includes("Of 24 places") && !` + stands + `.includes("writing now")`)
	p.picture("town-en-reminded")
	t.Log(p.eval(stands))
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}
