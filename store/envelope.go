package store

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"wecan/flows"
)

// MasterKey wraps the data keys of all actors. It is a Tink keyset, so it can
// be rotated: new data keys are wrapped by its primary key, older ones are
// still opened. Losing it loses everything in the store, by design.
type MasterKey struct {
	handle *keyset.Handle
	aead   tink.AEAD
}

// NewMasterKey makes a fresh master key (AES-256-GCM).
func NewMasterKey() (MasterKey, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return MasterKey{}, fmt.Errorf("store: make a master key: %w", err)
	}
	return masterKey(h)
}

// ParseMasterKey reads the text form that [MasterKey.Reveal] writes.
func ParseMasterKey(text string) (MasterKey, error) {
	raw, err := base64.StdEncoding.DecodeString(string(bytes.TrimSpace([]byte(text))))
	if err != nil {
		return MasterKey{}, errors.New("store: the master key is not base64; make one with: wecan key")
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(raw)))
	if err != nil {
		return MasterKey{}, errors.New("store: the master key is not one of ours; make one with: wecan key")
	}
	return masterKey(h)
}

func masterKey(h *keyset.Handle) (MasterKey, error) {
	a, err := aead.New(h)
	if err != nil {
		return MasterKey{}, fmt.Errorf("store: the master key cannot encrypt: %w", err)
	}
	return MasterKey{handle: h, aead: a}, nil
}

// Rotate answers the same keyset with a new primary key in front.
func (k MasterKey) Rotate() (MasterKey, error) {
	m := keyset.NewManagerFromHandle(k.handle)
	id, err := m.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return MasterKey{}, fmt.Errorf("store: rotate the master key: %w", err)
	}
	if err := m.SetPrimary(id); err != nil {
		return MasterKey{}, fmt.Errorf("store: rotate the master key: %w", err)
	}
	h, err := m.Handle()
	if err != nil {
		return MasterKey{}, fmt.Errorf("store: rotate the master key: %w", err)
	}
	return masterKey(h)
}

// Reveal writes the key as text, for the operator's secret store. It is never
// called to log.
func (k MasterKey) Reveal() (string, error) {
	var buf bytes.Buffer
	if err := insecurecleartextkeyset.Write(k.handle, keyset.NewBinaryWriter(&buf)); err != nil {
		return "", fmt.Errorf("store: write the master key: %w", err)
	}
	return base64.StdEncoding.EncodeToString(buf.Bytes()), nil
}

// String never shows the key.
func (k MasterKey) String() string { return "(master key)" }

// dataKey is one actor's own key. Erasing its wrapped form makes everything
// sealed with it unreadable, in backups of the store too.
type dataKey struct {
	aead    cipher.AEAD // AES-256-GCM, a random nonce in front
	wrapped []byte
}

const dataKeySize = 32

// sealer seals with a data key: AES-GCM with a random nonce of 12 bytes in front,
// the form that Tink's own has. Many values are sealed in every turn, and so each
// is written once, to where it stays.
func sealer(raw []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// newDataKey makes a data key for that actor and wraps it.
func (k MasterKey) newDataKey(actor string) (*dataKey, error) {
	raw := make([]byte, dataKeySize)
	if _, err := rand.Read(raw); err != nil {
		return nil, fmt.Errorf("store: make a data key: %w", err)
	}
	wrapped, err := k.aead.Encrypt(raw, []byte("key|"+actor))
	if err != nil {
		return nil, fmt.Errorf("store: wrap a data key: %w", err)
	}
	a, err := sealer(raw)
	if err != nil {
		return nil, fmt.Errorf("store: make a data key: %w", err)
	}
	return &dataKey{aead: a, wrapped: wrapped}, nil
}

// openDataKey unwraps an actor's data key. It fails for another actor's.
func (k MasterKey) openDataKey(actor string, wrapped []byte) (*dataKey, error) {
	raw, err := k.aead.Decrypt(wrapped, []byte("key|"+actor))
	if err != nil {
		return nil, fmt.Errorf("%w: the data key of %s does not open", ErrWrongKey, actor)
	}
	a, err := sealer(raw)
	if err != nil {
		return nil, fmt.Errorf("store: open a data key: %w", err)
	}
	return &dataKey{aead: a, wrapped: wrapped}, nil
}

// ErrWrongKey is returned when something in the store does not open: it was
// written under another master key, for another actor, or is damaged.
var ErrWrongKey = errors.New("store: the master key does not fit what is stored")

// What a sealed value is for is part of its seal, so that none can be put in
// the place of another.
const (
	sealState   = "state"
	sealEffect  = "effect"
	sealMember  = "member"
	sealJournal = "journal"
	sealParked  = "parked"
)

// sealForm is the first byte of every value sealed with a data key. A process
// that meets a higher one is older than what wrote it.
const sealForm = 1

// sealMost is more than anything has that is sealed, in bytes.
const sealMost = 64 << 20

func (d *dataKey) seal(use, actor string, plain []byte) ([]byte, error) {
	return d.sealAfter(nil, use, actor, plain)
}

// sealAfter seals behind what stands in head.
func (d *dataKey) sealAfter(head []byte, use, actor string, plain []byte) ([]byte, error) {
	if len(plain) > sealMost {
		return nil, fmt.Errorf("store: seal %s: %d bytes are too many", use, len(plain))
	}
	out := make([]byte, 0, len(head)+1+d.aead.Overhead()+len(plain))
	out = append(append(out, head...), sealForm)
	return d.aead.Seal(out, nil, plain, []byte(use+"|"+actor)), nil //nolint:gosec // no nonce is passed: it draws its own, see sealer
}

// open opens what seal sealed for the same use and actor: [ErrWrongKey] for
// anything else, [flows.ErrNewerSchema] for what a newer version has sealed.
func (d *dataKey) open(use, actor string, sealed []byte) ([]byte, error) {
	what, _, _ := strings.Cut(use, "|") // a member's name stays unsaid
	if len(sealed) > 0 && sealed[0] > sealForm {
		return nil, fmt.Errorf("store: open the %s of %s: %w", what, actor, flows.ErrNewerSchema)
	}
	if len(sealed) == 0 || sealed[0] != sealForm {
		return nil, fmt.Errorf("%w: the %s of %s is damaged", ErrWrongKey, what, actor)
	}
	plain, err := d.aead.Open(nil, nil, sealed[1:], []byte(use+"|"+actor))
	if err != nil {
		return nil, fmt.Errorf("%w: the %s of %s does not open", ErrWrongKey, what, actor)
	}
	return plain, nil
}
