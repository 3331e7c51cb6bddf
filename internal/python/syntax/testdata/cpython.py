"""Prints, for each path on standard input, what CPython makes of the file.

One line of JSON each: the dump of the tree, and where its nodes begin,
f-strings aside, whose inside CPython before 3.12 places wrongly.
"""
import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def places(node, found):
    if isinstance(node, (ast.expr, ast.stmt)):
        found.append((type(node).__name__, node.lineno, node.col_offset))
    if type(node).__name__ in ("JoinedStr", "TemplateStr"):
        return
    for child in ast.iter_child_nodes(node):
        places(child, found)


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
