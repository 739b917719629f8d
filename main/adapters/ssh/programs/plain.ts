import { RUN_SCRIPT, SCRIPT_FILE } from './alive.ts';

/** Runs a script in the foreground of the channel: no folder, no second life. Its pid is its process group. */
export const PLAIN = `
read -r _n || exit 125;
_p=$(cat);
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
