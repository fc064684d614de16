# The image of HazmatTrack. The parts are laid by the scripts of deploy/image, which deploy/image/build.sh puts together without Docker as well:
#   docker build -t hazmattrack:dev --build-arg COMMIT=$(git rev-parse HEAD) .
# For the other architecture: docker build --platform linux/arm64 …; the stages that build run on the machine's own.

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS node

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS published
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /source
COPY . .
ARG TARGETARCH
ARG COMMIT=
RUN case $TARGETARCH in amd64) rid=linux-x64 ;; *) rid=linux-$TARGETARCH ;; esac && deploy/image/publish.sh "$rid" /published

FROM --platform=$BUILDPLATFORM debian:bookworm-slim AS root
COPY deploy/image/root.sh deploy/image/packages.txt /image/
ARG TARGETARCH
RUN /image/root.sh "$TARGETARCH" /root-of-image

FROM scratch
COPY --from=root /root-of-image /
COPY --from=published /published /app
ENV PATH=/app Server__DataFolder=/data Outside__Operation=0.0.0.0:9090 DOTNET_RUNNING_IN_CONTAINER=true DOTNET_EnableDiagnostics=0
WORKDIR /data
VOLUME /data
EXPOSE 8080/tcp 8443/tcp 9090/tcp 11111/tcp 30000/tcp
USER 1654:1654
STOPSIGNAL SIGTERM
# Alive, not ready: a program that waits for Kafka, Redis or PostgreSQL must not be ended by a supervisor.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["/app/HazmatTrack.Server", "health", "--live"]
ENTRYPOINT ["/app/HazmatTrack.Server"]
ARG COMMIT=
LABEL org.opencontainers.image.title=HazmatTrack org.opencontainers.image.licenses=Apache-2.0 org.opencontainers.image.revision=$COMMIT
