package mattermost

import (
	"strings"
	"testing"

	"github.com/mattermost/mattermost-server/v6/model"
)

// examine answers the findings that are not fine, by what they are about.
func (w *world) examine(admin string) map[string]Finding {
	found := map[string]Finding{}
	for _, f := range Examine(w.t.Context(), ExamineConfig{
		Client: w.client, Admin: Token(admin), Channels: []string{berlin}, Users: []string{"olena"},
		Base: "http://127.0.0.1:9", Command: "wecan", Path: w.seal.CommandPath(),
	}) {
		if strings.Contains(f.What+f.Mend, w.token) || strings.Contains(f.What+f.Mend, w.seal.CommandPath()) {
			w.t.Errorf("a finding tells a secret: %+v", f)
		}
		if f.OK != (f.Mend == "") {
			w.t.Errorf("finding %+v", f)
		}
		if !f.OK {
			found[f.What] = f
		}
	}
	return found
}

func TestExamine(t *testing.T) {
	for want, spoil := range map[string]func(w *world){
		"":                             func(*world) {},
		"the server refuses the token": func(w *world) { w.server.Revoke(w.token) },
		"the server cannot be asked":   func(w *world) { w.server.Stop() },
		"the bot does not see the channel " + berlin: func(w *world) { w.must(w.server.Leave(berlin, "wecan")) },
		"the setting SiteURL":                        func(w *world) { w.set(func(c *model.Config) { *c.ServiceSettings.SiteURL = "" }) },
		"the setting EnableCommands":                 func(w *world) { w.set(func(c *model.Config) { *c.ServiceSettings.EnableCommands = false }) },
		"the setting EnableUserAccessTokens":         func(w *world) { w.set(func(c *model.Config) { *c.ServiceSettings.EnableUserAccessTokens = false }) },
		"what e-mail notifications show": func(w *world) {
			w.set(func(c *model.Config) { *c.EmailSettings.EmailNotificationContentsType = "full" })
		},
		"what push notifications show": func(w *world) { w.set(func(c *model.Config) { *c.EmailSettings.PushNotificationContents = "full" }) },
		"whether the server may call 127.0.0.1": func(w *world) {
			w.set(func(c *model.Config) { *c.ServiceSettings.AllowedUntrustedInternalConnections = "10.0.0.0/8" })
		},
		"the slash command /wecan in the team refugio":   func(w *world) { w.client.Close() },
		"the settings that an administrator sees: not k": func(*world) {},
	} {
		t.Run(want, func(t *testing.T) {
			w := newWorldOutside(t)
			if !strings.HasPrefix(want, "the slash command") {
				_, err := w.server.AddCommand("refugio", "wecan", "http://127.0.0.1:9"+w.seal.CommandPath())
				w.must(err)
			}
			admin, err := w.server.Token("root")
			w.must(err)
			if strings.HasPrefix(want, "the settings that an") {
				admin, err = w.server.Token("olena")
				w.must(err)
			}
			spoil(w)
			found := w.examine(admin)
			if want == "" && len(found) != 0 {
				t.Errorf("all is well, but: %+v", found)
			}
			for what := range found {
				if want != "" && strings.HasPrefix(what, want) {
					return
				}
			}
			if want != "" {
				t.Errorf("found %+v", found)
			}
		})
	}
}

// newWorldOutside is a world in real time: names are resolved in it.
func newWorldOutside(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.set(func(c *model.Config) { *c.ServiceSettings.SiteURL = "https://chat.example.org" })
	return w
}

func (w *world) set(change func(*model.Config)) { w.server.Configure(change) }
