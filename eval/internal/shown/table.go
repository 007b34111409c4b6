package shown

import (
	"html"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Table is a list of structs or maps, or a map of structs, as rows and columns. Nil cells are empty, as are the rows of nil pointers.
type Table struct {
	Columns []string
	Rows    [][]*Value
	More    int // rows left out
}

// maxColumns bounds how wide a table may become.
const maxColumns = 30

// Table gives the table that v is; ok is false when it is something else.
func (v Value) Table() (t Table, ok bool) {
	if v.Kind != List && v.Kind != Map || len(v.Items) == 0 {
		return t, false
	}
	if v.Kind == Map {
		t.Columns = []string{""}
	}
	records := 0
	for _, it := range v.Items {
		switch {
		case it.Value.record():
			records++
		case it.Value.Kind != Leaf || it.Value.Text != "nil":
			return t, false
		}
		for _, field := range it.Value.Items {
			if name := field.column(); !slices.Contains(t.Columns, name) {
				t.Columns = append(t.Columns, name)
			}
		}
	}
	if records == 0 || len(t.Columns) > maxColumns {
		return t, false
	}
	for _, it := range v.Items {
		t.Rows = append(t.Rows, t.row(it))
	}
	t.More = v.More
	return t, true
}

// record reports whether v can be a row: a struct with fields, or a map of few strings to anything.
func (v Value) record() bool {
	switch v.Kind {
	case Struct:
		return len(v.Items) > 0
	case Map:
		for _, it := range v.Items {
			if _, text := it.Key.Raw.(string); !text {
				return false
			}
		}
		return len(v.Items) > 0 && v.More == 0
	}
	return false
}

// column is the name of the column that a field or entry belongs to.
func (it Item) column() string {
	if it.Key != nil {
		name, _ := it.Key.Raw.(string)
		return name
	}
	return it.Name
}

func (t *Table) row(it Item) []*Value {
	row := make([]*Value, len(t.Columns))
	if it.Key != nil {
		row[0] = it.Key
	}
	for i := range it.Value.Items {
		field := &it.Value.Items[i]
		row[slices.Index(t.Columns, field.column())] = &field.Value
	}
	return row
}

// HTML writes the table; front ends style it as they style other tables.
func (t Table) HTML() string {
	var b strings.Builder
	b.WriteString(`<table class="dataframe">` + "\n<thead><tr>")
	for _, c := range t.Columns {
		b.WriteString("<th>" + html.EscapeString(c) + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, cell := range row {
			t.cell(&b, cell, i == 0 && t.Columns[0] == "")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody>\n</table>\n")
	if t.More > 0 {
		b.WriteString("<p>… " + strconv.Itoa(t.More) + " more rows</p>\n")
	}
	return b.String()
}

func (t Table) cell(b *strings.Builder, v *Value, head bool) {
	tag := "td"
	if head {
		tag = "th"
	}
	align := "left"
	if v != nil && v.number() {
		align = "right"
	}
	b.WriteString("<" + tag + ` style="text-align: ` + align + `">` + html.EscapeString(v.inCell()) + "</" + tag + ">")
}

// inCell is the text of a value in a table: strings are not quoted.
func (v *Value) inCell() string {
	switch {
	case v == nil:
		return ""
	case strings.HasPrefix(v.Text, `"`):
		if s, ok := v.Raw.(string); ok {
			return s
		}
	}
	return v.line()
}

// maxTextWidth is how wide the text of a table may be, in columns, and maxCell how wide a cell.
const (
	maxTextWidth = 120
	maxCell      = 50
)

// Text writes the table with letters; ok is false for one that is too wide.
func (t Table) Text() (text string, ok bool) {
	rows := [][]string{t.Columns}
	for _, row := range t.Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = Cut(strings.Join(strings.Fields(v.inCell()), " "), maxCell)
		}
		rows = append(rows, cells)
	}
	widths := make([]int, len(t.Columns))
	total := 0
	for i := range widths {
		for _, cells := range rows {
			widths[i] = max(widths[i], Width(cells[i]))
		}
		total += widths[i] + 2
	}
	if total > maxTextWidth {
		return "", false
	}
	var b strings.Builder
	for n, cells := range rows {
		line := ""
		for i, cell := range cells {
			switch {
			case t.numbers(i):
				line += Pad("", widths[i]-Width(cell)) + cell
			default:
				line += Pad(cell, widths[i])
			}
			line += "  "
		}
		if n > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(strings.TrimRight(line, " "))
	}
	if t.More > 0 {
		b.WriteString("\n… " + strconv.Itoa(t.More) + " more rows")
	}
	return b.String(), true
}

// numbers reports whether a column is one of numbers.
func (t Table) numbers(i int) bool {
	found := false
	for _, row := range t.Rows {
		if v := row[i]; v != nil {
			if !v.number() {
				return false
			}
			found = true
		}
	}
	return found
}

func (v *Value) number() bool {
	if v.Kind != Leaf {
		return false
	}
	switch reflect.ValueOf(v.Raw).Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8,
		reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr, reflect.Float32, reflect.Float64:
		return true
	}
	return false
}

// Plain gives the data of a value as encoding/json takes it: maps, lists, strings, numbers. Fields are called as their
// json tags say, and unexported ones are left out.
func (v Value) Plain() any {
	switch v.Kind {
	case Leaf:
		if v.Raw == nil && v.Text != "nil" {
			return v.Text
		}
		return v.Raw
	case List:
		if v.Raw != nil {
			return v.Raw
		}
		out := make([]any, len(v.Items))
		for i, it := range v.Items {
			out[i] = it.Value.Plain()
		}
		return out
	}
	out := map[string]any{}
	for _, it := range v.Items {
		switch {
		case it.Key == nil:
			if name := it.jsonName(); name != "" {
				out[name] = it.Value.Plain()
			}
		default:
			name := it.Key.Text
			if s, ok := it.Key.Raw.(string); ok {
				name = s
			}
			out[name] = it.Value.Plain()
		}
	}
	return out
}

// jsonName is what encoding/json calls a field; "" when it leaves it out.
func (it Item) jsonName() string {
	if it.Name == "" || it.Name[0] >= 'a' && it.Name[0] <= 'z' || it.Name[0] == '_' {
		return ""
	}
	name, _, _ := strings.Cut(reflect.StructTag(it.Tag).Get("json"), ",")
	switch name {
	case "-":
		return ""
	case "":
		return it.Name
	}
	return name
}
