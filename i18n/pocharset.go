package i18n

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// parsePO reads a PO file in the charset that its header names. name stands in errors, as "name:line: what is wrong".
//
// A file whose texts are UTF-8 is read as such whatever its header says: a tool has written the wrong name, and the English
// of bot.pot has signs that no older charset has. But where gettext can tell that bytes are not of the charset named, such
// a file is refused as gettext refuses it.
func parsePO(name string, data []byte) (*poFile, error) {
	if bytes.HasPrefix(data, []byte(byteOrderMark)) {
		return nil, fmt.Errorf("%s:1: the file starts with a byte order mark; save it as UTF-8 without it", name)
	}
	if !bytes.ContainsRune(data, '\n') { // the line ends of an old Mac
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	charset := declaredCharset(data)
	enc, known := charsetNamed(charset)
	ascii := !bytes.ContainsFunc(data, func(r rune) bool { return r >= utf8.RuneSelf })
	switch {
	case ascii, strings.EqualFold(charset, "UTF-8"), enc == nil && !known:
		return parseText(name, data)
	case enc == nil:
		return nil, fmt.Errorf("%s:1: the charset %s, which the header names, cannot be read here; save the file as UTF-8, with charset=UTF-8 in its header", name, charset)
	}
	file, wrong := parseText(name, decoded(data, charset, enc))
	if wrong != nil && known {
		if errors.Is(wrong, errNotUTF8) {
			return nil, fmt.Errorf("%w; it is not %s either, which the header names: write charset=UTF-8 there", wrong, charset)
		}
		return nil, wrong
	}
	asUTF8, err := parseText(name, data)
	switch {
	case errors.Is(err, errNotUTF8) || err == nil && !utf8.Valid(data) && asUTF8.ascii():
		return file, wrong
	case err != nil:
		return nil, err
	}
	return asUTF8, nil
}

// parseText reads a file line by line.
func parseText(name string, data []byte) (*poFile, error) {
	p := &poParser{file: &poFile{name: name}, entry: &poEntry{}, strict: true}
	if err := p.all(data, nil); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, p.line, err)
	}
	return p.file, nil
}

// ascii reports whether no text of the file has a letter beyond ASCII.
func (f *poFile) ascii() bool {
	return !slices.ContainsFunc(f.entries, func(e *poEntry) bool {
		all := e.context + e.id + e.plural + strings.Join(e.str, "")
		return strings.ContainsFunc(all, func(r rune) bool { return r >= utf8.RuneSelf })
	})
}

// declaredCharset finds the header and what it says after "charset=", as gettext does.
func declaredCharset(data []byte) string {
	p := &poParser{file: &poFile{}, entry: &poEntry{}}
	_ = p.all(data, func() bool { return p.file.header != nil }) // what is wrong is told when the file is read
	if p.file.header == nil {
		return "UTF-8"
	}
	_, charset, _ := strings.Cut(p.file.header.str[0], "charset=")
	return charset[:strings.IndexAny(charset+"\n", " \t\n")]
}

// sayUTF8 makes the header name the charset in which it is written.
func (header *poEntry) sayUTF8() {
	const field = "Content-Type: text/plain; charset=UTF-8\n"
	before, after, found := strings.Cut(header.str[0], "charset=")
	if found {
		end := strings.IndexAny(after+"\n", " \t\n")
		if !strings.EqualFold(after[:end], "UTF-8") {
			header.str[0] = before + "charset=UTF-8" + after[end:]
		}
		return
	}
	var lines []string
	for line := range strings.Lines(header.str[0]) {
		if name, _, _ := strings.Cut(line, ":"); !strings.EqualFold(strings.TrimSpace(name), "Content-Type") {
			lines = append(lines, strings.TrimSuffix(line, "\n")+"\n")
		}
	}
	header.str[0] = strings.Join(lines, "") + field
}

