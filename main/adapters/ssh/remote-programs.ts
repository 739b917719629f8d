import { quoted } from './payload.ts';

/**
 * The constant programs a target runs. They travel in argv, hence hold no data: everything that varies (folder,
 * environment, script) comes on stdin. Written for the common ground of dash, bash and busybox ash.
 *
 * Traps they are shaped by:
 * - the command line is read by the login shell, which may be csh: one line, `!` only before a blank;
 * - names start with `_`, so that an exported variable of the login environment is never overwritten;
 * - here-documents are temporary files in some shells: data goes through pipes only;
 * - a script that says `> /dev/stderr` truncates a file behind it: its output goes through FIFOs to collectors;
 * - collectors ignore TERM, else a script that cleans up on TERM dies of SIGPIPE;
 * - `kill -0 -- -N` fails in dash, `kill -s TERM -- -N` in busybox: only `kill -TERM -N` is understood by all;
 * - a zombie still answers `kill -0`, and in a container nobody may ever reap it;
 * - a pid may be used again: liveness is pid and start time.
 */

/** What all programs ask: is this pid that process still, has its group living members, which boot is this, is it over. */
const ALIVE = `
_seen() {
  _s=; 
  if read -r _s 2>/dev/null <"/proc/$1/stat"; then
    set -- \${_s##*) };
    case $1 in Z|X) return 1;; esac;
    _g=$3; shift 19; _s=$1; return 0;
  fi;
  [ -e /proc/self/stat ] && return 1;
  _s=$(ps -o lstart= -p "$1" 2>/dev/null | tr -s " " "_"); _g=$(ps -o pgid= -p "$1" 2>/dev/null | tr -d " ");
  [ -n "$_s" ];
};
_group() {
  kill -0 "-$_pg" 2>/dev/null || return 1;
  [ -e /proc/self/stat ] || return 0;
  for _f in /proc/[0-9]*/stat; do
    _s=; read -r _s 2>/dev/null <"$_f"; set -- \${_s##*) };
    case $1 in ""|Z|X) ;; *) [ "$3" = "$_pg" ] && return 0;; esac;
  done;
  return 1;
};
_alive() { [ -n "$_ps" ] && _seen "$_p" && [ "$_s" = "$_ps" ]; };
_boot() {
  _b=-;
  read -r _b 2>/dev/null </proc/sys/kernel/random/boot_id || _b=$(sysctl -n kern.bootsessionuuid 2>/dev/null || sysctl -n kern.boottime 2>/dev/null | tr -c "A-Za-z0-9\\n" "_");
  [ -n "$_b" ] || _b=-;
};
_over() { set -- "$_d"/exit.*; [ -e "$1" ] || return 1; _c=\${1##*.}; };
_home() { case $_d in "~/"*) _d=$HOME/\${_d#"~/"};; esac; };
`;

/**
 * The guard of one attempt: detached, its own session. It runs the script once, if it wins `decided`, and leaves
 * the exit code by renaming a file made beforehand (works on a full disk). Nothing has run before `started` exists.
 * It stays as long as somebody holds the output open; readers wait only a moment for that.
 */
