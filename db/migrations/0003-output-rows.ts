import type { Migration } from '../migrate.ts';

/**
 * What a viewer needs to open a gigabyte at any place: how many rows and lines begin in a block, how much of an
 * unfinished line it ends with, the colours in force at its end, how many sequences in it a terminal would have obeyed.
 * All of it follows from the bytes; blocks of earlier builds have none and are counted when they are first looked at.
 * A block with `left_out_bytes` stands for output that passed its step's limit and was not kept.
 */
export const outputRows: Migration = {
  version: 3,
  name: 'rows of output',
  sql: `
    ALTER TABLE output_block ADD COLUMN line_rows INTEGER;
    ALTER TABLE output_block ADD COLUMN lines INTEGER;
    ALTER TABLE output_block ADD COLUMN open_bytes INTEGER;
    ALTER TABLE output_block ADD COLUMN pen TEXT;
    ALTER TABLE output_block ADD COLUMN escapes INTEGER;
    ALTER TABLE output_block ADD COLUMN left_out_bytes INTEGER;
    ALTER TABLE output_block ADD COLUMN left_out_sha256 TEXT;
  `,
};
