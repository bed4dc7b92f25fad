# Hudang 户档 in one image; docker-compose.yml runs its parts.
FROM python:3.13-slim-bookworm AS build
WORKDIR /source
RUN python -m venv /opt/hudang
COPY requirements.lock .
RUN /opt/hudang/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
COPY . .
RUN /opt/hudang/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.13-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-tra tesseract-ocr-eng tesseract-ocr-osd poppler-utils poppler-data fonts-wqy-microhei \
      libgl1 libglib2.0-0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home hudang \
 && install -d -o hudang -g hudang /data /drop
COPY --from=build /opt/hudang /opt/hudang
ENV PATH=/opt/hudang/bin:$PATH \
    HUDANG_HOME=/data \
    HUDANG_WEB_HOST=0.0.0.0 \
    OMP_NUM_THREADS=1 \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1
USER hudang
WORKDIR /data
VOLUME /data /drop
EXPOSE 8080
CMD ["hudang", "up"]
