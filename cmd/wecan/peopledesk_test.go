package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wecan/bot/sandbox"
)

// crew is a service for a programme with a team, and the phones of the team.
type crew struct {
	*team

	chats map[string]*joiner // by the ids of the programme file
}

const crewFile = `organisation: Another Club
keep: {months: 12}
sites:
  leipzig:
    name: Leipzig
    time_zone: UTC
    emergency: "112"
    person: "team@example.org"
    hours: {mon: "00:00-23:59", tue: "00:00-23:59", wed: "00:00-23:59", thu: "00:00-23:59", fri: "00:00-23:59", sat: "00:00-23:59", sun: "00:00-23:59"}
  roma: {name: Rome, time_zone: UTC, emergency: "112", person: "roma@example.org"}
lists:
  reasons: {places: more people than places}
people:
  nadia: {name: Nadia, site: leipzig, roles: [navigator], languages: [ar, en], woman: true}
  omar: {name: Omar, site: leipzig, roles: [navigator], languages: [en]}
  petra: {name: Petra, site: leipzig, roles: [lead], languages: [de, en], woman: true}
  karin: {name: Karin, site: leipzig, roles: [coordinator], languages: [de, en], woman: true}
  lucia: {name: Lucia, site: roma, roles: [lead, deputy, navigator], languages: [it, en], woman: true}
`

// newCrew serves, and lets some of the team join with their phones.
func newCrew(t *testing.T, joins ...string) *crew {
	t.Helper()
	return newCrewOf(t, crewFile, joins...)
}

func newCrewOf(t *testing.T, programme string, joins ...string) *crew {
	t.Helper()
	c := &crew{team: &team{rig: newRig(t, longPoll)}, chats: map[string]*joiner{}}
	file := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(file, []byte(programme), 0o600); err != nil {
		t.Fatal(err)
	}
	c.env = append(c.env, "WECAN_PROGRAMME="+file)
	c.served = c.serve(t)
	for _, id := range joins {
		c.joins(t, id)
	}
	return c
}

var invitation = regexp.MustCompile(`^https://t\.me/sandbox_bot\?start=([A-Za-z0-9_-]{1,64})\n`)

// invited runs people invite, and answers the payload of the link.
func (c *crew) invited(t *testing.T, args ...string) string {
	t.Helper()
	out := c.does(t, "", append([]string{"people", "invite"}, args...)...)
	link := invitation.FindStringSubmatch(out)
	if link == nil {
		t.Fatalf("invite prints\n%s", out)
	}
	return link[1]
}

// joins lets somebody of the team open her invitation.
func (c *crew) joins(t *testing.T, id string) {
	t.Helper()
	c.chats[id] = newJoiner(c.tg, int64(500+len(c.chats)), "en")
	c.chats[id].name = id
	c.begins(t, c.chats[id], "/start "+c.invited(t, id))
	c.reads(t, c.chats[id], "Welcome to the team, "+strings.ToUpper(id[:1])+id[1:]+"!")
}

// begins is the first thing that somebody writes; she says that her language is
// right.
func (r *team) begins(t *testing.T, j *joiner, text string) {
	t.Helper()
	r.tg.Say(j.user, text)
	r.tapsPart(t, j, "Which language", "English")
}

// does runs a command that must work and say so.
func (c *crew) does(t *testing.T, want string, args ...string) string {
	t.Helper()
	out, err := said(t, c.env, args...)
	if err != nil || !strings.Contains(out, want) {
		t.Errorf("%s: %v\n%s\nwant %q", strings.Join(args, " "), err, out, want)
	}
	return out
}

// doesNot runs a command that must fail.
func (c *crew) doesNot(t *testing.T, want string, args ...string) {
	t.Helper()
	out, err := said(t, c.env, args...)
	if err == nil || !strings.Contains(err.Error(), want) || out != "" {
		t.Errorf("%s: %v\n%s\nwant the error %q", strings.Join(args, " "), err, out, want)
	}
}

// row wants a line of a list.
func row(t *testing.T, list, pattern string) {
	t.Helper()
	if !regexp.MustCompile(`(?m)^` + strings.ReplaceAll(pattern, "  ", " +") + `$`).MatchString(list) {
		t.Errorf("no row %q in\n%s", pattern, list)
	}
}

func (c *crew) people(t *testing.T) string {
	t.Helper()
	return c.does(t, " people\n", "people", "list")
}

