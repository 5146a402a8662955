// Package ical reads and writes calendar files (iCalendar, RFC 5545): the
// sessions that a coordinator keeps in Google's, Microsoft's or Apple's
// calendar come in by [Read], and those that people subscribe to on their
// phones go out by [Write].
//
// Read gives single occurrences: what recurs is expanded within a window. It
// takes what the products really write, says of each entry that it could not
// take why, and never lets one bad entry spoil the others. It trusts nothing in
// a file: its size, its occurrences and the work to find them have limits, and
// each limit has an error of its own.
//
// What recurs stays at its local hour when the clocks change. Where that hour
// does not exist, as 02:30 in the night on which summer time begins, the offset
// from before the change counts (so 03:30 by the new clock). Where it comes
// twice, the first counts. RFC 5545 has both rules, in 3.3.5.
//
// The package does no I/O but through the reader and the writer it is given,
// and knows no clock.
package ical
