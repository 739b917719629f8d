/**
 * What the questions of a target share, for dash, bash and busybox ash. Nothing is written on the target: no file, no
 * here-document (a temporary file in some shells).
 *
 * Traps: a background process that holds our output keeps the channel open, so the watchdog has none; `timeout` of
 * coreutils ends the whole group, where it is missing only the first process is ended.
 */
const PROGRAMS = `
_t=; if timeout -k 1 5 true >/dev/null 2>&1; then _t='timeout -k 1'; elif timeout 5 true >/dev/null 2>&1; then _t=timeout; fi
_has() { command -v "$1" >/dev/null 2>&1; }
_within() {
  if [ -n "$_t" ]; then $_t "$1" sh -c "$2" </dev/null 2>&1; return; fi
  sh -c "$2" </dev/null 2>&1 & _p=$!
  ( trap 'kill $_s; exit' TERM; sleep "$1" & _s=$!; wait $_s; kill -TERM $_p; sleep 1; kill -KILL $_p ) >/dev/null 2>&1 </dev/null & _w=$!
  wait $_p; _c=$?; kill -TERM $_w 2>/dev/null; return $_c
}
_reach() {
  if _has nc; then
    _z=; nc -h 2>&1 | grep -q -e '-z' && _z=-z
    _o=$(_within 5 "nc $_z -v -w 4 $1 $2"); printf 'nc %s %s\\n' $? "$_o"
  elif _has bash; then
    _o=$(_within 5 "exec bash -c 'exec 3<>/dev/tcp/$1/$2'"); printf 'bash %s %s\\n' $? "$_o"
  elif _has python3; then
    _o=$(_within 5 "exec python3 -c 'import socket; socket.create_connection((\\"$1\\", $2), 4).close()'"); printf 'python3 %s %s\\n' $? "$_o"
  else echo none; fi
}
_https() {
  if _has curl; then
    _o=$(_within 9 "curl -sS -k -o /dev/null -m 8 -w 'status %{http_code}' https://$1:$2/"); printf 'curl %s %s\\n' $? "$_o"
  elif _has wget; then
    _o=$(_within 9 "wget -q -O /dev/null -T 8 --no-check-certificate https://$1:$2/"); _c=$?; [ $_c = 8 ] && _c=0; printf 'wget %s %s\\n' $_c "$_o"
  else echo none; fi
}
_package() {
  if _has dpkg-query; then _o=$(dpkg-query -W -f='\${db:Status-Abbrev} \${Version}' "$1" 2>/dev/null); case $_o in i*) echo "dpkg \${_o##* }";; *) echo 'dpkg -';; esac
  elif _has rpm; then _o=$(rpm -q --qf '%{VERSION}-%{RELEASE} ' "$1" 2>/dev/null) && echo "rpm $_o" || echo 'rpm -'
  elif _has apk; then _o=$(apk info -v 2>/dev/null | grep "^$1-[0-9]" | head -n 1); [ -n "$_o" ] && echo "apk \${_o#"$1-"}" || echo 'apk -'
  elif _has pacman; then _o=$(pacman -Q "$1" 2>/dev/null) && echo "pacman \${_o##* }" || echo 'pacman -'
  else echo none; fi
}
_ask() { printf '\\n%s %s begin\\n' "$_m" "$1"; eval "$2"; printf '\\n%s %s end %s\\n' "$_m" "$1" $?; }
_beside() { ( _l=$(eval "$2" | head -c 600 | tr '\\n\\r' '  '); printf '\\n%s %s line %s\\n' "$_m" "$1" "$_l" ) & }
`;

export interface Asked {
  /** Short, of letters and digits. */
  readonly id: string;
  readonly script: string;
  readonly isQuick: boolean;
}

/** Beside each other, but not hundreds of processes at once on somebody's production host. */
const AT_ONCE = 16;

/** One script for all questions of a target. `mark` is random: what a program prints cannot be taken for an answer. */
export function askingScript(mark: string, asked: readonly Asked[]): string {
  const quick = asked.filter(({ isQuick }) => isQuick);
  const others = asked.filter(({ isQuick }) => !isQuick);
  const beside = quick.flatMap(({ id, script }, index) => {
    const line = `_beside ${id} ${shellQuoted(script)}`;
    return index % AT_ONCE === AT_ONCE - 1 ? [line, 'wait'] : [line];
  });
  const inOrder = others.map(({ id, script }) => `_ask ${id} ${shellQuoted(script)}`);
  return [`_m=${mark}`, PROGRAMS, ...beside, 'wait', ...inOrder, 'exit 0', ''].join('\n');
}

export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command of the document's author, in a shell of its own that ends in time. */
export function within(seconds: number, command: string): string {
  return `_within ${seconds} ${shellQuoted(command)}`;
}
