# The wheel is built in one stage and used in the next, by a user without rights.
# The sample pair is aligned while the image is built, so that a container answers at once.
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/isogloss \
 && /opt/isogloss/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock \
 && pip wheel --no-cache-dir --no-deps --wheel-dir /dist . \
 && /opt/isogloss/bin/pip install --no-cache-dir --no-deps /dist/*.whl \
 && mkdir -p /srv/models \
 && /opt/isogloss/bin/isogloss demo --no-serve --output /srv/models/en-fr

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home isogloss
COPY --from=build /opt/isogloss /opt/isogloss
COPY --from=build /srv/models /srv/models
ENV PATH=/opt/isogloss/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_WAIT_POLICY=PASSIVE \
    ISOGLOSS_MODELS=/srv/models
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
# What reaches the container is what `docker run -p` lets through: keys are for whoever opens it further.
CMD ["isogloss", "serve", "--host", "0.0.0.0", "--port", "8000", "--insecure"]
