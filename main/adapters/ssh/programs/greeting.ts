import { BOOT } from './alive.ts';

/**
 * Does systemd end what a login leaves behind, and has the user a systemd of his own to be safe in: only a scope of
 * that one, and only if the user lingers, outlives the last session.
 */
export const LOGOUT = `
_logout() {
  _y=plain;
  [ -d /run/systemd/system ] || return;
  grep -qs "^ *KillUserProcesses *= *\\(yes\\|true\\|on\\|1\\)" /etc/systemd/logind.conf /etc/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf /usr/lib/systemd/logind.conf.d/*.conf || return;
  systemd-run --user --scope --quiet true </dev/null >/dev/null 2>&1 && _y=scope;
  [ "$_y" = scope ] && [ -e "/var/lib/systemd/linger/$(id -un)" ] || _y="$_y kills";
};
`;

/**
 * Before anything is sent that could run, the first program of a connection may be asked (`MARK ask`) what a login on
 * this target is: the answer is worth a channel of its own. Then it reads its header as if nothing had been.
 */
export const GREETING = `
${BOOT}
${LOGOUT}
_greet() { _boot; _logout; printf "%s boot %s %s\\n" "$_n" "$_b" "$_y"; };
`;
