package mmserver

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/mattermost/mattermost-server/v6/model"
)

// TestConformance checks what the bot relies on: always against the sandbox, in virtual time, and against a real server when
// MATTERMOST_TEST_URL names one; see the package comment.
func TestConformance(t *testing.T) {
	for _, part := range parts() {
		t.Run(part.name, func(t *testing.T) {
			if p := realPlace(); p.url != "" {
				part.run(realStage(t, p))
				return
			}
			inBubble(t, part.run)
		})
	}
}

// TestConformanceOverTCP runs the same parts against a sandbox as if it were a real server, so that the way there works when
// there is one. It does not wait for what takes half a minute.
func TestConformanceOverTCP(t *testing.T) {
	s := New(Options{})
	p := place{url: get(s.Start())(t), team: "refugio"}
	t.Cleanup(s.Stop)
	_, p.bot = s.AddBot("wecan", "WeCan")
	s.AddUser(User{Username: "olena"})
	s.AddUser(User{Username: "root", Admin: true})
	s.AddChannel("refugio/town-square", false)
	must(t, s.Join("refugio/town-square", "wecan", "olena", "root"))
	p.user, p.admin = get(s.Token("olena"))(t), get(s.Token("root"))(t)
	for _, part := range parts() {
		t.Run(part.name, func(t *testing.T) { part.run(realStage(t, p)) })
	}
}

// part is one group of facts.
type part struct {
	name string
	run  func(*stage)
}

func parts() []part {
	return []part{
		{"who one is", whoOneIs},
		{"a wrong token gets 401", wrongToken},
		{"what cannot be an id is refused", noIDs},
		{"a private channel is hidden from others", hiddenChannel},
		{"whoever is taken out of a channel is a stranger there", takenOut},
		{"an archived channel can be read, not written", archived},
		{"a pending post id is good for 30 seconds", pendingID},
		{"a post holds 16383 characters", longestPost},
		{"props are kept, numbers become floats", propsKept},
		{"a reply goes under a root post", replies},
		{"a patch leaves what it does not name", patches},
		{"only its author changes a post", othersPosts},
		{"a read since a time and what it brings", readSince},
		{"a deleted root post takes its thread", deletedThread},
		{"reactions", reactions},
		{"files", files},
		{"a bot writes to one person, with a file", directChannel},
		{"a tap calls the integration", tapCalls},
		{"a tap needs 200 and JSON or nothing", tapAnswers},
		{"ids of buttons are letters and digits", buttonIDs},
		{"what an update by a tap leaves and takes", tapUpdates},
		{"an ephemeral text is for the clicker", tapWhispers},
		{"a command comes with its token", commandComes},
		{"an answer to a command has buttons, with cookies", answerButtons},
		{"an answer to a command stays as it is", answersStay},
		{"a late answer has buttons too", lateButtons},
		{"a response_url is good for five times", responseURL},
		{"a dialog opens within three seconds", dialogOpens},
		{"a dialog is answered field by field", dialogAnswers},
		{"a socket says hello and tells what happens", socketTells},
		{"a socket can be claimed after it is open", socketChallenge},
		{"a bad token ends a socket without a word", socketBadToken},
		{"a lost socket is resumed", socketResumed},
		{"an unknown connection id begins anew", socketAnew},
		{"what pings people and what does not", mentions},
		{"what a bot may know of the settings", botSettings},
		{"a bot makes no ephemeral posts or commands", botLimits},
	}
}

func whoOneIs(st *stage) {
	if !st.botUser.IsBot || st.person.IsBot {
		st.t.Errorf("the bot is a bot: %v, the person is one: %v", st.botUser.IsBot, st.person.IsBot)
	}
	for _, c := range []*model.Client4{st.bot, st.user} {
		u := get3(c.GetUserByUsername(st.person.Username, ""))(st.t)
		if u.Id != st.person.Id {
			st.t.Errorf("%s is %s, want %s", u.Username, u.Id, st.person.Id)
		}
	}
	list := get3(st.bot.GetUsersByUsernames([]string{st.person.Username, "nobody.of.that.name"}))(st.t)
	if len(list) != 1 || list[0].Id != st.person.Id {
		st.t.Errorf("users by names: %+v", list)
	}
	_, _, err := st.bot.GetUserByUsername("nobody.of.that.name", "")
	denied(st.t, "an unknown user name", 404, err)
}

func wrongToken(st *stage) {
	stranger := model.NewAPIv4Client(st.url)
	stranger.HTTPClient = st.bot.HTTPClient
	for _, token := range []string{"", "wrong", model.NewId()} {
		stranger.SetToken(token)
		_, _, err := stranger.GetMe("")
		denied(st.t, "users/me with token "+token, 401, err)
		_, _, err = stranger.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x"})
		denied(st.t, "a post with token "+token, 401, err)
	}
}

