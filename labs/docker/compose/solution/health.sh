cat > compose.yaml <<'END'
services:
  store:
    image: python:3-slim
    command: python -u /code/store.py
    volumes:
      - ./code:/code:ro
      - books:/books
    healthcheck:
      test: [CMD, python, /code/ask.py]
      interval: 1s
      start_period: 60s

  shop:
    image: python:3-slim
    container_name: $${COMPOSE_PROJECT_NAME}-shop
    command: python -u /code/shop.py
    volumes:
      - ./code:/code:ro
    depends_on:
      store:
        condition: service_healthy

  guest:
    image: python:3-slim
    command: python -u /code/guest.py
    volumes:
      - ./code:/code:ro

volumes:
  books:
END
docker compose up -d
