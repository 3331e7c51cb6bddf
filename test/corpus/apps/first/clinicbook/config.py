import os


class Config:
    SECRET_KEY = 'clinic-secret'
    MONGO_URI = 'mongodb://clinic:cl1nic2023@db.clinicbook.example:27017/clinic'
    JWT_ALGORITHM = 'HS256'
    RESET_TTL_MINUTES = 30


class DevConfig(Config):
    MONGO_URI = 'mongodb://localhost:27017/clinic_dev'
    SECRET_KEY = os.environ.get('DEV_SECRET_KEY', os.urandom(32))


config = {'prod': Config, 'dev': DevConfig}[os.environ.get('CLINIC_ENV', 'prod')]