func noIDs(st *stage) {
	_, _, err := st.bot.GetUser("malformed", "")
	denied(st.t, "a user", 400, err)
	_, _, err = st.bot.GetUserByUsername("In.Capitals", "")
	denied(st.t, "a user name", 400, err)
	_, _, err = st.bot.GetChannel("malformed", "")
	denied(st.t, "a channel", 400, err)
	_, _, err = st.bot.GetPostsSince("malformed", 1, false)
	denied(st.t, "the posts of a channel", 400, err)
	_, _, err = st.bot.GetPost("malformed", "")
	denied(st.t, "a post", 400, err)
	_, _, err = st.bot.GetPostThread("malformed", "", false)
	denied(st.t, "a thread", 400, err)
	_, _, err = st.bot.PatchPost("malformed", &model.PostPatch{Message: model.NewString("x")})
	denied(st.t, "a patch", 400, err)
	_, err = st.user.DoPostAction("malformed", "accept")
	denied(st.t, "a tap", 400, err)
	_, _, err = st.bot.GetFileInfo("malformed")
	denied(st.t, "a file", 400, err)
}

// takenOut and archived end the channel of the stage, for the bot or for all.
func takenOut(st *stage) {
	own, hers := st.post(st.bot, "its own", ""), st.post(st.user, "hers", "")
	w := st.connect(st.bot, "")
	w.event("hello")
	_, err := st.admin.RemoveUserFromChannel(st.channel.Id, st.botUser.Id)
	must(st.t, err)
	st.elsewhere(own, hers)
	_, _, err = st.bot.GetChannelByNameForTeamName(st.channel.Name, st.team.Name, "")
	denied(st.t, "the channel by its name", 404, err)
	st.post(st.user, "unseen", "")
	get3(st.admin.AddChannelMember(st.channel.Id, st.botUser.Id))(st.t)
	back := st.post(st.user, "seen again", "")
	for p := w.posted("posted"); p.Id != back.Id; p = w.posted("posted") {
		if p.Message == "unseen" {
			st.t.Error("a post came that was made while the bot was out")
		}
	}
	get3(st.bot.PatchPost(own.Id, &model.PostPatch{Message: model.NewString("still its own")}))(st.t)
}

// elsewhere checks that the bot may do nothing with posts of a channel.
func (st *stage) elsewhere(own, hers *model.Post) {
	st.t.Helper()
	_, _, err := st.bot.CreatePost(&model.Post{ChannelId: own.ChannelId, Message: "x"})
	denied(st.t, "a post", 403, err)
	_, _, err = st.bot.PatchPost(own.Id, &model.PostPatch{Message: model.NewString("x")})
	denied(st.t, "a patch of its own post", 403, err)
	_, err = st.bot.DeletePost(own.Id)
	denied(st.t, "a deletion of its own post", 403, err)
	_, _, err = st.bot.GetPost(own.Id, "")
	denied(st.t, "its own post", 403, err)
	_, _, err = st.bot.GetPostThread(hers.Id, "", false)
	denied(st.t, "a thread", 403, err)
	_, _, err = st.bot.GetPostsSince(own.ChannelId, 1, false)
	denied(st.t, "the posts of the channel", 403, err)
	_, _, err = st.bot.SaveReaction(&model.Reaction{UserId: st.botUser.Id, PostId: hers.Id, EmojiName: "memo"})
	denied(st.t, "a reaction", 403, err)
}

func archived(st *stage) {
	own, hers := st.post(st.bot, "its own", ""), st.post(st.user, "hers", "")
	_, err := st.admin.DeleteChannel(st.channel.Id)
	must(st.t, err)
	_, _, err = st.bot.GetChannelByNameForTeamName(st.channel.Name, st.team.Name, "")
	denied(st.t, "the channel by its name", 404, err)
	if c := get3(st.bot.GetChannel(st.channel.Id, ""))(st.t); c.DeleteAt == 0 {
		st.t.Error("by its id it does not say that it is archived")
	}
	_, _, err = st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x"})
	denied(st.t, "a post", 400, err)
	_, _, err = st.bot.PatchPost(own.Id, &model.PostPatch{Message: model.NewString("x")})
	denied(st.t, "a patch of its own post", 400, err)
	_, err = st.bot.DeletePost(own.Id)
	denied(st.t, "a deletion of its own post", 400, err)
	_, _, err = st.bot.SaveReaction(&model.Reaction{UserId: st.botUser.Id, PostId: hers.Id, EmojiName: "memo"})
	denied(st.t, "a reaction", 403, err)
	get3(st.bot.GetPost(hers.Id, ""))(st.t)
	get3(st.bot.GetPostThread(hers.Id, "", false))(st.t)
	get3(st.bot.GetPostsSince(st.channel.Id, 1, false))(st.t)
}

func hiddenChannel(st *stage) {
	_, _, err := st.bot.GetChannelByName(st.closed.Name, st.team.Id, "")
	denied(st.t, "by name", 404, err)
	_, _, err = st.bot.GetChannelByNameForTeamName(st.closed.Name, st.team.Name, "")
	denied(st.t, "by names", 404, err)
	_, _, err = st.bot.GetChannel(st.closed.Id, "")
	denied(st.t, "by id", 403, err)
	_, _, err = st.bot.GetChannelMember(st.closed.Id, st.botUser.Id, "")
	denied(st.t, "membership", 403, err)
	_, _, err = st.bot.CreatePost(&model.Post{ChannelId: st.closed.Id, Message: "x"})
	denied(st.t, "a post", 403, err)
	_, _, err = st.bot.GetPostsSince(st.closed.Id, 1, false)
	denied(st.t, "reading", 403, err)
	p := get3(st.user.CreatePost(&model.Post{ChannelId: st.closed.Id, Message: "x"}))(st.t)
	_, _, err = st.bot.GetPost(p.Id, "")
	denied(st.t, "a post of it", 403, err)
	_, _, err = st.bot.SaveReaction(&model.Reaction{UserId: st.botUser.Id, PostId: p.Id, EmojiName: "clock1"})
	denied(st.t, "a reaction", 403, err)
	m := get3(st.bot.GetChannelMember(st.channel.Id, st.botUser.Id, ""))(st.t)
	if m.UserId != st.botUser.Id {
		st.t.Errorf("member of its own channel: %+v", m)
	}
}

