package flows

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"wecan/i18n"
)

// Link is what a deep link of ours says: where its poster hangs, for whom it
// is, what it begins ("" for what /start does), in which language it speaks
// to somebody who has not chosen one, and what it is about: see [LinkAbout]. Any
// of them may be empty.
type Link struct {
	Site   string
	Cohort string
	Flow   string
	Lang   i18n.Lang
	About  string
}

// LinkAbout is a reference as a link carries it: the dashes would take room.
// [ParseReference] reads it.
func LinkAbout(reference string) string { return strings.ReplaceAll(reference, "-", "") }

// Limits of a deep link: its payload has at most 64 characters (Bot API, deep
// linking), of which the seal takes 16.
const (
	sealSize  = 12
	linkBytes = 64*3/4 - sealSize
)

// Seal makes the payload of a deep link. It tells nothing to whoever reads it
// on a poster, cannot be made or changed without the secret, and is the same
// each time, so that a code can be printed again. What does not fit, or holds
// anything but letters, digits, - and _, is an error.
func (s IDs) Seal(l Link) (string, error) {
	parts := l.parts()
	plain := strings.Join(parts, "|")
	for _, part := range parts {
		if part != "" && !isPayload(part) {
			return "", fmt.Errorf("flows: %q cannot stand in a link: use letters, digits, - and _", part)
		}
	}
	if len(plain) > linkBytes {
		spare := len(parts) - 1
		return "", fmt.Errorf("flows: a link has room for %d characters, %q are %d; choose shorter ids", linkBytes-spare, parts, len(plain)-spare)
	}
	seal := s.seal(plain)
	text, err := s.stream(seal, []byte(plain))
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(seal, text...)), nil
}

// parts are what a link says, in the order in which it has always stood. What is
// empty at the end takes no room, so that what was printed before there was more
// to say is the same link still.
func (l Link) parts() []string {
	parts := []string{l.Site, l.Cohort, l.Flow}
	switch {
	case l.About != "":
		return append(parts, string(l.Lang), l.About)
	case l.Lang != "":
		return append(parts, string(l.Lang))
	}
	return parts
}

// errNoLink is answered for a payload that [IDs.Seal] did not make.
var errNoLink = errors.New("flows: no link of ours")

// OpenLink reads the payload of a deep link; false for one that is not ours.
func (s IDs) OpenLink(payload string) (Link, bool) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(payload)
	if err != nil || len(data) <= sealSize {
		return Link{}, false
	}
	plain, err := s.stream(data[:sealSize], data[sealSize:])
	if err != nil || !hmac.Equal(s.seal(string(plain)), data[:sealSize]) {
		return Link{}, false
	}
	parts := strings.Split(string(plain), "|")
	switch len(parts) {
	case 3:
		return Link{Site: parts[0], Cohort: parts[1], Flow: parts[2]}, true
	case 4:
		return Link{Site: parts[0], Cohort: parts[1], Flow: parts[2], Lang: i18n.Lang(parts[3])}, true
	case 5:
		return Link{parts[0], parts[1], parts[2], i18n.Lang(parts[3]), parts[4]}, true
	}
	return Link{}, false
}

// seal is an authenticator over the text that is also the start of its key
// stream: the same text always gives the same link, another text another one.
func (s IDs) seal(plain string) []byte {
	return s.mac("link seal", plain)[:sealSize]
}

func (s IDs) mac(purpose, text string) []byte {
	mac := hmac.New(sha256.New, s.secret)
	fmt.Fprintf(mac, "%d|%s|%s", s.bot, purpose, text)
	return mac.Sum(nil)
}

func (s IDs) stream(seal, in []byte) ([]byte, error) {
	if len(s.secret) == 0 {
		return nil, errNoLink
	}
	block, err := aes.NewCipher(s.mac("link key", ""))
	if err != nil {
		return nil, fmt.Errorf("flows: seal a link: %w", err)
	}
	iv := make([]byte, aes.BlockSize)
	copy(iv, seal)
	out := make([]byte, len(in))
	cipher.NewCTR(block, iv).XORKeyStream(out, in)
	return out, nil
}
