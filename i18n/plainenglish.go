package i18n

import (
	"regexp"
	"strings"
)

// These lists are short on purpose: what they find is worth another look, and what they leave is not always plain.

// idioms are phrases that cannot be understood word by word. They are looked for as whole words, in any case.
var idioms = regexp.MustCompile(`(?i)\b(?:` + strings.Join([]string{
	"asap", "as soon as possible", "at the end of the day", "bear in mind", "by the way", "catch up", "drop (?:us )?a line", "feel free",
	"figure out", "get in touch", "get rid of", "give (?:us )?a hand", "go ahead", "hang on", "heads[- ]up", "in a nutshell", "in charge of",
	"in the long run", "in touch", "keep an eye", "keep track", "look forward", "make sense", "no worries", "on board", "on hold", "on the fly",
	"out of the blue", "piece of cake", "reach out", "run out of", "sort out", "step by step", "stick to", "touch base", "up and running",
	"up to speed", "work out", "rain check", "rule of thumb", "e\\.g\\.", "i\\.e\\.", "etc", "fyi",
}, "|") + `)\b`)

// passive finds a form of "be" before a participle.
var passive = regexp.MustCompile(`(?i)\b(?:is|are|was|were|be|been|being|gets?|got)(?: not| now| already)? (?:[a-z]{2,}ed|kept|sent|made|given|taken|told|done|shown|written|found|lost|held|paid|met|seen|known|chosen|begun|put|read|said)\b`)

// negations, two of which in one sentence are hard to follow.
var negations = regexp.MustCompile(`(?i)\b(?:not|no|never|nobody|nothing|none|nowhere|neither|nor|without|cannot|unless|[a-z]+n't)\b`)

func (r *remarks) englishOnly() {
	for _, sentence := range Sentences(r.text) {
		if at := idioms.FindString(sentence); at != "" {
			r.warn(remarkIdiom, "%q cannot be understood word by word; say it plainly", at)
		}
		if at := passive.FindString(sentence); at != "" {
			r.warn(remarkPassive, "%q does not say who does it; say who, if it matters", at)
		}
		if len(negations.FindAllString(sentence, -1)) > 1 {
			r.warn(remarkNegation, "two negations in one sentence are hard to follow: %q", sentence)
		}
	}
}
