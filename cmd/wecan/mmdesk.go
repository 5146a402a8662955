package main

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"wecan/bot/mattermost"
	"wecan/flows"
	"wecan/flows/referral"
	"wecan/i18n"
)

// mmDesk is the [desk] of those who work at Mattermost: they give the slash command,
// fill in dialogs and tap buttons. It reads the store, and changes nothing but by
// inputs to actors. The ids of those derive from that of the order, so that the same
// order twice does nothing twice.
//
// What it shows is for the one who asked only. The answer to a command may have
// buttons. It stays as it is whatever is tapped, for nobody can rewrite it: what came
// of a tap is said below it, in words only, or a dialog opens.
type mmDesk struct {
	accounts accounts
	bot      func(context.Context) (string, error) // its user name at Telegram; nil: it is not known
	courier  courier                               // nil: no files are handed out
	store    shelves
	ids      flows.IDs
	turns    turns
	words    func() *words    // those in force
	patience time.Duration    // how long it waits for what comes of an order; 0 is patienceAtMattermost
	clock    func() time.Time // nil is time.Now
}

var (
	_ mattermost.Orders  = (*mmDesk)(nil)
	_ mattermost.Choices = (*mmDesk)(nil)
	_ mattermost.Forms   = (*mmDesk)(nil)
	_ mattermost.Roles   = (*mmDesk)(nil)
)

// accounts knows the names of accounts by their ids: a [mattermost.Client].
type accounts interface {
	UserName(ctx context.Context, id string) (string, error)
}

// patienceAtMattermost is well below the time that a callback may work.
const patienceAtMattermost = 10 * time.Second

// errStranger is for an account that is nobody's of the team.
var errStranger = errors.New("the account is nobody's of the team")

// visit is one order of somebody, while it is carried out.
type visit struct {
	mmReader

	d    *mmDesk
	at   *desk
	w    *words
	who  referral.Colleague
	team []referral.Colleague // of all sites
	id   string               // of the order
	user string               // the id of her account
}

// visit finds out who somebody is: whoever of the team has the name of that account.
// The server is asked for it, whatever the callback says.
func (d *mmDesk) visit(ctx context.Context, user, order, word string) (*visit, error) {
	w := d.words()
	at := &desk{store: d.store, ids: d.ids, defs: w.defs, patience: cmp.Or(d.patience, patienceAtMattermost)}
	name, err := d.accounts.UserName(ctx, user)
	if err != nil {
		return nil, err
	}
	team, err := at.colleagues(ctx, "")
	if err != nil {
		return nil, err
	}
	v := &visit{d: d, at: at, w: w, team: team, id: order, user: user}
	var ok bool
	v.who, ok = accountOf(team, name)
	v.mmReader = newMMReader(w, v.who, word)
	if !ok {
		return v, errStranger
	}
	return v, nil
}

func (v *visit) now() time.Time {
	if v.d.clock != nil {
		return v.d.clock()
	}
	return time.Now()
}

// accountOf is whoever of the team has the account with that name. Of two with one
// name nobody knows who it is.
func accountOf(team []referral.Colleague, name string) (one referral.Colleague, ok bool) {
	for _, c := range team {
		if name == "" || c.Mattermost != name || c.Gone || c.Unlisted {
			continue
		}
		if ok {
			return referral.Colleague{}, false
		}
		one, ok = c, true
	}
	return one, ok
}

// Obey is for mattermost.Orders.
func (d *mmDesk) Obey(ctx context.Context, o mattermost.Order) (mattermost.Answer, error) {
	v, err := d.visit(ctx, o.User, o.ID, o.Word)
	if errors.Is(err, errStranger) {
		return answer(v.say("stranger")), nil
	}
	if err != nil {
		return mattermost.Answer{}, err
	}
	verb, rest := cutWord(o.Text)
	verb = strings.ToLower(verb)
	if verb == "" {
		verb = "help"
	}
	one, ok := rightOf(verb)
	if !ok {
		return answer(v.unknown(verb)), nil
	}
	got, err := v.do(ctx, one, rest)
	return mattermost.Answer{Text: got.text, Cards: got.cards, Dialog: got.dialog}, err
}

// outcome is what came of something that somebody wanted.
type outcome struct {
	text   string
	cards  []flows.PostCard   // below the text, of an answer to a command
	dialog *mattermost.Dialog // what is still to be said
	no     bool               // nothing was done; the text says why
	field  string             // of a dialog, what is wrong

	wrong   map[string]string // of a dialog with several fields, what is wrong with each
	unshown string            // of a dialog: see [mattermost.Shown]
}

func (v *visit) no(key string, args ...string) (outcome, error) {
	return outcome{text: v.say(key, args...), no: true}, nil
}

func (v *visit) yes(key string, args ...string) (outcome, error) {
	return outcome{text: v.say(key, args...)}, nil
}

// do carries a command out.
func (v *visit) do(ctx context.Context, one right, rest string) (outcome, error) {
	if one.may(v.who, nil) != allowed {
		return v.no("norole", "command", v.word+" help")
	}
	if one.about() {
		return v.doAbout(ctx, one, rest)
	}
	switch one.verb {
	case "status":
		return v.status(ctx)
	case "mine":
		return v.mine(ctx)
	case "waiting":
		return v.waiting(ctx)
	case "away", "back":
		return v.duty(ctx, one.verb == "away")
	case "applications":
		return v.applications(ctx, rest)
	case "sessions":
		return v.sessions(ctx, rest)
	case "events":
		return v.events(ctx, rest)
	case announcing:
		return v.announce(ctx, rest)
	}
	return v.help()
}

