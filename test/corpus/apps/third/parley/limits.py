import time
from collections import defaultdict, deque
from functools import wraps

from quart import request

_seen = defaultdict(deque)


def limited(name, per_minute):
    """At most per_minute calls a minute from one address."""
    def outer(handler):
        @wraps(handler)
        async def inner(*args, **kwargs):
            calls = _seen[name, request.remote_addr]
            now = time.monotonic()
            while calls and now - calls[0] > 60:
                calls.popleft()
            if len(calls) >= per_minute:
                return {"error": "too many requests"}, 429
            calls.append(now)
            return await handler(*args, **kwargs)
        return inner
    return outer
