from care import create_app

application = create_app()
