package main

import (
	"strings"
	"testing"
)

func TestConvertKeepsTypesRequiredAndConstants(t *testing.T) {
	const in = `{"version":"Bot API 0","methods":{"send":{"fields":[
		{"name":"text","types":["String"],"required":true,"description":"x"},
		{"name":"chat_id","types":["Integer","String"],"required":true,"description":"x"},
		{"name":"rows","types":["Array of Array of Button"],"required":false,"description":"x"}]}},
		"types":{"Button":{"fields":[{"name":"type","types":["String"],"required":true,"description":"Type, must be photo"}]},
		"Any":{"subtypes":["Button","Array of Any"]}}}`
	got, err := convert([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	want := "m send chat_id!=int|str rows=[[Button]] text!=str\nu Any Button|[Any]\nt Button type!=str:photo\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant it to end in\n%s", got, want)
	}
}

func TestConvertRefusesOtherFiles(t *testing.T) {
	for _, in := range []string{"", "{}", `{"version":"x"}`} {
		if _, err := convert([]byte(in)); err == nil {
			t.Errorf("%q was taken for a specification", in)
		}
	}
}
