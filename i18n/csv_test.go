package i18n

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

// tableSources have what a spreadsheet could break.
func tableSources() []Source {
	return []Source{
		src("bye", "Bye"), src("sum", "=1+1"), src("quoted", "'=2"), src("dash", "- {name}"), src("at", " @you"),
		{Key: "lines", Text: "one, \"two\"; three\nfour", Note: "+ a note\nof two lines", Ref: "flow.yaml:1"},
		{Key: "places", Text: "{n} place", Plural: "{n} places", Count: "n", Ref: "flow.yaml:2"},
	}
}

func tableOf(t *testing.T, po string, comma rune) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCSV(&b, "ar", []byte(po), tableSources(), comma); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// filled writes into the columns translation and state of a table.
func filled(t *testing.T, table string, rows map[string][2]string) string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, byteOrderMark)))
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range all {
		if to, ok := rows[record[0]]; ok {
			record[3], record[4] = to[0], to[1]
			delete(rows, record[0])
		}
	}
	if len(rows) > 0 {
		t.Fatalf("the table has no rows %v", rows)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(all); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var tablePO = arHeader + "# draft: for review\n" + entry("bye", "Bye", "وداعا") + "#, fuzzy\n" + entry("sum", "=1+1", "=١") + entry("dash", "- {name}", "- {name}")

func TestWriteCSV(t *testing.T) {
	table := tableOf(t, tablePO, ',')
	if !strings.HasPrefix(table, "\uFEFFid,note,english,translation (ar),state\n") {
		t.Errorf("the table begins %q", table[:60])
	}
	for _, want := range []string{
		"\nbye,,Bye,وداعا,drafted\n", "\nsum,,'=1+1,'=١,fuzzy\n", "\nquoted,,''=2,,missing\n", "\ndash,,'- {name},'- {name},reviewed\n", "\nat,,' @you,,missing\n",
		"\nlines,\"'+ a note\nof two lines\",\"one, \"\"two\"\"; three\nfour\",,missing\n",
		"\nplaces[1],\"Form 2 of 6, for the numbers 1.\",{n} place,,missing\n",
		"\nplaces[3],\"Form 4 of 6, for the numbers 3, 4, 5, 6, 7.\",{n} places,,missing\n",
	} {
		if !strings.Contains(table, want) {
			t.Errorf("the table has no %q", want)
		}
	}
	if t.Failed() {
		t.Log(table)
	}
	for _, lang := range []Lang{"en", "xx", "../ar"} {
		if err := WriteCSV(&bytes.Buffer{}, lang, nil, tableSources(), ','); err == nil {
			t.Errorf("a table for %q", lang)
		}
	}
}

// What comes back as it went changes nothing, whatever the spreadsheet makes of commas, line ends and the mark in front.
func TestReadCSVOfWhatWasWritten(t *testing.T) {
	merged, err := Merge([]byte(tablePO), tableSources())
	if err != nil {
		t.Fatal(err)
	}
	table := tableOf(t, tablePO, ',')
	for name, data := range map[string]string{
		"as it was": table, "semicolons": tableOf(t, tablePO, ';'), "tabs": tableOf(t, tablePO, '\t'),
		"without mark": strings.TrimPrefix(table, byteOrderMark), "line ends of Windows": strings.ReplaceAll(table, "\n", "\r\n"),
		"an empty line": table + ",,,,\n", "other name of the column": strings.Replace(table, "translation (ar)", "Translation", 1),
	} {
		got, changed, err := ReadCSV("ar.csv", []byte(data), "ar", []byte(tablePO), tableSources())
		if err != nil || changed != 0 || !bytes.Equal(got, merged) {
			t.Errorf("%s: %d changed, %v\n%s", name, changed, err, got)
		}
	}
}

func TestReadCSV(t *testing.T) {
	table := filled(t, tableOf(t, tablePO, ','), map[string][2]string{
		"bye": {"مع السلامة", "reviewed"}, "sum": {"'=٢", "fuzzy"}, "dash": {"'- {name}", "drafted"}, "at": {"' @أنت", "missing"},
		"places[0]": {"لا مكان", "reviewed"}, "places[1]": {"مكان", "Reviewed "}, "places[2]": {"مكانان", "reviewed"},
		"places[3]": {"{n} أماكن", "reviewed"}, "places[4]": {"{n} مكانا", "reviewed"}, "places[5]": {"{n} مكان", "reviewed"},
	})
	po, changed, err := ReadCSV("ar.csv", []byte(table), "ar", []byte(tablePO), tableSources())
	if err != nil || changed != 5 {
		t.Fatalf("%d changed, %v", changed, err)
	}
	c := loaded(t, tableSources(), map[string]string{"ar": string(po)})
	for key, want := range map[Key]State{"bye": Reviewed, "sum": Drafted, "dash": Drafted, "at": Drafted, "places": Reviewed, "quoted": Missing} {
		if got := c.State("ar", key); got != want {
			t.Errorf("%s is %s, not %s", key, got, want)
		}
	}
	for key, want := range map[Key]string{"bye": "مع السلامة", "sum": "=٢", "at": " @أنت"} {
		if got, _ := c.Render("ar", key); got != want {
			t.Errorf("%s is %q, not %q", key, got, want)
		}
	}
	// Taken away again, and one row alone.
	few := "id;translation;note;state;english\nbye;;;missing;Bye\n"
	po, changed, err = ReadCSV("ar.csv", []byte(few), "ar", po, tableSources())
	if err != nil || changed != 1 || loaded(t, tableSources(), map[string]string{"ar": string(po)}).State("ar", "bye") != Missing {
		t.Errorf("taken away: %d changed, %v", changed, err)
	}
	// A language that has no file yet.
	po, changed, err = ReadCSV("fa-AF.csv", []byte("id,note,english,translation,state\nbye,,Bye,خدا حافظ,missing\n"), "fa-AF", nil, tableSources())
	if err != nil || changed != 1 || loaded(t, tableSources(), map[string]string{"fa-AF": string(po)}).State("fa-AF", "bye") != Drafted {
		t.Errorf("a new language: %d changed, %v\n%s", changed, err, po)
	}
}

func TestReadCSVRefuses(t *testing.T) {
	const head = "id,note,english,translation,state\n"
	for name, c := range map[string]struct{ data, want string }{
		"an unknown id":    {head + "bye,,Bye,x,drafted\nbye.bye,,Bye,x,drafted\n", "ar.csv:3: bye.bye: there is no text with this id"},
		"no id":            {head + ",,Bye,x,drafted\n", "ar.csv:2: the row has no id"},
		"an id twice":      {head + "bye,,Bye,x,drafted\nbye,,Bye,y,drafted\n", "ar.csv:3: bye: this id stands at line 2 already"},
		"other English":    {head + "bye,,Good bye,x,drafted\n", `ar.csv:2: bye: the English is not today's, which is "Bye"`},
		"a placeholder":    {head + "dash,,'- {name},'- {nome},reviewed\n", "ar.csv:2: dash: the placeholder {name} is missing"},
		"a formula":        {head + "bye,,Bye,=HYPERLINK(0),drafted\n", "ar.csv:2: bye: the cell begins as a formula does"},
		"a formula behind": {head + "bye,,Bye,\"\t+1\",drafted\n", "ar.csv:2: bye: the cell begins as a formula does"},
		"a state":          {head + "bye,,Bye,x,ready\n", `ar.csv:2: bye: the state is "ready"; it must be`},
		"nothing reviewed": {head + "bye,,Bye,,reviewed\n", "ar.csv:2: bye: the translation is empty"},
		"a form alone":     {head + "places[0],,{n} places,x,drafted\n", "ar.csv:2: places: 1 of its 6 forms are there"},
		"a form too few": {head + "places[0],,{n} places,x,drafted\nplaces[1],,{n} place,x,drafted\nplaces[2],,{n} places,x,drafted\n" +
			"places[3],,{n} places,{n} x,drafted\nplaces[4],,{n} places,{n} x,drafted\n", "ar.csv:2: places: 5 of its 6 forms are there"},
		"another language":      {"id,note,english,translation (uk),state\n", `ar.csv:1: there is no column "translation (ar)"`},
		"no table":              {"", "ar.csv:1: the table cannot be read"},
		"a quote left open":     {head + "bye,,Bye,\"x,drafted\n", "ar.csv: the table cannot be read"},
		"not UTF-8":             {head + "bye,,Bye,\xe9,drafted\n", "ar.csv:1: the file is not UTF-8"},
		"a direction left open": {head + "bye,,Bye,\u2067x,drafted\n", "ar.csv:2: bye: the text opens a direction"},
		"two faults":            {head + "sum,,Sum,x,drafted\nbye,,Bye,,drafted\nx,,,,missing\n", "ar.csv:4: x: there is no text"},
	} {
		po, _, err := ReadCSV("ar.csv", []byte(c.data), "ar", []byte(tablePO), tableSources())
		if err == nil || !strings.Contains(err.Error(), c.want) || po != nil {
			t.Errorf("%s: %v", name, err)
		}
		if name == "two faults" && strings.Count(err.Error(), "\n") != 2 {
			t.Errorf("of three faults these are told:\n%v", err)
		}
	}
}

// Every text comes back from a cell as it was.
func FuzzCells(f *testing.F) {
	for _, s := range []string{"", "'", "=1", "'=1", "''@", " -1", "\n+1", "＝1", "it's", "'tis"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cell := harmless(s)
		if looksComputed(cell) {
			t.Errorf("%q goes out as %q, which a spreadsheet computes", s, cell)
		}
		if back, err := asWritten(cell); err != nil || back != s {
			t.Errorf("%q comes back as %q, %v", s, back, err)
		}
	})
}
