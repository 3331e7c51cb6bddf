from functools import wraps

from flask import abort, g


def person_needed(view):
    @wraps(view)
    def inner(*a, **kw):
        if g.person is None:
            abort(401)
        return view(*a, **kw)
    return inner


def kind_needed(*kinds):
    def outer(view):
        @wraps(view)
        @person_needed
        def inner(*a, **kw):
            if g.person.kind not in kinds:
                abort(403)
            return view(*a, **kw)
        return inner
    return outer
