package flows

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// Inputs and effects are stored as `kind{json}`: the kind in front costs no
// second pass over the JSON to find out what it is.

func encodeTagged(kind string, value any) ([]byte, error) {
	body, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("flows: encode %s: %w", kind, err)
	}
	return append([]byte(kind), body...), nil
}

func splitTagged(data []byte) (kind string, value []byte, err error) {
	at := bytes.IndexByte(data, '{')
	if at < 1 {
		return "", nil, errors.New("no kind in front of the value")
	}
	return string(data[:at]), data[at:], nil
}

func decodeAs[T any](value []byte) (T, error) {
	var v T
	if err := json.Unmarshal(value, &v); err != nil {
		return v, fmt.Errorf("flows: decode %T: %w", v, err)
	}
	return v, nil
}
