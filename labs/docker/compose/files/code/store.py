# The store keeps the books. It opens its door on port 8000 when the books are there.
import http.server, os, signal, time

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
books = "/books/visits"


class Door(http.server.BaseHTTPRequestHandler):
    # A health check looks; a visit counts.
    def do_GET(self):
        self.answer(read())

    def do_POST(self):
        write(read() + 1)
        self.answer(read())

    def answer(self, visits):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(visits).encode())

    def log_message(self, *_):
        pass


def read():
    with open(books) as file:
        return int(file.read())


def write(visits):
    with open(books + ".new", "w") as file:
        file.write(str(visits))
    os.replace(books + ".new", books)


if not os.path.exists(books):
    print("There are no books. They are made now, which takes 4 seconds.")
    time.sleep(4)
    write(0)
print("The store is open, with", read(), "visits in its books.")
http.server.HTTPServer(("", 8000), Door).serve_forever()
