package main

import (
	"strconv"
	"strings"
	"testing"
)

// TestPageTeam opens a phone of the team on a small screen, by the link that the
// demo prints and by the page's own list, and tells in an address who has the
// first phone.
func TestPageTeam(t *testing.T) {
	link := demoPrints(t, `http://127\.0\.0\.1:\d+/\?two=\S+`)
	p := openPage(t, narrow)
	p.visit(link + "&ui=es&one=300&one-name=Юлія&one-lang=uk")
	p.wait(p.part(".owner-name") + `.textContent === "Юлія" && ` + p.part(".frame") + `.lang === "uk"`)
	p.on("two")
	p.wait(p.part(".owner-name") + `.textContent === "Nadia" && ` + p.part(".frame") + `.lang === "en"`)
	p.waitText("Welcome to the team, Nadia!")
	if left := p.eval(`location.search`); strings.Contains(left, "-name") || strings.Contains(left, "-lang") {
		t.Errorf("what the address told is told again when she has changed it: %s", left)
	}

	p.show("programme")
	p.wait(`document.querySelectorAll("#team-who option").length === 15`)
	p.do(`document.getElementById("team-who").value = "karim"; document.querySelector("#team-form button").focus()`)
	p.sound("with the list of the team")
	p.picture("team-es-list")
	p.press("\r")
	p.wait(`document.getElementById("two").offsetParent !== null && document.activeElement === ` + p.part(".log"))
	p.waitText("Welcome to the team, Karim!")
	p.picture("team-es-phone")

	// She may have the first phone already. Then somebody new gets that.
	user := p.eval(`new URL(location.href).searchParams.get("two")`)
	alone, _, _ := strings.Cut(link, "?")
	p.visit(alone + "?ui=es&one=" + user + "&two=301")
	p.wait(`document.querySelector("#one .owner-name").textContent === "Karim"`)
	p.wait(`document.querySelectorAll("#team-who option").length === 15`)
	p.do(`document.getElementById("team-who").value = "karim"; document.querySelector("#team-form button").click()`)
	p.wait(p.part(".owner-name") + `.textContent === "Karim"`)
	if p.eval(`String(document.querySelector("#one .owner-name").textContent !== "Karim" && new URL(location.href).searchParams.get("one") !== `+strconv.Quote(user)+`)`) != "true" {
		t.Error("both phones are hers")
	}
	if got := p.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}
