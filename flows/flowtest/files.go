package flowtest

import (
	"encoding/json"
	"fmt"
)

func unmarshal(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("flowtest: %w", err)
	}
	return nil
}
