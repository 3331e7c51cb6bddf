"""mongoengine: classes, lookups, query sets, objects."""
from datetime import datetime
from lab import body, args, arg, me, sink
from mongoengine import Document, EmbeddedDocument, DynamicDocument, StringField, IntField, ObjectIdField, ReferenceField, ListField, Q
from mongoengine import EmbeddedDocumentField, DictField, DateTimeField, BooleanField, connect, queryset_manager, QuerySet
from mongoengine.errors import DoesNotExist

connect("shop", host="mongodb://localhost/shop", username="a", password="b")
#> connect mongoengine mongodb://localhost/shop db:shop password:b username:a


class Address(EmbeddedDocument):
    city = StringField(db_field="c")
    zip = IntField()


class Customer(Document):
    email = StringField(primary_key=True)


class BlogPost(Document):
    title = StringField(required=True, max_length=50)
    author = ReferenceField(Customer)
    views = IntField(default=0)
    kind = StringField(choices=["a", "b"])
    tags = ListField(StringField())
    address = EmbeddedDocumentField(Address)
    extra = DictField()
    created = DateTimeField(db_field="at", default=datetime.utcnow)
    hidden = BooleanField()
    meta = {"collection": "posts", "indexes": ["author", ("title", "-created")]}

    def rename(self, title):
        self.title = title
        self.save()
        #> mongoengine posts.save update one filter={_id:object id@query.id} update={$set:{title:text@query.t}}
        return self

    @queryset_manager
    def visible(cls, queryset):
        return queryset.filter(hidden=False)


class Page(BlogPost):
    number = IntField()


class Loose(DynamicDocument):
    name = StringField()


class Base(Document):
    tenant = StringField()
    meta = {"abstract": True}


class APIKey(Base):
    key = StringField()


# Lookups.
sink(BlogPost.objects)
#> mongoengine posts.objects read
#> sink [document or object@posts...]
sink(BlogPost.objects(title=body()["t"]))
#> mongoengine posts.objects read filter={title:any@body.t}
#> sink [document or object@posts...]
BlogPost.objects(title=arg("t"), hidden=False)
#> mongoengine posts.objects read filter={title:text@query.t hidden:False}
BlogPost.objects(views=body()["n"])
#> mongoengine posts.objects read filter={views:number@body.n}
BlogPost.objects(views__gt=body()["n"], views__lte=5)
#> mongoengine posts.objects read filter={views:{$gt:number@body.n $lte:5}}
BlogPost.objects(title__icontains=body()["t"])
#> mongoengine posts.objects read filter={title:{$regex:text@body.t!escaped}}
BlogPost.objects(title__regex=body()["t"])
#> mongoengine posts.objects read filter={title:{$regex:text@body.t}}
BlogPost.objects(title__ne=body()["t"])
#> mongoengine posts.objects read filter={title:{$ne:any@body.t}}
BlogPost.objects(title__in=body()["all"])
#> mongoengine posts.objects read filter={title:{$in:any@body.all}}
BlogPost.objects(id__in=body()["all"])
#> mongoengine posts.objects read filter={_id:{$in:[object id@body.all...]}}
#> objectid any@body.all
BlogPost.objects(id=body()["id"])
#> mongoengine posts.objects read filter={_id:object id@body.id}
#> objectid any@body.id
BlogPost.objects(pk=arg("id"))
#> mongoengine posts.objects read filter={_id:object id@query.id}
#> objectid text@query.id
BlogPost.objects(author=arg("id"))
#> mongoengine posts.objects read filter={author:object id@query.id}
#> objectid text@query.id
BlogPost.objects(tags=body()["tag"])
#> mongoengine posts.objects read filter={tags:null or bool or number or text or list@body.tag}
BlogPost.objects(tags__0=body()["tag"])
#> mongoengine posts.objects read filter={tags.0:any@body.tag}
BlogPost.objects(tags__size=3)
#> mongoengine posts.objects read filter={tags:{$size:3}}
BlogPost.objects(address__city=body()["c"], address__zip=body()["z"])
#> mongoengine posts.objects read filter={address.c:any@body.c address.zip:number@body.z}
BlogPost.objects(extra__a__b=body()["x"])
#> mongoengine posts.objects read filter={extra.a.b:any@body.x}
BlogPost.objects(created__gte=body()["at"])
#> mongoengine posts.objects read filter={at:{$gte:date@body.at}}
BlogPost.objects(title__not__in=["a"])
#> mongoengine posts.objects read filter={title:{$not:{$in:[a]}}}
BlogPost.objects(title__exists=True)
#> mongoengine posts.objects read filter={title:{$exists:True}}
BlogPost.objects(__raw__=body())
#> mongoengine posts.objects read filter=any@body
BlogPost.objects(__raw__={"title": body()["t"]}, hidden=False)
#> mongoengine posts.objects read filter={title:any@body.t hidden:False}
BlogPost.objects(**body())
#> mongoengine posts.objects read filter=any@body
BlogPost.objects(hidden=False, **args())
#> mongoengine posts.objects read filter={$and:[{hidden:False} document@query]}
BlogPost.objects(**{"title": arg("t")})
#> mongoengine posts.objects read filter={title:text@query.t}
BlogPost.objects(Q(title=arg("t")))
#> mongoengine posts.objects read filter={title:text@query.t}
Page.objects(number=1)
#> mongoengine posts.objects read filter={number:1}
APIKey.objects(key=arg("key")).first()
#> mongoengine a_p_i_key.first read one filter={key:text@query.key}
Customer.objects(email=body()["e"])
#> mongoengine customer.objects read filter={_id:any@body.e}
Customer.objects(pk=body()["e"])
#> mongoengine customer.objects read filter={_id:any@body.e}

