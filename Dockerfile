# The image of every Rasid service: feeder, workers, setup, HTTP. It serves with ONNX Runtime; torch is not in it.
FROM python:3.13-slim AS build
WORKDIR /build
COPY deploy/lock/local.txt deploy/lock/
RUN python -m venv /opt/rasid \
 && /opt/rasid/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --requirement deploy/lock/local.txt
COPY pyproject.toml README.md ./
COPY streams streams
COPY models models
RUN /opt/rasid/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 rasid && install -d -o rasid -g rasid /data
COPY --from=build /opt/rasid /opt/rasid
ENV PATH=/opt/rasid/bin:$PATH PYTHONUNBUFFERED=1 RASID_DATA_DIR=/data RASID_LOG_FORMAT=json
USER rasid
WORKDIR /data
VOLUME /data
ENTRYPOINT ["rasid"]
CMD ["--help"]
