from billhub import create_app

application = create_app()
