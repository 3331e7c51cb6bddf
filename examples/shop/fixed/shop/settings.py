"""What the environment decides."""

import os
import secrets
from dataclasses import dataclass, field


@dataclass
class Settings:
    host: str = "127.0.0.1"
    port: int = 5000
    mongodb_uri: str = "mongodb://127.0.0.1:27017/"
    database: str = "shop"
    jwt_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    token_lifetime: int = 3600  # seconds
    password_hash_method: str = "scrypt:32768:8:1"
    seed_passwords: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_environ(cls) -> "Settings":
        env = os.environ
        return cls(
            host=env.get("HOST", cls.host),
            port=int(env.get("PORT", cls.port)),
            mongodb_uri=env.get("MONGODB_URI", cls.mongodb_uri),
            database=env.get("MONGODB_DATABASE", cls.database),
            jwt_secret=env.get("JWT_SECRET") or secrets.token_hex(32),
            password_hash_method=env.get(
                "PASSWORD_HASH_METHOD", cls.password_hash_method
            ),
            seed_passwords={
                name: env.get(f"SHOP_{name.upper()}_PASSWORD") or f"demo-{name}-1234"
                for name in ("admin", "alice", "bob", "mallory", "trent")
            },
        )
