import { ALIVE } from './alive.ts';
import { GREETING } from './greeting.ts';

/**
 * Follows output through descriptors 5 and 6: the kernel keeps their offset, so no byte is sent twice or left out; at
 * the end it says how many there were, where it has such a file.
 */
const FOLLOW = `
_leave() { [ -z "$_t" ] || kill $_t; exit 1; };
_flush() {
  if [ -s "$_d/out" ]; then cat <&5 || _leave; fi;
  if [ -s "$_d/err" ]; then cat <&6 >&4 || _leave; fi;
};
_count() {
  _x=; _y=;
  read -r _z _x </proc/self/fdinfo/5; read -r _z _y </proc/self/fdinfo/6;
  _q="\${_x:--} out \${_y:--} err 0";
};
_done() {
  if _over; then
    _alive || return 0;
    _w=$((_w+1)); [ $_w -gt 3 ]; return;
  fi;
  _alive && return 1;
  _over && return 0;
  _group && return 1;
  _over || _c=gone;
};
_finish() {
  _q=; if [ ! -e /proc/self/fdinfo/5 ] || [ -s "$_d/output" ]; then _q=$(cd "$_d" && exec wc -c out err output); fi;
  _flush;
  [ -n "$_q" ] || _count;
  _z=; [ -e "$_d/running" ] && read -r _z <"$_d/running";
  [ -n "$_z" ] || { [ -e "$_d/exit.$_c" ] && read -r _z <"$_d/exit.$_c"; };
  _l=whole; [ -e "$_d/lost" ] && _l=lost;
  set -- $_q;
  printf "%s end %s %s %s %s %s %s\\n" "$_n" "$_c" "$_l" "\${_z:-- -}" "\${1:--}" "\${3:--}" "\${5:--}"; printf "%s" "$_n" >&4;
  if [ -e "$_d/refused" ]; then head -c 2000 "$_d/sudo"; elif [ -s "$_d/output" ]; then head -c 65537 "$_d/output"; fi;
  exit 0;
};
_long() {
  case $(tail --version) in *GNU*) ;; *) return 1;; esac;
  trap "" USR1; [ -z "$_t" ] || { kill $_t; wait $_t; };
  _w=0;
  ( while :; do _done && exit; sleep .2 || sleep 1; done ) >/dev/null 4>&- &
  _k=$! ;
  tail -c +1 -f --pid=$_k -s .05 <&5 &
  tail -c +1 -f --pid=$_k -s .05 <&6 >&4 &
  [ -z "$_r" ] || { wait "$_r"; kill -0 "$_r" || { _over && kill $_k; }; };
  wait;
  _t=; _over || _c=gone;
  return 0;
};
`;

/**
 * One channel: claims, starts, follows, delivers the exit code. On stdin: MARK MODE OFFSETS WAY FOLDER; the rest is for
 * the guard, which inherits it unread. stdout: `MARK run|tell|never|none|reboot|refused … BOOT`, the script's stdout,
 * `MARK end CODE …`, its outputs. stderr: `MARK`, the script's stderr. What comes before a mark is noise of the login
 * shell. The guard's signal that the script has begun starts the looks at its output: on a busy target many would come
 * before that. WAY `scope`: systemd would end what the login leaves behind, so the guard gets a scope of its own.
 */
