#!/usr/bin/env bash
# Writes docs/ from the provider's schemas, templates/ and examples/. With the
# argument check, it writes nothing, and fails if docs/ is not up to date.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Generate in an empty folder, because the generator keeps existing files in docs/.
mkdir "$work/provider"
cp -R examples templates "$work/provider"
go run ./tools/docs/schema.go >"$work/schema.json"
if ! (cd tools && go tool tfplugindocs generate --provider-name confproxy \
  --provider-dir "$work/provider" --providers-schema "$work/schema.json") >"$work/log" 2>&1; then
  cat "$work/log" >&2
  exit 1
fi

case "${1-}" in
check)
  if ! diff -ruN docs "$work/provider/docs"; then
    echo "docs/ is stale: run make docs, look at the difference and commit it" >&2
    exit 1
  fi
  ;;
"")
  rm -rf docs
  cp -R "$work/provider/docs" docs
  ;;
*)
  echo "usage: $0 [check]" >&2
  exit 2
  ;;
esac
