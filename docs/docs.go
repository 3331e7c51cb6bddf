// Package docs holds the published schemas of Ashlar's documents.
package docs

import "embed"

// Schemas are the files *.schema.json of this folder.
//
//go:embed *.schema.json
var Schemas embed.FS
