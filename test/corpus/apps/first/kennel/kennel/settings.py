from __future__ import annotations

import secrets

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="KENNEL_", env_file=".env", extra="ignore")

    mongo_uri: str = "mongodb://localhost:27017"
    mongo_db: str = "kennel"
    token_secret: str = Field(default_factory=lambda: secrets.token_hex(32))
    partner_secret: str = "partner-2021"
    token_minutes: int = 60


settings = Settings()
