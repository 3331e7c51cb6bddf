package verboseerrors

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// tells is what a caller learns from content of an exception.
type tells string

const (
	tellsNothing tells = ""
	stackTrace   tells = "a stack trace"
	anyText      tells = "the text of any exception"
	driverText   tells = "the text of an error of the database or the network"
	narrowText   tells = "the text of an exception"
)

// told judges the part of an exception that the origin names, which the
// program has caught as one of some types.
func told(o *flow.Origin, facts *flow.Fact) tells {
	head, _, _ := strings.Cut(o.Name, ".")
	switch head {
	case "traceback", "__traceback__", "tb":
		return stackTrace
	case "", "args", "__cause__", "__context__", "__dict__", "original_exception", "orig":
	case "details", "_message", "message":
		// Python's own exceptions have none: it is a driver's, or the
		// application's own.
		if types, _ := o.Data.([]string); ofTypes(types) != driverText {
			return tellsNothing
		}
	default:
		return tellsNothing // code, name and description of an HTTPException, messages of a schema
	}
	types, _ := o.Data.([]string)
	if checked := isinstance(o, facts); checked != nil {
		types = checked
	}
	return ofTypes(types)
}

// ofTypes is what the text of exceptions of the types tells; no types are all
// of them. What the project raises itself, and what validates requests, says
// what it is meant to say.
func ofTypes(types []string) tells {
	if len(types) == 0 {
		return anyText
	}
	worst := tellsNothing
	for _, t := range types {
		switch of := ofType(t); {
		case of == anyText:
			return anyText
		case of == driverText, worst == tellsNothing:
			worst = of
		}
	}
	return worst
}

func ofType(name string) tells {
	last := name[strings.LastIndexByte(name, '.')+1:]
	library, _, _ := strings.Cut(name, ".")
	switch {
	case name == "500", slices.Contains(general, last) && (library == "builtins" || library == last):
		return anyText
	case library == "builtins" && slices.Contains(system, last):
		return driverText
	case slices.Contains(harmless, last):
		return tellsNothing
	case last == "InvalidId", last == "InvalidBSON":
		return narrowText
	case slices.Contains(drivers, library):
		return driverText
	}
	return tellsNothing
}

var (
	// general are what everything is.
	general = strings.Fields(`Exception BaseException`)
	// system are Python's own for files, processes and sockets.
	system = strings.Fields(`OSError IOError EnvironmentError FileNotFoundError ConnectionError ConnectionRefusedError TimeoutError ImportError ModuleNotFoundError MemoryError`)
	// drivers are libraries whose exceptions carry answers of other servers.
	drivers = strings.Fields(`pymongo mongoengine motor bson gridfs redis requests httpx urllib urllib3 aiohttp sqlalchemy psycopg2 pymysql
		mysql pika kafka elasticsearch smtplib socket ssl subprocess boto3 botocore paramiko ldap ldap3`)
	// harmless are those that speak of what the client sent.
	harmless = strings.Fields(`ValidationError DoesNotExist MultipleObjectsReturned InvalidQueryError FieldDoesNotExist LookUpError`)
)
