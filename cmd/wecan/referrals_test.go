package main

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/referral"
)

func (c *crew) referrals(t *testing.T, args ...string) string {
	t.Helper()
	return c.does(t, "NUMBER", append([]string{"referrals", "list"}, args...)...)
}

const stamp = `20\d\d-\d\d-\d\d \d\d:\d\dZ`

func TestReferralsAreListedAndShown(t *testing.T) {
	c := newCrew(t, "nadia")
	if list := c.referrals(t); !strings.HasSuffix(list, "\n0 referrals\n") {
		t.Errorf("before anybody asked:\n%s", list)
	}
	_, green := c.asks(t, 61, "🏠 Housing")
	person, amber := c.asks(t, 62, "🛠 Work", "How soon|Within 3 days")
	_, red := c.asks(t, 63, "🩺 Health", "How soon|No bed tonight") // nobody who is trained has joined
	waitFor(t, func() bool { return strings.Contains(c.referrals(t, "--overdue"), red) })
	c.tapsPart(t, c.chats["nadia"], amber, "✅ Accept")
	c.reads(t, person, "Nadia from Another Club has your question.")

	list := c.referrals(t)
	row(t, list, `NUMBER  SITE  COLOUR  TOPIC  LANGUAGE  STATUS  WAITS SINCE  WITH  DUE  OVERDUE`)
	row(t, list, red+`  leipzig  red  health  English  new  `+stamp+`  -  `+stamp+`  ⏰`)
	row(t, list, amber+`  leipzig  amber  work  English  navigator  `+stamp+`  nadia  `+stamp+`  -`)
	row(t, list, green+`  leipzig  green  housing  English  offered to nadia  `+stamp+`  -  `+stamp+`  -`)
	if r, a, g := strings.Index(list, red), strings.Index(list, amber), strings.Index(list, green); r > a || a > g {
		t.Errorf("the order is not that of urgency:\n%s", list)
	}
	for arg, has := range map[string]map[string]bool{
		"--overdue": {red: true}, "--status=navigator": {amber: true}, "--site=roma": {}, "--site=leipzig": {red: true, amber: true, green: true},
		"--status=closed": {},
	} {
		some := c.referrals(t, arg)
		for _, number := range []string{red, amber, green} {
			if strings.Contains(some, number) != has[number] {
				t.Errorf("list %s: %s is wrong in\n%s", arg, number, some)
			}
		}
	}
	if list := c.referrals(t, "--overdue", "--status=offered"); !strings.HasSuffix(list, "\n0 referrals\n") {
		t.Errorf("what is offered is overdue:\n%s", list)
	}
	c.doesNot(t, "there are: new, offered, navigator, person, closed", "referrals", "list", "--status=lost")
	c.doesNot(t, "the programme file has: leipzig, roma", "referrals", "list", "--site=berlin")

	one := c.does(t, "", "referrals", "show", strings.ToLower(amber))
	for _, line := range []string{
		`number  ` + amber, `site  leipzig`, `colour  amber`, `topic  work`, `language  English`, `status  navigator`, `with  nadia`, `overdue  no`, `due  ` + stamp,
		`then  opened by person on ` + stamp, `then  offered by wecan on ` + stamp + `: nadia \(turn\)`, `then  accepted by nadia on ` + stamp,
	} {
		row(t, one, line)
	}
	for what, out := range map[string]string{"list": list, "show": one} {
		for _, secret := range []string{"landlord", "Mina", "Nadia"} {
			if strings.Contains(out, secret) {
				t.Errorf("%s shows %q", what, secret)
			}
		}
	}
	told := c.does(t, "", "explain", amber)
	if strings.Contains(told, "differ") || strings.Contains(told, "fails") || !strings.Contains(told, "  referral.") || !strings.Contains(told, "  person.") {
		t.Errorf("the turns of a referral are not explained:\n%s", told)
	}
	c.doesNot(t, "there is a mistake in it", "referrals", "show", "WE-4K7M-9Q3")
	c.doesNot(t, "there is no such referral: WE-2222-222", "referrals", "show", "we2222222")
	c.served.stop(t)
	again := c.serve(t) // the first look at what waits comes right after the start
	again.waitFor(t, func() bool {
		_, body := get(t, "http://"+c.listen+"/metrics")
		return strings.Contains(body, "\nwecan_referrals_open 3\n") && strings.Contains(body, "\nwecan_referrals_overdue 1\n")
	})
	again.stop(t)
	c.fair(t)
}

