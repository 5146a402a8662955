package main

import (
	_ "time/tzdata" // time zones, where the system has none

	_ "golang.org/x/crypto/x509roots/fallback" // certificate authorities, where the system has none
)

// These two make the program need nothing beside it, so that it runs in an empty
// container. Where the system has its own, those are used: see deploy/adr/0034.
