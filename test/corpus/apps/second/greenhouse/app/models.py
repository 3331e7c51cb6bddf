from datetime import datetime, timezone

from mongoengine import (BooleanField, DateTimeField, Document, FloatField, IntField, ListField,
                         QuerySet, ReferenceField, StringField)


def now():
    return datetime.now(timezone.utc)


class OwnedQuerySet(QuerySet):
    def of(self, grower):
        return self.filter(grower=grower)

    def page(self, number, size=25):
        number = max(1, int(number))
        return self.skip((number - 1) * size).limit(size)


class Grower(Document):
    username = StringField(required=True, unique=True, max_length=40)
    name = StringField()
    region = StringField()
    password_hash = StringField()
    token_hash = StringField()
    role = StringField(default="grower")
    credit = IntField(default=0)
    meta = {"indexes": ["token_hash"]}


class Plot(Document):
    grower = ReferenceField(Grower, required=True)
    label = StringField(required=True)
    crop = StringField()
    area = FloatField()
    tags = ListField(StringField())
    certified = BooleanField(default=False)
    meta = {"queryset_class": OwnedQuerySet, "indexes": ["grower", ("grower", "crop")]}

    def view(self):
        return {"id": str(self.id), "label": self.label, "crop": self.crop, "area": self.area, "certified": self.certified}


class Sensor(Document):
    plot = ReferenceField(Plot, required=True)
    grower = ReferenceField(Grower, required=True)
    kind = StringField()
    key = StringField()
    meta = {"queryset_class": OwnedQuerySet, "indexes": ["grower"]}


class Reading(Document):
    sensor = ReferenceField(Sensor, required=True)
    kind = StringField()
    value = FloatField()
    at = DateTimeField(default=now)
    meta = {"indexes": [("sensor", "-at")]}


class Seed(Document):
    name = StringField()
    family = StringField()
    price = IntField()
    days = IntField()


class Order(Document):
    grower = ReferenceField(Grower, required=True)
    seed = ReferenceField(Seed)
    quantity = IntField()
    total = IntField()
    status = StringField(default="open")
    meta = {"queryset_class": OwnedQuerySet}

    def view(self):
        return {"id": str(self.id), "quantity": self.quantity, "total": self.total, "status": self.status}