func pendingID(st *stage) {
	write := func() *model.Post {
		return get3(st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "once", PendingPostId: st.botUser.Id + ":1"}))(st.t)
	}
	first := write()
	if again := write(); again.Id != first.Id {
		st.t.Error("a second post with the same pending id")
	}
	if !st.patient {
		return
	}
	time.Sleep(31 * time.Second)
	if later := write(); later.Id == first.Id {
		st.t.Error("after 30 seconds the pending id is still known")
	}
}

func longestPost(st *stage) {
	longest := strings.Repeat("й", 16383)
	if p := st.post(st.bot, longest, ""); p.Message != longest {
		st.t.Error("the longest text was changed")
	}
	_, _, err := st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: longest + "й"})
	denied(st.t, "one character more", 400, err)
}

func propsKept(st *stage) {
	p := &model.Post{ChannelId: st.channel.Id, Message: "x"}
	p.AddProp("wecan_mark", "m1")
	p.AddProp("number", 12345678)
	made := get3(st.bot.CreatePost(p))(st.t)
	got := get3(st.user.GetPost(made.Id, ""))(st.t)
	if got.GetProp("wecan_mark") != "m1" || got.GetProp("number") != float64(12345678) || got.GetProp("from_bot") != "true" {
		st.t.Errorf("props %v", got.GetProps())
	}
}

func replies(st *stage) {
	root := st.post(st.bot, "root", "")
	reply := st.post(st.user, "reply", root.Id)
	_, _, err := st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x", RootId: reply.Id})
	denied(st.t, "a reply to a reply", 400, err)
	_, _, err = st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x", RootId: model.NewId()})
	denied(st.t, "a reply to nothing", 400, err)
	second := st.post(st.bot, "second", root.Id)
	for _, id := range []string{root.Id, reply.Id} {
		list := get3(st.bot.GetPostThread(id, "", false))(st.t)
		if !sameKeys(list.Posts, root.Id, reply.Id, second.Id) {
			st.t.Errorf("the thread has %d posts", len(list.Posts))
		}
		if list.Order[0] != id || len(list.Order) != 4 { // and it is there once more
			st.t.Errorf("the thread of %s is in the order %v", id, list.Order)
		}
	}
	_, _, err = st.bot.GetPostThread(model.NewId(), "", false)
	denied(st.t, "the thread of nothing", 404, err)
}

func sameKeys[V any](m map[string]V, keys ...string) bool {
	slices.Sort(keys)
	return slices.Equal(slices.Sorted(maps.Keys(m)), keys)
}

func patches(st *stage) {
	p := st.card(st.base+"/unused", nil, "accept")
	before := get3(st.bot.GetPost(p.Id, ""))(st.t)
	patched := get3(st.bot.PatchPost(p.Id, &model.PostPatch{Message: model.NewString("changed")}))(st.t)
	if patched.Message != "changed" || len(patched.Attachments()) != 1 || len(patched.Attachments()[0].Actions) != 1 {
		st.t.Errorf("a patch of the text: %q, %d cards", patched.Message, len(patched.Attachments()))
	}
	if patched.EditAt == 0 || patched.UpdateAt < before.UpdateAt || patched.CreateAt != before.CreateAt {
		st.t.Errorf("times %d %d %d", patched.CreateAt, patched.UpdateAt, patched.EditAt)
	}
	none := model.StringInterface{"wecan_mark": "m"}
	patched = get3(st.bot.PatchPost(p.Id, &model.PostPatch{Props: &none}))(st.t)
	if patched.Message != "changed" || len(patched.Attachments()) != 0 || patched.GetProp("wecan_mark") != "m" {
		st.t.Errorf("a patch of the props: %q %v", patched.Message, patched.GetProps())
	}
}

func othersPosts(st *stage) {
	p := st.post(st.user, "hers", "")
	_, _, err := st.bot.PatchPost(p.Id, &model.PostPatch{Message: model.NewString("x")})
	denied(st.t, "a patch", 403, err)
	_, _, err = st.bot.UpdatePost(p.Id, &model.Post{Id: p.Id, Message: "x"})
	denied(st.t, "an update", 403, err)
	_, err = st.bot.DeletePost(p.Id)
	denied(st.t, "a deletion", 403, err)
	_, err = st.user.DeletePost(p.Id)
	must(st.t, err)
	_, _, err = st.bot.GetPost(p.Id, "")
	denied(st.t, "a deleted post", 404, err)
}

