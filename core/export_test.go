package core

// Forms are all forms, to be compared with what FormOf returns.
func Forms() []any {
	var list []any
	for _, f := range forms {
		list = append(list, f)
	}
	return list
}

// FormOf is the form of a layout.
func FormOf(l Layout) any { return l.form }
