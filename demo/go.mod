module github.com/ashlarsec/ashlar/demo

go 1.26.0

require github.com/FerretDB/FerretDB v1.24.2 // indirect
