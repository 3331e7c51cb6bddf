from flask import Flask
from flask_restful import Api

from fleet.resources import people, trips, vehicles


def build_app() -> Flask:
    app = Flask("fleet")
    api = Api(app, prefix="/api/v1")
    api.add_resource(people.Login, "/login")
    api.add_resource(people.SmsCode, "/login/sms")
    api.add_resource(people.Me, "/me")
    api.add_resource(people.Drivers, "/drivers")
    api.add_resource(people.Driver, "/drivers/<driver_id>")
    api.add_resource(people.DriverPosition, "/drivers/<driver_id>/position")
    api.add_resource(people.DriverFile, "/drivers/<driver_id>/file")
    api.add_resource(vehicles.Vehicles, "/vehicles")
    api.add_resource(vehicles.Vehicle, "/vehicles/<vehicle_id>")
    api.add_resource(vehicles.Service, "/vehicles/<vehicle_id>/service")
    api.add_resource(vehicles.Depots, "/depots")
    api.add_resource(vehicles.Telemetry, "/telemetry")
    api.add_resource(vehicles.Heartbeat, "/heartbeat")
    api.add_resource(trips.Trips, "/trips")
    api.add_resource(trips.Trip, "/trips/<int:trip_no>")
    api.add_resource(trips.TripClose, "/trips/<trip_id>/close")
    api.add_resource(trips.TripDelete, "/trips/<trip_id>")
    api.add_resource(trips.TripSearch, "/trips/search")
    api.add_resource(trips.DriverTrips, "/trips/by-driver")
    api.add_resource(trips.TripReport, "/trips/report")
    api.add_resource(trips.Ranking, "/trips/ranking")
    api.add_resource(trips.Maintenance, "/maintenance")
    api.add_resource(trips.Usage, "/usage")
    api.add_resource(trips.Recount, "/admin/recount")
    return app
