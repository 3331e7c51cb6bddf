"""Prints, for each path on standard input, where CPython says that the
statements and expressions of the file begin and end.

One line of JSON each. What is inside of f-strings is told from CPython 3.12
on.
"""
import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def spans(node, found):
    kind = type(node).__name__
    if isinstance(node, (ast.expr, ast.stmt)):
        found.append((kind, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset))
    if kind in ("JoinedStr", "TemplateStr") and sys.version_info < (3, 12):
        return
    for child in ast.iter_child_nodes(node):
        if kind in ("JoinedStr", "TemplateStr") and isinstance(child, ast.Constant):
            continue  # the text between the expressions
        if isinstance(child, ast.FormattedValue):
            spans(child.value, found)
            for inner in child.format_spec.values if child.format_spec else ():
                if isinstance(inner, ast.FormattedValue):
                    spans(inner.value, found)
            continue
        spans(child, found)


sys.setrecursionlimit(20000)
for line in sys.stdin:
    path = line.rstrip("\n")
    answer = {"path": path, "minor": sys.version_info.minor}
    try:
        with open(path, "rb") as file:
            tree = ast.parse(file.read())
        answer["spans"] = []
        spans(tree, answer["spans"])
    except (SyntaxError, ValueError) as e:
        answer["error"] = str(e)
    print(json.dumps(answer), flush=True)
