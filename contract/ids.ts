import { z } from 'zod';

/** A run, e.g. `run-20261121-0953-k3f9`: sortable by creation, short enough to read over the phone. */
export const runIdSchema = z
  .string()
  .regex(/^run-\d{8}-\d{4}-[a-z0-9]{4,}$/)
  .brand<'RunId'>();
export type RunId = z.infer<typeof runIdSchema>;

/** A step's id inside its runbook. */
export const stepIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
export type StepId = z.infer<typeof stepIdSchema>;

/** A target's name inside an inventory; also part of file and folder names, hence the narrow alphabet. */
export const targetNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
export type TargetName = z.infer<typeof targetNameSchema>;

/** Chosen by the caller; a resend of the same id returns the first result and changes nothing. */
export const commandIdSchema = z.string().min(8).max(64);

/** Lower-case hex SHA-256. */
export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** As far as a date reaches: one moment beyond it in a log, and nobody could read that log again. */
const LAST_INSTANT = 8_640_000_000_000_000;

/** UTC milliseconds since 1970. */
export const instantSchema = z.number().int().min(-LAST_INSTANT).max(LAST_INSTANT);

/** One pass over a stored checklist, e.g. `pass-20261121-0953-k3f9`. */
export const passIdSchema = z
  .string()
  .regex(/^pass-\d{8}-\d{4}-[a-z0-9]{4,}$/)
  .brand<'PassId'>();
export type PassId = z.infer<typeof passIdSchema>;

/** A journal: one run's id, one pass's id, or `workspace` for what belongs to neither. */
export const WORKSPACE_JOURNAL = 'workspace';
