package main

import "unicode"

func run() int {
	text := "The quick, brown fox — jumps über the lazy dog. "
	upper, letters := 0, map[rune]int{}
	for k := 0; k < 60; k++ {
		for _, r := range text {
			if unicode.IsUpper(r) {
				upper++
			}
			if unicode.IsLetter(r) {
				letters[unicode.ToLower(r)]++
			}
		}
	}
	return upper*1000 + letters['o'] + letters['ü']
}