func TestTheTeamIsListedAndInvited(t *testing.T) {
	c := newCrew(t)
	list := c.people(t) // before any roster has made a turn
	row(t, list, `ID  NAME  SITE  ROLES  LANGUAGES  TRAINED  MATTERMOST  JOINED  AWAY  OPEN  REMARK`)
	row(t, list, `nadia  Nadia  leipzig  navigator  ar,en  no  -  no  no  0  -`)
	row(t, list, `petra  Petra  leipzig  lead  de,en  yes  -  no  no  0  -`)
	row(t, list, `5 people`)
	row(t, c.does(t, "", "people", "list", "--site=roma"), `1 people`)
	c.doesNot(t, "the programme file has: leipzig, roma", "people", "list", "--site=berlin")
	c.doesNot(t, `nobody of the team has this id: "olga"; on it are: nadia, omar`, "people", "invite", "olga")
	c.doesNot(t, `nobody of the team has this id: "lucia"`, "people", "invite", "lucia", "--site=leipzig")

	file := filepath.Join(t.TempDir(), "nadia.png")
	first := c.invited(t, "nadia")
	second := c.invited(t, "nadia", "--png="+file)
	if first == second || scanned(t, file, 600) != deepLink("sandbox_bot", second) {
		t.Errorf("the links are %s and %s, the QR code says %s", first, second, scanned(t, file, 600))
	}
	row(t, c.people(t), `nadia  Nadia .* no  no  0  invited`)
	nadia, stranger := newJoiner(c.tg, 41, "en"), newJoiner(c.tg, 42, "en")
	c.begins(t, stranger, "/start "+first)
	c.reads(t, stranger, "This link does not work.")
	c.begins(t, nadia, "/start "+second)
	c.reads(t, nadia, "Welcome to the team, Nadia!")
	row(t, c.people(t), `nadia  Nadia .* yes  no  0  -`)
	late := newJoiner(c.tg, 43, "en")
	c.begins(t, late, "/start "+second)
	c.reads(t, late, "This link does not work.")

	c.does(t, "nadia gets no new referrals.", "people", "away", "nadia")
	row(t, c.people(t), `nadia  Nadia .* yes  yes  0  -`)
	c.does(t, "nadia gets referrals again.", "people", "back", "nadia")
	row(t, c.people(t), `nadia  Nadia .* yes  no  0  -`)
	c.served.stop(t)
	c.fair(t)
	for _, secret := range []string{"Nadia", first, second} {
		if strings.Contains(c.served.log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
	c.does(t, "drifts: 0", "audit")
}

func TestSomebodyIsAddedToTheTeam(t *testing.T) {
	c := newCrew(t)
	add := func(more ...string) []string {
		return append([]string{"people", "add", "amal", "--name=Amal", "--site=roma", "--role=navigator", "--language=ar"}, more...)
	}
	for want, args := range map[string][]string{
		`there is no role "boss"; there are: navigator, lead, deputy, coordinator`: add("--role=boss"),
		`there is no site "berlin"; there are: leipzig, roma`:                      add("--site=berlin"),
		`"xx" is not one of our languages`:                                         add("--language=xx"),
		`there is no topic "love"; there are: papers`:                              add("--topic=love"),
		"the cap is a number from 1 to 200":                                        add("--cap=0"),
		"a name has 1 to 30 characters":                                            add("--name= "),
		"nadia stands in the programme file":                                       {"people", "add", "nadia", "--name=Nadia", "--site=leipzig", "--role=lead", "--language=ar"},
		`"Amal": an id begins with a small letter`:                                 {"people", "add", "Amal", "--name=Amal", "--site=roma", "--role=lead", "--language=ar"},
		`"wecan": an id begins with a small letter`:                                {"people", "add", "wecan", "--name=Amal", "--site=roma", "--role=lead", "--language=ar"},
	} {
		c.doesNot(t, want, args...)
	}
	row(t, c.people(t), `5 people`)
	c.does(t, "amal is on the team of roma. Now invite her: wecan people invite amal\n", add("--role=coordinator", "--language=en", "--topic=papers", "--woman", "--trained", "--cap=3")...)
	row(t, c.people(t), `amal  Amal  roma  navigator,coordinator  ar,en  yes  -  no  no  0  -`)
	c.does(t, "amal is on the team of roma.", add("--name=Amal B")...) // what is known of her changes
	row(t, c.people(t), `amal  Amal B  roma  navigator  ar  no  -  no  no  0  -`)
	c.doesNot(t, "amal is, or was, on the team of roma", add("--site=leipzig")...)
	amal := newJoiner(c.tg, 44, "en")
	c.begins(t, amal, "/start "+c.invited(t, "amal"))
	c.reads(t, amal, "Welcome to the team, Amal B!")

	c.does(t, "amal has left the team of roma.", "people", "remove", "amal")
	c.reads(t, amal, "Your work in the team has ended")
	row(t, c.people(t), `amal  Amal B  roma  navigator  ar  no  -  no  no  0  has left`)
	c.doesNot(t, "amal has left the team already", "people", "remove", "amal")
	c.doesNot(t, "amal has left the team; to have her back", "people", "back", "amal")
	c.does(t, "amal is on the team", add()...)
	row(t, c.people(t), `amal  Amal  roma  navigator  ar  no  -  no  no  0  -`)
	c.served.stop(t)
}

// asks has somebody ask for help in Leipzig, and answers the number of her
// request. Each answer in place of the usual one is "a part of the question|label".
func (c *crew) asks(t *testing.T, id int64, topic string, instead ...string) (*joiner, string) {
	t.Helper()
	j := newJoiner(c.tg, id, "en")
	c.tg.Say(j.user, "/question")
	steps := []string{
		"What is it about?|" + topic, "How soon|This week", "What do you need help with?|", "Is there a letter|Skip", "Where do you live|Leipzig", "in another language|Skip",
		"talk with a woman|It does not matter", "When is it safe|At any time", "Is there someone in our team|No", "call you?|", "Please check|Send",
	}
	for _, step := range steps {
		for _, other := range instead {
			if q, _, _ := strings.Cut(other, "|"); strings.HasPrefix(step, q) {
				step = other
			}
		}
		question, label, _ := strings.Cut(step, "|")
		switch {
		case strings.HasPrefix(topic, "📣") && question == "How soon":
		case label != "":
			c.tapsPart(t, j, question, label)
		default:
			c.reads(t, j, question)
			c.tg.Say(j.user, map[bool]string{true: "My landlord shouts", false: "Mina"}[question == steps[2][:len(steps[2])-1]])
		}
	}
	m := c.reads(t, j, "The number of your request is ")
	at := strings.Index(m.Text, "WE-")
	return j, m.Text[at : at+len("WE-4K7M-9Q2")]
}

// tapsPart taps the button whose label has a part.
func (r *team) tapsPart(t *testing.T, j *joiner, text, part string) {
	t.Helper()
	b, at := r.button(t, j, text, part)
	if _, err := r.tg.Tap(j.user, at, b.Data); err != nil {
		t.Fatal(err)
	}
}

func (r *team) button(t *testing.T, j *joiner, text, part string) (sandbox.Button, int) {
	t.Helper()
	m := r.reads(t, j, text)
	for _, line := range m.Buttons {
		for _, b := range line {
			if strings.Contains(b.Text, part) {
				return b, m.ID
			}
		}
	}
	t.Fatalf("%q has no button %q: %+v", text, part, m.Buttons)
	return sandbox.Button{}, 0
}

// Off-boarding is one command: what she has goes on, and nothing comes to her.
func TestSomebodyLeavesTheTeam(t *testing.T) {
	c := newCrew(t, "nadia")
	person, number := c.asks(t, 61, "🏠 Housing")
	nadia := c.chats["nadia"]
	c.tapsPart(t, nadia, number, "✅ Accept")
	c.reads(t, person, "Nadia from Another Club has your question.")
	c.joins(t, "omar")
	row(t, c.people(t), `nadia  Nadia .* yes  no  1  -`)
	c.doesNot(t, "nadia has joined already and has 1 open referral.", "people", "invite", "nadia")
	out := c.does(t, "nadia has left the team of leipzig.", "people", "remove", "nadia")
	for _, want := range []string{
		"1 referral is passed on and looks for somebody else: " + number + ".\n",
		"What remains: the chat on her own phone", "Take nadia out of the programme file too.",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	c.reads(t, person, "Nadia cannot go on with your request.")
	c.tapsPart(t, c.chats["omar"], number, "✅ Accept")
	c.reads(t, person, "Omar from Another Club has your question.")
	before := len(c.tg.Messages(nadia.user.ID))
	c.tg.Say(person.user, "Is anybody there?")
	c.reads(t, c.chats["omar"], "Is anybody there?")
	for _, m := range c.tg.Messages(nadia.user.ID)[before:] {
		if strings.Contains(m.Text, "Is anybody there?") {
			t.Errorf("whoever has left reads %q", m.Text)
		}
	}
	row(t, c.people(t), `nadia  Nadia .* no  no  0  has left`)
	row(t, c.people(t), `omar  Omar .* yes  no  1  -`)
	c.tg.Say(nadia.user, "/start "+c.invited(t, "nadia")) // she comes back
	c.reads(t, nadia, "Welcome to the team, Nadia!")
	row(t, c.people(t), `nadia  Nadia .* yes  no  0  -`)
	c.served.stop(t)
	c.does(t, "drifts: 0", "audit")
}

func TestCodesOfInvitations(t *testing.T) {
	seen := map[string]bool{}
	letters := map[rune]int{}
	for range 2000 {
		code := newCode()
		if len(code) != codeSize || strings.Trim(code, codeAlphabet) != "" || seen[code] {
			t.Fatalf("a code is %q", code)
		}
		seen[code] = true
		for _, r := range code {
			letters[r]++
		}
	}
	for _, r := range codeAlphabet {
		if n := letters[r]; n < 500 || n > 900 { // 696 on average
			t.Errorf("%c was drawn %d times of 16000", r, n)
		}
	}
}