func readSince(st *stage) {
	old := st.post(st.bot, "old root", "")
	quiet := st.post(st.bot, "nothing happens here", "")
	time.Sleep(5 * time.Millisecond) // so that what follows has a later time
	now := get3(st.bot.GetPost(quiet.Id, ""))(st.t).UpdateAt
	reply := st.post(st.user, "reply", old.Id)
	edited := st.post(st.user, "before", "")
	time.Sleep(2 * time.Millisecond)
	get3(st.user.PatchPost(edited.Id, &model.PostPatch{Message: model.NewString("after")}))(st.t)
	gone := st.post(st.user, "a secret", "")
	_, err := st.user.DeletePost(gone.Id)
	must(st.t, err)
	list := get3(st.bot.GetPostsSince(st.channel.Id, now, false))(st.t)
	if list.Posts[quiet.Id] != nil || list.Posts[reply.Id] == nil || list.Posts[old.Id] == nil {
		st.t.Error("the reply and its root post come, what did not change does not")
	}
	if p := list.Posts[gone.Id]; p == nil || p.DeleteAt == 0 || p.Message != "" {
		st.t.Errorf("a deleted post comes without its text: %+v", p)
	}
	copies := 0
	for _, p := range list.Posts {
		if p.OriginalId == edited.Id && p.DeleteAt != 0 {
			copies++
		}
	}
	if copies != 1 || list.Posts[edited.Id].Message != "after" {
		st.t.Errorf("%d copies of the edited post", copies)
	}
	collapsed := get3(st.bot.GetPostsSince(st.channel.Id, now, true))(st.t)
	if collapsed.Posts[reply.Id] != nil || collapsed.Posts[edited.Id] == nil {
		st.t.Error("collapsed threads drop replies and keep root posts")
	}
}

func deletedThread(st *stage) {
	root := st.post(st.bot, "root", "")
	reply := st.post(st.user, "reply", root.Id)
	w := st.connect(st.user, "")
	w.event("hello")
	_, err := st.bot.DeletePost(root.Id)
	must(st.t, err)
	if p := w.posted("post_deleted"); p.Id != root.Id || p.Message != "root" || p.DeleteAt != 0 || p.Metadata != nil {
		st.t.Errorf("post_deleted carries %+v", p)
	}
	_, _, err = st.user.GetPost(reply.Id, "")
	denied(st.t, "the reply", 404, err)
	_, _, err = st.user.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x", RootId: root.Id})
	denied(st.t, "a reply to a deleted post", 400, err)
}

func reactions(st *stage) {
	p := st.post(st.user, "x", "")
	w := st.connect(st.user, "")
	w.event("hello")
	mine := &model.Reaction{UserId: st.botUser.Id, PostId: p.Id, EmojiName: "white_check_mark"}
	for range 2 {
		get3(st.bot.SaveReaction(mine))(st.t)
	}
	if data, _ := w.event("reaction_added")["reaction"].(string); !strings.Contains(data, `"emoji_name":"white_check_mark"`) {
		st.t.Errorf("reaction_added carries %q", data)
	}
	if list := get3(st.user.GetReactions(p.Id))(st.t); len(list) != 1 || list[0].UserId != st.botUser.Id {
		st.t.Errorf("reactions %+v", list)
	}
	_, _, err := st.bot.SaveReaction(&model.Reaction{UserId: st.person.Id, PostId: p.Id, EmojiName: "white_check_mark"})
	denied(st.t, "a reaction of somebody else", 403, err)
	for range 2 {
		_, err := st.bot.DeleteReaction(mine)
		must(st.t, err)
	}
	w.event("reaction_removed")
	if list := get3(st.user.GetReactions(p.Id))(st.t); len(list) != 0 {
		st.t.Errorf("reactions %+v", list)
	}
}

func files(st *stage) {
	up := get3(st.bot.UploadFile([]byte("a,b\n"), st.channel.Id, "list.csv"))(st.t)
	raw := get3(st.user.UploadFileAsRequestBody([]byte("hers"), st.channel.Id, "hers.txt"))(st.t)
	hers := raw.FileInfos[0].Id
	_, _, err := st.bot.GetFile(hers)
	denied(st.t, "a file of no post", 403, err)
	p := get3(st.bot.CreatePost(&model.Post{ChannelId: st.channel.Id, Message: "x", FileIds: []string{up.FileInfos[0].Id, hers}}))(st.t)
	got := get3(st.user.GetPost(p.Id, ""))(st.t)
	if !slices.Equal(got.FileIds, model.StringArray{up.FileInfos[0].Id}) {
		st.t.Errorf("files %v: only those of the author go with a post", got.FileIds)
	}
	if data := get3(st.user.GetFile(up.FileInfos[0].Id))(st.t); string(data) != "a,b\n" {
		st.t.Errorf("the file holds %q", data)
	}
	if info := get3(st.user.GetFileInfo(up.FileInfos[0].Id))(st.t); info.Name != "list.csv" || info.Size != 4 || info.PostId != p.Id {
		st.t.Errorf("info %+v", info)
	}
	get3(st.user.CreatePost(&model.Post{ChannelId: st.channel.Id, FileIds: []string{hers}}))(st.t)
	if data := get3(st.bot.GetFile(hers))(st.t); string(data) != "hers" {
		st.t.Errorf("her file holds %q", data)
	}
	strange := get3(st.user.UploadFileAsRequestBody([]byte("x"), st.channel.Id, "noextension"))(st.t)
	if got := strange.FileInfos[0]; got.MimeType != "" {
		st.t.Errorf("a file without an extension is said to be %q", got.MimeType)
	}
	_, _, err = st.bot.UploadFileAsRequestBody(nil, st.channel.Id, "empty.txt")
	denied(st.t, "an empty file", 400, err)
	_, _, err = st.bot.GetFile(model.NewId())
	denied(st.t, "no file", 404, err)
	_, _, err = st.bot.UploadFile([]byte("x"), st.closed.Id, "x.txt")
	denied(st.t, "a file for another channel", 403, err)
}

