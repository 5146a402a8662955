package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// maxBody is the size of a request that is still read: Telegram takes files of 50 MB.
const maxBody = 52 << 20

// raw is a parameter as it came: text (from a form, a query or a JSON string), a decoded JSON value, or a file.
type raw struct {
	text    string
	value   any // when isValue
	isValue bool
	isFile  bool
}

// upload is a file that was sent.
type upload struct {
	name    string
	content []byte
}

// readParams collects the parameters of a request: the query string first, then the body.
func readParams(r *http.Request) (map[string]raw, *apiError) {
	params := make(map[string]raw, 8)
	if r.URL.RawQuery != "" {
		addValues(params, r.URL.Query())
	}
	if r.Method != http.MethodPost || r.Body == nil || r.Body == http.NoBody {
		return params, nil
	}
	body := &countedReader{r: r.Body}
	if err := readBody(params, r.Header.Get("Content-Type"), body); err != nil {
		if errors.Is(err, errTooLarge) {
			return nil, &apiError{code: http.StatusRequestEntityTooLarge, description: "Request Entity Too Large"}
		}
		if body.err != nil {
			return nil, badRequest("can't read the request: %v", body.err)
		}
		return nil, violation("can't parse the request: %v", err)
	}
	return params, nil
}

func readBody(params map[string]raw, contentType string, body io.Reader) error {
	media, attrs, err := mime.ParseMediaType(contentType)
	if err != nil && contentType != "" {
		return fmt.Errorf("content type: %w", err)
	}
	switch media {
	case "multipart/form-data":
		return readMultipart(params, multipart.NewReader(body, attrs["boundary"]))
	case "application/json":
		return readJSON(params, body)
	}
	data, err := io.ReadAll(body)
	if err != nil || media != "application/x-www-form-urlencoded" {
		return err // a body of another kind is not looked at, as with Telegram
	}
	values, err := url.ParseQuery(string(data))
	addValues(params, values)
	return err
}

func addValues(params map[string]raw, values url.Values) {
	for name, list := range values {
		params[name] = raw{text: list[0]}
	}
}

func readJSON(params map[string]raw, body io.Reader) error {
	data, err := io.ReadAll(body)
	if err != nil || len(bytes.TrimSpace(data)) == 0 {
		return err
	}
	v, err := decodeJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	object, ok := v.(map[string]any)
	if !ok {
		return errors.New("the JSON must be an object")
	}
	for name, value := range object {
		if text, ok := value.(string); ok {
			params[name] = raw{text: text}
		} else if value != nil {
			params[name] = raw{value: value, isValue: true}
		}
	}
	return nil
}

// readMultipart reads part by part, so that a body that streams through a pipe needs no second copy. A body without any
// part is a call without parameters. Otherwise only a bare EOF is the proper end; a wrapped one is a torn body.
func readMultipart(params map[string]raw, parts *multipart.Reader) error {
	for first := true; ; first = false {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			if first || err == io.EOF {
				return nil
			}
			return err
		}
		if err != nil {
			return err
		}
		if err := readPart(params, part); err != nil {
			return err
		}
	}
}

func readPart(params map[string]raw, part *multipart.Part) error {
	name := part.FormName()
	if part.FileName() != "" {
		content, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		params[name] = raw{isFile: true, value: upload{name: part.FileName(), content: content}}
		return nil
	}
	data, err := io.ReadAll(part)
	if err != nil {
		return err
	}
	params[name] = raw{text: string(data)}
	return nil
}

var errTooLarge = errors.New("the request is too large")

// countedReader stops a body that is too large, and remembers an error of the connection to tell it from a bad body.
type countedReader struct {
	r   io.Reader
	n   int
	err error
}

func (c *countedReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.n += n; c.n > maxBody {
		return 0, errTooLarge
	}
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
	return n, err
}

// arguments are the parameters of one call after the check against the table: int64, string, bool, float64, upload, or
// decoded JSON for lists and objects.
type arguments map[string]any

// checkParams checks every parameter of a call against its method.
func checkParams(method *typ, params map[string]raw) (arguments, *apiError) {
	args := make(arguments, len(params))
	for name, p := range params {
		f := method.fields[name]
		if f == nil {
			if p.isFile && attached(params, name) {
				continue
			}
			return nil, violation("%s has no parameter %q", method.name, name)
		}
		v, bad := f.typ.coerce(p)
		if bad != nil {
			return nil, violation("parameter %s", bad.in(name))
		}
		if v != nil {
			args[name] = v
		}
	}
	for _, f := range method.required {
		if _, ok := args[f.name]; !ok {
			return nil, violation("parameter %q is required", f.name)
		}
	}
	return args, nil
}

// attached says whether some other parameter names the file as attach://name.
func attached(params map[string]raw, name string) bool {
	for _, p := range params {
		if strings.Contains(p.text, "attach://"+name) {
			return true
		}
	}
	return false
}

// coerce turns a parameter into a value of type t; nil when it counts as absent. Text stands for any type, as Telegram has
// it for forms and for strings in JSON.
func (t *typ) coerce(p raw) (any, *valueError) {
	switch {
	case p.isFile:
		if !t.admits(kindFile) {
			return nil, wrong("must be %s, not a file", t.name)
		}
		return p.value, nil
	case p.isValue:
		return t.normal(p.value)
	}
	if t.admits(kindInt) {
		if n, err := strconv.ParseInt(p.text, 10, 64); err == nil {
			return n, nil
		}
	}
	if t.admits(kindStr) || t.admits(kindFile) {
		return p.text, nil
	}
	if p.text == "" || p.text == "null" {
		return nil, nil //nolint:nilnil // absent and not wrong: a third state needs no error
	}
	switch t.kind {
	case kindInt:
		return nil, wrong("must be an integer, not %q", shorten(p.text))
	case kindBool:
		return parseBool(p.text)
	case kindNum:
		return parseNum(p.text)
	case kindStr, kindFile, kindList, kindObject, kindUnion: // lists and objects come as JSON
	}
	v, err := decodeJSON(strings.NewReader(p.text))
	if err != nil {
		return nil, wrong("must be %s as JSON: %v", t.name, err)
	}
	return t.normal(v)
}

func (t *typ) normal(v any) (any, *valueError) {
	if bad := t.check(v); bad != nil {
		return nil, bad
	}
	if n, ok := numeral(v); ok {
		if _, isText := v.(string); isText {
			return v, nil
		}
		if i, err := strconv.ParseInt(n, 10, 64); err == nil && !t.admits(kindNum) {
			return i, nil
		}
		return parseNum(n)
	}
	return v, nil
}

func parseNum(text string) (any, *valueError) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, wrong("must be a number, not %q", shorten(text))
	}
	return n, nil
}

func parseBool(text string) (any, *valueError) {
	switch strings.ToLower(text) {
	case "true", "yes", "1":
		return true, nil
	case "false", "no", "0":
		return false, nil
	}
	return nil, wrong("must be true or false, not %q", shorten(text))
}

// shorten keeps an error message readable.
func shorten(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}

func (a arguments) text(name string) string   { s, _ := a[name].(string); return s }
func (a arguments) flag(name string) bool     { b, _ := a[name].(bool); return b }
func (a arguments) integer(name string) int64 { n, _ := a[name].(int64); return n }

func (a arguments) has(name string) bool { _, ok := a[name]; return ok }

// strings gives a list of strings that the table has checked.
func (a arguments) strings(name string) []string {
	list, _ := a[name].([]any)
	out := make([]string, 0, len(list))
	for _, v := range list {
		s, _ := v.(string)
		out = append(out, s)
	}
	return out
}
