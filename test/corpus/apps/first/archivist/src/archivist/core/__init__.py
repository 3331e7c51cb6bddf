from .checks import BadInput, check_paging, clean_document, like, maybe_oid, only_known, require_oid, require_text
from .database import database, files, make_indexes
from .identity import authenticate, identity, issue, only, preview_link, read_preview, throttle

__all__ = [
    "BadInput", "authenticate", "check_paging", "clean_document", "database", "files", "identity", "issue", "like",
    "make_indexes", "maybe_oid", "only", "only_known", "preview_link", "read_preview", "require_oid", "require_text",
    "throttle",
]
