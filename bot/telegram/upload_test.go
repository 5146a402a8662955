package telegram_test

import (
	"bytes"
	"testing"

	"wecan/bot/sandbox"
	"wecan/flows"
)

// What somebody puts into her own chat has an id then, and goes to another chat with it.
func TestAFileIsPutAtTelegram(t *testing.T) {
	sb := newSandbox(t, sandbox.Options{})
	tg := client(t, sb.RoundTripper())
	sb.Say(anna, "/start")
	for _, as := range []string{"photo", "document"} {
		content := []byte("a file that comes as a " + as)
		taken, id, err := tg.Upload(t.Context(), anna.ID, as, "../secret/leaflet.pdf", content)
		if err != nil || taken != as || id == "" {
			t.Fatalf("%s: %q %q %v", as, taken, id, err)
		}
		m := lastMessage(t, sb, anna.ID)
		if f, ok := sb.FileOf(anna.ID, m.ID); !ok || m.Kind != as || !bytes.Equal(f.Content, content) {
			t.Errorf("%s came as %+v", as, m)
		}
		again, err := tg.Carry(t.Context(), flows.Attach{Chat: anna.ID, What: taken, File: id})
		if err != nil || lastMessage(t, sb, anna.ID).ID != again {
			t.Errorf("%s with its id: %v", as, err)
		}
	}
	calls := len(sb.Calls())
	for name, try := range map[string]func() error{
		"a voice": func() error { _, _, err := tg.Upload(t.Context(), anna.ID, "voice", "a.ogg", []byte("x")); return err },
		"nowhere": func() error { _, _, err := tg.Upload(t.Context(), 0, "photo", "a.jpg", []byte("x")); return err },
		"nothing": func() error { _, _, err := tg.Upload(t.Context(), anna.ID, "photo", "a.jpg", nil); return err },
	} {
		if try() == nil {
			t.Errorf("%s is sent", name)
		}
	}
	if len(sb.Calls()) != calls {
		t.Error("a call was made")
	}
}
