package main

import (
	"testing"

	"wecan/flows"
)

// A file of the bot's is told by its name and size: nobody reads it in base64.
func TestExplainTellsOfAFile(t *testing.T) {
	data, err := flows.EncodeEffect(flows.Enclose{Chat: 7, Name: "session.ics", Data: []byte("BEGIN:VCALENDAR"), Text: "Your session"})
	if err != nil {
		t.Fatal(err)
	}
	if got := kindOf(data) + " " + bodyOf(data); got != "enclose session.ics, 15 bytes: Your session" {
		t.Errorf("it says %q", got)
	}
}
