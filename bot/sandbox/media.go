package sandbox

import (
	"encoding/json"
	"strconv"
	"time"
)

// SendMedia sends something other than text: "voice", "photo", "sticker", "document", "location", "contact" (her own
// number), "other contact" (somebody else's), "video", "video_note", "audio", "animation" or "dice". Another kind is sent
// as a document. It returns the message's id.
func (t *Telegram) SendMedia(u User, kind string) (messageID int) {
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	body := json.RawMessage(nil)
	switch kind {
	case "contact":
		body = contactOf(t.chat(u).user, u.ID)
	case "other contact":
		kind, body = "contact", contactOf(User{ID: u.ID + 1, FirstName: "Friend"}, 0)
	case "location":
		body = json.RawMessage(`{"latitude":51.3397,"longitude":12.3731}`)
	case "dice":
		body = encode(map[string]any{"emoji": "🎲", "value": 1 + t.random.IntN(6)})
	default:
		if (&wireMessage{}).slot(kind) == nil {
			kind = "document"
		}
		body = mediaOf(kind, t.fileID(), "")
	}
	return t.fromPerson(u, message{Message: Message{Kind: kind}, media: body}, now)
}

// contactOf makes a contact. userID is 0 when the number belongs to no known account. The numbers are from the range
// kept for fiction.
func contactOf(u User, userID int64) json.RawMessage {
	contact := map[string]any{"phone_number": "+4915550" + strconv.FormatInt(100000+u.ID%900000, 10), "first_name": u.FirstName}
	if userID != 0 {
		contact["user_id"] = userID
	}
	return encode(contact)
}

// file has the fields of every kind of file; each kind shows its own.
type file struct {
	ID       string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Size     int    `json:"file_size"`
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

// mediaOf makes the object that a message of that kind carries.
func mediaOf(kind, id, name string) json.RawMessage {
	f := file{ID: id, UniqueID: "u-" + id, Size: 4242}
	switch kind {
	case "photo":
		small := f
		small.ID, small.UniqueID, small.Size, small.Width, small.Height = f.ID+"-s", f.UniqueID+"-s", 900, 90, 67
		f.Width, f.Height = 1280, 960
		return encode([]file{small, f})
	case "voice":
		f.Duration, f.MimeType = 4, "audio/ogg"
	case "audio":
		f.Duration, f.MimeType = 60, "audio/mpeg"
	case "video", "animation":
		f.Duration, f.Width, f.Height, f.MimeType = 10, 1280, 720, "video/mp4"
	case "video_note":
		f.Duration, f.Length = 10, 240
	case "sticker":
		f.Type, f.Width, f.Height, f.Emoji, f.Animated, f.Video = "regular", 512, 512, "👍", new(bool), new(bool)
	default:
		f.MimeType, f.Name = "application/octet-stream", name
		if name == "" {
			f.MimeType, f.Name = "application/pdf", "document.pdf"
		}
	}
	return encode(f)
}
