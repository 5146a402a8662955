package referral_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/referral"
)

// The transcripts of threads show a talk with both its sides: what comes to the
// phones, and what stands at Mattermost. Besides what [TestTranscriptsOfBothSides]
// understands:
//
//	asks: Amina | Housing | This week | words | name     she goes through the form; nothing of it is shown
//	#nadia [accept]                   she taps that verb on the card
//	#nadia /close solved              a command
//	#nadia> words                     she writes under the card
//	#nadia changes: words             … changes her last post, or
//	#nadia deletes                    … deletes it
//	#nadia sends image/png 300000     a file of so many bytes
//	mattermost: away, back, refuses help/leipzig, takes all
//	telegram: refuses document, takes all     what it refuses of files, or words of a message
//	telegram: is slow, answers        what it refuses meanwhile is known then
//
// A post is shown with the number of its root and its own: "#help/leipzig 1.2".
func TestTranscriptsOfThreads(t *testing.T) {
	files, err := filepath.Glob("testdata/*.thread")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".thread"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			x := &transcript{world: newWorldOf(t, withMattermost), chat: map[string]int64{}, own: map[int64]int{}, posted: map[string]string{}}
			x.board.seen = x.stands
			got := x.play(string(data))
			if x.board.problem != nil {
				t.Error(x.board.problem)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(data) {
				t.Errorf("it goes another way today; read the difference, then run the test with -update\n%s", difference(string(data), got))
			}
		})
	}
}

// channel does what happens at Mattermost; false for a line that is about something
// else.
func (x *transcript) channel(line string) bool {
	switch {
	case strings.HasPrefix(line, "asks: "):
		x.say("\n" + line)
		x.form(strings.Split(strings.TrimPrefix(line, "asks: "), " | "))
	case strings.HasPrefix(line, "mattermost: "):
		x.say("\n" + line)
		x.mattermost(strings.TrimPrefix(line, "mattermost: "))
	case strings.HasPrefix(line, "telegram: "):
		x.say("\n" + line)
		x.telegram(strings.TrimPrefix(line, "telegram: "))
	case strings.HasPrefix(line, "#"):
		at := strings.IndexAny(line, "> ")
		who := line[1:max(at, 1)]
		if at < 0 || strings.HasPrefix(line[at:], " alone sees") || !slices.ContainsFunc(x.defs.Programme.Team, func(m flows.TeamMember) bool { return m.ID == who }) {
			return true // something that was shown
		}
		x.say("\n" + line)
		x.does(who, line[at:])
	default:
		return strings.HasPrefix(line, "    ")
	}
	return true
}

func (x *transcript) form(of []string) {
	seen := x.seen
	x.seen = func(chat int64, e flows.Effect) {
		if chat != x.chat[of[0]] {
			x.see(chat, e)
		}
	}
	chat := x.chat[of[0]]
	x.write(chat, "/question")
	for _, label := range of[1:3] {
		x.tap(chat, label)
	}
	x.write(chat, of[3])
	for _, answer := range []string{"Skip", "Leipzig", "Skip", "It does not matter"} {
		x.tap(chat, answer)
	}
	safe, avoid := "At any time", "No"
	for _, more := range of[5:] {
		switch {
		case strings.Contains(more, " to "):
			safe = more
		default:
			avoid = more
		}
	}
	x.tap(chat, safe)
	if avoid == "No" || avoid == "Everybody" {
		x.tap(chat, avoid)
	} else {
		x.tap(chat, "one person")
		x.write(chat, avoid)
	}
	if len(of) > 4 && of[4] != "" {
		x.write(chat, of[4])
	} else {
		x.tap(chat, "Skip")
	}
	x.tap(chat, "Send")
	x.seen = seen
}

