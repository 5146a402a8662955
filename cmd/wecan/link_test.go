package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	qr "github.com/piglig/go-qr"

	"wecan/flows"
)

// A poster's QR code, scanned by somebody, brings her to the bot; she is not
// asked for the city, and the team sees city and cohort.
func TestPosterBringsPeople(t *testing.T) {
	r := newRig(t, longPoll)
	r.env = append(r.env, "WECAN_FLOWS=", "WECAN_PROGRAMME=") // the whole form, for the example
	served := r.serve(t)
	file := filepath.Join(t.TempDir(), "poster.png")
	out, err := said(t, r.env, "link", "--site=roma", "--cohort=spring27", "--png="+file)
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^https://t\.me/` + r.tg.BotUsername() + `\?start=([A-Za-z0-9_-]{1,64})\n$`)
	token := form.FindStringSubmatch(out)
	if token == nil {
		t.Fatalf("it prints %q", out)
	}
	if again, err := said(t, r.env, "link", "--site=roma", "--cohort=spring27", "--flow=enrollment"); err != nil || again != out {
		t.Errorf("for the same place it prints %q, then %q, %v", out, again, err)
	}
	if code := scanned(t, file, 1200); code+"\n" != out {
		t.Errorf("the QR code says %q", code)
	}
	linked, other := newJoiner(r.tg, 31, "en"), newJoiner(r.tg, 32, "en")
	linked.link = token[1]
	other.link = strings.Repeat("A", 43) // of another bot, or made up
	for _, j := range []*joiner{linked, other} {
		if err := j.join(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if slices.Contains(linked.asked, "site") || !strings.Contains(linked.thanked[0], "application for Rome") {
		t.Errorf("she was asked %v and thanked with %q", linked.asked, linked.thanked)
	}
	if !slices.Contains(other.asked, "site") {
		t.Errorf("with a strange link she was asked %v", other.asked)
	}
	desk := &team{rig: r}
	if list, err := desk.applications(t, "list"); err != nil || !regexp.MustCompile(linked.number()+` +roma +spring27 +received`).MatchString(list) ||
		!regexp.MustCompile(other.number()+` +leipzig +- +received`).MatchString(list) {
		t.Errorf("the list: %v\n%s", err, list)
	}
	if list, err := desk.applications(t, "list", "--cohort=spring27"); err != nil || !strings.Contains(list, linked.number()) || !strings.HasSuffix(list, "\n1 applications\n") {
		t.Errorf("the list of the cohort: %v\n%s", err, list)
	}
	if one, err := desk.applications(t, "show", linked.number()); err != nil || !regexp.MustCompile(`(?m)^cohort +Spring 2027 \(spring27\)$`).MatchString(one) || strings.Contains(one, token[1]) {
		t.Errorf("show: %v\n%s", err, one)
	}
	desk.refuses(t, `--cohort is "autumn"; the programme file has: spring27`, "list", "--cohort=autumn")
	served.stop(t)
	r.fair(t)
	if strings.Contains(served.log.String(), token[1]) {
		t.Error("the log holds the token")
	}
}

// What is wrong with a link is told before anything is printed; the key decides
// who can make one.
func TestLinksAreNotMadeOfNothing(t *testing.T) {
	r := newRig(t, longPoll)
	r.env = append(r.env, "WECAN_FLOWS=", "WECAN_PROGRAMME=")
	first, err := said(t, r.env, "link", "--site=leipzig", "--bot=@our_bot", "--lang=AR")
	if err != nil || !strings.HasPrefix(first, "https://t.me/our_bot?start=") {
		t.Fatalf("it prints %q, %v", first, err)
	}
	for name, c := range map[string]struct {
		env  string
		args []string
		want string
	}{
		"another key": {"WECAN_MASTER_KEY=" + masterKeyText(t), nil, "first used with another WECAN_MASTER_KEY"},
		"no Telegram": {"WECAN_TELEGRAM_API_URL=http://" + vacant(t), nil, "say it with --bot"},
		"bot":         {"", []string{"--bot=our bot"}, "write the bot's user name"},
		"no event":    {"", []string{"--bot=our_bot", "--event=WE-4K7M-9Q2"}, `--event is "WE-4K7M-9Q2", which is no number of an event`},
		"two ends":    {"", []string{"--bot=our_bot", "--event=WE-4K7M-9QQ", "--flow=next"}, "leave one of them out"},
	} {
		if out, err := said(t, append(slices.Clone(r.env), c.env), append([]string{"link", "--site=roma"}, c.args...)...); err == nil || out != "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %q %v", name, out, err)
		}
	}
	event, err := said(t, r.env, "link", "--event=WE-4K7M-9QQ", "--bot=our_bot")
	if again, errAgain := said(t, r.env, "link", "--event=we4k7m9qq", "--bot=our_bot"); err != nil || errAgain != nil || event != again || event == first {
		t.Errorf("to an event leads %q, written another way %q, %v", event, again, errors.Join(err, errAgain))
	}
	file := filepath.Join(t.TempDir(), "no", "poster.png")
	if out, err := said(t, r.env, "link", "--bot=our_bot", "--png="+file); err == nil || out != "" || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("where nothing can be written: %q %v", out, err)
	}
}

