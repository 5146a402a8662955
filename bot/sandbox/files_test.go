package sandbox

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// download asks for a file as a bot does.
func download(t *testing.T, tg *Telegram, token, path string) (int, []byte) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://telegram/file/bot"+token+"/"+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := tg.RoundTripper().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, response.Body)
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, data
}

// located is where getFile says that a file is.
func located(t *testing.T, tg *Telegram, id string) (path string, size int64) {
	t.Helper()
	result := must(t, tg, "getFile", "file_id", id)
	fits(t, "File", result)
	var f wireFile
	if err := json.Unmarshal(result, &f); err != nil || f.FileID != id {
		t.Fatalf("getFile %s: %s (%v)", id, result, err)
	}
	return f.Path, f.Size
}

func TestWhatIsSentCanBeFetched(t *testing.T) {
	tg := New(Options{})
	own := []byte("her own words")
	for _, c := range []struct {
		kind, folder string
		file         File
		is           func([]byte) bool
	}{
		{"voice", "voice/file_0.oga", File{}, func(b []byte) bool {
			return bytes.HasPrefix(b, []byte("OggS")) && bytes.Contains(b, []byte("OpusHead"))
		}},
		{"photo", "photos/file_1.jpg", File{}, func(b []byte) bool {
			c, kind, err := image.DecodeConfig(bytes.NewReader(b))
			return err == nil && kind == "jpeg" && c.Width == 1280 && c.Height == 960
		}},
		{"document", "documents/file_2.pdf", File{}, func(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF-")) }},
		{"document", "documents/file_3.txt", File{Name: "mine.txt", Content: own}, func(b []byte) bool { return bytes.Equal(b, own) }},
		{"photo", "photos/file_4.jpg", File{Content: own}, func(b []byte) bool { return bytes.Equal(b, own) }},
		{"video", "videos/file_5.mp4", File{}, func(b []byte) bool { return len(b) > 1<<20 }},
	} {
		id := tg.FileID(anna().ID, tg.SendFile(anna(), c.kind, "", c.file))
		path, size := located(t, tg, id)
		status, data := download(t, tg, DefaultToken, path)
		if path != c.folder || status != http.StatusOK || int64(len(data)) != size || !c.is(data) {
			t.Errorf("%s: %s, %d, %d of %d bytes", c.kind, path, status, len(data), size)
		}
	}
}

// Each size of a photo has a path of its own.
func TestAPhotoHasFilesOfSeveralSizes(t *testing.T) {
	tg := New(Options{})
	large := tg.FileID(anna().ID, tg.SendMedia(anna(), "photo"))
	if raw := string(must(t, tg, "getUpdates")); !strings.Contains(raw, `"`+large+`"`) {
		t.Errorf("the bot is told of another file than %s: %s", large, raw)
	}
	for size, width := range map[string]int{"": 1280, "-x": 800, "-m": 320, "-s": 90} {
		path, n := located(t, tg, large+size)
		_, data := download(t, tg, DefaultToken, path)
		if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err != nil || c.Width != width || int64(len(data)) != n {
			t.Errorf("%q: %+v, %v", size, c, err)
		}
	}
	refused(t, call(t, tg, "getFile", "file_id", large+"-z"), 400, "invalid file_id")
}

func TestAFileThatCannotBeFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tg := New(Options{})
		refused(t, call(t, tg, "getFile", "file_id", "AwACAgIAAxkB"), 400, "Bad Request: invalid file_id")
		refused(t, call(t, tg, "getFile", "file_id", ""), 400, "file_id not specified")
		sized := func(n int64) string { return tg.FileID(anna().ID, tg.SendFile(anna(), "voice", "", File{Size: n})) }
		located(t, tg, sized(maxDownload))
		refused(t, call(t, tg, "getFile", "file_id", sized(maxDownload+1)), 400, "Bad Request: file is too big")

		if id := tg.FileID(anna().ID, tg.SendMedia(anna(), "contact")); id != "" || tg.FileID(99, 1) != "" {
			t.Errorf("a contact has the file %q", id)
		}
		id := tg.FileID(anna().ID, tg.SendMedia(anna(), "voice"))
		path, _ := located(t, tg, id)
		for what, want := range map[string]int{path: 200, "voice/file_99.oga": 404, "photos/" + path[6:]: 404, "": 404, "../" + path: 404} {
			if status, data := download(t, tg, DefaultToken, what); status != want {
				t.Errorf("%q: %d %s, want %d", what, status, data, want)
			}
		}
		if status, _ := download(t, tg, "1000000001:guessed", path); status != http.StatusUnauthorized {
			t.Errorf("without the token: %d", status)
		}
		time.Sleep(pathLife)
		if status, _ := download(t, tg, DefaultToken, path); status != http.StatusOK {
			t.Errorf("at the end of the hour: %d", status)
		}
		time.Sleep(time.Second)
		if status, _ := download(t, tg, DefaultToken, path); status != http.StatusNotFound {
			t.Errorf("after an hour: %d", status)
		}
		located(t, tg, id)
		if status, _ := download(t, tg, DefaultToken, path); status != http.StatusOK {
			t.Errorf("asked anew: %d", status)
		}
		if !tg.Lose(id) || tg.Lose("nothing") {
			t.Error("the wrong file is lost")
		}
		refused(t, call(t, tg, "getFile", "file_id", id), 400, "wrong file_id or the file is temporarily unavailable")
		if status, _ := download(t, tg, DefaultToken, path); status != http.StatusNotFound {
			t.Errorf("lost: %d", status)
		}
	})
}

