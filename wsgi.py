from atelier import create_app

app = create_app()
