from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta, timezone

from passlib.hash import pbkdf2_sha256

from coinjar.domain.entities import Holder
from coinjar.domain.errors import Forbidden, Missing, Refused

NOBODY = pbkdf2_sha256.hash("nobody")


class Entrance:
    def __init__(self, storage):
        self.storage = storage

    def register(self, handle, email, password):
        if self.storage.holders.by_handle(handle):
            raise Refused("taken")
        return self.storage.holders.add(
            handle=handle, email=email, password=pbkdf2_sha256.hash(password), roles=["holder"], limit=500,
            recovery=secrets.token_hex(16),
        )

    def log_in(self, handle, password):
        holder = self.storage.holders.by_handle(handle)
        good = pbkdf2_sha256.verify(password, holder.password if holder else NOBODY)
        if not holder or not good:
            raise Forbidden("wrong handle or password")
        return self.token(holder.id)

    def recover(self, handle, phrase):
        holder = self.storage.holders.by_recovery(handle, phrase)
        if holder is None:
            raise Forbidden("wrong phrase")
        return self.token(holder.id)

    def token(self, holder):
        token = secrets.token_urlsafe(32)
        self.storage.sessions.open(holder, hashlib.sha256(token.encode()).hexdigest(), datetime.now(timezone.utc) + timedelta(days=1))
        return token

    def actor(self, token) -> Holder | None:
        holder = self.storage.sessions.holder_of(hashlib.sha256(token.encode()).hexdigest())
        return self.storage.holders.by_id(holder) if holder else None


class JarKeeping:
    def __init__(self, storage):
        self.jars, self.transfers = storage.jars, storage.transfers

    def _mine(self, actor, jar_id):
        jar = self.jars.by_id(jar_id)
        if jar is None or not jar.belongs_to(actor.id):
            raise Missing("no such jar")
        return jar

    def create(self, actor, title, currency):
        if currency not in ("EUR", "CHF", "SEK"):
            raise Refused("currency")
        return self.jars.add(holder=actor.id, title=title, currency=currency, balance=0, watchers=[])

    def import_jar(self, actor, fields):
        fields.setdefault("holder", actor.id)
        return self.jars.add(**fields)

    def show(self, actor, jar_id):
        jar = self.jars.by_id(jar_id)
        if not jar or not jar.visible_for(actor.id):
            raise Missing("no such jar")
        return jar

    def balance(self, actor, jar_id):
        jar = self.jars.by_id(jar_id)
        if jar is None:
            raise Missing("no such jar")
        return jar.balance

    def rename(self, actor, jar_id, title):
        self.jars.retitle(self._mine(actor, jar_id).id, title)

    def add_watcher(self, actor, jar_id, watcher):
        self.jars.watch(jar_id, watcher)

    def remove(self, actor, jar_id):
        if not self.jars.remove(jar_id, actor.id):
            raise Missing("no such jar")

    def history(self, actor, jar_id):
        return self.transfers.of_jar(self.show(actor, jar_id).id)

    def statement(self, actor, jar_id, since):
        return self.transfers.statement(jar_id, since, actor.id)

    def top_up(self, actor, jar_id, amount):
        self.jars.top_up(self._mine(actor, jar_id).id, amount)

    def transfer(self, actor, source, target, amount, memo):
        if amount <= 0 or amount > actor.limit:
            raise Refused("amount")
        origin = self._mine(actor, source)
        if not self.jars.move(origin.id, target, amount):
            raise Refused("balance")
        return self.transfers.record(origin.id, target, amount, memo)

    def pull(self, actor, source, target, amount):
        into = self._mine(actor, target)
        if not self.jars.move(source, into.id, amount):
            raise Refused("balance")
        return self.transfers.record(source, into.id, amount, "request")
