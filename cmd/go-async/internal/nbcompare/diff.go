package nbcompare

import "fmt"

// around is how many equal lines a diff shows beside those that differ.
const around = 2

// tooLong is the number of lines of both sides whose product is not worth
// looking for the shortest diff.
const tooLong = 1 << 22

// diff lists the lines of two texts: those of both begin with a blank, those of
// the first alone with -, those of the second alone with +. Long runs of equal
// lines are left out.
func diff(a, b []string) []string {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var list []string
	for _, line := range a[:head] {
		list = append(list, "  "+line)
	}
	list = append(list, middle(a[head:len(a)-tail], b[head:len(b)-tail])...)
	for _, line := range a[len(a)-tail:] {
		list = append(list, "  "+line)
	}
	return shorten(list)
}

// middle is the shortest diff of texts that differ at both ends, by the length
// of common subsequences.
func middle(a, b []string) (list []string) {
	if len(a)*len(b) > tooLong {
		return append(marked("- ", a), marked("+ ", b)...)
	}
	common := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			list = append(list, "  "+a[i])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			list = append(list, "- "+a[i])
			i++
		default:
			list = append(list, "+ "+b[j])
			j++
		}
	}
	return append(append(list, marked("- ", a[i:])...), marked("+ ", b[j:])...)
}

func marked(mark string, lines []string) []string {
	list := make([]string, len(lines))
	for i, line := range lines {
		list[i] = mark + line
	}
	return list
}

// shorten leaves out equal lines that are far from any that differ.
func shorten(list []string) (short []string) {
	near := make([]bool, len(list))
	for i, line := range list {
		if line[0] == ' ' {
			continue
		}
		for j := max(0, i-around); j < min(len(list), i+around+1); j++ {
			near[j] = true
		}
	}
	for i := 0; i < len(list); {
		from := i
		for i < len(list) && !near[i] {
			i++
		}
		switch skipped := i - from; {
		case skipped == 1:
			short = append(short, list[from])
		case skipped > 1:
			short = append(short, fmt.Sprintf("  … %d lines as stored", skipped))
		}
		if i < len(list) {
			short = append(short, list[i])
			i++
		}
	}
	return short
}
