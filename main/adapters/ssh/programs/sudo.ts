import { RUN_SCRIPT, SCRIPT_FILE, SEEN } from './alive.ts';

/**
 * What runs behind sudo, as the other account. Only descriptors 0, 1 and 2 come through sudo, so everything comes on
 * stdin, a line at a time, each line of the payload behind a blank: what stands before `#hp-begin` is a password that
 * sudo did not ask for after all. Then it waits for `go`. What follows on stdin are orders: `term TICKS` is TERM, then
 * KILL to the whole group. Nobody else may signal these processes, hence the warden; it leaves out the guard and its
 * collectors, which must live to write the end down.
 */
export const BEHIND_SUDO = `
${SEEN}
_N=; _O=; _st=;
while IFS= read -r _l; do [ "$_l" = "#hp-begin" ] && break; done;
_p=$(while IFS= read -r _l; do case $_l in " "*) printf "%s\\n" "\${_l# }";; "#hp-end") exit 0;; esac; done; exit 1) || exit 125;
eval "$_p"; _p=;
if [ -n "$_N" ]; then printf "%s run as\\n" "$_N"; printf "\\n%s\\n" "$_N" >&2;
else echo hp-in; printf "\\nhp-in\\n" >&2; fi;
read -r _l; [ "$_l" = go ] || exit 125;
cd "$HOME" || cd /;
_seen $$; _pg=$_g; _i=$$;
exec 7<&0;
_others() {
  [ -e /proc/self/stat ] || return 0;
  for _f in /proc/[0-9]*/stat; do
    _s=; read -r _s <"$_f"; _q=\${_s%% *}; set -- \${_s##*) };
    [ "$3" = "$_pg" ] || continue;
    case $1 in ""|Z|X) continue;; esac;
    case " $_i $_me $_su $_ex " in *" $_q "*|*" $2 "*) ;; *) return 0;; esac;
    [ "$2" = "$_i" ] && [ "$_q" != "$_me" ] && return 0;
  done;
  return 1;
};
_guarding() {
  read -r _s <"/proc/$_su/stat" || return;
  set -- \${_s##*) }; _gd=$2; _ex=$_gd;
  for _f in /proc/[0-9]*/stat; do
    _s=; read -r _s <"$_f"; _q=\${_s%% *}; set -- \${_s##*) };
    [ "$2" = "$_gd" ] && [ "$3" = "$_pg" ] && [ "$_q" != "$_su" ] && _ex="$_ex $_q";
  done;
};
( trap "" TERM HUP INT; exec >/dev/null 2>&1;
  read -r _s </proc/self/stat && _me=\${_s%% *};
  _su=$PPID; _ex=;
  while read -r _l _j; do
    [ "$_l" = term ] || continue;
    _guarding;
    kill -USR1 $_i; kill -TERM "-$_pg";
    while _others; do _j=$((_j-1)); [ $_j -lt 0 ] && break; sleep .1 || sleep 1; done;
    [ $_j -ge 0 ] || kill -KILL "-$_pg";
    exit;
  done
) <&7 7<&- &
_wd=$! ;
trap : TERM HUP INT; trap _st=1 USR1;
${SCRIPT_FILE}
printf "%s\\n" "$_S" | (
  exec 7<&-;
  [ -z "$_O" ] || { HP_OUTPUT=$_O; export HP_OUTPUT; };
  ${RUN_SCRIPT}
);
_c=$?;
if [ -n "$_st" ]; then while kill -0 $_wd; do wait $_wd; done; else kill -KILL $_wd; fi 2>/dev/null;
[ -z "$_N" ] || { printf "%s end\\n" "$_N"; printf "%s" "$_N" >&2; };
exit $_c
`;

/**
 * Would sudo let us, and what does it want for it: `free`, `right`, `missing`, `bare` (printf would show a password in
 * the process list), or `no`, who we are over there, and its words. An empty second line asks without a password.
 */
export const SUDO_QUESTION = `
read -r _n; read -r _as; IFS= read -r _w;
exec 2>/dev/null;
LC_ALL=C; export LC_ALL;
command -v sudo >/dev/null || { printf "%s missing\\n" "$_n"; exit; };
case $(command -v printf) in /*) printf "%s bare\\n" "$_n"; exit;; esac;
command -v mkfifo >/dev/null || { printf "%s no-mkfifo\\n" "$_n"; exit; };
if [ -z "$_w" ]; then _y=$(sudo -n -H -u "$_as" sh -c : 2>&1 </dev/null) && { printf "%s free\\n" "$_n"; exit; };
else _y=$(printf "%s\\n" "$_w" | sudo -k -S -p "" -H -u "$_as" sh -c : 2>&1) && { printf "%s right\\n" "$_n"; exit; };
fi;
set -f; set -- $_y;
printf "%s no %s %s\\n" "$_n" "$(id -un)" "$*";
`;

/**
 * In the foreground of the channel: `S` (with a password) or `-`, and the account; then the password, then what the
 * program behind sudo reads. One line is read by us; sudo reads its own, byte for byte.
 */
export const PLAIN_AS = `
read -r _k _as;
if [ "$_k" = S ]; then exec sudo -k -S -p "" -H -u "$_as" sh -c "$1"; fi;
exec sudo -n -H -u "$_as" sh -c "$1"
`;
