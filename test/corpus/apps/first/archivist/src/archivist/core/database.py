import os

import gridfs
from pymongo import MongoClient

_client = MongoClient(os.environ.get("ARCHIVIST_MONGO", "mongodb://localhost:27017"), connect=False)
database = _client["archivist"]
files = gridfs.GridFS(database)

INDEXES = (
    ("users", [("email", 1)]),
    ("workspaces", [("members", 1)]),
    ("documents", [("workspace", 1), ("serial", -1)]),
    ("fs.files", [("owner", 1), ("uploadDate", -1)]),
)


def make_indexes():
    for name, keys in INDEXES:
        database[name].create_index(keys)