# Steps.
BlogPost.objects.filter(title=arg("t")).filter(hidden=False)
#> mongoengine posts.objects read filter={title:text@query.t hidden:False}
BlogPost.objects.order_by("-created", "title").skip(int(arg("skip"))).limit(int(arg("limit")))
#> mongoengine posts.objects read sort=[[at -1] [title 1]] skip=number@query.skip limit=number@query.limit
BlogPost.objects.order_by(arg("by"))
#> mongoengine posts.objects read sort=[[text@query.by 1]]
sink(BlogPost.objects.only("title", "author"))
#> mongoengine posts.objects read projection={title:1 author:1}
#> sink [{title:unknown@posts.title author:unknown@posts.author _id:unknown@posts._id}...]
sink(BlogPost.objects.exclude("title").first())
#> mongoengine posts.first read one projection={title:0}
#> sink {-title}+null or document or object@posts
sink(BlogPost.objects(hidden=False).as_pymongo())
#> mongoengine posts.objects read filter={hidden:False}
#> sink [document@posts...]
sink(BlogPost.objects.scalar("title"))
#> mongoengine posts.objects read
#> sink [unknown@posts.title...]
sink(BlogPost.objects.values_list("title", "created"))
#> mongoengine posts.objects read
#> sink [[unknown@posts.title unknown@posts.at]...]
BlogPost.objects.where("this.a == " + arg("a"))
#> mongoengine posts.objects read filter={$where:text@query.a}
BlogPost.objects.search_text(arg("q"))
#> mongoengine posts.objects read filter={$text:{$search:text@query.q}}
BlogPost.objects.all().count()
#> mongoengine posts.count count
BlogPost.visible.filter(title="x")
#> mongoengine posts.objects read filter={hidden:False title:x}
BlogPost.visible()
#> mongoengine posts.objects read filter={hidden:False}
sink(BlogPost.objects[0])
#> mongoengine posts.objects read
#> sink document or object@posts
posts = BlogPost.objects(hidden=False)
posts = posts.order_by("title")
recent = posts.filter(views__gt=3)
#> mongoengine posts.objects read filter={hidden:False views:{$gt:3}} sort=[[title 1]]
sink([p.title for p in recent])
#> sink [null or text@posts.title...]

