package flows_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"wecan/flows"
)

// compileSchema checks the schema against the rules of JSON Schema itself too.
func compileSchema(tb testing.TB, data []byte) *jsonschema.Schema {
	tb.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		tb.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("test.json", doc); err != nil {
		tb.Fatal(err)
	}
	s, err := c.Compile("test.json")
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// validate holds a YAML file against a schema, as an editor does.
func validate(s *jsonschema.Schema, file string) error {
	var value any
	if err := yaml.Unmarshal([]byte(file), &value); err != nil {
		return fmt.Errorf("not YAML: %w", err)
	}
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("no JSON comes of it: %w", err)
	}
	if value, err = jsonschema.UnmarshalJSON(bytes.NewReader(data)); err != nil {
		return fmt.Errorf("read it again: %w", err)
	}
	return s.Validate(value) //nolint:wrapcheck // the validator's own words
}

// Every YAML file of the repository under flows is a flow or a programme, says
// so in its first line, and is what it says.
func TestOurFilesFitTheirSchemas(t *testing.T) {
	schemas := map[string]*jsonschema.Schema{
		"flow.schema.json": compileSchema(t, flows.FlowSchema()), "programme.schema.json": compileSchema(t, flows.ProgrammeSchema()),
	}
	files := os.DirFS(".")
	var names []string
	for _, pattern := range []string{"*.yaml", "*/*.yaml", "*/*/*.yaml"} {
		found, err := fs.Glob(files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	if len(names) < 8 {
		t.Fatalf("only these files were found: %v", names)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		first, _, _ := strings.Cut(string(data), "\n")
		named, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
		s := schemas[path.Join(path.Dir(name), named)]
		if !ok || s == nil {
			t.Errorf("%s: the first line must name the schema, as: # yaml-language-server: $schema=../flow.schema.json", name)
			continue
		}
		if err := validate(s, string(data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, file := range []string{asking, programme} {
		name := "flow.schema.json"
		if file == programme {
			name = "programme.schema.json"
		}
		if err := validate(schemas[name], file); err != nil {
			t.Error(err)
		}
	}
}

// spot is an object of a file, written with {} where an unknown field comes; where its
// fields stand in the schema.
type spot struct{ yaml, in string }

// spots are all kinds of objects that a flow file can hold.
func spots() []spot {
	step := func(body, in string) spot {
		return spot{"flow: x\nfirst: a\nsteps: {a: {" + body + "}}\n", in}
	}
	out := []spot{
		{"{}: 1\nflow: x\n", ""},
		{"flow: x\nfirst: a\ntriggers: {{}: 1}\nsteps: {a: {end: done}}\n", "$defs/triggers"},
		{"flow: x\nfirst: a\nerase: {{}: 1}\nsteps: {a: {end: done}}\n", "properties/erase"},
		step("say: {{}: 1}, next: a", "$defs/text/anyOf/1"),
		step("say: hello, {}: 1", "$defs/say"),
		step("review: [a], {}: 1", "$defs/review"),
		step("do: it, {}: 1", "$defs/do"),
		step("do: it, timeout: {{}: 1}", "$defs/do/properties/timeout"),
		step("set: {x: y}, {}: 1", "$defs/set"),
		step("set: {x: {{}: 1}}", "$defs/set/properties/set/additionalProperties/anyOf/1"),
		step("branch: [{if: 'true', go: a}], {}: 1", "$defs/branch"),
		step("branch: [{{}: 1}]", "$defs/branch/properties/branch/items"),
		step("call: x, {}: 1", "$defs/call"),
		step("wait: {for: 3d}, {}: 1", "$defs/wait"),
		step("wait: {{}: 1}", "$defs/wait/properties/wait"),
		step("end: done, {}: 1", "$defs/end"),
		step("ask: choice, options: {b: {{}: 1}}", "$defs/choice/additionalProperties/anyOf/1"),
		step("say: hello, links: {b: {{}: 1}}", "$defs/links/additionalProperties/anyOf/1"),
		step("ask: choices, options: {b: {{}: 1}}", "$defs/several/additionalProperties/anyOf/1"),
		{"flow: menu\nfirst: a\nsteps: {a: {ask: menu, {}: 1}}\n", "$defs/ask.menu"},
	}
	for kind, def := range map[string]string{
		"text": "text", "choice": "choice", "choices": "choices", "yesno": "yesno", "number": "number", "date": "date",
		"contact": "contact", "location": "contact", "photo": "document", "document": "document", "voice": "document", "language": "language",
	} {
		def = "$defs/ask." + def
		out = append(out, step("ask: "+kind+", {}: 1", def))
		if slices.Contains([]string{"text", "choices", "number", "date", "photo", "document", "voice"}, kind) {
			out = append(out, step("ask: "+kind+", check: {{}: 1}", def+"/properties/check"))
		}
	}
	return out
}

// readerKnows is what the reader says that an object may have, and what it
// misses when nothing is there.
func readerKnows(t *testing.T, err error) (known, missing []string) {
	t.Helper()
	var problems flows.FileErrors
	if !errors.As(err, &problems) {
		t.Fatal(err)
	}
	for _, p := range problems {
		if m := regexp.MustCompile(`has no field "zzz"; it may have: (.*)$`).FindStringSubmatch(p.Text); m != nil {
			known = strings.Split(m[1], ", ")
		}
		if m := regexp.MustCompile(`^the field "(\w+)" is missing`).FindStringSubmatch(p.Text); m != nil {
			missing = append(missing, m[1])
		}
	}
	return known, missing
}

// schemaKnows is the same from the schema.
func schemaKnows(t *testing.T, schema []byte, in string) (known, required []string) {
	t.Helper()
	var at any
	if err := json.Unmarshal(schema, &at); err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(in, "/") {
		switch now := at.(type) {
		case map[string]any:
			if part != "" {
				at = now[part]
			}
		case []any:
			at = now[part[0]-'0']
		}
	}
	data, err := json.Marshal(at)
	if err != nil {
		t.Fatal(err)
	}
	var object struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Required   []string                   `json:"required"`
		Additional *bool                      `json:"additionalProperties"`
	}
	if err := json.Unmarshal(data, &object); err != nil {
		t.Fatalf("%s: %v", in, err)
	}
	if object.Additional == nil || *object.Additional {
		t.Errorf("the schema allows any field in %s", in)
	}
	return slices.Sorted(maps.Keys(object.Properties)), object.Required
}

// The schema and the reader know the same fields, object by object, and agree
// on which must be there.
func TestSchemaKnowsWhatTheReaderKnows(t *testing.T) {
	// What must be there only beside others: the schema says it with anyOf.
	byCase := map[string][]string{"$defs/ask.yesno": {"next"}}
	kind := regexp.MustCompile(`^(say|ask|review|do|set|branch|call|wait|end)$`)
	for _, s := range spots() {
		_, err := flows.Parse(capability(map[string]string{"x.yaml": strings.Replace(s.yaml, "{}: 1", "zzz: 1", 1)}))
		known, missing := readerKnows(t, err)
		properties, required := schemaKnows(t, flows.FlowSchema(), s.in)
		if len(known) == 0 || !slices.Equal(known, properties) {
			t.Errorf("%s: the reader knows %v, the schema %v", s.in, known, properties)
		}
		if s.in == "" {
			continue // all its fields are given by the test, or not, at once
		}
		for _, name := range required {
			if !kind.MatchString(name) && !strings.Contains(s.yaml, name+":") && !slices.Contains(missing, name) {
				t.Errorf("%s: the schema wants %q, the reader does not", s.in, name)
			}
		}
		for _, name := range missing {
			if strings.Contains(s.in, "/properties/") || strings.Contains(s.in, "anyOf") || slices.Contains(byCase[s.in], name) {
				continue // the step around it misses it
			}
			if !slices.Contains(required, name) {
				t.Errorf("%s: the reader wants %q, the schema does not", s.in, name)
			}
		}
	}
}

func TestProgrammeSchemaKnowsWhatTheReaderKnows(t *testing.T) {
	for _, s := range []spot{
		{"zzz: 1\n", ""},
		{"keep: {zzz: 1}\n", "properties/keep"},
		{"sites: {a: {zzz: 1}}\n", "properties/sites/additionalProperties"},
		{"sites: {a: {mattermost: {zzz: 1}}}\n", "properties/sites/additionalProperties/properties/mattermost"},
		{"courses: {a: {zzz: 1}}\n", "properties/courses/additionalProperties"},
		{"tracks: {a: {zzz: 1}}\n", "properties/tracks/additionalProperties"},
		{"people: {a: {zzz: 1}}\n", "properties/people/additionalProperties"},
		{"referrals: {zzz: 1}\n", "properties/referrals"},
		{"referrals: {red: {zzz: 1}}\n", "$defs/patience"},
	} {
		_, err := flows.ParseProgramme("p.yaml", []byte(s.yaml))
		known, _ := readerKnows(t, err)
		if properties, _ := schemaKnows(t, flows.ProgrammeSchema(), s.in); !slices.Equal(known, properties) {
			t.Errorf("%s: the reader knows %v, the schema %v", s.in, known, properties)
		}
	}
}
