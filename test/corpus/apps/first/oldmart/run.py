from mart.urls import make_app

app = make_app()
app.debug = True

if __name__ == '__main__':
    app.run('0.0.0.0', 8000)
