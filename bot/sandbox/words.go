package sandbox

import (
	"net/http"
	"strings"
)

// words are the page's own words, in one language. The bot's words come from the bot.
type words struct {
	Lang string            `json:"lang"`
	Dir  string            `json:"dir"`
	Name string            `json:"name"` // of the language, in itself
	Text map[string]string `json:"text"`
}

// T gives the word for a key; the key itself when there is none, so that a gap is seen.
func (w words) T(key string) string {
	if text := w.Text[key]; text != "" {
		return text
	}
	return key
}

// allWords are the words of every language that the page speaks.
func allWords() []words {
	return []words{
		{Lang: "en", Dir: "ltr", Name: "English", Text: english()},
		{Lang: "ar", Dir: "rtl", Name: "العربية", Text: arabic()},
		{Lang: "uk", Dir: "ltr", Name: "Українська", Text: ukrainian()},
		{Lang: "es", Dir: "ltr", Name: "Español", Text: spanish()},
	}
}

// wordsFor gives the words for a value of ?ui=. Everything unknown is English.
func wordsFor(ui string) words {
	if w, ok := spoken(ui); ok {
		return w
	}
	return allWords()[0]
}

// wordsOf gives the words for whoever opens the page: those of ?ui=, or else the first language of her browser that the
// page speaks.
func wordsOf(r *http.Request) words {
	ui := r.URL.Query().Get("ui")
	if ui != "" {
		return wordsFor(ui)
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") { // browsers list them in order
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if w, ok := spoken(lang); ok {
			return w
		}
	}
	return wordsFor("")
}

func spoken(lang string) (words, bool) {
	for _, w := range allWords() {
		if w.Lang == lang {
			return w, true
		}
	}
	return words{}, false
}
