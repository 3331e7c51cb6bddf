from dataclasses import asdict

from flask import Blueprint, jsonify, request

from ...container import container
from ...domain.dto import Application, Criteria, NewProperty, Offer, Payment, PropertyChange, TypedCriteria
from ...domain.entities import SortKey
from ...domain.errors import Invalid
from . import authenticated

lettings = Blueprint("lettings", __name__)


def flats(found):
    return jsonify([{"id": p.id, "title": p.title, "city": p.city, "rent": p.rent} for p in found])


@lettings.get("/properties")
def listing():
    try:
        order = SortKey(request.args.get("sort", "rent"))
    except ValueError as error:
        raise Invalid("sort") from error
    return flats(container.properties.ordered(order.value))


@lettings.post("/properties/search")
def search():
    return flats(container.search().execute(Criteria.of(request.get_json())))


@lettings.post("/properties/search/exact")
def search_exactly():
    return flats(container.search_exactly().execute(TypedCriteria.of(request.get_json())))


@lettings.get("/properties/titled")
def titled():
    return flats(container.properties.titled(request.args.get("q", "")))


@lettings.get("/properties/starting")
def starting():
    return flats(container.properties.starting(request.args.get("q", "")))


@lettings.get("/properties/affordable")
def affordable():
    return flats(container.properties.affordable(request.args.get("income", "0")))


@lettings.get("/properties/facets/<field>")
def facets(field):
    return jsonify([str(value) for value in container.properties.facets(field)])


@lettings.get("/properties/<property_id>/applications")
def applications(property_id):
    rows = container.database.leases.find({"property": property_id}, {"_id": 0, "tenant": 1, "state": 1}).limit(50)
    return jsonify(list(rows))


@lettings.get("/landlord/properties")
@authenticated
def mine(actor):
    return flats(container.properties.of_landlord(actor.id))


@lettings.post("/landlord/properties")
@authenticated
def offer(actor):
    return jsonify(id=container.offer_property().execute(actor, NewProperty.of(request.get_json()))), 201


@lettings.patch("/landlord/properties/<property_id>")
@authenticated
def edit(actor, property_id):
    container.edit_property().execute(actor, property_id, PropertyChange.of(request.get_json()))
    return "", 204


@lettings.delete("/landlord/properties/<property_id>")
@authenticated
def remove(actor, property_id):
    container.remove_property().execute(actor, property_id)
    return "", 204


@lettings.get("/leases")
@authenticated
def leases(actor):
    return jsonify([asdict(lease) for lease in container.my_leases().execute(actor, request.args.get("tenant"))])


@lettings.get("/tenants/<tenant>/leases")
@authenticated
def of_tenant(actor, tenant):
    return jsonify([asdict(lease) for lease in container.my_leases().guarded(actor, tenant)])


@lettings.post("/leases")
@authenticated
def apply(actor):
    return jsonify(id=container.apply().execute(actor, Application.of(request.get_json()))), 201


@lettings.post("/leases/offers")
@authenticated
def offers(actor):
    return jsonify(id=container.apply().offer(actor, Offer.of(request.get_json()))), 201


@lettings.post("/leases/calendar")
@authenticated
def calendar_link(actor):
    return jsonify(token=container.tokens.issue_calendar(actor))


@lettings.get("/leases/calendar/<token>")
def calendar(token):
    actor = container.tokens.read(token, audience="calendar")
    return jsonify([lease.number for lease in container.my_leases().execute(actor)])


@lettings.get("/leases/number/<number>")
@authenticated
def numbered(actor, number):
    return jsonify(container.show_lease().numbered(actor, number))


@lettings.get("/leases/<lease_id>")
@authenticated
def lease(actor, lease_id):
    return jsonify(asdict(container.show_lease().execute(actor, lease_id)))


@lettings.get("/leases/<lease_id>/papers")
@authenticated
def papers(actor, lease_id):
    return jsonify(container.show_lease().papers(actor, lease_id))


@lettings.get("/leases/<lease_id>/terms")
@authenticated
def terms(actor, lease_id):
    found = container.show_lease().terms(actor, lease_id)
    return jsonify(rent=found.rent, state=found.state)


@lettings.delete("/leases/<lease_id>")
@authenticated
def terminate(actor, lease_id):
    container.terminate().execute(actor, lease_id)
    return "", 204


@lettings.post("/leases/<lease_id>/signature")
@authenticated
def sign(actor, lease_id):
    container.sign().execute(actor, lease_id)
    return "", 204


@lettings.get("/payments")
@authenticated
def payments(actor):
    return jsonify(container.payments.of_payer(actor.id))


@lettings.post("/payments")
@authenticated
def pay(actor):
    container.pay().execute(actor, Payment.of(request.get_json()))
    return "", 201


@lettings.post("/payments/rent/<lease_id>")
@authenticated
def pay_rent(actor, lease_id):
    container.pay().rent(actor, lease_id)
    return "", 201


@lettings.post("/screenings")
@authenticated
def screen(actor):
    container.screen().execute(actor, str(request.get_json()["name"]))
    return "", 201


@lettings.post("/screenings/raw")
@authenticated
def screen_raw(actor):
    container.screen().raw(actor, str(request.get_json()["name"]))
    return "", 201
