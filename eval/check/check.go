// Package check desugars a cell to plain Go on the typed asyncio API and checks
// it with go/types against what earlier cells declared.
package check
