from yard import make_app

make_app().run(port=5050, debug=True, use_reloader=True)
