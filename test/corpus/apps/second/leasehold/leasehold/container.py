import os
from functools import cached_property

from pymongo import MongoClient

from .adapters.gateways import HttpCreditBureau, Letters
from .adapters.mongo import MongoLeases, MongoPayments, MongoProperties, MongoScreenings, MongoUsers
from .adapters.tokens import Tokens
from .usecases import accounts, lettings


class Container:
    @cached_property
    def database(self):
        return MongoClient(os.getenv("LEASEHOLD_DB", "mongodb://127.0.0.1/"), connect=False)["leasehold"]

    @cached_property
    def tokens(self):
        return Tokens(os.environ.get("LEASEHOLD_SECRET") or os.urandom(32))

    users = cached_property(lambda self: MongoUsers(self.database))
    properties = cached_property(lambda self: MongoProperties(self.database))
    leases = cached_property(lambda self: MongoLeases(self.database))
    payments = cached_property(lambda self: MongoPayments(self.database))
    letters = Letters()

    def register(self):
        return accounts.Register(self.users)

    def login(self):
        return accounts.Login(self.users, self.tokens)

    def login_app(self):
        return accounts.LoginApp(self.users, self.tokens)

    def reset(self):
        return accounts.Reset(self.users)

    def edit_me(self):
        return accounts.EditMe(self.users)

    def give_role(self):
        return accounts.GiveRole(self.users)

    def verify(self):
        return accounts.Verify(self.users)

    def search(self):
        return lettings.SearchProperties(self.properties)

    def search_exactly(self):
        return lettings.SearchExactly(self.properties)

    def offer_property(self):
        return lettings.OfferProperty(self.properties)

    def edit_property(self):
        return lettings.EditProperty(self.properties)

    def remove_property(self):
        return lettings.RemoveProperty(self.properties)

    def show_lease(self):
        return lettings.ShowLease(self.leases)

    def my_leases(self):
        return lettings.MyLeases(self.leases)

    def apply(self):
        return lettings.Apply(self.leases, self.properties)

    def terminate(self):
        return lettings.Terminate(self.leases)

    def sign(self):
        return lettings.Sign(self.leases)

    def pay(self):
        return lettings.Pay(self.payments, self.leases)

    def screen(self):
        return lettings.Screen(HttpCreditBureau(), MongoScreenings(self.database))


container = Container()