// A coordinator gives a referral to somebody who may have it, and to nobody else.
func TestReferralsAreAssigned(t *testing.T) {
	c := newCrew(t, "nadia", "petra", "karin")
	person, number := c.asks(t, 61, "🏠 Housing")
	c.reads(t, c.chats["nadia"], number)
	assign := func(id string) []string { return []string{"referrals", "assign", number, id, "--by=Karin"} }
	c.doesNot(t, "omar has not joined yet; invite her with: wecan people invite omar", assign("omar")...)
	c.doesNot(t, `nobody of the team has this id: "olga"`, assign("olga")...)
	c.doesNot(t, "there is no such referral", "referrals", "assign", "WE-2222-222", "nadia", "--by=Karin")
	c.doesNot(t, "a decision needs the name", "referrals", "assign", number, "petra", "--by=wecan")
	c.joins(t, "omar")
	c.does(t, "", "people", "away", "omar")
	c.doesNot(t, "omar is away; when she is back, run: wecan people back omar", assign("omar")...)
	c.does(t, "", "people", "back", "omar")

	c.does(t, number+" is with omar. An answer is due at 20", assign("omar")...) // it is offered to nadia at this time
	c.reads(t, person, "Omar from Another Club has your question.")
	c.reads(t, c.chats["omar"], "My landlord shouts")
	c.reads(t, c.chats["omar"], "⏰ "+number+": the person waits for your answer")
	c.tapsPart(t, c.chats["nadia"], number, "✅ Accept")
	c.reads(t, c.chats["nadia"], "Already taken by Omar.")
	row(t, c.people(t), `nadia .* 0  -`)
	row(t, c.people(t), `omar .* 1  -`)
	c.doesNot(t, "nothing was decided about "+number+": omar has it already", assign("omar")...)

	c.does(t, number+" is with nadia.", assign("nadia")...) // although omar has it
	c.reads(t, person, "Omar cannot go on with your request.")
	c.reads(t, person, "Nadia from Another Club has your question.")
	c.tg.Say(person.user, "Can you come with me?")
	c.reads(t, c.chats["nadia"], "Can you come with me?")
	for _, m := range c.tg.Messages(c.chats["omar"].user.ID) {
		if strings.Contains(m.Text, "Can you come") {
			t.Error("it was taken from omar, and he reads on")
		}
	}
	row(t, c.people(t), `omar .* 0  -`)
	one := c.does(t, "", "referrals", "show", number)
	row(t, one, `then  assigned by Karin on `+stamp+`: omar`)
	row(t, one, `then  assigned by Karin on `+stamp+`: nadia`)
	if strings.Contains(one, "accepted") {
		t.Errorf("somebody is said to have accepted it:\n%s", one)
	}

	c.does(t, number+" is closed: advised. The person is told, and can open it again until 20", "referrals", "close", number, "--outcome=advised", "--by=Karin")
	c.reads(t, person, "Nadia has closed your request. Did you get what you needed?")
	row(t, c.people(t), `nadia .* 0  -`)
	c.doesNot(t, "it is closed; only the person can open it again", assign("omar")...)
	c.doesNot(t, "it is closed; only the person can open it again", "referrals", "close", number, "--outcome=solved", "--by=Karin")
	c.doesNot(t, "there are: solved, passed, advised, unreachable, withdrawn", "referrals", "close", number, "--outcome=bored", "--by=Karin")
	row(t, c.does(t, "", "referrals", "show", number), `then  closed by Karin on `+stamp+` \(advised\)`)
	row(t, c.referrals(t, "--status=closed"), number+`  leipzig  green  housing  English  closed  -  -  -  -`)
	for _, args := range [][]string{nil, {"--site=leipzig"}} {
		if list := c.referrals(t, args...); strings.Contains(list, number) {
			t.Errorf("list %v shows what is closed:\n%s", args, list)
		}
	}
	c.tapsPart(t, person, "Did you get what you needed?", "👎 No")
	c.tapsPart(t, person, "open it again?", "Yes")
	waitFor(t, func() bool { return strings.Contains(c.referrals(t), number) })
	c.served.stop(t)
	c.fair(t)
	c.does(t, "drifts: 0", "audit")
	for _, secret := range []string{"Karin", "landlord", "Mina"} {
		if strings.Contains(c.served.log.String(), secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

// Who must not have a referral cannot be given it either.
func TestReferralsAreNotAssignedToEverybody(t *testing.T) {
	c := newCrew(t, "nadia", "omar", "karin", "lucia")
	_, health := c.asks(t, 61, "🩺 Health")
	_, woman := c.asks(t, 62, "🏠 Housing", "talk with a woman|Yes")
	_, complaint := c.asks(t, 63, "📣 A complaint")
	avoids, avoided := newJoiner(c.tg, 64, "en"), ""
	_, avoided = c.asks(t, avoids.user.ID, "🏠 Housing", "Is there someone in our team|Everybody at my site")
	_, refused := c.asks(t, 65, "🏠 Housing")
	waitFor(t, func() bool { return strings.Contains(c.does(t, "", "referrals", "show", refused), "offered to") })
	who := regexp.MustCompile(`offered to (\w+)`).FindStringSubmatch(c.does(t, "", "referrals", "show", refused))[1]
	c.tapsPart(t, c.chats[who], refused, "↪️ Not for me")
	c.reads(t, c.chats[who], "I ask somebody else.")
	for _, one := range []struct{ number, id, want string }{
		{health, "nadia", "its topic is for trained people only, and nadia is not trained"},
		{woman, "omar", "the person wishes for a woman"},
		{complaint, "karin", "nobody of the person's own site may have it"},
		{avoided, "nadia", "nobody of the person's own site may have it"},
		{refused, who, who + " is left out"},
	} {
		c.doesNot(t, "nothing was decided about "+one.number+": "+one.want, "referrals", "assign", one.number, one.id, "--by=Karin")
	}
	for _, number := range []string{health, woman, complaint, avoided} {
		c.does(t, number+" is with lucia.", "referrals", "assign", number, "lucia", "--by=Karin")
	}
	row(t, c.people(t), `lucia .* 4  -`)
	c.served.stop(t)
	c.does(t, "drifts: 0", "audit")
}

// What is put aside is shown as such, and nothing is decided about it.
func TestAReferralThatIsPutAside(t *testing.T) {
	c := newCrew(t, "nadia")
	_, number := c.asks(t, 61, "🏠 Housing")
	c.reads(t, c.chats["nadia"], number)
	c.served.stop(t)
	s := c.open(t)
	ids, err := s.IDs(t.Context(), demoBot)
	if err != nil {
		t.Fatal(err)
	}
	aside := func(kind flows.Kind, key string) {
		park(t, s, ids.Of(kind, key), flows.Incoming{ID: "a" + key, Input: flows.Timer{Name: "seek"}})
	}
	aside(flows.KindReferral, number)
	row(t, c.referrals(t), number+`  leipzig  green  housing  English  offered to nadia, put aside  .*`)
	row(t, c.does(t, "", "referrals", "show", number), `put aside  yes; see: wecan dead list`)
	c.doesNot(t, number+" is put aside; see: wecan dead list", "referrals", "close", number, "--outcome=solved", "--by=Karin")
	aside(flows.KindRoster, "leipzig")
	c.doesNot(t, "the team of leipzig is put aside; see: wecan dead list", "people", "list")
}

// walked notes which index is walked.
type walked struct {
	shelves

	index string
}

func (w *walked) Indexed(_ context.Context, index string, _ func(flows.ActorID) error) error {
	w.index = index
	return nil
}

// Lists of a part read that part only: closed referrals pile up over the years.
func TestListsOfReferralsReadAPart(t *testing.T) {
	for want, w := range map[string]wantedReferrals{
		referral.IndexOverdue:                        {overdue: true, site: "roma"},
		referral.IndexSite("roma"):                   {site: "roma"},
		referral.IndexStatus(referral.StatusOffered): {status: referral.StatusOffered, overdue: true, site: "roma"},
	} {
		read := &walked{}
		if _, err := (&desk{store: read}).referrals(t.Context(), w); err != nil || read.index != want {
			t.Errorf("%+v reads %q, wanted is %q: %v", w, read.index, want, err)
		}
	}
}
