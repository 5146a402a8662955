package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wecan/bot/sandbox/mmserver"
)

const doctorChannel = "wecan/leipzig"

// atMattermost lets the team of Leipzig work at a server: Nadia, with the bot.
func (r *rig) atMattermost(t *testing.T) *mmserver.Server {
	t.Helper()
	mm := mmserver.New(mmserver.Options{Settings: func(c *mmserver.Settings) {
		c.ServiceSettings.SiteURL = new("https://chat.example.org")
	}})
	url, err := mm.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mm.Stop)
	_, token := mm.AddBot("wecan", "WE CAN")
	mm.AddUser(mmserver.User{Username: "nadia.k"})
	mm.AddUser(mmserver.User{Username: "boss", Admin: true})
	mm.AddChannel(doctorChannel, true)
	if err := mm.Join(doctorChannel, "wecan", "nadia.k"); err != nil {
		t.Fatal(err)
	}
	r.env = append(
		r.env, "WECAN_PROGRAMME="+programmeThere(t, doctorChannel, "nadia.k"), "WECAN_MATTERMOST_URL="+url, "WECAN_MATTERMOST_TOKEN="+token,
		"WECAN_MATTERMOST_CALLBACK_URL=http://"+r.listen,
	)
	return mm
}

// programmeThere is the short programme with a channel of Leipzig and Nadia's user name.
func programmeThere(t *testing.T, channel, user string) string {
	t.Helper()
	data, err := os.ReadFile("testdata/short/programme.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), `{name: "Leipzig", `, `{name: "Leipzig", mattermost: {channel: `+channel+`}, `, 1)
	text += "people:\n  nadia: {name: Nadia, site: leipzig, roles: [navigator], languages: [en], mattermost: " + user + "}\n"
	if strings.Count(text, "mattermost:") != 2 {
		t.Fatal("the short programme has no Leipzig any more")
	}
	path := filepath.Join(t.TempDir(), "programme.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil { //nolint:gosec // a folder of the test's own
		t.Fatal(err)
	}
	return path
}

var commandAddress = regexp.MustCompile(`http://\S+/mattermost/command/[\w-]+`)

func TestDoctorLooksAtMattermost(t *testing.T) {
	r := newRig(t, longPoll)
	mm := r.atMattermost(t)
	out, err := r.examine(t)
	wants(t, out, err, `ok       mattermost the token is that of @wecan, a bot; \d+ other things there are right$`)
	wants(t, out, err, `warning  mattermost .*push notifications.*not known\n.*-> .*Push Notification Contents`)
	if strings.Contains(out, "callback ") {
		t.Errorf("the bot does not run, but it says\n%s", out)
	}
	wants(t, out, err, `warning  command   the slash command /wecan has no token here.*\n.*-> its request URL at Mattermost is http://`+regexp.QuoteMeta(r.listen)+`/mattermost/command/`)

	command, err := mm.AddCommand("wecan", "wecan", commandAddress.FindString(out))
	if err != nil {
		t.Fatal(err)
	}
	admin, err := mm.Token("boss")
	if err != nil {
		t.Fatal(err)
	}
	r.env = append(r.env, "WECAN_MATTERMOST_COMMAND_TOKEN="+command, "WECAN_MATTERMOST_ADMIN_TOKEN="+admin)
	r.serve(t)
	ready(t, r.listen)
	r.staff(t, "utrecht", "leipzig", "roma", "valencia")
	out, err = r.examine(t)
	wants(t, out, err, `ok       callback  the bot is reached at `+regexp.QuoteMeta(r.listen)+`$`)
	if found := regexp.MustCompile(`(?m)^(wrong|warning) +(mattermost|command|callback|team|service|settings) .*`).FindString(out); found != "" {
		t.Errorf("it is not content: %s", found)
	}
	for _, secret := range append([]string{"/mattermost/command/", command, admin}, r.env[len(r.env)-4][len("WECAN_MATTERMOST_TOKEN="):]) {
		if strings.Contains(out, secret) {
			t.Errorf("it shows what it should keep to itself:\n%s", out)
		}
	}
}

// Somebody who works there is added and listed with her name; she needs no phone, and the
// doctor looks for her account.
func TestSomebodyAtMattermostIsAdded(t *testing.T) {
	r := newRig(t, longPoll)
	mm := r.atMattermost(t)
	c := &crew{team: &team{rig: r}}
	add := []string{"people", "add", "olga", "--name=Olga", "--role=lead,deputy", "--language=en", "--mattermost=@olga.p"}
	c.doesNot(t, `the site "roma" has no channel at Mattermost`, append(add, "--site=roma")...)
	c.doesNot(t, "write her user name at Mattermost", "people", "add", "olga", "--name=Olga", "--role=lead", "--language=en", "--site=leipzig", "--mattermost=Olga P")
	c.doesNot(t, `the user "nadia.k" at Mattermost is Nadia already`, "people", "add", "olga", "--name=Olga", "--role=lead", "--language=en", "--site=leipzig", "--mattermost=nadia.k")
	out, err := r.examine(t)
	wants(t, out, err, `warning  team      at leipzig nobody can be reached as lead, deputy, so`)
	c.does(t, "olga is on the team of leipzig, at Mattermost as @olga.p. Now let her into the site's channel", append(add, "--site=leipzig")...)
	row(t, c.people(t), `olga  Olga  leipzig  lead,deputy  en  yes  olga.p  no  no  0  works at Mattermost`)
	row(t, c.people(t), `nadia  Nadia  leipzig  navigator  en  no  nadia.k  no  no  0  works at Mattermost`)
	out, err = r.examine(t)
	wants(t, out, err, `wrong    mattermost the account @olga.p`)
	if strings.Contains(out, "at leipzig nobody") {
		t.Errorf("of Leipzig it says\n%s", out)
	}
	mm.AddUser(mmserver.User{Username: "olga.p"})
	if out, _ = r.examine(t); strings.Contains(out, "olga.p") {
		t.Errorf("of Olga it says\n%s", out)
	}
	c.does(t, "olga has left the team of leipzig.", "people", "remove", "olga")
}

// Each fault has its line.
func TestDoctorFindsWhatIsWrongAtMattermost(t *testing.T) {
	r := newRig(t, longPoll)
	mm := r.atMattermost(t)
	mm.AddChannel("wecan/public", false)
	mm.AddChannel("wecan/apart", true)
	if err := mm.Join("wecan/public", "wecan"); err != nil {
		t.Fatal(err)
	}
	admin, err := mm.Token("boss")
	if err != nil {
		t.Fatal(err)
	}
	person, err := mm.Token("nadia.k")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		line   string
		change func(*mmserver.Settings)
		env    []string
	}{
		{line: `wrong    mattermost the server refuses the token\n.*-> set WECAN_MATTERMOST_TOKEN`, env: []string{"WECAN_MATTERMOST_TOKEN=hunter2"}},
		{line: `wrong    mattermost .*a person's account\n.*-> make a bot account`, env: []string{"WECAN_MATTERMOST_TOKEN=" + person}},
		{line: `wrong    mattermost the server cannot be asked.*\n.*-> see that this machine reaches`, env: []string{"WECAN_MATTERMOST_URL=http://127.0.0.1:1"}},
		{line: `wrong    mattermost the channel wecan/public\n.*-> make it private`, env: []string{"WECAN_PROGRAMME=" + programmeThere(t, "wecan/public", "nadia.k")}},
		{line: `wrong    mattermost the bot does not see the channel wecan/apart\n.*/invite`, env: []string{"WECAN_PROGRAMME=" + programmeThere(t, "wecan/apart", "nadia.k")}},
		{line: `wrong    mattermost the account @nobody\n.*-> correct the name`, env: []string{"WECAN_PROGRAMME=" + programmeThere(t, doctorChannel, "nobody")}},
		{line: `warning  mattermost no site has a channel there`, env: []string{"WECAN_PROGRAMME=testdata/short/programme.yaml"}},
		{line: `wrong    mattermost the programme file names channels there, but no server`, env: []string{"WECAN_MATTERMOST_URL=", "WECAN_MATTERMOST_TOKEN=", "WECAN_MATTERMOST_CALLBACK_URL="}},
		{line: `wrong    settings  WECAN_MATTERMOST_CALLBACK_URL is missing`, env: []string{"WECAN_MATTERMOST_CALLBACK_URL="}},
		{line: `wrong    settings  WECAN_MATTERMOST_URL is missing`, env: []string{"WECAN_MATTERMOST_URL="}},
		{line: `wrong    mattermost the setting SiteURL\n.*-> set Environment, Web Server`, change: func(c *mmserver.Settings) { c.ServiceSettings.SiteURL = new("") }},
		{line: `wrong    mattermost the setting EnableUserAccessTokens\n`, change: func(c *mmserver.Settings) { c.ServiceSettings.EnableUserAccessTokens = new(false) }},
		{line: `wrong    mattermost what push notifications show\n`, change: func(c *mmserver.Settings) {
			c.EmailSettings.SendPushNotifications = new(true)
			c.EmailSettings.PushNotificationContents = new("full")
		}},
		{line: `wrong    mattermost whether the server may call 127\.0\.0\.1\n.*untrusted internal connections`, change: func(c *mmserver.Settings) {
			c.ServiceSettings.AllowedUntrustedInternalConnections = new("")
		}},
		{line: `wrong    mattermost the slash command /wecan in the team wecan\n`},
		{line: `warning  command   the slash command /wecan must be registered.*\n.*-> its request URL at Mattermost is http`, env: []string{"WECAN_MATTERMOST_COMMAND_TOKEN=hunter2hunter2hunter2"}},
	} {
		var before *mmserver.Settings
		if c.change != nil {
			mm.Configure(func(config *mmserver.Settings) { before = config.Clone(); c.change(config) })
		}
		out, err := r.examine(t, append(c.env, "WECAN_MATTERMOST_ADMIN_TOKEN="+admin)...)
		wants(t, out, err, c.line)
		if before != nil {
			mm.Configure(func(config *mmserver.Settings) { *config = *before })
		}
	}
}

