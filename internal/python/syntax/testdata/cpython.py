"""Prints, for each path on standard input, what CPython makes of the file.

One line of JSON each: the dump of the tree, and where its nodes begin. Inside
of f-strings only CPython 3.12 and later know.
"""
import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def places(node, found):
    kind = type(node).__name__
    if isinstance(node, (ast.expr, ast.stmt)):
        found.append((kind, node.lineno, node.col_offset))
    if kind in ("JoinedStr", "TemplateStr"):
        if sys.version_info < (3, 12):
            return
        # The pieces of text between the expressions are not compared.
        for part in node.values:
            formatted(part, found)
        return
    for child in ast.iter_child_nodes(node):
        places(child, found)


def formatted(part, found):
    if isinstance(part, ast.FormattedValue):
        places(part.value, found)
        if part.format_spec:
            for inner in part.format_spec.values:
                formatted(inner, found)


sys.setrecursionlimit(20000)
for line in sys.stdin:
    path = line.rstrip("\n")
    answer = {"path": path, "minor": sys.version_info.minor}
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
        answer["dump"] = ast.dump(tree)
        answer["places"] = []
        places(tree, answer["places"])
    except (SyntaxError, ValueError) as e:
        answer["error"] = str(e)
    print(json.dumps(answer), flush=True)
