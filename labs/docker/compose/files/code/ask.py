# Ends well when the store's door is open.
import urllib.request

urllib.request.urlopen("http://localhost:8000/", timeout=2)
