// Package words writes numbers and the words around them as a sentence has them.
package words

import (
	"strconv"
	"strings"
)

// numerals are spelled out; larger numbers are written in digits.
const numerals = "no one two three four five six seven eight nine ten eleven twelve"

// Of returns n inside a sentence: a word up to twelve, digits beyond.
func Of(n int) string {
	if list := strings.Split(numerals, " "); 0 <= n && n < len(list) {
		return list[n]
	}
	return Number(n)
}

// Alone returns n inside a sentence where no noun follows: none, one, two.
func Alone(n int) string {
	if n == 0 {
		return "none"
	}
	return Of(n)
}

// First returns n as it begins a sentence.
func First(n int) string { return Capital(Of(n)) }

// Number writes n in digits, with a comma before every three.
func Number(n int) string {
	s := strconv.Itoa(n)
	for at := len(s) - 3; at > 0 && s[at-1] != '-'; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return s
}

// Bytes is n bytes inside a sentence.
func Bytes(n int) string { return Of(n) + " " + Noun(n, "byte") }

// BytesAre is n bytes at the beginning of a sentence about them.
func BytesAre(n int) string { return Capital(Bytes(n)) + " " + Is(n) }

// OutOf begins a sentence about a part of so many bytes.
func OutOf(had, want int) string {
	if had == 0 {
		return "None of " + Bytes(want)
	}
	return First(had) + " of " + Bytes(want)
}

// Noun is what there are n of.
func Noun(n int, singular string) string { return Verb(n, singular, singular+"s") }

// Is is the verb for n things.
func Is(n int) string { return Verb(n, "is", "are") }

// Verb picks the form for n things.
func Verb(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// Capital returns a phrase as it begins a sentence.
func Capital(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