# Questions.
sink(BlogPost.objects.get(id=arg("id")))
#> mongoengine posts.get read one filter={_id:object id@query.id}
#> objectid text@query.id
#> sink document or object@posts
sink(BlogPost.objects(id=arg("id")).first())
#> mongoengine posts.first read one filter={_id:object id@query.id}
#> objectid text@query.id
#> sink null or document or object@posts
BlogPost.objects.with_id(arg("id"))
#> mongoengine posts.with_id read one filter={_id:object id@query.id}
#> objectid text@query.id
BlogPost.objects.in_bulk(body()["ids"])
#> mongoengine posts.in_bulk read filter={_id:{$in:[object id@body.ids...]}}
#> objectid any@body.ids
sink(BlogPost.objects(hidden=True).count())
#> mongoengine posts.count count filter={hidden:True}
#> sink number
sink(BlogPost.objects.distinct("title"))
#> mongoengine posts.distinct distinct distinct=title
#> sink [unknown@posts.title...]
sink(BlogPost.objects(hidden=False).aggregate([{"$match": {"a": arg("a")}}, {"$project": {"title": 1}}]))
#> mongoengine posts.aggregate aggregate filter={hidden:False a:text@query.a} projection={title:1} pipeline=[{$match:{hidden:False}} {$match:{a:text@query.a}} {$project:{title:1}}]
#> sink [{title:unknown@posts.title _id:unknown@posts._id}...]
BlogPost.objects.aggregate({"$match": {"a": 1}}, {"$limit": 3})
#> mongoengine posts.aggregate aggregate filter={a:1} limit=3 pipeline=[{$match:{a:1}} {$limit:3}]
BlogPost.objects.exec_js("return " + arg("x"))
#> mongoengine posts.exec_js command command={$eval:text@query.x}
BlogPost.objects.map_reduce(arg("map"), "function() {}", "out")
#> mongoengine posts.map_reduce aggregate map:text@query.map out:out reduce:function() {}
BlogPost.objects.item_frequencies("tags")
#> mongoengine posts.item_frequencies aggregate field:tags
BlogPost.objects.average("views")
#> mongoengine posts.average aggregate field:views
sink(BlogPost.objects.to_json())
#> mongoengine posts.objects read
#> sink text@posts
sink(BlogPost.objects.get(id=arg("id")).to_json())
#> mongoengine posts.get read one filter={_id:object id@query.id}
#> objectid text@query.id
#> sink text@posts
sink(BlogPost.objects.get(id=arg("id")).to_mongo())
#> mongoengine posts.get read one filter={_id:object id@query.id}
#> objectid text@query.id
#> sink document@posts
sink(BlogPost.objects.get(id=arg("id")).title)
#> mongoengine posts.get read one filter={_id:object id@query.id}
#> objectid text@query.id
#> sink null or text@posts.title
sink(BlogPost.objects.get(id=arg("id")).id)
#> mongoengine posts.get read one filter={_id:object id@query.id}
#> objectid text@query.id
#> sink object id@posts._id

