from mentorhub import app  # noqa: F401
