package i18n

import (
	"slices"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	for text, want := range map[string][]string{
		"One. Two! Three?":                     {"One.", "Two!", "Three?"},
		"Call 116 016, 8.30 to 12.00. Or not.": {"Call 116 016, 8.30 to 12.00.", "Or not."},
		"Tap “Done.” Then wait":                {"Tap “Done.”", "Then wait"},
		"first line\nsecond line":              {"first line", "second line"},
		"📍\n{card}":                            {"{card}"},
		"ما اسمك؟ اكتبه هنا.":                  {"ما اسمك؟", "اكتبه هنا."},
		"آپ کا نام کیا ہے؟ یہاں لکھیں۔ شکریہ۔": {"آپ کا نام کیا ہے؟", "یہاں لکھیں۔", "شکریہ۔"},
		"আপনার নাম কী? এখানে লিখুন। ধন্যবাদ।":  {"আপনার নাম কী?", "এখানে লিখুন।", "ধন্যবাদ।"},
		"ስምካ መን እዩ፧ ኣብዚ ጽሓፍ።":                  {"ስምካ መን እዩ፧", "ኣብዚ ጽሓፍ።"},
		"你好。你叫什么名字？":                           {"你好。", "你叫什么名字？"},
		"Wait… There is more...":               {"Wait…", "There is more..."},
		"":                                     nil,
	} {
		if got := Sentences(text); !slices.Equal(got, want) {
			t.Errorf("%q has the sentences %q, not %q", text, got, want)
		}
	}
}

func TestEmoji(t *testing.T) {
	for text, want := range map[string][]string{
		"✅ Yes": {"✅"}, "▶️ Go on": {"▶️"}, "👩‍👩‍👧 and 👍🏽": {"👩‍👩‍👧", "👍🏽"}, "🇺🇦🇮🇹": {"🇺🇦", "🇮🇹"}, "☰ ❓ ➕": {"☰", "❓", "➕"},
		"A – B → C, 5 °C, © № ½": nil, "No": nil, "🆘🆘": {"🆘", "🆘"},
	} {
		if got := Emoji(text); !slices.Equal(got, want) {
			t.Errorf("%q has the emoji %q, not %q", text, got, want)
		}
	}
}