const GUARD = `
${ALIVE}
_d=$1; _u=$2; _b=$3;
_p=$(cat);
case $_p in *"#hp-end") ;; *) exit 1;; esac;
_seen $$;
echo "$$ $_b $_g $_s" >"$_d/pid" || exit 1;
mkdir "$_d/decided" || exit 1;
_o=$_d/out; _e=$_d/err;
mkfifo "$_d/o" "$_d/e" && { _o=$_d/o; _e=$_d/e; };
_a=0; read -r _a _x </proc/uptime;
echo "$_a" >"$_d/started" || exit 1;
if [ "$_o" = "$_d/o" ]; then
  ( trap "" TERM HUP INT; cat >>"$_d/out" || { mv "$_d/whole" "$_d/lost"; cat >/dev/null; } ) <"$_d/o" &
  ( trap "" TERM HUP INT; cat >>"$_d/err" || { mv "$_d/whole" "$_d/lost"; cat >/dev/null; } ) <"$_d/e" &
fi;
trap : TERM HUP INT;
eval "$_p";
_f=/dev/fd/9; [ -e /dev/fd/0 ] || _f=/proc/self/fd/9;
printf "%s\\n" "$_S" | (
  umask "$_u";
  HP_OUTPUT=$_d/output; export HP_OUTPUT; _cd=$_C;
  case $_cd in "~/"*) _cd=$HOME/\${_cd#"~/"};; "~") _cd=$HOME;; esac;
  [ -z "$_cd" ] || cd "$_cd" || exit 126;
  set -- "$@" "$_f";
  eval "$_E";
  exec "$@" 9<&0 </dev/null
) >>"$_o" 2>>"$_e";
_c=$?;
trap "" TERM HUP INT;
_z=0; read -r _z _x </proc/uptime;
echo "$_a $_z" >"$_d/running";
mv "$_d/running" "$_d/exit.$_c";
wait
`;

