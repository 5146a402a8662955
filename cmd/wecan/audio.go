package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"wecan/bot/telegram"
	"wecan/flows"
	"wecan/i18n"
)

// A folder of recorded voices has a folder for each language, and in it a file
// for each text that is to be heard: ar/enrollment.who.ogg. A text without a
// file is only read.

// audioFolder opens the folder; nil for none.
func audioFolder(set *settings) fs.FS {
	if set.Audio == "" {
		return nil
	}
	return os.DirFS(set.Audio)
}

// readClips reads the recordings in a folder, and lists the other files in it.
// Its error names every recording that could not be played.
func readClips(set *settings) (clips []flows.Clip, others []string, err error) {
	folder := audioFolder(set)
	if folder == nil {
		return nil, nil, nil
	}
	var problems flows.FileErrors
	files := map[string]string{} // by what they say
	err = fs.WalkDir(folder, ".", func(file string, d fs.DirEntry, err error) error {
		switch hidden := file != "." && strings.HasPrefix(path.Base(file), "."); {
		case err != nil:
			return err
		case d.IsDir() && hidden:
			return fs.SkipDir
		case d.IsDir() || hidden:
			return nil
		case strings.Count(file, "/") != 1 || telegram.ClipKind(file) == "":
			others = append(others, file)
			return nil
		}
		data, err := readClip(folder, file)
		clip := flows.NewClip(file, data)
		says := string(clip.Language()) + "/" + clip.Name()
		wrong := clipProblem(file, data)
		switch twin, double := files[says]; {
		case err != nil:
			return err
		case double:
			wrong = fmt.Sprintf("%s is a recording of the same text; keep one", twin)
		}
		if wrong != "" {
			problems = append(problems, flows.Problem{File: filepath.Join(set.Audio, file), Text: wrong})
		}
		files[says] = file
		clips = append(clips, clip)
		return nil
	})
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("WECAN_AUDIO: %w", err)
	case len(problems) > 0:
		return nil, nil, problems
	}
	return clips, others, nil
}

// readClip reads a recording, of one that is too large only the beginning.
func readClip(folder fs.FS, file string) ([]byte, error) {
	f, err := folder.Open(file)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, telegram.ClipLimit+1))
	return data, errors.Join(err, f.Close())
}

// clipProblem says why Telegram would not play a recording as a voice.
func clipProblem(file string, data []byte) string {
	first := data[:min(len(data), 200)]
	ogg := path.Ext(file) != ".mp3"
	mp3 := bytes.HasPrefix(data, []byte("ID3")) || len(data) > 1 && data[0] == 0xff && data[1]&0xe0 == 0xe0
	switch {
	case len(data) == 0:
		return "the file is empty"
	case len(data) > telegram.ClipLimit:
		return fmt.Sprintf("the file is larger than %d KB; record at 24 kbit/s, or shorter", telegram.ClipLimit>>10)
	case ogg && (!bytes.HasPrefix(data, []byte("OggS")) || !bytes.Contains(first, []byte("OpusHead"))):
		return "this is no Ogg file with Opus, so Telegram would not play it as a voice; make one with: opusenc --bitrate 24 in.wav out.ogg"
	case !ogg && !mp3:
		return "this is no MP3 file"
	}
	return ""
}

// strays are the files that are never played: those of no text or language, and
// what is no recording at all. Other files beside the languages' folders are
// nobody's business.
func (w *words) strays() []string {
	var out []string
	for _, file := range w.others {
		if strings.Contains(file, "/") || telegram.ClipKind(file) != "" {
			out = append(out, file)
		}
	}
	var names []string
	for _, id := range w.defs.Book.Flows() {
		names = append(names, w.defs.Book.Spoken(id)...)
	}
	for _, c := range w.clips {
		if !slices.Contains(names, c.Name()) || !slices.Contains(w.defs.Catalog.Languages(), c.Language()) {
			out = append(out, c.File)
		}
	}
	slices.Sort(out)
	return out
}

// mute are the steps of enrollment that nobody has recorded in a language.
func (w *words) mute(lang i18n.Lang) (steps []string, all bool) {
	all = true
	for _, name := range w.defs.Book.Spoken("enrollment") {
		switch {
		case strings.Count(name, ".") > 1: // why it is asked is told to those who want to know
		case slices.ContainsFunc(w.clips, func(c flows.Clip) bool { return c.Language() == lang && c.Name() == name }):
			all = false
		default:
			steps = append(steps, name)
		}
	}
	return steps, all
}

// checkAudio lists what is never played, and how many there are, and tells what
// is not recorded.
func checkAudio(w io.Writer, set *settings, words *words) int {
	if set.Audio == "" {
		return 0
	}
	strays := words.strays()
	for _, file := range strays {
		fmt.Fprintf(w, "%s: this is never played; a recording's name is <language>/<flow>.<step>.ogg, as en/enrollment.who.ogg\n", filepath.Join(set.Audio, file))
	}
	for _, lang := range words.defs.Catalog.Languages() {
		steps, all := words.mute(lang)
		switch only := words.defs.Programme.Languages; {
		case len(steps) == 0, only != nil && !slices.Contains(only, lang): // nobody chooses it
		case all:
			fmt.Fprintf(w, "information: enrollment is not recorded in %s\n", lang)
		default:
			fmt.Fprintf(w, "information: not recorded in %s: %s\n", lang, strings.Join(steps, ", "))
		}
	}
	return len(strays)
}
