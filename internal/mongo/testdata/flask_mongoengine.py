"""flask_mongoengine: db.Document, pagination, 404."""
from lab import body, args, arg, me, sink
from flask_mongoengine import MongoEngine, BaseQuerySet

db = MongoEngine()


class Users(BaseQuerySet):
    def active(self):
        return self.filter(active=True)
        #> mongoengine people.objects read filter={active:True}


class User(db.Document):
    meta = {"collection": "people", "queryset_class": Users}
    name = db.StringField(max_length=20)
    password = db.StringField()
    active = db.BooleanField(default=True)
    friends = db.ListField(db.ReferenceField("self"))


class Log(db.DynamicDocument):
    at = db.DateTimeField()


class Account(User):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def save(self, *args, **kwargs):
        self.name = self.name.lower()
        return super().save(*args, **kwargs)
        #> mongoengine people.save insert one document={name:text@query.name}


db.init_app(object())
User.objects.get_or_404(id=arg("id"))
#> mongoengine people.get_or_404 read one filter={_id:object id@query.id}
#> objectid text@query.id
sink(User.objects(name=body()["name"]).first_or_404())
#> mongoengine people.first_or_404 read one filter={name:any@body.name}
#> sink document or object@people
sink(User.objects(active=True).paginate(page=int(arg("page")), per_page=10).items)
#> mongoengine people.paginate read filter={active:True} skip=number@query.page limit=10
#> sink [document or object@people...]
User.objects.paginate(int(arg("page")), int(arg("size")))
#> mongoengine people.paginate read skip=number@query.page limit=number@query.size
User.objects.active().count()
#> mongoengine people.count count filter={active:True}
User.objects.get_or_404(message="none", name=arg("name"))
#> mongoengine people.get_or_404 read one filter={name:text@query.name}
Log(**body()).save()
#> mongoengine log.save insert one document=document@body
Account(name=arg("name")).save()
sink(User.objects(name=arg("name")).only("name").first().name)
#> mongoengine people.first read one filter={name:text@query.name} projection={name:1}
#> sink null or text@people.name
sink(User.objects(name=arg("name")).exclude("password").first())
#> mongoengine people.first read one filter={name:text@query.name} projection={password:0}
#> sink {-password}+null or document or object@people
