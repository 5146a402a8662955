package sandbox

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// maxDownload is how large a file may be that a bot can fetch, in bytes (Bot API getFile).
	maxDownload = 20 << 20
	// maxPhoto is how large a photo may be that a bot uploads, in bytes (Bot API sendPhoto).
	maxPhoto = 10 << 20
	// pathLife is how long a file_path is good for: "at least 1 hour" (Bot API getFile).
	pathLife = time.Hour

	filePrefix = "sandbox-file-"
)

// File is what a person picks on her phone. The zero value is one that the sandbox makes up.
type File struct {
	Name    string
	Mime    string
	Content []byte
	Size    int64 // in bytes, when it is larger than Content: nobody needs 20 MB to try what is too large
}

// stored is a file at Telegram.
type stored struct {
	File

	kind string
	gone bool
	path string // below /file/bot<token>/; "" until somebody asks for it
	ends time.Time
}

// FileID is the id of the file that a message carries, as the bot was told it: of a photo the largest. It is "" when the
// message carries none.
func (t *Telegram) FileID(userID int64, messageID int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.chats[userID]
	if c == nil {
		return ""
	}
	for _, m := range c.messages {
		var one file
		var sizes []file
		switch {
		case m.ID != messageID:
		case json.Unmarshal(m.media, &one) == nil:
			return one.ID
		case json.Unmarshal(m.media, &sizes) == nil && len(sizes) > 0:
			return sizes[len(sizes)-1].ID
		}
	}
	return ""
}

// FileOf is the file that a message of that person's chat carries, as she can save it; false when there is none, or she
// does not see the message any more.
func (t *Telegram) FileOf(userID int64, messageID int) (f File, ok bool) {
	id := t.FileID(userID, messageID)
	t.mu.Lock()
	defer t.mu.Unlock()
	of, size := t.file(id)
	if id == "" || of == nil || of.gone || t.chats[userID].present(int64(messageID)) == nil {
		return File{}, false
	}
	f = of.File
	f.Content = of.bytes(size)
	return f, true
}

// Lose makes Telegram forget a file, as it may when it is old: its id is known no more, and paths to it lead nowhere. It
// says false when there is none with that id.
func (t *Telegram) Lose(fileID string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	f, _ := t.file(fileID)
	if f != nil {
		f.gone = true
	}
	return f != nil
}

// file finds a file by its id. A photo has several sizes, which share a file but for the ending. The lock is held.
func (t *Telegram) file(id string) (f *stored, size string) {
	base, size, sized := strings.Cut(strings.TrimPrefix(id, filePrefix), "-")
	f = t.files[filePrefix+base]
	if f == nil || sized && (f.kind != "photo" || f.Content != nil || photoSize(size) == photoSize("")) {
		return nil, ""
	}
	return f, size
}

// newFile keeps a file and makes up its id. The lock is held.
func (t *Telegram) newFile(kind string, f File) string {
	if len(f.Content) == 0 {
		f.Content = nil
	}
	id := filePrefix + strconv.FormatUint(t.random.Uint64(), 36)
	t.files[id] = &stored{File: f, kind: kind}
	return id
}

// getFile is https://core.telegram.org/bots/api#getfile.
func (t *Telegram) getFile(args arguments) (any, *apiError) {
	id := args.text("file_id")
	if id == "" {
		return nil, violation("file_id not specified")
	}
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	f, size := t.file(id)
	switch {
	case f == nil:
		return nil, badRequest("invalid file_id")
	case f.gone:
		return nil, badRequest("wrong file_id or the file is temporarily unavailable")
	case f.length(size) > maxDownload:
		return nil, badRequest("file is too big")
	}
	if f.path == "" {
		f.path = "file_" + strconv.Itoa(len(t.paths))
		t.paths[f.path] = f
	}
	f.ends = now.Add(pathLife)
	return wireFile{FileID: id, UniqueID: "u-" + id, Size: f.length(size), Path: f.address(size)}, nil
}

type wireFile struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Size     int64  `json:"file_size"`
	Path     string `json:"file_path"`
}

