from functools import wraps

from ..domain.errors import Forbidden


def only(*roles):
    def decorator(execute):
        @wraps(execute)
        def wrapper(self, actor, *args, **kwargs):
            if actor.role not in roles:
                raise Forbidden()
            return execute(self, actor, *args, **kwargs)
        return wrapper
    return decorator


def ensure_landlord(actor, thing):
    if thing.landlord != actor.id and not actor.is_admin():
        raise Forbidden()
