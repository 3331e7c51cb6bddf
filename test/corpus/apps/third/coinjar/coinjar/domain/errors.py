class Refused(Exception):
    status = 400

    def __init__(self, reason="refused"):
        super().__init__(reason)
        self.reason = reason


class Missing(Refused):
    status = 404


class Forbidden(Refused):
    status = 403
