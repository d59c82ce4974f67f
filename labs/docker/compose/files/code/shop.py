# The shop answers guests on port 8000, and counts them in the store. Without one it does not open at all.
import http.server, os, signal, socket, sys, time, urllib.request

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))


class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            with urllib.request.urlopen("http://store:8000/", data=b"", timeout=5) as answer:
                visit = answer.read().decode()
        except OSError:
            return self.send_error(503)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"Visit {visit}, served by {socket.gethostname()}".encode())

    def log_message(self, *_):
        print("A guest was here.")


def reach():
    patience = time.monotonic() + 2
    while True:
        try:
            return urllib.request.urlopen("http://store:8000/", timeout=1)
        except OSError as error:
            if time.monotonic() > patience:
                sys.exit(f"The store does not answer: {error}. The shop stays closed.")
            time.sleep(0.2)


reach()
print("The shop is open.")
http.server.ThreadingHTTPServer(("", 8000), Door).serve_forever()
