package telegram_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"wecan/bot"
	"wecan/bot/sandbox"
	"wecan/flows"
)

func enclosed() flows.Enclose {
	return flows.Enclose{Chat: anna.ID, Name: "session.ics", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), Text: "Ваша зустріч", Receipt: "r"}
}

func TestAFileOfOursArrivesAsADocument(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	e := enclosed()
	for n := range 2 { // carried twice it is uploaded twice: nothing is used up
		id, err := tg.Carry(t.Context(), e)
		if err != nil {
			t.Fatal(err)
		}
		m := lastMessage(t, sb, anna.ID)
		f, ok := sb.FileOf(anna.ID, id)
		if m.ID != id || m.Kind != "document" || m.Text != e.Text || !ok || f.Name != e.Name || !bytes.Equal(f.Content, e.Data) {
			t.Errorf("it came as %+v with %+v", m, f)
		}
		if sb.Count("sendDocument") != n+1 || len(sb.Calls()) != n+1 {
			t.Errorf("%d calls were made", len(sb.Calls()))
		}
	}
	e.Text, e.Data = "", bytes.Repeat([]byte("x"), flows.EnclosedMost)
	if err := carry(tg, e); err != nil || lastMessage(t, sb, anna.ID).Text != "" {
		t.Errorf("the largest without a text: %v", err)
	}
}

func TestAFileThatBreaksALimitIsRefusedWithoutACall(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	for name, change := range map[string]func(e *flows.Enclose){
		"no chat":       func(e *flows.Enclose) { e.Chat = 0 },
		"no name":       func(e *flows.Enclose) { e.Name = "" },
		"a path":        func(e *flows.Enclose) { e.Name = "secret/session.ics" },
		"no ending":     func(e *flows.Enclose) { e.Name = "secret" },
		"not ASCII":     func(e *flows.Enclose) { e.Name = "зустріч-secret.ics" },
		"a line break":  func(e *flows.Enclose) { e.Name = "secret\r\n.ics" },
		"a long name":   func(e *flows.Enclose) { e.Name = strings.Repeat("s", 49) + ".ics" },
		"nothing in it": func(e *flows.Enclose) { e.Data = nil },
		"too much":      func(e *flows.Enclose) { e.Data = make([]byte, flows.EnclosedMost+1) },
		"a long text":   func(e *flows.Enclose) { e.Text = strings.Repeat("😀", 512) + "s" },
	} {
		e := enclosed()
		change(&e)
		t.Run(name, func(t *testing.T) { checkRefusal(t, carry(tg, e), bot.Never, 0) })
	}
	if n := len(sb.Calls()); n != 0 {
		t.Errorf("%d calls were made", n)
	}
}

// It fails as every call does, and within the time of every call.
func TestAFileOfOursThatDoesNotArrive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var fault sandbox.Fault
		sb := newSandbox(t, sandbox.Options{Fault: func(string, int64) sandbox.Fault { return fault }})
		tg := client(t, sb.RoundTripper())
		sb.Say(anna, "/start")
		for _, c := range []struct {
			fault sandbox.Fault
			want  bot.RefusalKind // 0: not now
			after time.Duration
		}{
			{sandbox.Fault{Status: 429, RetryAfter: 12}, bot.Slower, 12 * time.Second},
			{sandbox.Fault{Status: http.StatusBadGateway}, 0, 0},
			{sandbox.Fault{Status: http.StatusUnauthorized}, bot.Barred, 0},
			{sandbox.Fault{Delay: time.Minute}, 0, 0},
		} {
			fault = c.fault
			began := time.Now()
			checkRefusal(t, carry(tg, enclosed()), c.want, c.after)
			if took := time.Since(began); took > 11*time.Second {
				t.Errorf("%+v: it took %v", c.fault, took)
			}
		}
		fault = sandbox.Fault{}
		sb.Block(anna)
		checkRefusal(t, carry(tg, enclosed()), bot.Gone, 0)
	})
}
