package main

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"wecan/flows"
	"wecan/flows/broadcast"
	"wecan/i18n"
)

// announces runs a command that must work.
func (r *team) announces(t *testing.T, args ...string) string {
	t.Helper()
	out, err := said(t, r.env, append([]string{"announce"}, args...)...)
	if err != nil {
		t.Fatalf("announce %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// says looks for what a command prints about an announcement, however it is spaced.
func (r *team) tells(t *testing.T, args []string, want ...string) {
	t.Helper()
	out := strings.Join(strings.Fields(r.announces(t, args...)), " ")
	for _, one := range want {
		if !strings.Contains(out, one) {
			t.Errorf("%s: no %q in\n%s", strings.Join(args, " "), one, out)
		}
	}
}

const announcementText = `title: Another room on Friday
site: leipzig
kind: programme
for: {sites: [leipzig, roma], languages: [en, ar, uk], enrolled: true}
at: "DAY 09:30"
missing: wait
words:
  - in: en
    text: |
      Hello {name}, on Friday we meet in room 4.
      Please be there at 10.
  - in: ar
    text: مرحبا {name}، نلتقي يوم الجمعة في القاعة 4.
    reviewed: true
buttons:
  - answer: yes1
    labels: {ar: سآتي, en: I come}
  - link: https://map.example.org/4
    labels: {en: Map, ar: خريطة}
  - person: true
    labels: {en: Talk to a person, ar: تحدث مع شخص}
`

func announcementIn(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "announcement.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// An announcement is written into a file, changed, previewed, translated and dropped.
func TestAnnouncementsAreWritten(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	day := time.Now().UTC().AddDate(0, 0, 40)
	file := announcementIn(t, strings.Replace(announcementText, "DAY", day.Format(time.DateOnly), 1))
	out := r.announces(t, "new", "--file="+file, "--by=Anna")
	number := aNumber.FindString(out)
	if out != number+" is draft: Another room on Friday\n" {
		t.Fatalf("new: %s", out)
	}
	r.tells(t, []string{"show", number}, "kind programme", "sites leipzig, roma", "who read en, ar, uk", "enrolled yes", "in en, the source Hello {name}, on Friday we meet in room 4. Please be there at 10.",
		"in ar, reviewed مرحبا", "they get it when there is a translation", "begins "+day.Format("Mon "+time.DateOnly)+" 09:30", "button yes1 answer en=I come ar=سآتي", "button l1 link https://map.example.org/4 en=Map ar=خريطة",
		"button p1 person en=Talk to a person", "plan by Anna")
	r.tells(t, []string{"list", "--site=leipzig"}, number+" draft programme leipzig "+day.Format("Mon "+time.DateOnly)+" 09:30 0 0 0 Another room on Friday 1 announcement")
	r.tells(t, []string{"list", "--site=roma"}, "0 announcements")

	r.tells(t, []string{"preview", number}, "en · English", "room 4.", "I come", "https://map.example.org/4", "uk · Українська · no words: they get it when there is a translation", "No words in:")
	if out := r.announces(t, "preview", number, "--lang=ar"); !strings.Contains(out, "نلتقي يوم الجمعة") || strings.Contains(out, "Please be there") || !strings.HasSuffix(out, "Every language has words.\n") {
		t.Errorf("in Arabic:\n%s", out)
	}

	// A new source has been read by nobody. With other words for buttons all are said anew.
	r.announces(t, "change", number, "--text=en=On Friday we meet in room 5, {name}.", "--missing=label", "--at=now", "--languages=all", "--by=Karin")
	r.tells(t, []string{"show", number}, "in en, the source On Friday we meet in room 5, {name}.", "in ar مرحبا", "begins as soon as it is approved", "they read the source", "plan by Karin")
	lab := aNumber.FindString(r.events(t, "plan", "--kind=lab", "--site=leipzig", "--title=en=Lab", "--start=2031-01-01 10:00", "--place=Hall 1", "--by=Anna"))
	meets := aNumber.FindString(r.sessions(t, "plan", "--site=leipzig", "--title=Start", "--start=2031-01-02 10:00", "--length=2h", "--place=Hall 2", "--by=Anna"))
	if out, err := said(t, r.env, "announce", "change", number, "--sign-up=WE-2222-222 en=Sign up ar=سجل", "--by=Karin"); err == nil || !strings.Contains(err.Error(), "no event and no session with the number") {
		t.Errorf("a button about nothing: %v\n%s", err, out)
	}
	r.announces(t, "change", number, "--reviewed=ar", "--answer=en=I come ar=سآتي", "--answer=en=I do not come ar=لن آتي", "--sign-up="+lab+" en=Sign up ar=سجل",
		"--rsvp="+meets+" en=Answer ar=أجب", "--by=Karin")
	r.tells(t, []string{"show", number}, "in ar, reviewed", "button a2 answer en=I do not come", "button e1 event "+lab+" en=Sign up", "button s1 session "+meets+" en=Answer")
	r.announces(t, "change", number, "--answer=en=I come ar=سآتي", "--sign-up="+meets+" en=Sign up ar=سجل", "--rsvp="+lab+" en=Answer ar=أجب", "--by=Karin") // they show what has that number
	r.tells(t, []string{"show", number}, "button e1 session "+meets+" en=Sign up", "button s1 event "+lab+" en=Answer")

	table := filepath.Join(t.TempDir(), "uk.csv")
	r.announces(t, "translations", "export", number, "uk", "--out="+table)
	if out := r.announces(t, "translations", "import", number, "uk", translatedTable(t, table, "Зустріч у кімнаті 5, {name}."), "--by=Karin"); !strings.HasPrefix(out, number+" is draft") {
		t.Errorf("import: %s", out)
	}
	r.tells(t, []string{"show", number}, "in uk, reviewed Зустріч у кімнаті 5, {name}.", "button a1 answer en=I come ar=سآتي uk=Так")
	if out := r.announces(t, "cancel", number, "--why=The room is free", "--by=Karin"); out != number+" is cancelled: Another room on Friday\n" {
		t.Errorf("cancel: %s", out)
	}
	r.tells(t, []string{"show", number}, "cancel by Karin (The room is free)")
	r.tells(t, []string{"list"}, "0 announcements")
	r.tells(t, []string{"list", "--all"}, "1 announcement")
	r.fair(t)
}

// translatedTable fills in a table.
func translatedTable(t *testing.T, name, words string) string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	for n, row := range rows[1:] {
		if row[3], row[4] = "Так", rowReviewed; n == 0 {
			row[3] = words
		}
	}
	filled := name + ".filled"
	f, err = os.Create(filled)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	w.Comma = ';' // as spreadsheet programs of some countries write it
	if err := w.WriteAll(rows); err != nil || f.Close() != nil {
		t.Fatal(err)
	}
	return filled
}

// What is wrong changes nothing, and the error says what to do.
func TestAnnouncementsThatAreWrong(t *testing.T) {
	r := newTeam(t, 0)
	defer r.served.stop(t)
	right := []string{"new", "--title=x", "--site=leipzig", "--kind=information", "--text=en=Hello {name}", "--by=A"}
	for want, args := range map[string][]string{
		"has {street}; what can stand in braces": {"--text=en=Hello {street}"},
		"it begins within 90 days":               {"--at=2041-03-07 09:30"},
		"nowhere.yaml: no such file":             {"--file=nowhere.yaml"},
	} {
		out, err := said(t, r.env, append(append([]string{"announce"}, right...), args...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v\n%s\nwant %q", args, err, out, want)
		}
	}
	r.tells(t, []string{"list", "--all"}, "0 announcements")
	number := aNumber.FindString(r.announces(t, right...))
	table := "--out=" + filepath.Join(t.TempDir(), "x")
	for want, args := range map[string][]string{
		"there is a mistake in it":                   {"show", "WE-0000-000"},
		"there is no such announcement":              {"pause", "WE-2222-222", "--by=A"},
		"nothing was done: it is draft now":          {"approve", number, "--by=A"},
		"nothing was done: nothing of it was sent":   {"delete", number, "--by=A"},
		"nobody of the team has this id":             {"test", number, "--to=mina", "--by=A"},
		"nobody reads the bot in \"fr\"":             {"preview", number, "--lang=fr"},
		"\"xx\" is not one of our languages":         {"translations", "export", number, "xx", table},
		"en is the language in which it was written": {"translations", "export", number, "en", table},
	} {
		if out, err := said(t, r.env, append([]string{"announce"}, args...)...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v\n%s\nwant %q", args, err, out, want)
		}
	}
	r.tells(t, []string{"show", number}, "state draft")
}

// Each flag that cannot be read says so by its name, or what part of a plan it makes wrong.
func TestFlagsOfAnnouncementsThatAreWrong(t *testing.T) {
	w := wordsOf(t, withProgramme(mmProgramme))
	text := func(s string) *string { return &s }
	for want, f := range map[string]announceFlags{
		"is no kind of announcement":           {Kind: text("party")},
		"says in which language it is":         {Text: []string{"Hello"}},
		"\"xx=Hello {name}\"":                  {Text: []string{"xx=Hello {name}"}},
		"they must be the same":                {Text: []string{"ar=مرحبا"}},
		"the one in en has 1501":               {Text: []string{"en=" + strings.Repeat("a", 1501)}},
		"nobody has reviewed the text in ar":   {Kind: text("safety"), Text: []string{"ar=مرحبا {name}"}},
		"there are no words in \"uk\"":         {Reviewed: []string{"uk"}},
		"--at: \"soon\" is no day and hour":    {At: text("soon")},
		"an announcement ends after it begins": {At: text("2031-03-07 09:30"), Until: text("2031-03-07 09:00")},
		"there is no track \"gone\"":           {segmentFlags: segmentFlags{Tracks: []string{"gone"}}},
		"there is no event \"WE-1\"":           {segmentFlags: segmentFlags{Events: []string{"WE-1"}}},
		"has no label in a language":           {buttonFlags: buttonFlags{Answer: []string{"Yes"}}},
		"needs a label in the languages":       {buttonFlags: buttonFlags{Answer: []string{"uk=Так"}}},
		"a label has 1 to 30 characters":       {buttonFlags: buttonFlags{Answer: []string{"en=" + strings.Repeat("a", 31)}}},
		"needs a link as https://":             {buttonFlags: buttonFlags{Link: []string{"http://example.org en=x"}}},
		"needs the number of an event":         {buttonFlags: buttonFlags{SignUp: []string{"x en=x"}}},
		"nothing that can become of people":    {Missing: text("shout")},
		"is a photo or a document that lies":   {Photo: text("")},
		"unknown field \"cost\"":               {File: announcementIn(t, "cost: 3\n")},
		"a button has one of link":             {File: announcementIn(t, "buttons: [{labels: {en: x}}]\n")},
		"the file is empty":                    {File: announcementIn(t, "")},
	} {
		p := broadcast.Plan{Title: "x", Site: "leipzig", Kind: flows.CastInformation, Missing: flows.MissingLabel, Words: []flows.CastWords{{Lang: "en", Text: "Hello {name}"}}}
		p, err := f.on(p, w.defs.Programme)
		if err == nil {
			err = p.Check(w.defs.Programme)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", f, err, want)
		}
	}
}

// A table that somebody has damaged changes nothing.
func TestATranslatorsTableIsRead(t *testing.T) {
	p := broadcast.Plan{
		Words:   []flows.CastWords{{Lang: "en", Text: "=Hello {name}"}, {Lang: "ar", Text: "مرحبا"}},
		Buttons: []flows.CastButton{{ID: "yes", Labels: []flows.CastWords{{Lang: "en", Text: "Yes"}, {Lang: "ar", Text: "نعم"}}}},
	}
	rows, err := announceRows(p, "uk")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := writeTable(&b, rows, "en", "uk"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "'=Hello {name}") {
		t.Errorf("a formula stands in the table:\n%s", b.String())
	}
	good := strings.Replace(strings.Replace(b.String(), "'=Hello {name},,", "'=Hello {name},'=Вітаю {name},", 1), "Yes,,missing", "Yes,Так,reviewed", 1)
	q, err := readTable([]byte(good), p, "uk")
	if err != nil {
		t.Fatal(err)
	}
	if w, _ := q.In("uk"); w.Text != "=Вітаю {name}" || w.Reviewed || q.Buttons[0].Labels[2].Text != "Так" || len(p.Words) != 2 || len(p.Buttons[0].Labels) != 2 {
		t.Errorf("read: %+v", q)
	}
	for want, change := range map[string][2]string{
		"there is no row with this id":         {"button.yes", "button.no"},
		"there is no text with this id":        {"button.yes", "button.no"},
		"the source has changed":               {"Yes,", "Yeah,"},
		"there is no translation":              {"Так", ""},
		"the table has no column \"state\"":    {"state", "status"},
		"the table has no column \"translatio": {"translation (uk)", "translation (ar)"},
		"a row needs an id of its own":         {"button.yes", "words"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if _, err := readTable([]byte(bad), p, "uk"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", change, err, want)
		}
	}
}

// An export shows no number from which somebody could be known, and none from which one
// that is hidden could be worked out.
func TestSmallNumbersAreHidden(t *testing.T) {
	for _, c := range []struct {
		by    map[i18n.Lang]int
		want  string
		total string
	}{
		{map[i18n.Lang]int{"ar": 12, "en": 30}, "ar 12, en 30", "42"},
		{map[i18n.Lang]int{"ar": 3, "en": 30, "uk": 9}, "ar x, en 30, uk x", "42"},
		{map[i18n.Lang]int{"ar": 1, "en": 30, "uk": 2, "es": 40}, "ar x, en x, es 40, uk x", "73"},
		{map[i18n.Lang]int{"ar": 3, "en": 4, "uk": 40}, "ar x, en x, uk 40", "47"},
		{map[i18n.Lang]int{"ar": 3}, "ar x", "x"},
		{map[i18n.Lang]int{"ar": 1, "en": 2}, "ar x, en x", "x"},
		{map[i18n.Lang]int{"ar": 3, "en": 0}, "ar x, en 0", "x"},
		{map[i18n.Lang]int{"ar": 0}, "ar 0", "0"},
		{nil, "", "0"},
	} {
		cells, total := hidden(c.by)
		var got []string
		for _, lang := range slices.Sorted(maps.Keys(cells)) {
			got = append(got, string(lang)+" "+cells[lang])
		}
		if strings.Join(got, ", ") != c.want || total != c.total {
			t.Errorf("%v is shown as %v of %s", c.by, got, total)
		}
		worked(t, c.by, cells, total)
	}
}

// worked looks whether one hidden number follows from what is shown.
func worked(t *testing.T, by map[i18n.Lang]int, cells map[i18n.Lang]string, total string) {
	t.Helper()
	hides, sum, shown := 0, 0, 0
	for lang, n := range by {
		if sum += n; cells[lang] == hiddenCell {
			hides++
		} else {
			shown += n
		}
		if n > 0 && n < cellLeast && cells[lang] != hiddenCell {
			t.Errorf("%v shows %d", by, n)
		}
	}
	if total != hiddenCell && total != strconv.Itoa(sum) {
		t.Errorf("%v has the sum %s", by, total)
	}
	if left := sum - shown; total != hiddenCell && hides > 0 && (hides < 2 || left < cellLeast) {
		t.Errorf("%v: that %d people are hidden in %d cells follows", by, left, hides)
	}
}
