from http.server import BaseHTTPRequestHandler, HTTPServer


class Hello(BaseHTTPRequestHandler):
    """Answers every request with the same text."""

    def do_GET(self):
        body = b"Hello, Docker!\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


print("Hello, Docker!")
print("Web server is running on port 8000")
