package flows

// FaultsOf are the errors of a type that a check has joined, in their order; those of
// other types are left out.
func FaultsOf[E error](err error) []E {
	if one, ok := err.(E); ok { //nolint:errorlint // each for itself
		return []E{one}
	}
	var out []E
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range all.Unwrap() {
			out = append(out, FaultsOf[E](err)...)
		}
	}
	return out
}
