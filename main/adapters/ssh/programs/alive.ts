/** Is there such a process: `_s` when it started, `_g` its group. */
export const SEEN = `
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
`;

/** Which boot of the target is this: `_b`. */
export const BOOT = `
_boot() {
  _b=-;
  read -r _b 2>/dev/null </proc/sys/kernel/random/boot_id || _b=$(sysctl -n kern.bootsessionuuid 2>/dev/null || sysctl -n kern.boottime 2>/dev/null | tr -c "A-Za-z0-9\\n" "_");
  [ -n "$_b" ] || _b=-;
};
`;

/** Takes the one decision about an attempt, start or fence: only one can. A file that must be new: no process for it. */
const DECIDE = `
_decide() { set -C; true >"$_d/decided"; set -- $?; set +C; return $1; };
`;

/** Everything on stdin into `_p`. A process costs more than to read a short text byte by byte. */
export const TAKE = `
_take() {
  if [ "$1" != short ] || [ \${#IFS} != 3 ]; then _p=$(cat); return; fi;
  _p=; _x=\${IFS#??};
  while IFS= read -r _l; do _p=$_p$_l$_x; done;
  _p=$_p$_l;
};
`;

/** What all programs ask: is this pid that process still, has its group living members, which boot is this, is it over. */
export const ALIVE = `
${SEEN}
_group() {
  kill -0 "-$_pg" 2>/dev/null || [ -e "$_d/as" ] || return 1;
  [ -e /proc/self/stat ] || return 0;
  for _f in /proc/[0-9]*/stat; do
    _s=; read -r _s 2>/dev/null <"$_f"; set -- \${_s##*) };
    case $1 in ""|Z|X) ;; *) [ "$3" = "$_pg" ] && return 0;; esac;
  done;
  return 1;
};
_alive() { [ -n "$_ps" ] && _seen "$_p" && [ "$_s" = "$_ps" ]; };
${BOOT}
${DECIDE}
_over() { set -- "$_d"/exit.*; [ -e "$1" ] || return 1; _c=\${1##*.}; };
_home() { case $_d in "~/"*) _d=$HOME/\${_d#"~/"};; esac; };
`;

/** The script itself: `_S` through a pipe to the interpreter in `$@`, `_E` into its environment, `_C` its folder. */
export const RUN_SCRIPT = `
_cd=$_C;
case $_cd in "~/"*) _cd=$HOME/\${_cd#"~/"};; "~") _cd=$HOME;; esac;
[ -z "$_cd" ] || cd "$_cd" || exit 126;
set -- "$@" "$_f";
eval "$_E";
exec "$@" 9<&0 </dev/null
`;

/** Where an interpreter finds what lies behind descriptor 9. */
export const SCRIPT_FILE = `_f=/dev/fd/9; [ -e /dev/fd/0 ] || _f=/proc/self/fd/9;`;
