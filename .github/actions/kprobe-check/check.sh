#!/usr/bin/env bash
# Runs kprobe check as the environment says (action.yml); ends with 0 where it could say something, so that the findings are
# uploaded before they fail the job.
set -euo pipefail

files=()
while IFS= read -r file; do
  [[ "$file" =~ ^[[:space:]]*$ ]] || files+=("--filename=$file")
done <<<"$FILES"
if [[ ${#files[@]} -eq 0 ]]; then
  echo "::error::kprobe check: the input 'files' names no file"
  exit 2
fi

options=("--fail-on=$FAIL_ON")
[[ -z "$NAMESPACE" ]] || options+=("--namespace=$NAMESPACE")
[[ -z "$NODE_PORT_RANGE" ]] || options+=("--node-port-range=$NODE_PORT_RANGE")
[[ "$ALLOW_INCOMPLETE" != true ]] || options+=(--allow-incomplete)
if [[ -n "$FROM" ]]; then
  options+=("--from=$FROM")
elif [[ "$OFFLINE" == true ]]; then
  options+=(--offline)
fi

sarif="$RUNNER_TEMP/kprobe-check.sarif"
summary="$RUNNER_TEMP/kprobe-check.md"
rm -f "$sarif" "$summary"
code=0
"$KPROBE" check "${files[@]}" "${options[@]}" -o table -o "sarif=$sarif" -o "markdown=$summary" || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
[[ -f "$sarif" ]] || exit "$code"
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
cat "$summary" >>"$GITHUB_STEP_SUMMARY"
