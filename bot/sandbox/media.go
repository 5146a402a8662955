package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"image"
	_ "image/gif" // with these, and image/jpeg of the made-up photos, the size of a picked picture is known
	_ "image/png"
	"strconv"
	"strings"
	"time"
)

// SendMedia sends something other than text: "voice", "photo", "sticker", "document", "location", "contact" (her own
// number), "other contact" (a friend's, who has Telegram too), "unknown contact" (somebody's who has no Telegram),
// "video", "video_note", "audio", "animation" or "dice". Another kind is sent as a document. It returns the message's id.
func (t *Telegram) SendMedia(u User, kind string) (messageID int) {
	return t.SendCaptioned(u, kind, "")
}

// SendCaptioned is [Telegram.SendMedia] with a text below. Kinds that have none, such as a location, go without.
func (t *Telegram) SendCaptioned(u User, kind, caption string) (messageID int) {
	return t.SendFile(u, kind, caption, File{})
}

// SendFile is [Telegram.SendCaptioned] with a file of hers, which the bot can fetch. A photo that she picked has one size.
func (t *Telegram) SendFile(u User, kind, caption string, f File) (messageID int) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sendMedia(u, kind, caption, f, 0, now)
}

// SendFileReply is [Telegram.SendFile] as a reply to a message of her chat, as for [Telegram.SayReply].
func (t *Telegram) SendFileReply(u User, kind, caption string, f File, to int) (messageID int, err error) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.canReply(u, to); err != nil {
		return 0, err
	}
	return t.sendMedia(u, kind, caption, f, to, now), nil
}

func (t *Telegram) sendMedia(u User, kind, caption string, f File, replyTo int, now time.Time) int {
	body := json.RawMessage(nil)
	switch kind {
	case "contact":
		body = contactOf(t.chat(u).user, u.ID)
	case "other contact":
		kind, body = "contact", contactOf(User{ID: u.ID + 1, FirstName: "Friend"}, u.ID+1)
	case "unknown contact":
		kind, body = "contact", contactOf(User{ID: u.ID + 2, FirstName: "Aunt"}, 0)
	case "location":
		body = json.RawMessage(`{"latitude":51.3397,"longitude":12.3731,"horizontal_accuracy":20}`)
	case "dice":
		body = encode(map[string]any{"emoji": "🎲", "value": 1 + t.random.IntN(6)})
	default:
		if (&wireMessage{}).slot(kind) == nil {
			kind = "document"
		}
		id := t.newFile(kind, f)
		body = mediaOf(kind, id, t.files[id])
	}
	m := message{Message: Message{Kind: kind, ReplyTo: replyTo}, media: body}
	if hasCaption(kind) {
		if parts := split(clean(caption), maxCaption); len(parts) > 0 {
			m.Text = parts[0] // a phone lets her type no more
		}
	}
	return t.fromPerson(u, m, now)
}

func hasCaption(kind string) bool {
	switch kind {
	case "animation", "audio", "document", "photo", "video", "voice":
		return true
	}
	return false
}

// contactOf makes a contact. userID is 0 when the number belongs to no known account. The numbers are from the range
// kept for fiction; whether they have a plus depends on the phone, here on the person: those with an even ID send it.
func contactOf(u User, userID int64) json.RawMessage {
	number := "4915550" + strconv.FormatInt(100000+u.ID%900000, 10)
	if u.ID%2 == 0 {
		number = "+" + number
	}
	contact := map[string]any{"phone_number": number, "first_name": u.FirstName}
	if userID != 0 {
		contact["user_id"] = userID
	}
	return encode(contact)
}

// file has the fields of every kind of file; each kind shows its own.
type file struct {
	ID       string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Size     int64  `json:"file_size"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Length   int    `json:"length,omitempty"`   // of a round video: its side
	Duration int    `json:"duration,omitempty"` // seconds
	MimeType string `json:"mime_type,omitempty"`
	Name     string `json:"file_name,omitempty"`
	Type     string `json:"type,omitempty"`
	Emoji    string `json:"emoji,omitempty"`
	Animated *bool  `json:"is_animated,omitempty"`
	Video    *bool  `json:"is_video,omitempty"`
}

// mediaOf makes the object that a message of that kind carries. A photo has several sizes, the largest last, each with an
// id of its own; the largest has the id given.
func mediaOf(kind, id string, of *stored) json.RawMessage {
	f := file{ID: id, UniqueID: "u-" + id, Size: of.length("")}
	switch kind {
	case "photo":
		return encode(f.photos(of))
	case "voice":
		f.Duration, f.MimeType = oggSeconds(of.bytes("")), "audio/ogg"
	case "audio":
		f.Duration, f.MimeType, f.Name = 60, "audio/mpeg", "recording.mp3"
	case "video":
		f.Duration, f.Width, f.Height, f.MimeType, f.Name = 10, 1280, 720, "video/mp4", "video.mp4"
	case "animation":
		f.Duration, f.Width, f.Height, f.MimeType, f.Name = 3, 480, 270, "video/mp4", "animation.mp4"
	case "video_note":
		f.Duration, f.Length = 10, 240
	case "sticker":
		f.Type, f.Width, f.Height, f.Emoji, f.Animated, f.Video = "regular", 512, 512, "👍", new(bool), new(bool)
	default:
		f.MimeType, f.Name = cmp.Or(of.Mime, "application/octet-stream"), of.Name
		if of.Name == "" {
			f.MimeType, f.Name = "application/pdf", "document.pdf"
		}
	}
	return encode(f)
}

// documentOf is a file as a document.
func documentOf(media json.RawMessage) json.RawMessage {
	var f file
	if json.Unmarshal(media, &f) != nil {
		return nil // it is one of ours
	}
	return encode(file{ID: f.ID, UniqueID: f.UniqueID, Size: f.Size, MimeType: f.MimeType, Name: f.Name})
}

// photos are the sizes of a photo. One that was picked has its own.
func (f file) photos(of *stored) []file {
	if of.Content != nil {
		f.Width, f.Height = photoWidth(photoSize("")), photoWidth(photoSize(""))*3/4
		if picture, _, err := image.DecodeConfig(bytes.NewReader(of.Content)); err == nil {
			f.Width, f.Height = picture.Width, picture.Height
		}
		return []file{f}
	}
	var out []file
	for i, ending := range photoSizes() {
		one, suffix := f, strings.TrimSuffix("-"+ending, "-")
		one.ID, one.UniqueID, one.Size = f.ID+suffix, f.UniqueID+suffix, of.length(ending)
		one.Width, one.Height = photoWidth(i), photoWidth(i)*3/4
		out = append(out, one)
	}
	return out
}

// photoRefused says what is wrong with a photo that the bot uploads: "the photo's width and height must not exceed 10000 in
// total, width and height ratio must be at most 20" (Bot API sendPhoto). What is no picture is not looked at.
func photoRefused(content []byte) *apiError {
	if len(content) > maxPhoto {
		return badRequest("PHOTO_SAVE_FILE_INVALID")
	}
	if picture, _, err := image.DecodeConfig(bytes.NewReader(content)); err == nil {
		long, short := max(picture.Width, picture.Height), min(picture.Width, picture.Height)
		if long+short > 10_000 || long > 20*short {
			return badRequest("PHOTO_INVALID_DIMENSIONS")
		}
	}
	return nil
}