// What Mattermost posts does not come to the bot, though the bot runs.
func TestDoctorKnocksWhereMattermostDoes(t *testing.T) {
	r := newRig(t, longPoll)
	r.atMattermost(t)
	r.serve(t)
	ready(t, r.listen)
	answer := http.StatusNotFound
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if answer == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", "Basic")
		}
		if answer == http.StatusFound {
			w.Header().Set("Location", "http://"+r.listen+req.URL.Path)
		}
		w.WriteHeader(answer)
	}))
	defer proxy.Close()
	for status, line := range map[int]string{
		http.StatusNotFound:     `wrong    callback  another program answers at \S+, or .*\(HTTP 404\)\n.*-> see that the reverse proxy passes /mattermost/ on`,
		http.StatusUnauthorized: `wrong    callback  another program .*\(HTTP 401\)`,
		http.StatusFound:        `wrong    callback  another program .*\(HTTP 302\)`,
		http.StatusForbidden:    `warning  callback  \S+ refuses this machine.*\n.*-> if it lets in Mattermost only`,
	} {
		answer = status
		out, err := r.examine(t, "WECAN_MATTERMOST_CALLBACK_URL="+proxy.URL)
		wants(t, out, err, line)
	}
	out, err := r.examine(t, "WECAN_MATTERMOST_CALLBACK_URL=http://127.0.0.1:1")
	wants(t, out, err, `wrong    callback  nothing answers at 127\.0\.0\.1:1: .*refused\n`)
	if line := regexp.MustCompile(`(?m)^wrong .*`).FindString(out); strings.Contains(line, "/mattermost/command/") {
		t.Errorf("the error shows the path: %s", line)
	}
}