// charsetNamed finds a charset. known reports whether gettext has this name, so that it refuses bytes that are not of that
// charset; of a name that it does not know it takes everything.
func charsetNamed(name string) (enc encoding.Encoding, known bool) {
	name = strings.ToUpper(name)
	if number, ok := strings.CutPrefix(name, "ISO_8859-"); ok {
		name = "ISO-8859-" + number
	}
	if enc, known = gettextCharsets()[name]; known {
		return enc, true
	}
	switch {
	case strings.HasPrefix(name, "WINDOWS-"):
		name = "CP" + name[len("WINDOWS-"):]
	case strings.HasPrefix(name, "ISO8859-"):
		name = "ISO-8859-" + name[len("ISO8859-"):]
	case name == "LATIN1", name == "LATIN-1":
		name = "ISO-8859-1"
	default:
		return nil, false
	}
	return gettextCharsets()[name], false
}

// gettextCharsets are the charsets that gettext knows, beside UTF-8 (GNU gettext manual, "Header Entry"). Those that are
// for none of our languages are nil: they are known, and not read.
func gettextCharsets() map[string]encoding.Encoding {
	m := map[string]encoding.Encoding{
		"ASCII": encoding.Nop, "US-ASCII": encoding.Nop, "ANSI_X3.4-1968": encoding.Nop,
		"ISO-8859-1": charmap.ISO8859_1, "ISO-8859-2": charmap.ISO8859_2, "ISO-8859-3": charmap.ISO8859_3, "ISO-8859-4": charmap.ISO8859_4,
		"ISO-8859-5": charmap.ISO8859_5, "ISO-8859-6": charmap.ISO8859_6, "ISO-8859-7": charmap.ISO8859_7, "ISO-8859-8": charmap.ISO8859_8,
		"ISO-8859-9": charmap.ISO8859_9, "ISO-8859-13": charmap.ISO8859_13, "ISO-8859-14": charmap.ISO8859_14, "ISO-8859-15": charmap.ISO8859_15,
		"KOI8-R": charmap.KOI8R, "KOI8-U": charmap.KOI8U, "CP850": charmap.CodePage850, "CP866": charmap.CodePage866, "CP874": charmap.Windows874,
		"CP1250": charmap.Windows1250, "CP1251": charmap.Windows1251, "CP1252": charmap.Windows1252, "CP1253": charmap.Windows1253,
		"CP1254": charmap.Windows1254, "CP1256": charmap.Windows1256, "CP1257": charmap.Windows1257,
		"GB2312": simplifiedchinese.GBK, "GBK": simplifiedchinese.GBK, "GB18030": simplifiedchinese.GB18030,
	}
	for _, name := range []string{
		"KOI8-T", "CP932", "CP1255", "CP949", "CP950", "EUC-JP", "EUC-KR", "EUC-TW", "BIG5", "BIG5-HKSCS", "SHIFT_JIS", "JOHAB",
		"TIS-620", "VISCII", "GEORGIAN-PS",
	} {
		m[name] = nil
	}
	return m
}

// decoded is a text in UTF-8. What is no letter of the charset becomes a byte that is none of UTF-8 either.
func decoded(data []byte, charset string, enc encoding.Encoding) []byte {
	const wrong = 0xff
	var out bytes.Buffer
	table, ok := enc.(*charmap.Charmap)
	switch {
	case ok:
		for _, b := range data {
			if r := table.DecodeByte(b); r != utf8.RuneError {
				out.WriteRune(r)
			} else {
				out.WriteByte(wrong)
			}
		}
		return out.Bytes()
	case enc == encoding.Nop: // ASCII
		for _, b := range data {
			if b >= utf8.RuneSelf {
				b = wrong
			}
			out.WriteByte(b)
		}
		return out.Bytes()
	}
	if strings.EqualFold(charset, "GB2312") { // a part of GBK, which has nothing between 0x80 and 0xa0
		data = bytes.Clone(data)
		for i := 0; i < len(data); i++ {
			switch first, second := data[i], data[min(i+1, len(data)-1)]; {
			case first < utf8.RuneSelf:
			case first < 0xa1 || first > 0xf7 || second < 0xa1:
				data[i] = wrong
			default:
				i++
			}
		}
	}
	text, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	return bytes.ReplaceAll(text, []byte(string(utf8.RuneError)), []byte{wrong})
}
