#!/bin/sh
# The programs of the image, by name. Anything else is run as it is.
set -eu
cd "$(dirname "$0")/.."

case "${1:-web}" in
  web) exec node scripts/web.ts ;;
  worker) exec node worker/index.ts ;;
  migrate) exec node scripts/migrate.ts ;;
  rotate-secrets) exec node scripts/rotate-secrets.ts ;;
  cli) shift && exec node cli/index.ts "$@" ;;
  *) exec "$@" ;;
esac
