package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"wecan/bot/sandbox"
	"wecan/bot/sandbox/mmserver"
)

// chatRig is a Mattermost with a small team, and a bot that answers its taps,
// commands and forms.
type chatRig struct {
	t      *testing.T
	server *mmserver.Server
	bot    *httptest.Server
	token  string // of the bot
	url    string
}

const helpChannel = "wecan/leipzig"

func newChatRig(t *testing.T) *chatRig {
	t.Helper()
	c := &chatRig{t: t, server: mmserver.New(mmserver.Options{})}
	url, err := c.server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.server.Stop)
	c.url = url
	c.bot = httptest.NewServer(http.HandlerFunc(c.answer))
	t.Cleanup(c.bot.Close)
	for _, u := range []mmserver.User{
		{Username: "ana", FirstName: "Ana", Position: "coordinator"},
		{Username: "layla", FirstName: "ليلى", Position: "navigator"},
		{Username: "samira", FirstName: "Samira", Position: "navigator"},
	} {
		c.server.AddUser(u)
	}
	_, c.token = c.server.AddBot("wecan", "wecan")
	for _, channel := range []string{helpChannel, "wecan/leipzig-trained"} {
		c.server.AddChannel(channel, true)
		if err := c.server.Join(channel, "wecan", "ana", "samira"); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.server.Join(helpChannel, "layla"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.server.AddCommand("wecan", "wecan", c.bot.URL+"/command"); err != nil {
		t.Fatal(err)
	}
	return c
}

// call is one of the bot's at the server; it returns the id of what was made.
func (c *chatRig) call(ctx context.Context, path string, body any) string {
	data, err := json.Marshal(body)
	if err != nil {
		c.t.Error(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/api/v4"+path, bytes.NewReader(data))
	if err != nil {
		c.t.Error(err)
		return ""
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Error(err)
		return ""
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		c.t.Errorf("%s: %d %s %v", path, response.StatusCode, answer, err)
	}
	var made struct{ ID string }
	_ = json.Unmarshal(answer, &made) // some answers have no id
	return made.ID
}

// card is the props of a post about somebody's question.
func (c *chatRig) card(colour, title, text string, buttons ...string) map[string]any {
	actions := []map[string]any{}
	for i, label := range buttons {
		verb := []string{"take", "pass"}[i]
		style := []string{"primary", "default"}[i]
		actions = append(actions, map[string]any{
			"id": verb, "type": "button", "name": label, "style": style,
			"integration": map[string]any{"url": c.bot.URL + "/tap/" + verb, "context": map[string]any{"about": "WE-4K7M-9Q2"}},
		})
	}
	return map[string]any{"attachments": []map[string]any{{
		"color": colour, "title": title, "text": text, "actions": actions,
		"fields": []map[string]any{
			{"title": "Language", "value": "العربية", "short": true},
			{"title": "Site", "value": "Leipzig", "short": true},
			{"title": "Waiting since", "value": "Thu 26 Nov, 09:30 (Europe/Berlin)"},
		},
	}}}
}

func (c *chatRig) post(text, root string, props map[string]any) string {
	channel := c.server.View("ana").Channels[0].ID
	return c.call(c.t.Context(), "/posts", map[string]any{"channel_id": channel, "root_id": root, "message": text, "props": props})
}

// answer is the bot's part: the first tap takes, the other fails; close opens a
// form, which wants a reason.
func (c *chatRig) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	reply := func(body any) { _ = json.NewEncoder(w).Encode(body) }
	switch r.URL.Path {
	case "/tap/take":
		reply(map[string]any{
			"update":         map[string]any{"message": "@samira", "props": c.card("#1c8a4c", "Housing · accepted by @samira", "")},
			"ephemeral_text": "You have it now. Write in the thread, and the person reads it.",
		})
	case "/tap/pass":
		w.WriteHeader(http.StatusInternalServerError)
	case "/tap/choose":
		c.open(r.Context(), tapped(r), "Applications", "WE-4K7M-9Q2 · received · score 4\nWhat name should we use?: Layla\nWhere do you live?: \u2068لايبزيغ\u2069")
		reply(struct{}{})
	case "/tap/accept":
		reply(map[string]any{"ephemeral_text": "WE-4K7M-9Q2: accepted.\nThe person reads it now."})
	case "/command":
		if r.FormValue("text") == "applications" {
			reply(c.applications())
			return
		}
		if r.FormValue("text") != "close WE-4K7M-9Q2" {
			reply(map[string]any{"response_type": "ephemeral", "text": "**You may write**\n- `/wecan mine`\n- `/wecan close` _reference_\n\n> العربية في سطر\n\nA person waits since 09:30 :hourglass_flowing_sand:"})
			return
		}
		c.open(r.Context(), r.FormValue("trigger_id"), "Close WE-4K7M-9Q2", "How did it end?")
		reply(struct{}{})
	case "/form":
		var form struct{ Submission map[string]any }
		if err := json.NewDecoder(r.Body).Decode(&form); err != nil || form.Submission["note"] == "" {
			reply(map[string]any{"errors": map[string]string{"note": "Please write a note."}})
			return
		}
		reply(map[string]any{})
	}
}

// open opens the form.
func (c *chatRig) open(ctx context.Context, trigger, title, text string) {
	c.call(ctx, "/actions/dialogs/open", map[string]any{"trigger_id": trigger, "url": c.bot.URL + "/form", "dialog": map[string]any{
		"callback_id": "close", "title": title, "introduction_text": text, "submit_label": "Close it", "elements": []map[string]any{
			{"display_name": "Outcome", "name": "outcome", "type": "select", "options": []map[string]string{{"text": "Solved", "value": "solved"}, {"text": "Not reached", "value": "silent"}}},
			{"display_name": "Note", "name": "note", "type": "textarea", "optional": true, "help_text": "The team reads it, the person does not."},
			{"display_name": "Tell the person", "name": "tell", "type": "bool", "optional": true, "default": "true"},
		},
	}})
}

// tapped is the trigger of a tap.
func tapped(r *http.Request) string {
	var tap struct {
		Trigger string `json:"trigger_id"`
	}
	_ = json.NewDecoder(r.Body).Decode(&tap) // without one no form opens
	return tap.Trigger
}

// applications is the answer to a command, with buttons.
func (c *chatRig) applications() map[string]any {
	card := func(text string, verbs ...string) map[string]any {
		actions := []map[string]any{}
		for i, verb := range verbs {
			actions = append(actions, map[string]any{
				"id": verb, "type": "button", "name": []string{"Open WE-4K7M-9Q2", "عرض مقعد"}[i], "integration": map[string]any{"url": c.bot.URL + "/tap/" + verb},
			})
		}
		return map[string]any{"color": "#e69f00", "text": text, "actions": actions}
	}
	return map[string]any{"response_type": "ephemeral", "text": "2 applications wait for a decision:", "attachments": []map[string]any{
		card("WE-4K7M-9Q2 · received · score 4 · since 26 November, 09:30", "choose", "accept"),
		card("\u200f\u2068WE-3M2C-X4T\u2069 · لدينا · النقاط: 2 · منذ \u206826 نوفمبر، 10:15\u2069"),
	}}
}

var laptop = display{"laptop", 1280, 720}

// TestPageMattermost lets a navigator work at Mattermost on the page: a card, a
// tap, the thread, a file, commands and a form.
func TestPageMattermost(t *testing.T) {
	walks := []chatWalk{
		{lang: "en", screen: desktop}, {lang: "ar", screen: laptop}, {lang: "uk", screen: tablet}, {lang: "es", screen: handheld}, {lang: "ar", screen: narrow},
	}
	if racing {
		walks = walks[:2]
	}
	for _, w := range walks {
		t.Run(w.lang+" "+w.screen.name, func(t *testing.T) { w.run(t) })
	}
}

type chatWalk struct {
	lang   string
	screen display
	rig    *chatRig
	*page
}

func (w chatWalk) shot(name string) {
	w.picture("mattermost-" + w.lang + "-" + w.screen.name + "-" + name)
}

// inPane is an element of the channel or the thread.
func inPane(pane, selector string) string {
	return `document.querySelector(` + strconv.Quote("#mattermost-"+pane+" "+selector) + `)`
}

func ofPost(pane, id, selector string) string {
	return inPane(pane, `[data-post="`+id+`"] `+selector)
}

func (w chatWalk) write(pane, text string) {
	w.t.Helper()
	w.do(inPane(pane, ".field") + `.focus(); ` + inPane(pane, ".field") + `.value = ` + strconv.Quote(text))
	w.press("\r")
	w.wait(inPane(pane, ".field") + `.value === ""`)
}

func (w chatWalk) waitPane(pane, text string) {
	w.t.Helper()
	w.wait(inPane(pane, ".posts") + `?.innerText.replace(/[\u200f\u2066-\u2069]/g, "").includes(` + strconv.Quote(text) + `)`)
}

func (w chatWalk) run(t *testing.T) {
	t.Helper()
	w.rig = newChatRig(t)
	clock := &handClock{}
	server := httptest.NewServer(sandbox.Page(sandbox.New(sandbox.Options{Now: clock.Now}), sandbox.PageOptions{Office: newClerk(), Clock: clock, Mattermost: w.rig.server}))
	t.Cleanup(server.Close)
	t.Cleanup(server.CloseClientConnections)
	w.page = openPage(t, w.screen)
	w.visit(fmt.Sprintf("%s/?ui=%s&one=51&two=52&mattermost=samira", server.URL, w.lang))
	w.wait(`document.getElementById("mattermost-who").value === "samira"`)
	w.show("mattermost")
	root := w.rig.post("@samira", "", w.rig.card("#e69f00", "Housing · new", "A letter from the landlord <b>& more</b>", "I take it", "Pass on"))
	arabic := w.rig.post("", "", w.rig.card("#c43133", "السكن", "وصلتني رسالة من المالك *اليوم*"))
	w.wait(ofPost("channel", root, "[data-button=take]"))
	w.wait(ofPost("channel", arabic, ".card"))
	w.taps(root)
	w.talks(root)
	w.commands()
	w.chooses()
	w.others(root)
	if got := w.errors(); len(got) > 0 {
		t.Errorf("errors on the page: %v", got)
	}
}

// taps presses both buttons by the keyboard: one fails as it does there, the other
// rewrites the post and whispers.
func (w chatWalk) taps(root string) {
	w.t.Helper()
	if text := w.eval(ofPost("channel", root, ".card-text") + `.textContent`); !strings.Contains(text, "<b>& more</b>") {
		w.t.Errorf("the card reads %q", text)
	}
	if w.eval(`String(`+ofPost("channel", root, "")+`.classList.contains("mentions"))`) != "true" {
		w.t.Error("who is mentioned does not see it")
	}
	w.shot("card")
	w.sound("with cards")
	w.do(ofPost("channel", root, "[data-button=pass]") + `.focus()`)
	w.press("\r")
	w.waitPane("channel", "Action integration error.")
	w.shot("refused")
	w.do(ofPost("channel", root, "[data-button=take]") + `.click()`)
	w.waitPane("channel", "accepted by @samira")
	w.waitPane("channel", "You have it now.")
	w.wait(`!` + ofPost("channel", root, "[data-button]"))
	w.do(inPane("channel", ".whisper .hide") + `.click()`)
	w.wait(`!` + inPane("channel", ".whisper"))
}

// talks writes in the thread, with a file, and changes its mind.
func (w chatWalk) talks(root string) {
	w.t.Helper()
	w.do(ofPost("channel", root, ".answer") + `.focus()`)
	w.press("\r")
	w.wait(`document.activeElement === ` + inPane("thread", ".field"))
	w.write("thread", "مرحبا، أنا سميرة. Hello **you**, @ana!")
	w.waitPane("thread", "مرحبا")
	own := w.eval(`[...document.querySelectorAll("#mattermost-thread [data-post]")].at(-1).dataset.post`)
	if got := w.rig.server.Notified(own); len(got) != 1 || got[0] != "ana" {
		w.t.Errorf("the reply notifies %v", got)
	}
	w.do(ofPost("thread", own, ".edit") + `.click()`)
	w.write("thread", "مرحبا، أنا سميرة من Leipzig.")
	w.waitPane("thread", "Leipzig.")
	w.do(ofPost("thread", own, ".react") + `.click(); ` + ofPost("thread", own, ".choice") + `.click()`)
	w.wait(ofPost("thread", own, ".reactions"))
	if got := w.rig.server.Reactions(own); len(got) != 1 || got[0] != "samira white_check_mark" {
		w.t.Errorf("reactions: %v", got)
	}
	// A picture is as high as a letter, so that the list grows when it arrives.
	w.do(`const sheet = new OffscreenCanvas(240, 200); sheet.getContext("2d").fillRect(20, 20, 200, 160); window.sheet = sheet.convertToBlob()`)
	w.wait(`(window.sheet.then(b => { window.content = b; }), window.content)`)
	w.do(`const all = new DataTransfer(); all.items.add(new File([window.content], "رسالة.png", {type: "image/png"}));
		const file = ` + inPane("thread", ".file") + `; file.files = all.files; file.dispatchEvent(new Event("change"))`)
	w.wait(`!` + inPane("thread", ".picked") + `.hidden`)
	w.write("thread", "The letter")
	w.wait(inPane("thread", ".attached-picture") + `?.naturalWidth === 240`)
	w.rig.post("The person writes:\n> شكرا\nنعم", root, nil)
	w.waitPane("thread", "شكرا")
	w.wait(`(() => { const log = ` + inPane("thread", ".pane-log") + `; return log.scrollHeight - log.scrollTop - log.clientHeight < 2; })()`)
	w.shot("thread")
	w.sound("with a thread")
	last := w.eval(`[...document.querySelectorAll("#mattermost-thread .remove")].at(-1).closest("[data-post]").dataset.post`)
	w.do(ofPost("thread", last, ".remove") + `.click()`)
	w.wait(`document.getElementById("mattermost-remove").open`)
	w.do(`document.querySelector('#mattermost-remove [value="remove"]').click()`)
	w.wait(`!` + ofPost("thread", last, ".post-body"))
	w.do(inPane("thread", ".pane-close") + `.click()`)
	w.wait(inPane("thread", ".field") + `.offsetParent === null && document.activeElement.matches(".to-thread")`)
}

// commands asks for help, writes one that is not there, and closes with a form.
func (w chatWalk) commands() {
	w.t.Helper()
	w.write("channel", "/wecan help")
	w.wait(inPane("channel", ".whisper ul li:nth-child(2) code"))
	w.shot("help")
	w.sound("with a whisper")
	w.do(inPane("channel", ".field") + `.value = "/wekan"; ` + inPane("channel", ".composer") + `.requestSubmit()`)
	w.wait(inPane("channel", ".pane-problem") + `.textContent.includes("not found")`)
	w.write("channel", "/wecan close WE-4K7M-9Q2")
	form := `document.querySelector("#mattermost-form form")`
	w.wait(form + ` && document.getElementById("mattermost-form").open`)
	w.sound("with a form")
	w.do(form + `.requestSubmit()`)
	w.wait(`document.getElementById("form-outcome-problem").textContent !== "" && document.activeElement.id === "form-outcome"`)
	w.do(`document.getElementById("form-outcome").value = "solved"; ` + form + `.requestSubmit()`)
	w.wait(`document.getElementById("form-note-problem").textContent !== "" && document.getElementById("form-outcome-problem").textContent === ""`)
	w.shot("form")
	w.fill("form-note", "She has a flat.")
	w.do(form + `.requestSubmit()`)
	w.wait(`!document.getElementById("mattermost-form").open`)
	if problem := w.eval(inPane("channel", ".pane-problem") + `.textContent`); problem != "" {
		w.t.Errorf("the field complains: %s", problem)
	}
	if left := w.rig.server.As("samira").Dialogs(); len(left) != 0 {
		w.t.Errorf("%d forms are open", len(left))
	}
}

// chooses taps the buttons under an answer that only she sees: one opens a form, the
// other is answered in words, and the buttons stay.
func (w chatWalk) chooses() {
	w.t.Helper()
	w.write("channel", "/wecan applications")
	button := func(verb string) string { return inPane("channel", ".whisper [data-button="+verb+"]") }
	w.wait(button("accept"))
	w.shot("choices")
	w.sound("with buttons that only she sees")
	w.do(button("choose") + `.focus()`)
	w.press("\r")
	w.wait(`document.getElementById("mattermost-form").open`)
	if text := w.eval(`document.querySelector("#mattermost-form .post-text").innerText`); !strings.Contains(text, "Layla") {
		w.t.Errorf("the form reads %q", text)
	}
	w.shot("opened")
	w.do(`document.getElementById("mattermost-form").close()`)
	w.wait(`!document.getElementById("mattermost-form").open && document.activeElement === ` + button("choose"))
	w.do(button("accept") + `.focus()`)
	w.press("\r")
	w.waitPane("channel", "The person reads it now.")
	w.wait(`document.activeElement === ` + button("accept")) // as it was
	w.shot("chosen")
	w.sound("with what came of it")
}

// others looks as somebody else does: she sees no whisper, and what calls her.
func (w chatWalk) others(root string) {
	w.t.Helper()
	w.do(`const who = document.getElementById("mattermost-who"); who.value = "ana"; who.dispatchEvent(new Event("change"))`)
	count := `document.querySelector("#mattermost-channels .count")`
	w.wait(count + `?.firstChild.data === "1"`) // the reply that was edited has called her
	if w.eval(`String(!!document.querySelector(".whisper"))`) != "false" {
		w.t.Error("somebody else sees a whisper")
	}
	w.do(ofPost("channel", root, ".to-thread") + `.click()`)
	w.wait(`!` + count + ` && ` + inPane("thread", ".post.mentions"))
	if _, err := w.rig.server.As("samira").Post("wecan/leipzig-trained", "@ana please look"); err != nil {
		w.t.Fatal(err)
	}
	w.wait(count + `?.firstChild.data === "1"`)
	w.show("two") // what calls her is seen from there too
	if w.rig.server.As("samira").React(root, "eyes") != nil {
		w.t.Error("she cannot react")
	}
	w.wait(`[...document.querySelectorAll('[data-view="mattermost"] > .news, [data-beside="mattermost"] > .news')].every(n => !n.hidden)`)
	w.show("mattermost")
	w.do(`document.querySelector("#mattermost-channels button:last-child").click()`)
	w.waitPane("channel", "please look")
	w.wait(`!` + count)
	w.do(`document.documentElement.dataset.colours = "dark"`)
	w.shot("dark")
	w.sound("in dark colours")
}
