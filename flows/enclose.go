package flows

import (
	"errors"
	"fmt"
	"regexp"
	"unicode/utf16"
)

// Limits of an [Enclose].
const (
	EnclosedMost = 8 << 10 // bytes: it waits in the outbox, beside the person's state
	captionLimit = 1024    // UTF-16 units (Bot API sendDocument: caption)
)

// EnclosedName is how the file of an [Enclose] may be called: in ASCII, since some
// phones garble other names, and with an ending, by which they know what opens it.
const EnclosedName = `[A-Za-z0-9][A-Za-z0-9_-]{0,47}\.[a-z0-9]{1,8}`

// enclosedName is [EnclosedName], whole.
var enclosedName = regexp.MustCompile(`^` + EnclosedName + `$`)

// Fault says what keeps the file from being sent, nil for nothing. It tells nothing
// of what is in the file or of the text.
func (e Enclose) Fault() error {
	switch n := len(utf16.Encode([]rune(e.Text))); {
	case e.Chat == 0:
		return errors.New("no chat")
	case !enclosedName.MatchString(e.Name):
		return fmt.Errorf("a file cannot be called so: its name must be %s", EnclosedName)
	case len(e.Data) == 0:
		return errors.New("the file is empty")
	case len(e.Data) > EnclosedMost:
		return fmt.Errorf("the file has %d bytes, at most %d are allowed", len(e.Data), EnclosedMost)
	case n > captionLimit:
		return fmt.Errorf("the text has %d characters, at most %d are allowed", n, captionLimit)
	}
	return nil
}
