package store

import (
	"fmt"
	"strconv"

	"wecan/flows"
)

// keys makes every key name there is. B is the bot's id, so that two bots may
// share one Redis; {p:3f} is the hash tag of a partition.
//
//	B:{p:3f}:a:ID     hash    an actor: e etag, s sealed state, k wrapped data key, l sending lease
//	                          ("until-ms|token"), r receipts, t next timer (ms), p sealed parking
//	B:{p:3f}:o:ID     list    its outbox, oldest first: see entryHeader
//	B:{p:3f}:m:ID     hash    its member fields, sealed
//	B:{p:3f}:due      zset    actors by their next timer, ms
//	B:{p:3f}:out      zset    actors whose outbox is not empty, by when somebody must look, ms
//	B:{p:3f}:j        stream  the journal, capped: a actor, d sealed turn
//	B:{p:3f}:dead     hash    dead letters, sealed with the master key
//	B:{p:3f}:k:KIND   zset    all actors of a kind by creation, ms
//	B:{p:3f}:i:NAME   zset    actors in an index by creation, ms
//	B:{p:3f}:touch    string  written for its replication alone: see Store.Affirm
//	B:{w}:…                   what all processes share: the secret of ids, held names, the freeze,
//	                          tokens: hash, the bucket of sending to many, files: hash of what Telegram calls uploaded files, by kind and content,
//	                          and cursor:NAME: string, up to where something outside was read, ms
type keys struct{ bot string }

func newKeys(bot int64) keys { return keys{bot: strconv.FormatInt(bot, 10) + ":"} }

func tag(partition int) string { return fmt.Sprintf("{p:%02x}:", partition) }

func (k keys) in(partition int, rest string) string { return k.bot + tag(partition) + rest }

func (k keys) actor(id flows.ActorID) string   { return k.in(id.Partition(), "a:"+string(id)) }
func (k keys) outbox(id flows.ActorID) string  { return k.in(id.Partition(), "o:"+string(id)) }
func (k keys) members(id flows.ActorID) string { return k.in(id.Partition(), "m:"+string(id)) }

func (k keys) due(partition int) string     { return k.in(partition, "due") }
func (k keys) out(partition int) string     { return k.in(partition, "out") }
func (k keys) journal(partition int) string { return k.in(partition, "j") }
func (k keys) dead(partition int) string    { return k.in(partition, "dead") }

func (k keys) kind(partition int, kind flows.Kind) string { return k.in(partition, "k:"+string(kind)) }
func (k keys) index(partition int, name string) string    { return k.in(partition, "i:"+name) }

func (k keys) shared(name string) string { return k.bot + "{w}:" + name }
