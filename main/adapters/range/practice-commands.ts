/**
 * The programs found on the PATH of every practice host: small, real shell scripts over files, so that a step's
 * output, exit code and effect are real without a host to spare. `RANGE_STATE` is shared by all hosts of a range,
 * `HOME` is the host's own folder. A host with a file `fail` in its home fails the next command, once.
 */
const failOnce = `if [ -f "$HOME/fail" ]; then code=$(cat "$HOME/fail"); rm -f "$HOME/fail"; echo "$0: fault injected by the practice range" >&2; exit "$code"; fi`;

const pool = `#!/bin/sh
# pool drain|enable|is-drained|is-enabled NAME
${failOnce}
name=\${2:-$HP_HOST}
mkdir -p "$RANGE_STATE/drained"
case "$1" in
  drain) echo "pool: no new sessions for $name"
    for open in 12 5 1 0; do echo "pool: $open sessions open"; sleep 0.2; done
    : > "$RANGE_STATE/drained/$name"; echo "pool: $name is out" ;;
  enable) rm -f "$RANGE_STATE/drained/$name"; echo "pool: $name is back" ;;
  is-drained) [ -f "$RANGE_STATE/drained/$name" ] ;;
  is-enabled) [ ! -f "$RANGE_STATE/drained/$name" ] ;;
  *) echo "usage: pool drain|enable|is-drained|is-enabled NAME" >&2; exit 64 ;;
esac
`;

const shop = `#!/bin/sh
# shop install VERSION | version | migrate up | migrate status | backup
${failOnce}
case "$1" in
  install)
    [ -n "$2" ] || { echo "shop: which version?" >&2; exit 64; }
    for part in download unpack stop switch start; do printf 'shop: %s %s\\n' "$part" "$2"; sleep 0.3; done
    printf '%s\\n' "$2" > "$HOME/version"; mkdir -p "$RANGE_STATE/version"; cp "$HOME/version" "$RANGE_STATE/version/$HP_HOST"
    echo "shop: $HP_HOST runs $2" ;;
  version) cat "$HOME/version" 2>/dev/null || echo none ;;
  migrate)
    case "$2" in
      up) for n in 041 042 043; do echo "migrate: applying $n"; sleep 0.3; done; echo 043 > "$HOME/schema"; echo "migrate: schema is 043" ;;
      status) [ "$(cat "$HOME/schema" 2>/dev/null)" = 043 ] ;;
      *) exit 64 ;;
    esac ;;
  backup)
    echo "backup: snapshot of orders"; sleep 0.5
    date -u +%Y%m%dT%H%M%SZ > "$HOME/backup"; echo "backup: $(cat "$HOME/backup") is complete"
    [ -z "$HP_OUTPUT" ] || echo "snapshot=$(cat "$HOME/backup")" >> "$HP_OUTPUT" ;;
  *) echo "usage: shop install VERSION | version | migrate up|status | backup" >&2; exit 64 ;;
esac
`;

/** File name → content of the executables put into the range's `bin`. */
export const practiceCommands: Readonly<Record<string, string>> = { pool, shop };
