package graph_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"wecan/flows"
	"wecan/flows/graph"
	"wecan/i18n"
)

// book is the flows of testdata, beside the engine's own.
func book(tb testing.TB) *flows.Book {
	tb.Helper()
	b, err := flows.Parse(flows.Capability{
		Name: "tour", Dir: "flows/graph/testdata", Flows: os.DirFS("testdata"),
		Actions: map[string]flows.Action{"thing.send": {Answers: []string{"well", "wrong", "again"}}, "thing.count": {}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// pictures are those of all flows, with the English words.
func pictures(tb testing.TB) map[string]graph.Picture {
	tb.Helper()
	b := book(tb)
	words := map[i18n.Key]string{}
	for _, s := range b.Sources() {
		words[s.Key] = s.Text
	}
	out := map[string]graph.Picture{}
	for _, o := range b.Outlines() {
		out[o.ID] = graph.Picture{Flow: o, Lang: i18n.English, Label: func(key i18n.Key) string { return words[key] }}
	}
	return out
}

func draw(tb testing.TB, p graph.Picture) []byte {
	tb.Helper()
	svg, err := graph.SVG(p)
	if err != nil {
		tb.Fatal(err)
	}
	return svg
}

// element is an element of the picture.
type element struct {
	name  string
	attrs map[string]string
	text  string // directly in it
}

// elements reads the picture as XML, in the order in which the elements end.
func elements(tb testing.TB, svg []byte) []element {
	tb.Helper()
	var open, out []element
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			tb.Fatalf("the picture is no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			open = append(open, e)
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			}
		case xml.EndElement:
			out, open = append(out, open[len(open)-1]), open[:len(open)-1]
		}
	}
}

// texts are all lines of text in the picture.
func texts(tb testing.TB, svg []byte) []string {
	tb.Helper()
	var out []string
	for _, e := range elements(tb, svg) {
		if e.name == "text" {
			out = append(out, e.text)
		}
	}
	return out
}

func TestEveryStepAndWayIsDrawnOnce(t *testing.T) {
	for id, p := range pictures(t) {
		steps, ways := map[string]int{}, map[string]int{}
		begins := 0
		for _, e := range elements(t, draw(t, p)) {
			if step, ok := e.attrs["data-step"]; ok {
				steps[step]++
			}
			if from, ok := e.attrs["data-from"]; ok {
				ways[from+" "+e.attrs["data-to"]]++
			}
		}
		begins, steps[""] = steps[""], 0
		delete(steps, "")
		wantSteps, wantWays := map[string]int{}, map[string]int{" " + p.Flow.First: 1}
		if p.Flow.Triggers.Status != "" {
			wantWays[" "+p.Flow.Triggers.Status] = 1
			begins--
		}
		for _, s := range p.Flow.Steps {
			wantSteps[s.ID] = 1
			for _, e := range s.Exits {
				wantWays[s.ID+" "+e.To] = 1
			}
		}
		if begins != 1 || !maps.Equal(steps, wantSteps) || !maps.Equal(ways, wantWays) {
			t.Errorf("%s has the steps %v and the ways %v, it should have %v and %v; it begins at %d places", id, steps, ways, wantSteps, wantWays, begins)
		}
	}
}

func TestWordsAndLabelsAreRead(t *testing.T) {
	got := texts(t, draw(t, pictures(t)["tour"]))
	for _, want := range []string{
		"The first contact (/start)", "Command /tour", "A link that ends with", "?start=tour-link", "Button: \u2068Tour\u2069", "Command /status",
		"What name should we use for", "Start", "Not now", "First · Second", "Monday · Wednesday", "From the programme file: sites",
		"if age < 18 and name is", "otherwise", "completed", "not completed", "“skills”", "source", "thing: send", "Send",
		"answer: well", "late answer: well", "no answer in 10s", "1 day later at 09:00", "private", "optional",
		"The answers are deleted.", "Not completed. The answers", "The end: completed", "4 · name",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("nobody reads %q", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(got, "\n"))
	}
}

func TestCallersAreNamed(t *testing.T) {
	p := pictures(t)["skills"]
	p.Callers = []string{"tour"}
	if got := texts(t, draw(t, p)); !slices.Contains(got, "From the flow “tour”") {
		t.Errorf("it is not said where it is called from: %q", got)
	}
}

func TestTextIsNeverMarkup(t *testing.T) {
	p := pictures(t)["tour"]
	evil := `</text><script>alert("1 & 2")</script>` + "\x00\x1b]]>"
	p.Label = func(i18n.Key) string { return evil }
	svg := draw(t, p)
	for _, e := range elements(t, svg) {
		if e.name == "script" {
			t.Fatal("a text of a flow became an element")
		}
	}
	if !bytes.Contains(svg, []byte("&lt;/text&gt;")) {
		t.Error("the text is not there")
	}
}

func TestSamePictureIsTheSameBytes(t *testing.T) {
	for id, p := range pictures(t) {
		first := draw(t, p)
		for range 3 {
			if !bytes.Equal(first, draw(t, p)) {
				t.Errorf("%s is drawn differently each time", id)
			}
		}
	}
}

// place is where a box stands: the shape that follows its title.
func places(tb testing.TB, svg []byte) map[string]float64 {
	tb.Helper()
	out := map[string]float64{}
	for _, line := range strings.Split(string(svg), "\n") {
		_, rest, ok := strings.Cut(line, ` `)
		if !ok || !strings.HasPrefix(line, "<text x=") {
			continue
		}
		var x, y float64
		if _, err := fmt.Sscanf(rest, `x="%f" y="%f"`, &x, &y); err != nil {
			tb.Fatal(err)
		}
		_, words, _ := strings.Cut(line, ">")
		out[strings.TrimSuffix(words, "</text>")] = x
	}
	return out
}

func TestRightToLeftIsMirrored(t *testing.T) {
	p := pictures(t)["tour"]
	left := places(t, draw(t, p))
	english := p.Label
	p.Lang, p.Label = "ar", func(key i18n.Key) string {
		if key == "tour.hello.text" {
			return "مرحبًا! ما اللغة التي تناسبك هنا؟"
		}
		return english(key)
	}
	svg := draw(t, p)
	right := places(t, svg)
	if (left["Start"] < left["Not now"]) == (right["Start"] < right["Not now"]) {
		t.Errorf("the ways are at %v and %v, and in Arabic at %v and %v", left["Start"], left["Not now"], right["Start"], right["Not now"])
	}
	if (left["Monday · Wednesday"] < left["Command /status"]) == (right["Monday · Wednesday"] < right["Command /status"]) {
		t.Error("the boxes are not mirrored")
	}
	found := 0
	for _, e := range elements(t, svg) {
		switch {
		case e.name == "svg" && (e.attrs["lang"] != "ar" || e.attrs["aria-labelledby"] != "title description"):
			t.Errorf("the picture is marked %v", e.attrs)
		case e.name == "text" && strings.Contains(e.text, "مرحب"):
			found++
			if e.attrs["direction"] != "rtl" {
				t.Error("Arabic words are not marked as such")
			}
		case e.name == "text" && e.text == "Since when?" && e.attrs["direction"] == "rtl":
			t.Error("English words, where a translation is missing, are marked as Arabic")
		}
	}
	if found == 0 {
		t.Error("the Arabic words are not there")
	}
}

func TestScreenReadersAreToldAll(t *testing.T) {
	for _, e := range elements(t, draw(t, pictures(t)["tour"])) {
		if e.name != "desc" {
			continue
		}
		for _, want := range []string{"25 steps", "4 name. Question: words: \u2068What name should we use for you?\u2069 → 5 origin", "2 ready", "→ 3 bye (\u2068Not now\u2069)"} {
			if !strings.Contains(e.text, want) {
				t.Errorf("the description does not say %q:\n%s", want, e.text)
			}
		}
		return
	}
	t.Error("there is no description")
}

// A flow of two hundred steps is drawn in seconds.
func BenchmarkSVG(b *testing.B) {
	for _, n := range []int{15, 200} {
		o := flows.Outline{ID: "long", First: "s0"}
		for i := range n {
			o.Steps = append(o.Steps, flows.OutlineStep{ID: fmt.Sprintf("s%d", i), Kind: "ask.text", Exits: []flows.OutlineExit{{To: fmt.Sprintf("s%d", i+1)}}})
			if i%5 == 0 {
				o.Steps[i].Exits = append(o.Steps[i].Exits, flows.OutlineExit{To: fmt.Sprintf("s%d", i+3)})
			}
		}
		p := graph.Picture{Flow: o, Lang: i18n.English, Label: func(i18n.Key) string { return "" }}
		b.Run(fmt.Sprintf("steps=%d", n), func(b *testing.B) {
			for b.Loop() {
				draw(b, p)
			}
		})
	}
}
