class DomainError(Exception):
    status = 400
    code = "invalid"


class NotFound(DomainError):
    status, code = 404, "not_found"


class Forbidden(DomainError):
    status, code = 403, "forbidden"


class Unauthenticated(DomainError):
    status, code = 401, "unauthenticated"


class Invalid(DomainError):
    status, code = 422, "invalid"
