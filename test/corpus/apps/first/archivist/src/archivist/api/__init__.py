from flask import Blueprint

from ..core import authenticate, only
from .admin import admin
from .documents import documents
from .entrance import open_api
from .library import library
from .maintenance import maintenance
from .workspaces import workspaces

v1 = Blueprint("v1", __name__, url_prefix="/v1")
v1.before_request(authenticate)

admin.before_request(only("admin"))
workspaces.register_blueprint(documents)

v1.register_blueprint(workspaces)
v1.register_blueprint(library)
v1.register_blueprint(maintenance)
v1.register_blueprint(admin)

__all__ = ["open_api", "v1"]