func directChannel(st *stage) {
	c := get3(st.bot.CreateDirectChannel(st.botUser.Id, st.person.Id))(st.t)
	if c.Type != model.ChannelTypeDirect || c.TeamId != "" {
		st.t.Errorf("the channel is %+v", c)
	}
	if again := get3(st.user.CreateDirectChannel(st.person.Id, st.botUser.Id))(st.t); again.Id != c.Id {
		st.t.Error("asked for once more it is another one")
	}
	up := get3(st.bot.UploadFile([]byte("a picture"), c.Id, "event.png"))(st.t)
	p := get3(st.bot.CreatePost(&model.Post{ChannelId: c.Id, Message: "x", FileIds: []string{up.FileInfos[0].Id}}))(st.t)
	if got := get3(st.user.GetPost(p.Id, ""))(st.t); len(got.FileIds) != 1 {
		st.t.Errorf("she sees %+v", got)
	}
	if data := get3(st.user.GetFile(up.FileInfos[0].Id))(st.t); string(data) != "a picture" {
		st.t.Errorf("the file holds %q", data)
	}
	me := get3(st.admin.GetMe(""))(st.t)
	_, _, err := st.bot.CreateDirectChannel(st.person.Id, me.Id)
	denied(st.t, "a channel of two others", 403, err)
	_, _, err = st.bot.CreateDirectChannel(st.botUser.Id, model.NewId())
	denied(st.t, "a channel with nobody", 400, err)
	_, _, err = st.bot.CreateDirectChannel(st.botUser.Id, "nobody")
	denied(st.t, "a channel with what is no id", 400, err)
}

func tapCalls(st *stage) {
	var q model.PostActionIntegrationRequest
	address, got := st.integration(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			st.t.Error(err)
		}
		w.WriteHeader(http.StatusOK)
	})
	p := st.card(address, map[string]any{"about": "r1", "number": 7}, "accept")
	for _, c := range []*model.Client4{st.bot, st.user} {
		seen := get3(c.GetPost(p.Id, ""))(st.t)
		if a := seen.Attachments()[0].Actions[0]; a.Integration != nil || a.Id != "accept" {
			st.t.Errorf("a client sees %+v", a.Integration)
		}
	}
	_, err := st.user.DoPostAction(p.Id, "accept")
	must(st.t, err)
	r := <-got
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || r.Header.Get("Authorization") != "" {
		st.t.Errorf("%s %v", r.Method, r.Header)
	}
	if q.UserId != st.person.Id || q.UserName != st.person.Username || q.PostId != p.Id || q.ChannelId != st.channel.Id || q.TeamId != st.team.Id || q.TriggerId == "" {
		st.t.Errorf("the tap: %+v", q)
	}
	if q.Context["about"] != "r1" || q.Context["number"] != float64(7) {
		st.t.Errorf("the context: %v", q.Context)
	}
}

func tapAnswers(st *stage) {
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		status int
	}{
		"nothing":      {say(200, "text/plain", ""), 200},
		"an object":    {say(200, "application/json", "{}"), 200},
		"JSON as text": {say(200, "text/plain", `{"ephemeral_text":"x"}`), 200},
		"text":         {say(200, "text/plain", "thanks"), 400},
		"201":          {say(201, "application/json", "{}"), 400},
		"204":          {say(204, "application/json", ""), 400},
		"500":          {say(500, "application/json", "{}"), 400},
	} {
		address, _ := st.integration(c.answer)
		p := st.card(address, nil, "accept")
		if _, err := st.user.DoPostAction(p.Id, "accept"); c.status != 200 {
			denied(st.t, name, c.status, err)
		} else if err != nil {
			st.t.Errorf("%s: %v", name, err)
		}
	}
	if !st.patient {
		return
	}
	slow, _ := st.integration(func(http.ResponseWriter, *http.Request) { time.Sleep(35 * time.Second) })
	p := st.card(slow, nil, "accept")
	_, err := st.user.DoPostAction(p.Id, "accept")
	denied(st.t, "no answer for 30 seconds", 400, err)
	time.Sleep(10 * time.Second) // for the handler to end
}

func buttonIDs(st *stage) {
	address, got := st.integration(say(200, "application/json", "{}"))
	p := st.card(address, nil, "accept", "pass-on", "pass_on")
	for _, id := range []string{"pass-on", "pass_on", "unknown"} {
		_, err := st.user.DoPostAction(p.Id, id)
		denied(st.t, id, 404, err)
	}
	_, err := st.bot.DoPostAction(p.Id, "accept")
	must(st.t, err) // a bot is a member as any other
	if len(got) != 1 {
		st.t.Errorf("%d calls", len(got))
	}
}

