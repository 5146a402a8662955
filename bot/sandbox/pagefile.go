package sandbox

import (
	"cmp"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// serveFileOf hands out the file of a message, for whoever holds the phone to save.
func (p *page) serveFileOf(w http.ResponseWriter, r *http.Request) {
	user, _ := strconv.ParseInt(r.PathValue("user"), 10, 64)
	message, _ := strconv.Atoi(r.PathValue("message"))
	f, ok := p.telegram.FileOf(user, message)
	if !ok {
		http.Error(w, "There is no such file on this phone.", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(f.Mime, "application/octet-stream"))
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": cmp.Or(f.Name, "document.pdf")})) // whatever it holds, it is never a page
	_, _ = w.Write(f.Content)                                                                                                                // the browser may have gone
}

// mimeOf is what Telegram takes a file for that a bot uploads. It looks at the ending of the name, not at what the request
// says of the part. "" is a file like any other.
func mimeOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".ics":
		return "text/calendar"
	case ".pdf":
		return "application/pdf"
	case ".txt":
		return "text/plain"
	case ".csv":
		return "text/csv"
	}
	return ""
}
