from abc import ABC, abstractmethod


class Users(ABC):
    @abstractmethod
    def by_email(self, email): ...

    @abstractmethod
    def get(self, user_id): ...

    @abstractmethod
    def add(self, user): ...

    @abstractmethod
    def change(self, user_id, values): ...


class Properties(ABC):
    @abstractmethod
    def get(self, property_id): ...

    @abstractmethod
    def matching(self, criteria): ...

    @abstractmethod
    def titled(self, text): ...

    @abstractmethod
    def change(self, property_id, values): ...

    @abstractmethod
    def remove(self, property_id): ...


class Leases(ABC):
    @abstractmethod
    def get(self, lease_id): ...

    @abstractmethod
    def of_tenant(self, tenant): ...

    @abstractmethod
    def add(self, lease): ...


class Payments(ABC):
    @abstractmethod
    def record(self, lease, payer, amount): ...


class CreditBureau(ABC):
    @abstractmethod
    def report(self, name): ...
