"""Starts the shop API with waitress."""

from waitress import create_server

from shop import create_app
from shop.settings import Settings


def main() -> None:
    settings = Settings.from_environ()
    app = create_app(settings)
    server = create_server(
        app, host=settings.host, port=settings.port, threads=8, ident=None
    )
    print(
        f"listening on http://{server.effective_host}:{server.effective_port}",
        flush=True,
    )
    server.run()


if __name__ == "__main__":
    main()
