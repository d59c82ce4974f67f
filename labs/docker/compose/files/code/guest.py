# The guest visits a shop twice a second, and does not give up when there is none.
import os, random, signal, socket, time, urllib.request

signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
# Docker's DNS server asks others for a name that no container has. The guest waits for them no longer than a second.
os.environ["RES_OPTIONS"] = "timeout:1 attempts:1"
while True:
    try:
        # One name may have several addresses: one for each container of the service.
        address = random.choice(socket.gethostbyname_ex("shop")[2])
        with urllib.request.urlopen(f"http://{address}:8000/", timeout=5) as answer:
            print(answer.read().decode())
    except OSError:
        print("No shop answers.")
    time.sleep(0.5)