func TestPlain(t *testing.T) {
	long := func(n int) string { return strings.TrimSpace(strings.Repeat("word ", n)) + "." }
	for name, c := range map[string]struct {
		lang          Lang
		english, text string // english "" for the text itself
		button        bool
		want          []string // how each remark begins, faults with a ! in front
	}{
		"plain":                   {lang: "en", text: "Hello, {name}! Is this right? Tap “Yes”."},
		"20 words":                {lang: "en", text: long(20), want: []string{"long-sentence: a sentence has 20 words; 15 are better"}},
		"21 words":                {lang: "en", text: long(21), want: []string{"!a sentence has 21 words; make two of it"}},
		"15 words":                {lang: "en", text: long(15)},
		"20 words of a language":  {lang: "uk", english: long(15), text: long(20)},
		"21 words of a language":  {lang: "uk", english: long(15), text: long(21), want: []string{"long-sentence: a sentence has 21 words; 20 are better"}},
		"301 characters":          {lang: "en", text: strings.Repeat("a", 301), want: []string{"!the text has 301 characters; write at most 300"}},
		"401 characters":          {lang: "es", english: strings.Repeat("a", 300), text: strings.Repeat("a", 401), want: []string{"!the text has 401 characters; write at most 400"}},
		"five sentences":          {lang: "en", text: "A. B. C. D. E.", want: []string{"!the text has 5 sentences"}},
		"five of Bengali":         {lang: "bn", english: "A.", text: "ক। খ। গ। ঘ। ঙ।", want: []string{"!the text has 5 sentences"}},
		"two questions":           {lang: "en", text: "Who? Where?", want: []string{"!the text asks 2 questions"}},
		"two of Arabic":           {lang: "ar", english: "Who?", text: "من؟ أين؟", want: []string{"!the text asks 2 questions"}},
		"two of Tigrinya":         {lang: "ti", english: "Who?", text: "መን፧ ኣበይ፧", want: []string{"!the text asks 2 questions"}},
		"one of Spanish":          {lang: "es", english: "Who?", text: "¿Quién?"},
		"an abbreviation":         {lang: "en", text: "Go to the BAMF.", want: []string{"!not everybody knows BAMF"}},
		"one that is explained":   {lang: "en", text: "Go to the BAMF (the office for migration)."},
		"one in brackets":         {lang: "uk", english: "The office.", text: "Державна служба (ДМС)."},
		"one in Cyrillic":         {lang: "uk", english: "The office.", text: "Це ДМС.", want: []string{"!not everybody knows ДМС"}},
		"one that is a word":      {lang: "en", text: "OK, send an SMS."},
		"a placeholder":           {lang: "en", text: "Hello {NAME}."},
		"three emoji":             {lang: "en", text: "✅ A\n✅ B\n✅ C", want: []string{"!the text has 3 emoji"}},
		"an emoji inside":         {lang: "en", text: "Yes ✅ now", want: []string{"!✅ stands in the middle of a line"}},
		"two at the start":        {lang: "en", text: "👋 ✅ A", want: []string{"!✅ stands in the middle of a line"}},
		"one on each line":        {lang: "ar", english: "✅ A\n🆘 B", text: "✅ ا\n\u200f🆘 ب"},
		"other emoji":             {lang: "uk", english: "✅ A", text: "❌ А", want: []string{"!the emoji ✅ of the English text is not in the translation", "!the emoji ❌ is not in the English"}},
		"arrows the other way":    {lang: "ar", english: "▶️ Go on", text: "◀️ أكمل"},
		"a command gone":          {lang: "uk", english: "Send /menu.", text: "Надішліть меню.", want: []string{"!the command /menu of the English text is not"}},
		"a command changed":       {lang: "uk", english: "Send /menu.", text: "Надішліть /меню.", want: []string{"!the command /menu of the English text is not"}},
		"a command kept":          {lang: "ar", english: "Send /menu.", text: "أرسل، /menu."},
		"an address":              {lang: "uk", english: "Write to a@b.example.", text: "Пишіть.", want: []string{"!the address a@b.example of the English text is not"}},
		"not composed":            {lang: "es", english: "Who", text: "Quie\u0301n", want: []string{"!the text is not in Unicode normal form C"}},
		"a date":                  {lang: "en", text: "Until 03/04/2027.", want: []string{`date-in-numbers: "03/04/2027" can be read in two ways`}},
		"a date in Arabic digits": {lang: "ar", english: "Until {day}.", text: "حتى ٣/٤/٢٠٢٧ {day}.", want: []string{"date-in-numbers: "}},
		"a long button":           {lang: "en", text: "I want to talk to you", button: true, want: []string{"long-button: the button has 21 characters"}},
		"the same as text":        {lang: "en", text: "I want to talk to you"},
		"twice as long":           {lang: "es", english: "Is this right?", text: "¿Está bien lo que se ha escrito aquí?", want: []string{"longer-than-english: the translation has 37"}},
		"an idiom":                {lang: "en", text: "Please get in touch.", want: []string{`idiom: "get in touch" cannot be understood`}},
		"no idiom in it":          {lang: "en", text: "The network output is betcetera."},
		"passive":                 {lang: "en", text: "Your answers are kept.", want: []string{`passive: "are kept" does not say who`}},
		"no passive":              {lang: "en", text: "We keep your answers. You are afraid."},
		"two negations":           {lang: "en", text: "You cannot do this without help.", want: []string{"double-negation: two negations"}},
		"two in two sentences":    {lang: "en", text: "You cannot. We do not."},
	} {
		english := c.english
		if english == "" {
			english = c.text
		}
		var got []string
		for _, r := range Plain(c.lang, english, c.text, c.button) {
			if r.Fault {
				got = append(got, "!"+r.Text)
			} else {
				got = append(got, r.Kind+": "+r.Text)
			}
		}
		if !slices.EqualFunc(got, c.want, strings.HasPrefix) {
			t.Errorf("%s: the remarks are %q, not %q", name, got, c.want)
		}
	}
}
