package flowtest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
)

// without hides a file: the programme file is no flow.
type without struct {
	fs.FS
	name string
}

// ReadDir lists the others.
func (w without) ReadDir(name string) ([]fs.DirEntry, error) {
	list, err := fs.ReadDir(w.FS, name)
	if err != nil {
		return nil, fmt.Errorf("flowtest: %w", err)
	}
	return slices.DeleteFunc(list, func(e fs.DirEntry) bool { return e.Name() == w.name }), nil
}

func unmarshal(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("flowtest: %w", err)
	}
	return nil
}