// What the bot uploads is kept too.
func TestWhatTheBotSendsCanBeFetched(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	body := "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" + annaID() +
		"\r\n--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"list.csv\"\r\n\r\na,b\r\n--x--\r\n"
	s := post(t, tg, "sendDocument", "multipart/form-data; boundary=x", body)
	if !s.OK {
		t.Fatalf("sendDocument: %s", s.Description)
	}
	path, _ := located(t, tg, tg.FileID(anna().ID, messageID(t, s.Result)))
	if _, data := download(t, tg, DefaultToken, path); string(data) != "a,b" || !strings.HasSuffix(path, ".csv") {
		t.Errorf("%s holds %q", path, data)
	}
}

// What is too large or too long for a photo is refused as one, and goes as a document.
func TestPhotosHaveLimits(t *testing.T) {
	tg := New(Options{})
	tg.Say(anna(), "/start")
	upload := func(kind string, content []byte) said {
		body := "--x\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" + annaID() +
			"\r\n--x\r\nContent-Disposition: form-data; name=\"" + kind + "\"; filename=\"a.png\"\r\n\r\n" + string(content) + "\r\n--x--\r\n"
		return post(t, tg, map[string]string{"photo": "sendPhoto", "document": "sendDocument"}[kind], "multipart/form-data; boundary=x", body)
	}
	picture := func(width, height int) []byte {
		var out bytes.Buffer
		if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	for name, c := range map[string]struct {
		content []byte
		says    string
	}{
		"right": {picture(400, 20), ""}, "no picture": {[]byte("words"), ""}, "10 MB": {make([]byte, 10<<20), ""},
		"more": {make([]byte, 10<<20+1), "PHOTO_SAVE_FILE_INVALID"}, "a strip": {picture(401, 20), "PHOTO_INVALID_DIMENSIONS"},
		"long": {picture(600, 9401), "PHOTO_INVALID_DIMENSIONS"}, "just not": {picture(600, 9400), ""},
	} {
		if s := upload("photo", c.content); s.OK != (c.says == "") || !strings.Contains(s.Description, c.says) {
			t.Errorf("%s: %v %s", name, s.OK, s.Description)
		}
		if s := upload("document", c.content); !s.OK {
			t.Errorf("%s as a document: %s", name, s.Description)
		}
	}
}