# Writes of sets.
BlogPost.objects(id=arg("id")).delete()
#> mongoengine posts.delete delete filter={_id:object id@query.id}
#> objectid text@query.id
BlogPost.objects.delete()
#> mongoengine posts.delete delete
BlogPost.objects(id=arg("id")).update(set__title=body()["t"], inc__views=1, push__tags=body()["tag"])
#> mongoengine posts.update update filter={_id:object id@query.id} update={$set:{title:null or text@body.t} $inc:{views:1} $push:{tags:null or text@body.tag}}
#> objectid text@query.id
BlogPost.objects(id=arg("id")).update(title=arg("t"), upsert=True)
#> mongoengine posts.update update filter={_id:object id@query.id} update={$set:{title:text@query.t}} upsert:True
#> objectid text@query.id
BlogPost.objects(id=arg("id")).update_one(unset__title=1, created=arg("at"))
#> mongoengine posts.update_one update one filter={_id:object id@query.id} update={$unset:{title:1} $set:{at:date@query.at}}
#> objectid text@query.id
BlogPost.objects(id=arg("id")).update(**body())
#> mongoengine posts.update update filter={_id:object id@query.id} update={$set:any@body}
#> objectid text@query.id
BlogPost.objects(id=arg("id")).update(__raw__=body())
#> mongoengine posts.update update filter={_id:object id@query.id} update=any@body
#> objectid text@query.id
BlogPost.objects(id=arg("id")).update(set__address__city=arg("c"), pull__tags__in=["a"])
#> mongoengine posts.update update filter={_id:object id@query.id} update={$set:{address.c:text@query.c} $pull:{tags:{$in:[a]}}}
#> objectid text@query.id
sink(BlogPost.objects(id=arg("id")).modify(set__title="x", new=True))
#> mongoengine posts.modify update one filter={_id:object id@query.id} update={$set:{title:x}} new:True
#> objectid text@query.id
#> sink null or document or object@posts
BlogPost.objects(id=arg("id")).modify(remove=True)
#> mongoengine posts.modify delete one filter={_id:object id@query.id}
#> objectid text@query.id
BlogPost.objects(title="x").upsert_one(set__views=1)
#> mongoengine posts.upsert_one update one filter={title:x} update={$set:{views:1}} upsert:True

# Objects.
BlogPost(title=body()["t"], views=body()["v"], kind=arg("k")).save()
#> mongoengine posts.save insert one document={title:null or text@body.t views:null or number@body.v kind:text@query.k at:date}
BlogPost(**body()).save()
#> mongoengine posts.save insert one document=document@body
BlogPost(author=me()["sub"], **body()).save()
#> mongoengine posts.save insert one document={author:unknown@token.sub}+document@body
Loose(**body()).save()
#> mongoengine loose.save insert one document=document@body
BlogPost(title="x", address=Address(city=arg("c"), zip=body()["z"])).save()
#> mongoengine posts.save insert one document={title:x views:0 address:{c:text@query.c zip:null or number@body.z} at:date}
sink(BlogPost.objects.create(title=arg("t")).id)
#> mongoengine posts.create insert one document={title:text@query.t views:0 at:date}
#> sink object id
BlogPost.objects.insert(BlogPost(title=arg("t")))
#> mongoengine posts.insert insert one document={title:text@query.t views:0 at:date}
BlogPost.objects.insert([BlogPost(title=arg("t")), BlogPost(title="x")])
#> mongoengine posts.insert insert document=[{title:text@query.t views:0 at:date} {title:x views:0 at:date}]
BlogPost.from_json(arg("json")).save()
#> mongoengine posts.save insert one document=document@query.json
post = BlogPost()
post.title = body()["t"]
post.tags = ["a", arg("tag")]
post.save()
#> mongoengine posts.save insert one document={title:null or text@body.t views:0 tags:[a text@query.tag] at:date}
BlogPost._get_collection().find_one({"a": arg("a")})
#> mongoengine posts.find_one read one filter={a:text@query.a}
BlogPost.drop_collection()
#> mongoengine posts.drop_collection drop


def view_change():
    post = BlogPost.objects(id=arg("id")).first()
    #> mongoengine posts.first read one filter={_id:object id@query.id}
    #> objectid text@query.id
    if not post:
        return None
    post.title = body()["t"]
    post.views += 1
    post.save()
    #> mongoengine posts.save update one filter={_id:object id@query.id} update={$set:{title:null or text@body.t views:number@posts.views}}
    return post.to_json()


def view_update():
    post = BlogPost.objects.get(id=arg("id"))
    #> mongoengine posts.get read one filter={_id:object id@query.id}
    #> objectid text@query.id
    post.update(set__title=arg("t"))
    #> mongoengine posts.update update one filter={_id:object id@query.id} update={$set:{title:text@query.t}}
    post.modify(inc__views=1)
    #> mongoengine posts.modify update one filter={_id:object id@query.id} update={$inc:{views:1}}
    post.rename(arg("t"))
    post.delete()
    #> mongoengine posts.delete delete one filter={_id:object id@query.id}