// download answers /file/bot<token>/<file_path> with the bytes of a file, or as Telegram does with JSON.
func (t *Telegram) download(asked string) ([]byte, *apiError) {
	name, size, _ := strings.Cut(strings.TrimSuffix(path.Base(asked), path.Ext(asked)), "-")
	now := time.Now()
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.paths[name]
	if f == nil || f.gone || now.After(f.ends) || asked != f.address(size) {
		return nil, &apiError{code: http.StatusNotFound, description: "Not Found"}
	}
	return f.bytes(size), nil
}

// address is the whole file_path.
func (f *stored) address(size string) string {
	folder, ending := f.place()
	return folder + "/" + f.path + strings.TrimSuffix("-"+size, "-") + ending
}

// place is the folder that Telegram keeps files of a kind in, and how their names end.
func (f *stored) place() (folder, ending string) {
	switch f.kind {
	case "voice":
		return "voice", ".oga"
	case "photo":
		return "photos", ".jpg"
	case "audio":
		return "music", ".mp3"
	case "video":
		return "videos", ".mp4"
	case "video_note":
		return "video_notes", ".mp4"
	case "animation":
		return "animations", ".mp4"
	case "sticker":
		return "stickers", ".webp"
	}
	if ending = path.Ext(f.Name); ending == "" || strings.ContainsAny(ending, "-/") {
		ending = ".pdf"
	}
	return "documents", ending
}

func (f *stored) length(size string) int64 {
	if f.Size > 0 {
		return f.Size
	}
	return int64(len(f.bytes(size)))
}

// bytes are a file's own, or made up: what can be heard or seen is, and the rest has the right size.
func (f *stored) bytes(size string) []byte {
	switch {
	case f.Content != nil:
		return f.Content
	case f.kind == "voice":
		return madeUpVoice
	case f.kind == "photo":
		return madeUpPhotos()[photoSize(size)]
	case f.kind == "document" && f.Name == "":
		return []byte(madeUpPaper)
	}
	return make([]byte, madeUpSize(f.kind))
}

// madeUpVoice are four seconds of notes, Ogg with Opus as a phone records it.
//
//go:embed voice.oga
var madeUpVoice []byte

// madeUpPaper is a page with three words on it.
const madeUpPaper = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n" +
	"4 0 obj<</Length 53>>stream\nBT /F 18 Tf 40 100 Td (A made-up document) Tj ET    \nendstream endobj\n" +
	"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// photoSizes are the endings of the ids of a photo's sizes, smallest first.
func photoSizes() []string { return []string{"s", "m", "x", ""} }

// photoSize is a size's place among them; that of the largest for an ending that there is not.
func photoSize(ending string) int {
	for i, s := range photoSizes() {
		if s == ending {
			return i
		}
	}
	return len(photoSizes()) - 1
}

func photoWidth(size int) int { return []int{90, 320, 800, 1280}[size] }

// madeUpPhotos are a sun above a hill, in each size.
//
//nolint:gochecknoglobals // immutable, and drawing them for each of thousands of simulations would cost more than they do
var madeUpPhotos = sync.OnceValue(func() [][]byte {
	var out [][]byte
	for i := range photoSizes() {
		out = append(out, drawPhoto(photoWidth(i)))
	}
	return out
})

func drawPhoto(width int) []byte {
	height := width * 3 / 4
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			left, down := float64(x)/float64(width), float64(y)/float64(height)
			sun := math.Hypot((left-.7)*4, (down-.3)*3)
			c := color.RGBA{R: 150, G: uint8(190 + 40*down), B: 225, A: 255}
			switch {
			case down > .57+(left-.35)*(left-.35)*2.2:
				c = color.RGBA{R: 70, G: 130, B: 90, A: 255}
			case sun < .4:
				c = color.RGBA{R: 250, G: 210, B: 110, A: 255}
			}
			picture.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		return nil // a buffer takes everything
	}
	return out.Bytes()
}

func madeUpSize(kind string) int {
	switch kind {
	case "audio":
		return 960_412
	case "video":
		return 2_315_770
	case "animation":
		return 350_118
	case "video_note":
		return 412_300
	case "sticker":
		return 23_456
	}
	return 84_213
}

// oggSeconds is how long a voice message is: the last page tells how many samples came before its end, 48,000 a second.
func oggSeconds(ogg []byte) int {
	at := bytes.LastIndex(ogg, []byte("OggS"))
	if at < 0 || len(ogg) < at+14 {
		return 1
	}
	return max(1, int(binary.LittleEndian.Uint64(ogg[at+6:])/48000%36000))
}
