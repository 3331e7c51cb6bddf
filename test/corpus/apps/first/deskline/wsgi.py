from werkzeug.middleware.profiler import ProfilerMiddleware

from deskline import app

app.wsgi_app = ProfilerMiddleware(app.wsgi_app, restrictions=[20])
application = app
