"""Everything is wired here, once."""
from pymongo import MongoClient

from .dao import PetDao, ReservationDao, UserDao, WalletDao
from .services import AccountService, PetService, ReservationService, TokenService, WalletService
from .settings import settings

db = MongoClient(settings.mongo_uri, connect=False)[settings.mongo_db]

tokens = TokenService()
accounts = AccountService(UserDao(db), tokens)
pets = PetService(PetDao(db))
reservations = ReservationService(ReservationDao(db), pets, db)
wallets = WalletService(WalletDao(db))
