package event_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// written is what is stored of a value.
func written(tb testing.TB, value any) []byte {
	tb.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// phrases are the values of the rows of a list that is told.
func phrases(tb testing.TB, list string) []map[string]string {
	tb.Helper()
	if list == "" {
		return nil
	}
	_, data, _ := strings.Cut(list, ":")
	var rows []struct {
		A map[string]string `json:"a"`
	}
	if err := json.Unmarshal([]byte(data), &rows); err != nil {
		tb.Fatal(err)
	}
	var out []map[string]string
	for _, one := range rows {
		out = append(out, one.A)
	}
	return out
}