export const ATTEMPT = `
${ALIVE}
${GREETING}
${FOLLOW}
_answer() { printf "%s %s %s\\n" "$_n" "$1" "$_b"; };
_refuse() { printf "%s refused %s %s\\n" "$_n" "$_b" "$1"; exit 1; };
_mark() { _p=; _pb=; _pg=; _ps=; read -r _p _pb _pg _ps <"$_d/pid"; };
_tick() {
  _i=$((_i+1));
  [ -z "$_t" ] || return;
  ( exec >/dev/null 4>&-; for _i in .05 .05 .1 .1 .2 .2 .2 .2; do sleep $_i || sleep 1; kill -USR1 $$ || exit; done; while sleep .25 || sleep 1; do kill -USR1 $$ || exit; done ) &
  _t=$! ;
};
_spawn() {
  set -- sh -c "$1" hp "$_d" "$_u" "$_b" "$2" $$;
  if command -v setsid >/dev/null; then set -- setsid "$@";
  elif command -v perl >/dev/null; then set -- perl -MPOSIX -e "POSIX::setsid(); exec @ARGV" "$@"; fi;
  [ "$_way" != scope ] || set -- systemd-run --user --scope --quiet -- "$@";
  "$@" <&3 3<&- >/dev/null 2>&1 4>&- &
  _r=$! ; exec 3<&-;
};
_y=; while [ "$_y" != Umask: ] && read -r _y _u; do :; done </proc/self/status; [ "$_y" = Umask: ] || _u=$(umask); umask 077;
read -r _n _m _oo _oe _way _d || exit 1;
if [ "$_m" = ask ]; then _greet; read -r _n _m _oo _oe _way _d || exit 1; fi;
exec 3<&0 </dev/null 4>&2 2>/dev/null;
printf "%s\\n" "$_n" >&4;
_home; _boot; _r=; _t=; _v=; _w=0; _i=0;
_x=\${_d%/*}; [ -d "$_x" ] || _y=$(mkdir -p "$_x" 2>&1) || _refuse "$_y";
if _y=$(mkdir "$_d" 2>&1); then
  [ "$_m" = start ] || { _decide; _answer none; exit 0; };
  { true >"$_d/out" && true >"$_d/err" && true >"$_d/output" && true >"$_d/running" && true >"$_d/whole"; } || _refuse "the attempt folder cannot be written to";
  trap _tick USR1;
  _spawn "$1" "$2";
  _answer run;
  exec 5<"$_d/out" 6<"$_d/err";
  while :; do
    wait "$_r";
    [ -z "$_v" ] && [ -e "$_d/started" ] && _v=1;
    if ! kill -0 "$_r"; then
      _over && break;
      _mark;
      [ -d "$_d" ] || { _c=removed; break; };
      [ -e "$_d/started" ] || [ -z "$_v" ] || { _c=removed; break; };
      [ -e "$_d/started" ] || { _c=never; break; };
      _done && break;
      sleep .2 || sleep 1;
    elif _over; then
      _w=$((_w+1)); [ $_w -gt 3 ] && break;
    fi;
    _flush;
    if [ $_i -ge 9 ] && [ "$_v" = 1 ]; then _v=2; _mark; _long && break; fi;
  done;
  [ -z "$_t" ] || kill $_t;
  _finish;
fi;
[ -d "$_d" ] || _refuse "$_y";
if _decide; then
  if [ -e "$_d/started" ]; then _answer reboot; else _answer never; fi;
  exit 0;
fi;
while :; do
  _mark;
  [ -e "$_d/started" ] && break;
  if [ -n "$_pb" ] && [ "$_pb" != "$_b" ]; then _answer reboot; exit 0; fi;
  _alive || { [ -e "$_d/started" ] && break; _answer never; exit 0; };
  sleep .05 || sleep 1;
done;
_mark;
_over || [ "$_pb" = "$_b" ] || { _answer reboot; exit 0; };
[ -e "$_d/out" ] || { true >"$_d/out"; true >"$_d/err"; mv "$_d/whole" "$_d/lost"; };
_answer tell;
exec 5<"$_d/out" 6<"$_d/err";
[ "$_oo" = 0 ] || dd bs=1 "skip=$_oo" count=0 <&5 >/dev/null;
[ "$_oe" = 0 ] || dd bs=1 "skip=$_oe" count=0 <&6 >/dev/null;
while :; do
  _done && break;
  _flush;
  _i=$((_i+1));
  if [ $_i = 5 ]; then _long && break; fi;
  sleep .1 || sleep 1;
done;
_finish;
`;