/** Follows output through descriptors 5 and 6: the kernel keeps their offset, so no byte is sent twice or left out. */
const FOLLOW = `
_leave() { [ -z "$_t" ] || kill $_t; exit 1; };
_flush() {
  if [ -s "$_d/out" ]; then cat <&5 || _leave; fi;
  if [ -s "$_d/err" ]; then cat <&6 >&4 || _leave; fi;
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
  _flush;
  _z="- -"; [ -e "$_d/exit.$_c" ] && read -r _z <"$_d/exit.$_c";
  _l=whole; [ -e "$_d/lost" ] && _l=lost;
  printf "%s end %s %s %s\\n" "$_n" "$_c" "$_l" "$_z";
  [ -s "$_d/output" ] && head -c 65537 "$_d/output";
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
 * One channel: claims, starts, follows, delivers the exit code. Header on stdin: mark, mode, offsets, folder.
 * stdout: `MARK run|tell|never|none|reboot|refused … BOOT`, the script's stdout, `MARK end CODE …`, its outputs.
 * stderr: `MARK`, the script's stderr. What comes before a mark is noise of the login shell.
 */
const ATTEMPT = `
${ALIVE}
${FOLLOW}
_answer() { printf "%s %s %s\\n" "$_n" "$1" "$_b"; };
_refuse() { printf "%s refused %s %s\\n" "$_n" "$_b" "$1"; exit 1; };
_mark() { _p=; _pb=; _pg=; _ps=; read -r _p _pb _pg _ps <"$_d/pid"; };
_tick() { _i=$((_i+1)); };
_spawn() {
  if command -v setsid >/dev/null; then printf "%s" "$_p" | setsid sh -c "$1" hp "$_d" "$_u" "$_b" >/dev/null 2>&1 4>&- &
  elif command -v perl >/dev/null; then printf "%s" "$_p" | perl -MPOSIX -e "POSIX::setsid(); exec @ARGV" sh -c "$1" hp "$_d" "$_u" "$_b" >/dev/null 2>&1 4>&- &
  else printf "%s" "$_p" | sh -c "$1" hp "$_d" "$_u" "$_b" >/dev/null 2>&1 4>&- &
  fi;
  _r=$! ;
};
_u=$(umask); umask 077;
read -r _n _m _oo _oe _d || exit 1;
_p=$(cat);
case $_p in *"#hp-end") ;; *) exit 1;; esac;
exec 4>&2 2>/dev/null;
printf "%s\\n" "$_n" >&4;
_home; _boot; _r=; _t=; _v=; _w=0; _i=0;
_x=\${_d%/*}; [ -d "$_x" ] || _y=$(mkdir -p "$_x" 2>&1) || _refuse "$_y";
if _y=$(mkdir "$_d" 2>&1); then
  [ "$_m" = start ] || { mkdir "$_d/decided"; _answer none; exit 0; };
  { true >"$_d/out" && true >"$_d/err" && true >"$_d/output" && true >"$_d/running" && true >"$_d/whole"; } || _refuse "the attempt folder cannot be written to";
  _spawn "$1";
  _answer run;
  exec 5<"$_d/out" 6<"$_d/err";
  trap _tick USR1;
  ( exec >/dev/null 4>&-; for _i in .02 .03 .05 .05 .1 .1 .1 .2 .2 .2; do sleep $_i || sleep 1; kill -USR1 $$ || exit; done; while sleep .25 || sleep 1; do kill -USR1 $$ || exit; done ) &
  _t=$! ;
  while :; do
    wait "$_r";
    [ -e "$_d/started" ] && _v=1;
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
    if [ $_i = 10 ]; then _mark; _long && break; fi;
  done;
  [ -z "$_t" ] || kill $_t;
  _finish;
fi;
[ -d "$_d" ] || _refuse "$_y";
if mkdir "$_d/decided"; then
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

/** TERM, then KILL, to the whole process group; answers when it is gone. Fences an attempt that did not begin. */
const KILL = `
${ALIVE}
_say() { printf "%s %s\\n" "$_n" "$1"; exit 0; };
_gone() { _j=0; while _group; do _j=$((_j+1)); [ $_j -gt $1 ] && return 1; sleep .1 || sleep 1; done; };
umask 077; read -r _n _m _oo _oe _d || exit 1;
exec 2>/dev/null;
_home; _boot;
_x=\${_d%/*}; [ -d "$_x" ] || mkdir -p "$_x";
if mkdir "$_d"; then mkdir "$_d/decided"; _say never; fi;
[ -d "$_d" ] || _say unable;
if mkdir "$_d/decided"; then _say never; fi;
_over && _say ended;
_j=0;
while :; do
  _p=; _pb=; _pg=; _ps=; read -r _p _pb _pg _ps <"$_d/pid";
  [ -n "$_ps" ] && [ -e "$_d/started" ] && break;
  if [ -z "$_ps" ] || ! _alive; then _say never; fi;
  _j=$((_j+1)); [ $_j -gt 50 ] && _say unable; sleep .05 || sleep 1;
done;
[ "$_pb" = "$_b" ] || _say ended;
if _seen "$_p"; then [ "$_s" = "$_ps" ] || _say ended; fi;
_over && _say ended;
kill -TERM "-$_pg" || _say ended;
if _gone $_oo; then _say term; fi;
kill -KILL "-$_pg";
if _gone 50; then [ -e "$_d/running" ] && mv "$_d/running" "$_d/exit.137"; _say kill; fi;
_say unable;
`;

/** Runs a script in the foreground of the channel: no folder, no second life. Its pid is its process group. */
const PLAIN = `
read -r _n || exit 125;
_p=$(cat);
case $_p in *"#hp-end") ;; *) exit 125;; esac;
printf "%s run %s\\n" "$_n" $$; printf "%s\\n" "$_n" >&2;
eval "$_p";
_f=/dev/fd/9; [ -e /dev/fd/0 ] || _f=/proc/self/fd/9;
printf "%s\\n" "$_S" | (
  _cd=$_C;
  case $_cd in "~/"*) _cd=$HOME/\${_cd#"~/"};; "~") _cd=$HOME;; esac;
  [ -z "$_cd" ] || cd "$_cd" || exit 126;
  set -- "$@" "$_f";
  eval "$_E";
  exec "$@" 9<&0 </dev/null
);
`;

/**
 * TERM, then KILL, to the group of a plain script whose channel is still open; where the server gave it no group of
 * its own, to its descendants.
 */
const PLAIN_KILL = `
${ALIVE}
read -r _n _pg _j || exit 1;
exec 2>/dev/null;
_descend() {
  _l=" $_pg "; _o=;
  while [ "$_o" != "$_l" ]; do
    _o=$_l;
    for _f in /proc/[0-9]*/stat; do
      _s=; read -r _s <"$_f"; _q=\${_s%% *}; set -- \${_s##*) };
      case $_l in *" $_q "*) ;; *" $2 "*) _l="$_l$_q ";; esac;
    done;
  done;
};
_left() {
  [ "$_l" = "-$_pg" ] && { _group; return; };
  for _q in $_l; do _seen "$_q" && return 0; done;
  return 1;
};
_l="-$_pg";
kill -TERM $_l || { _descend; kill -TERM $_l; } || { printf "%s ended\\n" "$_n"; exit; };
while _left; do
  _j=$((_j-1));
  if [ $_j -lt 0 ]; then kill -KILL $_l; printf "%s kill\\n" "$_n"; exit; fi;
  sleep .1 || sleep 1;
done;
printf "%s term\\n" "$_n";
`;

/** Removes the folder of a finished attempt. A fence (decided, never started) stays: it keeps a late start out. */
const FORGET = `
read -r _n _m _oo _oe _d || exit 1;
exec 2>/dev/null;
case $_d in "~/"*) _d=$HOME/\${_d#"~/"};; esac;
[ -e "$_d/started" ] && rm -rf -- "$_d";
printf "%s ok\\n" "$_n";
`;

const BOOT_ID = `
${ALIVE}
read -r _n || exit 1;
_boot; printf "%s boot %s\\n" "$_n" "$_b";
`;

/**
 * What a start needs to know: room and right to write in folders (or where they would be made), programs that are
 * missing, `%kills` where systemd ends what a login leaves behind; then the time, once for each further line. Writes nothing. `df` names with blanks: only the two columns
 * before the first `%` count.
 */
const SURVEY = `
read -r _n || exit 1;
read -r _k || exit 1;
exec 2>/dev/null;
set -f;
_o=;
_room() {
  _w=-; _l=$(df "$1" "$_f" | tail -n 1);
  case $_l in *%*) set -- \${_l%%%*}; while [ $# -gt 2 ]; do shift; done; _w=\${1:--};; esac;
  _o="$_o $_w";
};
while [ "$_k" -gt 0 ]; do
  _k=$((_k-1));
  read -r _f || exit 1;
  case $_f in "~/"*) _f=$HOME/\${_f#"~/"};; "~") _f=$HOME;; esac;
  while [ ! -e "$_f" ]; do case $_f in */*) _f=\${_f%/*};; *) _f=.;; esac; [ -n "$_f" ] || _f=/; done;
  _room -Pk; _room -Pi;
  if [ -d "$_f" ] && [ -w "$_f" ]; then _o="$_o w"; else _o="$_o r"; fi;
done;
read -r _p || exit 1;
for _q in $_p; do command -v "$_q" >/dev/null || _o="$_o $_q"; done;
set +f;
if grep -qs "^ *KillUserProcesses *= *\\(yes\\|true\\|1\\)" /etc/systemd/logind.conf /etc/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf /usr/lib/systemd/logind.conf.d/*.conf; then
  [ -e "/var/lib/systemd/linger/$(id -un)" ] || _o="$_o %kills";
fi;
printf "%s %s\\n" "$_n" "$_o";
while read -r _x; do printf "%s %s\\n" "$_n" "$(date +%s.%N)"; done;
`;

function oneLine(program: string): string {
  return program
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

function commandOf(program: string, ...args: readonly string[]): string {
  return `exec sh -c ${[oneLine(program), 'hp', ...args.map(oneLine)].map(quoted).join(' ')}`;
}

export const remoteCommands = {
  attempt: commandOf(ATTEMPT, GUARD),
  kill: commandOf(KILL),
  plain: commandOf(PLAIN),
  plainKill: commandOf(PLAIN_KILL),
  forget: commandOf(FORGET),
  bootId: commandOf(BOOT_ID),
  survey: commandOf(SURVEY),
} as const;
