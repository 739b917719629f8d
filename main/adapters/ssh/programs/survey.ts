import { ALIVE } from './alive.ts';
import { LOGOUT } from './greeting.ts';

/** Asked once a connection: which boot is this, and how does a guard outlive the login. */
export const FACTS = `
${ALIVE}
${LOGOUT}
read -r _n || exit 1;
_boot; _logout; printf "%s boot %s %s\\n" "$_n" "$_b" "$_y";
`;

/**
 * What a start needs to know: room and right to write in folders (or where they would be made), programs that are
 * missing, `%kills` where systemd ends what a login leaves behind; then the time, once for each further line. Writes nothing. `df` names with blanks: only the two columns
 * before the first `%` count.
 */
export const SURVEY = `
${LOGOUT}
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
_logout; case $_y in *kills) _o="$_o %kills";; esac;
printf "%s %s\\n" "$_n" "$_o";
while read -r _x; do printf "%s %s\\n" "$_n" "$(date +%s.%N)"; done;
`;
