package shown

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// columns knows how wide characters are on terminals and in pages: those of East Asia and pictures take two columns, accents
// none.
var columns = &runewidth.Condition{StrictEmojiNeutral: true}

// Width is how many columns a line takes.
func Width(line string) int { return columns.StringWidth(line) }

// Pad fills a line up with blanks to n columns.
func Pad(line string, n int) string { return line + strings.Repeat(" ", max(n-Width(line), 0)) }

// Cut shortens a line to n columns, the last of which says so.
func Cut(line string, n int) string { return columns.Truncate(line, n, "…") }