func tapUpdates(st *stage) {
	for name, c := range map[string]struct {
		update  string
		text    string
		buttons int
		mark    any
	}{
		"text and props":   {`{"message":"taken","props":{"k":"v"}}`, "taken", 0, "v"},
		"text alone":       {`{"message":"taken"}`, "taken", 1, nil},
		"neither":          {`{}`, "", 1, nil},
		"props alone":      {`{"props":{"k":"v"}}`, "", 0, "v"},
		"text, empty prop": {`{"message":"taken","props":{}}`, "taken", 0, nil},
	} {
		address, _ := st.integration(say(200, "application/json", `{"update":`+c.update+`}`))
		p := st.card(address, nil, "accept")
		_, err := st.user.DoPostAction(p.Id, "accept")
		must(st.t, err)
		got := get3(st.user.GetPost(p.Id, ""))(st.t)
		buttons := 0
		for _, a := range got.Attachments() {
			buttons += len(a.Actions)
		}
		if got.Message != c.text || buttons != c.buttons || got.GetProp("k") != c.mark {
			st.t.Errorf("%s: %q, %d buttons, %v", name, got.Message, buttons, got.GetProps())
		}
	}
}

func tapWhispers(st *stage) {
	address, _ := st.integration(say(200, "application/json", `{"ephemeral_text":"already taken"}`))
	p := st.card(address, nil, "accept")
	w := st.connect(st.user, "")
	w.event("hello")
	_, err := st.user.DoPostAction(p.Id, "accept")
	must(st.t, err)
	got := w.posted("ephemeral_message")
	if got.Message != "already taken" || got.Type != model.PostTypeEphemeral || got.RootId != p.Id {
		st.t.Errorf("the whisper: %q %s under %s", got.Message, got.Type, got.RootId)
	}
	list := get3(st.bot.GetPostThread(p.Id, "", false))(st.t)
	if len(list.Posts) != 1 {
		st.t.Errorf("the thread has %d posts", len(list.Posts))
	}
}

// command registers a slash command that goes to an address and is taken away at the end.
func (st *stage) command(address string) *model.Command {
	st.t.Helper()
	c := get3(st.admin.CreateCommand(&model.Command{TeamId: st.team.Id, Trigger: "c" + model.NewId()[:8], Method: model.CommandMethodPost, URL: address}))(st.t)
	if st.sandbox == nil {
		st.t.Cleanup(func() { _, _ = st.admin.DeleteCommand(c.Id) })
	}
	return c
}

func commandComes(st *stage) {
	address, got := st.integration(say(200, "application/json", `{"response_type":"ephemeral","text":"two wait"}`))
	c := st.command(address)
	w := st.connect(st.user, "")
	w.event("hello")
	answer := get3(st.user.ExecuteCommand(st.channel.Id, "/"+c.Trigger+" list all"))(st.t)
	if answer.Text != "two wait" || w.posted("ephemeral_message").Message != "two wait" {
		st.t.Errorf("the answer is %q", answer.Text)
	}
	r := <-got
	if r.Form.Get("token") != c.Token || r.Header.Get("Authorization") != "Token "+c.Token || r.Form.Get("text") != "list all" ||
		r.Form.Get("command") != "/"+c.Trigger || r.Form.Get("user_id") != st.person.Id || r.Form.Get("user_name") != st.person.Username ||
		r.Form.Get("channel_id") != st.channel.Id || r.Form.Get("team_id") != st.team.Id || r.Form.Get("trigger_id") == "" {
		st.t.Errorf("the form: %v", r.Form)
	}
	_, _, err := st.user.ExecuteCommand(st.channel.Id, "/nosuchcommandanywhere")
	denied(st.t, "an unknown command", 404, err)
	address, _ = st.integration(say(200, "application/json", `{"response_type":"in_channel","text":"for all"}`))
	c = st.command(address)
	get3(st.user.ExecuteCommand(st.channel.Id, "/"+c.Trigger))(st.t)
	p := w.posted("posted")
	if p.Message != "for all" || p.UserId != st.person.Id || p.GetProp("from_webhook") != "true" {
		st.t.Errorf("an answer in the channel is by %s: %v", p.UserId, p.GetProps())
	}
	address, _ = st.integration(say(500, "application/json", `{}`))
	_, _, err = st.user.ExecuteCommand(st.channel.Id, "/"+st.command(address).Trigger)
	denied(st.t, "an integration that fails", 500, err)
}

func responseURL(st *stage) {
	address, got := st.integration(say(200, "application/json", `{}`))
	c := st.command(address)
	w := st.connect(st.user, "")
	w.event("hello")
	get3(st.user.ExecuteCommand(st.channel.Id, "/"+c.Trigger))(st.t)
	later := (<-got).Form.Get("response_url")
	for i := range 6 {
		if status := st.send(http.MethodPost, later, `{"text":"later"}`); (status == 200) != (i < 5) {
			st.t.Errorf("use %d: %d", i+1, status)
		}
	}
	for range 5 {
		if p := w.posted("ephemeral_message"); p.Message != "later" {
			st.t.Errorf("shown: %q", p.Message)
		}
	}
}

// form is a dialog with one field.
func form(trigger, address string) model.OpenDialogRequest {
	return model.OpenDialogRequest{TriggerId: trigger, URL: address, Dialog: model.Dialog{
		CallbackId: "broadcast", Title: "Broadcast", State: "s1", SubmitLabel: "Preview",
		Elements: []model.DialogElement{{DisplayName: "Text", Name: "text", Type: "textarea", MaxLength: 200}},
	}}
}

