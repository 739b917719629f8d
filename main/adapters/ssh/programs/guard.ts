import { ALIVE, RUN_SCRIPT, SCRIPT_FILE, TAKE } from './alive.ts';

/**
 * The guard of one attempt: detached, its own session. It runs the script once, if it wins `decided`, and leaves
 * the exit code as the name of a file: a new one, or on a full disk one that was made beforehand. Nothing has run before `started` exists.
 * It stays as long as somebody holds the output open; readers wait only a moment for that. On stdin: TOKEN short|long ACCOUNT; a
 * password or nothing; the payload, without whose end mark nothing is begun. It lets go of the channel's stdin then.
 *
 * As another account (`_as`): sudo is let in first, and only when the program behind it has spoken (`hp-in`, it then
 * holds script and values and waits) the collector of stdout takes `decided` and says `go`. A sudo that refuses leaves
 * an attempt that never started and never can, and is `refused` when its words were written down (`said`). The password
 * goes through a FIFO; `$HP_OUTPUT` lies in a folder of a name nobody can guess, for the other account may not look into
 * ours. sudo's FIFOs are opened in a subshell: in busybox and older dash a child that ends interrupts an open that waits.
 */
export const GUARD = `
${ALIVE}
${TAKE}
_d=$1; _u=$2; _b=$3; _rd=$5;
read -r _tk _m _as; IFS= read -r _pw;
_take "$_m";
case $_p in *"#hp-end") ;; *) exit 1;; esac;
exec </dev/null;
_seen $$;
[ -z "$_as" ] || echo "$_as" >"$_d/as" || exit 1;
echo "$$ $_b $_g $_s" >"$_d/pid" || exit 1;
_lost() { mv "$_d/whole" "$_d/lost"; cat >/dev/null; };
_heard() { _j=0; until [ -e "$_d/said" ] || [ $_j -gt 40 ]; do _j=$((_j+1)); sleep .05 || { sleep 1; break; }; done; };
_begin() { _decide || return 1; _a=0; read -r _a _x </proc/uptime; echo "$_a" >"$_d/started" || { rm -f "$_d/started"; return 1; }; kill -USR1 "$_rd"; return 0; };
_end() {
  trap "" TERM HUP INT;
  _z=0; read -r _z _x </proc/uptime; read -r _a <"$_d/started";
  echo "$_a $_z" >"$_d/running";
  true >"$_d/exit.$_c" || mv "$_d/running" "$_d/exit.$_c";
};
if [ -n "$_as" ]; then
  mkfifo "$_d/i" "$_d/o" "$_d/e" || { _decide; exit 1; };
  _h=$_d/output;
  for _x in "\${TMPDIR:-/tmp}" /tmp /var/tmp /dev/shm; do
    case $_x in *"'"*) continue;; esac;
    mkdir -m 711 "$_x/hp-$_tk" && { _h=$_x/hp-$_tk/output; echo "$_x/hp-$_tk" >"$_d/tmp"; break; };
  done;
  ( umask 0; [ "$_h" = "$_d/output" ] || true >"$_h" );
  exec 8<>"$_d/i";
  (
    trap "" TERM HUP INT; exec <"$_d/o";
    while IFS= read -r _l; do [ "$_l" = hp-in ] && { if _begin; then echo go >&8; else echo no >&8; fi; break; }; done;
    exec 8>&-; cat >>"$_d/out" || _lost
  ) &
  (
    trap "" TERM HUP INT; exec 8>&- <"$_d/e";
    while IFS= read -r _l; do [ "$_l" = hp-in ] && break; printf "%s\\n" "$_l" >>"$_d/sudo"; done;
    cat >>"$_d/err" || _lost;
    true >"$_d/said"
  ) &
  { [ -z "$_pw" ] || printf "%s\\n" "$_pw"; printf "%s\\n" "#hp-begin" " _O='$_h'" "$_p"; } >&8 &
  _w=$! ;
  _y=\${_pw:+S}; _pw=; _p=;
  trap : TERM HUP INT;
  ( [ -z "$_y" ] || exec sudo -k -S -p "" -H -u "$_as" sh -c "$4"; exec sudo -n -H -u "$_as" sh -c "$4" ) <"$_d/i" >"$_d/o" 2>"$_d/e" 8>&-;
  _c=$?;
  exec 8>&-; kill $_w;
  [ "$_h" = "$_d/output" ] || { head -c 65537 "$_h" >"$_d/output"; rm -rf -- "\${_h%/*}"; };
  [ -e "$_d/started" ] || { _heard; _decide && true >"$_d/refused"; exit 1; };
  _end;
  wait; exit;
fi;
_begin || exit 1;
trap : TERM HUP INT;
eval "$_p";
${SCRIPT_FILE}
{
  trap : TERM HUP INT;
  {
    trap : TERM HUP INT;
    printf "%s\\n" "$_S" | (
      umask "$_u";
      HP_OUTPUT=$_d/output; export HP_OUTPUT;
      ${RUN_SCRIPT}
    ) >&8 2>&7 7>&- 8>&-;
    _c=$?;
    _end;
  } 7>&1 | { trap "" TERM HUP INT; cat >>"$_d/err" || _lost; } >/dev/null 8>&-;
} 8>&1 | { trap "" TERM HUP INT; cat >>"$_d/out" || _lost; }
`;
