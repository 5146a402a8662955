package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"wecan/bot/mattermost"
	"wecan/flows"
)

// commandWord is the slash command, without the slash.
const commandWord = "wecan"

// examinerFlags are what only the doctor is given.
type examinerFlags struct {
	MattermostAdminTokenFile *string `setting:"" placeholder:"FILE" help:"The access token of an administrator at Mattermost, to look at what the bot's account may not see. Default: none."`
}

// mattermostRemarks are about the server where the team works; defs may be nil.
// running means that the bot serves here.
func mattermostRemarks(ctx context.Context, set *settings, defs *flows.Definitions, admin mattermost.Token, running bool) []remark {
	var channels []string
	if defs != nil {
		channels = channelsOf(defs.Programme)
	}
	if set.Mattermost.URL == "" {
		if channels == nil {
			return nil
		}
		return []remark{{
			wrong, "mattermost", "the programme file names channels there, but no server is set: the bot does not start",
			"set WECAN_MATTERMOST_URL and what belongs to it, or take mattermost: out of the programme file",
		}}
	}
	client, err := mattermost.New(mattermost.Config{URL: set.Mattermost.URL, Token: set.Mattermost.Token})
	if err != nil {
		return []remark{{state: wrong, about: "mattermost", says: strings.TrimPrefix(err.Error(), "mattermost: ")}}
	}
	c := mattermost.ExamineConfig{Client: client, Admin: admin, Channels: channels, Base: set.Mattermost.Callback, Command: commandWord}
	var out []remark
	if c.Path, c.Users, err = teamThere(ctx, set, defs); err != nil {
		out = append(out, remark{state: warning, about: "mattermost", says: fmt.Sprintf("who works there could not be read: %v", err)})
	}
	ctx, cancel := context.WithTimeout(ctx, examTime)
	defer cancel()
	findings := mattermost.Examine(ctx, c)
	out = append(out, ofFindings(findings)...)
	if defs != nil && channels == nil {
		out = append(out, remark{
			warning, "mattermost", "no site has a channel there, so nothing of the team's work comes there",
			"write mattermost: {channel: team/channel} to a site in the programme file",
		})
	}
	if c.Path == "" {
		return out
	}
	out = append(out, ofCommand(findings, set, c.Path)...)
	if running {
		out = append(out, ofCallback(ctx, set.Mattermost.Callback, c.Path))
	}
	return out
}

// teamThere are the path of the slash command, and the user names of those of the team
// who work at Mattermost.
func teamThere(ctx context.Context, set *settings, defs *flows.Definitions) (path string, users []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, examTime)
	defer cancel()
	s, ids, err := openStore(ctx, set, randomOwner(), slog.New(slog.DiscardHandler))
	if err != nil {
		return "", nil, err
	}
	defer func() { _ = s.Close() }() // nothing was written
	seal, err := mattermost.NewSeal([]byte(ids.Of("seal", sealKey)))
	if err != nil {
		return "", nil, err
	}
	if defs == nil {
		return seal.CommandPath(), nil, nil
	}
	team, err := (&desk{store: s, ids: ids, defs: defs}).colleagues(ctx, "")
	for _, c := range team {
		if c.Mattermost != "" && !c.Gone && !c.Unlisted {
			users = append(users, c.Mattermost)
		}
	}
	return seal.CommandPath(), users, err
}

// ofFindings tells what is wrong, and what could not be found out; of what is right
// only the account and how much else there is.
func ofFindings(findings []mattermost.Finding) (out []remark) {
	right := -1 // the account is no further thing
	for i, f := range findings {
		r := remark{state: wrong, about: "mattermost", says: f.What, mend: f.Mend}
		switch {
		case f.OK && i > 0:
			right++
			continue
		case f.OK:
			right++
			r.state = fine
		case !f.Known:
			r.state = warning
		}
		out = append(out, r)
	}
	if right > 0 && len(out) > 0 && out[0].state == fine {
		out[0].says += "; " + counted(right, "other thing there is right", "other things there are right")
	}
	return out
}

// ofCommand tells the address of the slash command, while it has to be registered.
// Later it is not shown: nobody else should know the path.
func ofCommand(findings []mattermost.Finding, set *settings, path string) []remark {
	r := remark{state: warning, about: "command", mend: "its request URL at Mattermost is " + set.Mattermost.Callback + path}
	switch {
	case len(set.Mattermost.Commands) == 0:
		r.says = "the slash command /" + commandWord + " has no token here, so it is refused"
		r.mend += "; put the token that Mattermost shows then into the file of WECAN_MATTERMOST_COMMAND_TOKEN"
	case lacksCommand(findings):
		r.says = "the slash command /" + commandWord + " must be registered in each team"
	default:
		return nil
	}
	return []remark{r}
}

func lacksCommand(findings []mattermost.Finding) bool {
	for _, f := range findings {
		if f.Known && !f.OK && strings.HasPrefix(f.What, "the slash command ") {
			return true
		}
	}
	return false
}

// ofCallback posts a slash command with a wrong token to where Mattermost posts: only
// this bot answers that with 401. It is asked from here, so a proxy that lets in
// nobody but Mattermost refuses it.
func ofCallback(ctx context.Context, base, path string) remark {
	host := base
	if u, err := url.Parse(base); err == nil {
		host = u.Host
	}
	r := remark{state: wrong, about: "callback"}
	status, ours, err := knock(ctx, base+path)
	switch {
	case err != nil:
		r.says = fmt.Sprintf("nothing answers at %s: %v", host, err)
		r.mend = "see that its name, the reverse proxy and the certificate are right; if this machine only cannot reach it, try from that of Mattermost"
	case ours:
		r.state, r.says = fine, "the bot is reached at "+host
	case status == http.StatusForbidden:
		r.state, r.says = warning, fmt.Sprintf("%s refuses this machine, so it is not known whether Mattermost reaches the bot there", host)
		r.mend = "if it lets in Mattermost only, all may be well: type /" + commandWord + " there, and see whether it answers"
	default:
		r.says = fmt.Sprintf("another program answers at %s, or one that does not pass on what is posted there (HTTP %d)", host, status)
		r.mend = "see that the reverse proxy passes /mattermost/ on to WECAN_LISTEN, lets in this machine too, and is what WECAN_MATTERMOST_CALLBACK_URL names"
	}
	return r
}

// knock posts a wrong token. ours is an answer as this bot gives it, and no proxy that
// wants a password.
func knock(ctx context.Context, address string) (status int, ours bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader("token=none"))
	if err != nil {
		return 0, false, withoutAddress(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return 0, false, withoutAddress(err)
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode, res.StatusCode == http.StatusUnauthorized && res.Header.Get("WWW-Authenticate") == "", nil
}

// withoutAddress takes the address away, whose path is a secret.
func withoutAddress(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}
