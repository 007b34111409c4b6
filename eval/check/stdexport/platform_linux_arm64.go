package stdexport

import _ "embed" // the table

// platformData holds the packages that differ from those on linux/amd64.
//
//go:embed data/linux_arm64.zip
var platformData string