// doAbout finds the referral that is meant, and asks the table once more.
func (v *visit) doAbout(ctx context.Context, one right, rest string) (outcome, error) {
	r, words, why, err := v.meant(ctx, one, rest)
	if err != nil || why != "" {
		return outcome{text: why, no: true}, err
	}
	return v.about(ctx, one, r, words)
}

// about does something about a referral, if she may.
func (v *visit) about(ctx context.Context, one right, r request, words string) (outcome, error) {
	if no := one.may(v.who, &r.Case); no != allowed {
		return outcome{text: v.refusal(no, r.Reference), no: true}, nil
	}
	if r.Parked {
		return v.no("aside", "number", r.Reference)
	}
	var got outcome
	var err error
	switch one.verb {
	case "take":
		got, err = v.take(ctx, r)
	case "release":
		got, err = v.release(ctx, r, words)
	case "transfer":
		got, err = v.transfer(ctx, r, words)
	case "note":
		got, err = v.write(ctx, r, words, true)
	case "reply":
		got, err = v.write(ctx, r, words, false)
	default:
		got, err = v.close(ctx, r, words)
	}
	return v.told(got, err, r.Reference)
}

// refusal is why the table says no.
func (v *visit) refusal(no ruling, reference string) string {
	switch no {
	case noRole:
		return v.say("norole", "command", v.word+" help")
	case notHers:
		return v.say("nothers", "number", reference)
	case unseen, allowed:
	}
	return v.say("notfound", "number", reference)
}

// told makes words of what a desk says.
func (v *visit) told(got outcome, err error, reference string) (outcome, error) {
	var done notDoneError
	var parked asideError
	var later unknownYetError
	switch {
	case errors.As(err, &done):
		name := done.to
		for _, c := range v.team {
			if c.ID == done.to {
				name = c.Name
			}
		}
		return v.no("not."+string(done.answer), "name", name)
	case errors.As(err, &parked):
		return v.no("aside", "number", reference)
	case errors.As(err, &later):
		return v.yes("later", "number", reference, "command", v.word+" mine")
	}
	return got, err
}

// May is for mattermost.Roles. A tap needs what the command for the same needs.
func (d *mmDesk) May(ctx context.Context, userID, verb, about string) (ok bool, whisper string, err error) {
	v, err := d.visit(ctx, userID, "", "")
	if errors.Is(err, errStranger) {
		return false, v.say("stranger"), nil
	}
	if err != nil {
		return false, "", err
	}
	one, known := rightOfButton(verb)
	if known && one.verb == announcing {
		ok, whisper = v.mayTapReport(one)
		return ok, whisper, nil
	}
	r, err := v.at.referral(ctx, about)
	switch {
	case errors.Is(err, errNoReferral), err == nil && !known:
		return false, v.say("notfound", "number", about), nil
	case err != nil:
		return false, "", err
	}
	if no := one.may(v.who, &r.Case); no != allowed {
		return false, v.refusal(no, r.Reference), nil
	}
	return true, "", nil
}

// mayTapReport says whether she may tap a button of an announcement's report. Of which
// site that is asks whoever does it.
func (v *visit) mayTapReport(one right) (ok bool, whisper string) {
	if one.may(v.who, nil) != allowed {
		return false, v.say("norole", "command", v.word+" help")
	}
	return true, ""
}

// cutWord takes the first word off a text.
func cutWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " \t\n"); i >= 0 {
		return text[:i], strings.TrimSpace(text[i:])
	}
	return text, ""
}

// unknown proposes what may have been meant, of all that she may do.
func (v *visit) unknown(verb string) string {
	best, slips := "", 0
	for _, one := range mmRights() {
		if one.may(v.who, nil) != allowed {
			continue
		}
		for _, word := range append([]string{one.verb}, one.also...) {
			n, near := i18n.Near(verb, word)
			if !near && len(verb) > 1 && strings.HasPrefix(word, verb) {
				n, near = len(word), true
			}
			if near && (best == "" || n < slips) {
				best, slips = one.verb, n
			}
		}
	}
	verb = cutTo(verb, typedMost)
	if best == "" {
		return v.say("unknown", "word", verb, "command", v.word+" help")
	}
	return v.say("nearest", "word", verb, "command", v.word+" "+best)
}

func (v *visit) help() (outcome, error) {
	lines := []string{v.say("help.head")}
	for _, one := range mmRights() {
		if one.may(v.who, nil) == allowed {
			lines = append(lines, v.say("help."+strings.ReplaceAll(one.verb, " ", "_"), "command", v.usage(one)))
		}
	}
	return outcome{text: strings.Join(lines, "\n")}, nil
}

func (v *visit) duty(ctx context.Context, away bool) (outcome, error) {
	if err := v.at.setAway(ctx, v.d.turns, v.who, away, v.id); err != nil {
		return outcome{}, err
	}
	if away {
		return v.yes("away")
	}
	return v.yes("back")
}
