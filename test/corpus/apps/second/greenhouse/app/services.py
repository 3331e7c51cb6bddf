from .models import Order, Plot, Reading, Seed, Sensor


class PlotService:
    @staticmethod
    def mine(grower, page):
        return Plot.objects.of(grower).page(page)

    @staticmethod
    def rename(plot_id, label):
        return Plot.objects(id=plot_id).update_one(set__label=label)

    @staticmethod
    def update(plot, changes):
        for name in ("crop", "area", "tags"):
            if name in changes:
                setattr(plot, name, changes[name])
        plot.save()

    @staticmethod
    def matching(grower, text):
        return Plot.objects(grower=grower, crop__icontains=text).limit(50)


class SensorService:
    @staticmethod
    def readings(sensor_id, limit):
        return Reading.objects(sensor=sensor_id).order_by("-at").limit(min(limit, 500))

    @staticmethod
    def latest(grower, sensor_id):
        sensor = Sensor.objects.of(grower).filter(id=sensor_id).first()
        return Reading.objects(sensor=sensor).order_by("-at").first() if sensor else None


class OrderService:
    @staticmethod
    def place(grower, seed_id, quantity):
        seed = Seed.objects.get(id=seed_id)
        order = Order(grower=grower, seed=seed, quantity=quantity, total=seed.price * quantity)
        return order.save()

    @staticmethod
    def reserve(grower, seed_id, quantity, total):
        return Order(grower=grower, seed=seed_id, quantity=quantity, total=total, status="reserved").save()

    @staticmethod
    def history(grower_id):
        return Order.objects(grower=grower_id).limit(100)

    @staticmethod
    def all_of(grower):
        return [order.view() for order in Order.objects.of(grower)]
