import { ALIVE } from './alive.ts';

/** TERM, then KILL, to the whole process group; answers when it is gone. Fences an attempt that did not begin. */
export const KILL = `
${ALIVE}
_say() { printf "%s %s\\n" "$_n" "$1"; exit 0; };
_gone() { _j=0; while _group; do _j=$((_j+1)); [ $_j -gt $1 ] && return 1; sleep .1 || sleep 1; done; };
umask 077; read -r _n _m _oo _oe _d || exit 1;
exec 2>/dev/null;
_home; _boot;
_x=\${_d%/*}; [ -d "$_x" ] || mkdir -p "$_x";
if mkdir "$_d"; then _decide; _say never; fi;
[ -d "$_d" ] || _say unable;
if _decide; then _say never; fi;
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
_a=; _i=$_oo;
if [ -e "$_d/as" ]; then
  read -r _a <"$_d/as"; _i=$((_oo+10));
  printf "term %s\\n" "$_oo" 1<>"$_d/i";
fi;
kill -TERM "-$_pg" || _say ended;
if _gone $_i; then
  [ -n "$_a" ] && [ $_j -gt $_oo ] && _say kill;
  _say term;
fi;
[ -z "$_a" ] || sudo -n -u "$_a" sh -c "kill -KILL -$_pg";
kill -KILL "-$_pg";
if _gone 50; then _over || [ ! -e "$_d/running" ] || mv "$_d/running" "$_d/exit.137"; _say kill; fi;
_say unable;
`;

/**
 * TERM, then KILL, to the group of a plain script whose channel is still open; where the server gave it no group of
 * its own, to its descendants.
 */
export const PLAIN_KILL = `
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

/**
 * Removes the folders of finished attempts, a line each. A fence (decided, never started) stays: it keeps a late start out. `sweep`
 * also removes fences a month old, when no start can be on its way any more, and the output of attempts that ended a
 * month ago and that nobody asked about: what stays of them says that they ran.
 */
export const FORGET = `
exec 2>/dev/null;
_k=;
while read -r _n _m _oo _oe _d; do
  case $_d in "~/"*) _d=$HOME/\${_d#"~/"};; esac;
  if [ -e "$_d/started" ]; then
    read -r _x <"$_d/tmp" && case $_x in */hp-*) rm -rf -- "$_x";; esac;
    rm -rf -- "$_d";
  fi;
  [ "$_m" = sweep ] && _k=\${_d%/*};
  printf "%s ok\\n" "$_n";
done;
[ -n "$_k" ] && cd "$_k" || exit 0;
find . -mindepth 1 -maxdepth 1 -type d -mtime +30 | while IFS= read -r _x; do
  if [ ! -e "$_x/started" ]; then rm -rf -- "$_x";
  else set -- "$_x"/exit.*; [ -e "$1" ] && rm -f -- "$_x/out" "$_x/err" "$_x/output" "$_x/sudo"; fi;
done;
`;
