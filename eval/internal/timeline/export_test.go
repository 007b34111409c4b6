package timeline

// Rows gives the rows of a drawing, each with the tasks whose ends it waited for.
func Rows(t *Timeline) (list []string) {
	lo := t.layout(maxRows)
	for _, r := range lo.rows {
		line := r.tree + r.label()
		for _, l := range lo.links {
			if l.join && l.to == r {
				line += " ← " + l.from.label()
			}
		}
		list = append(list, line)
	}
	return list
}
