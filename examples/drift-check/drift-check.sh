#!/usr/bin/env bash
# Tells whether access to SWR is as a stack declares it. Nothing is changed, at the cloud or in the stack.
#
#   drift-check.sh STACK FOLDER [flags of pulumi-swr report]
#
# Run it in the folder of the Pulumi project. It writes into FOLDER:
#
#   preview.txt   what the next pulumi up would change
#   report.html   who has access to what, beside what the stack declares
#   report.md     the same, short, for a comment on a pull request
#
# It ends with 0 where access is as declared, with 7 where it is not, and with 1 where the check could not be finished.
set -euo pipefail

if [ $# -lt 2 ]; then
  echo "usage: drift-check.sh STACK FOLDER [flags of pulumi-swr report]" >&2
  exit 2
fi
stack=$1 folder=$2
shift 2
mkdir -p "$folder"
# Files of an earlier check must not be taken for those of this one.
rm -f "$folder/preview.txt" "$folder/report.html" "$folder/report.md"

drifted=() failed=()

# Notes how a step ended: 0 no difference, 7 differences, anything else a failure.
note() {
  case $2 in
    0) ;;
    7) drifted+=("$1") ;;
    *) failed+=("$1 (exit code $2)") ;;
  esac
}

code=0
pulumi preview --stack "$stack" --expect-no-changes --diff --non-interactive --color never \
  >"$folder/preview.txt" 2>&1 || code=$?
cat "$folder/preview.txt"
# Older versions of Pulumi end with the same code for differences and for failures.
if [ "$code" != 0 ] && grep -q "^error: no changes were expected" "$folder/preview.txt"; then code=7; fi
note "pulumi preview" "$code"

# The state stays out of FOLDER, which is published.
state=$(mktemp)
trap 'rm -f "$state"' EXIT
code=0
pulumi stack export --stack "$stack" >"$state" || code=$?
note "pulumi stack export" "$code"

if [ "$code" = 0 ]; then
  for name in report.html:html report.md:markdown; do
    code=0
    npx --no -- pulumi-swr report --stack-export - --format "${name#*:}" --output "$folder/${name%:*}" "$@" \
      <"$state" || code=$?
    note "pulumi-swr report --format ${name#*:}" "$code"
  done
fi

for step in ${failed[@]+"${failed[@]}"}; do echo "Not finished: $step." >&2; done
for step in ${drifted[@]+"${drifted[@]}"}; do echo "Differences, says $step." >&2; done
if [ ${#failed[@]} -gt 0 ]; then exit 1; fi
if [ ${#drifted[@]} -gt 0 ]; then exit 7; fi
echo "Access to SWR is as $stack declares it." >&2
