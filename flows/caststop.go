package flows

import "slices"

// WordRetracted is the [Receipt.Word] of a message that was taken back before it was sent:
// see [Send.Drop].
const WordRetracted = "retracted"

// stopKinds has her get no more of some kinds. What waits to be sent is taken back by the
// last message of this turn, which tells her.
func (k *talk) stopKinds(kinds ...CastKind) {
	var marks []string
	for _, kind := range kinds {
		if kind == CastDigest {
			k.p.noWeekly()
		} else if !slices.Contains(k.p.Cast.Off, kind) {
			k.p.Cast.Off = append(k.p.Cast.Off, kind)
		}
		marks = append(marks, kind.mark())
	}
	k.retract(marks)
}

// stopAll has her get nothing that she did not ask for, but what is for her safety.
func (k *talk) stopAll() {
	k.p.Quiet = true
	k.p.noWeekly()
	k.retract([]string{CastInformation.mark(), CastProgramme.mark(), CastDigest.mark()})
}

// hearKinds brings some kinds back.
func (k *talk) hearKinds(kinds ...CastKind) {
	k.p.Cast.Off = slices.DeleteFunc(k.p.Cast.Off, func(kind CastKind) bool { return slices.Contains(kinds, kind) })
	if len(k.p.Cast.Off) == 0 {
		k.p.Cast.Off = nil
	}
}

// retract takes back what waits: the message that says so does it.
func (k *talk) retract(marks []string) {
	for i, e := range slices.Backward(k.out) {
		if s, ok := e.(Send); ok {
			s.Drop = append(s.Drop, marks...)
			k.out[i] = s
			return
		}
	}
}
