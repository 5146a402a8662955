package flows

// Verdicts that a turn may return, or that stand for one: see [Result.Verdict].
const (
	// VerdictSent: a message went out for what the actor was told. Only for this
	// one, also with a language behind it (see [LangVerdict]), a bulk tell's token is used up.
	VerdictSent = "sent"

	// VerdictSeen: the actor was told before. What came of it then is known to
	// nobody but the actor. It is no verdict of a turn.
	VerdictSeen = "seen"
)

// Sends says whether a verdict is [VerdictSent], with a language or without.
func Sends(verdict string) bool {
	word, _ := LangOf(verdict)
	return word == VerdictSent
}

// VerdictMost is how long a verdict is at most, in bytes.
const VerdictMost = 20

// GoodVerdict says whether a turn may return that: small letters, digits and
// hyphens, or nothing. It travels as text beside others.
func GoodVerdict(word string) bool {
	for i := range len(word) {
		if c := word[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return len(word) <= VerdictMost && word != VerdictSeen
}