// The demo prints the link of a poster, and the page of that link is a phone that
// scanned it.
func TestDemoHasAPoster(t *testing.T) {
	address, token, _ := strings.Cut(demoPrints(t, `http://127\.0\.0\.1:\d+/\?start=[A-Za-z0-9_-]+\n`), "?start=")
	for _, line := range []string{"/start " + strings.TrimSpace(token), "english", "no", "yes"} {
		body := fmt.Sprintf(`{"user": 77, "name": "Test", "language": "en", "text": %q}`, line)
		if status := post(t, address+"act/say", body); status != http.StatusOK {
			t.Fatalf("%s: %d", line, status)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"events?user=77&language=en", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	seen := bufio.NewReader(response.Body)
	for {
		line, err := seen.ReadString('\n')
		if err != nil {
			t.Fatalf("she does not read of Utrecht: %v", err)
		}
		if strings.Contains(line, "You came by a link for Utrecht.") {
			return
		}
	}
}

func post(t *testing.T, address, body string) (status int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// scanned reads a QR code of so many pixels a side.
func scanned(t *testing.T, file string, size int) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, data, size)
}

func read(t *testing.T, data []byte, size int) string {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, size, size) {
		t.Errorf("it measures %v, wanted are %d pixels", picture.Bounds(), size)
	}
	code, err := qr.DecodeDetailed(picture)
	if err != nil {
		t.Fatal(err)
	}
	if code.Ecc < qr.Medium {
		t.Errorf("its error correction is %v", code.Ecc)
	}
	return code.Text
}

// In every size a code can be read, has its white edge, and squares of whole
// pixels that fill the picture as far as they can.
func TestQRCodes(t *testing.T) {
	ids, err := flows.NewIDs([]byte("a secret of sixteen bytes"), 1)
	if err != nil {
		t.Fatal(err)
	}
	longest, err := ids.Seal(flows.Link{Site: strings.Repeat("s", 20), Cohort: strings.Repeat("c", 12)})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{deepLink("abcd", "AAAA"), deepLink(strings.Repeat("b", 32), longest)} {
		for _, size := range []int{qrLeast, 333, 1200} {
			data, err := qrPNG(text, size)
			if err != nil {
				t.Fatal(err)
			}
			if got := read(t, data, size); got != text {
				t.Errorf("%d pixels: it says %q", size, got)
			}
			code, _ := qr.EncodeText(text, qr.Medium)
			picture, _ := png.Decode(bytes.NewReader(data))
			square := size / (code.Size() + 8)
			edge := 0
			for isWhite(picture, edge) {
				edge++
			}
			if edge < 4*square || square < 3 {
				t.Errorf("%d pixels: squares of %d with an edge of %d", size, square, edge)
			}
		}
	}
	if _, err := qrPNG(strings.Repeat("x", 3000), qrMost); err == nil {
		t.Error("a text of 3000 letters became a QR code")
	}
}

// isWhite says whether a line of the picture, and the column beside it, are
// white.
func isWhite(picture image.Image, at int) bool {
	for i := range picture.Bounds().Dx() {
		for _, p := range []image.Point{{i, at}, {at, i}} {
			if r, _, _, _ := picture.At(p.X, p.Y).RGBA(); r == 0 {
				return false
			}
		}
	}
	return true
}