// triggered sends a command and gives the trigger id that came with it.
func (st *stage) triggered() string {
	st.t.Helper()
	address, got := st.integration(say(200, "application/json", `{}`))
	get3(st.user.ExecuteCommand(st.channel.Id, "/"+st.command(address).Trigger))(st.t)
	return (<-got).Form.Get("trigger_id")
}

func dialogOpens(st *stage) {
	trigger := st.triggered()
	w := st.connect(st.user, "")
	w.event("hello")
	_, err := st.bot.OpenInteractiveDialog(form(trigger, st.base+"/unused"))
	must(st.t, err)
	if data, _ := w.event("open_dialog")["dialog"].(string); !strings.Contains(data, `"callback_id":"broadcast"`) {
		st.t.Errorf("open_dialog carries %q", data)
	}
	_, err = st.bot.OpenInteractiveDialog(form("bm9uZQ==", st.base+"/unused"))
	denied(st.t, "a made up trigger id", 400, err)
	time.Sleep(3100 * time.Millisecond)
	_, err = st.bot.OpenInteractiveDialog(form(trigger, st.base+"/unused"))
	denied(st.t, "a trigger id after three seconds", 400, err)
}

func dialogAnswers(st *stage) {
	var q model.SubmitDialogRequest
	answer := `{"errors":{"text":"Too short."}}`
	address, _ := st.integration(func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
			st.t.Error(err)
		}
		_, _ = w.Write([]byte(answer))
	})
	submit := func() (*model.SubmitDialogResponse, error) {
		got, _, err := st.user.SubmitInteractiveDialog(model.SubmitDialogRequest{
			URL: address, CallbackId: "broadcast", State: "s1", ChannelId: st.channel.Id, TeamId: st.team.Id,
			Submission: map[string]any{"text": "hello"},
		})
		return got, err
	}
	if got := get(submit())(st.t); got.Errors["text"] != "Too short." {
		st.t.Errorf("answered %+v", got)
	}
	if q.Type != "dialog_submission" || q.URL != "" || q.UserId != st.person.Id || q.State != "s1" || q.Submission["text"] != "hello" {
		st.t.Errorf("the submission: %+v", q)
	}
	answer = ""
	if got := get(submit())(st.t); got.Error != "" || len(got.Errors) != 0 {
		st.t.Errorf("an empty answer: %+v", got)
	}
}

func socketTells(st *stage) {
	w := st.connect(st.bot, "")
	hello := w.event("hello")
	if w.id == "" || hello["server_version"] == "" {
		st.t.Errorf("hello: %v", hello)
	}
	p := st.post(st.user, "first", "")
	if got := w.posted("posted"); got.Id != p.Id || got.Message != "first" || got.UserId != st.person.Id {
		st.t.Errorf("posted %+v", got)
	}
	get3(st.user.PatchPost(p.Id, &model.PostPatch{Message: model.NewString("second")}))(st.t)
	if got := w.posted("post_edited"); got.Id != p.Id || got.Message != "second" {
		st.t.Errorf("post_edited %+v", got)
	}
	own := st.post(st.bot, "its own", "")
	if got := w.posted("posted"); got.Id != own.Id {
		st.t.Errorf("posted %+v", got)
	}
	get3(st.user.CreatePost(&model.Post{ChannelId: st.closed.Id, Message: "elsewhere"}))(st.t)
	_, err := st.user.DeletePost(p.Id)
	must(st.t, err)
	for {
		frame := w.read()
		if frame["event"] == "posted" {
			st.t.Error("a post of a channel in which the bot is not")
		}
		if frame["event"] == "post_deleted" {
			break
		}
	}
}

func socketChallenge(st *stage) {
	w := st.connect(nil, "")
	challenge := model.WebSocketRequest{Seq: 1, Action: "authentication_challenge", Data: map[string]any{"token": st.bot.AuthToken}}
	must(st.t, w.ws.WriteJSON(challenge))
	w.event("hello")
	for {
		if frame := w.read(); frame["seq_reply"] == float64(1) {
			if frame["status"] != "OK" {
				st.t.Errorf("answered %v", frame)
			}
			break
		}
	}
	must(st.t, w.ws.WriteJSON(model.WebSocketRequest{Seq: 2, Action: "ping"}))
	for {
		if frame := w.read(); frame["seq_reply"] == float64(2) {
			if data, _ := frame["data"].(map[string]any); data["text"] != "pong" {
				st.t.Errorf("answered %v", frame)
			}
			break
		}
	}
	st.post(st.user, "after", "")
	w.posted("posted")
}

func socketBadToken(st *stage) {
	w := st.connect(nil, "")
	must(st.t, w.ws.WriteJSON(model.WebSocketRequest{Seq: 1, Action: "authentication_challenge", Data: map[string]any{"token": "wrong"}}))
	start := time.Now()
	ended(st, w)
	if took := time.Since(start); took > 3*time.Second {
		st.t.Errorf("a bad challenge ends it after %v, not at once", took)
	}
	stranger := model.NewAPIv4Client(st.url)
	stranger.SetToken("wrong")
	ended(st, st.connect(stranger, ""))
}

// ended waits for the end of a connection and checks that nothing was said before.
func ended(st *stage, w *wire) {
	st.t.Helper()
	if w.ws.SetReadDeadline(time.Now().Add(20*time.Second)) != nil {
		return // a pipe that the other side has closed
	}
	_, data, err := w.ws.ReadMessage()
	if err == nil {
		st.t.Fatalf("said: %s", data)
	}
	var closed *websocket.CloseError
	if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		st.t.Errorf("closed with %d", closed.Code)
	}
}

