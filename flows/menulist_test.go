package flows_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"wecan/flows"
	"wecan/flows/rehearsal"
)

// dariWorld has Arabic, Dari and Persian, with help called as given in Dari.
func dariWorld(t *testing.T, help string) *rehearsal.World {
	t.Helper()
	file := func(id, english, words string) *fstest.MapFile {
		return &fstest.MapFile{Data: fmt.Appendf(nil, "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgctxt %q\nmsgid %q\nmsgstr %q\n", id, english, words)}
	}
	defs, err := compile(t, asking, fstest.MapFS{
		"po/ar.po":    file("telegram.command.help", "See what you can do", "ما يمكنك فعله"),
		"po/fa.po":    file("telegram.command.status", "See your application", "درخواست شما"),
		"po/fa-AF.po": file("telegram.command.help", "See what you can do", help),
		"po/ckb.po":   file("system.answer.yes", "✅ Yes", "✅ بەڵێ"), // nothing of the list
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := rehearsal.NewWorld(defs)
	if err != nil {
		t.Fatal(err)
	}
	w.Lang = "fa-AF"
	if got := lists(write(t, w, "/start")); got != "" {
		t.Errorf("after a guess the list is set to %q", got)
	}
	return w
}

// lists are the lists of commands among the effects, each as its lines for
// status and help, or "gone".
func lists(effects []flows.Effect) string {
	var out []string
	for _, e := range effects {
		c, ok := e.(flows.Commands)
		switch {
		case !ok:
		case len(c.List) == 0:
			out = append(out, "gone")
		default:
			var lines []string
			for _, line := range c.List {
				if line.Name == "status" || line.Name == "help" {
					lines = append(lines, line.Description)
				}
			}
			out = append(out, strings.Join(lines, ", "))
		}
	}
	return strings.Join(out, "; ")
}

// The list of her chat is set once when she chooses such a language, and taken
// away when she leaves it. A guess sets nothing, nor does a language without any
// word of the list.
func TestListOfCommandsInHerChat(t *testing.T) {
	w := dariWorld(t, "کمک")
	for _, turn := range []struct{ text, want string }{
		{"دری", "درخواست شما, کمک"},
		{"hello", ""},
		{"/menu", ""},
		{"دری", ""},
		{"العربية", "gone"},
		{"hello", ""},
		{"فارسی", ""},
		{"English", ""},
		{"Sorani", ""},
		{"دری", "درخواست شما, کمک"},
		{"Sorani", "gone"},
		{"دری", "درخواست شما, کمک"},
	} {
		if got := lists(write(t, w, turn.text)); got != turn.want {
			t.Errorf("after %q the list is set to %q, want %q", turn.text, got, turn.want)
		}
	}
}

// Whoever has the list gets the new words of it, with her next turn.
func TestListOfCommandsFollowsItsWords(t *testing.T) {
	w := dariWorld(t, "کمک")
	write(t, w, "دری")
	w.Defs = dariWorld(t, "راهنما").Defs
	if got := lists(write(t, w, "/menu")); got != "درخواست شما, راهنما" {
		t.Errorf("with new words the list is set to %q", got)
	}
	if got := lists(write(t, w, "/menu")); got != "" {
		t.Errorf("once more: %q", got)
	}
}

// A call that was refused may have been that for the list: it is made again when
// she can be written to. Who never had a list gets none.
func TestListOfCommandsAfterABlock(t *testing.T) {
	for _, c := range []struct{ chose, want string }{
		{"دری", "درخواست شما, کمک"}, {"العربية", ""}, {"دری, العربية", "gone"},
	} {
		lang, want := c.chose, c.want
		w := dariWorld(t, "کمک")
		for one := range strings.SplitSeq(lang, ", ") {
			write(t, w, one)
		}
		give := func(in flows.Input) string {
			out, err := w.Give(w.Person(), in)
			if err != nil {
				t.Fatal(err)
			}
			return lists(out)
		}
		from := flows.Origin{Chat: w.Chat, Lang: w.Lang}
		if got := give(flows.Reach{Origin: from, Blocked: true, Refused: w.Now}); got != "" {
			t.Errorf("%s: she cannot be written to, and gets %q", lang, got)
		}
		if got := give(flows.Reach{Origin: from}); got != want {
			t.Errorf("%s: back again, she gets %q, want %q", lang, got, want)
		}
	}
}

// Somebody new on the phone has not chosen yet: the list stays until she has.
func TestListOfCommandsOnASharedPhone(t *testing.T) {
	w := dariWorld(t, "کمک")
	write(t, w, "دری")
	write(t, w, "/profile")
	if got := lists(write(t, w, "1")); got != "" {
		t.Errorf("before she has chosen: %q", got)
	}
	if got := lists(write(t, w, "العربية")); got != "gone" {
		t.Errorf("after it: %q", got)
	}
	write(t, w, "/profile")
	if got := lists(write(t, w, "1")); got != "درخواست شما, کمک" {
		t.Errorf("back with the first: %q", got)
	}
}

func TestCommandsCodec(t *testing.T) {
	for _, want := range []flows.Commands{{Chat: 7, List: []flows.Command{{Name: "help", Description: "کمک"}}}, {Chat: 7}} {
		data, err := flows.EncodeEffect(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := flows.DecodeEffect(data)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) || !flows.Lasting(got) {
			t.Errorf("%s became %+v (%v)", data, got, err)
		}
	}
}
