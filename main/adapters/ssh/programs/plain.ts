import { RUN_SCRIPT, SCRIPT_FILE, TAKE } from './alive.ts';
import { GREETING } from './greeting.ts';

/** Runs a script in the foreground of the channel: no folder, no second life. Its pid is its process group. */
export const PLAIN = `
${GREETING}
${TAKE}
read -r _n _m || exit 125;
if [ "$_m" = ask ]; then _greet; read -r _n _m || exit 125; fi;
_take "$_m";
case $_p in *"#hp-end") ;; *) exit 125;; esac;
printf "%s run %s\\n" "$_n" $$; printf "%s\\n" "$_n" >&2;
eval "$_p";
${SCRIPT_FILE}
printf "%s\\n" "$_S" | (
  ${RUN_SCRIPT}
);
_c=$?;
printf "%s end\\n" "$_n"; printf "%s" "$_n" >&2;
exit $_c
`;
