#!/usr/bin/env bash
# Names an installed Chromium to the steps that follow; fetches Playwright's own only where there is none.
set -euo pipefail
for candidate in \
  /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome \
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
  "C:/Program Files/Google/Chrome/Application/chrome.exe"; do
  if [ -x "$candidate" ]; then
    echo "HOLDPOINT_CHROMIUM=$candidate" | tee -a "${GITHUB_ENV:-/dev/null}"
    exit 0
  fi
done
npx --no-install playwright-core --version >/dev/null 2>&1 || npm ci
npx playwright-core install chromium
