//go:build race

package match_test

// racing makes everything ten times slower: fewer cases are tried under it.
const racing = true
