import { quoted } from '../payload.ts';

/**
 * What a target runs for an upload. As everywhere they travel in argv and hold no data: names come on stdin, a line
 * each. Written for the common ground of dash, bash and busybox ash, and for targets with no more than a few tools.
 *
 * Traps they are shaped by:
 * - `wc -c` reads a whole file in busybox: `stat` first, in GNU's and then in BSD's words;
 * - `mv` moves into a folder that stands at the destination: asked for just before, and only used without SFTP's rename;
 * - `openssl dgst` prints `SHA2-256(stdin)= …`: the digest is picked out on our side.
 */

const PLACES = `
_abs() { case $_t in "~/"*) _t=$HOME/\${_t#"~/"};; esac; _d=\${_t%/*}; _p=$_d/$_k; [ -n "$_d" ] || _d=/; };
_size() { stat -c %s "$1" || stat -f %z "$1" || wc -c <"$1" | tr -d " "; };
`;

/** Answers questions about one destination and its temporary file, one line each, until stdin ends. */
const WORKER = `
read -r _n || exit 1;
read -r _t || exit 1;
read -r _k || exit 1;
exec 2>/dev/null;
${PLACES}
_abs;
_sum() { sha256sum <"$1" || shasum -a 256 <"$1" || openssl dgst -sha256 <"$1" || echo -; };
_try() { if _e=$("$@" 2>&1); then _o=ok; else _o="no $_e"; return 1; fi; };
_dress() {
  _try "$1" "$_a" "$2" && return;
  command -v sudo >/dev/null || return;
  _x=$_o; _try sudo -n "$1" "$_a" "$2" || _o="$_x; $_e";
};
_free() { set -- $(df -Pk "$_d" | tail -n 1); while [ $# -gt 0 ]; do case $1 in *%) echo "$_f"; return;; esac; _f=$1; shift; done; echo -; };
_look() {
  _y=none;
  if [ -L "$_t" ]; then _y=link; elif [ -d "$_t" ]; then _y=folder; elif [ -f "$_t" ]; then _y=file; elif [ -e "$_t" ]; then _y=other; fi;
  _s=-; _m=-; _u=-; _r=-; _w=r; _f=-;
  if [ $_y = file ]; then
    _s=$(_size "$_t"); _m=$(stat -c %a "$_t" || stat -f %Lp "$_t" || echo -); _u=$(stat -c %u:%g "$_t" || stat -f %u:%g "$_t" || echo -);
  fi;
  if [ -f "$_p" ] && [ ! -L "$_p" ]; then _r=$(_size "$_p"); elif [ -e "$_p" ] || [ -L "$_p" ]; then _r=strange; fi;
  if [ ! -d "$_d" ]; then _w=missing; elif [ -w "$_d" ] && [ -x "$_d" ]; then _w=w; fi;
  _f=$(_free);
  _i=$(umask);
  _o="$_y $_s $_m $_u $_r $_w $_f $_i $(id -u):$(id -g) $_d";
};
while read -r _c _a; do
  _o=ok;
  case $_c in
    look) _look;;
    sum-part) _o=$(_sum "$_p");;
    sum-destination) _o=$(_sum "$_t");;
    mode-part) _dress chmod "$_p";;
    mode-destination) _dress chmod "$_t";;
    owner-part) _dress chown "$_p";;
    owner-destination) _dress chown "$_t";;
    sync) sync "$_p" || sync;;
    move) if [ -d "$_t" ]; then _o="no a folder stands there now"; else _try mv -f "$_p" "$_t"; fi;;
    link) _o=$(readlink "$_t");;
    drop) _try rm -f "$_p";;
  esac;
  printf "%s %s\\n" "$_n" "$(printf "%s" "$_o" | tr "\\n" " ")";
done;
`;

/** Where no SFTP is: what follows the three lines is appended to the temporary file. */
const STREAM = `
read -r _n || exit 1;
read -r _t || exit 1;
read -r _k || exit 1;
${PLACES}
_abs;
umask 077;
if _e=$( { cat >>"$_p"; } 2>&1 ); then printf "%s ok\\n" "$_n"; else printf "%s no %s\\n" "$_n" "$(printf "%s" "$_e" | tr "\\n" " ")"; cat >/dev/null; fi;
`;

/** One line, for any login shell. */
function commandOf(program: string): string {
  const lines = program.split('\n').map((line) => line.trim());
  return `exec sh -c ${quoted(lines.filter((line) => line !== '').join(' '))}`;
}

export const uploadCommands = { worker: commandOf(WORKER), stream: commandOf(STREAM) } as const;