def view_each():
    for post in BlogPost.objects(hidden=True):
    #> mongoengine posts.objects read filter={hidden:True}
        post.hidden = False
        post.save()
        #> mongoengine posts.save update one filter={_id:object id@posts._id} update={$set:{hidden:False}}


def view_loop():
    post = BlogPost.objects.get(id=arg("id"))
    #> mongoengine posts.get read one filter={_id:object id@query.id}
    #> objectid text@query.id
    for key, value in body().items():
        setattr(post, key, value)
    post.save()
    #> mongoengine posts.save update one filter={_id:object id@query.id} update={$set:{*id|title|author|views|kind|tags|address|extra|created|hidden:any@body}}


def view_missing():
    try:
        return BlogPost.objects.get(id=arg("id"))
        #> mongoengine posts.get read one filter={_id:object id@query.id}
        #> objectid text@query.id
    except BlogPost.DoesNotExist:
        return None


def view_own():
    customer = Customer.objects(email=me()["email"]).first()
    #> mongoengine customer.first read one owned filter={_id:unknown@token.email}
    sink(customer.email)
    #> sink text@customer._id!own
    BlogPost.objects(author=customer)
    #> mongoengine posts.objects read owned filter={author:object id@customer._id!own}
    BlogPost.objects(author=customer.pk).first()
    #> mongoengine posts.first read one owned filter={author:object id@customer._id!own}
    #> objectid text@customer._id!own
    BlogPost(author=customer, title="x").save()
    #> mongoengine posts.save insert one document={title:x author:object id@customer._id!own views:0 at:date}
    BlogPost(author=customer.pk, title="x").save()
    #> mongoengine posts.save insert one document={title:x author:text@customer._id!own views:0 at:date}


def view_branch():
    posts = BlogPost.objects(hidden=False)
    if arg("t"):
        posts = posts.filter(title=arg("t"))
    return posts.order_by("title")
    #> mongoengine posts.objects read filter={hidden:False title?:text@query.t} sort=[[title 1]]


def view_conditions():
    BlogPost.objects(Q(title=arg("t")) & Q(hidden=False))
    #> mongoengine posts.objects read filter={title:text@query.t hidden:False}
    BlogPost.objects(Q(title=arg("t")) | Q(hidden=False)).first()
    #> mongoengine posts.first read one filter={$or:[{title:text@query.t} {hidden:False}]}
    BlogPost.objects(Q(title=arg("t")) | Q(author=me()["sub"]), hidden=False)
    #> mongoengine posts.objects read filter={$or:[{title:text@query.t} {author:object id@token.sub}] hidden:False}
    #> objectid unknown@token.sub


def view_slices():
    sink(BlogPost.objects(hidden=False)[:10])
    #> mongoengine posts.objects read filter={hidden:False} limit=10
    #> sink [document or object@posts...]
    BlogPost.objects[int(arg("from")):int(arg("to"))]
    #> mongoengine posts.objects read skip=number@query.from limit=number@query.to


def view_annotated(post: BlogPost):
    sink(post.title)
    #> sink null or text
    post.delete()
    #> mongoengine posts.delete delete one filter={_id:object id}


def view_chosen(owner=None):
    posts = BlogPost.objects(author=me()["sub"])
    #> objectid unknown@token.sub
    posts = posts.filter(**args())
    #> mongoengine posts.objects read owned filter={$and:[{author:object id@token.sub} document@query]}
    return posts


def view_limited():
    posts = BlogPost.objects(hidden=False)
    if arg("limit"):
        posts = posts.limit(int(arg("limit")))
        #> mongoengine posts.objects read partly filter={hidden:False} limit=number@query.limit
    return posts.to_json()
