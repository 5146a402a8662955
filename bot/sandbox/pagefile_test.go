package sandbox

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// A document that the bot uploaded is in the chat with its name, kind and text, and is saved from the page as it was sent.
func TestADocumentOfTheBotIsSavedFromThePage(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	const content = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
	part := "--b\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n"
	body := fmt.Sprintf(part, "chat_id", "", strconv.FormatInt(anna().ID, 10)) + fmt.Sprintf(part, "caption", "", "Your session") +
		fmt.Sprintf(part, "document", "; filename=\"session.ics\"", content) + "--b--\r\n"
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://telegram/bot"+DefaultToken+"/sendDocument", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	response, err := tg.RoundTripper().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, response.Body)
	all := tg.Messages(anna().ID)
	m := all[len(all)-1]
	if m.Kind != "document" || m.Text != "Your session" || !m.FromBot {
		t.Fatalf("the chat has %+v", m)
	}
	f, ok := tg.FileOf(anna().ID, m.ID)
	if !ok || f.Name != "session.ics" || f.Mime != "text/calendar" || string(f.Content) != content {
		t.Errorf("the file is %+v, %v", f, ok)
	}

	server := openPage(t, tg)
	link := fmt.Sprintf("/phone/%d/files/%d", anna().ID, m.ID)
	status, header, got := fetchPage(t, server, http.MethodGet, link, "", nil)
	if status != http.StatusOK || got != content || header.Get("Content-Disposition") != "attachment; filename=session.ics" ||
		header.Get("Content-Type") != "text/calendar" {
		t.Errorf("%d %v %q", status, header, got)
	}
	for _, other := range []string{
		fmt.Sprintf("/phone/%d/files/%d", anna().ID+1, m.ID), fmt.Sprintf("/phone/%d/files/%d", anna().ID, all[0].ID), "/phone/x/files/y",
	} {
		if status, _, got := fetchPage(t, server, http.MethodGet, other, "", nil); status != http.StatusNotFound {
			t.Errorf("%s: %d %q", other, status, got)
		}
	}
	must(t, tg, "deleteMessage", "chat_id", strconv.FormatInt(anna().ID, 10), "message_id", strconv.Itoa(m.ID))
	if status, _, _ := fetchPage(t, server, http.MethodGet, link, "", nil); status != http.StatusNotFound {
		t.Errorf("after it was deleted: %d", status)
	}
}
