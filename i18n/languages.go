package i18n

import (
	"strings"

	"golang.org/x/text/language"
)

// Lang is a language as we write it, in BCP 47: "en", "ar", "fa-AF". The files in po/ are named after it.
type Lang string

// English is the language of the sources, and what is shown when nothing else is there.
const English Lang = "en"

// languageRow is one row of the table of languages.
type languageRow struct {
	lang    Lang
	endonym string   // as its speakers write it, with a capital where there are capitals
	rtl     bool     // written from right to left
	names   []string // other names people type, beside those x/text knows
}

// languageTable lists the languages of the service in the order in which they are offered. x/text has no endonym for some
// of them and writes others in lower case, so they stand here. Add a row before you add a po file.
// Nothing writes to it.
var languageTable = []languageRow{
	{lang: "en", endonym: "English", names: []string{"انجليزي", "انگریزی", "по-английски"}},
	{lang: "nl", endonym: "Nederlands", names: []string{"Vlaams", "Flemish"}},
	{lang: "de", endonym: "Deutsch", names: []string{"ألماني", "по-немецки", "німецькою", "Nemački", "Alman"}},
	{lang: "it", endonym: "Italiano", names: []string{"إيطالي"}},
	{lang: "es", endonym: "Español", names: []string{"Castellano", "إسباني"}},
	{lang: "ar", endonym: "العربية", rtl: true, names: []string{"عربي", "عربية", "Arabi", "Arabia", "Arabish", "Arab"}},
	{lang: "uk", endonym: "Українська", names: []string{"українською", "по-українськи", "Ukrainska", "Ukrainska mova", "أوكراني"}},
	{lang: "fa-AF", endonym: "دری", rtl: true, names: []string{"Dari", "فارسی دری", "فارسی افغانستان", "Afghani Persian", "дари", "дарі", "داري"}},
	{lang: "tr", endonym: "Türkçe", names: []string{"تركي", "Turki", "Türk"}},
	{lang: "fr", endonym: "Français", names: []string{"فرنسي"}},
	{lang: "ti", endonym: "ትግርኛ", names: []string{"Tigrigna", "Tigrinna", "تغرينية", "تجرينية"}},
	{lang: "ru", endonym: "Русский", names: []string{"по-русски", "російською", "Russkij", "Russki", "روسي"}},
	{lang: "so", endonym: "Soomaali", names: []string{"Af-Soomaali", "af soomaali", "صومالي"}},
	{lang: "ps", endonym: "پښتو", rtl: true, names: []string{"Pushto", "Pushtu", "Pakhto", "Pashtu"}},
	{lang: "ur", endonym: "اردو", rtl: true},
	{lang: "bn", endonym: "বাংলা", names: []string{"Bengali"}},
	{lang: "fa", endonym: "فارسی", rtl: true, names: []string{"Farsi", "Parsi", "فارسي", "фарси", "фарсі"}},
	{lang: "ku", endonym: "Kurdî", names: []string{"Kurmancî", "Kurmanji", "Kurmandschi", "Kurdî Kurmancî", "كرمانجي"}},
	{lang: "ckb", endonym: "کوردیی ناوەندی", rtl: true, names: []string{"Sorani", "سۆرانی", "کوردی سۆرانی", "سوراني"}},
	{lang: "am", endonym: "አማርኛ", names: []string{"Amarinya", "Amharigna"}},
	{lang: "sq", endonym: "Shqip", names: []string{"gjuha shqipe"}},
	{lang: "zh-Hans", endonym: "简体中文", names: []string{"中文", "汉语", "普通话", "Chinese", "Mandarin", "Chinesisch", "Zhongwen", "চীনা (সরলীকৃত)", "Chinees (vereenvoudigd)", "چیني (ساده شوی)"}},
	{lang: "ro", endonym: "Română", names: []string{"Moldovenească", "limba română", "Moldovan"}},
	{lang: "pt", endonym: "Português", names: []string{"Brasileiro", "Português brasileiro"}},
}

// parent is the next language in the chain of a message that is missing: fa-AF → fa → "".
func (l Lang) parent() Lang {
	if at := strings.LastIndexByte(string(l), '-'); at > 0 {
		return l[:at]
	}
	return ""
}

// named reports whether a header's Language means l: as it is, or with a country or a script that goes without saying, as
// uk_UA, where that is no other language of ours.
func (l Lang) named(header string) bool {
	header = strings.ReplaceAll(header, "_", "-")
	if strings.EqualFold(header, string(l)) {
		return true
	}
	for _, row := range languageTable {
		if strings.EqualFold(header, string(row.lang)) {
			return false
		}
	}
	says, err := language.Parse(header)
	if err != nil {
		return false
	}
	own := language.Make(string(l))
	base, _ := says.Base()
	script, _ := says.Script()
	ownBase, _ := own.Base()
	ownScript, _ := own.Script()
	_, _, region := own.Raw()
	return base == ownBase && script == ownScript && region.String() == "ZZ"
}

// Endonym returns the name of a language as its speakers write it, and for a language that is not in our table its code.
func Endonym(lang Lang) string {
	for _, row := range languageTable {
		if row.lang == lang {
			return row.endonym
		}
	}
	return string(lang)
}

// RightToLeft reports whether a language is written from right to left. Languages outside our table are judged by their
// script.
func RightToLeft(lang Lang) bool {
	for _, row := range languageTable {
		if row.lang == lang {
			return row.rtl
		}
	}
	script, _ := language.Make(string(lang)).Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg", "Mand", "Samr":
		return true
	}
	return false
}

// Known lists the languages of the service in the order in which they are offered, with a translation or without.
func Known() []Lang {
	out := make([]Lang, 0, len(languageTable))
	for _, row := range languageTable {
		out = append(out, row.lang)
	}
	return out
}