func (x *transcript) mattermost(what string) {
	word, channel, _ := strings.Cut(what, " ")
	switch word {
	case "away":
		x.board.away = true
	case "back":
		x.comesBack()
		x.drain()
	case "refuses":
		x.board.refuse = func(e flows.Effect) bool {
			p, is := e.(flows.Post)
			r, isRe := e.(flows.Repost)
			return is && (p.Channel == channel || channel == "files" && p.File != nil) || isRe && r.Channel == channel
		}
	case "takes":
		x.board.refuse = nil
	default:
		x.tb.Fatalf("what does Mattermost do? %s", what)
	}
}

func (x *transcript) telegram(what string) {
	word, which, _ := strings.Cut(what, " ")
	if x.slow = word == "is"; x.slow {
		return
	}
	late := x.refused
	x.refused = nil
	for _, d := range late {
		x.bring(d)
	}
	x.unsent = func(e flows.Effect) bool {
		file, _ := e.(flows.Attach)
		send, _ := e.(flows.Send)
		return word == "refuses" && (file.What == which || strings.Contains(send.Text, which))
	}
}

// does what somebody of the team does in the only thread.
func (x *transcript) does(who, what string) {
	number := x.only().Reference
	whisper := ""
	switch {
	case strings.HasPrefix(what, "> "):
		x.posted[who] = x.posts(number, who, what[2:])
	case strings.HasPrefix(what, " ["):
		whisper = x.clicks(number, who, strings.Trim(what, " []"))
	case strings.HasPrefix(what, " /"):
		words := strings.Fields(what[2:])
		whisper = x.clicks(number, who, referral.Verb(words[0], words[1:]))
	case strings.HasPrefix(what, " changes: "):
		x.query++
		x.outside(referral.NewEdit(x.ids, number, who, x.posted[who], strings.TrimPrefix(what, " changes: "), strconv.Itoa(x.query)))
	case what == " deletes":
		x.outside(referral.NewDeletion(x.ids, number, who, x.posted[who]))
	case strings.HasPrefix(what, " sends "):
		words := strings.Fields(what)
		size, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			x.tb.Fatal(err)
		}
		x.posted[who] = x.posts(number, who, strings.Join(words[3:], " "), referral.PostFile{ID: "file", Mime: words[1], Size: size})
	default:
		x.tb.Fatalf("what does she do? %s", what)
	}
	if whisper != "" {
		x.say("#" + who + " alone sees: " + visible(whisper))
	}
}

// stands writes what changes at Mattermost.
func (x *transcript) stands(on *stands, e flows.Effect) {
	text := strings.ReplaceAll(visible(on.String()), "\n", "\n    ")
	switch e := e.(type) {
	case flows.Post:
		x.say(fmt.Sprintf("#%s %s %s", on.channel, x.place(on), text))
	case flows.Repost:
		x.say(fmt.Sprintf("#%s %s is now %s", on.channel, x.place(on), text))
	case flows.React:
		sign := map[string]string{"white_check_mark": "✅", "clock9": "🕘", "no_mobile_phones": "📵", "x": "❌", "memo": "📝"}[e.Emoji]
		if e.Away {
			sign = "no " + sign
		}
		x.say(fmt.Sprintf("#%s under “%s”: %s", on.channel, visible(on.post.Text), sign))
	case flows.Send, flows.Play, flows.Attach, flows.Enclose, flows.Answer, flows.Edit, flows.Delete, flows.Commands, flows.Tell, flows.Page:
	}
}

// place numbers a post as people count: the cards of a channel, and what stands
// under each.
func (x *transcript) place(on *stands) string {
	root, under := 0, 0
	for _, p := range x.board.posts {
		if p.channel == on.channel && p.under == "" {
			root++
		}
		if p.id == on.id {
			return strconv.Itoa(root)
		}
		if p.id == on.under {
			break
		}
	}
	for _, p := range x.board.posts {
		if p.under == on.under {
			under++
		}
		if p.id == on.id {
			break
		}
	}
	return strconv.Itoa(root) + "." + strconv.Itoa(under)
}