func socketResumed(st *stage) {
	w := st.connect(st.bot, "")
	w.event("hello")
	st.post(st.user, "seen", "")
	w.posted("posted")
	must(st.t, w.ws.Close())
	var want []string
	for range 100 {
		want = append(want, st.post(st.user, "missed", "").Id)
	}
	time.Sleep(time.Second) // until the server has noticed
	again := st.connect(st.bot, "?connection_id="+w.id+"&sequence_number="+itoa(w.next))
	for i, id := range want {
		if got := again.posted("posted"); got.Id != id {
			st.t.Fatalf("missed post %d is %s, want %s", i, got.Id, id)
		}
	}
	if st.sandbox != nil && again.next != w.next+100 {
		st.t.Errorf("the numbers go from %d to %d", w.next, again.next)
	}
}

func socketAnew(st *stage) {
	w := st.connect(st.bot, "?connection_id="+model.NewId()+"&sequence_number=5")
	w.event("hello")
	if w.id == "" || w.next != 1 {
		st.t.Errorf("hello with number %d", w.next-1)
	}
	must(st.t, w.ws.Close())
	ended(st, st.connect(st.bot, "?connection_id=malformed&sequence_number=5"))
}

func mentions(st *stage) {
	w := st.connect(st.user, "")
	w.event("hello")
	name := st.person.Username
	card := func(a model.SlackAttachment) *model.Post {
		p := &model.Post{}
		p.AddProp("attachments", []*model.SlackAttachment{&a})
		return p
	}
	text := func(s string) *model.Post { return &model.Post{Message: s} }
	for what, c := range map[string]struct {
		post *model.Post
		want bool
	}{
		"her name":           {text("ask @" + name + "."), true},
		"in capitals":        {text("@" + strings.ToUpper(name)), true},
		"@channel":           {text("@channel: hello"), true},
		"@all":               {text("hello @all"), true},
		"a quotation":        {text("> @" + name), true},
		"after a backslash":  {text(`\@` + name), true},
		"in bold":            {text("**@" + name + "**"), true},
		"a card's text":      {card(model.SlackAttachment{Text: "@" + name}), true},
		"a card's pretext":   {card(model.SlackAttachment{Pretext: "@channel"}), true},
		"a card's title":     {card(model.SlackAttachment{Title: "@" + name + " @channel"}), false},
		"a card's field":     {card(model.SlackAttachment{Fields: []*model.SlackAttachmentField{{Title: "@channel", Value: "@" + name}}}), false},
		"code":               {text("`@" + name + " @channel`"), false},
		"a block of code":    {text("```\n@channel\n```"), false},
		"U+200B after the @": {text("@\u200b" + name + " @\u200bchannel @\u200ball"), false},
		"no @":               {text(name), false},
		"another word":       {text("@" + name + "x x@" + name + " @channels"), false},
	} {
		c.post.ChannelId = st.channel.Id
		get3(st.bot.CreatePost(c.post))(st.t)
		data := w.event("posted")
		told, _ := data["mentions"].(string)
		if strings.Contains(told, st.person.Id) != c.want {
			st.t.Errorf("%s: notified %s, want %v", what, told, c.want)
		}
	}
}

func botSettings(st *stage) {
	config := get3(st.bot.GetOldClientConfig(""))(st.t)
	for _, key := range []string{"SiteURL", "EnableBotAccountCreation", "EnableCommands", "EnableUserAccessTokens", "Version", "MaxFileSize"} {
		if config[key] == "" {
			st.t.Errorf("%s is not told", key)
		}
	}
	_, _, err := st.bot.GetConfig()
	denied(st.t, "all settings", 403, err)
	all := get3(st.admin.GetConfig())(st.t)
	if all.ServiceSettings.AllowedUntrustedInternalConnections == nil {
		st.t.Error("an administrator does not see AllowedUntrustedInternalConnections")
	}
	if status := get3(st.bot.GetPing())(st.t); status != model.StatusOk {
		st.t.Errorf("ping: %s", status)
	}
}

func botLimits(st *stage) {
	_, _, err := st.bot.CreatePostEphemeral(&model.PostEphemeral{UserID: st.person.Id, Post: &model.Post{ChannelId: st.channel.Id, Message: "x"}})
	denied(st.t, "an ephemeral post", 403, err)
	_, _, err = st.bot.CreateCommand(&model.Command{TeamId: st.team.Id, Trigger: "x", Method: "P", URL: "http://127.0.0.1:1"})
	denied(st.t, "a command", 403, err)
	_, _, err = st.bot.ListCommands(st.team.Id, true)
	denied(st.t, "the list of commands", 403, err)
	get3(st.bot.ListCommands(st.team.Id, false))(st.t)
	address, _ := st.integration(say(200, "application/json", "{}"))
	c := st.command(address)
	found := slices.ContainsFunc(get3(st.admin.ListCommands(st.team.Id, true))(st.t), func(one *model.Command) bool {
		return one.Trigger == c.Trigger && one.Token == c.Token && one.URL == address
	})
	if !found {
		st.t.Error("an administrator does not see the command")
	}
}
