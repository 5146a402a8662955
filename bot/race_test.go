//go:build race

package bot_test

// racing makes everything ten times slower: under it the year is one of fewer people.
const racing = true
