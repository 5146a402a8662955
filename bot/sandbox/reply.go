package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// apiError is an answer that says no, in Telegram's form.
type apiError struct {
	code        int    // both the HTTP status and error_code
	description string // as it is sent
	retryAfter  int    // seconds; 0: not said
	violation   bool   // the request could never have been right: kept for [Telegram.Violations]
}

func (e *apiError) Error() string { return e.description }

func badRequest(format string, args ...any) *apiError {
	return &apiError{code: http.StatusBadRequest, description: "Bad Request: " + fmt.Sprintf(format, args...)}
}

// violation is a bad request that breaks the rules of the Bot API whatever the state of the chat.
func violation(format string, args ...any) *apiError {
	e := badRequest(format, args...)
	e.violation = true
	return e
}

func conflict(description string) *apiError {
	return &apiError{code: http.StatusConflict, description: "Conflict: " + description}
}

// answer is what goes back over the wire, or the decision to let nothing go back.
type answer struct {
	status     int
	html       bool
	file       bool
	body       []byte
	retryAfter int  // seconds, for the header
	cut        bool // end the connection without an answer
}

type envelope struct {
	OK          bool            `json:"ok"`
	Result      any             `json:"result,omitempty"`
	ErrorCode   int             `json:"error_code,omitempty"`
	Description string          `json:"description,omitempty"`
	Parameters  *retryParameter `json:"parameters,omitempty"`
}

type retryParameter struct {
	RetryAfter int `json:"retry_after"`
}

func answerError(e *apiError) answer {
	env := envelope{ErrorCode: e.code, Description: e.description}
	if e.retryAfter > 0 {
		env.Parameters = &retryParameter{e.retryAfter}
	}
	return answer{status: e.code, body: encode(env), retryAfter: e.retryAfter}
}

// rawResult is a result that goes out byte for byte, well-formed or not: updates, which a test may have made by hand.
type rawResult []byte

// answerResult takes raw JSON or anything that encodes to it.
func answerResult(result any) answer {
	if yes, ok := result.(bool); ok && yes {
		return answer{status: http.StatusOK, body: []byte(`{"ok":true,"result":true}`)}
	}
	if raw, ok := result.(rawResult); ok {
		body := make([]byte, 0, len(raw)+24)
		body = append(body, `{"ok":true,"result":`...)
		return answer{status: http.StatusOK, body: append(append(body, raw...), '}')}
	}
	return answer{status: http.StatusOK, body: encode(envelope{OK: true, Result: result})}
}

// answerStatus is a failure of the server itself, such as a fault asks for. A gateway answers with a page, not with JSON.
func answerStatus(status, retryAfter int) answer {
	if status == http.StatusBadGateway || status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout {
		title := strconv.Itoa(status) + " " + http.StatusText(status)
		page := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
			"</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
		return answer{status: status, html: true, body: []byte(page)}
	}
	e := &apiError{code: status, description: http.StatusText(status), retryAfter: retryAfter}
	if status == http.StatusTooManyRequests {
		e = tooMany(max(retryAfter, 1))
	}
	return answerError(e)
}

func tooMany(seconds int) *apiError {
	return &apiError{
		code: http.StatusTooManyRequests, retryAfter: seconds,
		description: "Too Many Requests: retry after " + strconv.Itoa(seconds),
	}
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil { // only raw updates from Push can be broken, and they never come here
		return []byte(`{"ok":false,"error_code":500,"description":"Internal Server Error"}`)
	}
	return data
}

func (a answer) header(h http.Header) {
	h["Content-Type"] = []string{"application/json"}
	if a.html {
		h["Content-Type"] = []string{"text/html"}
	}
	if a.file {
		h["Content-Type"] = []string{"application/octet-stream"} // whatever it holds
	}
	if a.retryAfter > 0 {
		h["Retry-After"] = []string{strconv.Itoa(a.retryAfter)}
	}
}
