package flows

import (
	"encoding/json"
	"fmt"
)

// EncodeActor writes an actor's state. The id is not part of it: it is the
// name under which the state is kept. More than [StateLimit] bytes is an error.
func EncodeActor(a Actor) ([]byte, error) {
	data, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("flows: encode actor: %w", err)
	}
	if len(data) > StateLimit {
		return nil, fmt.Errorf("flows: encode actor: the state has %d bytes, the limit is %d", len(data), StateLimit)
	}
	return data, nil
}

// DecodeActor reads what [EncodeActor] wrote, for the actor of that id. Empty
// data is an actor that does not exist yet.
func DecodeActor(id ActorID, data []byte) (Actor, error) {
	a := Actor{}
	if len(data) > 0 {
		if err := json.Unmarshal(data, &a); err != nil {
			return Actor{}, fmt.Errorf("flows: decode actor: %w", err)
		}
	}
	a.ID = id
	return a, nil
}
