import datetime

from mongoengine import (
    BooleanField, CASCADE, DateTimeField, DictField, Document, DynamicDocument, EmbeddedDocument,
    EmbeddedDocumentListField, FileField, FloatField, IntField, ListField, QuerySet, ReferenceField, StringField,
)


class Person(Document):
    login = StringField(required=True, unique=True, max_length=60)
    name = StringField(max_length=120)
    phash = StringField()
    kind = StringField(choices=("learner", "mentor", "dean"), default="learner")
    credit = FloatField(default=0)
    device_code = StringField()
    settings = DictField()
    meta = {"indexes": ["login"]}

    def public(self):
        return {"id": str(self.pk), "name": self.name, "kind": self.kind}


class Lesson(EmbeddedDocument):
    title = StringField(max_length=200)
    text = StringField()
    solution = StringField()


class CourseQuery(QuerySet):
    def published(self):
        return self.filter(published=True)

    def taught_by(self, mentor):
        return self.filter(mentor=mentor)


class Course(Document):
    title = StringField(required=True, max_length=200)
    topic = StringField()
    mentor = ReferenceField(Person, reverse_delete_rule=CASCADE)
    price = FloatField(default=0)
    published = BooleanField(default=False)
    lessons = EmbeddedDocumentListField(Lesson)
    meta = {"queryset_class": CourseQuery, "indexes": ["mentor", "topic"]}

    def card(self):
        return {"id": str(self.pk), "title": self.title, "topic": self.topic, "price": self.price, "mentor": self.mentor.name}


class Enrolment(Document):
    learner = ReferenceField(Person)
    course = ReferenceField(Course)
    paid = FloatField()
    progress = IntField(default=0)
    grade = StringField()
    meta = {"indexes": [("learner", "course")]}


class Submission(Document):
    enrolment = ReferenceField(Enrolment)
    learner = ReferenceField(Person)
    mentor = ReferenceField(Person)
    body = StringField(max_length=50000)
    marks = IntField()
    remarks = StringField()
    sheet = FileField(collection_name="sheets")
    handed_in = DateTimeField(default=datetime.datetime.utcnow)
    meta = {"indexes": ["learner"]}


class Talk(Document):
    members = ListField(ReferenceField(Person))
    subject = StringField(max_length=100)
    posts = ListField(DictField())


class Event(DynamicDocument):
    at = DateTimeField(default=datetime.datetime.utcnow)
