from ..domain.entities import Lease, Property, Role
from ..domain.errors import Forbidden, Invalid
from .policy import ensure_landlord, only


class SearchProperties:
    def __init__(self, properties):
        self.properties = properties

    def execute(self, criteria):
        return self.properties.matching(criteria)


class SearchExactly:
    def __init__(self, properties):
        self.properties = properties

    def execute(self, criteria):
        return self.properties.matching(criteria)


class OfferProperty:
    def __init__(self, properties):
        self.properties = properties

    @only(Role.LANDLORD, Role.ADMIN)
    def execute(self, actor, dto):
        return self.properties.add(Property(landlord=actor.id, city=dto.city, rent=dto.rent, title=dto.title, area=dto.area))


class EditProperty:
    def __init__(self, properties):
        self.properties = properties

    def execute(self, actor, property_id, dto):
        ensure_landlord(actor, self.properties.get(property_id))
        values = {name: value for name, value in vars(dto).items() if value is not None}
        self.properties.change(property_id, values)


class RemoveProperty:
    def __init__(self, properties):
        self.properties = properties

    @only(Role.LANDLORD, Role.ADMIN)
    def execute(self, actor, property_id):
        self.properties.remove(property_id)


class ShowLease:
    def __init__(self, leases):
        self.leases = leases

    def execute(self, actor, lease_id):
        lease = self.leases.get(lease_id)
        if actor.id not in (lease.tenant, lease.landlord):
            raise Forbidden()
        return lease

    def papers(self, actor, lease_id):
        return self.leases.get(lease_id).papers

    def terms(self, actor, lease_id):
        return self.leases.between(lease_id, actor.id)

    def numbered(self, actor, number):
        lease = self.leases.by_number(number)
        return {"number": lease.number, "rent": lease.rent, "state": lease.state}


class MyLeases:
    def __init__(self, leases):
        self.leases = leases

    def execute(self, actor, tenant=None):
        return self.leases.of_tenant(tenant or actor.id)

    def guarded(self, actor, tenant):
        if tenant != actor.id and not actor.is_admin():
            raise Forbidden()
        return self.leases.of_tenant(tenant)


class Apply:
    def __init__(self, leases, properties):
        self.leases, self.properties = leases, properties

    def execute(self, actor, dto):
        flat = self.properties.get(dto.property)
        lease = Lease(tenant=actor.id, landlord=flat.landlord, property=flat.id, rent=flat.rent)
        return self.leases.add(lease)

    def offer(self, actor, dto):
        flat = self.properties.get(dto.property)
        lease = Lease(tenant=dto.tenant, landlord=flat.landlord, property=flat.id, rent=dto.rent, number=self.leases.next_number())
        return self.leases.add(lease)


class Terminate:
    def __init__(self, leases):
        self.leases = leases

    def execute(self, actor, lease_id):
        self.leases.terminate(lease_id)


class Sign:
    def __init__(self, leases):
        self.leases = leases

    def execute(self, actor, lease_id):
        lease = self.leases.get(lease_id)
        if lease.tenant != actor.id:
            raise Forbidden()
        self.leases.change(lease.id, {"state": "signed"})


class Pay:
    def __init__(self, payments, leases):
        self.payments, self.leases = payments, leases

    def execute(self, actor, dto):
        self.payments.record(str(dto.lease), actor.id, dto.amount)

    def rent(self, actor, lease_id):
        lease = self.leases.between(lease_id, actor.id)
        self.payments.record(lease.id, actor.id, lease.rent)


class Screen:
    def __init__(self, bureau, screenings):
        self.bureau, self.screenings = bureau, screenings

    @only(Role.LANDLORD)
    def execute(self, actor, name):
        report = self.bureau.report(name)
        if not isinstance(report.get("score"), int):
            raise Invalid("report")
        self.screenings.keep({"by": actor.id, "name": name, "score": report["score"]})

    @only(Role.LANDLORD)
    def raw(self, actor, name):
        report = self.bureau.report(name)
        report["by"] = actor.id
        self.screenings.keep(report)
